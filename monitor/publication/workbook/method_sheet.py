"""The sheet with how the study was done: every table of the method annex, each marked as a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.publication.annex.method_annex import method_tables
from monitor.publication.exhibits.table_model import Cell, Column, Table
from monitor.publication.language.filling import filled
from monitor.publication.language.voice import Voice
from monitor.publication.quality.tables import names_of_files, table_of_files
from monitor.publication.vignettes.tables import tables_of_vignettes
from monitor.publication.workbook.book import HEADER, NUMBER_HEADER, Book, Value, height_of
from monitor.release.results.released_set import ReleasedSet

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WHOLE_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})*")  # as a Dutch reader sees it
WIDTHS = (44.0, 34.0)
OTHERS, MOST = 26.0, 80  # the width of every further column, of which a study of many waves has many


def write_method(book: Book, sheet: Worksheet, released: ReleasedSet, voice: Voice, contents: str) -> None:
    """Write the tables below each other, each with its caption and notes; of a check of files its verdicts first, of vignettes
    what is counted of them."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_column(len(WIDTHS), MOST, OTHERS)
    book.link(sheet, 1, 0, (contents, 0), voice.words.tablebook.back)
    row = 3
    tables = [(name, table_of_files(name, released, voice)) for name in names_of_files(voice.study)]
    tables += [(table.name, table) for table in tables_of_vignettes(released, voice)]
    tables += [(name, maker(released, voice)) for name, maker in method_tables().items()]
    for name, table in tables:
        if table is not None and table.rows:
            named = filled(voice.words.tablebook.tables["method"], {"id": name.removeprefix("method-")})
            row = _write_table(book, sheet, row, table, (named, voice.words.tablebook.signs["empty"])) + 1


def _write_table(book: Book, sheet: Worksheet, row: int, table: Table, words: tuple[str, str]) -> int:
    """A table with caption, header, rows and notes. Returns the next free row."""
    name, empty = words
    book.text(sheet, row, 0, table.caption, "section")
    sheet.set_row(row, 20)
    header = row + 1
    texts = (table.stub, *(column.header for column in table.columns))
    widths = (*WIDTHS, *[OTHERS] * len(texts))[: len(texts)]
    looks = [HEADER, *(NUMBER_HEADER if column.numeric else HEADER for column in table.columns)]
    headers = book.headers(sheet, header, texts, widths, looks)
    row = header
    for line in table.rows:
        row += 1
        texts = (line.header, *(cell.text for cell in line.cells))
        book.text(sheet, row, 0, line.header or empty)
        for column, cell in enumerate(line.cells, start=1):
            book.write(sheet, row, column, _value(cell, table.columns[column - 1], empty))
        sheet.set_row(row, height_of(texts, widths))
    book.table(sheet, (header, row), headers, name, table.caption)
    row += 1
    for note in table.notes:
        book.text(sheet, row, 0, note, "note")
        row += 1
    return row


def _value(cell: Cell, column: Column, empty: str) -> Value:
    if cell.display in ("text", "count") and WHOLE_NUMBER.fullmatch(cell.text):
        return Value(float(cell.text.replace(".", "")), look="number")
    return Value(text=cell.text or empty, look="right" if column.numeric else "text")
