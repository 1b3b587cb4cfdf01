"""Growth of two groups of municipalities side by side: a difference between them, and nothing about why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.statistics.registers.growth import two_sided_p

LEAST = 2  # municipalities with a variance


@dataclass(frozen=True)
class GrowthDifference:
    """The change in growth of one group, that of the others, and the test of the difference. **Units**: rate a month."""

    mean: float
    mean_others: float
    difference: float
    se: float
    t: float
    df: float
    p: float


@dataclass(frozen=True)
class GroupGrowth(GrowthDifference):
    """The same, of how many `municipalities` and `others`; `faster_after` of both together grew faster after the date."""

    municipalities: int
    others: int
    faster_after: int


def growth_change(rates: np.ndarray, first_after: int) -> np.ndarray:
    """Mean growth a month from a place on less that before it, of each municipality. **Rows** of `rates` are months."""
    growth = np.diff(rates, axis=0)
    return np.asarray(growth[first_after - 1 :].mean(axis=0) - growth[: first_after - 1].mean(axis=0))


def compared_growth(change: np.ndarray, group: np.ndarray) -> GroupGrowth | None:
    """The changes in growth of municipalities in a group beside all others; None where a group has too few of them.

    **Method**: Welch (1947): means with variances of their own.
    """
    known = ~np.isnan(change)
    one, other = change[known & group], change[known & ~group]
    if min(len(one), len(other)) < LEAST:
        return None
    parts = one.var(ddof=1) / len(one), other.var(ddof=1) / len(other)
    variance = float(sum(parts))
    if not variance > 0:
        return None
    df = variance**2 / (parts[0] ** 2 / (len(one) - 1) + parts[1] ** 2 / (len(other) - 1))
    difference, se = float(one.mean() - other.mean()), float(np.sqrt(variance))
    t = difference / se
    return GroupGrowth(
        float(one.mean()), float(other.mean()), difference, se, t, float(df), two_sided_p(t, df),
        len(one), len(other), int((change[known] > 0).sum()),
    )  # fmt: skip
