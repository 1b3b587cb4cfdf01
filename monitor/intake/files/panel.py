"""The panel of a register: counts of every municipality in every month; no person is ever in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from monitor.errors import IntakeError, nearest
from monitor.intake.files.small_tables import read_small_table
from monitor.intake.files.source import file_sha256
from monitor.study.municipalities import Municipalities
from monitor.study.register_file import RegisterFile, is_month
from monitor.study.register_study import MUNICIPALITY
from monitor.study.study import Study

MONTH = "month"
FIRST_ROW = 2  # the header is row 1
MOST_ROWS = 2_000_000  # of municipalities times months: two centuries of a country
MOST_DIGITS = 12


@dataclass(frozen=True, repr=False)
class Panel:
    """Counts by month and municipality, in the municipalities of the stated year.

    `counts` holds by name an array of **rows** months and **columns** municipalities. `merged` former municipalities were
    added up into these; `left_out` were split over several, or are parts of one that was, and are in no figure.
    """

    name: str
    sha256: str
    months: tuple[str, ...]
    municipalities: tuple[str, ...]
    counts: Mapping[str, np.ndarray]
    merged: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    rows: int = 0

    def __repr__(self) -> str:
        return f"Panel({self.name!r}, {len(self.months)} months, {len(self.municipalities)} municipalities)"

    def at(self, month: str) -> Mapping[str, np.ndarray]:
        """The counts of every municipality in one month."""
        place = self.months.index(month)
        return {name: counts[place] for name, counts in self.counts.items()}


def read_panel(study: Study) -> Panel:
    """Read the panel of a register, add up what merged, and hold it complete.

    **Raises** IntakeError naming file and row for a missing or unknown column, a text that is no month, an unknown
    municipality, a count that is no whole number of at least 0, a row that occurs twice, and a month or a municipality
    that is missing.
    """
    assert study.panel is not None
    assert study.register is not None
    assert study.municipalities is not None
    path, register = study.panel, study.register
    needed = (MONTH, MUNICIPALITY, *register.count_ids)
    table = read_small_table(
        path, "response_files.panel", needed, needed, expected=", ".join(needed), most=MOST_ROWS
    )
    read = _Reader(path, register, study.municipalities, table)
    return read.panel()


def _meant(code: str, known: Collection[str]) -> str | None:
    """The code that was meant by an unknown one: without the zeros in front that spreadsheets drop, or most like it."""
    bare = code.lstrip("0")
    return next((one for one in known if one.lstrip("0") == bare), None) or nearest(code, known)


class _Reader:
    def __init__(
        self, path: Path, register: RegisterFile, frame: Municipalities, table: Mapping[str, list[str]]
    ) -> None:
        self.path, self.register, self.frame = path, register, frame
        self.month = [text.strip() for text in table[MONTH]]
        self.code = [text.strip() for text in table[MUNICIPALITY]]
        self.table = table

    def _fail(self, what: str, row: int | None = None, **details: Any) -> IntakeError:
        line = None if row is None else row + FIRST_ROW
        return IntakeError(what, where=self.path.name, line=line, **details)

    def panel(self) -> Panel:
        self._check_keys()
        counts = {name: self._numbers(name) for name in self.register.count_ids}
        months = self._months()
        became = {code: self.frame.recode(code) for code in set(self.code)}
        split = sorted(code for code, now in became.items() if now in self.frame.splits)
        self._check_former(months, became)
        kept, parts = self._complete(months, became, split)
        at_month = {month: place for place, month in enumerate(months)}
        at_place = {code: place for place, code in enumerate(kept)}
        rows = [row for row, code in enumerate(self.code) if became[code] in at_place]
        where = (
            np.array([at_month[self.month[row]] for row in rows], int),
            np.array([at_place[became[self.code[row]]] for row in rows], int),
        )
        summed = {name: np.zeros((len(months), len(kept))) for name in counts}
        for name, numbers in counts.items():
            np.add.at(summed[name], where, numbers[rows])
        merged = tuple(sorted(code for code, now in became.items() if code != now and now in at_place))
        digest = file_sha256(self.path)
        return Panel(self.path.name, digest, months, kept, summed, merged, (*split, *parts), len(self.code))

    def _check_keys(self) -> None:
        seen: dict[tuple[str, str], int] = {}
        known = self.frame.codes
        for row, key in enumerate(zip(self.month, self.code, strict=True)):
            if not is_month(key[0]):
                raise self._fail("intake.panel_no_month", row)
            if key[1] not in known:
                raise self._fail("intake.panel_unknown_municipality", row, hint=_meant(key[1], known))
            if key in seen:
                raise self._fail("intake.panel_row_twice", row, first=seen[key] + FIRST_ROW)
            seen[key] = row

    def _numbers(self, name: str) -> np.ndarray:
        """A column of counts: whole numbers of at least 0."""
        texts = [text.strip() for text in self.table[name]]
        for row, text in enumerate(texts):
            if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
                negative = text.startswith(("-", "\N{MINUS SIGN}")) and text[1:].isdigit()
                raise self._fail(
                    "intake.panel_negative" if negative else "intake.panel_no_count", row, column=name
                )
        return np.array(texts, float)

    def _months(self) -> tuple[str, ...]:
        """Every month from the first to the last. **Raises** IntakeError for one of which there is nothing."""
        found = sorted(set(self.month))
        for month in months_between(found[0], found[-1]):
            if month not in found:
                raise self._fail("intake.panel_month_missing", month=month)
        return tuple(found)

    def _check_former(self, months: Sequence[str], became: Mapping[str, str]) -> None:
        """**Raises** IntakeError for a former municipality with a month missing before its last one."""
        of: dict[str, list[str]] = {}
        for month, code in zip(self.month, self.code, strict=True):
            of.setdefault(code, []).append(month)
        followed = {new for old, new in self.frame.mergers.items() if old in of}
        for code in sorted(code for code, now in became.items() if code != now):
            first = min(of[code]) if code in followed else months[0]
            wanted = [month for month in months if first <= month <= max(of[code])]
            if gone := [month for month in wanted if month not in set(of[code])]:
                raise self._fail(
                    "intake.panel_municipality_missing", municipality=code, month=gone[0], count=len(gone)
                )

    def _complete(
        self, months: Sequence[str], became: Mapping[str, str], split: Sequence[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Municipalities that stand in every month, and the parts of split ones that do not.

        **Raises** IntakeError for another municipality of the frame that is missing in a month.
        """
        stands: dict[str, set[str]] = {code: set() for code in self.frame.rows}
        for month, code in zip(self.month, self.code, strict=True):
            if became[code] in stands:
                stands[became[code]].add(month)
        parts_of = {self.frame.recode(part) for code in split for part in self.frame.splits[became[code]]}
        kept, parts = [], []
        for code, found in stands.items():
            if len(found) == len(months):
                kept.append(code)
            elif code in parts_of:
                parts.append(code)
            else:
                gone = [month for month in months if month not in found]
                raise self._fail(
                    "intake.panel_municipality_missing", municipality=code, month=gone[0], count=len(gone)
                )
        return tuple(kept), tuple(sorted(parts))


def months_between(first: str, last: str) -> Iterator[str]:
    """Every month from the first to the last."""
    year, month = map(int, first.split("-"))
    while f"{year}-{month:02d}" <= last:
        yield f"{year}-{month:02d}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
