"""The sampled units of a design, counted: what variances need of a sample besides sums of weights.

Nothing here knows a respondent: the counts come from `unit_kernels.py`, batch by batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from monitor.statistics.design.combinations import Tables
from monitor.statistics.design.second_stage import SecondStageUnits, added_up


@dataclass(frozen=True)
class SecondFrame:
    """The stratum of each PSU, the PSU of each stratum within one, and how many units exist there [stratum within, wave]."""

    psu_stratum: np.ndarray
    stratum_psu: np.ndarray
    population: np.ndarray


@dataclass(frozen=True)
class SampleFrame:
    """What is known of a sample before its units are counted.

    `shared_parent` is what each unit with several rows in one wave was drawn from, in that order. `population` holds
    the PSUs that exist [stratum, wave], None without finite population correction; `second` is what is known of a second
    stage, where that counts.
    """

    n_strata: int
    n_waves: int
    single_psu: str
    shared_parent: np.ndarray
    population: np.ndarray | None = None
    second: SecondFrame | None = None

    @property
    def n_parents(self) -> int:
        """What units of the last stage are drawn from: strata, or with a second stage PSUs (by strata within)."""
        return self.n_strata if self.second is None else len(self.second.stratum_psu)


@dataclass(frozen=True)
class SampledUnits:
    """How many units were drawn from what, and the factors that follow from it.

    `psus_by_stratum` [stratum] over all waves, `sampled_by_wave` [stratum, wave]; `second` is what was drawn from each
    PSU, where that counts.
    """

    frame: SampleFrame
    psus_by_stratum: np.ndarray
    sampled_by_wave: np.ndarray
    second: SecondStageUnits | None = None

    @classmethod
    def from_tables(cls, frame: SampleFrame, tables: Tables) -> SampledUnits:
        """The units of the tables of all respondents together (`unit_counts`)."""
        total, both = _by_parent(frame, tables)
        second = frame.second
        if second is None:
            return cls(frame, total, np.einsum("pww->pw", both))
        present = np.zeros((frame.n_strata, frame.n_waves), dtype=np.int64)
        np.add.at(present, second.psu_stratum, tables["psus"] > 0)
        psus = np.bincount(second.psu_stratum, minlength=frame.n_strata)
        return cls(frame, psus, present, SecondStageUnits(second.stratum_psu, both, second.population))

    @property
    def population(self) -> np.ndarray | None:
        return self.frame.population

    @property
    def n_strata(self) -> int:
        return self.frame.n_strata

    @property
    def psu_stratum(self) -> np.ndarray:
        """The stratum of each PSU; with a second stage only."""
        if self.frame.second is None:
            raise TypeError("PSUs are counted by stratum where nothing was drawn from them")
        return self.frame.second.psu_stratum

    @property
    def n_shared(self) -> int:
        """Units with several rows in one wave: each is a block of its own."""
        return len(self.frame.shared_parent)

    @property
    def degrees_of_freedom(self) -> int:
        """Sampled PSUs minus strata."""
        return int(self.psus_by_stratum.sum()) - self.n_strata

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
    def fpc_root(self) -> np.ndarray:
        """sqrt(1 - sampled/population) per stratum and wave: what a linearised score is multiplied with."""
        if self.population is None:
            return np.ones((self.n_strata, self.frame.n_waves))
        return np.sqrt(np.clip(1.0 - self.sampled_by_wave / self.population, 0.0, 1.0))

    @cached_property
    def parent_stratum(self) -> np.ndarray:
        """The stratum of each parent."""
        second = self.frame.second
        return np.arange(self.n_strata) if second is None else second.psu_stratum[second.stratum_psu]

    @cached_property
    def unit_root(self) -> np.ndarray:
        """What a linearised score is multiplied with [parent, wave]: the root of the FPC, or that of a second stage."""
        return self.fpc_root if self.second is None else np.sqrt(np.einsum("pww->pw", self.unit_factor))

    @cached_property
    def unit_factor(self) -> np.ndarray:
        """What products of scores of one unit are multiplied with, besides the spread factor [parent, wave, wave]."""
        if self.second is None or self.population is None:
            return self.fpc_root[:, :, None] * self.fpc_root[:, None, :]
        sampled = self.sampled_by_wave / self.population
        return self.second.factor(sampled[self.parent_stratum], self.frame.single_psu)

    @property
    def unit_spread(self) -> np.ndarray:
        """The spread factor by parent; that of a second stage differs by wave, and is part of the root."""
        return self.spread_factor if self.second is None else np.ones(len(self.parent_stratum))

    @cached_property
    def block_parent(self) -> np.ndarray:
        """Parent of each block: first the shared units, then the parents themselves."""
        return np.concatenate([self.frame.shared_parent, np.arange(self.frame.n_parents)])

    def sum_by_parent(self, table: np.ndarray) -> np.ndarray:
        """Sum a table with the blocks on its second axis by parent: [group, block, ...] to [group, parent, ...]."""
        shared = self.n_shared
        sums = table[:, shared:].copy()
        if shared:
            parents, start = np.unique(self.block_parent[:shared], return_index=True)
            sums[:, parents] += np.add.reduceat(table[:, :shared], start, axis=1)
        return sums

    def sum_by_stratum(self, table: np.ndarray) -> np.ndarray:
        """Sum a table with the blocks on its second axis by stratum: [group, block, ...] to [group, stratum, ...]."""
        sums = self.sum_by_parent(table)
        return sums if self.second is None else added_up(sums, self.parent_stratum, self.n_strata)


def _by_parent(frame: SampleFrame, tables: Tables) -> tuple[np.ndarray, np.ndarray]:
    """Units [parent], and those in both of two waves [parent, wave, wave]; on the diagonal those of one."""
    alone, shared = tables["alone"], tables["shared"] > 0
    total = alone.sum(axis=1) + tables["people"] + np.bincount(frame.shared_parent, minlength=frame.n_parents)
    both = tables["both"].copy()
    own = np.arange(frame.n_waves)
    both[:, own, own] += alone
    np.add.at(both, frame.shared_parent, (shared[:, :, None] & shared[:, None, :]).astype(both.dtype))
    return total, both
