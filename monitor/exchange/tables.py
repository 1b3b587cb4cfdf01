"""Rows of cells, from text and workbooks, before anybody knows which row is the heading."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from monitor.intake.files.isolated import read_in_a_process, read_isolated
from monitor.intake.files.limits import read_limits
from monitor.intake.files.readers import PARQUET, format_of
from monitor.intake.files.source import open_bytes
from monitor.intake.files.table import TextColumn, text_column

LONGEST = 1 << 30  # signs of a cell, so that one that never ends is a cell too
SEPARATOR_LINE = "sep="  # as Excel writes it above the headings
DELIMITERS = (",", ";", "\t", "|")
MOST_ABOVE = 10  # rows above headings
FULL, SPARSE = 0.9, 0.5  # share of headings that are filled, and of cells in rows above them
LOOKED_AT = 50  # lines by which the separator is chosen


@dataclass(frozen=True)
class Sheet:
    """One table of a file; `rows` are texts, all of one length."""

    name: str
    rows: list[list[str]] = field(repr=False)
    above: int = 0
    """Rows above these, such as a title, that are not among them."""

    @property
    def headings(self) -> list[str]:
        return self.rows[0] if self.rows else []

    def columns(self, first: int = 1) -> list[TextColumn]:
        """The columns below the heading rows."""
        below = self.rows[first:]
        return [text_column(row[place] for row in below) for place in range(len(self.headings))]


def read_sheets(path: Path) -> list[Sheet]:
    """The filled tables of a delimited text, a workbook or Parquet.

    **Raises** IntakeError for a file that is none of these, or damaged, or too large.
    """
    limits = read_limits()
    form = format_of(path, limits)
    if form == "excel":
        table = read_in_a_process("monitor.intake.files.workbook:read_sheets", path, "Excel", limits)
        rows: dict[str, list[list[str]]] = {}
        for name, row in zip(table["sheet"].to_pylist(), table["row"].to_pylist(), strict=True):
            rows.setdefault(name, []).append(row)
        return [Sheet(name, _even(each)) for name, each in rows.items()]
    if form == PARQUET:
        table = read_isolated(path, form, limits)
        names = json.loads(table.schema.metadata[b"names"])
        return [Sheet(path.stem, [names, *map(list, zip(*table.to_pydict().values(), strict=True))])]
    with open_bytes(path, form) as stream:
        raw = stream.read(limits.file_bytes)
    return [Sheet(path.stem, _even(_records(_decoded(raw))))]


def below_titles(sheet: Sheet) -> Sheet:
    """The sheet from its headings on: the first full row, where hardly anything stands above it."""
    for place, row in enumerate(sheet.rows[:MOST_ABOVE]):
        filled = sum(map(bool, row))
        if filled >= FULL * len(row) and place and not any(map(_is_number, row)):
            return replace(sheet, rows=sheet.rows[place:], above=place)
        if filled > SPARSE * len(row):
            return sheet
    return sheet


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "").isdecimal()


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _records(text: str) -> list[list[str]]:
    """Rows of cells."""
    csv.field_size_limit(LONGEST)
    text = text.replace("\x00", "")
    first, _, rest = text.partition("\n")
    sign = first.strip()[len(SEPARATOR_LINE) :]
    told = first.strip().lower().startswith(SEPARATOR_LINE) and sign in DELIMITERS
    return _parted(rest, sign) if told else _parted(text, _delimiter(text))


def _parted(text: str, sign: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))


def _delimiter(text: str) -> str:
    """The sign that parts the most lines into the most cells, equally many in each."""
    start = text[:200_000]

    def score(sign: str) -> tuple[int, int]:
        rows = _parted(start, sign)[:LOOKED_AT]
        width = len(rows[0]) if rows else 0
        return (sum(len(row) == width for row in rows) if width > 1 else 0, width)

    return max(DELIMITERS, key=score)


def _even(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows of one length, without blanks around cells and without empty rows at the end."""
    filled = [[cell.strip() for cell in row] for row in rows]
    while filled and not any(filled[-1]):
        filled.pop()
    width = max((len(row) for row in filled), default=0)
    while width and not any(len(row) >= width and row[width - 1] for row in filled):
        width -= 1
    return [[*row[:width], *[""] * (width - len(row))] for row in filled]
