"""Numbers chapters, figures and tables from 1 and annexes from A in reading order, and resolves references to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitor.errors import PublicationError
from monitor.publication.engines import nodes
from monitor.publication.engines.nodes import Node

DEFAULT_TITLES = {"fig": "Figuur", "tbl": "Tabel", "sec": "Paragraaf"}  # Quarto's own words for lang: nl
KINDS = {"Figure": "fig", "Table": "tbl", "Header": "sec"}
ANNEX = "annex"  # class of a chapter heading that opens an annex


@dataclass(frozen=True)
class Numbers:
    """The number of every anchor, and the words that go before it in a caption and in a reference.

    `annex` is the word that goes before the letter of an annex in its own heading.
    """

    by_anchor: Mapping[str, str]
    titles: Mapping[str, str]
    prefixes: Mapping[str, str]
    annex: str = ""

    def heading(self, header: Node) -> str:
        """What stands before a heading: "3", "3.2", "Bijlage A", "A.2"; empty where it has no number."""
        number = self.by_anchor.get(nodes.attributes_of(header)[0], "")
        return f"{self.annex}{nodes.NO_BREAK_SPACE}{number}" if number and is_annex(header) else number

    def title(self, anchor: str) -> str:
        """Word in front of the number in a caption: "Grafiek"."""
        return self.titles[anchor.split("-")[0]]

    def label(self, anchor: str) -> str:
        """ "Grafiek 5"; empty for an anchor without a number."""
        number = self.by_anchor.get(anchor, "")
        return f"{self.title(anchor)}{nodes.NO_BREAK_SPACE}{number}" if number else ""

    def caption(self, anchor: str, caption: list[Node]) -> list[Node]:
        """A caption with its label: "Grafiek 1: ..."."""
        return [
            nodes.span([nodes.text(f"{self.label(anchor)}:")], nodes.attr(classes=["caption-label"])),
            {"t": "Space"},
            *caption,
        ]


def is_annex(header: Node) -> bool:
    """Whether a heading opens an annex."""
    level, attributes, _ = header["c"]
    return level == 1 and ANNEX in attributes[1]


def number_document(
    blocks: list[Node], crossref: Mapping[str, Any], sections: bool = True, annex: str = ""
) -> Numbers:
    """Numbers of all anchors of a document; `crossref` is that key of the settings, `sections` whether headings count."""
    numbers: dict[str, str] = {}
    counts = {"fig": 0, "tbl": 0}
    section = _Sections()
    for node in nodes.descend(blocks):
        kind = KINDS.get(node["t"])
        anchor = nodes.attributes_of(node)[0] if kind else ""
        if kind == "sec":
            numbers[anchor] = section.number(node) if sections else ""
        elif kind and anchor.startswith(f"{kind}-"):
            counts[kind] += 1
            numbers[anchor] = str(counts[kind])
    titles = {kind: str(crossref.get(f"{kind}-title", word)) for kind, word in DEFAULT_TITLES.items()}
    prefixes = {kind: str(crossref.get(f"{kind}-prefix", titles[kind])) for kind in DEFAULT_TITLES}
    return Numbers(numbers, titles, prefixes, annex)


class _Sections:
    """Counts headings: chapters from 1, annexes from A."""

    def __init__(self) -> None:
        self.chapters = self.annexes = 0
        self.first = ""
        self.below = [0] * 5

    def number(self, header: Node) -> str:
        level, attributes, _ = header["c"]
        if "unnumbered" in attributes[1]:
            return ""
        if level == 1:
            self.first = self._first(is_annex(header))
            self.below = [0] * 5
            return self.first
        self.below[level - 2] += 1
        self.below[level - 1 :] = [0] * (6 - level)
        return ".".join([self.first or "0", *(str(part) for part in self.below[: level - 1])])

    def _first(self, annex: bool) -> str:
        if annex:
            self.annexes += 1
            return _letters(self.annexes)
        self.chapters += 1
        return str(self.chapters)


def _letters(count: int) -> str:
    """A, B, ... Z, AA, AB, as columns of a spreadsheet."""
    letters = ""
    while count:
        count, last = divmod(count - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters


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
