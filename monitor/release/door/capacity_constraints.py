"""The suppression problem: which published blocks to suppress as well, by linear programs.

**Method**: Fischetti and Salazar (2001), "Solving the cell suppression problem on tabular data with linear
constraints". The dual of the attacker's program for one cell shows which published bounds keep its feasibility
interval narrow, and by weak duality how much wider suppressing a block can make it at most: the capacity of the
block. A pattern that protects the cell suppresses blocks with at least the capacity that the interval lacks: its
capacity constraint. `milp` chooses the blocks that meet the constraints of all failing cells with the fewest
respondents lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitor.release.attack.attacker_problem import AttackerProblem
from monitor.release.attack.components import Components, Subsystem
from monitor.release.attack.equations import NO_UPPER_BOUND
from monitor.release.attack.propagation import propagated_bounds

TINY = 1e-7


@dataclass(frozen=True)
class CapacityConstraint:
    """The capacities of what is suppressed must add up to at least `deficit`, which the interval lacks.

    A capacity is won only when all blocks of its set are suppressed: each of them publishes the same bound.
    """

    capacity: dict[frozenset[int], float]
    deficit: float


@dataclass(frozen=True)
class _ForcedView:
    """What stays whatever is suppressed: bounds of all unknowns, and the components they leave."""

    lower: np.ndarray
    upper: np.ndarray
    components: Components


class CapacityConstraints:
    """Makes the capacity constraints of the suppressed cells of one attacker's problem."""

    def __init__(self, problem: AttackerProblem) -> None:
        self.problem = problem
        self.equations = problem.equations
        self.published = self.equations.bounds()
        self._views: dict[bytes, _ForcedView] = {}

    def of_cell(
        self, cell: int, low: float, high: float, width: float, reaches: float, forced: np.ndarray
    ) -> CapacityConstraint:
        """What has to be suppressed before one cell, feasible from `low` to `high`, can be protected.

        `forced` marks published bounds that stay. There are no capacities where the dual gives none.
        """
        view, unknown = self._view(forced), int(self.problem.suppressed.unknown[cell])
        upward = self._capacities(view, unknown, -1.0)
        if high < reaches - TINY:
            return _constraint(upward, reaches - high)
        downward = self._capacities(view, unknown, 1.0)
        both = {blocks: upward.get(blocks, 0.0) + downward.get(blocks, 0.0) for blocks in upward | downward}
        return _constraint(both, width - (high - low))

    def _view(self, forced: np.ndarray) -> _ForcedView:
        key = forced.tobytes()
        if key not in self._views:
            lower, upper = propagated_bounds(self.equations, *self.equations.bounds(forced))
            self._views[key] = _ForcedView(lower, upper, Components(self.equations, lower, upper))
        return self._views[key]

    def _capacities(self, view: _ForcedView, unknown: int, sign: float) -> dict[frozenset[int], float]:
        """How far suppressing blocks can lower sign * x at most, by the set of blocks it takes."""
        label = view.components.label[unknown]
        if label < 0:
            return {}
        subsystem = view.components.subsystem([label])
        columns = subsystem.columns
        lower, upper = (np.clip(side, view.lower, view.upper)[columns] for side in self.published)
        duals = _dual_values(subsystem, int(np.searchsorted(columns, unknown)), sign, lower, upper)
        if duals is None:
            return {}
        capacity: dict[frozenset[int], float] = {}
        of_lower, of_upper = duals
        by_lower = of_lower * (lower - view.lower[columns])
        by_upper = -of_upper * (view.upper[columns] - upper)
        for side, won in ((0, by_lower), (1, by_upper)):
            for place in np.flatnonzero(won > TINY):
                blocks = self._binding_blocks(int(columns[place]), side)
                capacity[blocks] = capacity.get(blocks, 0.0) + float(won[place])
        return {blocks: value for blocks, value in capacity.items() if blocks}

    def _binding_blocks(self, unknown: int, side: int) -> frozenset[int]:
        """The blocks that bound an unknown as tightly as all published figures together; side 0 from below."""
        equations = self.equations
        own = np.flatnonzero(equations.published_unknown == unknown)
        if side == 0:
            binding = equations.published_low[own] >= self.published[0][unknown] - TINY
        else:
            binding = equations.published_high[own] <= self.published[1][unknown] + TINY
        return frozenset(equations.published_block[own[binding]].tolist())


def cheapest_suppression(constraints: Sequence[CapacityConstraint], cost: np.ndarray) -> list[int]:
    """The blocks to suppress so that every capacity constraint is met, at the least total cost.

    One unknown per block, and one per set of several blocks that is at most each of them.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    sets = sorted({own for each in constraints for own in each.capacity if len(own) > 1}, key=sorted)
    blocks = sorted({block for each in constraints for own in each.capacity for block in own})
    column = {frozenset([block]): at for at, block in enumerate(blocks)}
    column |= {own: len(blocks) + at for at, own in enumerate(sets)}
    entries = [
        (row, column[own], value / each.deficit)
        for row, each in enumerate(constraints)
        for own, value in each.capacity.items()
    ]
    low = [1.0 - TINY] * len(constraints)
    for own in sets:
        for block in sorted(own):
            entries += [(len(low), column[own], -1.0), (len(low), column[frozenset([block])], 1.0)]
            low.append(0.0)
    rows, columns, values = zip(*entries, strict=True)
    size = len(blocks) + len(sets)
    matrix = coo_array((values, (rows, columns)), (len(low), size)).tocsc()
    order = np.arange(len(blocks)) / (1.0 + len(blocks))
    solved = milp(
        np.concatenate([cost[blocks] + order, np.zeros(len(sets))]),
        constraints=LinearConstraint(matrix, low, np.inf),
        integrality=np.repeat([1, 0], [len(blocks), len(sets)]),
        bounds=Bounds(0.0, 1.0),
    )
    if solved.x is None:
        return []
    return [block for block, chosen in zip(blocks, solved.x, strict=False) if chosen > 0.5]


def _constraint(capacity: dict[frozenset[int], float], deficit: float) -> CapacityConstraint:
    capped = {blocks: min(value, deficit) for blocks, value in capacity.items() if value > TINY}
    return CapacityConstraint(capped, min(deficit, sum(capped.values())))


def _dual_values(
    subsystem: Subsystem, place: int, sign: float, lower: np.ndarray, upper: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Dual values of the lower and upper bounds in the least value of sign * x."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array, vstack

    entries = (subsystem.coefficient, (subsystem.row, subsystem.column))
    matrix = coo_array(entries, (len(subsystem.low), len(lower))).tocsr()
    low, high = subsystem.low, subsystem.high
    equal, below, above = low == high, (low < high) & np.isfinite(high), (low < high) & np.isfinite(low)
    objective = np.zeros(len(lower))
    objective[place] = sign
    solved = linprog(
        objective,
        A_ub=vstack([matrix[below], -matrix[above]]),
        b_ub=np.concatenate([high[below], -low[above]]),
        A_eq=matrix[equal],
        b_eq=high[equal],
        bounds=list(zip(lower, np.where(upper >= NO_UPPER_BOUND, np.inf, upper), strict=True)),
        method="highs",
    )
    return (solved.lower.marginals, solved.upper.marginals) if solved.status == 0 else None
