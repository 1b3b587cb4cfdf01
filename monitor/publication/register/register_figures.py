"""What a report on a register tells: its released figures by month, group and municipality, and its dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from monitor.errors import PublicationError
from monitor.publication.language.voice import Voice
from monitor.release.results.method import BreakOfCount, GroupsOfEvent, Movements, RegisterSummary
from monitor.release.results.released_set import ReleasedSet
from monitor.schema_words import BREAK_IN_GROWTH, RATE, TOTAL, is_break_in_growth
from monitor.study.register_file import RegisterEvent, RegisterFile, RegisterIndicator
from monitor.study.register_reader import label_of_rate

QUANTILES = ("p10", "p25", "p50", "p75", "p90")
HALF = ("p25", "p50", "p75")
Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class ToldChange:
    """A break in growth, or a difference in growth between groups; numbers are None where nothing was tested."""

    difference: float | None
    low: float | None
    high: float | None
    verdict: str


@dataclass(frozen=True)
class CountAtEvent:
    """A count at the date of an event: what is told of it, and every other month that was tried."""

    event: RegisterEvent
    count: str
    label: str
    tried: BreakOfCount
    told: ToldChange

    @property
    def figure(self) -> str:
        return f"{self.event.id}-{self.count}"


class RegisterFigures:
    """Looks up what is told of a register.

    **Raises** PublicationError for a study of another kind.
    """

    def __init__(self, released: ReleasedSet, voice: Voice) -> None:
        register, summary, tables = voice.study.register, released.method.register, released.register
        if register is None or summary is None or tables is None:
            raise PublicationError(
                "publication.report_on_register_of_another_study", where=voice.study.path.name
            )
        self.voice, self.study = voice, voice.study
        self.register: RegisterFile = register
        self.summary: RegisterSummary = summary
        self.tables, self.released = tables, released

    @property
    def area(self) -> str:
        """What all municipalities together are called."""
        return self.register.area or self.voice.words.register.everybody

    @cached_property
    def _rows(self) -> dict[Key, float]:
        """Released numbers by month, item, breakdown, group and measure."""
        frames = [self.tables.estimates, self.released.estimates]
        found: dict[Key, float] = {}
        for frame in frames:
            told = frame[
                (frame["status"] != "suppressed") & frame["estimate"].notna() & (frame["category"] == "")
            ]
            columns = (told[name] for name in ("wave", "item", "breakdown", "group", "measure", "estimate"))
            for *key, estimate in zip(*columns, strict=True):
                found[key[0], key[1], key[2], key[3], key[4]] = float(estimate)
        return found

    def value(
        self, month: str, item: str, measure: str, breakdown: str = "", group: str = ""
    ) -> float | None:
        """A number, None where it is not told."""
        return self._rows.get((month, item, breakdown, group, measure))

    @cached_property
    def months(self) -> tuple[str, ...]:
        """Every month of the register, in order."""
        rows = self.tables.estimates
        return tuple(sorted(rows[rows["measure"] == TOTAL]["wave"].unique()))

    def series(self, item: str, measure: str) -> tuple[float | None, ...]:
        """A measure of all municipalities, month by month."""
        return tuple(self.value(month, item, measure) for month in self.months)

    def half_told(self, item: str) -> list[str]:
        """Months in which it is told between which rates the middle half of municipalities lies."""
        told = [self.series(item, name) for name in HALF]
        return [
            month
            for month, *ends in zip(self.months, *told, strict=True)
            if all(end is not None for end in ends)
        ]

    def total(self, month: str, count: str) -> float | None:
        return self.value(month, count, TOTAL)

    @property
    def indicators(self) -> tuple[RegisterIndicator, ...]:
        return self.register.indicators

    def indicator_named(self, name: str) -> RegisterIndicator | None:
        return next((one for one in self.indicators if one.id == name), None)

    def label(self, one: RegisterIndicator) -> str:
        """The name of a rate, with its denominator in full."""
        return label_of_rate(self.register, one)

    def other_ways_of(self, one: RegisterIndicator) -> tuple[str, ...]:
        """Months since which one of its counts is counted in another way."""
        return self.register.breaks_of(one.numerator, one.denominator)

    def events_of(self, one: RegisterIndicator) -> tuple[RegisterEvent, ...]:
        """Events that look at its numerator, each month once."""
        own = {event.month: event for event in reversed(self.register.events) if one.numerator in event.of}
        return tuple(own[month] for month in sorted(own))

    # growth

    @cached_property
    def counts_at_events(self) -> tuple[CountAtEvent, ...]:
        """Every count of every event, in the declared order."""
        tried = {(one.event, one.count): one for one in self.summary.breaks}
        rows = {(row["indicator"], row["item"]): row for row in self._changes(BREAK_IN_GROWTH)}
        return tuple(
            CountAtEvent(
                event, count, self.register.label(count), tried[event.id, count], _told(rows[event.id, count])
            )
            for event in self.register.events
            for count in event.of
            if (event.id, count) in tried and (event.id, count) in rows
        )

    @cached_property
    def groups_at_events(self) -> tuple[tuple[RegisterEvent, GroupsOfEvent, ToldChange], ...]:
        """Events with two groups side by side."""
        found = {one.event: one for one in self.summary.groups}
        rows = {row["indicator"]: row for row in self._changes(f"{BREAK_IN_GROWTH}:")}
        return tuple(
            (event, found[event.id], _told(rows[event.id]))
            for event in self.register.events
            if event.id in found and event.id in rows
        )

    def _changes(self, comparison: str) -> Iterator[dict[str, object]]:
        frame: pd.DataFrame = self.tables.changes
        for row in frame.to_dict("records"):
            said = str(row["comparison"])
            if is_break_in_growth(said) and (said == comparison or (comparison[-1] == ":" and ":" in said)):
                yield {str(name): value for name, value in row.items()}

    def movements(self, one: RegisterIndicator) -> Movements | None:
        return next((each for each in self.summary.movements if each.indicator == one.id), None)

    def rate_of_all(self, month: str, one: RegisterIndicator) -> float | None:
        return self.value(month, one.id, RATE)


def _told(row: dict[str, object]) -> ToldChange:
    difference, low, high = (_number(row[name]) for name in ("difference", "told_low", "told_high"))
    return ToldChange(difference, low, high, str(row["verdict"]))


def _number(value: object) -> float | None:
    return value if isinstance(value, float) and value == value else None
