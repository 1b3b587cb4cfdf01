"""How precise an estimate is: design effect, effective sample size, interval and reliability."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from monitor.statistics.intervals import exact_effective_n, mean_interval, share_interval
from monitor.statistics.measurement import Figures
from monitor.statistics.moments import degrees_of_freedom
from monitor.study.study import Threshold


@dataclass(frozen=True)
class Precision:
    """Per group, wave and figure: `n`, `df`, SE, `deff`, effective n, and what exact limits need."""

    n: np.ndarray
    df: np.ndarray
    variance: np.ndarray
    deff: np.ndarray
    effective: np.ndarray
    exact: np.ndarray

    @property
    def se(self) -> np.ndarray:
        return np.sqrt(self.variance)


def precision(figures: Figures, level: float) -> Precision:
    """Precision of every figure.

    deff is the variance over that of a simple random sample of n from the same stacked design;
    effective n is n / deff. Where the variance is 0, as at p = 0, effective n is Kish's n times the
    median ratio of design-based to Kish effective n among the other categories of the item.
    """
    moments = figures.moments
    sums = moments.sums
    rows = len(sums.layout.design)
    n = np.broadcast_to(sums.n[:, :, None].astype(float), figures.estimates().shape)
    variance = np.einsum("gwfwf->gwf", figures.covariance())
    unit = figures.unit_variance()
    with np.errstate(divide="ignore", invalid="ignore"):
        simple = unit / n * (rows / (rows - 1.0) if rows > 1 else np.nan)
        deff = variance / simple
        exact = unit / variance
        kish = n / sums.layout.kish_deff[:, :, None]
        known = (variance > 0) & (unit > 0)
        deff = np.where(known, deff, (n / kish) / _median_ratio(figures, n / deff / kish, known))
        exact = np.where(known, exact, n / deff)
    df = np.stack([degrees_of_freedom(sums, [wave]) for wave in range(n.shape[1])], axis=1)
    df = np.broadcast_to(df[:, :, None], n.shape)
    return Precision(n, df, variance, deff, n / deff, exact_effective_n(exact, n, df, level))


def _median_ratio(figures: Figures, ratio: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Median over the item's categories of design-based to Kish effective n; 1 where none varies."""
    single = (figures.weights != 0).sum(axis=0) == 1
    usable = np.where(known & (single if single.any() else True), ratio, np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        median = np.nanmedian(usable, axis=2, keepdims=True)
    return np.where(np.isfinite(median), median, 1.0)


def intervals(
    figures: Figures, found: Precision, level: float, sparse_below: float
) -> tuple[np.ndarray, np.ndarray]:
    """Confidence limits of every figure: the interval rule for shares and shares of 100, t for means."""
    estimate = figures.estimates()
    share = np.array([measure == "share" for measure in figures.measures])
    low, high = mean_interval(estimate, found.se, found.df, level)
    share_low, share_high = share_interval(estimate, found.se, found.df, found.exact, level, sparse_below)
    return np.where(share, share_low, low), np.where(share, share_high, high)


def reliability(n: np.ndarray, effective: np.ndarray, df: np.ndarray, rules: Threshold) -> np.ndarray:
    """Why an estimate is unreliable, as text; empty where it is not."""
    few = n < rules.unreliable_below
    few_effective = ~(np.round(effective, 6) >= rules.unreliable_below)
    few_psus = ~(df >= rules.unreliable_df)
    return np.select([few, few_effective, few_psus], ["few_answers", "few_effective", "few_df"], "")
