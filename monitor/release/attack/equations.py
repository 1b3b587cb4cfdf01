"""Table equations: unknown numbers, what always holds between them, and what is published of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike

NO_UPPER_BOUND = 1e9
"""A-priori upper bound of a number nobody knows anything about; no survey is larger."""


def endless(bounds: np.ndarray) -> np.ndarray:
    """Bounds with infinity where nothing is known."""
    return np.where(np.abs(bounds) >= NO_UPPER_BOUND, np.copysign(np.inf, bounds), bounds)


@dataclass(frozen=True)
class Equations:
    """low <= matrix @ x <= high, with a-priori bounds of the unknowns x and published bounds of some of them.

    **Matrix** entries as `row`, `column`, `coefficient`. `lower` and `upper` are what anybody knows of x before
    publication; `integer` marks counts. **Published bounds**: `published_unknown` names an unknown,
    `published_low` and `published_high` bound it, `published_block` is the block that is released with it, and
    `published_shown` says whether a coarsened table publishes it as well.
    """

    row: np.ndarray
    column: np.ndarray
    coefficient: np.ndarray
    low: np.ndarray
    high: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    integer: np.ndarray
    published_unknown: np.ndarray
    published_low: np.ndarray
    published_high: np.ndarray
    published_block: np.ndarray
    published_shown: np.ndarray

    def bounds(self, used: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Bounds of every unknown, a priori and published; `used` marks which published bounds count."""
        lower, upper = self.lower.copy(), self.upper.copy()
        chosen = slice(None) if used is None else used
        np.maximum.at(lower, self.published_unknown[chosen], self.published_low[chosen])
        np.minimum.at(upper, self.published_unknown[chosen], self.published_high[chosen])
        return lower, upper


def joined(parts: Sequence[Equations]) -> Equations:
    """Equations that have nothing in common as one: the unknowns and rows of each part after those before it."""
    if len(parts) == 1:
        return parts[0]
    of_unknown = np.cumsum([0, *(len(part.lower) for part in parts)])
    of_row = np.cumsum([0, *(len(part.low) for part in parts)])
    start = {"row": of_row, "column": of_unknown, "published_unknown": of_unknown}
    return Equations(
        **{
            one.name: np.concatenate(
                [
                    getattr(part, one.name) + start[one.name][place]
                    if one.name in start
                    else getattr(part, one.name)
                    for place, part in enumerate(parts)
                ]
            )
            for one in fields(Equations)
        }
    )


class EquationsBuilder:
    """Collects unknowns, equations and published bounds as arrays."""

    def __init__(self) -> None:
        self.size = 0
        self.rows = 0
        self._unknowns: list[tuple[np.ndarray, ...]] = []
        self._entries: list[tuple[np.ndarray, ...]] = []
        self._sides: list[tuple[np.ndarray, ...]] = []
        self._published: list[tuple[np.ndarray, ...]] = []

    def unknowns(
        self,
        shape: int | tuple[int, ...],
        lower: ArrayLike = 0.0,
        upper: ArrayLike = NO_UPPER_BOUND,
        integer: bool = True,
    ) -> np.ndarray:
        """New unknowns with a-priori bounds; returns their numbers in the shape asked for."""
        count = shape if isinstance(shape, int) else math.prod(shape)
        numbers = np.arange(self.size, self.size + count).reshape(shape)
        self.size += numbers.size
        bounds = (_spread(bound, numbers.shape).ravel() for bound in (lower, upper))
        self._unknowns.append((*bounds, np.full(numbers.size, integer)))
        return numbers

    def constrain(
        self,
        row: ArrayLike,
        column: ArrayLike,
        coefficient: ArrayLike,
        count: int,
        low: float = 0.0,
        high: float = 0.0,
    ) -> None:
        """`count` equations low <= sum(coefficient * x[column]) <= high, entries by row from 0."""
        row, column = np.asarray(row, np.int64).ravel(), np.asarray(column, np.int64).ravel()
        values = _spread(coefficient, row.shape)
        some = values != 0.0
        self._entries.append((row[some] + self.rows, column[some], values[some]))
        self._sides.append((np.full(count, low), np.full(count, high)))
        self.rows += count

    def constrain_each(
        self, columns: np.ndarray, coefficients: ArrayLike, low: float = 0.0, high: float = 0.0
    ) -> None:
        """One equation per row of `columns` [rows, k], all with the same k coefficients."""
        count, width = columns.shape
        row = np.repeat(np.arange(count), width)
        values = _spread(coefficients, columns.shape)
        self.constrain(row, columns, values.ravel(), count, low, high)

    def publish(
        self, unknown: ArrayLike, low: ArrayLike, high: ArrayLike, block: ArrayLike, shown: ArrayLike = True
    ) -> None:
        """Bounds that the release of blocks gives for unknowns; NaN gives none."""
        unknown = np.asarray(unknown)
        least, most = (_spread(side, unknown.shape) for side in (low, high))
        known = ~(np.isnan(least) | np.isnan(most))
        of_block, is_shown = (_spread(part, unknown.shape, None) for part in (block, shown))
        self._published.append((unknown[known], least[known], most[known], of_block[known], is_shown[known]))

    def build(self) -> Equations:
        """All that was collected."""
        return Equations(
            row=_joined(self._entries, 0, np.int64),
            column=_joined(self._entries, 1, np.int64),
            coefficient=_joined(self._entries, 2),
            low=_joined(self._sides, 0),
            high=_joined(self._sides, 1),
            lower=_joined(self._unknowns, 0),
            upper=_joined(self._unknowns, 1),
            integer=_joined(self._unknowns, 2, bool),
            published_unknown=_joined(self._published, 0, np.int64),
            published_low=_joined(self._published, 1),
            published_high=_joined(self._published, 2),
            published_block=_joined(self._published, 3, np.int64),
            published_shown=_joined(self._published, 4, bool),
        )


def _spread(values: ArrayLike, shape: tuple[int, ...], kind: type | None = float) -> np.ndarray:
    """The values in this shape; no work where they have it."""
    array = np.asarray(values, kind)
    if array.shape == shape:
        return array
    return np.full(shape, array) if array.ndim == 0 else np.broadcast_to(array, shape)


def _joined(parts: list[tuple[np.ndarray, ...]], place: int, kind: type = float) -> np.ndarray:
    """One array of the arrays at one place in each part."""
    return np.concatenate([np.asarray(part[place], kind) for part in parts] or [np.empty(0, kind)])
