"""Feasibility intervals of suppressed cells: the values that fit all that is published, by linear programming.

**Method**: bounds first tightened by propagation; then linear programs (HiGHS) over the unknowns that are still
open, per connected component. A cell that is protected needs no exact interval: one program moves many cells
at once, and every solution is a table that could be true, in which each cell has a possible value. Only cells
that no such table shows to be protected get the two programs of the attacker's problem (least and largest value).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monitor.release.attack.components import Components, Subsystem
from monitor.release.attack.equations import NO_UPPER_BOUND, Equations, endless
from monitor.release.attack.propagation import TOLERANCE, Contradiction, propagated_bounds

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

BATCH = 3000
"""Unknowns of small components that are solved in one program."""
JOINT_ROUNDS = 100
NOTHING = np.empty(0, np.int64)
UNBOUNDED = 3  # status of scipy.optimize.milp, which without whole unknowns is a linear program


@dataclass(frozen=True)
class ProtectionLevels:
    """What the feasibility interval of each cell must be: at least `width` wide, with a value of at least `reaches`.

    The first is a sliding protection level in the sense of Fischetti and Salazar (2001).
    """

    width: np.ndarray
    reaches: np.ndarray

    def met(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Which of the intervals from `low` to `high` are enough."""
        return (high - low >= self.width - TOLERANCE) & (high >= self.reaches - TOLERANCE)

    def take(self, cells: np.ndarray) -> ProtectionLevels:
        """The levels of some cells."""
        return ProtectionLevels(self.width[cells], self.reaches[cells])


@dataclass
class FeasibilityIntervals:
    """Lowest and highest value of each cell.

    Inner bounds, each seen in some possible table, where the protection levels are met; outer bounds where even
    those do not meet them; the exact interval otherwise. `settled` marks the last two.
    """

    low: np.ndarray
    high: np.ndarray
    settled: np.ndarray


def feasibility_intervals(
    equations: Equations, lower: np.ndarray, upper: np.ndarray, unknowns: np.ndarray, levels: ProtectionLevels
) -> FeasibilityIntervals:
    """Intervals of some unknowns, as far as is needed to tell which of them are protected.

    **Raises** Contradiction when nothing fits the equations.
    """
    lower, upper = propagated_bounds(equations, lower, upper)
    size = len(unknowns)
    intervals = FeasibilityIntervals(np.full(size, np.inf), np.full(size, -np.inf), np.zeros(size, bool))
    low, high = lower[unknowns], upper[unknowns]
    settled = ~levels.met(low, high) | (high - low <= TOLERANCE)
    intervals.low[settled], intervals.high[settled], intervals.settled[settled] = (
        low[settled],
        high[settled],
        True,
    )
    for program in _programs(equations, lower, upper, unknowns, ~intervals.settled):
        program.move_together(intervals, levels)
        program.solve_each(intervals, levels)
    return intervals


