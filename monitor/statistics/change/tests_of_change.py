"""Tests of change between waves, each for all groups of a breakdown at once.

`contrast` has one number per wave, such as (-1, 1) for the second wave minus the first, and NaN for
waves that take no part. A wave with 0, the middle one of an even trend, takes part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc, stdtr

from monitor.statistics.design.group_sums import CodedSums
from monitor.statistics.design.replicate_variance import replicate_covariance
from monitor.statistics.design.taylor import covariance
from monitor.statistics.estimates.intervals import exact_interval, mover_interval
from monitor.statistics.estimates.moments import Moments, degrees_of_freedom

ROUNDING = 1e-13  # of the size of what is subtracted
CANCELLED = 1e-12  # of the variances that make the variance of a difference


@dataclass(frozen=True)
class Tests:
    """One test per group (and figure): name, statistic, degrees of freedom and p; NaN where impossible."""

    name: str
    statistic: np.ndarray
    df: np.ndarray
    p: np.ndarray


@dataclass(frozen=True)
class Differences:
    """Contrasts of estimates over waves, with SE and degrees of freedom."""

    estimate: np.ndarray
    se: np.ndarray
    df: np.ndarray

    def t_test(self) -> Tests:
        """Design-based t test; NaN where the SE is 0."""
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.where(self.se > 0, self.estimate / self.se, np.nan)
            return Tests("t", t, self.df, 2 * stdtr(self.df, -np.abs(t)))


def used_waves(contrast: np.ndarray) -> list[int]:
    return [int(wave) for wave in np.flatnonzero(np.isfinite(contrast))]


def two_wave_df(moments: Moments, contrast: np.ndarray) -> np.ndarray:
    """PSUs in any of the waves, minus strata, minus one; NaN where nothing is left."""
    df = degrees_of_freedom(moments.sums, used_waves(contrast)) - 1
    return np.where(df > 0, df, np.nan)


def contrast_variance(full: np.ndarray, contrast: np.ndarray) -> np.ndarray:
    """Variances [group, F] of a contrast over waves from [group, wave, F, wave, F]; 0 where all but rounding cancels."""
    used = used_waves(contrast)
    variance, size = np.zeros((2, full.shape[0], full.shape[2]))
    for one in used:
        for other in used:
            part = contrast[one] * contrast[other] * np.einsum("gff->gf", full[:, one, :, other, :])
            variance, size = variance + part, size + np.abs(part)
    return np.where(variance <= CANCELLED * size, 0.0, variance)


def contrast_covariance(full: np.ndarray, contrast: np.ndarray) -> np.ndarray:
    """Covariance [group, F, F] of the contrasts of all figures; 0 for a figure whose contrast has no variance."""
    used = used_waves(contrast)
    parts = (contrast[one] * contrast[other] * full[:, one, :, other, :] for one in used for other in used)
    matrix = sum(parts, np.zeros((full.shape[0], full.shape[2], full.shape[2])))
    fixed = contrast_variance(full, contrast) == 0
    return np.where(fixed[:, :, None] | fixed[:, None, :], 0.0, matrix)


def contrast_of(estimates: np.ndarray, contrast: np.ndarray) -> np.ndarray:
    """Contrasts [group, F] of estimates [group, wave, F]; equal estimates differ by 0, not by rounding."""
    used = used_waves(contrast)
    difference = np.einsum("w,gwf->gf", contrast[used], estimates[:, used])
    size = np.einsum("w,gwf->gf", np.abs(contrast[used]), np.abs(estimates[:, used]))
    return np.where(np.abs(difference) <= ROUNDING * size, 0.0, difference)


def wald_test(difference: np.ndarray, matrix: np.ndarray, df: np.ndarray) -> Tests:
    """Wald F of vectors of differences [group, J], corrected for few PSUs: (df - q + 1)/(df q) x Wald."""
    results = [_wald(*row) for row in zip(difference, matrix, df, strict=True)]
    statistic, q, rest = (np.array(column, dtype=float) for column in zip(*results, strict=True))
    return Tests("wald_f", statistic, q, fdtrc(q, rest, statistic))


def _wald(difference: np.ndarray, matrix: np.ndarray, df: float) -> tuple[float, float, float]:
    usable = np.isfinite(difference) & (np.diagonal(matrix) > 0)
    difference, matrix = difference[usable], matrix[np.ix_(usable, usable)]
    if not usable.any() or not np.isfinite(df):
        return np.nan, np.nan, np.nan
    scale = np.sqrt(np.diagonal(matrix))
    values, vectors = np.linalg.eigh(matrix / np.outer(scale, scale))
    kept = values > 1e-9 * values[-1]
    q = int(kept.sum())
    if df - q + 1 <= 0:
        return np.nan, np.nan, np.nan
    projected = vectors[:, kept].T @ (difference / scale)
    wald = float((projected**2 / values[kept]).sum())
    return (df - q + 1) / (df * q) * wald, q, df - q + 1


def rao_scott_test(
    sums: CodedSums, waves: list[int], scale: np.ndarray | None = None, merged: np.ndarray | None = None
) -> Tests:
    """Rao-Scott second-order F of category by wave (Rao & Scott 1984).

    Pearson's statistic of the weighted table at the unweighted n, over the trace of the generalised
    design effects, with Satterthwaite degrees of freedom (d0, d0 x df). `df` holds d0. The test depends
    on how the weights of the waves compare: `scale` [wave] multiplies them. `merged` [group, K] gives
    categories that are taken together one number.
    """
    rest = degrees_of_freedom(sums, waves)
    joint, shares = _joint_covariance(sums, waves, np.ones(sums.n_waves) if scale is None else scale)
    n = sums.counts[:, waves].sum(axis=(1, 2))
    statistic, d0 = np.full(len(n), np.nan), np.full(len(n), np.nan)
    merged = (
        np.broadcast_to(np.arange(shares.shape[2]), (len(n), shares.shape[2])) if merged is None else merged
    )
    label = np.where((shares > 0).any(axis=1), merged, -1)
    several = (label.max(axis=1, initial=-1, keepdims=True) != label) & (label >= 0)
    possible = several.any(axis=1) & (shares.sum(axis=2) > 0).all(axis=1)
    for pattern in np.unique(label[possible], axis=0):
        mine = np.flatnonzero(possible & (label == pattern).all(axis=1))
        together = (pattern[:, None] == np.unique(pattern[pattern >= 0])).astype(float)
        statistic[mine], d0[mine] = _rao_scott(shares[mine], joint[mine], n[mine], together)
    with np.errstate(invalid="ignore"):
        p = fdtrc(d0, np.where(rest > 0, d0 * rest, np.nan), statistic)
    return Tests("rao_scott_f", statistic, d0, p)


def _joint_covariance(sums: CodedSums, waves: list[int], scale: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares of the whole table of waves x categories, and their covariance [group, WK, WK]."""
    groups, all_waves, size = sums.totals.shape
    totals = sums.totals * scale[:, None]
    total = totals[:, waves].sum(axis=(1, 2))
    total = np.where(total > 0, total, 1.0)[:, None]
    cells = np.zeros((all_waves, size))
    cells[waves] = 1.0
    taking_part = cells.ravel()
    shares = totals.reshape(groups, -1) * taking_part / total
    factor = taking_part * np.repeat(scale, size)
    influence = (np.eye(len(factor)) - shares[:, None, :]) * factor[:, None] * taking_part / total[:, None]
    if sums.replicates is None:
        matrix = covariance(sums, influence)
    else:
        weight = np.where(taking_part > 0, np.repeat(scale, size), 0.0).reshape(all_waves, size, 1)
        matrix = replicate_covariance(sums, sums.totals, lambda found: _joint_shares(found * weight))
    matrix = matrix.reshape(groups, all_waves, size, all_waves, size)
    chosen = matrix[:, waves][:, :, :, waves]
    width = len(waves) * size
    return chosen.reshape(groups, width, width), shares.reshape(groups, all_waves, size)[:, waves]


