"""Quantiles over municipalities as they are told, so that none of them points at one municipality and its count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import floor, isnan, nan

import numpy as np

from monitor.release.door.municipal_counts import WIDTH, few_beside, few_people, rounded_counts
from monitor.study.house_policy import HouseRegister

AT_ONCE = 8  # steps of which a part may end that are looked at together
MOST_STEPS = 1000  # from the least that a quantile can be to the most
SLACK = 1e-9  # of a rate or person, for numbers that lie on an edge


@dataclass(frozen=True)
class MunicipalRates:
    """The counts of some municipalities in one month, and what a reader may know of them: every denominator, of each
    numerator that it lies within what rounding leaves, and of one on few people that it is on few people."""

    numerator: np.ndarray
    denominator: np.ndarray
    per: float
    of_people: bool
    policy: HouseRegister

    def among(self, chosen: np.ndarray) -> MunicipalRates:
        """The counts of some of these municipalities."""
        return replace(self, numerator=self.numerator[chosen], denominator=self.denominator[chosen])

    @cached_property
    def few(self) -> np.ndarray:
        return few_people(self.numerator, self.denominator, self.policy, self.of_people)

    @cached_property
    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """The least and the most persons that a reader may take each numerator to be."""
        told, half = rounded_counts(self.numerator, self.policy.round_to), self.policy.round_to // 2
        low, high = np.maximum(told - half, 0), told + (self.policy.round_to - 1 - half)
        most = self.policy.people - 1
        scarce = self.numerator < self.policy.people
        low, high = np.where(scarce, 0, low), np.where(scarce, most, high)
        if self.of_people:
            nearly = few_beside(self.numerator, self.denominator, self.policy)
            low = np.where(nearly, np.maximum(low, self.denominator - most), low)
            part = self.numerator <= self.denominator
            high = np.where(
                part, np.minimum(np.where(nearly, self.denominator, high), self.denominator), high
            )
        return low, high

    @cached_property
    def least(self) -> np.ndarray:
        return self.bounds[0] / self.denominator * self.per

    @cached_property
    def most(self) -> np.ndarray:
        return self.bounds[1] / self.denominator * self.per


@dataclass(frozen=True)
class _Place:
    """Where a quantile of type 7 stands among some rates in order: at `rank`, and for a `part` at the next one."""

    rank: int
    above: int
    part: float

    @property
    def ranks(self) -> tuple[int, ...]:
        return (self.rank,) if self.part == 0 else (self.rank, self.above)

    def between(self, ordered: np.ndarray) -> float:
        return float((1 - self.part) * ordered[self.rank] + self.part * ordered[self.above])


def told_quantiles(quantiles: Mapping[int, float], rates: MunicipalRates, decimals: int) -> dict[int, float]:
    """Quantiles of type 7 by percentage as they are told, with the decimals of reports; nan where nothing is.

    **Units**: those of the rates. **Method**: what a reader knows of each municipality leaves a range for the quantile. From low to
    high that range is cut into parts, as small as they can be: one step of the last decimal, or so many that at least `cell`
    municipalities may stand at each of its ranks and no count of few people is known to less than five persons by it. The middle
    of the part is told in which the quantile lies. The parts follow from what readers know, so they tell nothing themselves. A
    part that is wider than policy allows is not told.
    """
    mine = rates.among(rates.denominator > 0)
    return {at: nan if isnan(value) else _told(value, at, mine, decimals) for at, value in quantiles.items()}


def _told(value: float, at: int, rates: MunicipalRates, decimals: int) -> float:
    parts = _Parts(_place(at, len(rates.numerator)), rates, 10.0**-decimals)
    step = parts.step
    first, last = parts.around(floor(value / step + 0.5 + SLACK))
    if (last - first) * step > 2 * rates.policy.coarsest * value:
        return nan
    return round((first + last) / 2 * step, decimals)


class _Parts:
    """The parts of the range in which a quantile lies for a reader, each as a first and last number of steps; of a range of very
    many steps those are ten times as large, or a hundred times."""

    def __init__(self, place: _Place, rates: MunicipalRates, step: float) -> None:
        self.place, self.rates = place, rates
        self.known = np.sort(rates.least), np.sort(rates.most)
        low, high = (place.between(each) for each in self.known)
        while (high - low) / step > MOST_STEPS:
            step *= 10
        self.step = step
        self.first, self.last = (floor(end / step + 0.5 + SLACK) for end in (low, high))

    def around(self, told: int) -> tuple[int, int]:
        """The part in which a number of steps lies. What is left over at the end belongs to the part before it."""
        steps = np.arange(self.first, self.last + 1)
        alone = self._hides(steps, steps)
        start = before = self.first
        while start <= self.last and (end := self._end(start, alone)) is not None:
            if told <= end and (end == self.last or self._end(end + 1, alone) is not None):
                return start, end
            before, start = start, end + 1
        return before, self.last

    def _end(self, start: int, alone: np.ndarray) -> int | None:
        """Where the part ends that begins at a step; None where all that is left is no part."""
        if alone[start - self.first]:
            return start
        for first in range(start, self.last + 1, AT_ONCE):
            ends = np.arange(first, min(first + AT_ONCE, self.last + 1))
            hides = np.flatnonzero(self._hides(np.full_like(ends, start), ends))
            if len(hides):
                return int(ends[hides[0]])
        return None

    def _hides(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """Of which parts, from a first to a last step, the quantile may be told."""
        told = (first - 0.5) * self.step, (last + 0.5) * self.step
        fine = np.ones(len(first), bool)
        for rank in self.place.ranks:
            low, high = _range_at(rank, self.place, told, self.known)
            fine &= _may_stand(low, high, self.rates) >= self.rates.policy.cell
            fine &= ~self._narrow(rank, low, high)
        return fine

    def _narrow(self, rank: int, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Where so few municipalities can lie on a side of a rank that those with a count of few people must, and are known to less
        than five persons by it. In each range of rates at that rank."""
        (least, most), number = self.known, len(self.rates.few)
        below = np.searchsorted(least, high + SLACK, "right") - (rank + 1)
        over = number - np.searchsorted(most, low - SLACK, "left") - (number - rank)
        found = np.zeros(len(low), bool)
        for at in np.flatnonzero(below < self.rates.policy.cell):
            found[at] |= self._known_below(high[at])
        for at in np.flatnonzero(over < self.rates.policy.cell):
            found[at] |= self._known_over(low[at])
        return found

    def _known_below(self, rate: float) -> bool:
        mine = self.rates.few & (self.rates.least <= rate + SLACK)
        most = np.floor(rate * self.rates.denominator / self.rates.per + SLACK)
        first, last = self.rates.bounds
        return bool((mine & (np.minimum(last, most) - first < WIDTH)).any())

    def _known_over(self, rate: float) -> bool:
        mine = self.rates.few & (self.rates.most >= rate - SLACK)
        least = np.ceil(rate * self.rates.denominator / self.rates.per - SLACK)
        first, last = self.rates.bounds
        return bool((mine & (last - np.maximum(first, least) < WIDTH)).any())


