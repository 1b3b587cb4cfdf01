"""Equations fall apart into components that have no unknown in common once what is known is filled in.

Each component is solved by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.release.attack.equations import Equations, endless

FIXED = 1e-12
"""Width of an interval below which an unknown counts as known."""


@dataclass(frozen=True)
class Subsystem:
    """The equations of some components: low <= matrix @ x[columns] <= high, with what is known moved to the sides."""

    columns: np.ndarray
    row: np.ndarray
    column: np.ndarray
    coefficient: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def without_slack(self, lower: np.ndarray, upper: np.ndarray, kept: np.ndarray) -> Subsystem:
        """The same for all other unknowns, where one that stands in a single equation is the room of that equation.

        Unknowns lie between `lower` and `upper`; those in `kept` stay.
        """
        single = np.bincount(self.column, minlength=len(self.columns)) == 1
        slack = single & ~np.isin(self.columns, kept)
        gone = slack[self.column]
        unknown, coefficient = self.columns[self.column[gone]], self.coefficient[gone]
        ends = np.stack([coefficient * endless(side[unknown]) for side in (lower, upper)])
        least, most = (np.zeros(len(self.low)) for _ in range(2))
        np.add.at(least, self.row[gone], ends.min(axis=0))
        np.add.at(most, self.row[gone], ends.max(axis=0))
        place = np.cumsum(~slack) - 1
        return Subsystem(
            self.columns[~slack],
            self.row[~gone],
            place[self.column[~gone]],
            self.coefficient[~gone],
            self.low - most,
            self.high - least,
        )

    def only(self, kept: np.ndarray, values: np.ndarray | None = None) -> Subsystem:
        """What is about some of the unknowns alone; `kept` marks their columns.

        All of their components, or else the others have `values`.
        """
        if kept.all():
            return self
        own = kept[self.column]
        rows, row = np.unique(self.row[own], return_inverse=True)
        column = (np.cumsum(kept) - 1)[self.column[own]]
        low, high = self.low[rows], self.high[rows]
        if values is not None:
            parts = self.coefficient * values[self.column]
            inside = np.bincount(row, parts[own], len(rows))
            others = np.bincount(self.row, parts, len(self.low))[rows] - inside
            low, high = np.minimum(low - others, inside), np.maximum(high - others, inside)
        return Subsystem(self.columns[kept], row, column, self.coefficient[own], low, high)

    def around(self, start: np.ndarray, steps: int) -> np.ndarray:
        """Which unknowns are at most so many equations away from some; `start` marks those."""
        near = start
        for _ in range(steps):
            rows = np.bincount(self.row, near[self.column], len(self.low)) > 0
            near = np.bincount(self.column, rows[self.row], len(self.columns)) > 0
        return near


class Components:
    """The connected components of equations whose unknowns lie between `lower` and `upper`.

    `label` is the component of each unknown, -1 where it is known; `sizes` the number of unknowns of each.
    """

    def __init__(self, equations: Equations, lower: np.ndarray, upper: np.ndarray) -> None:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        self.equations = equations
        self.lower = lower
        free = upper - lower > FIXED
        active = free[equations.column]
        rows, size = len(equations.low), len(lower)
        edges = (equations.row[active], rows + equations.column[active])
        graph = coo_array((np.ones(int(active.sum())), edges), (rows + size, rows + size))
        component = connected_components(graph, directed=False)[1]
        self._of_row = component[:rows]
        self.label = np.where(free, component[rows:], -1)
        self.sizes = np.bincount(component[rows:][free], minlength=component.max(initial=0) + 1)

    def subsystem(self, labels: list[int]) -> Subsystem:
        """The components with these labels together."""
        equations = self.equations
        rows = np.flatnonzero(np.isin(self._of_row, labels))
        columns = np.flatnonzero(np.isin(self.label, labels))
        row, column = _positions(rows, equations.row), _positions(columns, equations.column)
        fixed, inside = (row >= 0) & (column < 0), (row >= 0) & (column >= 0)
        value = equations.coefficient[fixed] * self.lower[equations.column[fixed]]
        shift = np.bincount(row[fixed], value, len(rows))
        return Subsystem(
            columns,
            row[inside],
            column[inside],
            equations.coefficient[inside],
            equations.low[rows] - shift,
            equations.high[rows] - shift,
        )


def _positions(kept: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Position of each value among the sorted kept ones, -1 where it is not among them."""
    if not len(kept):
        return np.full(len(values), -1)
    position = np.minimum(np.searchsorted(kept, values), len(kept) - 1)
    return np.where(kept[position] == values, position, -1)
