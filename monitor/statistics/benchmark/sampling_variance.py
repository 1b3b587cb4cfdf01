"""How precise the figure of an area is: one pooled variance of an answer, times what the weights of the area do.

Never the variance of the area's own answers: of 3 out of 3 that would be nothing (You & Chapman 2006: smooth variances).
"""

from __future__ import annotations

import numpy as np

from monitor.statistics.design.layout import kish_deff


def kish_factor(weights: np.ndarray, area: np.ndarray, areas: int) -> np.ndarray:
    """By area, k = sum(w^2) / (sum w)^2 of its answers: 1 over Kish's effective n; NaN in an area without any.

    `area` numbers the area of each answer, 0 to `areas` - 1.
    """
    total, squares = (np.bincount(area, column, areas) for column in (weights, weights**2))
    return kish_deff(np.ones(areas), total, squares)


def pooled_variance_of_one(variance: np.ndarray, n: np.ndarray, k: np.ndarray) -> float:
    """S2, the variance of one answer within areas, in the squared unit of the answers; NaN without an area of two.

    `variance` is the weighted variance of the answers in each area, with the sum of weights as divisor: p(1 - p) of a share.

    **Method**: sum of (n - 1) variance / (1 - k) over the areas with n >= 2, divided by their sum of n - 1.
    """
    used = (n >= 2) & (k < 1) & np.isfinite(variance)
    left = float((n[used] - 1).sum())
    total = float(((n[used] - 1) * variance[used] / (1 - k[used])).sum())
    return total / left if left > 0 else float("nan")


def drawn_from(k: np.ndarray, n: np.ndarray, people: np.ndarray) -> np.ndarray:
    """`k` with the finite population correction, for questions about these people of this year only.

    **Method**: k (1 - n / people). Where all answered, as if one had not: an area without any sampling variance would
    decide the spread between areas alone.
    """
    return k * np.maximum(1 - n / people, 1 / people)
