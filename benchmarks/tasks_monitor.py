"""The benchmark through this product: the functions the pipeline calls, on declarations as it reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.made_survey import MARGINS, MadeSurvey, control_totals, made_survey
from monitor.intake.answers import Answers, Variable
from monitor.statistics.change import changes_between_waves
from monitor.statistics.control_totals import ControlTotals
from monitor.statistics.design import build_design
from monitor.statistics.estimates import estimates_by_domain
from monitor.statistics.weighting import weight_respondents
from monitor.study.questionnaire import Category, Group, Item, Questionnaire, Scale
from monitor.study.study import Comparison, DesignPlan, DisclosureRules, Indicator, Study, Threshold, Wave, WeightingPlan

WAVES = ("2021", "2023")


def tasks(design: str, rows: int) -> dict[str, Callable[[], object]]:
    """rake, shares, tests_f (nominal items) and tests_t (the same items with scores)."""
    survey = made_survey(rows)
    plan = DesignPlan(psu="unit" if design == "clustered" else "respondent_id", strata="stratum")
    answers = _answers(survey, rows)
    nominal, scored = (_study(survey, plan, kind) for kind in ("single", "likert"))
    controls = dict.fromkeys(WAVES, _controls())
    weights, report = weight_respondents(answers, nominal, controls)
    built = build_design(answers, plan, weights=weights, calibration=report.calibration)
    with_scores = _with_kind(answers, survey, "likert")
    return {
        "rake": lambda: weight_respondents(answers, nominal, controls),
        "shares": lambda: estimates_by_domain(answers, built, nominal, nominal.questionnaire),
        "tests_f": lambda: changes_between_waves(answers, built, nominal, nominal.questionnaire),
        "tests_t": lambda: changes_between_waves(with_scores, built, scored, scored.questionnaire),
    }


def _codes(size: int) -> tuple[str, ...]:
    return tuple(f"c{number}" for number in range(size))


def _variable(name: str, codes: np.ndarray, size: int, kind: str) -> Variable:
    scores = tuple(float(size - place) for place in range(size)) if kind == "likert" else None
    return Variable(name, kind, np.zeros(len(codes), np.int8), _codes(size), codes, None, scores)


def _answers(survey: MadeSurvey, rows: int) -> Answers:
    margins = {name: _variable(name, survey.margins[name], size, "single") for name, size in MARGINS.items()}
    frame = pd.DataFrame({"unit": survey.unit, "stratum": survey.stratum})
    empty = Answers(WAVES, survey.wave, np.arange(rows), margins, frame)
    return _with_kind(empty, survey, "single")


def _with_kind(answers: Answers, survey: MadeSurvey, kind: str) -> Answers:
    items = {name: _variable(name, codes, survey.sizes[name], kind) for name, codes in survey.items.items()}
    variables = {**answers.variables, **items}
    return Answers(answers.waves, answers.wave, answers.respondent_id, variables, answers.design)


def _controls() -> ControlTotals:
    totals = {name: dict(zip(_codes(len(found)), found, strict=True)) for name, found in control_totals().items()}
    return ControlTotals(Path("controls.csv"), totals, dict.fromkeys(MARGINS, "made"), dict.fromkeys(MARGINS, ""))


def _study(survey: MadeSurvey, plan: DesignPlan, kind: str) -> Study:
    sizes = {**MARGINS, **survey.sizes}
    items = {
        name: Item(
            id=name, kind="single" if name in MARGINS else kind, text=name, short=name, number="", group=name,
            theme="t", block="", asked=WAVES, comparable_from=WAVES[0],
            scale=Scale(name, "nominal", tuple(Category(code, code) for code in _codes(size))),
        )
        for name, size in sizes.items()
    }  # fmt: skip
    groups = {name: Group(name, "single", name, "", "t", "", (name,)) for name in items}
    questionnaire = Questionnaire("made", "made", "r", "rs", WAVES, {"t": "t"}, {}, {}, groups, items)
    limits = Threshold(10, 30, 8)
    return Study(
        id="made", title="made", subtitle="", publisher="", published=date(2024, 9, 1), path=Path("study.yaml"),
        questionnaire=questionnaire, waves=tuple(Wave(name, name, Path("x.csv")) for name in WAVES), design=plan,
        weighting=WeightingPlan("raking", tuple((name,) for name in MARGINS), Path("controls.csv")),
        comparison=Comparison(0.05, 0.80, "bh", {}, ("previous",), "t", (), (), (), False, 5.0),
        indicators=tuple(Indicator(name, name, "t", (name,)) for name in survey.sizes), breakdowns=(),
        disclosure=DisclosureRules(limits, limits, 5, 5, 20), reports=(),
    )  # fmt: skip
