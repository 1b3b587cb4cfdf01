"""All passes over respondents: sums by stratum, PSU, wave, domain and category.

What comes out are small tables. Everything after that is algebra, so the cost of an analysis is
one pass per item and breakdown, however many figures and tests are made from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from monitor.intake.answers.typed_answers import VALID
from monitor.statistics.design.combinations import Cells, cells_of
from monitor.statistics.design.pair_sums import LayoutPairs
from monitor.statistics.design.sampling_design import SurveyDesign

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
    """Where each respondent adds up, for one breakdown: by block and wave, and by margin cell.

    A block is a PSU, or a stratum for respondents who are a PSU by themselves (see SurveyDesign).
    Without calibration the margin cell is the wave. Respondents in no group or with weight 0 are
    left out.
    """

    def __init__(self, design: SurveyDesign, domains: Domains, keep: bool = False) -> None:
        self.design = design
        self.domains = domains
        self.keep = keep
        self.made: dict[tuple[int, int], tuple[np.ndarray, np.ndarray, CodedSums]] = {}
        self.n_groups = len(domains.names)
        self.n_waves = len(design.waves)
        self.n_blocks = len(design.block_stratum)
        self.inside = (domains.group >= 0) & (design.weights > 0)
        calibration = design.calibration
        self.margin_wave = np.arange(self.n_waves) if calibration is None else calibration.cell_wave
        margin = design.wave if calibration is None else calibration.cell
        self.margins = self._cells(domains.group, margin, len(self.margin_wave))
        block = domains.group * self.n_blocks + design.block
        self.blocks = self._cells(block, design.wave, self.n_waves, self.n_blocks)

    def _cells(self, outer: np.ndarray, inner: np.ndarray, size: int, blocks: int = 1) -> Cells:
        return cells_of(outer * size + inner, self.n_groups * blocks * size, self.inside)

    def coded(self, codes: np.ndarray, state: np.ndarray, size: int) -> CodedSums:
        """The sums of an item with categories, made in one pass; a kept layout makes them once."""
        key = (id(codes), id(state))
        if key in self.made:
            return self.made[key][2]
        sums = coded_sums(self, codes, state, size)
        if self.keep:
            self.made[key] = (codes, state, sums)
        return sums

    @cached_property
    def domain(self) -> np.ndarray:
        """Group x wave of each respondent; of those left out one more than the last."""
        outside = self.n_groups * self.n_waves
        return np.where(self.inside, self.domains.group * self.n_waves + self.design.wave, outside)

    @cached_property
    def pairs(self) -> LayoutPairs:
        """The pairs of rows of one person, for this breakdown."""
        return LayoutPairs(self)

    @cached_property
    def kish_deff(self) -> np.ndarray:
        """Kish (1965) design effect of the weights, n sum(w^2) / (sum w)^2, by group and wave."""
        size, weights = self.n_groups * self.n_waves, self.design.weights
        n, total, squares = (
            np.bincount(self.domain, values, minlength=size + 1)[:size]
            for values in (None, weights, weights**2)
        )
        deff = np.where(total > 0, n * squares / np.where(total > 0, total, 1.0) ** 2, np.nan)
        return deff.reshape(self.n_groups, self.n_waves)

    def by_block(self, table: np.ndarray) -> np.ndarray:
        """Block cells x K to [group, block, wave x K]."""
        full = np.zeros((self.n_groups * self.n_blocks * self.n_waves, table.shape[1]))
        full[self.blocks.used] = table
        return full.reshape(self.n_groups, self.n_blocks, self.n_waves * table.shape[1])

    @cached_property
    def _margin_values(self) -> np.ndarray:
        """Per margin cell its auxiliaries, and last an indicator of its wave."""
        margin = self.margins.used % len(self.margin_wave)
        wave = np.eye(self.n_waves)[self.margin_wave[margin]]
        calibration = self.design.calibration
        return wave if calibration is None else np.concatenate([calibration.values[margin], wave], axis=1)

    @cached_property
    def _group_bounds(self) -> np.ndarray:
        """Where the margin cells of each group begin; the last bound ends them."""
        return np.searchsorted(self.margins.used, np.arange(self.n_groups + 1) * len(self.margin_wave))

    def by_margin(self, table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Margin cells x K to [group, wave, K] and [group, auxiliary, K]."""
        values, bounds = self._margin_values, self._group_bounds
        products = np.zeros((self.n_groups, values.shape[1], table.shape[1]))
        for group, (start, stop) in enumerate(zip(bounds[:-1], bounds[1:], strict=True)):
            products[group] = values[start:stop].T @ table[start:stop]
        return products[:, -self.n_waves :], products[:, : -self.n_waves]

    def by_auxiliary_wave(self, table: np.ndarray) -> np.ndarray:
        """[group, auxiliary, K] to [group, auxiliary, wave x K]: an auxiliary lives in one wave."""
        groups, size, columns = table.shape
        full = np.zeros((groups, size, self.n_waves, columns))
        full[:, np.arange(size), self.design.auxiliaries.column_wave] = table
        return full.reshape(groups, size, self.n_waves * columns)


