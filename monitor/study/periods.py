"""Periods of fieldwork as they are declared: a year, month or day each, the first and the last."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

Period = tuple[date, date]


def is_date(text: str) -> bool:
    """Whether a text is a year, month or day: 2022, 2022-09 or 2022-09-15."""
    try:
        _first_day(text)
    except ValueError:
        return False
    return True


def looks_like_date(text: str) -> bool:
    """Digits and hyphens only; words such as "voorjaar 2022" are no attempt at a date."""
    return all(part.isdigit() for part in text.split("-"))


def period_of(fieldwork: Sequence[str]) -> Period | None:
    """First and last day of a declared fieldwork; None where it is left out or told in words.

    >>> period_of(("2022-09", "2022-11"))
    (datetime.date(2022, 9, 1), datetime.date(2022, 11, 30))
    """
    if not fieldwork or not all(map(is_date, fieldwork)):
        return None
    return _first_day(fieldwork[0]), _last_day(fieldwork[-1])


def _first_day(text: str) -> date:
    return date.fromisoformat(text + "0001-01-01"[len(text) :])


def _last_day(text: str) -> date:
    first = _first_day(text)
    if len(text) == len("2022-09-15"):
        return first
    month = first.month if len(text) == len("2022-09") else 12
    return date(first.year, month, calendar.monthrange(first.year, month)[1])
