"""Interval propagation: what each equation alone says about each of its unknowns, until nothing moves."""

from __future__ import annotations

import numpy as np

from monitor.release.attack.equations import Equations

SLACK = 1e-6
MOST_ROUNDS = 60


class Contradiction(Exception):
    """No numbers fit what is told: the equations do not hold for this survey."""


def propagated(equations: Equations, lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tighter bounds that every solution within the given bounds keeps; counts are whole numbers.

    **Method**: bound propagation as in the presolve of linear programs (Savelsbergh 1994). The bounds
    are outer: the true range may be smaller, never larger.
    **Raises** Contradiction when some unknown has no value left.
    """
    lower, upper = _whole(equations, lower, upper)
    for _ in range(MOST_ROUNDS):
        tighter = _whole(equations, *_round(equations, lower, upper))
        moved = (tighter[0] > lower + SLACK).any() or (tighter[1] < upper - SLACK).any()
        lower, upper = np.maximum(lower, tighter[0]), np.minimum(upper, tighter[1])
        if (lower > upper + SLACK).any():
            raise Contradiction
        if not moved:
            break
    return lower, np.maximum(lower, upper)


def _round(equations: Equations, lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One pass over all equations."""
    row, column, coefficient = equations.row, equations.column, equations.coefficient
    positive = coefficient > 0
    least = coefficient * np.where(positive, lower[column], upper[column])
    most = coefficient * np.where(positive, upper[column], lower[column])
    rows = len(equations.low)
    others_least = np.bincount(row, least, rows)[row] - least
    others_most = np.bincount(row, most, rows)[row] - most
    by_high = (equations.high[row] - others_least) / coefficient
    by_low = (equations.low[row] - others_most) / coefficient
    new_lower, new_upper = lower.copy(), upper.copy()
    np.minimum.at(new_upper, column, np.where(positive, by_high, by_low))
    np.maximum.at(new_lower, column, np.where(positive, by_low, by_high))
    return new_lower, new_upper


def _whole(equations: Equations, lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    whole = equations.integer
    return (
        np.where(whole, np.ceil(lower - SLACK), lower),
        np.where(whole, np.floor(upper + SLACK), upper),
    )