def layout_of(design: SurveyDesign, domains: Domains, keep: bool = True) -> Layout:
    """The layout of a breakdown on a design; kept on the design, with its sums, when it is used again."""
    layout = design.layouts.get(domains.breakdown)
    if layout is None or not np.array_equal(layout.domains.group, domains.group):
        layout = Layout(design, domains, keep)
        if keep:
            design.layouts[domains.breakdown] = layout
    return layout


@dataclass(frozen=True)
class GroupSums:
    """The sums of items that variances are made of, on a basis of R = waves x K functions.

    For coded items the K functions are the indicators of the categories, for numbers each number
    minus its own domain mean. The first axis is the group; where several items are taken together
    it is item x group, see `together`.

    **Columns**: `first` [group, block, R] sums of w x basis; `second` [group, R, R] sums of
    (squared weight) x basis x basis over respondents who add to their stratum, pairs of rows included; with calibration
    `margin_bases` and `margin_squares` [group, auxiliary, R], with base weights and with squared weights.
    `n` and `weight` [group, wave] are count and weight of valid answers, `elements` those of them
    who are a PSU by themselves, `patterns` [group, 2^waves] the people with several rows by the waves they
    answered in, `states` [group, wave, 4] counts the other states, `present`
    [group, block, wave] is the weight of valid answers by block.
    """

    layout: Layout
    first: np.ndarray
    second: np.ndarray
    n: np.ndarray
    weight: np.ndarray
    elements: np.ndarray
    present: np.ndarray
    states: np.ndarray
    margin_bases: np.ndarray | None
    margin_squares: np.ndarray | None
    patterns: np.ndarray | None

    @property
    def n_waves(self) -> int:
        return self.layout.n_waves

    @cached_property
    def kish_deff(self) -> np.ndarray:
        """Kish's design effect of the weights of each group and wave, for every item."""
        return np.tile(self.layout.kish_deff, (len(self.n) // self.layout.n_groups, 1))


@dataclass(frozen=True)
class CodedSums(GroupSums):
    """Sums of items with categories: `counts` [group, wave, K] unweighted, `totals` weighted."""

    counts: np.ndarray
    totals: np.ndarray


@dataclass(frozen=True)
class NumberSums(GroupSums):
    """Sums of J numbers answered together: `means` and `spread` (weighted variance, divisor the total weight)."""

    means: np.ndarray
    spread: np.ndarray


Sums = TypeVar("Sums", bound=GroupSums)


def together(several: Sequence[Sums]) -> Sums:
    """Sums of items of one shape in one object, with item x group as first axis."""
    first = several[0]
    if len(several) == 1:
        return first
    joined: dict[str, Any] = {}
    for field in fields(first):
        parts = [getattr(sums, field.name) for sums in several]
        if isinstance(parts[0], np.ndarray):
            joined[field.name] = np.concatenate(parts)
    return replace(first, **joined)


def coded_sums(layout: Layout, codes: np.ndarray, state: np.ndarray, size: int) -> CodedSums:
    """One pass over respondents for an item of `size` categories: counts, weights and squared weights."""
    design, slots = layout.design, size + N_OTHER_STATES
    slot = np.where(state == VALID, codes, state + np.int16(size - 1))
    by_margin = layout.margins.key(slot, slots)
    counts, _ = layout.by_margin(layout.margins.sums(by_margin, None, slots))
    bases = squares = margin_squares = None
    if design.calibration is not None:
        table = layout.margins.sums(by_margin, design.calibration.base, slots)[:, :size]
        bases = layout.by_margin(table)[1]
    if design.any_in_stratum:
        table = layout.margins.sums(by_margin, design.squared_weights, slots)[:, :size]
        squares, margin_squares = layout.by_margin(table)
    valid_slot = np.where(state == VALID, codes, -1) if design.any_paired else None
    by_block = layout.blocks.key(slot, slots)
    first = layout.by_block(layout.blocks.sums(by_block, design.weights, slots)[:, :size])
    totals = first.sum(axis=1).reshape(layout.n_groups, layout.n_waves, size)
    counts = counts.astype(np.int64)
    n = counts[:, :, :size].sum(axis=2)
    return CodedSums(
        layout=layout,
        first=first,
        second=_second_of_codes(layout, squares, size) + _pairs(layout, valid_slot, None, size),
        n=n,
        weight=totals.sum(axis=2),
        elements=_elements(layout, state, n),
        present=first.reshape(*first.shape[:2], layout.n_waves, size).sum(axis=3),
        states=counts[:, :, size:],
        patterns=layout.pairs.patterns(state == VALID) if design.any_paired else None,
        **_auxiliary_sums(layout, bases, margin_squares, valid_slot, None, size),
        counts=counts[:, :, :size],
        totals=totals,
    )


def _second_of_codes(layout: Layout, squares: np.ndarray | None, size: int) -> np.ndarray:
    """Categories exclude each other, so their second moments are diagonal."""
    width = layout.n_waves * size
    matrix = np.zeros((layout.n_groups, width, width))
    if squares is not None:
        matrix[:, np.arange(width), np.arange(width)] = squares.reshape(layout.n_groups, width)
    return matrix


def _elements(layout: Layout, state: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Valid answers of respondents who are a PSU by themselves [group, wave]."""
    if layout.design.all_element:
        return n
    alone = layout.domain[(state == VALID) & layout.design.element]
    return np.bincount(alone, minlength=n.size + 1)[: n.size].reshape(n.shape)


def _auxiliary_sums(
    layout: Layout,
    bases: np.ndarray | None,
    squares: np.ndarray | None,
    slot: np.ndarray | None,
    basis: np.ndarray | None,
    size: int,
) -> dict[str, np.ndarray | None]:
    """With calibration: sums by auxiliary, each in the wave it belongs to."""
    if bases is None:
        return {"margin_bases": None, "margin_squares": None}
    squares = layout.by_auxiliary_wave(np.zeros_like(bases) if squares is None else squares)
    if slot is not None:
        squares = squares + layout.pairs.squares(slot, basis, size)
    return {"margin_bases": layout.by_auxiliary_wave(bases), "margin_squares": squares}


def _pairs(
    layout: Layout, slot: np.ndarray | None, basis: np.ndarray | None, size: int
) -> np.ndarray | float:
    """What the rows of one person have in common; 0 where nobody has several rows."""
    return 0.0 if slot is None else layout.pairs.second(slot, basis, size)


def number_sums(layout: Layout, numbers: np.ndarray, state: np.ndarray) -> NumberSums:
    """Sums of J numbers per respondent (columns of `numbers`) that are answered together."""
    design, size = layout.design, numbers.shape[1]
    rows = np.flatnonzero((state == VALID) & layout.inside)
    domain, domains = layout.domain[rows], layout.n_groups * layout.n_waves
    weights, squared = design.weights[rows][:, None], design.squared_weights[rows][:, None]
    base = None if design.calibration is None else design.calibration.base[rows][:, None]
    weight = np.bincount(domain, weights[:, 0], minlength=domains)
    safe = np.where(weight > 0, weight, np.nan)[:, None]
    means = _columns(domain, numbers[rows] * weights, domains) / safe
    basis = numbers[rows] - means[domain]
    slot = every = None
    if design.any_paired:
        slot, every = np.full(len(numbers), -1), np.zeros((len(numbers), size))
        slot[rows], every[rows] = 0, basis
    block, margin = (
        (layout.blocks.row[rows], len(layout.blocks.used)),
        (layout.margins.row[rows], len(layout.margins.used)),
    )
    shape = (layout.n_groups, layout.n_waves)
    n = np.bincount(domain, minlength=domains).reshape(shape)
    return NumberSums(
        layout=layout,
        first=layout.by_block(_columns(block[0], basis * weights, block[1])),
        second=_second_of_numbers(layout, domain, basis, squared[:, 0]) + _pairs(layout, slot, every, size),
        n=n,
        weight=weight.reshape(shape),
        elements=_elements(layout, state, n),
        present=layout.by_block(_columns(block[0], weights, block[1])),
        states=_other_states(layout, state),
        **_auxiliary_sums(
            layout,
            None if base is None else layout.by_margin(_columns(margin[0], basis * base, margin[1]))[1],
            layout.by_margin(_columns(margin[0], basis * squared, margin[1]))[1],
            slot,
            every,
            size,
        ),
        patterns=layout.pairs.patterns(state == VALID) if design.any_paired else None,
        means=means.reshape(*shape, size),
        spread=(_columns(domain, basis**2 * weights, domains) / safe).reshape(*shape, size),
    )


def _columns(index: np.ndarray, table: np.ndarray, size: int) -> np.ndarray:
    """Sum the rows of a table with few columns by index."""
    return np.stack([np.bincount(index, column, minlength=size) for column in table.T], axis=1)


def _other_states(layout: Layout, state: np.ndarray) -> np.ndarray:
    slots = N_OTHER_STATES + 1
    counts = layout.margins.sums(layout.margins.key(state, slots), None, slots)
    return layout.by_margin(counts)[0].astype(np.int64)[:, :, 1:]


def _second_of_numbers(
    layout: Layout, domain: np.ndarray, basis: np.ndarray, squared: np.ndarray
) -> np.ndarray:
    """Second moments of every pair of numbers; those of different waves are 0."""
    groups, waves, size = layout.n_groups, layout.n_waves, basis.shape[1]
    matrix = np.zeros((groups, waves, size, waves, size))
    for one in range(size):
        for other in range(one + 1):
            product = squared * basis[:, one] * basis[:, other]
            sums = np.bincount(domain, product, minlength=groups * waves).reshape(groups, waves)
            for wave in range(waves):
                matrix[:, wave, one, wave, other] = matrix[:, wave, other, wave, one] = sums[:, wave]
    return matrix.reshape(groups, waves * size, waves * size)
