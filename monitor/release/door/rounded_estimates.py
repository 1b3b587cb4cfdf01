"""Estimates of groups in which people can be recognised: rounded first, everything else derived from that.

    rounded    share or mean, base, Kish's design effect
    derived    standard error, interval, effective n, degrees of freedom, status

So no column of such a row tells more than its rounded figures do. Its precision is that of so many independent answers
under the weights: calibration, clusters and the overlap of waves, which all rest on the answers, are left aside.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.release.results.keys import by_key
from monitor.release.results.rounding import as_displayed, base_rounding, digits_of
from monitor.schema import ESTIMATES, STATE_COUNTS
from monitor.statistics.estimates.intervals import mean_interval
from monitor.statistics.estimates.pooled_variance import PooledVariances
from monitor.statistics.estimates.precision import Precision, intervals_of_shares
from monitor.study.policy import Threshold
from monitor.study.study import Study

LEFT_OUT = ("count", *STATE_COUNTS)
"""Small counts themselves, or what would give the share back unrounded."""
DERIVED = ("se", "ci_low", "ci_high", "n_effective", "df")
FIGURES = ("share", "mean")


def rounded_estimates(
    estimates: pd.DataFrame, identifiable: np.ndarray, study: Study, variances: PooledVariances
) -> pd.DataFrame:
    """The rows with those of identifiable groups rounded and derived anew; rows without a number stay as they are.

    `deff` of those rows is Kish's. `variances` are the pooled variances that standard errors of means are made of;
    where there is none, a mean has no standard error.
    """
    digits = digits_of(estimates, study.questionnaire)
    n = estimates["n"].to_numpy(float)
    frame = estimates.assign(n=np.where(identifiable, base_rounding().rounded(n), n))
    frame = as_displayed(frame, identifiable, ESTIMATES, digits)
    frame.loc[identifiable, list(LEFT_OUT)] = np.nan
    own = identifiable & frame["measure"].isin(FIGURES).to_numpy() & frame["estimate"].notna().to_numpy()
    rows = frame[own]
    derived = derived_estimates(rows, study, variance_of(rows, variances))
    frame.loc[own, list(DERIVED)] = derived[list(DERIVED)]
    told = own & (frame["status"] != "suppressed").to_numpy()
    reasons = reliability_of(frame[told], study.disclosure.identifiable)
    frame.loc[told, "reason"] = reasons
    frame.loc[told, "status"] = np.where(reasons == "", "released", "unreliable")
    return as_displayed(frame, own, ESTIMATES, digits)


def derived_estimates(rows: pd.DataFrame, study: Study, variances: np.ndarray) -> pd.DataFrame:
    """What follows from the rounded share or mean, base and design effect of each row, not yet rounded itself.

    **Method**: SE of a share sqrt(deff p (1 - p) / (n - 1)), of a mean sqrt(deff S2 / n) with S2 the pooled variance
    within groups; n - 1 degrees of freedom; intervals as everywhere else, at the effective n that is n / deff.
    Where nothing is left to chance (no design effect), there is no SE and no interval.
    """
    level = 1 - study.comparison.alpha
    share = (rows["measure"] == "share").to_numpy()
    estimate, n, deff = (rows[name].to_numpy(float) for name in ("estimate", "n", "deff"))
    se, df = standard_errors(rows, variances), n - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        effective = n / deff
    precise = Precision(n, effective, df, se**2, deff, effective, np.minimum(effective, n))
    low, high = mean_interval(estimate, np.where(se > 0, se, np.nan), df, level)
    low[share], high[share] = intervals_of_shares(
        estimate[share], precise.of(share), level, study.comparison.sparse_below, study.interval
    )
    columns = (se, low, high, np.where(np.isnan(deff), n, effective), df)
    return pd.DataFrame(dict(zip(DERIVED, columns, strict=True)), index=rows.index)


def standard_errors(rows: pd.DataFrame, variances: np.ndarray) -> np.ndarray:
    """The standard error of each rounded share or mean, not rounded itself."""
    estimate, n, deff = (rows[name].to_numpy(float) for name in ("estimate", "n", "deff"))
    with np.errstate(invalid="ignore", divide="ignore"):
        of_share, of_mean = estimate * (1 - estimate) / (n - 1), variances / n
        return np.sqrt(deff * np.where(rows["measure"] == "share", of_share, of_mean))


def reliability_of(rows: pd.DataFrame, rules: Threshold) -> np.ndarray:
    """Why an estimate is unreliable, by its rounded figures; empty where it is not."""
    conditions = {
        "few_answers": rows["n"] < rules.unreliable_below,
        "few_effective": rows["n_effective"] < rules.unreliable_below,
        "few_df": rows["df"] < rules.unreliable_df,
    }
    return np.select(
        [condition.to_numpy() for condition in conditions.values()], list(conditions), ""
    ).astype(object)


def variance_of(rows: pd.DataFrame, variances: PooledVariances) -> np.ndarray:
    """The pooled variance that belongs to each row, NaN where there is none."""

    def variance(breakdown: str, wave: str, item: str) -> float:
        return variances.get(breakdown, {}).get(wave, {}).get(item, np.nan)

    return by_key(rows, ["breakdown", "wave", "item"], variance, float)
