"""All passes over respondents: sums by stratum, PSU, wave, domain and category.

What comes out are small tables. Everything after that is algebra, so the cost of an analysis is
one pass per item and breakdown, however many figures and tests are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from monitor.intake.answers import VALID
from monitor.statistics.design import SurveyDesign

N_OTHER_STATES = 4


@dataclass(frozen=True)
class Domains:
    """One breakdown of the respondents: `group` indexes `names`, -1 where a respondent is in no group."""

    breakdown: str
    names: tuple[str, ...]
    group: np.ndarray


def whole_sample(rows: int) -> Domains:
    """The breakdown that is none: everybody in one group with an empty name."""
    return Domains("", ("",), np.zeros(rows, dtype=np.int64))


class Layout:
    """Where each respondent adds up: cells of block x group x margin cell, for one breakdown.

    A block is a PSU, or a stratum for respondents who are a PSU by themselves (see SurveyDesign).
    Without calibration the margin cell is the wave. Respondents in no group or with weight 0 go to
    one cell after the last, which is thrown away.
    """

    def __init__(self, design: SurveyDesign, domains: Domains) -> None:
        self.design = design
        self.domains = domains
        self.n_groups = len(domains.names)
        self.n_waves = len(design.waves)
        self.n_blocks = len(design.block_stratum)
        margin, self.margin_wave = self._margins()
        key = (design.block * self.n_groups + domains.group) * len(self.margin_wave) + margin
        inside = (domains.group >= 0) & (design.weights > 0)
        used, cell = _compress(key, inside, self.n_blocks * self.n_groups * len(self.margin_wave))
        self.cell = cell
        self.n_cells = len(used)
        self.margin = used % len(self.margin_wave)
        self.group = used // len(self.margin_wave) % self.n_groups
        self.block = used // (len(self.margin_wave) * self.n_groups)
        self.wave = self.margin_wave[self.margin]

    def _margins(self) -> tuple[np.ndarray, np.ndarray]:
        calibration = self.design.calibration
        if calibration is None:
            return self.design.wave, np.arange(self.n_waves)
        return calibration.cell, calibration.cell_wave

    @cached_property
    def by_group(self) -> np.ndarray:
        """Index of group x wave per cell."""
        return self.group * self.n_waves + self.wave

    @cached_property
    def by_block(self) -> np.ndarray:
        """Index of group x block x wave per cell."""
        return (self.group * self.n_blocks + self.block) * self.n_waves + self.wave

    def by_group_wave(self, table: np.ndarray) -> np.ndarray:
        """Cells x K to [group, wave, K]."""
        found = _aggregate(self.by_group, self.n_groups * self.n_waves, table)
        return found.reshape(self.n_groups, self.n_waves, table.shape[1])

    def by_block_wave(self, table: np.ndarray) -> np.ndarray:
        """Cells x K to [group, block, wave x K]."""
        found = _aggregate(self.by_block, self.n_groups * self.n_blocks * self.n_waves, table)
        return found.reshape(self.n_groups, self.n_blocks, self.n_waves * table.shape[1])

    @cached_property
    def by_margin(self) -> np.ndarray:
        """Index of group x margin cell per cell."""
        return self.group * len(self.margin_wave) + self.margin

    @cached_property
    def kish_deff(self) -> np.ndarray:
        """Kish (1965) design effect of the weights, n sum(w^2) / (sum w)^2, by group and wave."""
        size = self.n_groups * self.n_waves
        index = np.append(self.by_group, size)[self.cell]
        weights = self.design.weights
        n = np.bincount(index, minlength=size + 1)[:size]
        total = np.bincount(index, weights, minlength=size + 1)[:size]
        squares = np.bincount(index, weights**2, minlength=size + 1)[:size]
        deff = np.where(total > 0, n * squares / np.where(total > 0, total, 1.0) ** 2, np.nan)
        return deff.reshape(self.n_groups, self.n_waves)


def _compress(key: np.ndarray, inside: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The keys in use, and per row the place of its key among them (the last + 1 where outside)."""
    if size > 4 * len(key) + 100_000:
        used, found = np.unique(key[inside], return_inverse=True)
        cell = np.full(len(key), len(used), dtype=np.int64)
        cell[inside] = found
        return used, cell
    key = np.where(inside, key, size)
    used = np.flatnonzero(np.bincount(key, minlength=size)[:size])
    place = np.full(size + 1, len(used), dtype=np.int64)
    place[used] = np.arange(len(used))
    return used, place[key]


