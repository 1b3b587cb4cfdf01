"""How precise an estimate is: design effect, effective sample size, interval and reliability."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from monitor.statistics.estimates.intervals import (
    Bounds,
    exact_effective_n,
    exact_interval,
    mean_interval,
    share_interval,
    wilson_interval,
)
from monitor.statistics.estimates.measurement import Figures
from monitor.statistics.estimates.moments import degrees_of_freedom
from monitor.study.policy import Threshold
from monitor.study.study_file import Interval

ANY = float(np.nextafter(0.0, 1.0))
UNRELIABLE = ("few_answers", "few_effective", "few_df")
NO_VARIANCE = 1e-9  # what is left of a standard error that is 0 but for rounding


@dataclass(frozen=True)
class Precision:
    """Per group, wave and figure: `n`, Kish's n, `df`, variance, `deff`, effective n, the n of exact limits."""

    n: np.ndarray
    kish: np.ndarray
    df: np.ndarray
    variance: np.ndarray
    deff: np.ndarray
    effective: np.ndarray
    exact: np.ndarray

    @property
    def se(self) -> np.ndarray:
        return np.sqrt(self.variance)

    def of(self, figures: np.ndarray) -> Precision:
        """Precision of some of the figures."""
        return Precision(*(getattr(self, part.name)[..., figures] for part in fields(self)))

    def simple(self, level: float) -> np.ndarray:
        """n / deff with the correction for few PSUs, at most n: n itself for a simple random sample."""
        return np.minimum(exact_effective_n(self.effective, self.n, self.df, level), self.n)


def precision(figures: Figures, level: float) -> Precision:
    """Precision of every figure.

    deff is the variance over that of a simple random sample of n from the same stacked design;
    effective n is n / deff. Where the variance is 0, as at p = 0, effective n is Kish's n times the
    median ratio of design-based to Kish effective n among the other categories of the item. Exact
    limits use no more than n (Korn & Graubard 1998): estimated variances of rare answers scatter.
    """
    sums = figures.moments.sums
    rows = int(sums.layout.design.rows.sum())
    covariance = figures.covariance()
    variance = np.einsum("gwfwf->gwf", covariance)
    unit = figures.unit_variance()
    n = np.broadcast_to(sums.n[:, :, None].astype(float), variance.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        simple = unit / n * (rows / (rows - 1.0) if rows > 1 else np.nan)
        kish = sums.kish_deff[:, :, None]
        known = (variance > 0) & (unit > 0)
        deff = variance / simple
        deff = np.where(known, deff, kish / _median_ratio(figures, kish / deff, known))
        deff = np.where(
            np.isnan(variance) & (n > 0), np.nan, deff
        )  # a replicate weight leaves the whole group out
        exact = np.where(known, unit / variance, n / deff)
        df = np.stack([degrees_of_freedom(sums, [wave]) for wave in range(n.shape[1])], axis=1)
        df = np.broadcast_to(df[:, :, None], n.shape)
        exact = np.minimum(exact_effective_n(exact, n, df, level), n)
        return Precision(n, n / kish, df, variance, deff, n / deff, exact)


def _median_ratio(figures: Figures, ratio: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Median over the item's categories of design-based to Kish effective n; 1 where none varies."""
    if known.all():
        return np.ones(1)
    single = (figures.weights != 0).sum(axis=0) == 1
    usable = np.where(known & (single if single.any() else True), ratio, np.nan)
    ordered = np.sort(usable, axis=2)
    count = np.isfinite(ordered).sum(axis=2, keepdims=True)
    low = np.take_along_axis(ordered, np.maximum((count - 1) // 2, 0), axis=2)
    high = np.take_along_axis(ordered, np.maximum(count // 2, 0).clip(max=ordered.shape[2] - 1), axis=2)
    return np.where(count > 0, (low + high) / 2, 1.0)


def intervals(
    figures: Figures, precise: Precision, level: float, sparse_below: float, choice: Interval = "auto"
) -> Bounds:
    """Confidence limits of every figure: those that the study chose for shares, t for means.

    A mean without variance has none: everybody gave one answer, and that tells nothing of others. Nor has a share
    between 0 and 1 without variance, one that weights or strata fix: there is no chance in it.
    """
    estimate = figures.estimates()
    share = np.array([measure == "share" for measure in figures.measures])
    varying = np.where(precise.se > 0, precise.se, np.nan)
    low, high = mean_interval(estimate, varying, precise.df, level)
    low[..., share], high[..., share] = intervals_of_shares(
        estimate[..., share], precise.of(share), level, sparse_below, choice
    )
    fixed = share & (precise.se <= NO_VARIANCE) & (estimate > 0) & (estimate < 1)
    return np.where(fixed, np.nan, low), np.where(fixed, np.nan, high)


def intervals_of_shares(
    share: np.ndarray, precise: Precision, level: float, sparse_below: float, choice: Interval
) -> Bounds:
    """Limits of shares in [0, 1] by the chosen method."""
    if choice == "auto":
        return share_interval(share, precise.se, precise.df, precise.exact, level, sparse_below)
    if choice == "logit":  # not defined at 0 and 1
        low, high = share_interval(share, precise.se, precise.df, precise.exact, level, ANY)
    elif choice == "korn_graubard":
        low, high = exact_interval(share, precise.exact, level)
    else:
        method = wilson_interval if choice == "wilson" else exact_interval
        low, high = method(share, precise.simple(level), level)
    return low, high


def reliability(precise: Precision, rules: Threshold) -> np.ndarray:
    """Why an estimate is unreliable, as text; empty where it is not.

    The effective n is the smaller of the design-based one and Kish's: linearisation cannot see that
    an estimate rests on a few very large weights. Answers of which the variance is not known are too few.
    """
    effective = np.fmin(precise.effective, precise.kish)
    unknown = np.isnan(precise.variance) & (precise.n > 0)
    return too_few(precise.n, np.where(unknown, np.nan, effective), precise.df, rules)


def too_few(n: np.ndarray, effective: np.ndarray, df: np.ndarray, rules: Threshold) -> np.ndarray:
    """Of which answers, effective answers or degrees of freedom there are too few, as text; empty where there are enough."""
    few = n < rules.unreliable_below
    few_effective = ~(np.round(effective, 6) >= rules.unreliable_below)
    few_psus = ~(df >= rules.unreliable_df)
    return np.select([few, few_effective, few_psus], list(UNRELIABLE), "").astype(object)
