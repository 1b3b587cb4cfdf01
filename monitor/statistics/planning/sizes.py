"""The sizes of a plan: by what is to be shown, by a number of people, or by a budget."""

from __future__ import annotations

import math

import numpy as np

from monitor.errors import StatisticsError
from monitor.statistics.planning.allocation import (
    LEAST,
    SLACK,
    divided,
    everybody,
    people_for,
    smallest_total,
    whole_total,
    whole_within,
)
from monitor.statistics.planning.basis import (
    Basis,
    Stratum,
    Wish,
    both_waves,
    most_answers,
    own_shift,
    strata_of,
)
from monitor.statistics.planning.power import margin_of, power_of, size_for_change, size_for_margin


def sizes_of(basis: Basis, wish: Wish) -> np.ndarray:
    if wish.respondents is not None:
        return _of_respondents(basis, wish)
    if wish.budget is not None:
        return _of_budget(basis, wish)
    if wish.each:
        return np.array([own_size(one, basis, wish)[0] for one in basis.strata])
    return _of_wish(basis, wish)


def _of_respondents(basis: Basis, wish: Wish) -> np.ndarray:
    """The answers of so many people who take part, divided over the strata."""
    strata, total = strata_of(basis), int(wish.respondents or 0)
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
    return whole_within(strata, real, total, lambda n: float(people_for(n, answered).sum()))


def _of_budget(basis: Basis, wish: Wish) -> np.ndarray:
    """As many answers as a budget buys, of invitations or of money."""
    budget = float(wish.budget or 0.0)
    answered = np.array([one.answered for one in basis.strata])
    if all(one.cost is not None for one in basis.strata):
        each = np.array([one.cost or 0.0 for one in basis.strata])
        price, spent = each / answered, lambda n: float((each * people_for(n, answered)).sum())
    else:
        reached = np.array([(one.response or 0.0) * one.answered for one in basis.strata])
        price, spent = 1 / reached, lambda n: float(people_for(n, reached).sum())
    strata = strata_of(basis, price)
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
        size, wanted = own_size(only, basis, wish)
        if size < wanted:
            raise StatisticsError("planning.not_with_everybody", got=wanted, expected=size)
        return np.array([size])
    strata = strata_of(basis)

    def enough(n: np.ndarray) -> bool:
        return _reached(basis, wish, strata.variance(n) / basis.variance)

    sizes = smallest_total(strata, wish.allocation, enough, wish.exponent)
    if sizes is None:
        raise StatisticsError("planning.not_with_everybody_in_strata", expected=everybody(strata))
    return sizes


def _reached(basis: Basis, wish: Wish, precision: float) -> bool:
    """Whether a wave of this precision, and one more like it, show what was asked for."""
    fine = wish.margin is None or margin_of(basis.variance, precision, wish.interval) <= wish.margin
    if wish.change is None or not fine:
        return fine
    return power_of(basis.shift(wish.change), both_waves(basis, precision), wish.alpha) >= wish.power


def own_size(one: Stratum, basis: Basis, wish: Wish) -> tuple[int, int]:
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
    return int(min(wanted, most_answers(one))), wanted
