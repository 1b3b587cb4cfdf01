"""Full dates in any writing, dates of birth among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from monitor.intake.personal_data.digits import before, either
from monitor.intake.personal_data.words import Finding, privacy_words

FIRST_YEAR, LAST_YEAR = 1900, 2040
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_SEPARATOR = r" ?[-/._\\|,:*~] ?| "
_NUMBERED = re.compile(
    r"(?:\bart(?:ikel)?\.?|§|\bparagraaf|\bhoofdstuk|\bversie|\bbijlage|\bnr\.?) ?$", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?<!\d[.,])(\d{{1,2}})({_SEPARATOR})(\d{{1,2}})({_SEPARATOR})['’]?(\d{{4}}|\d{{2}})(?!\d)"
)
_YEAR_FIRST = re.compile(
    rf"(?<!\d)((?:19|20)\d\d)(?:{_SEPARATOR})(\d{{1,2}})(?:{_SEPARATOR})(\d{{1,2}})(?!\d)"
)
_CLOSED_UP = re.compile(r"(?<!\d)(?:(\d\d)(\d\d)((?:19|20)\d\d)|((?:19|20)\d\d)(\d\d)(\d\d))(?!\d)")


def full_dates(text: str) -> Iterator[Finding]:
    """Dates with day, month and year that are in the calendar; after a word of birth also those without a full year."""
    births = tuple(match.end() for match in _birth().finditer(text))
    for match in _DAY_FIRST.finditer(text):
        if _is_date(match[1], match[3], match[5]) and (
            match.start() in births or not _only_numbers(match, text)
        ):
            yield Finding(match.start(), match.end(), "date", True)
    for match in _YEAR_FIRST.finditer(text):
        if _is_date(match[3], match[2], match[1]):
            yield Finding(match.start(), match.end(), "date", True)
    for match in _CLOSED_UP.finditer(text):
        day, month, year = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
        if _is_date(day, month, year):
            yield Finding(match.start(), match.end(), "date", match.start() in births)
    for pattern in _with_words():
        for match in pattern.finditer(text):
            yield Finding(match.start(), match.end(), "date", True)
    for start in births:
        born = _day_and_month().match(text, start)
        if born:
            yield Finding(start, born.end(), "date", True)


def _only_numbers(match: re.Match[str], text: str) -> bool:
    """Whether three numbers are more likely a list, an article or a version than a date."""
    signs = {match[2].strip(), match[4].strip()}
    if _NUMBERED.search(before(text, match.start())):
        return signs == {"."}
    if len(match[5]) == 4:
        return signs == {","} or signs == {":"}
    if signs <= {"-"} or signs == {"/"} or signs == {"_"}:
        return False
    return not (signs == {"."} and len(match[1]) == len(match[3]) == 2)


def _is_date(day: str, month: str, year: str) -> bool:
    number = int(year)
    number += 0 if len(year) == 4 else 2000 if number <= LAST_YEAR % 100 else 1900
    try:
        return FIRST_YEAR <= date(number, int(month), int(day)).year <= LAST_YEAR
    except ValueError:
        return False


@cache
def _birth() -> re.Pattern[str]:
    words = either(privacy_words().birth_words)
    return re.compile(
        rf"(?<!\w)(?:{words})[.:]?[ .:(-]{{0,3}}(?:(?:op|is|was|van mij|mij) )?[:(]? ?(?=\d)", re.IGNORECASE
    )


@cache
def _day_and_month() -> re.Pattern[str]:
    """What may stand behind a word of birth: day and month, with or without a year, or six digits in a row."""
    months = either(privacy_words().months)
    between = r"[ .,/_-]{0,3}"
    return re.compile(
        rf"(?:\d{{6}}|\d{{1,2}}(?:e|ste|de)?{between}(?:{months}|\d{{1,2}})(?!\w)(?:{between}['’]?\d{{2,4}})?)(?!\d)",
        re.IGNORECASE,
    )


@cache
def _with_words() -> tuple[re.Pattern[str], ...]:
    months = either(privacy_words().months)
    roman = either(_ROMAN)
    between = r"[ .,/_-]{0,3}"
    year = r"(?:(?:19|20)\d\d|['’]?\d\d)(?!\d|[.:]\d\d)"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"(?<!\d)[0-3]?\d(?:e|ste|de)?{between}(?:{months})(?![^\W\d_]){between}{year}",
            rf"(?<!\w)(?:{months})\.? [0-3]?\d(?:e|ste|de|st|nd|rd|th)?,? (?:19|20)\d\d(?!\d)",
            rf"(?<!\d)(?:19|20)\d\d{between}(?:{months}){between}[0-3]?\d(?!\d)",
            rf"(?<!\d)[0-3]?\d([-./ ])(?:{roman})\1(?:19|20)\d\d(?!\d)",
        )
    )
