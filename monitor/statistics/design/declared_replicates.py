"""From the replicate weights that a study declares to what is computed with; what they cannot be is named."""

from __future__ import annotations

from fnmatch import fnmatchcase

import numpy as np

from monitor.errors import StatisticsError
from monitor.intake.answers.typed_answers import Answers
from monitor.statistics.design.replicate_checks import check_replicates
from monitor.statistics.design.replicate_weights import Replicates, ReplicateWeights
from monitor.study.study_file import DesignPlan, ReplicatesPlan, WeightingPlan

FEWEST = 2


def check_plan(plan: DesignPlan, weighting: WeightingPlan | None = None) -> None:
    """What cannot stand beside replicate weights, or within them. **Raises** StatisticsError that names it."""
    replicates = plan.replicates
    if replicates is None:
        return
    other = {
        "strata": plan.strata,
        "psu": plan.psu not in ("respondent_id", plan.unit),
        "population": plan.population,
        "fpc": plan.fpc,
        "second_stage": plan.second_stage,
        "nest": plan.nest,
        "pps": plan.pps,
    }
    for key, declared in other.items():
        if declared:
            raise StatisticsError("statistics.replicates_stand_instead_of", key=key)
    if weighting is not None:
        raise StatisticsError("statistics.replicates_are_not_weighted_anew")
    if plan.weights is None:
        raise StatisticsError("statistics.replicates_need_weights")
    if plan.stable_ids and not replicates.linked:
        raise StatisticsError("statistics.replicates_of_a_panel_are_linked")
    if (replicates.type == "Fay") != (replicates.rho is not None) or not 0 < (replicates.rho or 0.5) < 1:
        raise StatisticsError("statistics.replicates_rho_is_of_fay", type=replicates.type)
    if replicates.type == "JKn" and not replicates.rscales:
        raise StatisticsError("statistics.replicates_jkn_needs_rscales")


def declared_replicates(
    answers: Answers, plan: DesignPlan, replicates: ReplicatesPlan, weights: np.ndarray
) -> ReplicateWeights:
    """The replicate weights of the columns that the study names, beside the full `weights`.

    **Raises** StatisticsError for fewer than two columns in a wave, factors for another number of columns, a weight
    that is missing or negative, and columns that are not of the declared type.
    """
    columns = (name for name in map(str, answers.design.columns) if name not in plan.columns)
    names = [name for name in columns if fnmatchcase(name, replicates.columns)]
    table = answers.design[names].to_numpy(dtype=float)
    scale = np.zeros((len(answers.waves), len(names)))
    for place, wave in enumerate(answers.waves):
        rows = np.flatnonzero(answers.wave == place)
        known = ~np.isnan(table[rows]).all(axis=0)
        if len(rows):
            _check_number(replicates, int(known.sum()), wave)
            used = [name for name, one in zip(names, known, strict=True) if one]
            check_replicates(
                answers, replicates, rows, used, table[np.ix_(rows, np.flatnonzero(known))], weights[rows]
            )
            scale[place, known] = scale_of(replicates, int(known.sum()))
    mse = replicates.type == "SDR" if replicates.mse is None else replicates.mse
    known = Replicates(scale, mse, replicates.linked, replicates.degrees_of_freedom)
    return ReplicateWeights(np.ascontiguousarray(np.nan_to_num(table)), known)


def scale_of(replicates: ReplicatesPlan, columns: int) -> np.ndarray:
    """The factor on the square of each replicate.

    **Method**: BRR 1/R (McCarthy 1966), Fay 1/(R (1 - rho)^2) (Judkins 1990), JK1 (R - 1)/R, JKn the `rscales` (Rust &
    Rao 1996), bootstrap 1/(R - 1) (Rao, Wu & Yue 1992), SDR 4/R (Fay & Train 1995).
    """
    usual = {
        "BRR": 1 / columns,
        "Fay": 1 / (columns * (1 - (replicates.rho or 0.0)) ** 2),
        "JK1": (columns - 1) / columns,
        "JKn": 1.0,
        "bootstrap": 1 / (columns - 1),
        "SDR": 4 / columns,
    }
    scale = usual[replicates.type] if replicates.scale is None else replicates.scale
    return scale * (np.array(replicates.rscales) if replicates.rscales else np.ones(columns))


def _check_number(replicates: ReplicatesPlan, columns: int, wave: str) -> None:
    if columns < FEWEST:
        raise StatisticsError(
            "statistics.replicates_are_too_few", pattern=replicates.columns, columns=columns, wave=wave
        )
    if replicates.rscales and len(replicates.rscales) != columns:
        raise StatisticsError(
            "statistics.replicates_rscales_of_another_number",
            got=len(replicates.rscales),
            expected=columns,
            wave=wave,
        )
