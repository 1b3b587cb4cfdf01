"""From base weights to calibrated weights: nonresponse cells, raking or calibration, trimming.

Each wave is weighted to its own population. What was done, reached and left over is in the
Weighting, which the method annex prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from monitor.errors import StatisticsError, nearest
from monitor.intake.answers.typed_answers import Answers
from monitor.statistics.design.calibration import joint_cells
from monitor.statistics.design.declared_design import declared_weights
from monitor.statistics.design.declared_replicates import check_plan
from monitor.statistics.design.domains import JOINT, Categories, categories_of, crossed
from monitor.statistics.weighting.wave_weights import WaveWeights
from monitor.statistics.weighting.weighting_report import Weighting, describe_weights
from monitor.study.control_totals import ControlTotals, read_control_totals
from monitor.study.study import Study
from monitor.study.study_file import WeightingPlan

MISSING = "(no answer)"


def weight_respondents(
    answers: Answers,
    study: Study,
    controls: Mapping[str, ControlTotals] | None = None,
    sampled: Mapping[str, pd.DataFrame] | None = None,
) -> tuple[np.ndarray, Weighting]:
    """Weights in persons for the stacked answers, and the report on them.

    `controls` holds control totals by wave and is read from the study's files when not given;
    `sampled` holds per wave one row per eligible sampled unit, for nonresponse cells.

    **Method**: base weight, times the inverse response rate of the nonresponse cell, then raking
    (Deming & Stephan 1940) or calibration (Deville & Särndal 1992), then trimming and calibration
    in turn until both hold, at most 50 rounds.
    **Raises** StatisticsError naming margin and wave where a respondent has no category, a category
    has a total but no respondents, margins count different populations, or nothing converges.
    """
    plan = study.weighting
    check_plan(study.design, plan)
    if plan is None:
        weights = declared_weights(answers, study.design)
        by_wave = (weights[answers.wave == number] for number in range(len(answers.waves)))
        reports = (describe_weights(wave, mine) for wave, mine in zip(answers.waves, by_wave, strict=True))
        return weights, Weighting("given" if study.design.weights else "none", tuple(reports))
    weights = declared_weights(answers, replace(study.design, weights=plan.base_weight))
    weights = _nonresponse(answers, plan, weights, sampled or {})
    margins = {"*".join(margin): _margin(answers, plan, margin) for margin in plan.margins}
    numbers = _numbers(answers, plan)
    calibrated, waves, reached, sums = np.zeros(len(answers)), [], [], []
    for number, wave in enumerate(answers.waves):
        rows = np.flatnonzero(answers.wave == number)
        if len(rows):
            totals = controls[wave] if controls is not None else _controls(study, plan, wave)
            mine = WaveWeights(
                wave,
                plan,
                totals,
                {name: _rows(margin, rows) for name, margin in margins.items()},
                numbers[rows],
            )
            calibrated[rows] = mine.weigh(weights[rows])
            waves.append(mine.report(calibrated[rows]))
            reached += mine.margin_reports(weights[rows], calibrated[rows])
            sums += mine.number_reports(calibrated[rows])
    codes = [margin.codes for margin in margins.values()]
    place = np.asarray(answers.wave, np.int64)
    calibration = joint_cells(codes, place, len(answers.waves), weights, numbers)
    return calibrated, Weighting(plan.method, tuple(waves), tuple(reached), calibration, numbers=tuple(sums))


def _controls(study: Study, plan: WeightingPlan, wave: str) -> ControlTotals:
    return read_control_totals(study.wave(wave).controls or plan.controls)


def _margin(answers: Answers, plan: WeightingPlan, margin: tuple[str, ...]) -> Categories:
    """Category of each respondent on a margin, merged as declared; no answer is a category of its own."""
    parts = []
    for item in margin:
        categories = categories_of(answers, item, "statistics.weighting_margin", "*".join(margin))
        categories = categories.renamed(plan.merge.get(item, {}))
        if (categories.codes < 0).any():
            categories = Categories(
                np.where(categories.codes < 0, len(categories.names), categories.codes),
                (*categories.names, MISSING),
            )
        parts.append(categories)
    return crossed(parts)


def _numbers(answers: Answers, plan: WeightingPlan) -> np.ndarray:
    """The numbers of which totals are known [respondent, number]. **Raises** StatisticsError where one is not known."""
    columns = [_number(answers, name) for name in plan.numbers]
    return np.stack(columns, axis=1) if columns else np.zeros((len(answers), 0))


def _number(answers: Answers, name: str) -> np.ndarray:
    variable = answers.variables.get(name)
    if variable is not None and variable.values is None:
        raise StatisticsError("statistics.weighting_number_is_none", name=name)
    values = answers.design[name].to_numpy(dtype=float) if variable is None else variable.numbers
    unknown = np.flatnonzero(~np.isfinite(values))
    if len(unknown):
        raise StatisticsError(
            "statistics.weighting_number_is_unknown",
            name=name,
            count=len(unknown),
            place=answers.place(int(unknown[0])),
        )
    return values


def _rows(categories: Categories, rows: np.ndarray) -> Categories:
    return Categories(categories.codes[rows], categories.names)


def _nonresponse(
    answers: Answers, plan: WeightingPlan, weights: np.ndarray, sampled: Mapping[str, pd.DataFrame]
) -> np.ndarray:
    """Each respondent also stands for the sampled units of their cell that did not respond."""
    if not plan.nonresponse_cells:
        return weights
    cells = _margin(answers, replace(plan, merge={}), plan.nonresponse_cells)
    labels = np.array(cells.names, dtype=object)[cells.codes]
    corrected = weights.copy()
    for number, wave in enumerate(answers.waves):
        rows = np.flatnonzero(answers.wave == number)
        if wave not in sampled:
            raise StatisticsError("statistics.nonresponse_cells_need_sampled_units_of", wave=wave)
        columns = _cell_columns(sampled[wave], plan, wave)
        units, mine = columns.agg(JOINT.join, axis=1).value_counts(), pd.Series(labels[rows]).value_counts()
        _check_cells(units, mine, wave)
        corrected[rows] *= (units / mine)[labels[rows]].to_numpy(dtype=float)
    return corrected


def _cell_columns(units: pd.DataFrame, plan: WeightingPlan, wave: str) -> pd.DataFrame:
    for name in plan.nonresponse_cells:
        if name not in units.columns:
            raise StatisticsError(
                "statistics.dispositions_of_wave_have_no_column",
                hint=nearest(name, units.columns),
                wave=wave,
                name=name,
            )
    return units[list(plan.nonresponse_cells)].astype("string")


def _check_cells(units: pd.Series, mine: pd.Series, wave: str) -> None:
    silent = sorted(set(units.index) - set(mine.index))
    unknown = sorted(set(mine.index) - set(units.index))
    if silent or unknown:
        names = ", ".join(f'"{name}"' for name in (silent or unknown)[:5])
        code = "statistics.cells_without_respondents" if silent else "statistics.cells_without_units"
        raise StatisticsError(code, wave=wave, names=names)
