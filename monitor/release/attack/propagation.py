"""Interval propagation: what each equation alone says about each of its unknowns, until no bound moves."""

from __future__ import annotations

import numpy as np

from monitor.release.attack.equations import TOLERANCE, Equations

MAX_ROUNDS = 60


class Contradiction(Exception):
    """No numbers fit: the equations and the published figures cannot all be true."""


def propagated_bounds(
    equations: Equations, lower: np.ndarray, upper: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Tighter bounds that every solution within the given bounds keeps; `stepwise` counts are whole numbers.

    **Method**: bound propagation as in the presolve of linear programs (Savelsbergh 1994); in disclosure control
    the same iteration is known as the shuttle algorithm (Buzzigoli and Giusti 1999). The bounds are outer: the
    feasibility interval may be smaller, never larger.
    **Raises** Contradiction when some unknown has no value left.
    """
    lower, upper = _whole_numbers(equations, lower, upper)
    for _ in range(MAX_ROUNDS):
        tighter = _whole_numbers(equations, *_one_round(equations, lower, upper))
        # less than the tolerance is rounding of the machine, which would grow from round to round
        raised, lowered = tighter[0] > lower + TOLERANCE, tighter[1] < upper - TOLERANCE
        lower, upper = np.where(raised, tighter[0], lower), np.where(lowered, tighter[1], upper)
        if (lower > upper + TOLERANCE).any():
            raise Contradiction
        if not (raised.any() or lowered.any()):
            break
    return lower, np.maximum(lower, upper)


def _one_round(equations: Equations, lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each unknown bounded by each of its equations, given the bounds of the others in it."""
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


def _whole_numbers(
    equations: Equations, lower: np.ndarray, upper: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of counts that are rounded step by step."""
    counts = equations.stepwise
    return (
        np.where(counts, np.ceil(lower - TOLERANCE), lower),
        np.where(counts, np.floor(upper + TOLERANCE), upper),
    )
