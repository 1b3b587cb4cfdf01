"""Renders a document to Word: real styles, numbered captions and references as fields, alt texts."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from monitor.publication.engines import nodes
from monitor.publication.engines.callouts import callout_kind, title_and_body
from monitor.publication.engines.column_widths import SMALLER, size_that_fits, with_column_widths
from monitor.publication.engines.document import ParsedReport
from monitor.publication.engines.elements import (
    caption_of,
    for_format,
    picture,
)
from monitor.publication.engines.nodes import Node
from monitor.publication.engines.numbering import is_annex
from monitor.publication.engines.pandoc import Workplace, write_document
from monitor.publication.engines.table_grid import stub_columns
from monitor.publication.engines.word_contents import contents, numbered
from monitor.publication.engines.word_finish import GAP, NARROW, SMALL, finished
from monitor.publication.engines.word_pictures import with_vector_pictures
from monitor.publication.theme.templates import shared_root
from monitor.publication.theme.theme import Theme
from monitor.publication.theme.word_reference import with_header, with_title_page

PARAGRAPH_STYLES = {
    "figure-note": "Figure Note",
    "table-note": "Figure Note",
    "lead": "Lead",
    "quote": "Block Text",
}
REFERENCE = "reference.docx"
PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def render_word(document: ParsedReport, theme: Theme, place: Workplace) -> bytes:
    """The Word file as bytes."""
    blocks = nodes.rewrite(for_format(document.blocks, "docx"), _Writer(document, theme).changes())
    front = contents(document) if document.flag("toc", True) else []
    lines = {"mark-runs": _runs(document.marks), "imprint-runs": _runs(document.imprint)}
    options = _options(document)
    written = write_document(place, "docx", _metadata(document), [*front, *blocks], options, lines)
    return with_vector_pictures(
        finished(written, document.whole_title, update=bool(front)), document.source.folder
    )


class _Writer:
    """Turns figures, tables, boxes and references into styled paragraphs and Word's own fields."""

    def __init__(self, document: ParsedReport, theme: Theme) -> None:
        self.document = document
        self.theme = theme

    def changes(self) -> dict[str, nodes.Change]:
        return {
            "Figure": self._figure, "Image": self._image, "Table": self._table, "Link": self._link, "Div": self._block,
            "Span": _quiet_mark, "Header": self._header,
        }  # fmt: skip

    def _image(self, node: Node) -> list[Node]:
        image = picture(node, self.document.source, "docx")
        size = nodes.attr(width=image.width or "100%")
        return [{"t": "Image", "c": [size, [nodes.text(image.alt)], [image.name, ""]]}]

    def _figure(self, node: Node) -> list[Node]:
        caption = [None, [nodes.plain(self._caption(node))]]
        return [{"t": "Figure", "c": [nodes.attr(), caption, node["c"][2]]}]

    def _caption(self, node: Node) -> list[Node]:
        anchor, caption = node["c"][0][0], caption_of(node)
        number = self.document.numbers.by_anchor.get(anchor)
        if number is None:
            return caption
        word = self.document.numbers.title(anchor)
        return [
            nodes.raw("openxml", _label(anchor, word, number, self._bookmark(anchor))),
            {"t": "Space"},
            *caption,
        ]

    def _bookmark(self, anchor: str) -> int:
        """A number of its own for each bookmark, above those that pandoc gives out."""
        return 100_000 + list(self.document.numbers.by_anchor).index(anchor)

    def _table(self, node: Node) -> list[Node]:
        caption = [None, [nodes.plain(self._caption(node))]]
        _, _, columns, head, bodies, foot = with_column_widths(node)["c"]
        stubs = stub_columns(node)
        headed = [[body[0], stubs, *body[2:]] for body in bodies]
        table = {"t": "Table", "c": [nodes.attr(), caption, columns, head, headed, foot]}
        size = size_that_fits(node)
        mark = {1.0: "", SMALLER: NARROW}.get(size, SMALL)
        marked = [nodes.raw_block("openxml", mark)] if mark else []
        return [table, *marked, nodes.raw_block("openxml", GAP)]

    def _link(self, node: Node) -> list[Node] | None:
        anchor = node["c"][2][0].removeprefix("#")
        if not anchor.startswith(("fig-", "tbl-")) or anchor not in self.document.numbers.by_anchor:
            return None
        return [nodes.raw("openxml", _reference(anchor, nodes.words(node["c"][1])))]

    def _header(self, node: Node) -> list[Node] | None:
        number = self.document.numbers.heading(node)
        if not number:
            return None
        level, attributes, words = node["c"]
        return [{"t": "Header", "c": [level, attributes, [*numbered(number, is_annex(node)), *words]]}]

    def _block(self, node: Node) -> list[Node] | None:
        attributes, body = node["c"]
        if "exhibit" in attributes[1]:
            return body
        if callout_kind(node):
            return nodes.anchored(_box(*title_and_body(node)), attributes[0])
        if "pagebreak" in attributes[1]:
            return [nodes.raw_block("openxml", PAGE_BREAK)]
        if "figure-data" in attributes[1]:
            summary = nodes.key(attributes, "summary", self.theme.words["figure_data"])
            title = _styled("Table Caption", [nodes.paragraph([nodes.strong([nodes.text(summary)])])])
            return nodes.anchored([title, *body], attributes[0])
        style = next((PARAGRAPH_STYLES[name] for name in attributes[1] if name in PARAGRAPH_STYLES), None)
        return nodes.anchored([_styled(style, body)], attributes[0]) if style else None


