"""Equations fall apart into components that share no open unknown; each is solved by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.release.attack.equations import Equations

FIXED = 1e-12


@dataclass(frozen=True)
class Part:
    """Some components: low <= matrix @ x[columns] <= high, what is fixed taken to the sides."""

    columns: np.ndarray
    row: np.ndarray
    column: np.ndarray
    coefficient: np.ndarray
    low: np.ndarray
    high: np.ndarray


class Components:
    """The components of equations whose unknowns lie between `lower` and `upper`.

    `label` is the component of each unknown, -1 where it is fixed; `sizes` the unknowns of each.
    """

    def __init__(self, equations: Equations, lower: np.ndarray, upper: np.ndarray) -> None:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        self.equations = equations
        self.lower = lower
        free = upper - lower > FIXED
        active = free[equations.column]
        rows, size = len(equations.low), len(lower)
        places = (equations.row[active], rows + equations.column[active])
        graph = coo_array((np.ones(int(active.sum())), places), (rows + size, rows + size))
        found = connected_components(graph, directed=False)[1]
        self._of_row = found[:rows]
        self.label = np.where(free, found[rows:], -1)
        self.sizes = np.bincount(found[rows:][free], minlength=found.max(initial=0) + 1)

    def part(self, labels: list[int]) -> Part:
        """The components with these labels together."""
        equations = self.equations
        rows, columns = (
            np.flatnonzero(np.isin(self._of_row, labels)),
            np.flatnonzero(np.isin(self.label, labels)),
        )
        row, column = _index(rows, equations.row), _index(columns, equations.column)
        fixed, inside = (row >= 0) & (column < 0), (row >= 0) & (column >= 0)
        value = equations.coefficient[fixed] * self.lower[equations.column[fixed]]
        shift = np.bincount(row[fixed], value, len(rows))
        return Part(
            columns,
            row[inside],
            column[inside],
            equations.coefficient[inside],
            equations.low[rows] - shift,
            equations.high[rows] - shift,
        )


def _index(kept: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Place of each value among the sorted kept ones, -1 where it is not among them."""
    if not len(kept):
        return np.full(len(values), -1)
    place = np.minimum(np.searchsorted(kept, values), len(kept) - 1)
    return np.where(kept[place] == values, place, -1)
