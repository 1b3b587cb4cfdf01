"""Which released blocks to suppress as well: certificates from linear programs, chosen by `milp`.

**Method**: the dual of the program that bounds a secret says which readings hold it, and by weak duality
how much range suppressing each block can win at most. Those capacities are the cuts of a covering
problem that is solved for the least respondents lost (Fischetti and Salazar 2001 solve the complementary
suppression problem by such cuts).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitor.release.attack import Puzzle
from monitor.release.equations import MOST, Equations

TINY = 1e-7


@dataclass(frozen=True)
class Cut:
    """sum of gain over the suppressed blocks must be at least `deficit`."""

    gain: dict[int, float]
    deficit: float


def cut_for(
    puzzle: Puzzle, secret: int, low: float, high: float, width: float, reach: float, fixed: np.ndarray
) -> Cut:
    """What has to be suppressed before one secret can be protected.

    `fixed` marks readings that stay, whatever is suppressed. Where no program tells, any block will do.
    """
    unknown = int(puzzle.secrets.unknown[secret])
    upward = _gains(puzzle.equations, unknown, -1.0, fixed)
    if high < reach - TINY:
        return _cut(upward, reach - high)
    downward = _gains(puzzle.equations, unknown, 1.0, fixed)
    both = {unit: upward.get(unit, 0.0) + downward.get(unit, 0.0) for unit in upward | downward}
    return _cut(both, width - (high - low))


def choose(cuts: Sequence[Cut], cost: np.ndarray) -> list[int]:
    """The blocks to suppress so that every cut is met, at the least total cost."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    blocks = sorted({unit for cut in cuts for unit in cut.gain})
    place = {unit: at for at, unit in enumerate(blocks)}
    matrix = np.zeros((len(cuts), len(blocks)))
    for row, cut in enumerate(cuts):
        for unit, gain in cut.gain.items():
            matrix[row, place[unit]] = gain / cut.deficit
    order = np.arange(len(blocks)) / (1.0 + len(blocks))
    found = milp(
        cost[blocks] + order, constraints=LinearConstraint(matrix, lb=1.0 - TINY), integrality=np.ones(len(blocks)),
        bounds=Bounds(0.0, 1.0),
    )  # fmt: skip
    return (
        [] if found.x is None else [unit for unit, taken in zip(blocks, found.x, strict=True) if taken > 0.5]
    )


def _cut(gain: dict[int, float], deficit: float) -> Cut:
    capped = {unit: min(value, deficit) for unit, value in gain.items() if value > TINY}
    return Cut(capped, min(deficit, sum(capped.values())))


def _gains(equations: Equations, unknown: int, sign: float, fixed: np.ndarray) -> dict[int, float]:
    """How far suppressing each block can lower sign * x at most."""
    lower, upper = equations.bounds()
    solved = _solve(equations, unknown, sign, lower, upper)
    if solved is None:
        return {}
    low_price, high_price = solved
    gain: dict[int, float] = {}
    at = equations.reading
    by_low = low_price[at] * np.where(
        equations.reading_low >= lower[at], lower[at] - equations.lower[at], 0.0
    )
    by_high = -high_price[at] * np.where(
        equations.reading_high <= upper[at], equations.upper[at] - upper[at], 0.0
    )
    for place in np.flatnonzero(~fixed & (by_low + by_high > TINY)):
        unit = int(equations.reading_unit[place])
        gain[unit] = gain.get(unit, 0.0) + by_low[place] + by_high[place]
    return gain


def _solve(
    equations: Equations, unknown: int, sign: float, lower: np.ndarray, upper: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Prices of the lower and upper bounds in the least value of sign * x."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array, vstack

    shape = (len(equations.low), len(lower))
    matrix = coo_array((equations.coefficient, (equations.row, equations.column)), shape).tocsr()
    low, high = equations.low, equations.high
    equal, below, above = low == high, (low < high) & np.isfinite(high), (low < high) & np.isfinite(low)
    objective = np.zeros(len(lower))
    objective[unknown] = sign
    solved = linprog(
        objective, A_ub=vstack([matrix[below], -matrix[above]]), b_ub=np.concatenate([high[below], -low[above]]),
        A_eq=matrix[equal], b_eq=high[equal],
        bounds=np.column_stack([lower, np.where(upper >= MOST, np.inf, upper)]), method="highs",
    )  # fmt: skip
    if solved.status != 0:
        return None
    return solved.lower.marginals, solved.upper.marginals
