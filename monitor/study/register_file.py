"""What a register file may say: counts by month and municipality, the rates made of them, and dates declared before looking."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from monitor.study.fields import (
    Code,
    Count,
    Filled,
    Identifier,
    Short,
    Text,
    Words,
    WrittenAs,
    declared_by_name,
    keyed,
)

_MONTH = re.compile(r"(19|20)\d{2}-(0[1-9]|1[0-2])")


def _month(text: str) -> str:
    if not _MONTH.fullmatch(text):
        raise ValueError("declared.year_and_month")
    return text


Month = Annotated[Text, AfterValidator(_month)]


def is_month(text: str) -> bool:
    """Whether a text is a year and month, such as 2022-01."""
    return _MONTH.fullmatch(text) is not None


@declared_by_name
class RegisterCount:
    """A column of the panel: how many there were in a municipality, in or at a month."""

    id: Annotated[str, Filled()]
    label: Text
    """What is counted, in full and in the plural, as sentences say it: lopende trajecten, inwoners van 15 tot 65 jaar."""
    per: Literal["month", "year"] = "month"
    """year: one number stands for all months of a year, as of inhabitants; month: each month has its own."""


@declared_by_name
class RegisterIndicator:
    """A rate: a count per so many of another count, of each municipality and of all together."""

    id: Identifier
    """Name of the rate."""
    label: Words = ""
    """How reports name it; both counts in full where this is left out."""
    numerator: Identifier
    """The count that is told."""
    denominator: Identifier
    """The count that it is told per so many of."""
    per: Count
    """Per how many of the denominator; 100 is told as a percentage."""
    cuts: Mapping[Code, Text] | None = None
    """Fixed classes of municipalities, in rising order: {low: "x < 15", mid: "x < 30", high: rest}; the same in every month."""


@declared_by_name
class MethodBreak:
    """A month since which the register counts in another way."""

    since: Annotated[Month, Field(alias="from")]
    """The first month that is counted in the other way."""
    counts: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """The counts that are counted in another way."""
    note: Text
    """What changed, in a sentence for the report."""


@declared_by_name
class RealJump:
    """A sudden change of a count that is real, and no other way of counting."""

    month: Month
    """The month in which it came."""
    counts: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """The counts that changed."""
    note: Text
    """Where that is known from, in a sentence for the report."""


@declared_by_name
class TwoGroups:
    """Municipalities of one group beside all others: the difference in growth between them."""

    indicator: Identifier
    """The rate of which the growth is set side by side."""
    breakdown: Identifier
    """A trait of municipalities, one of the breakdowns of the study."""
    group: Code
    """The group that is set beside all others."""


@declared_by_name
class RegisterEvent:
    """A date at which growth may have changed, with the scale of that growth; both are chosen before anybody looks."""

    id: Identifier
    """Name of the event."""
    month: Month
    """The first month in which growth may be another."""
    label: Text
    """What happened, as sentences name it: andere bekostiging."""
    of: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """The counts that are looked at; they are one family of tests."""
    scale: Literal["number", "percent"]
    """Whether growth is a number a month, or a percentage."""
    declared_on: date
    """The day on which date and scale were chosen: before the counts were delivered."""
    groups: TwoGroups | None = None
    """Two groups of municipalities whose growth is set side by side."""


@declared_by_name
class Balance:
    """Three counts that hang together: what runs, what started and what ended."""

    stock: Identifier
    """The count of what runs."""
    started: Identifier
    """The count of what started in the month."""
    ended: Identifier
    """The count of what ended in the month."""


@declared_by_name
class RegisterFile:
    """A register: what it counts, the rates made of that, and what is looked at in them."""

    source: Text
    """Where the counts come from, as reports print it."""
    delivered: date
    """The day on which the counts were delivered."""
    counts: Annotated[
        tuple[RegisterCount, ...],
        WrittenAs(
            Annotated[dict[Identifier, Annotated[RegisterCount, Short("label", Text)]], Field(min_length=1)],
            keyed("id"),
        ),
    ]
    """The columns of the panel besides month and municipality, each with its label."""
    area: Words = ""
    """What all municipalities of the panel together are called: Nederland, Twente; alle gemeenten samen where this is left out."""
    indicators: Annotated[tuple[RegisterIndicator, ...], Field(min_length=1)]
    """The rates."""
    method_breaks: tuple[MethodBreak, ...] = ()
    """Months since which the register counts in another way."""
    real_jumps: tuple[RealJump, ...] = ()
    """Sudden changes that are real, though they look like another way of counting."""
    events: tuple[RegisterEvent, ...] = ()
    """Dates at which growth may have changed."""
    balance: Balance | None = None
    """Counts that are held against each other: what runs grows by what started less what ended."""
    moments: Annotated[tuple[Month, ...], Field(min_length=1)]
    """Months that are broken down by traits of municipalities; all other months are a series only."""

    @property
    def count_ids(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.counts)

    def label(self, count: str) -> str:
        """What a count is called."""
        return next(one.label for one in self.counts if one.id == count)

    def indicator(self, name: str) -> RegisterIndicator:
        return next(one for one in self.indicators if one.id == name)

    def breaks_of(self, *counts: str) -> tuple[str, ...]:
        """Months since which one of these counts is counted in another way, in order."""
        return tuple(sorted({one.since for one in self.method_breaks if set(one.counts) & set(counts)}))

    def marked(self, count: str) -> frozenset[str]:
        """Months of which a file says why the count changed suddenly."""
        real = (one.month for one in self.real_jumps if count in one.counts)
        return frozenset((*self.breaks_of(count), *real))

    @property
    def fixed_denominators(self) -> tuple[str, ...]:
        """Denominators that hold for a year."""
        yearly = {one.id for one in self.counts if one.per == "year"}
        return tuple(dict.fromkeys(one.denominator for one in self.indicators if one.denominator in yearly))

    def rest_is_people(self, one: RegisterIndicator) -> bool:
        """Whether the numerator of a rate is a part of its denominator, so that the others in it are people too."""
        return one.denominator not in self.fixed_denominators

    @property
    def tested(self) -> frozenset[str]:
        """Counts of which the growth is looked at."""
        return frozenset(count for event in self.events for count in event.of)