def _quiet_mark(node: Node) -> list[Node] | None:
    attributes, words = node["c"]
    return (
        [nodes.span(words, nodes.attr(custom_style="Caption Mark"))]
        if "caption-mark" in attributes[1]
        else None
    )


def _runs(texts: list[str]) -> list[str]:
    return [f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' for text in texts]


def _styled(style: str, blocks: list[Node]) -> Node:
    return nodes.div(blocks, nodes.attr(custom_style=style))


def _box(title: list[Node], body: list[Node]) -> list[Node]:
    """A box as a table of one column whose header row is the title, which screen readers announce."""
    head = [[nodes.attr(), [_cell([_styled("Callout Title", [nodes.paragraph(title)])])]]] if title else []
    rows = [[nodes.attr(), [_cell(body)]]]
    column = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": 1.0}]]
    table = {
        "t": "Table",
        "c": [
            nodes.attr(custom_style="Callout"), [None, []], column, [nodes.attr(), head],
            [[nodes.attr(), 0, [], rows]], [nodes.attr(), []],
        ],
    }  # fmt: skip
    return [nodes.raw_block("openxml", GAP), table, nodes.raw_block("openxml", GAP)]


def _cell(blocks: list[Node]) -> list[Any]:
    return [nodes.attr(), {"t": "AlignDefault"}, 1, 1, blocks]


def _label(anchor: str, word: str, number: str, identifier: int) -> str:
    """ "Grafiek 1:" with a field that counts, and a bookmark that references point at."""
    style = '<w:rPr><w:rStyle w:val="CaptionLabel"/></w:rPr>'
    return (
        f'<w:bookmarkStart w:id="{identifier}" w:name="{bookmark(anchor)}"/>'
        f'<w:r>{style}<w:t xml:space="preserve">{escape(word)}\u00a0</w:t></w:r>'
        f'<w:fldSimple w:instr=" SEQ {escape(word)} \\* ARABIC "><w:r>{style}<w:t>{number}</w:t></w:r></w:fldSimple>'
        f'<w:bookmarkEnd w:id="{identifier}"/>'
        f"<w:r>{style}<w:t>:</w:t></w:r>"
    )


def _reference(anchor: str, words: str) -> str:
    style = '<w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>'
    return (
        f'<w:r>{style}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{style}<w:instrText xml:space="preserve"> REF {bookmark(anchor)} \\h \\* MERGEFORMAT </w:instrText></w:r>'
        f'<w:r>{style}<w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r>{style}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
        f'<w:r>{style}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def bookmark(anchor: str) -> str:
    """A name that Word accepts: letters, digits and underscores."""
    return "".join(letter if letter.isalnum() else "_" for letter in anchor)


def _metadata(document: ParsedReport) -> dict[str, Any]:
    kept = ("title", "subtitle", "author", "date", "description", "keywords")
    metadata = {name: document.metadata[name] for name in kept if name in document.metadata}
    return {**metadata, **_logo(document), "lang": {"t": "MetaString", "c": "nl-NL"}}


def _logo(document: ParsedReport) -> dict[str, Any]:
    """The logo as a picture for the title page, if the theme names one."""
    name = document.setting("logo-word")
    if not name:
        return {}
    size = nodes.attr(height=document.setting("logo-height"))
    image = {"t": "Image", "c": [size, [nodes.text(document.text("logo-alt"))], [name, ""]]}
    return {"logo": {"t": "MetaInlines", "c": [image]}}


def personalise_reference(document: ParsedReport) -> None:
    """Put the report's own short title and marks in the header of the project's reference document, and make room for its title.

    It is written back, so that whoever renders the folder with Quarto alone gets the same header.
    """
    path = document.source.folder / REFERENCE
    reference = with_header(path.read_bytes(), document.short_title, " · ".join(document.marks))
    if not document.flag("compact"):
        reference = with_title_page(reference, document.text("title"), document.text("subtitle"))
    path.write_bytes(reference)


def _options(document: ParsedReport) -> list[str]:
    return [
        f"--reference-doc={document.source.folder / REFERENCE}",
        f"--template={shared_root() / 'word' / 'template.openxml'}",
        "--syntax-highlighting=none",
    ]
