"""A plan: how many people in each stratum, for what somebody wants to know or can pay, and what that shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from monitor.errors import StatisticsError
from monitor.statistics.planning.allocation import (
    LEAST,
    SLACK,
    Strata,
    divided,
    invitations,
    smallest_total,
    whole_total,
    whole_within,
)
from monitor.statistics.planning.power import (
    Shift,
    Waves,
    finite,
    margin_of,
    mean_shift,
    power_of,
    share_shift,
    size_beside,
    size_for_change,
    size_for_margin,
    smallest_mean_change,
    smallest_share_change,
)


@dataclass(frozen=True)
class Stratum:
    """What is known of a stratum before it is sampled.

    `weight` is its part of the population, `people` how many there are (None: nobody knows), `level` the share or mean
    in it, `variance` that of one answer, `deff` the design effect within it; `response` the part of those invited who
    take part (None: nobody knows), `answered` the part of those who have an answer to this question; `cost` is that
    of one who takes part.
    """

    id: str
    weight: float
    level: float
    variance: float
    deff: float = 1.0
    people: int | None = None
    response: float | None = None
    answered: float = 1.0
    cost: float | None = None


@dataclass(frozen=True)
class Basis:
    """What a plan rests on: the strata, whether the figure is a share, and what two waves have in common.

    `common` of the people of one wave take part in the next as well, and their answers correlate. `last` is size and
    design effect of the wave before, where there was one.
    """

    strata: tuple[Stratum, ...]
    is_share: bool
    common: float = 0.0
    correlation: float = 0.0
    last: tuple[float, float] | None = None
    finite: bool = True

    @property
    def level(self) -> float:
        """The share or mean of everybody."""
        return sum(one.weight * one.level for one in self.strata)

    @property
    def variance(self) -> float:
        """Variance of one answer among everybody: of a share that of the share itself, else that within the strata
        and that between them.
        """
        if self.is_share:
            return self.level * (1 - self.level)
        return sum(one.weight * (one.variance + (one.level - self.level) ** 2) for one in self.strata)

    @property
    def people(self) -> int | None:
        """How many people there are, where that is known of every stratum."""
        known = [one.people for one in self.strata if one.people is not None]
        return sum(known) if len(known) == len(self.strata) else None

    def shift(self, change: float) -> Shift:
        """A change of this figure."""
        return share_shift(self.level, change) if self.is_share else mean_shift(self.variance**0.5, change)


@dataclass(frozen=True)
class Wish:
    """What is asked for: a change or a margin to reach, or a number of people or a budget to divide.

    `alpha` is the level of the test of a change, that of an interval is `interval`; `each` asks for the change or margin
    in every stratum by itself. A budget counts invitations, or money where strata have a cost.
    """

    change: float | None = None
    margin: float | None = None
    respondents: int | None = None
    budget: float | None = None
    alpha: float = 0.05
    interval: float = 0.05
    power: float = 0.8
    allocation: str = "proportional"
    exponent: float = 0.5
    each: bool = False


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

    `deff` leaves the size of the population out. `power` is that for the change asked for, None where none was; `beside` the answers that a next wave needs beside
    the one that there was, None where that was not asked or no number is enough.
    """

    wish: Wish
    strata: tuple[PlannedStratum, ...]
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
    return _described(basis, wish, _sizes(basis, wish))


def _check_people(basis: Basis) -> None:
    for one in basis.strata:
        if one.people == 0 or one.weight <= 0:
            raise StatisticsError("planning.stratum_without_people", got=one.people or 0, name=one.id)
        most = _most(one)
        if most < LEAST:
            raise StatisticsError(
                "planning.stratum_too_small", got=int(most), expected=LEAST, name=one.id, people=one.people
            )


def _most(one: Stratum) -> float:
    """The most answers that a stratum can give: not more are invited than there are."""
    if one.people is None:
        return math.inf
    return math.floor(one.people * (1.0 if one.response is None else one.response) * one.answered + SLACK)


