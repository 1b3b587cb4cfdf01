"""Response: the chain from sampled to accepted, rates by AAPOR names, and representativeness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import expit

from monitor.errors import StatisticsError, nearest
from monitor.statistics.quality.response_summary import RIndicator, Stage
from monitor.study.declared_table import check_keys, declared_rows
from monitor.study.study import Study
from monitor.study.study_file import Wave

NOT_ELIGIBLE = "not_eligible"
DISPOSITIONS = ("complete", "partial", "refusal", "non_contact", "other", "unknown", NOT_ELIGIBLE)
RESPONDED = "complete"  # as in RR1: the answers that figures are made of
STAGES = ("sampled", "invited", "reached", "started", "completed", "accepted")
MOST_STEPS = 100


def response_chain(wave: Wave, completed: int, accepted: int) -> tuple[Stage, ...]:
    """All stages of a wave in order, each as a share of the previous known stage and of those invited.

    The share of the accepted among the invited is not the response of the sampled: both are given.
    """
    counts = dict(
        zip(
            STAGES, (wave.sampled, wave.invited, wave.reached, wave.started, completed, accepted), strict=True
        )
    )
    stages: list[Stage] = []
    previous: int | None = None
    for name, count in counts.items():
        stages.append(Stage(name, count, _share(count, previous), _share(count, wave.invited)))
        previous = count if count is not None else previous
    return tuple(stages)


def _share(count: int | None, base: int | None) -> float | None:
    return count / base if count is not None and base else None


UNIT_COLUMNS = ("respondent_id", "unit", "unit_id")  # by which a file of dispositions may call its units


def read_dispositions(path: Path) -> pd.DataFrame:
    """What became of every sampled unit. **Rows**: one per unit. **Columns**: `disposition` and frame variables.

    **Raises** DeclarationError for a file that cannot be read, a row of another length, a missing column and a
    unit on two lines where the file names its units, StatisticsError for an unknown disposition, with the line.
    """
    rows = declared_rows(path, ("disposition",))
    unit = next((name for name in UNIT_COLUMNS if rows and name in rows[0][1]), None)
    if unit is not None:
        check_keys([(line, row) for line, row in rows if row[unit]], (unit,), path, about_people=True)
    for line, row in rows:
        if row["disposition"] not in DISPOSITIONS:
            slip = nearest(row["disposition"], DISPOSITIONS)  # anything else may be what somebody answered
            raise StatisticsError(
                "statistics.is_no_disposition" if slip else "statistics.row_has_no_disposition",
                where=path.name,
                line=line,
                expected=", ".join(DISPOSITIONS),
                hint=slip,
                row=row["disposition"],
            )
    return pd.DataFrame([row for _, row in rows])


def eligible_units(units: pd.DataFrame) -> pd.DataFrame:
    """The sampled units that belonged to the population, as far as is known."""
    return units[units["disposition"] != NOT_ELIGIBLE]


def units_by_wave(study: Study) -> dict[str, pd.DataFrame]:
    """The eligible sampled units of every wave that declares dispositions, for nonresponse cells."""
    return {
        wave.id: eligible_units(read_dispositions(wave.dispositions))
        for wave in study.waves
        if wave.dispositions
    }


def response_rates(counts: Mapping[str, int]) -> dict[str, float]:
    """Response, cooperation, refusal and contact rates under their AAPOR names (AAPOR 2023).

    `counts` by disposition. RR1 and RR2 count unknown eligibility as eligible, RR3 and RR4 the share
    `e` of it that is eligible among units of known eligibility, RR5 and RR6 none; even numbers count
    partial answers as response. NaN where a denominator is 0.
    """
    complete, partial, refusal, non_contact, other, unknown, out = (
        counts.get(name, 0) for name in DISPOSITIONS
    )
    known = complete + partial + refusal + non_contact + other
    e = _ratio(known, known + out)
    both = complete + partial
    return {
        "e": e,
        "RR1": _ratio(complete, known + unknown),
        "RR2": _ratio(both, known + unknown),
        "RR3": _ratio(complete, known + e * unknown),
        "RR4": _ratio(both, known + e * unknown),
        "RR5": _ratio(complete, known),
        "RR6": _ratio(both, known),
        "COOP1": _ratio(complete, both + refusal + other),
        "REF1": _ratio(refusal, known + unknown),
        "CON1": _ratio(both + refusal + other, known + unknown),
    }


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")


def r_indicator(units: pd.DataFrame, variables: Sequence[str], population: int | None = None) -> RIndicator:
    """R-indicator of the eligible sampled units on frame variables (categories, main effects).

    Who broke off has not responded: `response` is RR1.

    **Method**: logistic response propensities; Schouten, Cobben & Bethlehem (2009), bias adjustment
    of Shlomo, Skinner & Schouten (2012) for a simple random sample from `population` (None: endless).
    **Raises** StatisticsError for an unknown variable or when no unit is eligible.
    """
    for name in variables:
        if name not in units.columns:
            raise StatisticsError(
                "statistics.dispositions_have_no_column", hint=nearest(name, units.columns), name=name
            )
    eligible = eligible_units(units)
    if not len(eligible):
        raise StatisticsError("statistics.no_sampled_unit_is_eligible_so")
    cells = eligible.assign(responded=eligible["disposition"] == RESPONDED).groupby(
        list(variables), sort=True
    )
    table = cells["responded"].agg(["size", "sum"]).reset_index()
    size, hits = table["size"].to_numpy(float), table["sum"].to_numpy(float)
    x = _dummies(table[list(variables)])
    propensity = expit(x @ _logistic(x, size, hits))
    n, response = size.sum(), hits.sum() / size.sum()
    variance = (size * (propensity - (size * propensity).sum() / n) ** 2).sum() / max(n - 1, 1)
    unbiased = variance - _bias(x, size, propensity, variance, population)
    return RIndicator(
        tuple(variables), int(n), float(response), float(1 - 2 * np.sqrt(variance)),
        float(1 - 2 * np.sqrt(max(unbiased, 0.0))),
    )  # fmt: skip


def _dummies(table: pd.DataFrame) -> np.ndarray:
    """Intercept and all but the first category of each variable."""
    columns = [np.ones(len(table))]
    for name in table.columns:
        codes = pd.factorize(table[name], sort=True)[0]
        columns += [(codes == code).astype(float) for code in range(1, codes.max() + 1)]
    return np.stack(columns, axis=1)


def _logistic(x: np.ndarray, size: np.ndarray, hits: np.ndarray) -> np.ndarray:
    """Maximum likelihood by iteratively reweighted least squares, until the fits stand still.

    Where a cell responds wholly or not at all the slope grows without end but its fit settles.
    """
    slope, fitted = np.zeros(x.shape[1]), np.full(len(size), 0.5)
    for _ in range(MOST_STEPS):
        information = x.T @ (x * (size * fitted * (1 - fitted))[:, None])
        slope = slope + np.linalg.lstsq(information, x.T @ (hits - size * fitted), rcond=1e-12)[0]
        before, fitted = fitted, expit(x @ slope)
        if np.abs(fitted - before).max() < 1e-10:
            break
    return slope


def _bias(
    x: np.ndarray, size: np.ndarray, propensity: np.ndarray, variance: float, population: int | None
) -> float:
    """What sampling adds to the variance of estimated propensities."""
    n = size.sum()
    gradient = x * (propensity * (1 - propensity))[:, None]
    information = x.T @ (gradient * size[:, None])
    spread = gradient.T @ (gradient * size[:, None])
    added = np.trace(np.linalg.pinv(information, hermitian=True) @ spread) / n
    return float(added - (1 / n - (1 / population if population else 0.0)) * variance)
