"""People with a few rows, one in each wave: their second moments from sums over pairs of rows.

A PSU that holds one row in each of two waves could be a block of its own, one per person. Instead every row adds
to its stratum, as that of a respondent who is a PSU alone, and what the rows of one person have in common is
summed over pairs: f w_a w_b x basis_a x basis_b', f the spread factor of the stratum times the roots of the FPC.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from monitor.statistics.design.combinations import Rows, first_of_each

if TYPE_CHECKING:
    from monitor.statistics.design.grouped_respondents import GroupedRespondents
    from monitor.statistics.design.sampling_design import SurveyDesign

MOST_CELLS = 4_000_000  # of a table by margin cell; above it the auxiliaries are summed one by one


@dataclass(frozen=True)
class RowPairs:
    """Unordered pairs of rows of one person that weigh: places `left` and `right`, and f w_left w_right."""

    left: np.ndarray
    right: np.ndarray
    factor: np.ndarray

    def both_ways(self) -> RowPairs:
        """Every pair in both orders."""
        return RowPairs(
            np.concatenate([self.left, self.right]),
            np.concatenate([self.right, self.left]),
            np.concatenate([self.factor, self.factor]),
        )

    def take(self, mine: np.ndarray) -> RowPairs:
        return RowPairs(self.left[mine], self.right[mine], self.factor[mine])


def row_pairs(design: SurveyDesign) -> RowPairs:
    """The pairs of rows of all people with a few rows."""
    rows = np.flatnonzero(design.paired & (design.weights > 0))
    rows = rows[np.argsort(design.unit[rows], kind="stable")]
    person = design.unit[rows]
    left, right = [], []
    for distance in range(1, int(design.rows_by_unit[person].max(initial=1))):
        same = person[:-distance] == person[distance:]
        left.append(rows[:-distance][same])
        right.append(rows[distance:][same])
    one = np.concatenate(left) if left else np.zeros(0, dtype=np.int64)
    other = np.concatenate(right) if right else np.zeros(0, dtype=np.int64)
    return RowPairs(one, other, _factor(design, one, other))


def _factor(design: SurveyDesign, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """f w w' of pairs of rows."""
    parent, wave, weights, units = design.parent, design.wave, design.weights, design.units
    if design.second is not None:
        return units.unit_factor[parent[one], wave[one], wave[other]] * weights[one] * weights[other]
    weights = weights * units.fpc_root[parent, wave]
    return units.spread_factor[parent[one]] * weights[one] * weights[other]


def auxiliary_pair_squares(design: SurveyDesign, rows: Rows = None) -> np.ndarray:
    """Cross products of the calibration auxiliaries of the rows of one person [auxiliary, auxiliary]."""
    calibration, pairs = design.auxiliaries, design.pairs
    pairs = pairs if rows is None else pairs.take(np.isin(pairs.left, rows))
    cells = len(calibration.cell_wave)
    key = calibration.cell[pairs.left] * np.int64(cells) + calibration.cell[pairs.right]
    used, place = np.unique(key, return_inverse=True)
    weight = np.bincount(place, pairs.factor, minlength=len(used))
    one, other = calibration.values[used // cells], calibration.values[used % cells]
    product = one.T @ (other * weight[:, None])
    return product + product.T


class GroupedPairs:
    """The pairs of a breakdown: those within one group, and those of a row in a group with any row of the person."""

    def __init__(self, grouped: GroupedRespondents) -> None:
        self.design = grouped.design
        self.n_groups, self.n_waves = grouped.shape
        self.group, self.inside = grouped.domains.group, grouped.inside
        pairs, group, within = self.design.pairs, self.group, self.inside
        inside = within[pairs.left] & within[pairs.right]
        self.within = pairs.take(inside & (group[pairs.left] == group[pairs.right]))

    @cached_property
    def towards(self) -> RowPairs:
        """Ordered pairs of which the left row is in a group."""
        both = self.design.pairs.both_ways()
        return both.take(self.inside[both.left])

    def second(self, slot: np.ndarray, basis: np.ndarray | None, size: int) -> np.ndarray:
        """What pairs add to the second moments [group, R, R]; `slot` is -1 without a valid answer."""
        pairs, group, wave = self.within, self.group, self.design.wave
        width = self.n_waves * size
        valid = (slot[pairs.left] >= 0) & (slot[pairs.right] >= 0)
        left, right, factor = pairs.left[valid], pairs.right[valid], pairs.factor[valid]
        shape = (self.n_groups, width, width)
        found = np.zeros(int(np.prod(shape)))
        for one, first in self._columns(slot, basis, left):
            for other, second in self._columns(slot, basis, right):
                at = (group[left] * width + wave[left] * size + one) * width + wave[right] * size + other
                found += np.bincount(at, factor * first * second, minlength=len(found))
        table = found.reshape(shape)
        return table + np.swapaxes(table, 1, 2)

    def squares(self, slot: np.ndarray, basis: np.ndarray | None, size: int) -> np.ndarray:
        """What pairs add to the auxiliaries with squared weights [group, auxiliary, R]."""
        pairs, calibration = self.towards, self.design.auxiliaries
        valid = slot[pairs.left] >= 0
        left, right, factor = pairs.left[valid], pairs.right[valid], pairs.factor[valid]
        width = self.n_waves * size
        start = self.group[left] * width + self.design.wave[left] * size
        total = self.n_groups * width
        found = np.zeros((calibration.values.shape[1], total))
        cell, cells = calibration.cell[right], len(calibration.cell_wave)
        for one, first in self._columns(slot, basis, left):
            weight = factor * first
            if cells * total <= MOST_CELLS:
                table = np.bincount((start + one) * cells + cell, weight, minlength=cells * total)
                found += (table.reshape(total, cells) @ calibration.values).T
            else:
                for place, auxiliary in enumerate(calibration.values.T):
                    found[place] += np.bincount(start + one, weight * auxiliary[cell], minlength=total)
        return np.swapaxes(found.reshape(-1, self.n_groups, width), 0, 1)

    @staticmethod
    def _columns(slot: np.ndarray, basis: np.ndarray | None, rows: np.ndarray):
        """The basis functions of some rows: the category itself, or each number with its value."""
        if basis is None:
            return [(slot[rows], 1.0)]
        return [(place, basis[rows, place]) for place in range(basis.shape[1])]

    @cached_property
    def _people(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows of people in a group, in the order of group and person; where each begins; its group."""
        group, unit = self.group, self.design.unit
        rows = np.flatnonzero(self.design.paired & self.inside)
        rows = rows[np.lexsort((unit[rows], group[rows]))]
        start, _ = first_of_each(group[rows], unit[rows])
        return rows, start, group[rows[start]]

    def patterns(self, valid: np.ndarray) -> np.ndarray:
        """People by the waves in which they gave a valid answer [group, 2^waves], the wave as a bit; who gave none is not
        counted."""
        rows, start, group = self._people
        size = 1 << self.n_waves
        if not len(rows):
            return np.zeros((self.n_groups, size), dtype=np.int64)
        bits = np.where(valid[rows], 1 << self.design.wave[rows].astype(np.int64), 0)
        pattern = np.bitwise_or.reduceat(bits, start)
        some = pattern > 0
        place = group[some] * size + pattern[some]
        return np.bincount(place, minlength=self.n_groups * size).reshape(-1, size)


def people_in(patterns: np.ndarray, waves: list[int]) -> np.ndarray:
    """People with a valid answer in any of some waves, by group."""
    mask = sum(1 << wave for wave in waves)
    return patterns[:, (np.arange(patterns.shape[1]) & mask) > 0].sum(axis=1)