def _sizes(basis: Basis, wish: Wish) -> np.ndarray:
    if wish.respondents is not None:
        return _of_respondents(basis, wish)
    if wish.budget is not None:
        return _of_budget(basis, wish)
    if wish.each:
        return np.array([_own_size(one, basis, wish)[0] for one in basis.strata])
    return _of_wish(basis, wish)


def _of_respondents(basis: Basis, wish: Wish) -> np.ndarray:
    """The answers of so many people who take part, divided over the strata."""
    strata, total = _strata(basis), int(wish.respondents or 0)
    answered = np.array([one.answered for one in basis.strata])
    least, most = float(np.ceil(strata.least / answered).sum()), float((strata.most / answered).sum())
    if basis.people is not None and total > basis.people:
        raise StatisticsError("planning.more_than_there_are", got=total, expected=basis.people)
    if total > most + SLACK:
        raise StatisticsError("planning.more_than_respond", got=total, expected=int(most))
    if total < least:
        raise StatisticsError(
            "planning.too_few_for_strata",
            got=total,
            expected=int(least),
            count=len(basis.strata),
            least=LEAST,
        )
    if len(basis.strata) == 1:
        return np.array([math.floor(total * answered[0] + SLACK)])
    if (answered == 1).all():
        return whole_total(strata, divided(strata, wish.allocation, total, answered, wish.exponent), total)
    real = divided(strata, wish.allocation, total, 1 / answered, wish.exponent)
    return whole_within(strata, real, total, lambda n: float(_respondents(n, answered).sum()))


def _of_budget(basis: Basis, wish: Wish) -> np.ndarray:
    """As many answers as a budget buys, of invitations or of money."""
    budget = float(wish.budget or 0.0)
    answered = np.array([one.answered for one in basis.strata])
    if all(one.cost is not None for one in basis.strata):
        each = np.array([one.cost or 0.0 for one in basis.strata])
        price, spent = each / answered, lambda n: float((each * _respondents(n, answered)).sum())
    else:
        reached = np.array([(one.response or 0.0) * one.answered for one in basis.strata])
        price, spent = 1 / reached, lambda n: float(invitations(n, reached).sum())
    strata = _strata(basis, price)
    if spent(strata.least) > budget:
        raise StatisticsError(
            "planning.budget_buys_nobody",
            got=f"{budget:g}",
            count=len(basis.strata),
            least=LEAST,
            needed=math.ceil(spent(strata.least)),
        )
    reach = min(budget, float((price * np.where(np.isfinite(strata.most), strata.most, budget)).sum()))
    real = divided(strata, wish.allocation, reach, price, wish.exponent)
    return whole_within(strata, real, budget, spent)


def _of_wish(basis: Basis, wish: Wish) -> np.ndarray:
    """The smallest sample with which everybody together shows what was asked for."""
    only = basis.strata[0]
    if len(basis.strata) == 1:
        size, wanted = _own_size(only, basis, wish)
        if size < wanted:
            raise StatisticsError("planning.not_with_everybody", got=wanted, expected=size)
        return np.array([size])
    strata = _strata(basis)

    def enough(n: np.ndarray) -> bool:
        return _reached(basis, wish, strata.variance(n) / basis.variance)

    sizes = smallest_total(strata, wish.allocation, enough, wish.exponent)
    if sizes is None:
        most = int(strata.most.sum())
        raise StatisticsError("planning.not_with_everybody_in_strata", expected=most)
    return sizes


def _reached(basis: Basis, wish: Wish, precision: float) -> bool:
    """Whether a wave of this precision, and one more like it, show what was asked for."""
    fine = wish.margin is None or margin_of(basis.variance, precision, wish.interval) <= wish.margin
    if wish.change is None or not fine:
        return fine
    return power_of(basis.shift(wish.change), _both(basis, precision), wish.alpha) >= wish.power


