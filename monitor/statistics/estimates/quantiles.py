"""Weighted quantiles by domain with Woodruff intervals (Woodruff 1952)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.intake.answers.typed_answers import VALID
from monitor.statistics.design.group_sums import CodedSums, coded_sums
from monitor.statistics.design.grouped_respondents import GroupedRespondents
from monitor.statistics.estimates.intervals import t_quantile
from monitor.statistics.estimates.moments import degrees_of_freedom, share_moments

TIE = 1e-12


@dataclass(frozen=True)
class Quantiles:
    """One quantile per group and wave, with limits and an SE of (high - low) / (2 t)."""

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    se: np.ndarray
    df: np.ndarray
    sums: CodedSums


def domain_quantiles(
    grouped: GroupedRespondents, numbers: np.ndarray, state: np.ndarray, share: float, level: float
) -> Quantiles:
    """The quantile at `share` (0.5 for the median) of each group and wave.

    **Method**: the smallest answer with at least that share of the weight at or below it; limits
    are the quantiles at F -/+ t x SE(F), F the estimated share of answers at or below the quantile.
    """
    shape = grouped.shape
    ordered = _OrderedDomains(grouped, numbers, state)
    estimate = ordered.at(np.full(shape, share))
    limit = np.append(np.nan_to_num(estimate).ravel(), 0.0)[grouped.domain]
    below = (np.nan_to_num(numbers) > limit).astype(np.int8)
    sums = coded_sums(grouped, below, state, 2)
    moments = share_moments(sums)
    df = np.stack([degrees_of_freedom(sums, [wave]) for wave in range(shape[1])], axis=1)
    half = t_quantile(df, level) * np.sqrt(moments.variance()[:, :, 0])
    at_or_below = moments.estimate[:, :, 0]
    low, high = ordered.at(at_or_below - half), ordered.at(at_or_below + half)
    with np.errstate(invalid="ignore", divide="ignore"):
        se = (high - low) / (2 * t_quantile(df, level))
    return Quantiles(estimate, low, high, se, df, sums)


class _OrderedDomains:
    """Answers sorted within each domain, with their cumulated weight."""

    def __init__(self, grouped: GroupedRespondents, numbers: np.ndarray, state: np.ndarray) -> None:
        rows = np.flatnonzero((state == VALID) & grouped.inside)
        domain = grouped.domain[rows]
        order = np.lexsort((numbers[rows], domain))
        self.numbers = numbers[rows][order]
        self.shape = grouped.shape
        self.start = np.searchsorted(domain[order], np.arange(grouped.n_domains + 1))
        self.cumulated = np.append(0.0, np.cumsum(grouped.design.weights[rows][order]))

    def at(self, share: np.ndarray) -> np.ndarray:
        """The smallest answer with at least `share` of the weight at or below it; NaN in empty domains."""
        first, last = self.start[:-1], self.start[1:]
        weight = self.cumulated[last] - self.cumulated[first]
        wanted = self.cumulated[first] + np.clip(share.ravel(), 0.0, 1.0) * weight * (1 - TIE)
        place = np.searchsorted(self.cumulated, np.nan_to_num(wanted), side="left") - 1
        place = np.clip(place, first, np.maximum(last - 1, first))
        known = (last > first) & np.isfinite(share.ravel())
        values = np.full(len(first), np.nan)
        values[known] = self.numbers[place[known]]
        return values.reshape(self.shape)
