"""Exact limits of a share of files, of a known number of files or of an unknown one; and of months together.

Every function takes `tail`, the chance that either limit may miss: 0.025 for limits that hold together 95%.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, comb, isfinite, nan
from typing import NamedTuple

import numpy as np

from monitor.statistics.estimates.intervals import exact_effective_n, exact_interval

ROUNDING = 1e-9  # of a norm times a number of files that is whole but for it


class Limits(NamedTuple):
    """Lower and upper limit of a share or a mean score between 0 and 1."""

    low: float
    high: float


def at_least(hits: int, drawn: int, right: int, handled: int) -> float:
    """P(X >= hits) for a draw of `drawn` from `handled` files of which `right` are right.

    **Method**: hypergeometric, summed in whole numbers, so that no digit is lost.
    """
    most = min(drawn, right)
    wrong = handled - right
    ways = sum(comb(right, x) * comb(wrong, drawn - x) for x in range(max(hits, 0), most + 1))
    return ways / comb(handled, drawn)


def at_most(hits: int, drawn: int, right: int, handled: int) -> float:
    """P(X <= hits) of the same draw."""
    return at_least(drawn - hits, drawn, handled - right, handled)


def files_right(hits: int, drawn: int, handled: int, tail: float) -> tuple[int, int]:
    """Least and greatest number of right files among all that were handled, which the draw does not contradict.

    **Method**: the smallest K with P(X >= hits) > tail and the largest with P(X <= hits) > tail (Konijn 1973;
    Buonaccorsi 1987). Of files that were all reviewed both are what was found.
    """
    least, most = hits, handled - (drawn - hits)
    low = first_that(least, most, lambda right: at_least(hits, drawn, right, handled) > tail)
    high = most - first_that(
        0, most - least, lambda fewer: at_most(hits, drawn, most - fewer, handled) > tail
    )
    return low, high


def first_that(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The smallest number from `low` to `high` for which something holds that holds for all above it."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def files_for_norm(norm: float, handled: int) -> int:
    """How many right files among all that were handled meet a norm."""
    return ceil(norm * handled - ROUNDING)


def share_limits(hits: int, drawn: int, handled: int | None, tail: float) -> Limits:
    """Limits of the share right in one stratum: of all files handled, or of an unknown number of files.

    **Method**: `files_right` over the files handled; where nobody knows how many, Clopper & Pearson (1934).
    """
    if handled is None:
        low, high = exact_interval(np.array(hits / drawn), np.array(float(drawn)), 1 - 2 * tail)
        return Limits(float(low), float(high))
    least, most = files_right(hits, drawn, handled, tail)
    return Limits(least / handled, most / handled)


def cap_of(handled: np.ndarray, drawn: np.ndarray) -> float:
    """Most files that strata together can be worth: 1 / sum(W^2 (1 - f) / n); infinite where all were reviewed.

    `handled` and `drawn` have a number of files per stratum.
    """
    weight, fraction = handled / handled.sum(), drawn / handled
    lost = float((weight**2 * (1 - fraction) / drawn).sum())
    return 1 / lost if lost > 0 else float("inf")


def effective_files(estimate: float, variance: float, n: int, df: float, cap: float, tail: float) -> float:
    """n* of limits over strata: p(1 - p)/V x (t_{n-1} / t_df)^2, at most the cap (Korn & Graubard 1998).

    A variance of 0 says that every stratum was of one mind, not that nothing is left to chance: then the cap.
    """
    spread = estimate * (1 - estimate)
    if not (variance > 0 and spread > 0):
        return cap
    corrected = exact_effective_n(np.array(spread / variance), np.array(n), np.array(df), 1 - 2 * tail)
    return float(np.fmin(corrected, cap))


def strata_limits(estimate: float, n_star: float, tail: float) -> Limits:
    """Limits of a share or a mean score over strata, as if `n_star` files were drawn at random.

    Where all files were reviewed (`n_star` is infinite) both are the estimate.
    """
    if not isfinite(n_star):
        return Limits(estimate, estimate) if n_star > 0 else Limits(nan, nan)
    low, high = exact_interval(np.array(estimate), np.array(n_star), 1 - 2 * tail)
    return Limits(float(low), float(high))
