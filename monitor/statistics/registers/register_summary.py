"""What a register says of itself, for method.json: where its counts come from, what was left out, every date that was tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class OtherWay:
    """Counts that are counted in another way since a month, or that changed suddenly and really (`real`)."""

    since: str
    counts: tuple[str, ...]
    note: str
    real: bool = False


@dataclass(frozen=True)
class TriedDate:
    """The test at one month: t and p of a step in growth from there on."""

    month: str
    t: float
    p: float


@dataclass(frozen=True)
class BreakOfCount:
    """One count of an event: how much growth there is before and after it, and what every other month gives.

    `dates` are all months with enough growth on both sides; `largest` is the largest |t| of those far from the date, at
    `largest_at`. `without_trend` and `also_without_trend` tell of the test without the trend: its step at the date, and the
    Januaries at which it finds one of the same sign as well.
    """

    event: str
    count: str
    verdict: str
    before: int
    after: int
    dates: tuple[TriedDate, ...] = ()
    far: int = 0
    largest: float | None = None
    largest_at: str = ""
    without_trend: float | None = None
    also_without_trend: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupsOfEvent:
    """Two groups of municipalities whose growth is set side by side: of how many, by how much the growth of each changed on
    average, and how many of all grew faster; None of these where a group has too few municipalities."""

    event: str
    municipalities: int
    others: int
    mean: float | None = None
    mean_others: float | None = None
    faster_after: int | None = None


@dataclass(frozen=True)
class Movements:
    """Municipalities by their moving class in the first and last whole year: `moved` holds them by `first>last`.

    None where a cell is kept back: too few municipalities, or needed to protect such a cell. `stayed` is the part that is
    in one class in both years; None as soon as a cell is kept back, since every rectangle has a cell of those and the part
    would tell it.
    """

    indicator: str
    first: str
    last: str
    municipalities: int
    moved: Mapping[str, int | None]
    stayed: float | None = None

    @property
    def told(self) -> bool:
        """Whether any cell is told."""
        return any(count is not None for count in self.moved.values())


@dataclass(frozen=True)
class RegisterSummary:
    """A register: its months, municipalities, rules and dates.

    `merged` former municipalities were added up, `left_out` are named; `off_balance` of `compared` municipalities and
    months, what runs did not follow from what started and ended; `sudden` counts changed suddenly in a month, and nobody
    looks at their growth. `kept_back` figures of municipalities rest on too few people.
    """

    source: str
    delivered: str
    first: str
    last: str
    municipalities: int
    merged: int = 0
    left_out: tuple[str, ...] = ()
    other_ways: tuple[OtherWay, ...] = ()
    off_balance: int | None = None
    compared: int = 0
    sudden: tuple[tuple[str, str], ...] = ()
    breaks: tuple[BreakOfCount, ...] = ()
    groups: tuple[GroupsOfEvent, ...] = ()
    movements: tuple[Movements, ...] = ()
    kept_back: int = 0
    alpha: float = 0.05
