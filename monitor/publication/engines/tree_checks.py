"""Checks what only shows once pandoc has read the Markdown: elements outside the subset, code, hidden numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from monitor.errors import PublicationError, nearest
from monitor.messages.catalogue import text
from monitor.publication.engines import nodes
from monitor.publication.engines.callouts import callout_kind
from monitor.publication.engines.nodes import Node
from monitor.publication.quarto import features
from monitor.publication.quarto.code_checks import NO_CODE
from monitor.publication.quarto.source import COMMENT, SETTINGS, VARIABLES, Source, read_lines
from monitor.publication.quarto.source_text import QUARTO_RENDERS_IT

NOT_RENDERED = {
    "RawBlock": "rendering.raw_code",
    "RawInline": "rendering.raw_code",
    "Math": "rendering.formula",
}
STILL_HTML = re.compile(rf"(?:</?(?:{'|'.join(features.STILL_TAGS)})\s*/?>|\s)*", re.IGNORECASE)
RUNNING_CODE = re.compile(r"\{|r[ \t]")  # how code starts that Quarto would run within a sentence


def check_still(blocks: list[Node], source: Source) -> None:
    """Check that nothing in a parsed document could run, or be lost, where Quarto renders it.

    The lines of the document were judged before; pandoc's own reading decides where they look different.

    **Raises** PublicationError for live HTML, raw text of another format, code that Quarto would run, and
    links to other than pages, mail addresses and places in the document.
    """
    for node in nodes.descend(blocks):
        if _is_live(node):
            code = str(node["c"][1])
            raise _problem(
                "rendering.is_code", code if "Raw" in node["t"] else code.split()[0], source, NO_CODE
            )
    for problem in _other_links(blocks, source):
        raise problem


def _other_links(blocks: Sequence[Node], source: Source) -> Iterator[PublicationError]:
    """Links that lead to something else than a page, a mail address or the document itself."""
    for node in nodes.descend(blocks):
        if node["t"] == "Link" and not features.is_link(address := node["c"][2][0]):
            yield _problem("templates.link", address, source)


def _dead_links(blocks: list[Node], source: Source) -> Iterator[PublicationError]:
    anchored = ("Header", "Div", "Span", "Figure", "Table", "CodeBlock", "Code", "Link", "Image")
    anchors = {nodes.attributes_of(node)[0] for node in nodes.descend(blocks) if node["t"] in anchored}
    for node in nodes.descend(blocks):
        if node["t"] == "Link" and node["c"][2][0].startswith("#") and node["c"][2][0][1:] not in anchors:
            yield _problem(
                "rendering.link_to_points_to_nothing",
                node["c"][2][0],
                source,
                nearest(node["c"][2][0][1:], anchors - {""}) or "rendering.give_anchor",
                target=node["c"][2][0],
            )


def _is_live(node: Node) -> bool:
    if node["t"] in ("RawBlock", "RawInline"):
        format_, raw = node["c"]
        return format_ != "html" or not STILL_HTML.fullmatch(COMMENT.sub("", raw))
    return node["t"] == "Code" and bool(RUNNING_CODE.match(node["c"][1]))  # a cell in a list too


def check_tree(blocks: list[Node], source: Source) -> None:
    """Check a parsed document.

    **Raises** PublicationError for an element that no writer here renders, a citation, a figure,
    table, heading or footnote that only one format would have, a numbered heading in a block, or a link
    to other than a page, a mail address or a place in the document that is there.
    """
    for problem in (
        *_elements(blocks, source),
        *_conditional(blocks, source),
        *_nested_headings(blocks, source),
        *_other_links(blocks, source),
        *_dead_links(blocks, source),
    ):
        raise problem


def check_values(values: Sequence[Node], source: Source) -> None:
    """Check texts of the front matter, of settings and of variables, which are no lines of the document.

    **Raises** PublicationError for an element that no writer here renders, and for the links of `check_links`.
    """
    for problem in _elements(values, _texts(source)):
        raise problem
    check_links(values, source)


def check_links(values: Sequence[Node], source: Source) -> None:
    """Check texts for links.

    **Raises** PublicationError for a link to other than a page, a mail address or a place in the document.
    """
    for problem in _other_links(values, _texts(source)):
        raise problem


def _texts(source: Source) -> Source:
    """The source with the lines of the files that hold such texts as its own."""
    files = (name for name in (VARIABLES, SETTINGS) if (source.folder / name).is_file())
    lines = (line for name in files for line in read_lines(source.folder / name, name))
    return replace(source, lines=(*source.front_lines, *lines))


def _elements(blocks: Sequence[Node], source: Source) -> Iterator[PublicationError]:
    for node in nodes.descend(blocks):
        if node["t"] in NOT_RENDERED:
            words = node["c"][1]
            yield _unsupported(
                NOT_RENDERED[node["t"]], f"${words}$" if node["t"] == "Math" else words, source
            )
        elif node["t"] == "Cite":
            yield from _citations(node, source)


def _citations(node: Node, source: Source) -> Iterator[PublicationError]:
    for citation in node["c"][0]:
        name = citation["citationId"]
        if name.split("-")[0].lower() not in features.REFERENCE_KINDS:
            yield _unsupported("rendering.citation", f"@{name}", source)
        elif citation["citationSuffix"]:
            yield _unsupported("rendering.words_after_reference_between_brackets", f"@{name}", source)


def _conditional(blocks: list[Node], source: Source) -> Iterator[PublicationError]:
    for node in nodes.descend(blocks):
        if node["t"] in ("Div", "Span") and set(nodes.classes(node)) & set(features.CONDITIONS):
            for inner in nodes.descend(node["c"][1]):
                if what := _counted(inner):
                    yield _problem(
                        "rendering.in_block_for_one_format_would",
                        nodes.words(inner["c"])[:40],
                        source,
                        "rendering.take_out_of_block",
                        finding=what if what.startswith("#") else text(what),
                    )


def _counted(node: Node) -> str:
    if node["t"] == "Note":
        return "rendering.footnote"
    if node["t"] == "Header" and "unnumbered" not in node["c"][1][1]:
        return "rendering.numbered_heading"
    if node["t"] in ("Figure", "Table") and node["c"][0][0].startswith(("fig-", "tbl-")):
        return f"#{node['c'][0][0]}"
    return ""


def _nested_headings(blocks: list[Node], source: Source) -> Iterator[PublicationError]:
    for node in nodes.descend(blocks):
        if node["t"] in ("Div", "BlockQuote") and not callout_kind(node):
            inner = node["c"][1] if node["t"] == "Div" else node["c"]
            for child in inner:
                if child["t"] == "Header" and "unnumbered" not in child["c"][1][1]:
                    yield _problem(
                        "rendering.numbered_heading_inside_block",
                        nodes.words(child["c"][2]),
                        source,
                        "rendering.give_class_unnumbered",
                    )


def _unsupported(feature: str, words: str, source: Source) -> PublicationError:
    return _problem(
        "rendering.embedded_engine_does_not_render",
        words,
        source,
        QUARTO_RENDERS_IT,
        feature=text(feature),
    )


def _problem(
    what: str, words: str, source: Source, hint: str | None = None, **values: Any
) -> PublicationError:
    """The parsed tree has no lines; the first line with the same words is where to look."""
    wanted = words.strip().split("\n")[0]
    place = next(
        (line.place() for line in source.lines if wanted and wanted in line.text), source.lines[0].place()
    )
    return PublicationError(what, where=place, got=wanted[:60] or None, hint=hint, **values)
