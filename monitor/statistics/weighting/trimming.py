"""Trimming of extreme weights."""

from __future__ import annotations

import numpy as np

from monitor.errors import StatisticsError

MOST_ROUNDS = 1000


def trim(weights: np.ndarray, lower: float | None, upper: float | None) -> np.ndarray:
    """Weights within limits with their sum kept: what is cut off is shared equally by the others.

    Repeated until all hold. Weights of 0 stay 0. **Raises** StatisticsError where no weight is left
    to take up what is cut off.
    """
    low = -np.inf if lower is None else lower
    high = np.inf if upper is None else upper
    trimmed, used = weights.copy(), weights > 0
    for _ in range(MOST_ROUNDS):
        outside = used & ((trimmed < low) | (trimmed > high))
        if not outside.any():
            return trimmed
        inside = used & ~outside
        if not inside.any():
            break
        cut = np.clip(trimmed, low, high)
        surplus = (trimmed - cut)[outside].sum()
        trimmed = np.where(outside, cut, trimmed)
        trimmed[inside] += surplus / inside.sum()
    raise StatisticsError(
        "statistics.weights_cannot_be_trimmed_to_limits",
        got=f"[{low:g}, {high:g}]",
        mean=weights[used].mean(),
    )
