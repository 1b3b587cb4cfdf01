"""The numbers of each change before any family looks at them: differences, intervals, tests, MDD."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.statistics.change.tests_of_change import (
    Differences,
    Tests,
    contrast_of,
    contrast_variance,
    fisher_p,
    mover_limits,
    mover_p,
    two_wave_df,
    used_waves,
)
from monitor.statistics.design.group_sums import CodedSums
from monitor.statistics.estimates.intervals import mean_interval
from monitor.statistics.estimates.measurement import Figures
from monitor.statistics.estimates.precision import Precision, precision, reliability
from monitor.statistics.estimates.rows import Columns
from monitor.study.policy import Threshold


@dataclass(frozen=True)
class Policy:
    """What the study declares about tests of change."""

    alpha: float
    sparse_below: float
    rules: Threshold

    @property
    def level(self) -> float:
        return 1 - self.alpha


def figure_changes(figures: Figures, contrast: np.ndarray, policy: Policy) -> Columns:
    """Columns [group, figure]: difference, SE, intervals, test, statistic, df, p, SE under no change."""
    precise = precision(figures, policy.level)
    estimates, used = figures.estimates(), used_waves(contrast)
    variance = contrast_variance(figures.covariance(), contrast)
    df = np.broadcast_to(two_wave_df(figures.moments, contrast)[:, None], variance.shape)
    difference = Differences(contrast_of(estimates, contrast), np.sqrt(variance), df)
    low, high = mean_interval(difference.estimate, difference.se, df, policy.level)
    eq_low, eq_high = mean_interval(difference.estimate, difference.se, df, 1 - 2 * policy.alpha)
    columns = {
        "difference": difference.estimate, "se": difference.se, "ci_low": low, "ci_high": high,
        "eq_low": eq_low, "eq_high": eq_high, "se_no_change": _se_no_change(figures, precise, contrast, difference),
        **_test_columns(difference.t_test()), "t_df": df,
        "n_from": precise.n[:, used[0]], "n_to": precise.n[:, used[-1]],
        "reliable": _reliable(precise, used, policy.rules),
    }  # fmt: skip
    return _with_sparse(columns, figures, precise, contrast, policy)


def _test_columns(tests: Tests) -> Columns:
    name = np.full(tests.p.shape, tests.name, dtype=object)
    return {
        "test": name,
        "statistic": tests.statistic,
        "df": np.broadcast_to(tests.df, tests.p.shape),
        "p": tests.p,
    }


def _reliable(precise: Precision, used: list[int], rules: Threshold) -> np.ndarray:
    """Whether every wave of the comparison has a reliable estimate."""
    return (reliability(precise, rules)[:, used] == "").all(axis=1)


def _se_no_change(
    figures: Figures, precise: Precision, contrast: np.ndarray, difference: Differences
) -> np.ndarray:
    """SE of the difference of shares if nothing had changed; for means the SE itself.

    The pooled share replaces the wave shares, the effective n and the correlation of waves stay.
    """
    used = used_waves(contrast)
    weights = contrast[used][None, :, None]
    estimates, effective = figures.estimates()[:, used], precise.effective[:, used]
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (estimates * effective).sum(axis=1) / effective.sum(axis=1)
        independent = (weights**2 * precise.variance[:, used]).sum(axis=1)
        correlation = np.where(independent > 0, difference.se**2 / independent, 1.0)
        variance = pooled * (1 - pooled) * (weights**2 / effective).sum(axis=1) * correlation
    share = np.array([measure == "share" for measure in figures.measures])
    se = np.where(share, np.sqrt(np.maximum(variance, 0.0)), difference.se)
    return np.where(se > 0, se, np.nan)


def _with_sparse(
    columns: Columns, figures: Figures, precise: Precision, contrast: np.ndarray, policy: Policy
) -> Columns:
    """Shares with few expected answers, or without variance, get exact tests or MOVER intervals."""
    sparse = _sparse(columns, figures, precise, contrast, policy.sparse_below)
    if not sparse.any():
        return columns
    used = used_waves(contrast)
    shares = np.moveaxis(figures.estimates()[:, used], 1, -1)[sparse]
    exact = np.moveaxis(precise.exact[:, used], 1, -1)[sparse]
    numbers = contrast[used]
    p, test = mover_p(numbers, shares, exact), "mover"
    if exact_test_allowed(figures, used):
        hits = np.moveaxis(figures.counts()[:, used], 1, -1)[sparse]
        n = np.moveaxis(precise.n[:, used], 1, -1)[sparse]
        p, test = fisher_p(np.stack([hits, n - hits], axis=-1)), "fisher"
    limits = mover_limits(numbers, shares, exact, policy.level)
    narrower = mover_limits(numbers, shares, exact, 1 - 2 * policy.alpha)
    replacing = {
        "ci_low": limits[0],
        "ci_high": limits[1],
        "eq_low": narrower[0],
        "eq_high": narrower[1],
        "p": p,
    }
    replacing |= {"test": test, "statistic": np.nan, "df": np.nan}
    return {name: _replaced(value, sparse, replacing.get(name)) for name, value in columns.items()}


def _replaced(column: np.ndarray, where: np.ndarray, value: object) -> np.ndarray:
    if value is None:
        return column
    column = column.copy()
    column[where] = value
    return column


def _sparse(
    columns: Columns, figures: Figures, precise: Precision, contrast: np.ndarray, below: float
) -> np.ndarray:
    """Where a share has an expected count below the limit in a wave under no change, or SE 0."""
    used = used_waves(contrast)
    counts, n = figures.counts()[:, used], precise.n[:, used]
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = counts.sum(axis=1) / n.sum(axis=1)
        expected = n.min(axis=1) * np.minimum(pooled, 1 - pooled)
    answered = (n > 0).all(axis=1) & np.isfinite(pooled)
    return answered & ((expected < below) | (columns["se"] == 0))


def exact_test_allowed(figures: Figures, used: list[int]) -> bool:
    """Fisher fits only a simple random sample: equal weights, one stratum, nobody in two waves."""
    design = figures.moments.sums.layout.design
    simple = design.equal_weights and design.n_strata == 1 and bool(design.element.all())
    simple = simple and design.calibration is None and design.population is None
    return simple and len(used) == 2 and isinstance(figures.moments.sums, CodedSums)


def omnibus_columns(figures: Columns, tests: Tests) -> Columns:
    """The row [group, 1] of an item test without a difference of its own, beside its figures."""
    shape = (len(tests.p), 1)
    empty = np.full(shape, np.nan)
    columns = dict.fromkeys(("difference", "se", "ci_low", "ci_high", "eq_low", "eq_high"), empty)
    columns |= {"se_no_change": empty, "t_df": empty}
    columns |= {name: value[:, None] for name, value in _test_columns(tests).items()}
    return columns | {
        "n_from": figures["n_from"][:, :1],
        "n_to": figures["n_to"][:, :1],
        "reliable": np.asarray(figures["reliable"].any(axis=1, keepdims=True)),
    }


def with_test(columns: Columns, tests: Tests) -> Columns:
    """The same figure judged by another test, such as the rank test of a score."""
    return columns | {name: value[:, None] for name, value in _test_columns(tests).items()}


def chosen(columns: Columns, figures: list[int]) -> Columns:
    """The columns of some figures."""
    return {name: value[:, figures] for name, value in columns.items()}
