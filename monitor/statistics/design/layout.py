"""The tables of a breakdown: which groups, blocks and margin cells the sums of an item are kept by."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from monitor.statistics.design.design_tables import DesignTables
from monitor.statistics.design.replicate_weights import ReplicateRanks


def kish_deff(n: np.ndarray, total: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """Kish (1965) design effect of weights, n sum(w^2) / (sum w)^2; NaN where nobody has one."""
    return np.where(total > 0, n * squares / np.where(total > 0, total, 1.0) ** 2, np.nan)


class Layout:
    """The shape of the sums of items by group, block and margin cell. It holds no respondents.

    `margins` and `blocks` are the numbers of the cells in use: group x margin cell, and group x block x wave. `weight_sums`
    are respondents and the sums of their weights and squared weights [group, wave]. `ranks` are those of replicate
    weights, where variances come from them.
    """

    def __init__(
        self,
        design: DesignTables,
        breakdown: str,
        names: tuple[str, ...],
        *,
        margins: np.ndarray,
        blocks: np.ndarray,
        weight_sums: tuple[np.ndarray, ...],
        ranks: ReplicateRanks | None = None,
    ) -> None:
        self.design, self.breakdown, self.names = design, breakdown, names
        self.margins, self.blocks, self.weight_sums, self.ranks = margins, blocks, weight_sums, ranks
        self.n_groups, self.n_waves = len(names), len(design.waves)
        self.n_blocks = len(design.units.block_parent)
        calibration = design.calibration
        self.margin_wave = np.arange(self.n_waves) if calibration is None else calibration.cell_wave

    @property
    def wave_of(self) -> np.ndarray:
        """The wave of the design that each wave of the sums is."""
        return np.arange(self.n_waves)

    @property
    def scale(self) -> np.ndarray:
        """What weights are multiplied with, wave by wave, in tests that depend on how they compare."""
        return self.design.wave_scale

    @cached_property
    def kish_deff(self) -> np.ndarray:
        """Kish's design effect of the weights by group and wave."""
        return kish_deff(*self.weight_sums)

    @property
    def replicate_ranks(self) -> ReplicateRanks:
        """The ranks of replicate weights; a TypeError where there are none."""
        if self.ranks is None:
            raise TypeError("this design has no replicate weights")
        return self.ranks

    def replicate_df(self, waves: Sequence[int]) -> np.ndarray:
        """Degrees of freedom of replicate weights, of each group in some waves together."""
        return self.replicate_ranks.df(waves, self.n_groups)

    def by_block(self, table: np.ndarray) -> np.ndarray:
        """Block cells x K to [group, block, wave x K]."""
        full = np.zeros((self.n_groups * self.n_blocks * self.n_waves, table.shape[1]))
        full[self.blocks] = table
        return full.reshape(self.n_groups, self.n_blocks, self.n_waves * table.shape[1])

    @cached_property
    def _margin_values(self) -> np.ndarray:
        """Per margin cell its auxiliaries, and last an indicator of its wave."""
        margin = self.margins % len(self.margin_wave)
        wave = np.eye(self.n_waves)[self.margin_wave[margin]]
        calibration = self.design.calibration
        return wave if calibration is None else np.concatenate([calibration.values[margin], wave], axis=1)

    @cached_property
    def _group_bounds(self) -> np.ndarray:
        """Where the margin cells of each group begin; the last bound ends them."""
        return np.searchsorted(self.margins, np.arange(self.n_groups + 1) * len(self.margin_wave))

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
