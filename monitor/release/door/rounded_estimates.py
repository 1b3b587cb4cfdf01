"""Estimates of groups in which people can be recognised: rounded first, everything else derived from that.

    rounded    share or mean, base, Kish's design effect
    derived    standard error, interval, effective n, degrees of freedom, status

So no column of such a row tells more than its rounded figures do. Its precision is that of so many independent answers
under the weights: calibration, clusters and the overlap of waves, which all rest on the answers, are left aside.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.release.door.few_weights import NOT_FEW, FewWeights
from monitor.release.results.keys import by_key
from monitor.release.results.rounding import as_displayed, base_rounding, digits_of
from monitor.schema import ESTIMATES, STATE_COUNTS
from monitor.statistics.estimates.intervals import mean_interval
from monitor.statistics.estimates.pooled_variance import PooledVariances
from monitor.statistics.estimates.precision import Precision, intervals_of_shares
from monitor.study.policy import Threshold
from monitor.study.study import Study

LEFT_OUT = ("count", *STATE_COUNTS)
"""Small counts themselves, or what would give the share back unrounded, or by weight."""
DERIVED = ("se", "ci_low", "ci_high", "n_effective", "df")
FIGURES = ("share", "mean")


def rounded_estimates(
    estimates: pd.DataFrame,
    identifiable: np.ndarray,
    study: Study,
    variances: PooledVariances,
    few: FewWeights = NOT_FEW,
) -> pd.DataFrame:
    """The rows with those of identifiable groups rounded and derived anew; rows without a number stay as they are.

    So are those of the tables of `few` weights, which keep their bases: a count beside a weighted share would be a second
    equation about who has which weight. `deff` of rounded rows is Kish's.
    `variances` are the pooled variances that standard errors of means are made of; where there is none, a mean has no
    standard error.
    """
    digits, told = digits_of(estimates, study.questionnaire), estimates["estimate"].notna().to_numpy()
    by_weights = few.rows(estimates) & ~identifiable
    rounded = identifiable | by_weights
    n, deff = estimates["n"].to_numpy(float), estimates["deff"].to_numpy(float)
    figures = estimates["measure"].isin(FIGURES).to_numpy()
    of_everybody = few.told_deff(estimates)
    given = rounded & ~np.isnan(of_everybody) & (~np.isnan(deff) | (by_weights & ~figures & told))
    frame = estimates.assign(
        n=np.where(identifiable, base_rounding().rounded(n), n), deff=np.where(given, of_everybody, deff)
    )
    frame = as_displayed(frame, rounded, ESTIMATES, digits)
    frame.loc[rounded, list(LEFT_OUT)] = np.nan
    own = told & ((identifiable & figures) | by_weights)
    rows = frame[own]
    derived = derived_estimates(rows, study, variance_of(rows, variances))
    frame.loc[own, list(DERIVED)] = derived[list(DERIVED)]
    for kind, rules in (
        (identifiable, study.disclosure.identifiable),
        (by_weights, study.disclosure.anonymous),
    ):
        judged = own & kind & (frame["status"] != "suppressed").to_numpy()
        reasons = reliability_of(frame[judged], rules)
        frame.loc[judged, "reason"] = reasons
        frame.loc[judged, "status"] = np.where(reasons == "", "released", "unreliable")
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
        of_other = np.where(rows["measure"] == "mean", of_mean, np.nan)
        return np.sqrt(deff * np.where(rows["measure"] == "share", of_share, of_other))


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