class _Program:
    """One linear program over some components, in which cells can be raised together or bounded one by one.

    A raised cell has a copy that is at most the cell and a cap. Raising the sum of the copies raises many cells at
    once: none gains by going beyond its cap.

    `cells` are their places among all cells, `column` the places of their unknowns in the program.
    """

    def __init__(
        self,
        equations: Equations,
        lower: np.ndarray,
        upper: np.ndarray,
        subsystem: Subsystem,
        unknowns: np.ndarray,
        cells: np.ndarray,
    ) -> None:
        self.cells = cells
        self.integer = equations.integer[unknowns[cells]]
        system = subsystem.without_slack(lower, upper, unknowns[cells])
        self.column = np.searchsorted(system.columns, unknowns[cells])
        self.size = len(system.columns)
        self.lower, self.upper = lower[system.columns], upper[system.columns]
        self.system = system
        self._made: dict[bool, tuple[np.ndarray, LinearConstraint]] = {}

    def _constraint(self, raised: np.ndarray) -> tuple[np.ndarray, LinearConstraint]:
        """The equations with a copy of each raised cell, and the cells that have one: some that were raised before too.

        They are made anew only where half of the copies would be idle; with none they stand apart.
        """
        some = bool(len(raised))
        if some not in self._made or 2 * len(raised) < len(self._made[some][0]):
            self._made[some] = raised, self._with_copies(raised)
        return self._made[some]

    def _with_copies(self, raised: np.ndarray) -> LinearConstraint:
        """The equations, and copy <= cell for each raised cell."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import coo_array

        system, count = self.system, len(raised)
        rows, copies = len(system.low), np.arange(count)
        places = (
            np.concatenate([system.row, rows + np.tile(copies, 2)]),
            np.concatenate([system.column, self.size + copies, self.column[raised]]),
        )
        entries = np.concatenate([system.coefficient, np.ones(count), -np.ones(count)])
        matrix = coo_array((entries, places), (rows + count, self.size + count)).tocsc()
        low = np.concatenate([system.low, np.full(count, -np.inf)])
        return LinearConstraint(matrix, low, np.concatenate([system.high, np.zeros(count)]))

    def move_together(self, intervals: FeasibilityIntervals, levels: ProtectionLevels) -> None:
        """Move as many unproven cells as possible up to what their level asks, or down from there."""
        levels = levels.take(self.cells)
        cap = np.minimum(
            self.upper[self.column], np.maximum(levels.reaches, self.lower[self.column] + levels.width)
        )
        for _ in range(JOINT_ROUNDS):
            low, high = intervals.low[self.cells], intervals.high[self.cells]
            unproven = ~levels.met(low, high)
            if not unproven.any():
                return
            upward = unproven & (high < cap - TOLERANCE)
            objective = np.zeros(self.size)
            np.add.at(objective, self.column[unproven & ~upward], 1.0)
            self._widen(intervals, self._solve(objective, np.flatnonzero(upward), cap))
            moved = (intervals.low[self.cells] < low - 0.5) | (intervals.high[self.cells] > high + 0.5)
            if not (moved & unproven).any():
                return

    def solve_each(self, intervals: FeasibilityIntervals, levels: ProtectionLevels) -> None:
        """The attacker's two programs for each cell that no possible table has shown to be protected."""
        for at, cell in enumerate(self.cells):
            own = np.array([cell])
            if not levels.take(own).met(intervals.low[own], intervals.high[own])[0]:
                intervals.low[cell], intervals.high[cell] = self._exact_interval(at, intervals)
                intervals.settled[cell] = True

    def _exact_interval(self, at: int, intervals: FeasibilityIntervals) -> tuple[float, float]:
        ends = []
        for sign in (1.0, -1.0):
            objective = np.zeros(self.size)
            objective[self.column[at]] = sign
            solution = self._solve(objective)
            self._widen(intervals, solution)
            ends.append(solution[self.column[at]])
        low, high = ends
        return (np.ceil(low - TOLERANCE), np.floor(high + TOLERANCE)) if self.integer[at] else (low, high)

    def _widen(self, intervals: FeasibilityIntervals, solution: np.ndarray) -> None:
        """Every open cell can have the value that it has in a solution."""
        values = solution[self.column]
        unsettled = ~intervals.settled[self.cells]
        cells = self.cells[unsettled]
        intervals.low[cells] = np.fmin(intervals.low[cells], values[unsettled])
        intervals.high[cells] = np.fmax(intervals.high[cells], values[unsettled])

    def _solve(
        self, objective: np.ndarray, raised: np.ndarray = NOTHING, cap: np.ndarray = NOTHING
    ) -> np.ndarray:
        """The unknowns where the objective, less what `raised` cells have up to their caps, is least."""
        from scipy.optimize import Bounds, milp

        copied, constraint = self._constraint(raised)
        upper = endless(np.concatenate([self.upper, cap[copied]]))
        lower = np.concatenate([self.lower, np.minimum(self.lower[self.column[copied]], cap[copied])])
        whole = np.concatenate([objective, -np.isin(copied, raised).astype(float)])
        solved = milp(whole, constraints=constraint, bounds=Bounds(lower, upper))
        if solved.status == UNBOUNDED:
            return np.where(objective < 0, NO_UPPER_BOUND, np.nan)
        if solved.x is None:
            raise Contradiction
        return solved.x[: self.size]


def _programs(
    equations: Equations, lower: np.ndarray, upper: np.ndarray, unknowns: np.ndarray, wanted: np.ndarray
) -> Iterator[_Program]:
    """Programs over whole components that hold wanted cells, small components several at a time."""
    components = Components(equations, lower, upper)
    for labels in _batches(list(dict.fromkeys(components.label[unknowns[wanted]])), components.sizes):
        cells = np.flatnonzero(wanted & np.isin(components.label[unknowns], labels))
        yield _Program(equations, lower, upper, components.subsystem(labels), unknowns, cells)


def _batches(labels: list[int], sizes: np.ndarray) -> list[list[int]]:
    """Components in batches of at most BATCH unknowns, a larger one alone."""
    batches: list[list[int]] = []
    total = BATCH
    for label in labels:
        if total + sizes[label] > BATCH or not batches:
            batches.append([])
            total = 0
        batches[-1].append(label)
        total += int(sizes[label])
    return batches
