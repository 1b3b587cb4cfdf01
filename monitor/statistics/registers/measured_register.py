"""A register as it is measured, before its door: rates by month and group, breaks in growth, movements between classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from monitor.intake.files.panel import Panel
from monitor.intake.files.panel_responses import rates_of
from monitor.intake.judged.panel_checks import PanelFlags
from monitor.statistics.change.multiplicity import holm, step_levels
from monitor.statistics.registers.breaks import MeasuredBreak, Series, measured_break
from monitor.statistics.registers.growth import break_test, growth_of
from monitor.statistics.registers.rates import HIGH, LOW, MID, Spread, mean_rates, moving_classes, spread_of
from monitor.statistics.registers.register_summary import OtherWay, RegisterSummary
from monitor.statistics.registers.two_groups import GroupGrowth, compared_growth, growth_change
from monitor.study.house_policy import HouseRegister, house_register
from monitor.study.register_file import RegisterEvent, RegisterFile, RegisterIndicator
from monitor.study.study import Study
from monitor.study.study_file import Breakdown

CLASSES = (LOW, MID, HIGH)


@dataclass(frozen=True)
class RateOfGroup:
    """The rates of one month: of all municipalities, or of a group of them, with the counts behind each of theirs.

    `moment` says whether it is broken down.
    """

    month: str
    indicator: str
    breakdown: str
    group: str
    spread: Spread
    moment: bool
    numerator: np.ndarray
    denominator: np.ndarray


@dataclass(frozen=True)
class CountOfPlace:
    """The two counts behind a rate of one municipality at a moment."""

    month: str
    indicator: str
    municipality: str
    numerator: float
    denominator: float


@dataclass(frozen=True)
class BreakOfEvent:
    """A count at the date of an event, with p among all counts of that event (nan untested), the level at which its own p
    was judged, and its verdict."""

    event: RegisterEvent
    count: str
    measured: MeasuredBreak
    p_adjusted: float
    level: float
    verdict: str
    also: tuple[str, ...]


@dataclass(frozen=True)
class MovedBetween:
    """How many municipalities went from a class of the first whole year to one of the last."""

    indicator: str
    first: str
    last: str
    moved: Mapping[tuple[str, str], int]


@dataclass(frozen=True, repr=False)
class MeasuredRegister:
    """Everything that is made of a panel besides the figures of its moments as a survey."""

    rates: tuple[RateOfGroup, ...]
    places: tuple[CountOfPlace, ...]
    totals: tuple[tuple[str, str, float], ...]
    breaks: tuple[BreakOfEvent, ...]
    groups: tuple[tuple[RegisterEvent, GroupGrowth], ...]
    moved: tuple[MovedBetween, ...]
    summary: RegisterSummary


def measured_register(panel: Panel, study: Study, flags: PanelFlags) -> MeasuredRegister:
    """Measure a panel: months as a series, moments by breakdown and municipality, events and movements."""
    assert study.register is not None
    of = _Measuring(panel, study, study.register, house_register())
    return MeasuredRegister(
        tuple(of.rates()), tuple(of.places()), tuple(of.totals()), tuple(of.breaks()), tuple(of.groups()),
        tuple(of.moved()), of.summary(flags),
    )  # fmt: skip


@dataclass(frozen=True)
class _Measuring:
    panel: Panel
    study: Study
    register: RegisterFile
    policy: HouseRegister

    def rates(self) -> Iterator[RateOfGroup]:
        moments = set(self.register.moments)
        for one, (place, month) in product(self.register.indicators, enumerate(self.panel.months)):
            above, below = self._counts(one)
            everybody = above[place], below[place]
            yield RateOfGroup(
                month, one.id, "", "", spread_of(*everybody, one.per), month in moments, *everybody
            )
            for breakdown in self.study.breakdowns if month in moments else ():
                of = self.groups_of(breakdown)
                for group in breakdown.groups:
                    mine = of == group
                    counts = above[place][mine], below[place][mine]
                    spread = spread_of(*counts, one.per)
                    yield RateOfGroup(month, one.id, breakdown.id, group, spread, True, *counts)

    def groups_of(self, breakdown: Breakdown) -> np.ndarray:
        """The group of each municipality by its traits; a class of a rate is no trait."""
        assert self.study.municipalities is not None
        rows = self.study.municipalities.rows
        return np.array([breakdown.group_by_traits(rows[code]) for code in self.panel.municipalities], object)

    def places(self) -> Iterator[CountOfPlace]:
        for one, month in product(self.register.indicators, self.register.moments):
            counts = self.panel.at(month)
            above, below = counts[one.numerator].tolist(), counts[one.denominator].tolist()
            for code, numerator, denominator in zip(self.panel.municipalities, above, below, strict=True):
                yield CountOfPlace(month, one.id, code, numerator, denominator)

    def totals(self) -> Iterator[tuple[str, str, float]]:
        for name in self.register.count_ids:
            for month, total in zip(
                self.panel.months, self.panel.counts[name].sum(axis=1).tolist(), strict=True
            ):
                yield name, month, total

    def breaks(self) -> Iterator[BreakOfEvent]:
        """The counts of each event are one family, of the tests that could be done (Holm 1979)."""
        alpha = self.study.comparison.alpha
        for event in self.register.events:
            found = [
                measured_break(self._series(name), event.month, event.scale, self.policy) for name in event.of
            ]
            p = np.array([one.test.p if one.test else np.nan for one in found])
            adjusted, levels = np.full((2, len(p)), np.nan)
            known = ~np.isnan(p)
            adjusted[known] = holm(p[known])
            levels[known] = step_levels(p[known], adjusted[known] < alpha, alpha)
            for name, one, each, level in zip(
                event.of, found, adjusted.tolist(), levels.tolist(), strict=True
            ):
                also = tuple(self._also(self._series(name), event, one))
                yield BreakOfEvent(event, name, one, each, level, one.verdict(each, alpha), also)

    def _series(self, name: str) -> Series:
        return Series(self.panel.months, self.panel.counts[name].sum(axis=1), self.register.breaks_of(name))

    def _also(self, series: Series, event: RegisterEvent, found: MeasuredBreak) -> Iterator[str]:
        """Other Januaries at which the test without a trend finds a step of the same sign."""
        flat = found.without_trend
        if flat is None:
            return
        growth, months = growth_of(series.counts, event.scale), series.months[1:]
        for month in months:
            if month == event.month or not month.endswith("-01") or month in series.pulses:
                continue
            test = break_test(growth, months, month, self.policy.frequency, False, series.pulses)
            if test and test.p < self.study.comparison.alpha and test.difference * flat.difference > 0:
                yield month

    def groups(self) -> Iterator[tuple[RegisterEvent, GroupGrowth]]:
        for event in self.register.events:
            if event.groups is None or event.month in self.panel.months[:2]:
                continue
            breakdown = self.study.breakdown(event.groups.breakdown)
            assert breakdown is not None
            above, below = self._counts(one := self.register.indicator(event.groups.indicator))
            rates = rates_of({one.numerator: above, one.denominator: below}, one)
            change = growth_change(rates, self.panel.months.index(event.month))
            found = compared_growth(change, self.groups_of(breakdown) == event.groups.group)
            if found is not None:
                yield event, found

    def moved(self) -> Iterator[MovedBetween]:
        """Classes that move along, by the mean of a whole year."""
        years = [year for year, months in self._years().items() if len(months) == self.policy.window]
        for one in self.register.indicators if len(years) > 1 else ():
            first, last = (self._classes(one, years[at]) for at in (0, -1))
            moved = {
                (before, after): int(((first == before) & (last == after)).sum())
                for before, after in product(CLASSES, CLASSES)
            }
            yield MovedBetween(one.id, years[0], years[-1], moved)

    def _years(self) -> dict[str, list[int]]:
        years: dict[str, list[int]] = {}
        for place, month in enumerate(self.panel.months):
            years.setdefault(month[:4], []).append(place)
        return years

    def _classes(self, one: RegisterIndicator, year: str) -> np.ndarray:
        above, below = self._counts(one)
        own = self._years()[year]
        return moving_classes(mean_rates(above[own], below[own]))

    def _counts(self, one: RegisterIndicator) -> tuple[np.ndarray, np.ndarray]:
        return self.panel.counts[one.numerator], self.panel.counts[one.denominator]

    def summary(self, flags: PanelFlags) -> RegisterSummary:
        register, panel = self.register, self.panel
        ways = [OtherWay(one.since, one.counts, one.note) for one in register.method_breaks]
        ways += [OtherWay(one.month, one.counts, one.note, real=True) for one in register.real_jumps]
        return RegisterSummary(
            source=register.source,
            delivered=register.delivered.isoformat(),
            first=panel.months[0],
            last=panel.months[-1],
            municipalities=len(panel.municipalities),
            merged=len(panel.merged),
            left_out=panel.left_out,
            other_ways=tuple(ways),
            off_balance=flags.off_balance,
            compared=flags.compared,
            sudden=flags.sudden,
            alpha=self.study.comparison.alpha,
        )
