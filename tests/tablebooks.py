"""A table book as another program reads it: its tables by name, each with its sheet, header and rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True)
class BookTable:
    """A marked table: `cells` without the header row."""

    name: str
    sheet: Worksheet
    header: tuple[Cell, ...]
    cells: tuple[tuple[Cell, ...], ...]

    @property
    def headers(self) -> list[Any]:
        return [cell.value for cell in self.header]

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [dict(zip(self.headers, (cell.value for cell in row), strict=True)) for row in self.cells]

    def row(self, **labels: str) -> dict[str, Any]:
        """The one row with these labels."""
        (found,) = [row for row in self.rows if all(row[name] == value for name, value in labels.items())]
        return found

    def of(self, answer: str, item: str = "") -> dict[str, Any]:
        """The one row of an answer, of an item where there are several."""
        (found,) = [
            row for row in self.rows if row["Antwoord"] == answer and (not item or row["Onderdeel"] == item)
        ]
        return found


def book_tables(book: Workbook) -> Iterator[BookTable]:
    """Every table of an opened book, in order."""
    for sheet in book.worksheets:
        for name, table in ((table.name, table) for table in sheet.tables.values()):
            header, *cells = sheet[table.ref]
            yield BookTable(name, sheet, tuple(header), tuple(tuple(row) for row in cells))


def tables_of(path: Path) -> dict[str, BookTable]:
    """Every table of a book by its name."""
    return {table.name: table for table in book_tables(load_workbook(path))}


def texts_of(path: Path) -> set[str]:
    """Every text of a book."""
    book = load_workbook(path)
    return {
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, str)
    }
