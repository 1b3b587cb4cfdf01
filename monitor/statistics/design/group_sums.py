"""The sums of items by stratum, PSU, wave, domain and category, made of the tables of `kernels.py`.

Everything after the tables is algebra, so the cost of an analysis is one pass per item and breakdown, however many
figures and tests are made from it, and in however many batches the respondents came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from monitor.statistics.design.combinations import Tables
from monitor.statistics.design.grouped_respondents import GroupedRespondents
from monitor.statistics.design.kernels import (
    coded_tables,
    means_of,
    number_tables,
    number_totals,
)
from monitor.statistics.design.layout import Layout


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

    @classmethod
    def from_tables(cls, layout: Layout, tables: Tables) -> CodedSums:
        """The sums of one item, of the tables of all respondents together (`coded_tables`)."""
        size = tables["blocks"].shape[1]
        counts = layout.by_margin(tables["counts"])[0].astype(np.int64)
        squares = layout.by_margin(tables["squares"]) if "squares" in tables else (None, None)
        first = layout.by_block(tables["blocks"])
        totals = first.sum(axis=1).reshape(layout.n_groups, layout.n_waves, size)
        n = counts[:, :, :size].sum(axis=2)
        return cls(
            layout=layout,
            first=first,
            second=_second_of_codes(layout, squares[0], size) + tables.get("pairs", 0.0),
            n=n,
            weight=totals.sum(axis=2),
            elements=tables.get("alone", n),
            present=first.reshape(*first.shape[:2], layout.n_waves, size).sum(axis=3),
            states=counts[:, :, size:],
            patterns=tables.get("patterns"),
            replicates=tables.get("replicates"),
            **_auxiliary_sums(layout, tables, squares[1]),
            counts=counts[:, :, :size],
            totals=totals,
        )


@dataclass(frozen=True)
class NumberSums(GroupSums):
    """Sums of J numbers answered together: `means` and `spread` (weighted variance, divisor the total weight)."""

    means: np.ndarray
    spread: np.ndarray

    @classmethod
    def from_tables(cls, layout: Layout, totals: Tables, tables: Tables) -> NumberSums:
        """The sums of J numbers, of the tables of both passes (`number_totals`, `number_tables`)."""
        means, weight, shape = means_of(totals), totals["weight"], (layout.n_groups, layout.n_waves)
        size = means.shape[1]
        safe = np.where(weight > 0, weight, np.nan)[:, None]
        n = tables["n"].reshape(shape)
        return cls(
            layout=layout,
            first=layout.by_block(tables["blocks"]),
            second=_second_of_numbers(layout, tables["moments"]) + tables.get("pairs", 0.0),
            n=n,
            weight=weight.reshape(shape),
            elements=tables.get("alone", n),
            present=layout.by_block(tables["present"]),
            states=layout.by_margin(tables["states"])[0].astype(np.int64)[:, :, 1:],
            **_auxiliary_sums(layout, tables, layout.by_margin(tables["squares"])[1]),
            patterns=tables.get("patterns"),
            replicates=tables.get("replicates"),
            means=means.reshape(*shape, size),
            spread=(tables["spread"] / safe).reshape(*shape, size),
        )


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


def kept_sums(grouped: GroupedRespondents, codes: np.ndarray, state: np.ndarray, size: int) -> CodedSums:
    """The sums of an item with categories, made in one pass; respondents that keep them make them once."""
    key = (id(codes), id(state))
    if key in grouped.made:
        return grouped.made[key][2]
    sums = coded_sums(grouped, codes, state, size)
    if grouped.keep:
        grouped.made[key] = (codes, state, sums)
    return sums


def coded_sums(grouped: GroupedRespondents, codes: np.ndarray, state: np.ndarray, size: int) -> CodedSums:
    """The sums of an item of `size` categories, all respondents in one batch."""
    return CodedSums.from_tables(grouped.layout, coded_tables(grouped, codes, state, size))


def number_sums(grouped: GroupedRespondents, numbers: np.ndarray, state: np.ndarray) -> NumberSums:
    """Sums of J numbers per respondent (columns of `numbers`) that are answered together, in one batch."""
    totals = number_totals(grouped, numbers, state)
    tables = number_tables(grouped, numbers, state, means_of(totals))
    return NumberSums.from_tables(grouped.layout, totals, tables)


def _second_of_codes(layout: Layout, squares: np.ndarray | None, size: int) -> np.ndarray:
    """Categories exclude each other, so their second moments are diagonal."""
    width = layout.n_waves * size
    matrix = np.zeros((layout.n_groups, width, width))
    if squares is not None:
        matrix[:, np.arange(width), np.arange(width)] = squares.reshape(layout.n_groups, width)
    return matrix


def _second_of_numbers(layout: Layout, moments: np.ndarray) -> np.ndarray:
    """Second moments of every pair of numbers; those of different waves are 0."""
    groups, waves, size = layout.n_groups, layout.n_waves, moments.shape[1]
    by_wave = moments.reshape(groups, waves, size, size)
    matrix = np.zeros((groups, waves, size, waves, size))
    for wave in range(waves):
        matrix[:, wave, :, wave, :] = by_wave[:, wave]
    return matrix.reshape(groups, waves * size, waves * size)


def _auxiliary_sums(
    layout: Layout, tables: Tables, squares: np.ndarray | None
) -> dict[str, np.ndarray | None]:
    """With calibration: sums by auxiliary, each in the wave it belongs to."""
    if "bases" not in tables:
        return {"margin_bases": None, "margin_squares": None}
    bases = layout.by_margin(tables["bases"])[1]
    squares = layout.by_auxiliary_wave(np.zeros_like(bases) if squares is None else squares)
    squares = squares + tables["pair_squares"] if "pair_squares" in tables else squares
    return {"margin_bases": layout.by_auxiliary_wave(bases), "margin_squares": squares}
