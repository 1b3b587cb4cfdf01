"""What the guidance of the UK Government Analysis Function asks of statistics in spreadsheets, as far as a program sees it.

"Releasing statistics in spreadsheets" and its checklist: tables marked and named, one header row, no merged cells and
no blank cells in a table, signs in words, a cover, contents and notes, a title in A1, a language, readable columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.tablebooks import BookTable, book_tables

SIGN = re.compile(r"\[[a-z]{1,2}\]")
READS_AS_NUMBER = re.compile(r"[+−-]?[\d.,]+\s?%?")
COVER, CONTENTS, NOTES = "Voorblad", "Inhoud", "Toelichting"
LEAST_LINE = 12.0  # points


def findings(path: Path) -> list[str]:
    """Where a book does not do what the guidance asks."""
    book = load_workbook(path)
    tables = list(book_tables(book))
    by_sheet = Counter(table.sheet.title for table in tables)
    found = [line for sheet in book.worksheets for line in _sheet(sheet, by_sheet[sheet.title])]
    found += [line for table in tables for line in _table(table)]
    found += list(_outside(book.worksheets, tables))
    found += list(_explained(book.worksheets, tables))
    found += list(_linked(book.worksheets, tables))
    return [*found, *_properties(book, path)]


def _sheet(sheet: Worksheet, tables: int) -> Iterator[str]:
    title = sheet.title
    if not isinstance(sheet["A1"].value, str) or not sheet["A1"].font.b:
        yield f"no title in A1: {title}"
    if sheet.merged_cells.ranges:
        yield f"merged cells: {title}"
    if not tables:
        yield f"no table: {title}"
    if sheet.sheet_state != "visible":
        yield f"hidden: {title}"
    if any(row.hidden for row in sheet.row_dimensions.values()):
        yield f"hidden row: {title}"
    if any(column.hidden for column in sheet.column_dimensions.values()):
        yield f"hidden column: {title}"
    frozen = re.fullmatch(r"([A-Z]+)(\d+)", sheet.freeze_panes or "A1")
    if frozen is None or frozen[1] > "C":
        yield f"too much frozen: {title}"


def _table(table: BookTable) -> Iterator[str]:
    headers = table.headers
    if not all(isinstance(header, str) and header.strip() for header in headers):
        yield f"header without a text: {table.name}"
    if len({str(header).lower() for header in headers}) != len(headers):
        yield f"two headers alike: {table.name}"
    if not re.fullmatch(r"[a-zà-ÿ]+(_\w+)*", table.name.lower()) or re.match(r"table\d", table.name.lower()):
        yield f"name says nothing: {table.name}"
    if table.header[0].column != 1:
        yield f"table does not begin in column A: {table.name}"
    for row in table.cells:
        for cell in row:
            yield from _cell(cell, table)
    for column in zip(*table.cells, strict=True):
        kinds = {type(cell.value) for cell in column}
        if kinds & {int, float} and not table.name.startswith("methode_"):  # that is what the annex prints
            texts = (cell.value for cell in column if isinstance(cell.value, str))
            yield from (
                f"number as text: {table.name} {text}" for text in texts if READS_AS_NUMBER.fullmatch(text)
            )


def _cell(cell: Cell, table: BookTable) -> Iterator[str]:
    if cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
        yield f"blank cell: {table.name} {cell.coordinate}"
    if cell.fill.fill_type is not None:
        yield f"colour behind a cell: {table.name} {cell.coordinate}"
    if isinstance(cell.value, str):
        sheet = table.sheet
        width = sheet.column_dimensions[_group(sheet, cell.column_letter)].width
        height = sheet.row_dimensions[cell.row].height or 15.0
        lines = -(-len(cell.value) // (width * 1.35)) if cell.alignment.wrap_text else 1
        if lines * LEAST_LINE > height and height < 390:
            yield f"row too low: {table.name} {cell.coordinate}"


def _group(sheet: Worksheet, letter: str) -> str:
    """The first of the columns that share a width; openpyxl keeps that of the first alone."""
    number = sheet[f"{letter}1"].column
    for name, columns in sheet.column_dimensions.items():
        if columns.min is not None and columns.min <= number <= columns.max:
            return name
    return letter


def _outside(sheets: list[Worksheet], tables: list[BookTable]) -> Iterator[str]:
    inside = {
        (table.sheet.title, cell.coordinate)
        for table in tables
        for row in (table.header, *table.cells)
        for cell in row
    }
    for sheet in sheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float) and (sheet.title, cell.coordinate) not in inside:
                    yield f"number outside a table: {sheet.title} {cell.coordinate}"


def _explained(sheets: list[Worksheet], tables: list[BookTable]) -> Iterator[str]:
    told = {row[0].value for table in tables if table.sheet.title == NOTES for row in table.cells}
    used = {
        sign
        for sheet in sheets
        for row in sheet.iter_rows()
        for cell in row
        for text in (cell.value, cell.number_format)
        if isinstance(text, str)
        for sign in SIGN.findall(text)
    }
    yield from (f"sign without its meaning: {sign}" for sign in sorted(used - told))


def _linked(sheets: list[Worksheet], tables: list[BookTable]) -> Iterator[str]:
    names = [sheet.title for sheet in sheets]
    if names[:3] != [COVER, CONTENTS, NOTES]:
        yield f"first sheets: {names[:3]}"
        return
    places = [
        re.fullmatch(r"'(.*)'!A(\d+)", cell.hyperlink.location)
        for row in sheets[1].iter_rows()
        for cell in row
        if cell.hyperlink is not None
    ]
    linked = {(place[1].replace("''", "'"), int(place[2])) for place in places if place}
    for name in names[2:]:
        if (name, 1) not in linked:
            yield f"no link to: {name}"
    for table in tables:
        if table.name.startswith("vraag_") and not table.name.endswith("_dezelfde_personen"):
            top = table.header[0].row
            if not any(sheet == table.sheet.title and top - 12 <= row < top for sheet, row in linked):
                yield f"no link to the question: {table.name}"


def _properties(book, path: Path) -> Iterator[str]:
    properties = book.properties
    for name in ("title", "created"):
        if not getattr(properties, name):
            yield f"no property: {name}"
    with ZipFile(path) as package:
        core = package.read("docProps/core.xml").decode()
    if not re.search(r"<dc:language[^>]*>nl-NL</dc:language>", core):
        yield "no language"
    cover = {
        cell
        for row in book.worksheets[0].iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, str)
    }
    if not cover >= {"Datum van publicatie"}:
        yield "no day of publication on the cover"
