"""Excel responses: one sheet, header in row 1 or below rows that a column map passes over, every cell turned into the text that CSV would hold."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.errors import IntakeError
from monitor.intake.files.limits import Limits
from monitor.intake.files.workbook_guard import check_workbook, damaged

if TYPE_CHECKING:
    import pyarrow as pa


def read_workbook(path: Path, limits: Limits, sheet: str = "", above: str = "0") -> pa.Table:
    """The sheet of a workbook that is named, else the only filled one, as texts by column; `above` counts the rows
    above its header.

    **Raises** IntakeError for a damaged or hostile file, several filled sheets, an empty row between
    others, and cells beyond the limit.
    """
    check_workbook(path, limits)
    rows = _filled_sheet(path, sheet)[int(above) :]
    names = [_text(cell) for cell in rows[0]] if rows else []
    while names and not names[-1] and all(_text(row[len(names) - 1]) == "" for row in rows[1:]):
        names.pop()
    if not names:
        raise IntakeError("response_files.row_is_empty", where=path.name)
    return _table(names, rows[1:], path, limits, int(above) + 2)


def read_sheets(path: Path, limits: Limits) -> pa.Table:
    """Every filled sheet of a workbook: one row per row, with the name of its `sheet` and its texts in `row`.

    **Raises** IntakeError for a damaged or hostile file, and cells beyond the limit.
    """
    import pyarrow as pa

    check_workbook(path, limits)
    names, rows = [], []
    for name, sheet in _filled_sheets(path).items():
        for number, row in enumerate(sheet, start=1):
            texts = [_text(cell) for cell in row]
            if any(texts):
                _check_row(texts, number, path, limits)
            names.append(name)
            rows.append(texts)
    return pa.table({"sheet": pa.array(names, pa.string()), "row": pa.array(rows, pa.list_(pa.string()))})


def _filled_sheet(path: Path, sheet: str) -> list[list[Any]]:
    filled = _filled_sheets(path)
    if sheet:
        if sheet not in filled:
            raise IntakeError("response_files.workbook_has_no_filled_sheet_of", where=path.name, got=sheet)
        return filled[sheet]
    if len(filled) > 1:
        raise IntakeError(
            "response_files.workbook_has_several_filled_sheets", where=path.name, count=len(filled)
        )
    return [row for rows in filled.values() for row in rows]


def _filled_sheets(path: Path) -> dict[str, list[list[Any]]]:
    import python_calamine

    try:
        with python_calamine.load_workbook(path) as book:
            sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
            return {
                name: sheet.to_python(skip_empty_area=False) for name, sheet in sheets.items() if sheet.height
            }
    except (python_calamine.CalamineError, OSError, ValueError):
        raise damaged(path) from None


def _table(names: list[str], rows: list[list[Any]], path: Path, limits: Limits, first: int) -> pa.Table:
    import pyarrow as pa

    texts = [[_text(cell) for cell in row[: len(names)]] for row in rows]
    while texts and not any(texts[-1]):
        texts.pop()
    if not texts:
        raise IntakeError("response_files.file_has_header_but_no_responses", where=path.name)
    for number, row in enumerate(texts, start=first):
        _check_row(row, number, path, limits)
    columns = [pa.array(column, pa.string()) for column in zip(*texts, strict=True)]
    return pa.Table.from_arrays(
        columns, names=[f"c{place}" for place in range(len(names))]
    ).replace_schema_metadata({"names": json.dumps(names)})


def _check_row(row: list[str], number: int, path: Path, limits: Limits) -> None:
    if not any(row):
        raise IntakeError("response_files.row_is_empty_and_more_rows", where=path.name, number=number)
    longest = max(range(len(row)), key=lambda place: len(row[place]))
    if len(row[longest]) > limits.cell_characters:
        raise IntakeError(
            "response_files.row_has_cell_of_characters_in",
            where=path.name,
            cell_characters=limits.cell_characters,
            number=number,
            count=len(row[longest]),
            place=longest + 1,
        )


def _text(cell: Any) -> str:
    """A cell as CSV would hold it: 12.0 is 12, true is TRUE, a date is in ISO order."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell).strip()
