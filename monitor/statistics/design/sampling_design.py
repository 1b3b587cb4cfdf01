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
from monitor.statistics.design.design_tables import DesignTables
from monitor.statistics.design.pair_sums import RowPairs, row_pairs
from monitor.statistics.design.replicate_weights import ReplicateWeights
from monitor.statistics.design.sampled_units import SampledUnits, SampleFrame, SecondFrame
from monitor.statistics.design.second_stage import SecondStage
from monitor.statistics.design.unit_kernels import design_tables, unit_counts
from monitor.study.study_file import DesignPlan


@dataclass(frozen=True)
class SurveyDesign:
    """The design of all waves together.

    **Rows**: respondents as in the stacked answers. `weights` in persons, 0 means out of scope;
    `strata` and `psu` are codes from 0, a PSU lies in one stratum; `wave` indexes `waves`.
    `population` holds the PSUs that exist per stratum and wave, None without finite population
    correction. `second` is what was drawn from each PSU, where that counts: only beside a `population`.
    With `replicates` all variances come from those, and neither strata nor PSUs count.
    `calibration` makes standard errors aware of calibrated weights. `groupings` keeps what
    grouped_respondents.grouped has made of it. `tables` are the design without its respondents.

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
    groupings: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

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
    def frame(self) -> SampleFrame:
        """What is known before the sampled units are counted."""
        second = self.second
        return SampleFrame(
            self.n_strata, len(self.waves), self.single_psu, self.unit_parent[self.shared_units], self.population,
            None if second is None else SecondFrame(self.psu_stratum, second.stratum_psu, second.population),
        )  # fmt: skip

    @cached_property
    def units(self) -> SampledUnits:
        """The sampled units, counted."""
        return SampledUnits.from_tables(self.frame, unit_counts(self))

    @cached_property
    def tables(self) -> DesignTables:
        """The design without its respondents."""
        calibration, replicates = self.calibration, self.replicates
        return DesignTables.from_tables(
            self.waves, self.units, design_tables(self),
            None if calibration is None else (calibration.values, calibration.cell_wave),
            None if replicates is None else replicates.known,
        )  # fmt: skip

    @cached_property
    def squared_weights(self) -> np.ndarray:
        """Spread factor x w^2 x FPC of respondents who add to their parent, 0 for the others."""
        factor = (self.units.unit_root**2 * self.units.unit_spread[:, None])[self.parent, self.wave]
        return np.where(self.in_parent, factor * self.weights**2, 0.0)

    @property
    def auxiliaries(self) -> Calibration:
        """What the weights were calibrated to; a TypeError where they were not."""
        if self.calibration is None:
            raise TypeError("these weights were not calibrated")
        return self.calibration

    @cached_property
    def degrees_of_freedom(self) -> int:
        """Sampled PSUs minus strata; those of the replicates of all waves."""
        if self.replicates is None:
            return self.units.degrees_of_freedom
        known, used = self.replicates.known, self.weights > 0
        parts = known.together(range(len(self.waves)))
        return sum(known.df_of(self.replicates.rank(used & np.isin(self.wave, part))) for part in parts)

    @cached_property
    def equal_weights(self) -> bool:
        """Whether everybody in scope counts the same."""
        used = self.weights[self.weights > 0]
        return bool(len(used) == 0 or np.ptp(used) <= 1e-12 * used[0])
