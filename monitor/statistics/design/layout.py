"""Where each respondent adds up: the groups of a breakdown, laid over the blocks and margin cells of a design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from monitor.statistics.design.combinations import Cells, cells_of
from monitor.statistics.design.pair_sums import LayoutPairs
from monitor.statistics.design.sampling_design import SurveyDesign


@dataclass(frozen=True)
class Domains:
    """One breakdown of the respondents: `group` indexes `names`, -1 where a respondent is in no group."""

    breakdown: str
    names: tuple[str, ...]
    group: np.ndarray


def whole_sample(rows: int) -> Domains:
    """The breakdown that is none: everybody in one group with an empty name."""
    return Domains("", ("",), np.zeros(rows, dtype=np.int64))


def kish_deff(n: np.ndarray, total: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """Kish (1965) design effect of weights, n sum(w^2) / (sum w)^2; NaN where nobody has one."""
    return np.where(total > 0, n * squares / np.where(total > 0, total, 1.0) ** 2, np.nan)


class Layout:
    """Where each respondent adds up, for one breakdown: by block and wave, and by margin cell.

    A block is a PSU, or a stratum for respondents who are a PSU by themselves (see SurveyDesign).
    Without calibration the margin cell is the wave. Respondents in no group or with weight 0 are
    left out. `made` keeps the sums of items that are asked for again, where `keep` says so.
    """

    def __init__(self, design: SurveyDesign, domains: Domains, keep: bool = False) -> None:
        self.design = design
        self.domains = domains
        self.keep = keep
        self.made: dict[tuple[int, int], tuple[np.ndarray, np.ndarray, Any]] = {}
        self.ranks: dict[tuple[tuple[int, ...], int, bool], int] = {}
        self.n_groups = len(domains.names)
        self.n_waves = len(design.waves)
        self.n_blocks = len(design.block_parent)
        self.inside = (domains.group >= 0) & (design.weights > 0)
        calibration = design.calibration
        self.margin_wave = np.arange(self.n_waves) if calibration is None else calibration.cell_wave
        margin = design.wave if calibration is None else calibration.cell
        self.margins = self._cells(domains.group, margin, len(self.margin_wave))
        block = domains.group * self.n_blocks + design.block
        self.blocks = self._cells(block, design.wave, self.n_waves, self.n_blocks)

    @property
    def wave_of(self) -> np.ndarray:
        """The wave of the design that each wave of the sums is."""
        return np.arange(self.n_waves)

    @property
    def scale(self) -> np.ndarray:
        """What weights are multiplied with, wave by wave, in tests that depend on how they compare."""
        return self.design.wave_scale

    def _cells(self, outer: np.ndarray, inner: np.ndarray, size: int, blocks: int = 1) -> Cells:
        return cells_of(outer * size + inner, self.n_groups * blocks * size, self.inside)

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
        """Kish's design effect of the weights by group and wave."""
        return kish_deff(*self.weight_sums)

    @cached_property
    def weight_sums(self) -> tuple[np.ndarray, ...]:
        """Respondents, and the sums of their weights and squared weights, by group and wave."""
        size, weights = self.n_groups * self.n_waves, self.design.weights
        return tuple(
            np.bincount(self.domain, values, minlength=size + 1)[:size].reshape(self.n_groups, self.n_waves)
            for values in (None, weights, weights**2)
        )

    def rank(self, waves: Sequence[int], group: int, others: bool = False) -> int:
        """Rank of the replicate weights of a group in some waves, or of all other groups; -1 is all of them together."""
        key = (tuple(waves), group, others)
        if key not in self.ranks:
            of, inside = self.domains.group, self.inside & np.isin(self.design.wave, list(waves))
            mine = inside if group < 0 else inside & ((of == group) != others)
            self.ranks[key] = self.design.replicate_weights.rank(mine)
        return self.ranks[key]

    def replicate_df(self, waves: Sequence[int]) -> np.ndarray:
        """Degrees of freedom of replicate weights, of each group in some waves together."""
        replicates = self.design.replicate_weights
        parts = replicates.together(waves)
        return np.array(
            [
                sum(replicates.df_of(self.rank(part, group)) for part in parts)
                for group in range(self.n_groups)
            ]
        )

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
