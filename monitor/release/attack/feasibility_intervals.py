"""How far each secret is from being found out: ranges by linear programming, component by component.

**Method**: bounds first tightened by propagation; then linear programs (HiGHS) over the unknowns that
are still open, per connected component. A protected secret needs no range of its own: one program moves
many secrets at once, and every solution seen is a witness of how far each of them can go. Only what no
witness proves gets its own two programs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monitor.release.attack.components import Components, Part
from monitor.release.attack.equations import MOST, Equations
from monitor.release.attack.propagation import SLACK, Contradiction, propagated

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

TOGETHER = 3000
WITNESS_ROUNDS = 100
UNBOUNDED = 3  # status of scipy.optimize.milp, which without whole unknowns is a linear program


@dataclass(frozen=True)
class Need:
    """Per secret: how wide its range must be, and what value it must hold."""

    width: np.ndarray
    reach: np.ndarray

    def met(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        return (high - low >= self.width - SLACK) & (high >= self.reach - SLACK)

    def take(self, which: np.ndarray) -> Need:
        return Need(self.width[which], self.reach[which])


@dataclass
class Ranges:
    """Lowest and highest value of each secret.

    Inner bounds, seen in some solution, where the need is met; outer bounds where even those do not meet
    it; the true bounds otherwise. `settled` marks the last two.
    """

    low: np.ndarray
    high: np.ndarray
    settled: np.ndarray


def ranges(
    equations: Equations, lower: np.ndarray, upper: np.ndarray, secrets: np.ndarray, need: Need
) -> Ranges:
    """Ranges of the secrets, as far as is needed to tell which are protected.

    **Raises** Contradiction when nothing fits the equations.
    """
    lower, upper = propagated(equations, lower, upper)
    found = Ranges(
        np.full(len(secrets), np.inf), np.full(len(secrets), -np.inf), np.zeros(len(secrets), bool)
    )
    low, high = lower[secrets], upper[secrets]
    settled = ~need.met(low, high) | (high - low <= SLACK)
    found.low[settled], found.high[settled], found.settled[settled] = low[settled], high[settled], True
    for program in _programs(equations, lower, upper, secrets, ~found.settled):
        program.witness(found, need)
        program.settle(found, need)
    return found


class _Program:
    """One linear program over some components, with a capped copy of each of its secrets."""

    def __init__(
        self,
        equations: Equations,
        lower: np.ndarray,
        upper: np.ndarray,
        part: Part,
        secrets: np.ndarray,
        which: np.ndarray,
    ) -> None:
        self.which = which
        self.whole = equations.integer[secrets[which]]
        self.place = np.searchsorted(part.columns, secrets[which])
        self.size = len(part.columns)
        self.lower, self.upper = lower[part.columns], upper[part.columns]
        self.constraint = self._constraint(part)

    def _constraint(self, part: Part) -> LinearConstraint:
        """The rows of the part, and copy <= secret for each secret."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import coo_array

        many, rows = len(self.which), len(part.low)
        copies = np.arange(many)
        places = (
            np.concatenate([part.row, rows + np.tile(copies, 2)]),
            np.concatenate([part.column, self.size + copies, self.place]),
        )
        entries = np.concatenate([part.coefficient, np.ones(many), -np.ones(many)])
        matrix = coo_array((entries, places), (rows + many, self.size + many)).tocsc()
        low = np.concatenate([part.low, np.full(many, -np.inf)])
        return LinearConstraint(matrix, low, np.concatenate([part.high, np.zeros(many)]))

    def witness(self, found: Ranges, need: Need) -> None:
        """Move as many unproven secrets as possible up to what they need, or down from there."""
        need = need.take(self.which)
        aim = np.minimum(self.upper[self.place], np.maximum(need.reach, self.lower[self.place] + need.width))
        for _ in range(WITNESS_ROUNDS):
            low, high = found.low[self.which], found.high[self.which]
            left = ~need.met(low, high)
            if not left.any():
                return
            rise = left & (high < aim - SLACK)
            objective = np.zeros(self.size + len(self.which))
            objective[self.size :][rise] = -1.0
            np.add.at(objective, self.place[left & ~rise], 1.0)
            self._see(found, self._solve(objective, aim))
            moved = (found.low[self.which] < low - 0.5) | (found.high[self.which] > high + 0.5)
            if not (moved & left).any():
                return

    def settle(self, found: Ranges, need: Need) -> None:
        """Two programs of its own for each secret that no witness proves."""
        for at, secret in enumerate(self.which):
            own = np.array([secret])
            if not need.take(own).met(found.low[own], found.high[own])[0]:
                found.low[secret], found.high[secret] = self._ends(at, found)
                found.settled[secret] = True

    def _ends(self, at: int, found: Ranges) -> tuple[float, float]:
        ends = []
        for sign in (1.0, -1.0):
            objective = np.zeros(self.size + len(self.which))
            objective[self.place[at]] = sign
            solution = self._solve(objective, self.upper[self.place])
            self._see(found, solution)
            ends.append(solution[self.place[at]])
        low, high = ends
        return (np.ceil(low - SLACK), np.floor(high + SLACK)) if self.whole[at] else (low, high)

    def _see(self, found: Ranges, solution: np.ndarray) -> None:
        values = solution[self.place]
        open_secrets = ~found.settled[self.which]
        which = self.which[open_secrets]
        found.low[which] = np.fmin(found.low[which], values[open_secrets])
        found.high[which] = np.fmax(found.high[which], values[open_secrets])

    def _solve(self, objective: np.ndarray, cap: np.ndarray) -> np.ndarray:
        from scipy.optimize import Bounds, milp

        upper = np.concatenate([self.upper, cap])
        upper[upper >= MOST] = np.inf
        lower = np.concatenate([self.lower, np.minimum(self.lower[self.place], cap)])
        solved = milp(objective, constraints=self.constraint, bounds=Bounds(lower, upper))
        if solved.status == UNBOUNDED:
            return np.where(objective < 0, MOST, np.nan)
        if solved.x is None:
            raise Contradiction
        return solved.x


def _programs(
    equations: Equations, lower: np.ndarray, upper: np.ndarray, secrets: np.ndarray, wanted: np.ndarray
) -> Iterator[_Program]:
    """Programs over whole components that hold wanted secrets, small components several at a time."""
    components = Components(equations, lower, upper)
    for chosen in _together(list(dict.fromkeys(components.label[secrets[wanted]])), components.sizes):
        which = np.flatnonzero(wanted & np.isin(components.label[secrets], chosen))
        yield _Program(equations, lower, upper, components.part(chosen), secrets, which)


def _together(labels: list[int], sizes: np.ndarray) -> list[list[int]]:
    """Components in batches of at most TOGETHER unknowns, a larger one alone."""
    batches: list[list[int]] = []
    total = TOGETHER
    for label in labels:
        if total + sizes[label] > TOGETHER or not batches:
            batches.append([])
            total = 0
        batches[-1].append(label)
        total += int(sizes[label])
    return batches
