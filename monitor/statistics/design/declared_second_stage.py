"""From what a study declares of its second stage to the units that were drawn from PSUs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.errors import StatisticsError
from monitor.intake.answers.typed_answers import Answers
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.design.second_stage import SecondStage
from monitor.statistics.design.unit_column import design_column
from monitor.study.study_file import DesignPlan, SecondStagePlan


def declared_second_stage(
    answers: Answers, plan: DesignPlan, second: SecondStagePlan, psu: np.ndarray
) -> SecondStage:
    """The second stage of the declared columns; `psu` codes those of the first.

    **Raises** StatisticsError where the first stage has no population or no units to draw from, where the policy
    for single units has no meaning in a second stage, and where a PSU (or stratum within it) has no one population in a
    wave.
    """
    _check_plan(plan)
    within = None if second.strata is None else pd.factorize(design_column(answers, second.strata))[0]
    stratum = _codes(psu, psu if within is None else within)
    stratum_psu = np.zeros(int(stratum.max(initial=-1)) + 1, dtype=np.int64)
    stratum_psu[stratum] = psu
    wave = np.asarray(answers.wave, dtype=np.int64)
    sizes = pd.to_numeric(design_column(answers, second.population), errors="coerce").to_numpy(dtype=float)
    cells = stratum * np.int64(len(answers.waves)) + wave
    _check_one_number(answers, plan, second, cells, sizes)
    population = np.full((len(stratum_psu), len(answers.waves)), np.inf)
    population[stratum, wave] = sizes
    return SecondStage(_units(answers, plan, second, stratum), stratum, stratum_psu, population)


def _check_plan(plan: DesignPlan) -> None:
    if not plan.fpc:
        raise StatisticsError("statistics.second_stage_needs_fpc")
    if plan.psu in ("respondent_id", plan.unit):
        raise StatisticsError("statistics.second_stage_needs_psu", psu=plan.psu)
    if plan.single_psu == "average":
        raise StatisticsError("statistics.second_stage_knows_no_average")


def _codes(*columns: np.ndarray) -> np.ndarray:
    """One code from 0 per combination."""
    code = columns[0].astype(np.int64)
    for column in columns[1:]:
        code = code * np.int64(column.max(initial=0) + 1) + column
    return pd.factorize(code, sort=True)[0].astype(np.int64)


def _units(answers: Answers, plan: DesignPlan, second: SecondStagePlan, stratum: np.ndarray) -> np.ndarray:
    """Codes of the units, within what they were drawn from; respondents without a stable id anew in every wave."""
    by_person = second.unit in ("respondent_id", plan.unit)
    name = plan.unit if by_person else second.unit
    codes = pd.factorize(design_column(answers, name), sort=True)[0]
    if by_person and not plan.stable_ids:
        return _codes(stratum, codes, np.asarray(answers.wave, dtype=np.int64))
    return _codes(stratum, codes)


def _named(answers: Answers, plan: DesignPlan, second: SecondStagePlan, row: int) -> str:
    """A PSU as the file calls it, with its stratum within where units were drawn from that."""
    names = [str(design_column(answers, plan.psu).iloc[row])]
    names += [] if second.strata is None else [str(design_column(answers, second.strata).iloc[row])]
    return ", ".join(names)


def _check_one_number(
    answers: Answers, plan: DesignPlan, second: SecondStagePlan, cells: np.ndarray, sizes: np.ndarray
) -> None:
    """A PSU has one number of units in a wave."""
    table = pd.DataFrame({"cell": cells, "size": sizes})
    first = table.groupby("cell")["size"].transform("first").to_numpy()
    wrong = np.flatnonzero(~(sizes == first))
    if len(wrong):
        row = int(wrong[0])
        raise StatisticsError(
            "statistics.second_stage_has_several_populations",
            got=f"{first[row]:g}, {sizes[row]:g}",
            population=second.population,
            name=_named(answers, plan, second, row),
            place=answers.place(row),
        )


def check_sampled(answers: Answers, plan: DesignPlan, second: SecondStagePlan, design: SurveyDesign) -> None:
    """**Raises** StatisticsError where a PSU (or stratum within it) has fewer units than were drawn from it, and where one
    was drawn of several and the policy is `fail`."""
    drawn = design.units.second
    if drawn is None or design.second is None:
        return
    for code, wrong in (
        ("statistics.second_stage_is_below_sample", drawn.sampled > drawn.population * (1 + 1e-9)),
        ("statistics.second_stage_has_one_unit", drawn.single & (plan.single_psu == "fail")),
    ):
        if wrong.any():
            stratum, wave = np.argwhere(wrong)[0]
            row = int(np.flatnonzero((design.second.stratum == stratum) & (design.wave == wave))[0])
            raise StatisticsError(
                code,
                count=int(wrong.sum()),
                population=second.population,
                name=_named(answers, plan, second, row),
                place=answers.place(row),
                sampled=int(drawn.sampled[stratum, wave]),
                exist=f"{drawn.population[stratum, wave]:g}",
            )
