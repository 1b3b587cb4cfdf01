"""Renders a document to PDF/UA-1: pandoc writes Typst, Typst sets the pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from itertools import pairwise
from typing import Any

from monitor.errors import PublicationError
from monitor.publication.engines import nodes
from monitor.publication.engines.callouts import callout_kind, title_and_body
from monitor.publication.engines.column_widths import CLOSER, with_column_widths
from monitor.publication.engines.document import ParsedReport
from monitor.publication.engines.elements import caption_of, for_format, picture
from monitor.publication.engines.nodes import Node
from monitor.publication.engines.numbering import is_annex
from monitor.publication.engines.output_check import check_words
from monitor.publication.engines.pandoc import Workplace, framed, write_document
from monitor.publication.engines.typst_markup import WORDS, call, quoted, verbatim, wrapped
from monitor.publication.theme.templates import shared_root
from monitor.publication.theme.theme import Theme

PARTS = ("definitions.typ", "typst-template.typ", "typst-show.typ")
WRAPPERS = {"figure-note": "note-below", "table-note": "note-below", "lead": "lead", "quote": "quote"}


def render_pdf(document: ParsedReport, theme: Theme, place: Workplace) -> bytes:
    """The PDF as bytes.

    **Raises** PublicationError for whatever Typst refuses or warns of: a missing description, a
    skipped heading level, a character that the shipped font lacks.
    """
    code = typst_code(document, theme, place)
    check_words(code.replace("\\", ""), "report.typ", document.source.literal)
    return _typeset(code, place)


def typst_code(document: ParsedReport, theme: Theme, place: Workplace) -> str:
    """The document as Typst code."""
    sized = nodes.rewrite(
        for_format(document.blocks, "typst"), {"Table": lambda table: [with_column_widths(table, CLOSER)]}
    )
    blocks = nodes.rewrite(_with_chapters(sized, document), _Writer(document, theme).changes())
    frame = framed(place, shared_root() / "typst" / "report.typ", PARTS)
    options = [f"--template={frame}", "--wrap=none"]
    variables = _variables(document, theme)
    return write_document(place, "typst-smart", _metadata(document), blocks, options, variables).decode(
        "utf-8"
    )


class _Writer:
    """Turns figures, tables and boxes into calls of the functions in typst-template.typ."""

    def __init__(self, document: ParsedReport, theme: Theme) -> None:
        self.document = document
        self.theme = theme
        self.annex = False
        self.counts = {False: 0, True: 0}

    def changes(self) -> dict[str, nodes.Change]:
        return {
            **WORDS,
            "Image": self._image, "Figure": self._figure, "Table": self._table, "Div": self._block,
            "Span": _quiet_mark, "Header": self._header,
        }  # fmt: skip

    def _header(self, node: Node) -> list[Node]:
        level, attributes, words = node["c"]
        header = {"t": "Header", "c": [level, attributes, nodes.rewrite(words, {"Note": _heading_note})]}
        if level > 1 or not self.document.numbers.heading(node):
            return [header]
        annex = is_annex(node)
        switched, self.annex = annex != self.annex, annex
        self.counts[annex] += 1
        if not switched:
            return [header]
        return [nodes.raw_block("typst", self._numbering(annex)), header]

    def _numbering(self, annex: bool) -> str:
        """From here on annexes are counted, or chapters again."""
        pattern = section_numbering(self.document)
        word = f"[{self.document.numbers.annex}]" if annex else "auto"
        pattern = f"A{pattern[1:]}" if annex else pattern
        return (
            f"#counter(heading).update({self.counts[annex] - 1})\n"
            f"#set heading(numbering: {quoted(pattern)}, supplement: {word})"
        )

    def _image(self, node: Node) -> list[Node]:
        image = picture(node, self.document.source, "typst")
        size = f"width: {image.width or '100%'}"
        code = f"image({quoted('/' + image.name)}, {size}, alt: {quoted(image.alt)})"
        return [nodes.raw("typst", f"#box({code})")]  # in a line with words, where it is no figure

    def _figure(self, node: Node) -> list[Node]:
        anchor, caption = node["c"][0][0], caption_of(node)
        image = _image_code(node)
        if anchor not in self.document.numbers.by_anchor:
            return [
                nodes.paragraph([nodes.raw("typst", f"#{image}"), *wrapped("unnumbered-caption", caption)])
            ]
        opened = f"#figure({image}, {self._counted(anchor)}, caption: ["
        return [nodes.paragraph([nodes.raw("typst", opened), *caption, nodes.raw("typst", f"])<{anchor}>")])]

    def _counted(self, anchor: str) -> str:
        kind, word = anchor.split("-")[0], self.document.numbers.title(anchor)
        return f'kind: "quarto-float-{kind}", supplement: [{word}], numbering: "1"'

    def _table(self, node: Node) -> list[Node]:
        blocks = self._captioned_table(node)
        heads = len(node["c"][3][1])
        if heads > 1:
            blocks = [
                nodes.raw_block("typst", f"#with-head-rows({heads})["),
                *blocks,
                nodes.raw_block("typst", "]"),
            ]
        if nodes.key(node["c"][0], "long-cells"):
            blocks = [nodes.raw_block("typst", "#with-long-cells["), *blocks, nodes.raw_block("typst", "]")]
        if part := nodes.key(node["c"][0], "squeezed"):
            opened = nodes.raw_block("typst", f"#squeezed({part})[")
            return [opened, *blocks, nodes.raw_block("typst", "]")]
        return blocks

    def _captioned_table(self, node: Node) -> list[Node]:
        anchor, caption = node["c"][0][0], caption_of(node)
        bare = _bare(node)
        if anchor not in self.document.numbers.by_anchor:
            return [*([nodes.paragraph(wrapped("unnumbered-caption", caption))] if caption else []), bare]
        opened = f"#figure({self._counted(anchor)}, caption: ["
        head = nodes.plain([nodes.raw("typst", opened), *caption, nodes.raw("typst", "])[")])
        return [head, bare, nodes.raw_block("typst", f"]<{anchor}>")]

    def _block(self, node: Node) -> list[Node] | None:
        attributes, body = node["c"]
        if callout_kind(node):
            title, rest = title_and_body(node)
            return nodes.anchored(call("callout", "title", title, rest, "body"), attributes[0])
        if "pagebreak" in attributes[1]:
            return [nodes.raw_block("typst", "#pagebreak(weak: true)")]
        if "figure-data" in attributes[1]:
            summary = nodes.key(attributes, "summary", self.theme.words["figure_data"])
            folded = call("folded-data", "summary", [verbatim(summary)], body, "body")
            return nodes.anchored(folded, attributes[0])
        if "exhibit" in attributes[1]:
            marked = {"long-table": "long: true", "in-order": "floats: false"}
            said = ", ".join(told for mark, told in marked.items() if mark in attributes[1])
            opened = f"#exhibit({said})[" if said else "#exhibit["
            return [nodes.raw_block("typst", opened), *body, nodes.raw_block("typst", "]")]
        wrapper = next((WRAPPERS[name] for name in attributes[1] if name in WRAPPERS), None)
        if wrapper:
            wrapped_body = [nodes.raw_block("typst", f"#{wrapper}["), *body, nodes.raw_block("typst", "]")]
            return nodes.anchored(wrapped_body, attributes[0])
        return None


def _with_chapters(blocks: list[Node], document: ParsedReport) -> list[Node]:
    """Chapters without a number in a call that lets a short one follow on; in a compact document none begins a page."""
    if document.flag("compact"):
        return blocks
    starts = [at for at, node in enumerate(blocks) if node["t"] == "Header" and node["c"][0] == 1]
    found = blocks[: starts[0]] if starts else blocks
    for first, end in pairwise([*starts, len(blocks)]):
        chapter = blocks[first:end]
        numbered = document.numbers.heading(chapter[0])
        found = [*found, *(chapter if numbered or _breaks_a_page(chapter) else _that_follows_on(chapter))]
    return found


def _that_follows_on(chapter: list[Node]) -> list[Node]:
    return [nodes.raw_block("typst", "#unnumbered-chapter["), *chapter, nodes.raw_block("typst", "]")]


def _breaks_a_page(chapter: list[Node]) -> bool:
    """Whether an author asks for a new page in it, which nothing that Typst keeps together can have."""
    return any(one["t"] == "Div" and "pagebreak" in nodes.classes(one) for one in nodes.descend(chapter))


def _quiet_mark(node: Node) -> list[Node] | None:
    attributes, words = node["c"]
    return wrapped("caption-mark", words) if "caption-mark" in attributes[1] else None


def _heading_note(note: Node) -> list[Node]:
    """A footnote that the contents do not repeat; its paragraphs stand in a row."""
    paragraphs = [block["c"] for block in note["c"] if block["t"] in ("Para", "Plain")]
    words = [word for paragraph in paragraphs for word in [*paragraph, {"t": "Space"}]]
    return wrapped("heading-note", words[:-1])


def _image_code(figure: Node) -> str:
    """The image inside a figure, which was turned into code already, since children come first."""
    code = next(node["c"][1] for node in nodes.descend(figure["c"][2]) if node["t"] == "RawInline")
    return code.removeprefix("#box(")[:-1]


def _bare(table: Node) -> Node:
    _, _, *rest = table["c"]
    return {"t": "Table", "c": [nodes.attr(classes=["typst:no-figure"]), [None, []], *rest]}


def _metadata(document: ParsedReport) -> dict[str, Any]:
    kept = ("title", "subtitle", "short-title", "date", "imprint", "marks", "toc-title", "logo-alt")
    found = {name: document.metadata[name] for name in kept if name in document.metadata}
    named = dict(zip(found, nodes.rewrite(list(found.values()), WORDS), strict=True))
    return {**named, "by-author": {"t": "MetaList", "c": [_author(words) for words in document.authors]}}


def _author(words: list[Node]) -> Node:
    """A name where Quarto puts it too: `by-author.name.literal`."""
    literal = {"literal": {"t": "MetaInlines", "c": nodes.rewrite(words, WORDS)}}
    return {"t": "MetaMap", "c": {"name": {"t": "MetaMap", "c": literal}}}


def section_numbering(document: ParsedReport) -> str:
    """How Typst numbers headings, as the settings say: "1.1.1"."""
    return (document.source.settings.get("format") or {}).get("typst", {}).get("section-numbering", "1.1.1")


def _variables(document: ParsedReport, theme: Theme) -> dict[str, Any]:
    return {
        "lang": document.setting("lang", "nl"),
        "section-numbering": section_numbering(document) if document.flag("number-sections", True) else "",
        "toc": document.flag("toc", True),
        "toc-depth": document.setting("toc-depth", "2"),
        "compact": document.flag("compact"),
        "logo-file": document.setting("logo-file"),
        "logo-height": document.setting("logo-height"),
    }


def _typeset(code: str, place: Workplace) -> bytes:
    import typst

    from monitor.publication.engines.pdf_tables import with_row_headers

    compiler = typst.Compiler(
        root=place.project, font_paths=[place.project / "fonts"], ignore_system_fonts=True
    )
    moment = datetime.combine(place.published, time(), UTC)
    try:
        pages, warnings = compiler.compile_with_warnings(
            code.encode("utf-8"), format="pdf", pdf_standards=["ua-1"], timestamp=moment
        )
    except typst.TypstError as failure:
        raise _refused(failure) from None
    if warnings:
        raise _refused(warnings[0])
    assert isinstance(pages, bytes)  # a list only of pictures, one a page
    return with_row_headers(pages)


NO_FONT = re.compile(r"unknown font family: (.+)")
UNPRINTABLE = re.compile(r'the text `"(.+)"` could not be displayed with font')


def _refused(cause: Any) -> PublicationError:
    unprintable = UNPRINTABLE.search(cause.message)
    if unprintable:
        return PublicationError("rendering.font_of_pdf_has_no_sign", got=unprintable[1])
    if gone := NO_FONT.search(cause.message):
        return PublicationError("rendering.font_of_pdf_is_not_there", name=gone[1])
    return PublicationError(
        "rendering.pdf_cannot_be_made_accessible_as",
        got=cause.message,
        hint=" ".join(cause.hints) or "rendering.look_at_the_figure",
    )
