"""Linear programs over connected components, which show how far cells can move.

Components have nothing in common, so the least value of a sum over components is least in each of them: one program
serves many at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from monitor.release.attack.components import Subsystem
from monitor.release.attack.equations import NO_UPPER_BOUND, Equations, endless
from monitor.release.attack.propagation import TOLERANCE, Contradiction
from monitor.release.attack.protection_levels import FeasibilityIntervals, ProtectionLevels

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

JOINT_ROUNDS = 100
NOTHING = np.empty(0, np.int64)
UNBOUNDED = 3  # status of scipy.optimize.milp, which without whole unknowns is a linear program


STEPS, FAR = 2, 5
"""Equations between a cell and what may move with it while the rest of a possible table stays: at first, and too many."""
NEAR = 0.8
"""Part of the unknowns that may move, above which leaving the rest as it is gains nothing."""
WORTH_IT = 0.05
"""Part of the unproven cells of which one more has to move, or else more may move with them."""


@dataclass
class _Part:
    """Some columns of a program and what holds of them; `made` are constraints that were used, with and without copies."""

    live: np.ndarray
    system: Subsystem
    near: bool = False
    made: dict[bool, tuple[np.ndarray, LinearConstraint]] = field(default_factory=dict)


class ComponentProgram:
    """A linear program over some components, in which cells can be raised together or bounded one by one.

    A raised cell has a copy that is at most the cell and a cap. Raising the sum of the copies raises many cells at
    once: none gains by going beyond its cap. Components of which nothing is asked are left out.

    `cells` are their places among all cells, `column` the places of their unknowns in the program, `component` says
    to which component each belongs and `of_column` each column.
    """

    def __init__(
        self,
        equations: Equations,
        lower: np.ndarray,
        upper: np.ndarray,
        subsystem: Subsystem,
        unknowns: np.ndarray,
        cells: np.ndarray,
        label: np.ndarray,
    ) -> None:
        self.cells = cells
        self.integer = equations.integer[unknowns[cells]]
        self.system = subsystem.without_slack(lower, upper, unknowns[cells])
        columns = self.system.columns
        self.column = np.searchsorted(columns, unknowns[cells])
        self.size = len(columns)
        self.lower, self.upper = lower[columns], upper[columns]
        self.component, self.of_column = np.split(
            np.unique(np.concatenate([label[unknowns[cells]], label[columns]]), return_inverse=True)[1],
            [len(cells)],
        )
        self._part = _Part(np.ones(self.size, bool), self.system)
        self._possible = np.full(self.size, np.nan)

    def _constraint(self, part: _Part, raised: np.ndarray) -> tuple[np.ndarray, LinearConstraint]:
        """The equations with a copy of each raised cell, and the cells that have one: some that were raised before too.

        They are made anew only where half of the copies would be idle; with none they stand apart.
        """
        some = bool(len(raised))
        if some not in part.made or 2 * len(raised) < len(part.made[some][0]):
            part.made[some] = raised, self._with_copies(part, raised)
        return part.made[some]

    def _with_copies(self, part: _Part, raised: np.ndarray) -> LinearConstraint:
        """The equations, and copy <= cell for each raised cell."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import coo_array

        system, count = part.system, len(raised)
        rows, size, copies = len(system.low), len(system.columns), np.arange(count)
        column = (np.cumsum(part.live) - 1)[self.column[raised]]
        places = (
            np.concatenate([system.row, rows + np.tile(copies, 2)]),
            np.concatenate([system.column, size + copies, column]),
        )
        entries = np.concatenate([system.coefficient, np.ones(count), -np.ones(count)])
        matrix = coo_array((entries, places), (rows + count, size + count)).tocsc()
        low = np.concatenate([system.low, np.full(count, -np.inf)])
        return LinearConstraint(matrix, low, np.concatenate([system.high, np.zeros(count)]))

    def solve(self, intervals: FeasibilityIntervals, levels: ProtectionLevels) -> None:
        """Answer for every cell: many at once first, then each that is left."""
        self.move_together(intervals, levels)
        self.solve_each(intervals, levels)

    def move_together(self, intervals: FeasibilityIntervals, levels: ProtectionLevels) -> None:
        """Move as many unproven cells as possible up to what their level asks, or down from there.

        A component of which no unproven cell moves any more is left as it is. Once a possible table is known, the cells
        that are still unproven move first while all that is far from them stays as it is in that table.
        """
        levels = levels.take(self.cells)
        cap = np.minimum(
            self.upper[self.column], np.maximum(levels.reaches, self.lower[self.column] + levels.width)
        )
        moving, steps = np.ones(len(self.cells), bool), FAR
        for _ in range(JOINT_ROUNDS):
            low, high = intervals.low[self.cells], intervals.high[self.cells]
            unproven = moving & ~levels.met(low, high)
            if not unproven.any():
                return
            upward = unproven & (high < cap - TOLERANCE)
            objective = np.zeros(self.size)
            np.add.at(objective, self.column[unproven & ~upward], 1.0)
            part = self._near(unproven, steps)
            solution = self._solve(objective, np.flatnonzero(upward), cap, part)
            if solution is None:
                return
            self._widen(intervals, solution)
            moved = (intervals.low[self.cells] < low - 0.5) | (intervals.high[self.cells] > high + 0.5)
            if part is None:
                moving, steps = np.isin(self.component, self.component[moved & unproven]), STEPS
            elif (moved & unproven).sum() <= WORTH_IT * unproven.sum():
                steps += 1

    def solve_each(self, intervals: FeasibilityIntervals, levels: ProtectionLevels) -> None:
        """The attacker's two programs for each cell that no possible table has shown to be protected.

        Of every component one cell at a time, of all components together.
        """
        levels = levels.take(self.cells)
        while True:
            met = levels.met(intervals.low[self.cells], intervals.high[self.cells])
            unproven = np.flatnonzero(~met & ~intervals.settled[self.cells])
            if not len(unproven):
                return
            at = unproven[np.unique(self.component[unproven], return_index=True)[1]]
            low, high = self._ends(at, 1.0, intervals), self._ends(at, -1.0, intervals)
            cells, whole = self.cells[at], self.integer[at]
            intervals.low[cells] = np.where(whole, np.ceil(low - TOLERANCE), low)
            intervals.high[cells] = np.where(whole, np.floor(high + TOLERANCE), high)
            intervals.settled[cells] = True

    def _ends(self, at: np.ndarray, sign: float, intervals: FeasibilityIntervals) -> np.ndarray:
        """The values of cells of different components where sign times each is least."""
        objective = np.zeros(self.size)
        objective[self.column[at]] = sign
        solution = self._solve(objective)
        if solution is not None:
            self._widen(intervals, solution)
            return solution[self.column[at]]
        if len(at) == 1:
            return np.array([NO_UPPER_BOUND if sign < 0 else np.nan])
        return np.concatenate([self._ends(half, sign, intervals) for half in np.array_split(at, 2)])

    def _widen(self, intervals: FeasibilityIntervals, solution: np.ndarray) -> None:
        """Every open cell can have the value that it has in a solution; a count the whole numbers up to there."""
        unsettled = ~intervals.settled[self.cells]
        cells, values, whole = (
            self.cells[unsettled],
            solution[self.column[unsettled]],
            self.integer[unsettled],
        )
        least = np.where(whole, np.ceil(values - TOLERANCE), values)
        most = np.where(whole, np.floor(values + TOLERANCE), values)
        intervals.low[cells] = np.fmin(intervals.low[cells], least)
        intervals.high[cells] = np.fmax(intervals.high[cells], most)

    def _solve(
        self,
        objective: np.ndarray,
        raised: np.ndarray = NOTHING,
        cap: np.ndarray = NOTHING,
        part: _Part | None = None,
    ) -> np.ndarray | None:
        """The unknowns where the objective, less what `raised` cells have up to their caps, is least.

        NaN outside `part`: the components of which something is asked. None where that has no end.
        """
        from scipy.optimize import Bounds, milp

        part = part or self._components_of(self._asked(objective, raised))
        copied, constraint = self._constraint(part, raised)
        upper = endless(np.concatenate([self.upper[part.live], cap[copied]]))
        copy_lower = np.minimum(self.lower[self.column[copied]], cap[copied])
        lower = np.concatenate([self.lower[part.live], copy_lower])
        whole = np.concatenate([objective[part.live], -np.isin(copied, raised).astype(float)])
        solved = milp(whole, constraints=constraint, bounds=Bounds(lower, upper))
        if solved.status == UNBOUNDED:
            return None
        if solved.x is None and not part.near:
            raise Contradiction
        solution = np.full(self.size, np.nan)
        values = self._possible[part.live] if solved.x is None else solved.x  # the rest is rounded
        solution[part.live] = values[: part.live.sum()]
        self._possible[part.live] = np.clip(solution, self.lower, self.upper)[part.live]
        return solution

    def _components_of(self, asked: np.ndarray) -> _Part:
        """The whole components that hold some columns."""
        live = (np.bincount(self.of_column, asked) > 0)[self.of_column]
        if (live != self._part.live).any():
            self._part = _Part(live, self.system.only(live))
        return self._part

    def _near(self, cells: np.ndarray, steps: int) -> _Part | None:
        """What is so many equations from cells, the rest as in a possible table; None where that is most of it."""
        if steps >= FAR:
            return None
        asked = np.zeros(self.size, bool)
        asked[self.column[cells]] = True
        near = self.system.around(asked, steps)
        live = (np.bincount(self.of_column, asked) > 0)[self.of_column]
        if near.sum() > NEAR * live.sum():
            return None
        return _Part(near, self.system.only(near, self._possible), near=True)

    def _asked(self, objective: np.ndarray, raised: np.ndarray) -> np.ndarray:
        """The columns of which something is asked."""
        asked = objective != 0.0
        asked[self.column[raised]] = True
        return asked
