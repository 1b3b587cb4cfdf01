"""The sampling design: who was sampled from what, and what that means for variance and df.

All waves of a survey stand in one stacked design with the wave as a domain, so the covariance of
waves that share sampled units follows by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from monitor.statistics.design.calibration import Calibration
from monitor.statistics.design.pair_sums import RowPairs, auxiliary_pair_squares, row_pairs
from monitor.statistics.design.replicate_weights import ReplicateWeights
from monitor.statistics.design.second_stage import SecondStage, added_up
from monitor.study.study_file import DesignPlan


@dataclass(frozen=True)
class SurveyDesign:
    """The design of all waves together.

    **Rows**: respondents as in the stacked answers. `weights` in persons, 0 means out of scope;
    `strata` and `psu` are codes from 0, a PSU lies in one stratum; `wave` indexes `waves`.
    `population` holds the PSUs that exist per stratum and wave, None without finite population
    correction. `second` is what was drawn from each PSU, where that counts: only beside a `population`.
    With `replicates` all variances come from those, and neither strata nor PSUs count.
    `calibration` makes standard errors aware of calibrated weights. `layouts` keeps what
    layout.layout_of has made of it.

    Respondents add up by the unit of the last stage that counts, and units by their `parent`: PSUs by stratum, units
    of a second stage by what they were drawn from.
    """

    weights: np.ndarray
    strata: np.ndarray
    psu: np.ndarray
    wave: np.ndarray
    waves: tuple[str, ...]
    population: np.ndarray | None = None
    second: SecondStage | None = None
    replicates: ReplicateWeights | None = None
    calibration: Calibration | None = None
    single_psu: str = "fail"
    stratum_names: tuple[str, ...] = ("",)
    plan: DesignPlan = DesignPlan()
    layouts: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.weights)

    def without_fpc(self) -> SurveyDesign:
        """The same design as if drawn from an endless population: the default for change."""
        return self if self.population is None else replace(self, population=None, second=None)

    @cached_property
    def n_strata(self) -> int:
        return int(self.strata.max()) + 1 if len(self) else 0

    @cached_property
    def rows_by_psu(self) -> np.ndarray:
        """Respondents per PSU, over all waves."""
        return np.bincount(self.psu)

    @cached_property
    def psu_stratum(self) -> np.ndarray:
        """Stratum of each PSU."""
        stratum_of_psu = np.zeros(len(self.rows_by_psu), dtype=np.int64)
        stratum_of_psu[self.psu] = self.strata
        return stratum_of_psu

    @cached_property
    def psus_by_stratum(self) -> np.ndarray:
        """Sampled PSUs per stratum, over all waves."""
        return np.bincount(self.psu_stratum, minlength=self.n_strata)

    @cached_property
    def spread_factor(self) -> np.ndarray:
        """n/(n - 1) per stratum with n sampled PSUs; 0 where one PSU shows no spread."""
        n = self.psus_by_stratum
        return np.where(n > 1, n / np.maximum(n - 1, 1), 0.0)

    @cached_property
    def single_strata(self) -> np.ndarray:
        """Strata with one sampled PSU, without those in which no other PSU exists: nothing was drawn there."""
        whole = ((self.fpc_root == 0) | (self.sampled_by_wave == 0)).all(axis=1)
        return np.flatnonzero((self.psus_by_stratum == 1) & ~whole)

    @cached_property
    def sampled_by_wave(self) -> np.ndarray:
        """Sampled PSUs per stratum and wave."""
        waves = len(self.waves)
        pairs = np.unique(self.psu * np.int64(waves) + self.wave)
        cell = self.psu_stratum[pairs // waves] * waves + pairs % waves
        return np.bincount(cell, minlength=self.n_strata * waves).reshape(self.n_strata, waves)

    @cached_property
    def fpc_root(self) -> np.ndarray:
        """sqrt(1 - sampled/population) per stratum and wave: what a linearised score is multiplied with."""
        if self.population is None:
            return np.ones((self.n_strata, len(self.waves)))
        return np.sqrt(np.clip(1.0 - self.sampled_by_wave / self.population, 0.0, 1.0))

    @property
    def unit(self) -> np.ndarray:
        """The unit of the last stage of each respondent."""
        return self.psu if self.second is None else self.second.unit

    @property
    def parent(self) -> np.ndarray:
        """What the unit of each respondent was drawn from: the stratum, or a PSU (by its own strata)."""
        return self.strata if self.second is None else self.second.stratum

    @cached_property
    def rows_by_unit(self) -> np.ndarray:
        """Respondents per unit, over all waves."""
        return self.rows_by_psu if self.second is None else np.bincount(self.unit)

    @cached_property
    def unit_parent(self) -> np.ndarray:
        """What each unit was drawn from."""
        return self.psu_stratum if self.second is None else self.second.unit_stratum

    @cached_property
    def parent_stratum(self) -> np.ndarray:
        """The stratum of each parent."""
        return np.arange(self.n_strata) if self.second is None else self.psu_stratum[self.second.stratum_psu]

    @cached_property
    def unit_root(self) -> np.ndarray:
        """What a linearised score is multiplied with [parent, wave]: the root of the FPC, or that of a second stage."""
        return self.fpc_root if self.second is None else np.sqrt(np.einsum("pww->pw", self.unit_factor))

    @cached_property
    def unit_factor(self) -> np.ndarray:
        """What products of scores of one unit are multiplied with, besides the spread factor [parent, wave, wave]."""
        if self.second is None:
            return self.fpc_root[:, :, None] * self.fpc_root[:, None, :]
        sampled = self.sampled_by_wave / self.population
        return self.second.factor(sampled[self.parent_stratum], self.single_psu)

    @property
    def unit_spread(self) -> np.ndarray:
        """The spread factor by parent; that of a second stage differs by wave, and is part of the root."""
        return self.spread_factor if self.second is None else np.ones(len(self.parent_stratum))

    @cached_property
    def element(self) -> np.ndarray:
        """Whether a respondent is the only one of their unit."""
        return self.rows_by_unit[self.unit] == 1

    @cached_property
    def _once_in_a_wave(self) -> np.ndarray:
        """Units that have one row in every wave that they are in, as a person who took part in several waves."""
        rows = self.rows_by_unit
        several = np.flatnonzero(rows[self.unit] > 1)
        pairs = np.unique(self.unit[several] * np.int64(len(self.waves)) + self.wave[several])
        waves = np.bincount(pairs // len(self.waves), minlength=len(rows))
        return (rows <= 1) | (rows == waves)

    @cached_property
    def paired(self) -> np.ndarray:
        """Whether a respondent is one of several rows of a unit, each in a wave of its own."""
        return (self.rows_by_unit > 1)[self.unit] & self._once_in_a_wave[self.unit]

    @cached_property
    def pairs(self) -> RowPairs:
        """The pairs of rows of one person."""
        return row_pairs(self)

    @cached_property
    def in_parent(self) -> np.ndarray:
        """Whether a respondent adds to the parent: alone in the unit, or paired."""
        return self.element | self.paired

    @cached_property
    def any_in_parent(self) -> bool:
        return bool(self.in_parent.any())

    @cached_property
    def any_paired(self) -> bool:
        return bool(self.paired.any())

    @cached_property
    def all_element(self) -> bool:
        return bool(self.element.all())

    @cached_property
    def shared_units(self) -> np.ndarray:
        """Units with several rows in one wave, ordered by parent."""
        shared = np.flatnonzero(~self._once_in_a_wave)
        return shared[np.argsort(self.unit_parent[shared], kind="stable")]

    @cached_property
    def block(self) -> np.ndarray:
        """Where a respondent's score is added up: the unit when it holds many rows, else its parent.

        Blocks are numbered: first the shared units, then the parents.
        """
        number = np.zeros(len(self.rows_by_unit), dtype=np.int64)
        number[self.shared_units] = np.arange(len(self.shared_units))
        return np.where(self.in_parent, len(self.shared_units) + self.parent, number[self.unit])

    @cached_property
    def block_parent(self) -> np.ndarray:
        """Parent of each block."""
        return np.concatenate([self.unit_parent[self.shared_units], np.arange(len(self.parent_stratum))])

    def sum_by_parent(self, table: np.ndarray) -> np.ndarray:
        """Sum a table with the blocks on its second axis by parent: [group, block, ...] to [group, parent, ...]."""
        shared = len(self.shared_units)
        sums = table[:, shared:].copy()
        if shared:
            parents, start = np.unique(self.block_parent[:shared], return_index=True)
            sums[:, parents] += np.add.reduceat(table[:, :shared], start, axis=1)
        return sums

    def sum_by_stratum(self, table: np.ndarray) -> np.ndarray:
        """Sum a table with the blocks on its second axis by stratum: [group, block, ...] to [group, stratum, ...]."""
        sums = self.sum_by_parent(table)
        return sums if self.second is None else added_up(sums, self.parent_stratum, self.n_strata)

    @cached_property
    def squared_weights(self) -> np.ndarray:
        """Spread factor x w^2 x FPC of respondents who add to their parent, 0 for the others."""
        factor = (self.unit_root**2 * self.unit_spread[:, None])[self.parent, self.wave]
        return np.where(self.in_parent, factor * self.weights**2, 0.0)

    @property
    def auxiliaries(self) -> Calibration:
        """What the weights were calibrated to; a TypeError where they were not."""
        if self.calibration is None:
            raise TypeError("these weights were not calibrated")
        return self.calibration

    @cached_property
    def auxiliary_totals(self) -> np.ndarray:
        """Weighted totals of the calibration auxiliaries by block; with one stage times the FPC root."""
        calibration = self.auxiliaries
        scaled = self.weights
        if self.second is None:
            scaled = scaled * self.fpc_root[self.strata, self.wave]
        cells, blocks = len(calibration.cell_wave), len(self.block_parent)
        if cells * blocks <= 4 * len(self) + 100_000:
            key = self.block * cells + calibration.cell
            table = np.bincount(key, scaled, minlength=blocks * cells).reshape(blocks, cells)
            return table @ calibration.values
        columns = (scaled * column[calibration.cell] for column in calibration.values.T)
        return np.stack([np.bincount(self.block, column, minlength=blocks) for column in columns], axis=1)

    @cached_property
    def auxiliary_squares(self) -> np.ndarray:
        """Cross products of the calibration auxiliaries with the squared weights."""
        calibration = self.auxiliaries
        cells = np.bincount(calibration.cell, self.squared_weights, minlength=len(calibration.cell_wave))
        squares = calibration.values.T @ (calibration.values * cells[:, None])
        return squares + auxiliary_pair_squares(self) if self.any_paired else squares

    @property
    def degrees_of_freedom(self) -> int:
        """Sampled PSUs minus strata; those of the replicates of all waves."""
        if self.replicates is not None:
            return self._replicate_df
        return int(self.psus_by_stratum.sum()) - self.n_strata

    @property
    def replicate_weights(self) -> ReplicateWeights:
        """The replicate weights; a TypeError where there are none."""
        if self.replicates is None:
            raise TypeError("this design has no replicate weights")
        return self.replicates

    @cached_property
    def _replicate_df(self) -> int:
        """That of all waves together."""
        replicates, used = self.replicate_weights, self.weights > 0
        parts = replicates.together(range(len(self.waves)))
        return sum(replicates.df_of(replicates.rank(used & np.isin(self.wave, part))) for part in parts)

    @cached_property
    def wave_scale(self) -> np.ndarray:
        """What makes the weights of a wave add up to its number of counted respondents."""
        used = self.weights > 0
        counted = np.bincount(self.wave[used], minlength=len(self.waves))
        total = np.bincount(self.wave, self.weights, minlength=len(self.waves))
        return np.where(total > 0, counted / np.where(total > 0, total, 1.0), 1.0)

    @cached_property
    def equal_weights(self) -> bool:
        """Whether everybody in scope counts the same."""
        used = self.weights[self.weights > 0]
        return bool(len(used) == 0 or np.ptp(used) <= 1e-12 * used[0])
