"""Numbers chapters, figures and tables from 1 in reading order, and resolves references to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitor.errors import PublicationError
from monitor.publication.engines import nodes
from monitor.publication.engines.nodes import Node

DEFAULT_TITLES = {"fig": "Figuur", "tbl": "Tabel", "sec": "Paragraaf"}  # Quarto's own words for lang: nl
KINDS = {"Figure": "fig", "Table": "tbl", "Header": "sec"}


@dataclass(frozen=True)
class Numbers:
    """The number of every anchor, and the words that go before it in a caption and in a reference."""

    by_anchor: Mapping[str, str]
    titles: Mapping[str, str]
    prefixes: Mapping[str, str]

    def title(self, anchor: str) -> str:
        """Word in front of the number in a caption: "Grafiek"."""
        return self.titles[anchor.split("-")[0]]

    def caption(self, anchor: str, caption: list[Node]) -> list[Node]:
        """A caption with its label: "Grafiek 1: ..."."""
        label = f"{self.title(anchor)}{nodes.NO_BREAK_SPACE}{self.by_anchor[anchor]}:"
        return [
            nodes.span([nodes.text(label)], nodes.attr(classes=["caption-label"])),
            {"t": "Space"},
            *caption,
        ]


def number_document(blocks: list[Node], crossref: Mapping[str, Any], sections: bool = True) -> Numbers:
    """Numbers of all anchors of a document; `crossref` is that key of the settings, `sections` whether headings count."""
    numbers: dict[str, str] = {}
    counts = {"fig": 0, "tbl": 0}
    section = [0] * 6
    for node in nodes.descend(blocks):
        kind = KINDS.get(node["t"])
        anchor = nodes.attributes_of(node)[0] if kind else ""
        if kind == "sec":
            numbers[anchor] = _section_number(section, node) if sections else ""
        elif kind and anchor.startswith(f"{kind}-"):
            counts[kind] += 1
            numbers[anchor] = str(counts[kind])
    titles = {kind: str(crossref.get(f"{kind}-title", word)) for kind, word in DEFAULT_TITLES.items()}
    prefixes = {kind: str(crossref.get(f"{kind}-prefix", titles[kind])) for kind in DEFAULT_TITLES}
    return Numbers(numbers, titles, prefixes)


def _section_number(section: list[int], node: Node) -> str:
    level, attributes, _ = node["c"]
    if "unnumbered" in attributes[1]:
        return ""
    section[level - 1] += 1
    section[level:] = [0] * (6 - level)
    return ".".join(str(part) for part in section[:level])


def resolve_references(blocks: list[Node], numbers: Numbers) -> list[Node]:
    """Blocks in which every `@fig-x` has become a link such as "Grafiek 1".

    **Raises** PublicationError for a reference without target, or to a heading without number.
    """

    return nodes.rewrite(blocks, {"Cite": lambda cite: _references(cite["c"][0], numbers)})


def _references(citations: list[dict[str, Any]], numbers: Numbers) -> list[Node]:
    references: list[Node] = []
    for citation in citations:
        references.extend([nodes.text(","), {"t": "Space"}] if references else [])
        references.append(_reference(citation, numbers))
    return references


def _reference(citation: dict[str, Any], numbers: Numbers) -> Node:
    written = citation["citationId"]
    anchor = written[0].lower() + written[1:]
    number = numbers.by_anchor.get(anchor)
    if not number:
        raise PublicationError("rendering.reference_points_to_nothing_that_has", written=written)
    return nodes.link([*_prefix(citation, written, numbers), nodes.text(number)], f"#{anchor}")


def _prefix(citation: dict[str, Any], written: str, numbers: Numbers) -> list[Node]:
    if citation["citationPrefix"]:
        return [*citation["citationPrefix"], nodes.text(nodes.NO_BREAK_SPACE)]
    if citation["citationMode"]["t"] == "SuppressAuthor":
        return []
    word = numbers.prefixes[written.split("-")[0].lower()]
    return [nodes.text((word[0].upper() + word[1:] if written[0].isupper() else word) + nodes.NO_BREAK_SPACE)]
