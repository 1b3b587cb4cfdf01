"""Respondents numbered by the combinations of codes that occur among them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


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
