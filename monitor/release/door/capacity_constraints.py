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

from monitor.release.attack.attacker_problem import Puzzle
from monitor.release.attack.components import Components, Part
from monitor.release.attack.equations import MOST
from monitor.release.attack.propagation import propagated

TINY = 1e-7


@dataclass(frozen=True)
class Cut:
    """The gains of what is suppressed must add up to at least `deficit`.

    A gain is won only when all blocks of its set are suppressed: each of them tells the same.
    """

    gain: dict[frozenset[int], float]
    deficit: float


@dataclass(frozen=True)
class _View:
    """What stays whatever is suppressed: bounds of all unknowns, and the components they leave."""

    lower: np.ndarray
    upper: np.ndarray
    components: Components


class Certificates:
    """Finds out of one puzzle what holds its secrets."""

    def __init__(self, puzzle: Puzzle) -> None:
        self.puzzle = puzzle
        self.equations = puzzle.equations
        self.told = self.equations.bounds()
        self._views: dict[bytes, _View] = {}

    def cut(self, secret: int, low: float, high: float, width: float, reach: float, fixed: np.ndarray) -> Cut:
        """What has to be suppressed before one secret can be protected.

        `fixed` marks readings that stay. No gain at all where no program tells.
        """
        view, unknown = self._view(fixed), int(self.puzzle.secrets.unknown[secret])
        upward = self._gains(view, unknown, -1.0)
        if high < reach - TINY:
            return _cut(upward, reach - high)
        downward = self._gains(view, unknown, 1.0)
        both = {units: upward.get(units, 0.0) + downward.get(units, 0.0) for units in upward | downward}
        return _cut(both, width - (high - low))

    def _view(self, fixed: np.ndarray) -> _View:
        key = fixed.tobytes()
        if key not in self._views:
            lower, upper = propagated(self.equations, *self.equations.bounds(fixed))
            self._views[key] = _View(lower, upper, Components(self.equations, lower, upper))
        return self._views[key]

    def _gains(self, view: _View, unknown: int, sign: float) -> dict[frozenset[int], float]:
        """How far suppressing blocks can lower sign * x at most, by the set of blocks it takes."""
        label = view.components.label[unknown]
        if label < 0:
            return {}
        part = view.components.part([label])
        lower = np.clip(self.told[0], view.lower, view.upper)[part.columns]
        upper = np.clip(self.told[1], view.lower, view.upper)[part.columns]
        prices = _prices(part, int(np.searchsorted(part.columns, unknown)), sign, lower, upper)
        if prices is None:
            return {}
        gain: dict[frozenset[int], float] = {}
        by_low = prices[0] * (lower - view.lower[part.columns])
        by_high = -prices[1] * (view.upper[part.columns] - upper)
        for side, won in ((0, by_low), (1, by_high)):
            for place in np.flatnonzero(won > TINY):
                units = self._tellers(int(part.columns[place]), side)
                gain[units] = gain.get(units, 0.0) + float(won[place])
        return {units: value for units, value in gain.items() if units}

    def _tellers(self, unknown: int, side: int) -> frozenset[int]:
        """The blocks whose readings bound an unknown as tightly as all readings together."""
        equations = self.equations
        own = np.flatnonzero(equations.reading == unknown)
        if side == 0:
            binding = equations.reading_low[own] >= self.told[0][unknown] - TINY
        else:
            binding = equations.reading_high[own] <= self.told[1][unknown] + TINY
        return frozenset(equations.reading_unit[own[binding]].tolist())


def choose(cuts: Sequence[Cut], cost: np.ndarray) -> list[int]:
    """The blocks to suppress so that every cut is met, at the least total cost.

    One unknown per block, and one per set of several blocks that is at most each of them.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    sets = sorted({units for cut in cuts for units in cut.gain if len(units) > 1}, key=sorted)
    blocks = sorted({unit for cut in cuts for units in cut.gain for unit in units})
    place = {frozenset([unit]): at for at, unit in enumerate(blocks)}
    place |= {units: len(blocks) + at for at, units in enumerate(sets)}
    entries = [
        (row, place[units], gain / cut.deficit)
        for row, cut in enumerate(cuts)
        for units, gain in cut.gain.items()
    ]
    low = [1.0 - TINY] * len(cuts)
    for units in sets:
        for unit in sorted(units):
            entries += [(len(low), place[units], -1.0), (len(low), place[frozenset([unit])], 1.0)]
            low.append(0.0)
    row, column, value = zip(*entries, strict=True)
    size = len(blocks) + len(sets)
    matrix = coo_array((value, (row, column)), (len(low), size)).tocsc()
    order = np.arange(len(blocks)) / (1.0 + len(blocks))
    found = milp(
        np.concatenate([cost[blocks] + order, np.zeros(len(sets))]),
        constraints=LinearConstraint(matrix, low, np.inf),
        integrality=np.repeat([1, 0], [len(blocks), len(sets)]),
        bounds=Bounds(0.0, 1.0),
    )
    return (
        [] if found.x is None else [unit for unit, taken in zip(blocks, found.x, strict=False) if taken > 0.5]
    )


def _cut(gain: dict[frozenset[int], float], deficit: float) -> Cut:
    capped = {units: min(value, deficit) for units, value in gain.items() if value > TINY}
    return Cut(capped, min(deficit, sum(capped.values())))


def _prices(
    part: Part, place: int, sign: float, lower: np.ndarray, upper: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Prices of the lower and upper bounds in the least value of sign * x."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array, vstack

    matrix = coo_array((part.coefficient, (part.row, part.column)), (len(part.low), len(lower))).tocsr()
    low, high = part.low, part.high
    equal, below, above = low == high, (low < high) & np.isfinite(high), (low < high) & np.isfinite(low)
    objective = np.zeros(len(lower))
    objective[place] = sign
    solved = linprog(
        objective,
        A_ub=vstack([matrix[below], -matrix[above]]),
        b_ub=np.concatenate([high[below], -low[above]]),
        A_eq=matrix[equal],
        b_eq=high[equal],
        bounds=np.column_stack([lower, np.where(upper >= MOST, np.inf, upper)]),
        method="highs",
    )
    return (solved.lower.marginals, solved.upper.marginals) if solved.status == 0 else None
