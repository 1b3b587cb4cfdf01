"""The numbers of each change before any family looks at them: differences, intervals, tests, MDD."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.statistics.change.tests_of_change import (
    Differences,
    Tests,
    contrast_of,
    contrast_variance,
    mover_limits,
    mover_p,
    two_wave_df,
    used_waves,
)
from monitor.statistics.estimates.intervals import mean_interval
from monitor.statistics.estimates.measurement import Figures
from monitor.statistics.estimates.precision import UNRELIABLE, Precision, precision, reliability
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
    """Columns [group, figure]: difference, SE, intervals, test, statistic, df, p, SE under no change.

    `mover` holds for a sparse share what its interval at any level is made of, else None; `n_expected` is how
    many answers the smaller wave would have if nothing had changed (shares only).
    """
    precise = precision(figures, policy.level)
    estimates, used = figures.estimates(), used_waves(contrast)
    variance = contrast_variance(figures.covariance(), contrast)
    df = np.broadcast_to(two_wave_df(figures.moments, contrast)[:, None], variance.shape)
    difference = Differences(contrast_of(estimates, contrast), np.sqrt(variance), df)
    low, high = mean_interval(difference.estimate, difference.se, df, policy.level)
    alike = difference.se == 0  # a share gets an exact interval below; of a mean there is nothing to tell
    columns = {
        "difference": difference.estimate, "se": difference.se,
        "ci_low": np.where(alike, np.nan, low), "ci_high": np.where(alike, np.nan, high),
        "se_no_change": _se_no_change(figures, precise, contrast, difference),
        **test_columns(difference.t_test()), "t_df": df,
        "n_from": precise.n[:, used[0]], "n_to": precise.n[:, used[-1]],
        "unreliable": unreliable_in_any(reliability(precise, policy.rules)[:, used]),
        "n_expected": expected_counts(figures, precise.n, used),
        "mover": np.full(variance.shape, None, dtype=object),
    }  # fmt: skip
    return _with_sparse(columns, figures, precise, contrast, policy)


def test_columns(tests: Tests) -> Columns:
    """A test as columns."""
    name = np.full(tests.p.shape, tests.name, dtype=object)
    return {
        "test": name,
        "statistic": tests.statistic,
        "df": np.broadcast_to(tests.df, tests.p.shape),
        "p": tests.p,
    }


def unreliable_in_any(reasons: np.ndarray) -> np.ndarray:
    """Why the estimates of a comparison do not bear a verdict; empty where each is reliable.

    `reasons` [row, used wave, ...] are those of the estimates. The first of `UNRELIABLE` that holds for a wave.
    """
    present = [(reasons == reason).any(axis=1) for reason in UNRELIABLE]
    return np.select(present, list(UNRELIABLE), "").astype(object)


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
    """Shares with few expected answers, or without variance, are tested by the MOVER interval that is told."""
    used = used_waves(contrast)
    answered = (precise.n[:, used] > 0).all(axis=1) & np.isfinite(columns["n_expected"])
    sparse = answered & ((columns["n_expected"] < policy.sparse_below) | (columns["se"] == 0))
    if not sparse.any():
        return columns
    shares = np.moveaxis(figures.estimates()[:, used], 1, -1)[sparse]
    exact = np.moveaxis(precise.exact[:, used], 1, -1)[sparse]
    numbers = contrast[used]
    low, high = mover_limits(numbers, shares, exact, policy.level)
    replacing = {"ci_low": low, "ci_high": high, "p": mover_p(numbers, shares, exact)}
    replacing |= {"test": "mover", "statistic": np.nan, "df": np.nan}
    changed = {name: _replaced(value, sparse, replacing.get(name)) for name, value in columns.items()}
    for place, *parts in zip(zip(*np.nonzero(sparse), strict=True), shares, exact, strict=True):
        changed["mover"][place] = (numbers, *parts)
    return changed


def _replaced(column: np.ndarray, where: np.ndarray, value: object) -> np.ndarray:
    if value is None:
        return column
    column = column.copy()
    column[where] = value
    return column


def expected_counts(figures: Figures, n: np.ndarray, used: list[int]) -> np.ndarray:
    """Answers that the smaller wave would have if nothing had changed; NaN for means.

    The fewer of those with the answer and those without: pooled share x the smallest n.
    """
    counts = figures.counts()[:, used]
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = counts.sum(axis=1) / n[:, used].sum(axis=1)
        return n[:, used].min(axis=1) * np.minimum(pooled, 1 - pooled)


EMPTY = ("difference", "se", "ci_low", "ci_high", "se_no_change", "t_df", "n_expected")


def item_columns(figures: Columns, tests: Columns) -> Columns:
    """The row [group, 1] of the test of a whole item, beside its figures: it has no difference of its own."""
    shape = (len(tests["p"]), 1)
    columns: Columns = dict.fromkeys(EMPTY, np.full(shape, np.nan))
    columns |= {name: value[:, None] for name, value in tests.items()}
    return columns | {
        "mover": np.full(shape, None, dtype=object),
        "n_from": figures["n_from"][:, :1],
        "n_to": figures["n_to"][:, :1],
        "unreliable": unreliable_in_all(figures["unreliable"])[:, None],
    }


def unreliable_in_all(reasons: np.ndarray) -> np.ndarray:
    """Why no figure [row, figure] of an item bears a verdict: that of its first; empty where one is reliable."""
    return np.where((reasons == "").any(axis=1), "", reasons[:, 0]).astype(object)


def chosen(columns: Columns, figures: list[int]) -> Columns:
    """The columns of some figures."""
    return {name: value[:, figures] for name, value in columns.items()}


def one(columns: Columns, figure: int = 0) -> Columns:
    """The test of one figure."""
    return {name: columns[name][:, figure] for name in ("test", "statistic", "df", "p")}
