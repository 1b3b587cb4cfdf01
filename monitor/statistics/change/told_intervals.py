"""The interval that a reader is told: it never contradicts the verdict beside it."""

from __future__ import annotations

import numpy as np
from scipy.special import stdtr

from monitor.statistics.change.multiplicity import benjamini_hochberg
from monitor.statistics.change.tests_of_change import mover_limits, mover_within_p
from monitor.statistics.estimates.intervals import t_quantile
from monitor.statistics.estimates.rows import Columns

CHANGED = ("increased", "decreased")


def intervals_at(rows: Columns, level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The interval of each difference at its own level, by the method of its p: t, or MOVER where sparse."""
    level = np.broadcast_to(level, rows["difference"].shape)
    with np.errstate(invalid="ignore"):
        half = t_quantile(rows["t_df"], level) * np.where(rows["se"] > 0, rows["se"], np.nan)
    low, high = rows["difference"] - half, rows["difference"] + half
    for mine, numbers, shares, exact in _movers(rows):
        low[mine], high[mine] = mover_limits(numbers, shares, exact, level[mine])
    return low, high


def within_margin_p(rows: Columns) -> np.ndarray:
    """The larger of two one-sided p values of a difference against its margin; NaN where there is none.

    What may not be told counts as 1, so that the family tells nothing of it.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        room = rows["margin"] - np.abs(rows["difference"])
        p = stdtr(rows["t_df"], -room / np.where(rows["se"] > 0, rows["se"], np.nan))
    for mine, numbers, shares, exact in _movers(rows):
        p[mine] = mover_within_p(numbers, shares, exact, rows["margin"][mine])
    return np.where(np.isfinite(rows["margin"]), np.where(rows["hidden"], 1.0, p), np.nan)


def _movers(rows: Columns):
    """Rows that are told by MOVER, those of one contrast together: places, contrast, shares, exact n."""
    kinds: dict[tuple[float, ...], list[int]] = {}
    for place in np.flatnonzero(rows["mover"] != None).tolist():  # noqa: E711 (an array of objects)
        kinds.setdefault(tuple(rows["mover"][place][0]), []).append(place)
    for numbers, places in kinds.items():
        shares, exact = (np.stack([rows["mover"][place][part] for place in places]) for part in (1, 2))
        yield np.array(places), np.array(numbers), shares, exact


def equivalence_level(rows: Columns, judged: np.ndarray, alpha: float, adjust: bool) -> float:
    """The level in force for equivalence, alpha x R/m over all rows with a margin; tests that are one count once."""
    p = within_margin_p(rows)
    mine = np.flatnonzero(judged & np.isfinite(p))
    if not adjust or not len(mine):
        return alpha
    keys = zip(*(rows[name][mine] for name in ("comparison", "breakdown_place", "group_place", "unit_place",
                                               "same_test")), strict=True)  # fmt: skip
    distinct = dict(zip(keys, p[mine], strict=True))
    adjusted = benjamini_hochberg(np.array(list(distinct.values())))
    return alpha * max(int((adjusted < alpha).sum()), 1) / len(distinct)


def told_intervals(rows: Columns, alpha: float) -> Columns:
    """`told_low` and `told_high`.

    Of a change at 1 - the level at which its p was judged, so that it excludes 0. Of what is equivalent the
    interval that was held against the margin, of any other row the one at 1 - alpha; both reach to 0, since
    the tests together do not exclude it. A test of a whole item, and too few answers, have none.
    """
    verdict = rows["verdict"].astype(str)
    changed, equivalent = np.isin(verdict, CHANGED), verdict == "equivalent"
    own_low, own_high = intervals_at(rows, 1 - np.where(changed, rows["level_in_force"], alpha))
    low = np.select([changed, equivalent], [own_low, rows["eq_low"]], rows["ci_low"])
    high = np.select([changed, equivalent], [own_high, rows["eq_high"]], rows["ci_high"])
    to_zero = ~changed
    low, high = np.where(to_zero, np.minimum(low, 0.0), low), np.where(to_zero, np.maximum(high, 0.0), high)
    silent = (verdict == "too_few") | ~np.isfinite(low) | (rows["ci_low"] == rows["ci_high"])
    return {"told_low": np.where(silent, np.nan, low), "told_high": np.where(silent, np.nan, high)}
