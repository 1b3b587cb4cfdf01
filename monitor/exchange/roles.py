"""Columns that answer no question: respondent number, weight, municipality, stratum, day of completion."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from monitor.exchange.answers import Seen
from monitor.exchange.source import Doubt, Source, Variable
from monitor.exchange.vocabulary import vocabulary

WHOLE_CODES = 0.9  # of the cells that must be four digits for a column of municipalities
MEAN_WEIGHT = (0.5, 2.0)
MONTHS, DAYS = 12, 31
_CODE = re.compile(r"(GM)?\d{1,4}", re.IGNORECASE)


def with_roles(source: Source) -> Source:
    """The source with the roles that its program does not tell, found by the names and cells of columns."""
    roles, doubts = source.roles, []
    unused = list(source.variables)

    def take(role: str, fits: Callable[[Variable], bool]) -> None:
        nonlocal roles
        if getattr(roles, role):
            return
        column = next(
            (one for one in unused if vocabulary().is_named(role, one.code or one.heading) and fits(one)),
            None,
        )
        if column is not None:
            changed: dict[str, Any] = {role: column.heading}
            roles = replace(roles, **changed)
            unused.remove(column)

    take("respondent_id", lambda one: identifies(source, one))
    take("weight", lambda one: weighs(source, one))
    take("municipality", lambda one: _is_municipality(source, one))
    take("completed", lambda one: _is_day(source, one))
    if not roles.respondent_id and source.has_answers:
        doubts.append(Doubt("exchange.no_respondent_number"))
    named = {roles.respondent_id, roles.weight, roles.strata, roles.municipality, roles.completed} - {""}
    waves = [one.heading for one in unused if _is_one_wave(source, one)]
    kept = tuple(one for one in unused if one.heading not in (*named, *waves))
    ignored = (*source.ignored, *waves)
    return replace(source, roles=roles, variables=kept, ignored=ignored).with_doubts(doubts)


def _is_one_wave(source: Source, variable: Variable) -> bool:
    """Whether a column says of every row that it is of one wave."""
    column = source.cells(variable)
    named = vocabulary().is_named("wave", variable.code or variable.heading)
    return named and column is not None and len(Seen.of(column).texts) == 1


def identifies(source: Source, variable: Variable) -> bool:
    """Whether every row has a value of its own in a column."""
    column = source.cells(variable)
    return (
        column is not None
        and source.rows > 0
        and bool(column.filled.all())
        and int(column.counts().max()) == 1
    )


def weighs(source: Source, variable: Variable) -> bool:
    """Whether a column holds numbers that are no counts, with a mean around 1."""
    seen = Seen.of(source.cells(variable))
    total = sum(seen.numbers.values())
    if not seen.is_numeric or seen.is_whole or min(seen.numbers) < 0:
        return False
    return MEAN_WEIGHT[0] <= sum(value * n for value, n in seen.numbers.items()) / total <= MEAN_WEIGHT[1]


def _is_municipality(source: Source, variable: Variable) -> bool:
    seen = Seen.of(source.cells(variable))
    codes = sum(n for text, n in seen.answers.items() if _CODE.fullmatch(text))
    return seen.total > 0 and codes >= WHOLE_CODES * seen.total


def _is_day(source: Source, variable: Variable) -> bool:
    seen = Seen.of(source.cells(variable))
    days = sum(n for text, n in seen.answers.items() if year_of(text))
    return seen.total > 0 and days >= WHOLE_CODES * seen.total


_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")


def _dashed(text: str) -> str:
    """A day without signs between its parts, such as 20251105, with them."""
    return "-".join(found.groups()) if (found := _COMPACT.fullmatch(text)) else text


def year_of(text: str) -> str:
    """The year in a cell that holds a day, in whichever order; "" where it holds none."""
    found = _DAY.match(_dashed(text))
    if found is None:
        return ""
    first, second = sorted(map(int, (found[2], found[3]) if found[1] else (found[4], found[5])))
    year = found[1] or found[6]
    return year if int(year) and 1 <= first <= MONTHS and 1 <= second <= DAYS else ""


def day_of(text: str) -> str:
    """The day in a cell that begins with the year, as 2025-11-05; "" where there is none."""
    found = _DAY.match(text)
    try:
        return date(*map(int, found.groups()[:3])).isoformat() if found and found[1] else ""
    except ValueError:
        return ""


def days_in(texts: Iterable[str]) -> list[str]:
    """The days in cells that hold one each, as 2025-11-05; none where nothing tells the day from the month."""
    found = [match.groups() for text in texts if (match := _DAY.match(_dashed(text)))]
    if all(year_first for year_first, *_ in found):
        pairs = [(year, month, day) for year, month, day, *_ in found]
    else:
        ends = [(int(first), int(second)) for *_, first, second, _ in found if first]
        day_first, month_first = any(one > MONTHS for one, _ in ends), any(one > MONTHS for _, one in ends)
        if day_first == month_first or len(ends) < len(found):
            return []
        pairs = [
            (year, second, first) if day_first else (year, first, second) for *_, first, second, year in found
        ]
    return [day for parts in pairs if (day := _day(*parts))]


def _day(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def wave_of(source: Source) -> str:
    """The year in which most rows were completed; else the one year in the title or the name of the file."""
    column = source.answers.get(source.roles.completed)
    years: dict[str, int] = {}
    for text, n in Seen.of(column).texts.items():
        if year := year_of(text):
            years[year] = years.get(year, 0) + n
    if years:
        return max(years, key=lambda year: (years[year], year))
    named = sorted(set(re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", f"{source.title} {source.path.stem}")))
    return named[0] if len(named) == 1 else ""
