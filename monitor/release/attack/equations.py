"""Table equations: unknown numbers, what always holds between them, and what is published of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

TOLERANCE = 1e-6
NO_UPPER_BOUND = 1e9
"""A-priori upper bound of a number nobody knows anything about; no survey is larger."""


def endless(bounds: np.ndarray) -> np.ndarray:
    """Bounds with infinity where nothing is known."""
    return np.where(np.abs(bounds) >= NO_UPPER_BOUND, np.copysign(np.inf, bounds), bounds)


@dataclass(frozen=True)
class Equations:
    """low <= matrix @ x <= high, with a-priori bounds of the unknowns x and published bounds of some of them.

    **Matrix** entries as `row`, `column`, `coefficient`. `lower` and `upper` are what anybody knows of x before
    publication; `integer` marks counts, `stepwise` those whose bounds are rounded before others follow from them. **Published bounds**: `published_unknown` names an unknown,
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
    stepwise: np.ndarray
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


def rounded_inward(
    equations: Equations, lower: np.ndarray, upper: np.ndarray, which: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of some unknowns, counts between whole numbers."""
    counts = equations.integer[which]
    return (
        np.where(counts, np.ceil(lower[which] - TOLERANCE), lower[which]),
        np.where(counts, np.floor(upper[which] + TOLERANCE), upper[which]),
    )


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
    """Collects unknowns, equations and published bounds as arrays; see Equations for `stepwise`."""

    def __init__(self, stepwise: bool = True) -> None:
        self.stepwise = stepwise
        self.size = 0
        self.rows = 0
        self._unknowns: list[tuple[int, np.ndarray, np.ndarray, bool]] = []
        self._entries: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self._sides: list[tuple[int, float, float]] = []
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
        self.size += count
        low, high = (_spread(bound, numbers.shape) for bound in (lower, upper))
        self._unknowns.append((count, low, high, integer))
        return numbers

    def constrain(
        self,
        row: np.ndarray,
        column: np.ndarray,
        coefficient: np.ndarray,
        count: int,
        low: float = 0.0,
        high: float = 0.0,
    ) -> None:
        """`count` equations low <= sum(coefficient * x[column]) <= high, entries by row from 0; arrays of one length."""
        if not coefficient.all():
            some = coefficient != 0.0
            row, column, coefficient = row[some], column[some], coefficient[some]
        self._entries.append((row + self.rows, column, coefficient))
        self._sides.append((count, low, high))
        self.rows += count

    def constrain_each(
        self, columns: np.ndarray, coefficients: ArrayLike, low: float = 0.0, high: float = 0.0
    ) -> None:
        """One equation per row of `columns` [rows, k], all with the same k coefficients."""
        count, width = columns.shape
        values = np.broadcast_to(np.asarray(coefficients, float), columns.shape)
        self.constrain(np.repeat(np.arange(count), width), columns.ravel(), values.ravel(), count, low, high)

    def publish(
        self, unknown: ArrayLike, low: ArrayLike, high: ArrayLike, block: ArrayLike, shown: ArrayLike = True
    ) -> None:
        """Bounds that the release of blocks gives for unknowns; NaN gives none."""
        unknown = np.asarray(unknown)
        least, most = (np.broadcast_to(np.asarray(side, float), unknown.shape) for side in (low, high))
        known = ~(np.isnan(least) | np.isnan(most))
        of_block, is_shown = (np.broadcast_to(part, unknown.shape) for part in (block, shown))
        self._published.append((unknown[known], least[known], most[known], of_block[known], is_shown[known]))

    def build(self) -> Equations:
        """All that was collected."""
        counts, lower, upper, integer = _columns(self._unknowns, 4)
        rows, low, high = _columns(self._sides, 3)
        row, column, coefficient = _columns(self._entries, 3)
        unknown, least, most, block, shown = _columns(self._published, 5)
        return Equations(
            row=_joined(row, np.int64),
            column=_joined(column, np.int64),
            coefficient=_joined(coefficient),
            low=np.repeat(np.array(low, float), rows),
            high=np.repeat(np.array(high, float), rows),
            lower=_joined(lower),
            upper=_joined(upper),
            integer=np.repeat(np.array(integer, bool), counts),
            stepwise=np.repeat(np.array(integer, bool) & self.stepwise, counts),
            published_unknown=_joined(unknown, np.int64),
            published_low=_joined(least),
            published_high=_joined(most),
            published_block=_joined(block, np.int64),
            published_shown=_joined(shown, bool),
        )


def _spread(bound: ArrayLike, shape: tuple[int, ...]) -> np.ndarray:
    """A bound for each unknown, in one row."""
    if isinstance(bound, float):
        return np.full(math.prod(shape), bound)
    return np.broadcast_to(bound, shape).ravel()


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """The values at each place of some tuples."""
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _joined(parts: Sequence[np.ndarray], kind: type = float) -> np.ndarray:
    """One array of all."""
    return np.concatenate(parts, dtype=kind) if parts else np.empty(0, kind)