def _place(at: int, municipalities: int) -> _Place:
    last = municipalities - 1
    rank = floor(last * at / 100 + SLACK)
    part = last * at / 100 - rank
    return _Place(rank, min(rank + 1, last), 0.0 if part < SLACK else part)


def _range_at(
    rank: int, place: _Place, told: tuple[np.ndarray, np.ndarray], known: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """The least and greatest rate that may stand at a rank, for each range in which the quantile is told to lie."""
    (low, high), (least, most) = told, known
    below, above, part = place.rank, place.above, place.part
    if part and rank == below:
        low, high = (
            (low - part * most[above]) / (1 - part),
            np.minimum(high, (high - part * least[above]) / (1 - part)),
        )
    elif part:
        low, high = (
            np.maximum(low, (low - (1 - part) * most[below]) / part),
            (high - (1 - part) * least[below]) / part,
        )
    return np.maximum(low, least[rank]), np.minimum(high, most[rank])


def _may_stand(low: np.ndarray, high: np.ndarray, rates: MunicipalRates) -> np.ndarray:
    """How many municipalities a whole number of persons may give a rate in each of some ranges, ends included."""
    near = (rates.least <= high.max() + SLACK) & (rates.most >= low.min() - SLACK)
    exposure = rates.denominator[near] / rates.per
    first = np.maximum(rates.bounds[0][near], np.ceil(low[:, None] * exposure - SLACK))
    last = np.minimum(rates.bounds[1][near], np.floor(high[:, None] * exposure + SLACK))
    return np.asarray((first <= last).sum(axis=1))
