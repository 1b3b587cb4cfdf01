"""A sample divided over strata: proportional, equal, for the total (Neyman) or for each stratum (power).

Every size lies between a least and a most of its stratum. Sizes are whole and add up exactly: to the total that was
asked for, or to as much as a budget buys and never more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from monitor.statistics.planning.power import SLACK, STEPS, first_that

LEAST = 2  # answers from which a stratum has a variance
MOST = 1e9


@dataclass(frozen=True)
class Strata:
    """What is known of each stratum, in one order.

    `weight` is its part of the population (adding up to 1), `spread` the standard deviation of an answer, design
    effect included, `level` the share or mean itself, `cost` what one answer costs in whatever the budget counts.
    `least` and `most` bound its size; `most` is infinite where nobody knows how many people there are.
    """

    weight: np.ndarray
    spread: np.ndarray
    level: np.ndarray
    cost: np.ndarray
    least: np.ndarray
    most: np.ndarray
    people: np.ndarray

    def variance(self, n: np.ndarray) -> float:
        """Variance of the total mean: sum of W^2 S^2 (1 - n/N) / n (Cochran 1977, 5.4)."""
        with np.errstate(divide="ignore"):
            left = np.where(np.isfinite(self.people), np.maximum(1 - n / self.people, 0.0), 1.0)
        return float((self.weight**2 * self.spread**2 * left / n).sum())


def proportional(strata: Strata, _: float) -> np.ndarray:
    """As the population is divided."""
    return strata.weight


def equal(strata: Strata, _: float) -> np.ndarray:
    """Every stratum the same."""
    return np.ones(len(strata.weight))


def neyman(strata: Strata, _: float) -> np.ndarray:
    """W S / sqrt(c): the most precise total for what it costs (Neyman 1934; Cochran 1977, 5.5)."""
    return strata.weight * strata.spread / np.sqrt(strata.cost)


def power(strata: Strata, exponent: float) -> np.ndarray:
    """W^q S / (Y sqrt(c)): between the precision of the total and that of each stratum (Bankier 1988).

    With q = 1 as `neyman` for levels that are alike, with q = 0 every stratum has the same coefficient of variation.
    """
    return strata.weight**exponent * strata.spread / (strata.level * np.sqrt(strata.cost))


METHODS: dict[str, Callable[[Strata, float], np.ndarray]] = {
    "proportional": proportional,
    "equal": equal,
    "neyman": neyman,
    "power": power,
}


def divided(strata: Strata, method: str, total: float, cost: np.ndarray, exponent: float = 0.5) -> np.ndarray:
    """Sizes by a method, not yet whole, of which `cost` times the size adds up to `total`.

    A stratum that would have more people than it has, or fewer than the least, keeps to its bound and the others share
    what is left; for `neyman` that is the optimum within the bounds (Cochran 1977, 5.8).
    """
    part = METHODS[method](strata, exponent)
    part = np.where(part > 0, part, part[part > 0].min() * SLACK if (part > 0).any() else 1.0)

    def sizes(scale: float) -> np.ndarray:
        return np.clip(scale * part, strata.least, strata.most)

    finite = np.where(np.isfinite(strata.most), strata.most, total / cost + LEAST)
    low, high = 0.0, float((finite / part).max())
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if float((cost * sizes(middle)).sum()) > total else (middle, high)
    return sizes(low)


def whole_total(strata: Strata, real: np.ndarray, total: int) -> np.ndarray:
    """Whole sizes that add up to `total`: rounded down, what is left to the largest remainders, the first of equals."""
    sizes = np.floor(real + SLACK).astype(np.int64)
    order = np.argsort(-(real - sizes), kind="stable")
    while (left := total - int(sizes.sum())) > 0:
        free = [place for place in order.tolist() if sizes[place] < strata.most[place]]
        if not free:
            break
        sizes[free[:left]] += 1
    return sizes


def whole_within(
    strata: Strata, real: np.ndarray, budget: float, spent: Callable[[np.ndarray], float]
) -> np.ndarray:
    """Whole sizes that cost no more than the budget: rounded down, then one more where the remainder is largest, as
    long as that can be paid.
    """
    sizes = np.floor(real + SLACK).astype(np.int64)
    while spent(sizes) > budget and (sizes > strata.least).any():
        spare = np.where(sizes > strata.least, sizes, -1)
        sizes[int(np.argmax(spare))] -= 1
    for place in np.argsort(-(real - sizes), kind="stable").tolist():
        more = sizes.copy()
        more[place] += 1
        if more[place] <= strata.most[place] and spent(more) <= budget:
            sizes = more
    return sizes


def people_for(answers: np.ndarray | float, part: np.ndarray | float) -> np.ndarray:
    """People to ask for so many answers, of whom this part gives one; rounded up."""
    return np.ceil(answers / part - SLACK).astype(np.int64)


def everybody(strata: Strata) -> int:
    """The most answers that all strata give together, or more than any survey asks."""
    return int(min(strata.most.sum(), MOST))


def smallest_total(
    strata: Strata, method: str, enough: Callable[[np.ndarray], bool], exponent: float = 0.5
) -> np.ndarray | None:
    """The smallest sample, divided by a method, that is precise enough; None where everybody together is not."""
    one = np.ones(len(strata.weight))

    def sizes(total: int) -> np.ndarray:
        return whole_total(strata, divided(strata, method, total, one, exponent), total)

    low = int(strata.least.sum())
    if enough(sizes(low)):
        return sizes(low)
    high = everybody(strata)
    if not enough(sizes(high)):
        return None
    return sizes(first_that(lambda total: enough(sizes(total)), low, high))
