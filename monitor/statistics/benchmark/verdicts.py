"""Whether an area differs: two conditions on displayed figures, and what a difference would have to be to be seen.

A verdict needs both: p adjusted by Holm below alpha in the family of the area and the reference, and a shrunken interval
that excludes the reference on the same side. Each half covers the hole of the other: Holm alone tells differences that are
mostly chance, the interval alone wrongs an area that is just like its peers (Gelman, Hill & Yajima 2012; Gelman & Carlin 2014).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from monitor.statistics.benchmark.against_rest import FigureScale
from monitor.statistics.change.multiplicity import holm

UNDECIDED, TOO_FEW = "undecided", "too_few"
BETWEEN = ("higher", "lower")


@dataclass(frozen=True)
class Shrunken:
    """By area the shrunken figure, its standard deviation `se` and interval; NaN where there is no model.

    `effective` is S2 / se^2, "as precise as so many answers"; `weight` the part that the answers of the area itself have
    in it, at most 1.
    """

    estimate: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    effective: np.ndarray
    weight: np.ndarray


def shrunken(
    estimate: np.ndarray, se: np.ndarray, variance: np.ndarray, s2: float, alpha: float, scale: FigureScale
) -> Shrunken:
    """The posterior means and standard deviations of areas with their intervals, cut at the ends of the scale.

    `variance` is the sampling variance of each area, `s2` that of one answer.

    **Method**: mean -/+ z_{1 - alpha/2} se.
    """
    reach = _z(alpha / 2) * se
    with np.errstate(invalid="ignore", divide="ignore"):
        effective, weight = s2 / se**2, np.minimum(se**2 / variance, 1.0)
    return Shrunken(
        estimate, se, scale.within(estimate - reach), scale.within(estimate + reach), effective, weight
    )


def too_few(
    n: np.ndarray, k: np.ndarray, rest: np.ndarray, least: float, expected: float, scale: FigureScale
) -> np.ndarray:
    """By area whether its answers bear no verdict: fewer than `least`, or fewer effective ones; of a share also fewer than
    `expected` on either side at the share of the rest. On what is expected, not on what was answered: a rule on the own
    count would keep the small areas that happened to answer near the middle."""
    effective = 1 / k
    few = (n < least) | (effective < least)
    if scale.share:
        few |= effective * np.minimum(rest, 1 - rest) < expected
    return few


def adjusted(p: np.ndarray, hidden: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Holm's adjusted p of the tests of each area [area, figure], and how many tests its family has [area].

    NaN is no test. A test that is `hidden` stays in its family with p = 1: else its number and Holm's order would tell.
    """
    counted = np.where(hidden, 1.0, p) if hidden is not None else p
    found = np.full(p.shape, np.nan)
    for area, row in enumerate(counted):
        tested = np.isfinite(row)
        found[area, tested] = holm(row[tested])
    return found, np.isfinite(counted).sum(axis=1)


def verdicts(
    p_adjusted: np.ndarray,
    few: np.ndarray,
    difference: np.ndarray,
    reference: np.ndarray,
    interval: tuple[np.ndarray, np.ndarray],
    alpha: float,
    words: tuple[str, str] = BETWEEN,
) -> np.ndarray:
    """The verdict of each row: one of `words` where both conditions hold, else `undecided`; `too_few` where it bears none.

    `difference` is the raw one, `interval` the shrunken interval that is held against the `reference`. Of a change the
    reference is 0, and `words` are `increased` and `decreased`.
    """
    low, high = interval
    with np.errstate(invalid="ignore"):
        found = p_adjusted < alpha
        above, below = (difference > 0) & (low > reference), (difference < 0) & (high < reference)
    verdict = np.select([few, found & above, found & below], [TOO_FEW, *words], UNDECIDED)
    return verdict.astype(object)


def told_interval(
    interval: tuple[np.ndarray, np.ndarray], reference: np.ndarray, verdict: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The interval that sentences and figures tell: of `undecided` it reaches to the reference, which it would exclude in
    3 to 11% of cases."""
    low, high = interval
    reaches = verdict == UNDECIDED
    return np.where(reaches, np.fmin(low, reference), low), np.where(reaches, np.fmax(high, reference), high)


def least_difference(
    se: np.ndarray, weight: np.ndarray, tests: np.ndarray, alpha: float, power: float
) -> np.ndarray:
    """The smallest true difference that both conditions show with the declared power, in the unit of the figure.

    `se` is that of own - rest (of a change: of the change), `weight` the own weight in the shrunken figure, `tests` how many
    the family has.

    **Method**: (max(z_H, z_{1 - alpha/2} / sqrt(weight)) + z_power) se, z_H that of alpha / (2 tests), the first step of
    Holm; the second part is what the interval asks.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        first = _z(alpha / (2 * np.maximum(tests, 1)))
        return (np.maximum(first, _z(alpha / 2) / np.sqrt(weight)) + _z(1 - power)) * se


def _z(tail: np.ndarray | float) -> np.ndarray:
    """The normal quantile with so much above it."""
    return np.asarray(-ndtri(tail))
