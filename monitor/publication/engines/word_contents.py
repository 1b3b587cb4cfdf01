"""The contents field of a Word file, filled in, so that it reads well before anybody updates it."""

from __future__ import annotations

from monitor.publication.engines import nodes
from monitor.publication.engines.document import ParsedReport
from monitor.publication.engines.nodes import Node
from monitor.publication.engines.numbering import is_annex

OPENED = (
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
    "</w:docPartObj></w:sdtPr><w:sdtContent>"
)
CLOSED = "</w:sdtContent></w:sdt>"
TAB = "<w:r><w:tab/></w:r>"
END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def numbered(number: str, annex: bool, style: str = "Section Number") -> list[Node]:
    """A number and what parts it from the words of its heading: a tab, or a colon after "Bijlage A"."""
    words = nodes.span([nodes.text(number)], nodes.attr(custom_style=style))
    return [words, *([nodes.text(":"), {"t": "Space"}] if annex else [nodes.raw("openxml", TAB)])]


def contents(document: ParsedReport) -> list[Node]:
    """A heading and one linked line for each chapter and section, inside Word's own contents field."""
    depth = int(document.setting("toc-depth", "2"))
    entries = [node for node in nodes.descend(document.blocks) if _is_listed(node, depth)]
    if not entries:
        return []
    lines = [_line(node, document) for node in entries]
    lines[0]["c"][1][0]["c"].insert(0, nodes.raw("openxml", _begin(depth)))
    lines[-1]["c"][1][0]["c"].append(nodes.raw("openxml", END))
    title = nodes.div(
        [nodes.paragraph([nodes.text(document.setting("toc-title", "Inhoud"))])],
        nodes.attr(custom_style="TOC Heading"),
    )
    return [nodes.raw_block("openxml", OPENED), title, *lines, nodes.raw_block("openxml", CLOSED)]


def _is_listed(node: Node, depth: int) -> bool:
    return node["t"] == "Header" and node["c"][0] <= depth and "unlisted" not in node["c"][1][1]


def _line(node: Node, document: ParsedReport) -> Node:
    level, attributes, inlines = node["c"]
    number = document.numbers.heading(node)
    words = nodes.span([nodes.text(nodes.words(inlines))], nodes.attr(custom_style="Contents Link"))
    front = numbered(number, is_annex(node), "Contents Link") if number else []
    return nodes.div(
        [nodes.paragraph([nodes.link([*front, words], f"#{attributes[0]}")])],
        nodes.attr(custom_style=f"toc {level}"),
    )


def _begin(depth: int) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> TOC \\o "1-{depth}" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
