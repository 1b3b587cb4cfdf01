"""A plan: how many people in each stratum, for what somebody wants to know or can pay, and what that shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from monitor.errors import StatisticsError
from monitor.statistics.planning.allocation import LEAST, people_for
from monitor.statistics.planning.basis import Basis, Stratum, Wish, both_waves, most_answers, strata_of
from monitor.statistics.planning.power import (
    Shift,
    Waves,
    finite,
    margin_of,
    power_of,
    size_beside,
    smallest_mean_change,
    smallest_share_change,
)
from monitor.statistics.planning.sizes import own_size, sizes_of


@dataclass(frozen=True)
class PlannedStratum:
    """One stratum of a plan. `n` answers to the question, of so many `respondents`, of so many `invited` people.

    `margin` and the smallest change up and down are those of the stratum by itself; None where nothing can be
    shown. `enough` says whether what was asked for in each stratum is reached in this one.
    """

    id: str
    people: int | None
    response: float | None
    level: float
    n: int
    respondents: int
    invited: int | None
    cost: float | None
    margin: float
    up: float | None
    down: float | None
    enough: bool = True


@dataclass(frozen=True)
class Plan:
    """A sample for one wave and what it can show; the next wave is as large.

    `precision` is the variance of the figure of one wave per unit of that of one answer; `deff` leaves the size of the population out. `power` is that for the change asked for, None where none was; `beside` the answers that a next wave needs beside
    the one that there was, None where that was not asked or no number is enough.
    """

    wish: Wish
    strata: tuple[PlannedStratum, ...]
    precision: float
    deff: float
    margin: float
    up: float | None
    down: float | None
    power: float | None
    beside: int | None

    @property
    def n(self) -> int:
        return sum(one.n for one in self.strata)

    @property
    def respondents(self) -> int:
        return sum(one.respondents for one in self.strata)

    @property
    def invited(self) -> int | None:
        """People to invite; None where the response of a stratum is not known."""
        known = [one.invited for one in self.strata if one.invited is not None]
        return sum(known) if len(known) == len(self.strata) else None

    @property
    def cost(self) -> float | None:
        """Money that all answers cost together; None where nobody said what one costs."""
        known = [one.cost for one in self.strata if one.cost is not None]
        return sum(known) if len(known) == len(self.strata) else None


def plan(basis: Basis, wish: Wish) -> Plan:
    """Divide a sample over the strata.

    **Raises** StatisticsError for a stratum without people, a budget or number that does not reach every stratum, a
    number over the population, and a change or margin that everybody together does not show.
    """
    _check_people(basis)
    return _described(basis, wish, sizes_of(basis, wish))


def _check_people(basis: Basis) -> None:
    for one in basis.strata:
        if one.people == 0 or one.weight <= 0:
            raise StatisticsError("planning.stratum_without_people", got=one.people or 0, name=one.id)
        most = most_answers(one)
        if most < LEAST:
            raise StatisticsError(
                "planning.stratum_too_small", got=int(most), expected=LEAST, name=one.id, people=one.people
            )


def power_at(basis: Basis, made: Plan, change: float, alpha: float) -> float:
    """Chance that a plan shows a change in a test at another level than its own."""
    return power_of(basis.shift(change), both_waves(basis, made.precision), alpha)


def smallest_at(
    basis: Basis, precision: float, alpha: float, power: float
) -> tuple[float | None, float | None]:
    """The smallest change up and down that two waves of this precision show in a test at `alpha`."""
    return _smallest(basis.level, basis.variance, both_waves(basis, precision), basis, alpha, power)


def _described(basis: Basis, wish: Wish, sizes: Sequence[int] | np.ndarray) -> Plan:
    """A plan of these sizes, with what it shows."""
    n = np.asarray(sizes, dtype=float)
    rows = tuple(_row(one, basis, wish, int(size)) for one, size in zip(basis.strata, n, strict=True))
    strata = strata_of(basis)
    endless = replace(strata, people=np.full(len(n), math.inf))
    precision, deff = (
        strata.variance(n) / basis.variance,
        endless.variance(n) * float(n.sum()) / basis.variance,
    )
    both = both_waves(basis, precision)
    up, down = _smallest(basis.level, basis.variance, both, basis, wish.alpha, wish.power)
    shift = None if wish.change is None else basis.shift(wish.change)
    return Plan(
        wish=wish,
        strata=rows,
        precision=precision,
        deff=deff,
        margin=margin_of(basis.variance, precision, wish.interval),
        up=up,
        down=down,
        power=None if shift is None else power_of(shift, both, wish.alpha),
        beside=None if shift is None else _beside(basis, wish, shift, deff),
    )


def _beside(basis: Basis, wish: Wish, shift: Shift, deff: float) -> int | None:
    if basis.last is None:
        return None
    people = basis.people if basis.finite else None
    return size_beside(
        shift, basis.last, deff, wish.alpha, wish.power, people, basis.common, basis.correlation
    )


def _smallest(
    level: float, variance: float, both: Waves, basis: Basis, alpha: float, power: float
) -> tuple[float | None, float | None]:
    """The smallest change up and down that two waves like this show."""
    if not basis.is_share:
        least = smallest_mean_change(variance**0.5, both, alpha, power)
        return least, -least
    up, down = (smallest_share_change(level, both, alpha, power, way) for way in (True, False))
    return up, down


def _row(one: Stratum, basis: Basis, wish: Wish, n: int) -> PlannedStratum:
    people = one.people if basis.finite else None
    precision = one.deff * finite(n, people) / n
    respondents = int(people_for(n, one.answered))
    invited = None
    if one.response is not None:
        invited = int(people_for(n, one.response * one.answered))
        invited = invited if one.people is None else min(invited, one.people)
    up, down = _smallest(one.level, one.variance, both_waves(basis, precision), basis, wish.alpha, wish.power)
    return PlannedStratum(
        id=one.id,
        people=one.people,
        response=one.response,
        level=one.level,
        n=n,
        respondents=respondents,
        invited=invited,
        cost=None if one.cost is None else one.cost * respondents,
        margin=margin_of(one.variance, precision, wish.interval),
        up=up,
        down=down,
        enough=not wish.each or own_size(one, basis, wish)[1] <= n,
    )
