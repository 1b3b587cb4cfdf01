"""The figure of an area against that of a group it belongs to: all people in it, those of the area itself included.

The test is that of the area against the rest of the group, which is the same one: own - all = (1 - w)(own - rest), with w
the part of the people of the group that live in the area. So no figure of a group without one area leaves anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from monitor.statistics.benchmark.mid_p import mid_p, share_limit


@dataclass(frozen=True)
class FigureScale:
    """The ends of the scale of a figure, in its own unit, and whether it is a share (0 to 1)."""

    lowest: float
    highest: float
    share: bool

    @property
    def largest_tau(self) -> float:
        """The most that figures on this scale can vary, as a standard deviation."""
        return (self.highest - self.lowest) / 2

    def within(self, figures: np.ndarray) -> np.ndarray:
        """The figures, cut at the ends of the scale."""
        return np.clip(figures, self.lowest, self.highest)


SHARE = FigureScale(0.0, 1.0, True)


@dataclass(frozen=True)
class AgainstRest:
    """By area, its figure against a group; NaN where there is no rest.

    `reference` is the figure of the group, `rest` that of the others in it; `answers` is n* = 1 / (k + k_rest), as many
    answers as the comparison is precise; `difference` own - reference with its `se`; `test` names the test of `p`.
    `rest_se` is the standard error of own - rest, in the unit of the figure.
    """

    reference: np.ndarray
    rest: np.ndarray
    answers: np.ndarray
    difference: np.ndarray
    se: np.ndarray
    rest_se: np.ndarray
    p: np.ndarray
    test: str


def own_part(people: np.ndarray, group: np.ndarray) -> np.ndarray:
    """w, the part of the people of its group that live in each area; `group` is an integer by area."""
    return people / np.bincount(group, people)[group]


def rest_factor(k: np.ndarray, people: np.ndarray, group: np.ndarray) -> np.ndarray:
    """k_rest by area: the sum over the others in its group of (their part of these people)^2 k; NaN without others.

    An area without answers has no `k` (NaN) and is none of the others.
    """
    there = np.isfinite(k)
    known = np.where(there, people, 0.0)
    squares = known**2 * np.where(there, k, 0.0)
    left = np.bincount(group, known)[group] - known
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(left > 0, (np.bincount(group, squares)[group] - squares) / left**2, np.nan)


def figure_of_groups(estimate: np.ndarray, people: np.ndarray, group: np.ndarray) -> np.ndarray:
    """By area the figure of its group, as the figures of its areas by their people make it."""
    return (np.bincount(group, people * estimate) / np.bincount(group, people))[group]


def against_rest(
    estimate: np.ndarray,
    reference: np.ndarray,
    part: np.ndarray,
    k: np.ndarray,
    k_rest: np.ndarray,
    variance_of_one: float,
    scale: FigureScale,
) -> AgainstRest:
    """The figures of areas against a reference that holds them; `part` is `own_part`.

    **Method**: rest = (reference - w own) / (1 - w), within the scale; of a share the two-sided mid-p of the binomial with
    n* answers at the rest's share (Manktelow, Seaton & Evans 2016: n* carries the uncertainty of the rest), of a mean
    z = (own - rest) / sqrt(S2 (k + k_rest)) with `variance_of_one` as S2.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = scale.within((reference - part * estimate) / (1 - part))
        answers = 1 / (k + k_rest)
        rest_se = np.sqrt(variance_of_one / answers)
        z = (estimate - rest) / rest_se
    rest = np.where(np.isfinite(answers), rest, np.nan)
    p = mid_p(estimate, answers, rest) if scale.share else 2 * ndtr(-np.abs(z))
    difference = estimate - reference
    test = "midp" if scale.share else "z"
    return AgainstRest(reference, rest, answers, difference, (1 - part) * rest_se, rest_se, p, test)


def funnel_lines(against: AgainstRest, levels: Sequence[float], scale: FigureScale) -> list[np.ndarray]:
    """By level (0.95, 0.998) the lower and upper line of the funnel around the rest [2, area]: could this be chance?

    **Method**: the figures of which the test gives exactly 1 - level, not widened by the spread between areas.
    """
    lines = []
    for level in levels:
        if scale.share:
            ends = [share_limit(against.answers, against.rest, level, upper) for upper in (False, True)]
        else:
            reach = float(ndtri((1 + level) / 2)) * against.rest_se
            ends = [scale.within(against.rest - reach), scale.within(against.rest + reach)]
        lines.append(np.stack(ends))
    return lines


def bears_comparison(people: np.ndarray, group: np.ndarray, members: int, largest: float) -> np.ndarray:
    """By area whether its group can be a reference: at least `members` areas, none with more than the part `largest` of
    its people."""
    count = np.bincount(group)
    most = np.zeros(len(count))
    np.maximum.at(most, group, own_part(people, group))
    return ((count >= members) & (most <= largest))[group]
