"""Confidence intervals, each vectorised over figures. `level` is the confidence, such as 0.95."""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv, expit, logit, ndtri, stdtrit

Bounds = tuple[np.ndarray, np.ndarray]


def t_quantile(df: np.ndarray, level: float | np.ndarray) -> np.ndarray:
    """Two-sided t quantile; NaN without degrees of freedom."""
    df = np.asarray(df, dtype=float)
    return stdtrit(np.where(df > 0, df, np.nan), (1 + level) / 2)


def mean_interval(estimate: np.ndarray, se: np.ndarray, df: np.ndarray, level: float) -> Bounds:
    """estimate -/+ t x SE."""
    half = t_quantile(df, level) * se
    return estimate - half, estimate + half


def share_interval(
    share: np.ndarray,
    se: np.ndarray,
    df: np.ndarray,
    effective: np.ndarray,
    level: float,
    exact_below: float,
) -> Bounds:
    """Interval of a share in [0, 1]: exact where effective n x min(p, 1 - p) is below a limit, else logit."""
    sparse = ~(effective * np.minimum(share, 1 - share) >= exact_below)
    low, high = logit_interval(share, se, df, level)
    low[sparse], high[sparse] = exact_interval(share[sparse], effective[sparse], level)
    return low, high


def logit_interval(share: np.ndarray, se: np.ndarray, df: np.ndarray, level: float) -> Bounds:
    """t interval on the log odds, transformed back; NaN at 0 and 1."""
    spread = share * (1 - share)
    inside = spread > 0
    safe = np.where(inside, share, 0.5)
    half = np.where(inside, t_quantile(df, level) * se / np.where(inside, spread, 1.0), np.nan)
    return expit(logit(safe) - half), expit(logit(safe) + half)


def exact_interval(share: np.ndarray, effective: np.ndarray, level: float | np.ndarray) -> Bounds:
    """Exact binomial limits (Clopper & Pearson 1934) at an effective sample size (Korn & Graubard 1998)."""
    share, effective, level = np.broadcast_arrays(*(np.asarray(x, float) for x in (share, effective, level)))
    hits, tail = share * effective, (1 - level) / 2
    misses = effective - hits
    known = np.isfinite(effective) & (effective > 0)
    with np.errstate(invalid="ignore"):
        low = betaincinv(np.where(hits > 0, hits, 1.0), misses + 1, tail)
        high = betaincinv(hits + 1, np.where(misses > 0, misses, 1.0), 1 - tail)
    low = np.where(hits > 0, low, 0.0)
    high = np.where(misses > 0, high, 1.0)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def exact_effective_n(effective: np.ndarray, n: np.ndarray, df: np.ndarray, level: float) -> np.ndarray:
    """Effective n for exact limits, corrected for few PSUs by (t_{n-1} / t_df)^2 (Korn & Graubard 1998)."""
    return effective * (t_quantile(np.asarray(n, float) - 1, level) / t_quantile(df, level)) ** 2


def wilson_interval(share: np.ndarray, effective: np.ndarray, level: float) -> Bounds:
    """Score interval of Wilson (1927) at an effective sample size."""
    z = ndtri((1 + level) / 2)
    centre = (share + z**2 / (2 * effective)) / (1 + z**2 / effective)
    half = z / (1 + z**2 / effective) * np.sqrt(share * (1 - share) / effective + z**2 / (4 * effective**2))
    low = np.where(share > 0, np.clip(centre - half, 0.0, 1.0), 0.0 * centre)
    return low, np.where(share < 1, np.clip(centre + half, 0.0, 1.0), 1.0 + 0.0 * centre)


def mover_interval(contrast: np.ndarray, estimates: np.ndarray, low: np.ndarray, high: np.ndarray) -> Bounds:
    """Interval of sum(c x estimate) over the last axis from the limits of each estimate.

    MOVER, the method of variance estimates recovery (Zou & Donner 2008), for independent estimates.
    """
    value = (contrast * estimates).sum(axis=-1)
    below = contrast * (estimates - np.where(contrast > 0, low, high))
    above = contrast * (np.where(contrast > 0, high, low) - estimates)
    return value - np.sqrt((below**2).sum(axis=-1)), value + np.sqrt((above**2).sum(axis=-1))