def _joint_shares(totals: np.ndarray) -> np.ndarray:
    """Shares of the whole table of totals [group, wave, K, replicate]."""
    total = totals.sum(axis=(1, 2), keepdims=True)
    return totals / np.where(total > 0, total, np.nan)


def _rao_scott(
    shares: np.ndarray, matrix: np.ndarray, n: np.ndarray, together: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """F and d0 of tables [table, wave, category] whose categories are added up alike (`together` [K, L])."""
    waves, size = shares.shape[1], together.shape[1]
    keep = np.kron(np.eye(waves), together)
    table, matrix = shares @ together, keep.T @ matrix @ keep
    expected = table.sum(axis=2, keepdims=True) * table.sum(axis=1, keepdims=True)
    pearson = n * ((table - expected) ** 2 / expected).sum(axis=(1, 2))
    contrasts = np.kron(_sum_zero(waves), _sum_zero(size))
    cells = table.reshape(len(table), -1)
    inverse = np.where(cells > 0, 1 / np.where(cells > 0, cells, 1.0), 0.0)
    weighted = contrasts * inverse[:, :, None]
    turned = np.swapaxes(weighted, 1, 2)
    simple = np.linalg.pinv(contrasts.T @ weighted / n[:, None, None], hermitian=True)
    effects = simple @ (turned @ matrix @ weighted)
    trace = np.trace(effects, axis1=1, axis2=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        squared = np.trace(effects @ effects, axis1=1, axis2=2)
        known = trace > 0
        return np.where(known, pearson / trace, np.nan), np.where(known, trace**2 / squared, np.nan)


def _sum_zero(size: int) -> np.ndarray:
    """Basis of the contrasts that sum to zero."""
    return np.vstack([np.eye(size - 1), -np.ones((1, size - 1))])


def rank_scores(totals: np.ndarray, order: np.ndarray, waves: list[int]) -> np.ndarray:
    """Pooled weighted mid-ranks in [0, 1] of categories [group, K] (Lumley & Scott 2013).

    `order` holds a number per category; categories with the same number share a rank.
    """
    levels, level = np.unique(order, return_inverse=True)
    pooled = totals[:, waves].sum(axis=1) @ np.eye(len(levels))[level]
    weight = pooled.sum(axis=1, keepdims=True)
    ranks = (np.cumsum(pooled, axis=1) - pooled / 2) / np.where(weight > 0, weight, np.nan)
    return ranks[:, level]


def rank_differences(
    moments: Moments, order: np.ndarray, contrast: np.ndarray, scale: np.ndarray | None = None
) -> Differences:
    """Contrast of mean ranks of an item with ordered categories: the design-based Wilcoxon test.

    `scale` [wave] multiplies the weights that the ranks are pooled with.
    """
    totals = moments.coded_sums.totals * (1.0 if scale is None else scale[:, None])
    scores = rank_scores(totals, order, used_waves(contrast))
    shares = contrast_of(moments.estimate, contrast)
    matrix = contrast_covariance(moments.covariance, contrast)
    variance = np.einsum("gk,gkl,gl->g", scores, matrix, scores)
    estimate = (scores * shares).sum(axis=1)
    return Differences(estimate, np.sqrt(np.maximum(variance, 0.0)), two_wave_df(moments, contrast))


def mover_limits(contrast: np.ndarray, shares: np.ndarray, exact: np.ndarray, level: np.ndarray | float):
    """MOVER interval of a contrast of shares [..., wave] from Korn-Graubard limits at `level`."""
    low, high = exact_interval(shares, exact, np.asarray(level)[..., None])
    return mover_interval(contrast, shares, low, high)


def mover_p(contrast: np.ndarray, shares: np.ndarray, exact: np.ndarray) -> np.ndarray:
    """The level at which the MOVER interval just touches 0, by bisection; 1 where it never leaves it."""

    def apart(p: np.ndarray) -> np.ndarray:
        low, high = mover_limits(contrast, shares, exact, 1 - p)
        return (low > 0) | (high < 0)

    return _touching(apart, shares, exact)


def mover_within_p(
    contrast: np.ndarray, shares: np.ndarray, exact: np.ndarray, margin: np.ndarray
) -> np.ndarray:
    """The larger of two one-sided p values against a margin: where the 1 - 2p interval just fits inside it."""

    def inside(p: np.ndarray) -> np.ndarray:
        low, high = mover_limits(contrast, shares, exact, np.maximum(1 - 2 * p, 0.0))
        return (low > -margin) & (high < margin)

    return _touching(inside, shares, exact)


def _touching(
    beyond: Callable[[np.ndarray], np.ndarray], shares: np.ndarray, exact: np.ndarray
) -> np.ndarray:
    """The smallest p from which `beyond` holds, by bisection; 1 where it never does."""
    lowest = np.zeros(shares.shape[:-1])
    highest = np.ones(shares.shape[:-1])
    for _ in range(50):
        p = (lowest + highest) / 2
        holds = beyond(p)
        lowest, highest = np.where(holds, lowest, p), np.where(holds, p, highest)
    p = (lowest + highest) / 2
    known = np.isfinite(shares).all(axis=-1) & np.isfinite(exact).all(axis=-1)
    return np.where(known, np.where(p > 1 - 1e-9, 1.0, p), np.nan)
