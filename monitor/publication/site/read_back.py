"""A page of the site read back, as anybody could who has nothing but the file: cells with their headers, and all other text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

SHOWN_ATTRIBUTES = ("alt", "title", "aria-label", "content", "placeholder", "value")
SILENT = ("style", "script")


@dataclass(frozen=True)
class ReadCell:
    """A cell of a table: the heading it stands below, its row, its column, and what it says."""

    place: str
    row: str
    column: str
    text: str


@dataclass
class ReadPage(HTMLParser):
    """Cells, and every other text that a page shows or reads aloud. `places` are the anchors of its headings."""

    cells: list[ReadCell] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self._place, self._row, self._column, self._kept = "", "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self._open.append(tag)
        self.texts += [value for name, value in attrs if name in SHOWN_ATTRIBUTES and value and tag != "meta"]
        if tag in ("h2", "h3"):
            self._place = known.get("id") or (self._place if tag == "h3" else "")
        elif tag == "tr":
            self._row = ""
        elif tag in ("td", "th"):
            self._column, self._kept = known.get("data-label") or "", ""
        elif tag in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "th":
            self._row = f"{self._row} {self._kept}".strip()
            self.texts.append(self._kept)
        elif tag == "td":
            self.cells.append(ReadCell(self._place, self._row, self._column, self._kept.strip()))

    def handle_data(self, data: str) -> None:
        if any(tag in SILENT for tag in self._open):
            return
        if "td" in self._open or "th" in self._open:
            self._kept += f" {data}"
        else:
            self.texts.append(data)


VOID = ("meta", "link", "img", "input", "br", "hr", "source", "line", "circle", "path")


def read_page(text: str) -> ReadPage:
    page = ReadPage()
    page.feed(text)
    page.close()
    return page


def script_data(text: str) -> Any:
    """What a script of data sets. **Raises** ValueError for a script that does anything else."""
    begin, sign, data = text.partition(" = ")
    if not (sign and begin.startswith("window.") and data.endswith(";\n")):
        raise ValueError("no data")
    return json.loads(data[:-2])


def strings_of(value: Any) -> Iterator[str]:
    """Every text inside some data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings_of(part)
