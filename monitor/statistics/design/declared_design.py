"""From what a study declares of its sample to the design that is computed with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from monitor.errors import StatisticsError
from monitor.intake.answers.typed_answers import Answers
from monitor.statistics.design.calibration import Calibration
from monitor.statistics.design.declared_replicates import check_plan, declared_replicates
from monitor.statistics.design.declared_second_stage import check_sampled, declared_second_stage
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.design.unit_column import design_column
from monitor.statistics.design.wave_overlap import overlap_of_waves
from monitor.study.study_file import DesignPlan

SINGLE_PSU_POLICIES = ("fail", "remove", "adjust", "average", "certainty")


def build_design(
    answers: Answers,
    plan: DesignPlan,
    *,
    weights: np.ndarray | None = None,
    calibration: Calibration | None = None,
) -> SurveyDesign:
    """The stacked design of all waves from the declared design columns.

    `weights` replaces the declared weight column (weights in persons, after calibration).
    **Raises** StatisticsError for ids in two waves without `stable_ids`, a missing column, a missing or
    negative weight, a wave in which nobody has a weight above 0, a PSU in two strata, a population that is not one
    number or below the sample, a second stage or replicate weights that cannot count, and a stratum or PSU with one unit when the policy is
    `fail`.
    """
    check_stages(plan)
    check_plan(plan)
    overlap_of_waves(answers, plan)
    strata, names = _strata(answers, plan)
    design = SurveyDesign(
        weights=declared_weights(answers, plan)
        if weights is None
        else _checked_weights(weights, len(answers)),
        strata=strata,
        psu=_psus(answers, plan, strata),
        wave=np.asarray(answers.wave, dtype=np.int64),
        waves=tuple(answers.waves),
        calibration=calibration,
        single_psu=plan.single_psu,
        stratum_names=names,
        plan=plan,
    )
    if plan.fpc:
        design = replace(design, population=_population(answers, plan, design))
    if plan.replicates:
        replicates = declared_replicates(answers, plan, plan.replicates, design.weights)
        design = replace(design, replicates=replicates)
    if plan.second_stage:
        second = declared_second_stage(answers, plan, plan.second_stage, design.psu)
        design = replace(design, second=second)
        check_sampled(answers, plan, plan.second_stage, design)
    _check_somebody_counts(design)
    _check_single_psus(design)
    return design


def declared_weights(answers: Answers, plan: DesignPlan) -> np.ndarray:
    """The declared weight of every respondent, 1 without a weight column."""
    if plan.weights is None:
        return np.ones(len(answers))
    numbers = pd.to_numeric(design_column(answers, plan.weights), errors="coerce")
    return _checked_weights(numbers.to_numpy(dtype=float), len(answers), plan.weights)


def _checked_weights(weights: np.ndarray, rows: int, name: str = "weights") -> np.ndarray:
    weights = np.ascontiguousarray(weights, dtype=float)
    if len(weights) != rows:
        raise StatisticsError("statistics.does_not_fit_responses", got=len(weights), expected=rows, name=name)
    wrong = int((~np.isfinite(weights) | (weights < 0)).sum())
    if wrong:
        raise StatisticsError("statistics.is_no_weight_for_respondents", name=name, wrong=wrong)
    return weights


def _strata(answers: Answers, plan: DesignPlan) -> tuple[np.ndarray, tuple[str, ...]]:
    if plan.strata is None:
        return np.zeros(len(answers), dtype=np.int64), ("",)
    codes, names = pd.factorize(design_column(answers, plan.strata), sort=True)
    return codes.astype(np.int64), tuple(map(str, names))


def _psus(answers: Answers, plan: DesignPlan, strata: np.ndarray) -> np.ndarray:
    """PSU codes. A respondent as PSU is known by the stable unit id; without one, per wave."""
    by_person = plan.psu in ("respondent_id", plan.unit)
    codes = pd.factorize(design_column(answers, plan.unit if by_person else plan.psu), sort=True)[0].astype(
        np.int64
    )
    if by_person and not plan.stable_ids:
        codes = codes * len(answers.waves) + answers.wave
    nested = plan.nest and not by_person
    if not nested and not by_person:
        _check_nesting(codes, strata, answers, plan)
    if nested or by_person:  # a person may move to another stratum, and then is two PSUs
        codes = codes * np.int64(strata.max(initial=0) + 1) + strata
    if plan.draw is not None:  # a PSU that is drawn twice with replacement is two draws
        draw = pd.factorize(design_column(answers, plan.draw), sort=True)[0]
        codes = codes * np.int64(draw.max(initial=0) + 1) + draw
    return pd.factorize(codes, sort=True)[0].astype(np.int64)


def check_stages(plan: DesignPlan) -> None:
    """What is not computed, and what cannot stand together. **Raises** StatisticsError that names it."""
    if plan.phases > 1:
        raise StatisticsError("statistics.phases_are_not_computed", phases=plan.phases)
    if plan.third_stage is not None:
        raise StatisticsError("statistics.third_stage_is_not_computed")
    if plan.pps == "without_replacement":
        raise StatisticsError("statistics.pps_without_replacement")
    if plan.pps and (plan.psu in ("respondent_id", plan.unit) or plan.fpc):
        raise StatisticsError("statistics.pps_is_of_psus", psu=plan.psu, fpc="on" if plan.fpc else "off")
    if plan.draw is not None and plan.pps is None:
        raise StatisticsError("statistics.draw_is_of_pps", draw=plan.draw)


def _check_nesting(codes: np.ndarray, strata: np.ndarray, answers: Answers, plan: DesignPlan) -> None:
    """A sampled PSU lies in one stratum."""
    pairs = pd.DataFrame({"psu": codes, "stratum": strata}).drop_duplicates()
    several = pairs.loc[pairs["psu"].duplicated(), "psu"].unique()
    if len(several):
        names = design_column(answers, plan.psu).astype(str).to_numpy()
        named = ", ".join(f'"{names[np.argmax(codes == code)]}"' for code in several[:5])
        raise StatisticsError(
            "statistics.psus_of_lie_in_more_than",
            count=len(several),
            psu=plan.psu,
            strata=plan.strata,
            named=named,
        )


def _check_somebody_counts(design: SurveyDesign) -> None:
    rows, used = (
        np.bincount(design.wave[kept], minlength=len(design.waves))
        for kept in (design.weights >= 0, design.weights > 0)
    )
    for wave, number, counted in zip(design.waves, rows, used, strict=True):
        if number and not counted:
            raise StatisticsError("statistics.every_weight_is_zero", wave=wave, rows=int(number))


def _check_single_psus(design: SurveyDesign) -> None:
    if design.single_psu not in SINGLE_PSU_POLICIES:
        raise StatisticsError(
            "statistics.is_no_single_psu_policy",
            expected=", ".join(SINGLE_PSU_POLICIES),
            single_psu=design.single_psu,
        )
    single = design.units.single_strata
    if len(single) and design.single_psu == "fail" and len(design) > 1:
        names = ", ".join(f'"{design.stratum_names[number]}"' for number in single[:5])
        raise StatisticsError("statistics.strata_with_one_psu_show_no", names=names)


def _population(answers: Answers, plan: DesignPlan, design: SurveyDesign) -> np.ndarray:
    """PSUs that exist, per stratum and wave; a wave without rows in a stratum gets no correction."""
    if plan.population is None:
        raise StatisticsError("statistics.fpc_is_on_but_design_names")
    sizes = pd.to_numeric(design_column(answers, plan.population), errors="coerce").to_numpy(dtype=float)
    table = pd.DataFrame({"stratum": design.strata, "wave": design.wave, "size": sizes})
    spread = table.groupby(["stratum", "wave"])["size"].agg(["min", "max"])
    if table["size"].isna().any() or (spread["min"] != spread["max"]).any():
        raise StatisticsError("statistics.column_does_not_hold_one_number", population=plan.population)
    population = np.full((design.n_strata, len(design.waves)), np.inf)
    population[spread.index.get_level_values(0), spread.index.get_level_values(1)] = spread["min"]
    if (design.units.sampled_by_wave > population * (1 + 1e-9)).any():
        raise StatisticsError("statistics.column_is_below_number_of_sampled", population=plan.population)
    return population
