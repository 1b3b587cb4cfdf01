"""Variances from replicate weights: every figure is made anew with each replicate, and their spread is its variance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from monitor.statistics.design.group_sums import GroupSums
from monitor.statistics.design.taylor import ROUNDING


def replicate_covariance(
    sums: GroupSums, totals: np.ndarray, figures: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """Covariance [group, q, q] of figures of sums [group, wave, K]; NaN where a replicate has nobody who answered.

    `figures` makes them of sums [group, wave, K, replicate]. **Method**: the sum over replicates of their factor x the
    squared distance to the mean of all replicates, or with `mse` to the figure itself (Rust & Rao 1996; Wolter 2007).
    Waves that are not linked vary one by one, while the others stay as they are.
    """
    design, replicates, wave_of = (
        sums.layout.design,
        sums.layout.design.replicate_weights,
        sums.layout.wave_of,
    )
    if sums.replicates is None:
        raise TypeError("these sums have no replicates")
    whole = _flat(figures(totals[..., None]))
    matrix = np.zeros((len(totals), whole.shape[1], whole.shape[1]))
    size = np.zeros(whole.shape[:2])
    for waves in replicates.together(range(len(design.waves))):
        moving = np.isin(wave_of, waves)
        if not moving.any():
            continue
        scale = replicates.scale[list(waves)].max(axis=0)
        used = scale > 0
        table = np.where(moving[:, None, None], sums.replicates[..., used], totals[..., None])
        found = _flat(figures(table))
        centre = whole if replicates.mse else found.mean(axis=2, keepdims=True)
        away = (found - centre) * np.sqrt(scale[used])
        matrix += away @ np.swapaxes(away, 1, 2)
        size += (scale[used] * found**2).sum(axis=2)
    return _without_rounding(matrix, size)


def _flat(figures: np.ndarray) -> np.ndarray:
    """Figures [group, q, replicate]."""
    return figures.reshape(len(figures), -1, figures.shape[-1])


def _without_rounding(matrix: np.ndarray, size: np.ndarray) -> np.ndarray:
    """A variance that is nothing but rounding of the figures is 0."""
    nothing = np.diagonal(matrix, axis1=1, axis2=2) <= ROUNDING**2 * size
    return np.where(nothing[:, :, None] | nothing[:, None, :], 0.0, matrix)
