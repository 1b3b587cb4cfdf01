"""What was drawn from every sampled PSU: the second stage of a two-stage sample."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np


def added_up(table: np.ndarray, index: np.ndarray, size: int) -> np.ndarray:
    """Sum the second axis of a table by index: [group, row, ...] to [group, size, ...]."""
    order = np.argsort(index, kind="stable")
    used, start = np.unique(index[order], return_index=True)
    sums = np.zeros((len(table), size, *table.shape[2:]))
    if len(used):
        sums[:, used] = np.add.reduceat(table[:, order], start, axis=1)
    return sums


def products(scores: np.ndarray, factor: np.ndarray) -> np.ndarray:
    """Sum over rows and waves of score x factor x score' of scores [group, row, wave, q] to [group, q, q]."""
    return np.einsum("gptq,pts,gpsr->gqr", scores, factor, scores, optimize=True)


@dataclass(frozen=True)
class SecondStage:
    """The units drawn from PSUs.

    **Rows**: respondents as in the design. `unit` is a code from 0, of the school or respondent that was drawn;
    `stratum` a code from 0 of what it was drawn from: the PSU, or a stratum within it. `stratum_psu` is the PSU of
    each stratum, `population` [stratum, wave] how many units exist.

    Every wave draws its own units from a PSU; a unit in two waves is one unit.
    """

    unit: np.ndarray
    stratum: np.ndarray
    stratum_psu: np.ndarray
    population: np.ndarray

    @cached_property
    def unit_stratum(self) -> np.ndarray:
        """What each unit was drawn from."""
        found = np.zeros(int(self.unit.max(initial=-1)) + 1, dtype=np.int64)
        found[self.unit] = self.stratum
        return found


@dataclass(frozen=True)
class SecondStageUnits:
    """The units drawn from PSUs, counted.

    `stratum_psu` is the PSU of each stratum within PSUs; `shared` [stratum, wave, wave] the units in both of two waves, on
    the diagonal those of one; `population` [stratum, wave] how many exist.
    """

    stratum_psu: np.ndarray
    shared: np.ndarray
    population: np.ndarray

    @property
    def n_waves(self) -> int:
        return self.population.shape[1]

    @cached_property
    def sampled(self) -> np.ndarray:
        """Units drawn, by stratum and wave."""
        return np.einsum("pww->pw", self.shared)

    @cached_property
    def single(self) -> np.ndarray:
        """Whether one unit was drawn where more exist [stratum, wave]: it shows no spread."""
        return (self.sampled == 1) & (self.population > 1)

    def factor(self, fraction: np.ndarray, single_psu: str) -> np.ndarray:
        """What products of scores of one unit in two waves are multiplied with [stratum, wave, wave].

        Of one wave f1 (1 - f2) m/(m - 1), of `fraction` f1 and m units drawn at f2 = m/M. Of two waves with c units in
        common f1 (1 - m m'/(c M)) and the same corrections (Tam 1984): nothing where as many are in common as by chance.
        A single unit counts for 0, or whole with the policy `adjust`.
        """
        m, both = self.sampled, self.shared
        drawn = np.where(both > 0, m[:, :, None] * m[:, None, :] / np.where(both > 0, both, 1.0), 0.0)
        exist = np.sqrt(self.population[:, :, None] * self.population[:, None, :])
        rest = np.where(both > 0, 1.0 - drawn / exist, 0.0)
        own = np.arange(self.n_waves)
        rest[:, own, own] = np.clip(rest[:, own, own], 0.0, 1.0)
        spread = np.where(m > 1, m / np.maximum(m - 1, 1), float(single_psu == "adjust"))
        root = np.sqrt(np.where(m > 0, fraction * spread, 0.0))
        return rest * root[:, :, None] * root[:, None, :]

    def between(self, totals: np.ndarray, factor: np.ndarray) -> np.ndarray:
        """What the means of strata take off, of `totals` [group, stratum, wave, q]; a single unit has no mean."""
        m = np.where(self.sampled > 1, self.sampled, np.inf)
        means = factor * self.shared / (m[:, :, None] * m[:, None, :])
        return products(totals, means)

    def sum_by_psu(self, table: np.ndarray) -> np.ndarray:
        """Sum a table with the strata on its second axis by PSU."""
        return added_up(table, self.stratum_psu, int(self.stratum_psu.max(initial=-1)) + 1)
