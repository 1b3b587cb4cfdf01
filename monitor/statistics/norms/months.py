"""Months of a process beside each other: is one of them out of line, do they stay on one side, is there a trend?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import bdtr, bdtrc, ndtr


class Tails(NamedTuple):
    """Of each month the chance of so few right files or fewer, and of so many or more, at the share of all months."""

    low: np.ndarray
    high: np.ndarray


class Trend(NamedTuple):
    """Of the shares of months on their number: z (positive where they rise) and two-sided p."""

    z: float
    p: float


def tails(right: np.ndarray, files: np.ndarray) -> Tails:
    """Exact binomial tails at the pooled share (Shewhart 1931)."""
    share, whole = right.sum() / files.sum(), files.astype(np.int64)
    above = np.where(right > 0, bdtrc(np.maximum(right - 1.0, 0), whole, share), 1.0)
    return Tails(bdtr(np.asarray(right, float), whole, share), above)


def most_that_signals(files: int, share: float, signal: float) -> int:
    """The greatest number of right files of a month that is a signal of too few, -1 where no outcome can be one."""
    chances = bdtr(np.arange(files + 1.0), files, share)
    return int((chances < signal).sum()) - 1


def limits_of(files: int, share: float, signal: float) -> tuple[float, float]:
    """The shares of a month at which it is no signal yet, too few right files or too many."""
    low = most_that_signals(files, share, signal) + 1
    high = files - most_that_signals(files, 1 - share, signal) - 1
    return low / files, high / files


def any_can_signal(files: np.ndarray, share: float, signal: float) -> bool:
    """Whether some outcome of some month would be a signal; a chart of months in which none can tells nothing."""
    return any(
        most_that_signals(int(n), one, signal) >= 0 for n in np.unique(files) for one in (share, 1 - share)
    )


def in_a_row(right: np.ndarray, files: np.ndarray, run: int) -> np.ndarray:
    """Mask of the months that stand in a row of `run` or more on one side of the pooled share; a month on it breaks a row."""
    side = np.sign(right / files - right.sum() / files.sum())
    inside = np.zeros(len(side), bool)
    start = 0
    for place in range(1, len(side) + 1):
        if place == len(side) or side[place] != side[start]:
            inside[start:place] = side[start] != 0 and place - start >= run
            start = place
    return inside


def trend(right: np.ndarray, files: np.ndarray, scores: Sequence[float] | None = None) -> Trend | None:
    """Trend of shares over months, without finite population correction; None where there is nothing to test.

    **Method**: Cochran (1954) and Armitage (1955): sum s (x - n p) / sqrt(p (1 - p) sum n (s - mean s)^2), with the number
    of each month as its score.
    """
    place = np.arange(1.0, len(files) + 1) if scores is None else np.asarray(scores, float)
    share = right.sum() / files.sum()
    centred = place - (files * place).sum() / files.sum()
    variance = share * (1 - share) * (files * centred**2).sum()
    if not variance > 0:
        return None
    z = float((centred * (right - files * share)).sum() / np.sqrt(variance))
    return Trend(z, float(2 * ndtr(-abs(z))))
