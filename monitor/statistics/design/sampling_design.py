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
from monitor.study.study_file import DesignPlan


@dataclass(frozen=True)
class SurveyDesign:
    """The design of all waves together.

    **Rows**: respondents as in the stacked answers. `weights` in persons, 0 means out of scope;
    `strata` and `psu` are codes from 0, a PSU lies in one stratum; `wave` indexes `waves`.
    `population` holds the PSUs that exist per stratum and wave, None without finite population
    correction. `calibration` makes standard errors aware of calibrated weights. `layouts` keeps what
    layout.layout_of has made of it.
    """

    weights: np.ndarray
    strata: np.ndarray
    psu: np.ndarray
    wave: np.ndarray
    waves: tuple[str, ...]
    population: np.ndarray | None = None
    calibration: Calibration | None = None
    single_psu: str = "fail"
    stratum_names: tuple[str, ...] = ("",)
    plan: DesignPlan = DesignPlan()
    layouts: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.weights)

    def without_fpc(self) -> SurveyDesign:
        """The same design as if drawn from an endless population: the default for change."""
        return self if self.population is None else replace(self, population=None)

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

    @cached_property
    def element(self) -> np.ndarray:
        """Whether a respondent is the only one of their PSU."""
        return self.rows_by_psu[self.psu] == 1

    @cached_property
    def paired(self) -> np.ndarray:
        """Whether a respondent is one of a few rows of a PSU, as a person who took part in several waves."""
        rows = self.rows_by_psu[self.psu]
        return (rows > 1) & (rows <= len(self.waves))

    @cached_property
    def pairs(self) -> RowPairs:
        """The pairs of rows of one person."""
        return row_pairs(self)

    @cached_property
    def in_stratum(self) -> np.ndarray:
        """Whether a respondent adds to the stratum: alone in the PSU, or paired."""
        return self.element | self.paired

    @cached_property
    def any_in_stratum(self) -> bool:
        return bool(self.in_stratum.any())

    @cached_property
    def any_paired(self) -> bool:
        return bool(self.paired.any())

    @cached_property
    def all_element(self) -> bool:
        return bool(self.element.all())

    @cached_property
    def shared_psus(self) -> np.ndarray:
        """PSUs with more rows than there are waves, ordered by stratum."""
        shared = np.flatnonzero(self.rows_by_psu > max(len(self.waves), 1))
        return shared[np.argsort(self.psu_stratum[shared], kind="stable")]

    @cached_property
    def block(self) -> np.ndarray:
        """Where a respondent's score is added up: the PSU when it holds many rows, else the stratum.

        Blocks are numbered: first the shared PSUs, then the strata.
        """
        number = np.zeros(len(self.rows_by_psu), dtype=np.int64)
        number[self.shared_psus] = np.arange(len(self.shared_psus))
        return np.where(self.in_stratum, len(self.shared_psus) + self.strata, number[self.psu])

    @cached_property
    def block_stratum(self) -> np.ndarray:
        """Stratum of each block."""
        return np.concatenate([self.psu_stratum[self.shared_psus], np.arange(self.n_strata)])

    def sum_by_stratum(self, table: np.ndarray) -> np.ndarray:
        """Sum a table with the blocks on its second axis by stratum: [group, block, ...] to [group, stratum, ...]."""
        shared = len(self.shared_psus)
        sums = table[:, shared:].copy()
        if shared:
            strata, start = np.unique(self.block_stratum[:shared], return_index=True)
            sums[:, strata] += np.add.reduceat(table[:, :shared], start, axis=1)
        return sums

    @cached_property
    def squared_weights(self) -> np.ndarray:
        """Spread factor x w^2 x FPC of respondents who add to their stratum, 0 for the others."""
        factor = (self.fpc_root**2 * self.spread_factor[:, None])[self.strata, self.wave]
        return np.where(self.in_stratum, factor * self.weights**2, 0.0)

    @property
    def auxiliaries(self) -> Calibration:
        """What the weights were calibrated to; a TypeError where they were not."""
        if self.calibration is None:
            raise TypeError("these weights were not calibrated")
        return self.calibration

    @cached_property
    def auxiliary_totals(self) -> np.ndarray:
        """Weighted totals of the calibration auxiliaries by block, times the FPC root."""
        calibration = self.auxiliaries
        scaled = self.weights * self.fpc_root[self.strata, self.wave]
        cells, blocks = len(calibration.cell_wave), len(self.block_stratum)
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
        """Sampled PSUs minus strata."""
        return int(self.psus_by_stratum.sum()) - self.n_strata

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
