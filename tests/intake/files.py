"""Workbooks, SPSS, Stata and Parquet files for tests, good and hostile, as bytes."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import xlsxwriter


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Any]]], bare: bool = False, dated_column: int | None = None
) -> bytes:
    """An .xlsx with one sheet per entry; `bare` gives a zip without a workbook in it."""
    stream = io.BytesIO()
    if bare:
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("readme.txt", "nothing")
        return stream.getvalue()
    book = xlsxwriter.Workbook(stream)
    day = book.add_format({"num_format": "dd-mm-yyyy hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell != "":
                    sheet.write(place, column, cell, day if place and column == dated_column else None)
    book.close()
    return stream.getvalue()


def _replaced(part: str, content: bytes) -> bytes:
    stream, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(workbook({"A": [["respondent_id", "often"]]})))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            data = content if entry.filename == part else source.read(entry.filename)
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def locked_workbook() -> bytes:
    """A workbook whose parts say that they are encrypted."""
    content = bytearray(workbook({"A": [["respondent_id"]]}))
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def sheetless_workbook() -> bytes:
    """A zip with the name of a workbook in it, and nothing that a reader can open."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return stream.getvalue()


def broken_workbook() -> bytes:
    """A workbook with a part whose packed bytes stop before their end."""
    content = workbook({"A": [["x"]]})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = next(one for one in archive.infolist() if one.file_size > 400)
    size = content.rfind(part.compress_size.to_bytes(4, "little"), content.find(b"PK\x01\x02"))
    return content[:size] + (part.compress_size - 20).to_bytes(4, "little") + content[size + 4 :]


def bomb_workbook(times: int = 25, megabytes: int = 50) -> bytes:
    """A small workbook that unpacks to more than a gigabyte: many entries share one packed sheet."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (megabytes << 20))
        archive.filelist += [archive.filelist[-1]] * (times - 1)
    return stream.getvalue()


def far_cell_workbook(text: str) -> bytes:
    """A workbook with one cell in the last row and column of a sheet."""
    sheet = (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/'
        'spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>respondent_id</t></is></c>'
        f'</row><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>{text}</t></is></c></row>'
        "</sheetData></worksheet>"
    )
    return _replaced("xl/worksheets/sheet1.xml", sheet.encode())


def dta_file(columns: Mapping[str, Sequence[Any]], **options: Any) -> bytes:
    """A .dta; options go to pyreadstat.write_dta (variable_value_labels, missing_user_values)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.dta"
        pyreadstat.write_dta(pd.DataFrame(dict(columns)), path, **options)
        return path.read_bytes()


def parquet_file(columns: Mapping[str, Sequence[Any]]) -> bytes:
    """Columns as Parquet, in the types that they have."""
    sink = io.BytesIO()
    pq.write_table(pa.table(dict(columns)), sink)
    return sink.getvalue()


def sav_file(columns: Mapping[str, Sequence[Any]], **options: Any) -> bytes:
    """An .sav; options go to pyreadstat.write_sav (variable_value_labels, missing_ranges)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.sav"
        pyreadstat.write_sav(pd.DataFrame(dict(columns)), path, **options)
        return path.read_bytes()