def _both(basis: Basis, precision: float) -> Waves:
    return Waves(precision, precision, basis.common * basis.correlation * precision)


def _own_size(one: Stratum, basis: Basis, wish: Wish) -> tuple[int, int]:
    """Size of a stratum that is to show what was asked for by itself, as far as it has people; and what that takes."""
    people = one.people if basis.finite else None
    wanted = LEAST
    if wish.change is not None:
        shift = own_shift(one, basis, wish.change)
        wanted = max(
            wanted,
            size_for_change(shift, wish.alpha, wish.power, one.deff, people, basis.common, basis.correlation),
        )
    if wish.margin is not None:
        wanted = max(wanted, size_for_margin(one.variance, wish.margin, wish.interval, one.deff, people))
    return int(min(wanted, _most(one))), wanted


def own_shift(one: Stratum, basis: Basis, change: float) -> Shift:
    """A change of the figure of one stratum.

    **Raises** StatisticsError where its share has no room for it.
    """
    if not basis.is_share:
        return mean_shift(one.variance**0.5, change)
    if not 0 < one.level + change < 1:
        raise StatisticsError(
            "planning.no_room_for_change", got=f"{change:+.3g}", name=one.id, share=f"{one.level:.3g}"
        )
    return share_shift(one.level, change)


def _strata(basis: Basis, price: np.ndarray | None = None) -> Strata:
    most = np.array([_most(one) for one in basis.strata], dtype=float)
    people = [one.people if basis.finite and one.people is not None else math.inf for one in basis.strata]
    return Strata(
        weight=np.array([one.weight for one in basis.strata]),
        spread=np.sqrt([one.variance * one.deff for one in basis.strata]),
        level=np.array([max(one.level, SLACK) for one in basis.strata]),
        cost=np.ones(len(most)) if price is None else price,
        least=np.full(len(most), LEAST, dtype=np.int64),
        most=most,
        people=np.array(people, dtype=float),
    )


def _respondents(n: np.ndarray, answered: np.ndarray) -> np.ndarray:
    return np.ceil(n / answered - SLACK).astype(np.int64)


def _described(basis: Basis, wish: Wish, sizes: Sequence[int] | np.ndarray) -> Plan:
    """A plan of these sizes, with what it shows."""
    n = np.asarray(sizes, dtype=float)
    rows = tuple(_row(one, basis, wish, int(size)) for one, size in zip(basis.strata, n, strict=True))
    strata = _strata(basis)
    endless = replace(strata, people=np.full(len(n), math.inf))
    precision, deff = (
        strata.variance(n) / basis.variance,
        endless.variance(n) * float(n.sum()) / basis.variance,
    )
    both = _both(basis, precision)
    up, down = _smallest(basis.level, basis.variance, both, basis, wish)
    shift = None if wish.change is None else basis.shift(wish.change)
    return Plan(
        wish=wish,
        strata=rows,
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
    level: float, variance: float, both: Waves, basis: Basis, wish: Wish
) -> tuple[float | None, float | None]:
    """The smallest change up and down that two waves like this show."""
    if not basis.is_share:
        least = smallest_mean_change(variance**0.5, both, wish.alpha, wish.power)
        return least, -least
    up, down = (smallest_share_change(level, both, wish.alpha, wish.power, way) for way in (True, False))
    return up, down


def _row(one: Stratum, basis: Basis, wish: Wish, n: int) -> PlannedStratum:
    people = one.people if basis.finite else None
    precision = one.deff * finite(n, people) / n
    respondents = math.ceil(n / one.answered - SLACK)
    invited = None
    if one.response is not None:
        invited = math.ceil(n / (one.response * one.answered) - SLACK)
        invited = invited if one.people is None else min(invited, one.people)
    up, down = _smallest(one.level, one.variance, _both(basis, precision), basis, wish)
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
        enough=not wish.each or _own_size(one, basis, wish)[1] <= n,
    )
