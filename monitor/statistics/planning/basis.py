"""What a plan rests on, and what is asked of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from monitor.errors import StatisticsError
from monitor.statistics.planning.allocation import LEAST, SLACK, Strata
from monitor.statistics.planning.power import Shift, Waves, mean_shift, share_shift


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
    design effect of the wave before, where there was one. `finite` says whether a large part of the population is more
    precise, `whole` is level and variance of everybody, where they are known and not made of the strata.
    """

    strata: tuple[Stratum, ...]
    is_share: bool
    common: float = 0.0
    correlation: float = 0.0
    last: tuple[float, float] | None = None
    finite: bool = True
    whole: tuple[float, float] | None = None

    @property
    def level(self) -> float:
        """The share or mean of everybody."""
        if self.whole is not None:
            return self.whole[0]
        return sum(one.weight * one.level for one in self.strata)

    @property
    def variance(self) -> float:
        """Variance of one answer among everybody: of a share that of the share itself, else that within the strata
        and that between them.
        """
        if self.whole is not None:
            return self.whole[1]
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


def both_waves(basis: Basis, precision: float) -> Waves:
    return Waves(precision, precision, basis.common * basis.correlation * precision)


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


def strata_of(basis: Basis, price: np.ndarray | None = None) -> Strata:
    most = np.array([most_answers(one) for one in basis.strata], dtype=float)
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


def most_answers(one: Stratum) -> float:
    """The most answers that a stratum can give: not more are invited than there are."""
    if one.people is None:
        return math.inf
    return math.floor(one.people * (1.0 if one.response is None else one.response) * one.answered + SLACK)