@dataclass(frozen=True)
class GroupSums:
    """The sums of one item that variances are made of, on a basis of R = waves x K functions.

    For a coded item the K functions are the indicators of its categories, for numbers each number
    minus its own domain mean.

    **Columns**: `first` [group, block, R] sums of w x basis; `second` [group, R, R] sums of
    (squared weight) x basis x basis over respondents who are a PSU by themselves; with calibration
    `margin_counts` and `margin_squares` [group, auxiliary, R], unweighted and with squared weights.
    `weight` [group, wave] and `present` [group, block, wave] are weight and count of valid answers,
    `states` [group, wave, 4] counts the others.
    """

    layout: Layout
    first: np.ndarray
    second: np.ndarray
    weight: np.ndarray
    present: np.ndarray
    states: np.ndarray
    margin_counts: np.ndarray | None = None
    margin_squares: np.ndarray | None = None

    @cached_property
    def n(self) -> np.ndarray:
        """Valid answers [group, wave]."""
        return self.present.sum(axis=1).astype(np.int64)


@dataclass(frozen=True, kw_only=True)
class CodedSums(GroupSums):
    """Sums of an item with categories: `counts` [group, wave, K] unweighted, `totals` weighted."""

    counts: np.ndarray
    totals: np.ndarray


@dataclass(frozen=True, kw_only=True)
class NumberSums(GroupSums):
    """Sums of J numbers answered together: `means` and `spread` (weighted variance, divisor the total weight)."""

    means: np.ndarray
    spread: np.ndarray


def coded_sums(layout: Layout, codes: np.ndarray, state: np.ndarray, size: int) -> CodedSums:
    """One pass over respondents for an item of `size` categories: counts, weights and squared weights."""
    design, slots = layout.design, size + N_OTHER_STATES
    key = layout.cell * slots
    key += np.where(state == VALID, codes, state + np.int16(size - 1))
    shape = (layout.n_cells + 1, slots)
    counts = _table(key, None, shape)
    weights = _table(key, design.weights, shape)[:, :size]
    squares = _table(key, design.squared_weights, shape)[:, :size] if design.element.any() else None
    by_group = layout.by_group_wave(counts)
    first = layout.by_block_wave(weights)
    totals = first.sum(axis=1).reshape(layout.n_groups, layout.n_waves, size)
    return CodedSums(
        layout=layout,
        first=first,
        second=_second_of_codes(layout, squares, size),
        weight=totals.sum(axis=2),
        present=layout.by_block_wave(counts[:, :size].sum(axis=1, keepdims=True)),
        states=by_group[:, :, size:],
        counts=by_group[:, :, :size],
        totals=totals,
        **_margin_sums(layout, counts[:, :size], squares),
    )


def number_sums(layout: Layout, numbers: np.ndarray, state: np.ndarray, centred: bool = True) -> NumberSums:
    """Sums of J numbers per respondent (columns of `numbers`) that are answered together.

    The basis is each number minus its own domain mean, or the number itself when not `centred`.
    """
    design, size = layout.design, numbers.shape[1]
    rows = np.flatnonzero((state == VALID) & (layout.cell < layout.n_cells))
    cell, weights = layout.cell[rows], design.weights[rows]
    domain, domains = layout.by_group[cell], layout.n_groups * layout.n_waves
    weight = np.bincount(domain, weights, minlength=domains)
    safe = np.where(weight > 0, weight, np.nan)[:, None]
    means = _columns(domain, numbers[rows] * weights[:, None], domains) / safe
    away = numbers[rows] - means[domain]
    spread = _columns(domain, away**2 * weights[:, None], domains) / safe
    basis = away if centred else numbers[rows]
    squared = design.squared_weights[rows]
    shape = (layout.n_groups, layout.n_waves)
    squares = _columns(cell, basis * squared[:, None], layout.n_cells)
    return NumberSums(
        layout=layout,
        first=layout.by_block_wave(_columns(cell, basis * weights[:, None], layout.n_cells)),
        second=_second_of_numbers(layout, domain, basis, squared),
        weight=weight.reshape(shape),
        present=layout.by_block_wave(_columns(cell, np.ones((len(rows), 1)), layout.n_cells)),
        states=_other_states(layout, state),
        means=means.reshape(*shape, size),
        spread=spread.reshape(*shape, size),
        **_margin_sums(layout, _columns(cell, basis, layout.n_cells), squares),
    )


