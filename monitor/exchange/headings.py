"""Whether the first row of a table holds headings, or the answers of the first respondent."""

from __future__ import annotations

import re

from monitor.errors import IntakeError
from monitor.exchange.answers import number_of
from monitor.exchange.limits import exchange_limits
from monitor.exchange.tables import Sheet

_DIGITS = re.compile(r"\d+")


def check_headings(sheet: Sheet, file: str) -> None:
    """**Raises** IntakeError for a first row that looks like the rows below it: what somebody answered is no question."""
    if sheet.headings and (_are_numbers(sheet) or _begins_as_the_cells_do(sheet)):
        raise IntakeError("exchange.headings_are_answers", where=file)


def _are_numbers(sheet: Sheet) -> bool:
    """Whether the first heading and those below which it stands are numbers, or many are and they do not count up."""
    filled = [heading for heading in sheet.headings if heading]
    numbers = [number for heading in filled if (number := number_of(heading)) is not None]
    if not filled or not numbers:
        return False
    below = [row[0] for row in sheet.rows[1:] if row[0]]
    first = (
        number_of(filled[0]) is not None
        and bool(below)
        and all(number_of(cell) is not None for cell in below)
    )
    counted = [numbers[0] + place for place in range(len(numbers))]
    return first or (numbers != counted and len(numbers) >= exchange_limits().headings.numbers * len(filled))


def _begins_as_the_cells_do(sheet: Sheet) -> bool:
    """Whether the first heading begins with as many digits as the cells below it: the lines of a text without headings."""
    limits = exchange_limits().headings
    begin = _DIGITS.match(sheet.headings[0])
    cells = [row[0] for row in sheet.rows[1:] if row[0]]
    if begin is None or len(begin[0]) < limits.digits or not cells:
        return False
    alike = sum(
        bool(found) and len(found[0]) >= len(begin[0]) for cell in cells if (found := _DIGITS.match(cell))
    )
    return alike >= limits.alike * len(cells)
