"""Estimates of one item by group and wave with their joint covariance, and their degrees of freedom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitor.statistics.design.group_sums import CodedSums, GroupSums, NumberSums
from monitor.statistics.design.pair_sums import people_in
from monitor.statistics.design.replicate_variance import replicate_covariance
from monitor.statistics.design.taylor import covariance


@dataclass(frozen=True)
class Moments:
    """K estimates per group and wave: `estimate` [group, wave, K], `covariance` [group, wave, K, wave, K].

    Shares and their unit variance p(1 - p), or means and the variance of the answers (`spread`).
    NaN where nobody answered.
    """

    sums: GroupSums
    estimate: np.ndarray
    covariance: np.ndarray
    spread: np.ndarray

    @property
    def coded_sums(self) -> CodedSums:
        """The sums of an item with categories; a TypeError where numbers were answered."""
        if not isinstance(self.sums, CodedSums):
            raise TypeError("numbers have no categories")
        return self.sums

    def of(self, mine: np.ndarray) -> Moments:
        """The estimates of some groups (mask)."""
        return Moments(self.sums.of(mine), self.estimate[mine], self.covariance[mine], self.spread[mine])

    def variance(self) -> np.ndarray:
        """Variances [group, wave, K]."""
        return np.einsum("gwkwk->gwk", self.covariance)


def share_moments(sums: CodedSums) -> Moments:
    """Shares of the categories of an item (ratios of totals, linearised)."""
    weight = np.where(sums.weight > 0, sums.weight, np.nan)[:, :, None]
    shares = sums.totals / weight
    groups, waves, size = shares.shape
    if sums.replicates is not None:
        matrix = replicate_covariance(sums, sums.totals, _shares).reshape(groups, waves, size, waves, size)
        return Moments(sums, shares, matrix, shares * (1 - shares))
    influence = np.zeros((groups, waves, size, waves, size))
    for wave in range(waves):
        within = np.eye(size) - shares[:, wave, None, :]
        influence[:, wave, :, wave, :] = within / weight[:, wave, :, None]
    spread = shares * (1 - shares)
    return Moments(sums, shares, _covariance(sums, influence), spread)


def _shares(totals: np.ndarray) -> np.ndarray:
    """Shares by wave of totals [group, wave, K, replicate]."""
    return _ratios(totals, totals.sum(axis=2))


def _means(sums: np.ndarray) -> np.ndarray:
    """How far means are from those of the full weights."""
    return _ratios(sums[:, :, :-1], sums[:, :, -1])


def _ratios(totals: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """NaN where nobody with an answer has a replicate weight."""
    return totals / np.where(weight > 0, weight, np.nan)[:, :, None]


def mean_moments(sums: NumberSums) -> Moments:
    """Means of numbers answered together."""
    weight = np.where(sums.weight > 0, sums.weight, np.nan)
    groups, waves, size = sums.means.shape
    if sums.replicates is not None:
        full = np.concatenate([np.zeros(sums.means.shape), sums.weight[:, :, None]], axis=2)
        matrix = replicate_covariance(sums, full, _means).reshape(groups, waves, size, waves, size)
        return Moments(sums, sums.means, matrix, sums.spread)
    influence = np.zeros((groups, waves, size, waves, size))
    for wave in range(waves):
        influence[:, wave, :, wave, :] = np.eye(size) / weight[:, wave, None, None]
    return Moments(sums, sums.means, _covariance(sums, influence), sums.spread)


def _covariance(sums: GroupSums, influence: np.ndarray) -> np.ndarray:
    """Covariance with NaN only where a group has no answers in a wave."""
    groups, waves, size = influence.shape[:3]
    empty = ~(sums.weight > 0)
    width = waves * size
    linear = influence.reshape(groups, width, width)
    if empty.any():
        linear = np.nan_to_num(linear)
    matrix = covariance(sums, linear).reshape(influence.shape)
    if empty.any():
        unknown = empty[:, :, None, None, None] | empty[:, None, None, :, None]
        matrix = np.where(unknown, np.nan, matrix)
    return matrix


def degrees_of_freedom(sums: GroupSums, waves: Sequence[int]) -> np.ndarray:
    """Sampled PSUs with a valid answer in any of the waves, minus their strata, per group."""
    design, used = sums.layout.design, list(waves)
    units = design.units
    if design.replicates is not None:
        df = sums.layout.replicate_df(used)
        return np.tile(df, len(sums.n) // len(df)).astype(float)
    present = sums.present[:, :, used].sum(axis=2)
    strata = (units.sum_by_stratum(present) > 0).sum(axis=1)
    if units.second is not None:
        psus = units.second.sum_by_psu(units.sum_by_parent(present)) > 0
        return (psus.sum(axis=1) - strata).astype(float)
    shared = units.n_shared
    psus = (present[:, :shared] > 0).sum(axis=1) + sums.elements[:, used].sum(axis=1)
    if sums.patterns is not None:
        psus = psus + people_in(sums.patterns, used)
    return (psus - strata).astype(float)
