"""Unknown numbers, what always holds between them, and what the released set says about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

MOST = 1e9
"""Natural upper bound of a number nobody knows anything about; no survey is larger."""


@dataclass(frozen=True)
class Equations:
    """low <= matrix @ x <= high, natural bounds of x, and readings of x.

    **Matrix** entries as `row`, `column`, `coefficient`. `integer` marks counts. Each reading bounds one
    unknown and names the block (`unit`) whose release tells it.
    """

    row: np.ndarray
    column: np.ndarray
    coefficient: np.ndarray
    low: np.ndarray
    high: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    integer: np.ndarray
    reading: np.ndarray
    reading_low: np.ndarray
    reading_high: np.ndarray
    reading_unit: np.ndarray

    def bounds(self, told: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Bounds of every unknown with its readings; `told` says which readings count."""
        lower, upper = self.lower.copy(), self.upper.copy()
        chosen = slice(None) if told is None else told
        np.maximum.at(lower, self.reading[chosen], self.reading_low[chosen])
        np.minimum.at(upper, self.reading[chosen], self.reading_high[chosen])
        return lower, upper


class EquationsBuilder:
    """Collects unknowns, rows and readings as arrays."""

    def __init__(self) -> None:
        self.size = 0
        self.rows = 0
        self._unknowns: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self._entries: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self._sides: list[tuple[np.ndarray, np.ndarray]] = []
        self._readings: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]] = []

    def unknowns(
        self,
        shape: int | tuple[int, ...],
        lower: ArrayLike = 0.0,
        upper: ArrayLike = MOST,
        integer: bool = True,
    ) -> np.ndarray:
        """New unknowns with natural bounds; returns their numbers in the shape asked for."""
        numbers = np.arange(self.size, self.size + int(np.prod(shape))).reshape(shape)
        self.size += numbers.size
        bounds = [
            np.broadcast_to(np.asarray(bound, float), numbers.shape).ravel() for bound in (lower, upper)
        ]
        self._unknowns.append((*bounds, np.full(numbers.size, integer)))
        return numbers

    def hold(
        self,
        row: ArrayLike,
        column: ArrayLike,
        coefficient: ArrayLike,
        count: int,
        low: float = 0.0,
        high: float = 0.0,
    ) -> None:
        """`count` rows low <= sum(coefficient * x[column]) <= high, entries by row from 0."""
        row, column = np.asarray(row, np.int64).ravel(), np.asarray(column, np.int64).ravel()
        values = np.broadcast_to(np.asarray(coefficient, float), row.shape).ravel()
        some = values != 0.0
        self._entries.append((row[some] + self.rows, column[some], values[some]))
        self._sides.append((np.full(count, low), np.full(count, high)))
        self.rows += count

    def hold_each(
        self, columns: np.ndarray, coefficients: ArrayLike, low: float = 0.0, high: float = 0.0
    ) -> None:
        """One row per row of `columns` [rows, k], all with the same k coefficients."""
        count, width = columns.shape
        row = np.repeat(np.arange(count), width)
        values = np.broadcast_to(np.asarray(coefficients, float), columns.shape)
        self.hold(row, columns, values.ravel(), count, low, high)

    def read(self, column: ArrayLike, low: ArrayLike, high: ArrayLike, unit: ArrayLike) -> None:
        """What blocks tell about unknowns; readings with NaN tell nothing."""
        parts = np.broadcast_arrays(*(np.asarray(part) for part in (column, low, high, unit)))
        column, low, high, unit = (part.ravel() for part in parts)
        known = ~(np.isnan(low) | np.isnan(high))
        self._readings.append(
            (column[known], low[known].astype(float), high[known].astype(float), unit[known])
        )

    def build(self) -> Equations:
        def joined(parts: list[tuple], place: int, kind: type = float) -> np.ndarray:
            return np.concatenate([np.asarray(part[place], kind) for part in parts] or [np.empty(0, kind)])

        return Equations(
            row=joined(self._entries, 0, np.int64),
            column=joined(self._entries, 1, np.int64),
            coefficient=joined(self._entries, 2),
            low=joined(self._sides, 0),
            high=joined(self._sides, 1),
            lower=joined(self._unknowns, 0),
            upper=joined(self._unknowns, 1),
            integer=joined(self._unknowns, 2, bool),
            reading=joined(self._readings, 0, np.int64),
            reading_low=joined(self._readings, 1),
            reading_high=joined(self._readings, 2),
            reading_unit=joined(self._readings, 3, np.int64),
        )
