"""One municipality of a register: its rounded counts and rates at the moments, beside those of its groups and of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from monitor.publication.language.voice import Voice
from monitor.publication.register.register_figures import RegisterFigures
from monitor.release.results.released_set import RegisterTables, ReleasedSet
from monitor.schema_words import RATE
from monitor.study.house_policy import house_register
from monitor.study.register_file import RegisterIndicator
from monitor.study.register_reader import decimals_of_rate
from monitor.study.register_study import MUNICIPALITY

LOW, HIGH = "p25", "p75"
FEWER, MORE, AMONG = "fewer", "more", "among"


@dataclass(frozen=True)
class RateOfPlace:
    """A rate of a municipality at a moment, made of two rounded counts; `least` and `most` are what rounding leaves open."""

    month: str
    count: float
    of: float
    rate: float
    least: float
    most: float

    def may_be(self, other: float) -> bool:
        """Whether rounding leaves open on which side of another rate it lies."""
        return self.least <= other <= self.most

    def may_equal(self, other: RateOfPlace) -> bool:
        """Whether rounding leaves open which of two rates is higher."""
        return self.least <= other.most and other.least <= self.most


class RegisterPlace:
    """What is told of one municipality of a register."""

    def __init__(self, code: str, figures: RegisterFigures) -> None:
        frame = figures.study.municipalities
        assert frame is not None  # a register has one
        self.code, self.figures, self.row = code, figures, frame.rows[code]
        self.name = self.row["name"]

    @property
    def groups(self) -> Iterator[tuple[str, str, str]]:
        """Breakdown, group and what that is called, of each group it is in."""
        for breakdown in self.figures.study.breakdowns:
            group = breakdown.group_by_traits(self.row)
            if group in breakdown.groups:
                yield breakdown.id, group, breakdown.groups[group]

    def at(self, month: str, one: RegisterIndicator) -> RateOfPlace | None:
        """Its rate at a moment, of rounded counts; None where it is not told."""
        rows = self._rows[(self._rows["wave"] == month) & (self._rows["item"] == one.id)]
        if rows.empty or rows["status"].iloc[0] == "suppressed":
            return None
        count, of, rate = (float(rows[name].iloc[0]) for name in ("count", "n", "estimate"))
        half = house_register().round_to / 2
        least = max(count - half, 0.0) / (of + half) * one.per
        most = (count + half) / max(of - half, half) * one.per
        return RateOfPlace(month, count, of, rate, least, most)

    def among(self, told: RateOfPlace, one: RegisterIndicator) -> str:
        """On which side of the middle half of municipalities it lies, whatever its exact counts and the exact quartiles are; empty
        where that is open."""
        low, high = (self._quartile(told.month, one, name) for name in (LOW, HIGH))
        if low is None or high is None or low == high:
            return ""
        if told.most < low[0]:
            return FEWER
        if told.least > high[1]:
            return MORE
        return AMONG if low[1] <= told.least and told.most <= high[0] else ""

    def _quartile(self, month: str, one: RegisterIndicator, name: str) -> tuple[float, float] | None:
        """The least and the most that a quartile may be: it is told as the middle of what it may be."""
        told = self.figures.value(month, one.id, name)
        if told is None:
            return None
        off = house_register().coarsest * told / (
            1 - house_register().coarsest
        ) + 0.5 * 10.0 ** -decimals_of_rate(one)
        return told - off, told + off

    @cached_property
    def _rows(self) -> pd.DataFrame:
        rows = self.figures.tables.estimates
        mine = (rows["breakdown"] == MUNICIPALITY) & (rows["group"] == self.code) & (rows["measure"] == RATE)
        return rows[mine]


class ReleasedRegisterPlaces:
    """The released set of a register, cut by municipality: no report of one holds a figure of another."""

    def __init__(self, released: ReleasedSet) -> None:
        assert released.register is not None
        self.released, self.tables = released, released.register

    def of(self, code: str) -> ReleasedSet:
        """The released set with the figures of all, of groups, and of this municipality."""
        rows = self.tables.estimates
        kept = rows[(rows["breakdown"] != MUNICIPALITY) | (rows["group"] == code)].reset_index(drop=True)
        return replace(self.released, register=RegisterTables(kept, self.tables.changes))

    def own(self, code: str) -> pd.DataFrame:
        """**Rows**: the released figures of this municipality, as in estimates.csv."""
        rows = self.tables.estimates
        return rows[(rows["breakdown"] == MUNICIPALITY) & (rows["group"] == code)]


def register_place(released: ReleasedSet, voice: Voice) -> RegisterPlace:
    """The municipality that a report is for."""
    return RegisterPlace(voice.place, RegisterFigures(released, voice))