def _columns(index: np.ndarray, table: np.ndarray, size: int) -> np.ndarray:
    """Sum the rows of a table with few columns by index."""
    return np.stack([np.bincount(index, column, minlength=size) for column in table.T], axis=1)


def _other_states(layout: Layout, state: np.ndarray) -> np.ndarray:
    slots = N_OTHER_STATES + 1
    counts = _table(layout.cell * slots + state, None, (layout.n_cells + 1, slots))
    return layout.by_group_wave(counts)[:, :, 1:]


def _second_of_numbers(
    layout: Layout, domain: np.ndarray, basis: np.ndarray, squared: np.ndarray
) -> np.ndarray:
    """Second moments of every pair of numbers; those of different waves are 0."""
    groups, waves, size = layout.n_groups, layout.n_waves, basis.shape[1]
    found = np.zeros((groups, waves, size, waves, size))
    for one in range(size):
        for other in range(one + 1):
            product = squared * basis[:, one] * basis[:, other]
            sums = np.bincount(domain, product, minlength=groups * waves).reshape(groups, waves)
            for wave in range(waves):
                found[:, wave, one, wave, other] = found[:, wave, other, wave, one] = sums[:, wave]
    return found.reshape(groups, waves * size, waves * size)


def _table(key: np.ndarray, weights: np.ndarray | None, shape: tuple[int, int]) -> np.ndarray:
    """Sums by key as a table of cells x slots, without the cell of those outside."""
    return np.bincount(key, weights, minlength=shape[0] * shape[1]).reshape(shape)[:-1]


def _aggregate(index: np.ndarray, size: int, table: np.ndarray) -> np.ndarray:
    """Sum the rows of a table by index into `size` rows."""
    columns = table.shape[1]
    key = (index[:, None] * columns + np.arange(columns)).ravel()
    return np.bincount(key, table.ravel(), minlength=size * columns).reshape(size, columns)


def _second_of_codes(layout: Layout, squares: np.ndarray | None, size: int) -> np.ndarray:
    """Categories exclude each other, so their second moments are diagonal."""
    width = layout.n_waves * size
    found = np.zeros((layout.n_groups, width, width))
    if squares is not None:
        found[:, np.arange(width), np.arange(width)] = layout.by_group_wave(squares).reshape(
            layout.n_groups, width
        )
    return found


def _margin_sums(layout: Layout, counts: np.ndarray, squares: np.ndarray | None) -> dict[str, np.ndarray]:
    """With calibration: sums by auxiliary, from cells x K tables."""
    calibration = layout.design.calibration
    if calibration is None:
        return {}
    counts = counts.astype(float)
    zero = np.zeros_like(counts)
    return {
        "margin_counts": _by_auxiliary(layout, counts),
        "margin_squares": _by_auxiliary(layout, zero if squares is None else squares),
    }


def _by_auxiliary(layout: Layout, table: np.ndarray) -> np.ndarray:
    """Cells x K to [group, auxiliary, wave x K]."""
    margins, size = len(layout.margin_wave), table.shape[1]
    sums = _aggregate(layout.by_margin, layout.n_groups * margins, table).reshape(
        layout.n_groups, margins, size
    )
    values = layout.design.calibration.values
    found = np.zeros((layout.n_groups, values.shape[1], layout.n_waves, size))
    for wave in range(layout.n_waves):
        mine = layout.margin_wave == wave
        found[:, :, wave] = np.einsum("mx,gmk->gxk", values[mine], sums[:, mine])
    return found.reshape(layout.n_groups, values.shape[1], layout.n_waves * size)
