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
from monitor.statistics.design.layout import Layout

N_OTHER_STATES = 4
ROUNDING = 1e-12  # of a mean, however many answers it is made of


@dataclass(frozen=True)
class GroupSums:
    """The sums of items that variances are made of, on a basis of R = waves x K functions.

    For coded items the K functions are the indicators of the categories, for numbers each number
    minus its own domain mean. The first axis is the group; where several items are taken together
    it is item x group, see `together`.

    **Columns**: `first` [group, block, R] sums of w x basis; `second` [group, R, R] sums of
    (squared weight) x basis x basis over respondents who add to their parent, pairs of rows included; with calibration
    `margin_bases` and `margin_squares` [group, auxiliary, R], with base weights and with squared weights.
    `n` and `weight` [group, wave] are count and weight of valid answers, `elements` those of them
    who are a unit by themselves, `patterns` [group, 2^waves] the people with several rows by the waves they
    answered in, `states` [group, wave, 4] counts the other states, `present`
    [group, block, wave] is the weight of valid answers by block. With replicates `replicates` [group, wave, K, r] are
    the sums of basis by each replicate weight; of numbers the last of K + 1 is the weight itself.
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
    replicates: np.ndarray | None

    @property
    def n_waves(self) -> int:
        return self.layout.n_waves

    def of(self: Sums, mine: np.ndarray) -> Sums:
        """The sums of some groups (mask), of a layout with one group."""
        tables = {column.name: getattr(self, column.name) for column in fields(self)}
        return replace(
            self, **{name: table[mine] for name, table in tables.items() if isinstance(table, np.ndarray)}
        )

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
    for column in fields(first):
        parts = [getattr(sums, column.name) for sums in several]
        if isinstance(parts[0], np.ndarray):
            joined[column.name] = np.concatenate(parts)
    return replace(first, **joined)


def kept_sums(layout: Layout, codes: np.ndarray, state: np.ndarray, size: int) -> CodedSums:
    """The sums of an item with categories, made in one pass; a layout that keeps them makes them once."""
    key = (id(codes), id(state))
    if key in layout.made:
        return layout.made[key][2]
    sums = coded_sums(layout, codes, state, size)
    if layout.keep:
        layout.made[key] = (codes, state, sums)
    return sums


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
    if design.any_in_parent:
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
        replicates=_replicates_of_codes(layout, slot, slots, size),
        **_auxiliary_sums(layout, bases, margin_squares, valid_slot, None, size),
        counts=counts[:, :, :size],
        totals=totals,
    )


def _replicates_of_codes(layout: Layout, slot: np.ndarray, slots: int, size: int) -> np.ndarray | None:
    """Totals by replicate weight; None without replicates."""
    replicates = layout.design.replicates
    if replicates is None:
        return None
    rows, cells = np.flatnonzero(layout.inside), layout.n_groups * layout.n_waves
    sums = replicates.sums(rows, layout.domain[rows] * slots + slot[rows], cells * slots)
    return sums.reshape(layout.n_groups, layout.n_waves, slots, -1)[:, :, :size]


def _replicates_of_numbers(layout: Layout, own: _Centred, size: int) -> np.ndarray | None:
    """Sums of each number minus its mean by replicate weight, and that weight; None without replicates."""
    replicates = layout.design.replicates
    if replicates is None:
        return None
    columns = [*own.basis.T, np.ones(len(own.rows))]
    sums = [replicates.sums(own.rows, own.domain, len(own.weight), column) for column in columns]
    return np.stack(sums, axis=1).reshape(layout.n_groups, layout.n_waves, size + 1, -1)


def _second_of_codes(layout: Layout, squares: np.ndarray | None, size: int) -> np.ndarray:
    """Categories exclude each other, so their second moments are diagonal."""
    width = layout.n_waves * size
    matrix = np.zeros((layout.n_groups, width, width))
    if squares is not None:
        matrix[:, np.arange(width), np.arange(width)] = squares.reshape(layout.n_groups, width)
    return matrix


def _elements(layout: Layout, state: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Valid answers of respondents who are a unit by themselves [group, wave]."""
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


@dataclass(frozen=True)
class _Centred:
    """Respondents who answered, by `domain`, with the `weight` and `means` of each; `basis` is number minus mean."""

    rows: np.ndarray
    domain: np.ndarray
    weight: np.ndarray
    means: np.ndarray
    basis: np.ndarray

    def by_domain(self, table: np.ndarray) -> np.ndarray:
        return _columns(self.domain, table, len(self.weight))

    def by_block(self, layout: Layout, table: np.ndarray) -> np.ndarray:
        return layout.by_block(_columns(layout.blocks.row[self.rows], table, len(layout.blocks.used)))

    def by_auxiliary(self, layout: Layout, table: np.ndarray) -> np.ndarray:
        sums = _columns(layout.margins.row[self.rows], table, len(layout.margins.used))
        return layout.by_margin(sums)[1]


def _centred(layout: Layout, numbers: np.ndarray, state: np.ndarray) -> _Centred:
    rows = np.flatnonzero((state == VALID) & layout.inside)
    domain, domains = layout.domain[rows], layout.n_groups * layout.n_waves
    weights = layout.design.weights[rows]
    weight = np.bincount(domain, weights, minlength=domains)
    safe = np.where(weight > 0, weight, np.nan)[:, None]
    means = _columns(domain, numbers[rows] * weights[:, None], domains) / safe
    own = means[domain]
    basis = numbers[rows] - own
    basis[np.abs(basis) <= ROUNDING * np.abs(own)] = 0.0  # whoever answers the mean is not off it by rounding
    return _Centred(rows, domain, weight, means, basis)


def number_sums(layout: Layout, numbers: np.ndarray, state: np.ndarray) -> NumberSums:
    """Sums of J numbers per respondent (columns of `numbers`) that are answered together."""
    design, own, size = layout.design, _centred(layout, numbers, state), numbers.shape[1]
    basis, shape = own.basis, (layout.n_groups, layout.n_waves)
    weights, squared = design.weights[own.rows][:, None], design.squared_weights[own.rows][:, None]
    base = None if design.calibration is None else design.calibration.base[own.rows][:, None]
    slot, every = _paired_basis(own, len(numbers)) if design.any_paired else (None, None)
    bases = None if base is None else own.by_auxiliary(layout, basis * base)
    n = np.bincount(own.domain, minlength=len(own.weight)).reshape(shape)
    safe = np.where(own.weight > 0, own.weight, np.nan)[:, None]
    return NumberSums(
        layout=layout,
        first=own.by_block(layout, basis * weights),
        second=_second_of_numbers(layout, own.domain, basis, squared[:, 0])
        + _pairs(layout, slot, every, size),
        n=n,
        weight=own.weight.reshape(shape),
        elements=_elements(layout, state, n),
        present=own.by_block(layout, weights),
        states=_other_states(layout, state),
        **_auxiliary_sums(layout, bases, own.by_auxiliary(layout, basis * squared), slot, every, size),
        patterns=layout.pairs.patterns(state == VALID) if design.any_paired else None,
        replicates=_replicates_of_numbers(layout, own, size),
        means=own.means.reshape(*shape, size),
        spread=(own.by_domain(basis**2 * weights) / safe).reshape(*shape, size),
    )


def _paired_basis(own: _Centred, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """The basis on every row, and which rows have one."""
    slot, every = np.full(rows, -1), np.zeros((rows, own.basis.shape[1]))
    slot[own.rows], every[own.rows] = 0, own.basis
    return slot, every


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
