"""Respondents numbered by the combinations of codes that occur among them, and tables of them that add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce

import numpy as np

Tables = dict[str, np.ndarray]
Rows = np.ndarray | None
"""The places of the respondents of a batch; None for all of them."""


def added(tables: Iterable[Tables]) -> Tables:
    """The tables of several batches together."""
    return reduce(lambda one, other: {name: table + other[name] for name, table in one.items()}, tables)


def places_of(mask: np.ndarray, rows: Rows) -> np.ndarray:
    """The places of a batch for which a mask holds."""
    return np.flatnonzero(mask) if rows is None else rows[mask[rows]]


def first_of_each(*columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of sorted columns where each combination begins, and which of them every row is."""
    new = np.ones(len(columns[0]), dtype=bool)
    new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return np.flatnonzero(new), np.cumsum(new) - 1


@dataclass(frozen=True)
class Cells:
    """Respondents numbered by a combination of codes that occurs: `row` per respondent, `used` the combinations.

    Respondents outside every group come after the last cell, in one that is thrown away.
    """

    row: np.ndarray
    used: np.ndarray
    first_slot: dict[int, np.ndarray] = field(default_factory=dict, init=False, repr=False, compare=False)

    def key(self, slot: np.ndarray, slots: int) -> np.ndarray:
        """Cell and slot of each respondent as one number."""
        if slots not in self.first_slot:
            self.first_slot[slots] = self.row * slots
        return self.first_slot[slots] + slot

    def sums(self, key: np.ndarray, weights: np.ndarray | None, slots: int) -> np.ndarray:
        """One pass: sums by cell and slot."""
        shape = (len(self.used) + 1, slots)
        return np.bincount(key, weights, minlength=shape[0] * slots).reshape(shape)[:-1]


def cells_of(key: np.ndarray, size: int, inside: np.ndarray | None = None) -> Cells:
    """Number the combinations in use; `size` is one more than the largest possible key."""
    inside = np.ones(len(key), dtype=bool) if inside is None else inside
    if size > 4 * len(key) + 100_000:
        used, place = np.unique(key[inside], return_inverse=True)
        row = np.full(len(key), len(used), dtype=np.int64)
        row[inside] = place
        return Cells(row, used)
    key = np.where(inside, key, size)
    used = np.flatnonzero(np.bincount(key, minlength=size)[:size])
    place = np.full(size + 1, len(used), dtype=np.int64)
    place[used] = np.arange(len(used))
    return Cells(place[key], used)
