"""The benchmark through this product: the functions the pipeline calls, on declarations as it reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.made_survey import MARGINS, MadeSurvey, control_totals, made_survey
from monitor.intake.answers.typed_answers import Answers, Variable
from monitor.statistics.change.changes import judged_changes, measured_changes
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.estimates.by_domain import estimates_by_domain
from monitor.statistics.weighting.weighting import weight_respondents
from monitor.study.control_totals import ControlTotals
from monitor.study.policy import Comparison, DisclosureRules, Threshold
from monitor.study.questionnaire import Group, Item, Questionnaire
from monitor.study.scale import Category, Scale
from monitor.study.study import Study
from monitor.study.study_file import DesignPlan, Indicator, Wave, WeightingPlan

WAVES = ("2021", "2023")


def survey(design: str, rows: int) -> Prepared:
    """Everything that is there before an analysis begins: typed answers and declarations."""
    made = made_survey(rows)
    plan = DesignPlan(psu="unit" if design == "clustered" else "respondent_id", strata="stratum")
    answers = _answers(made, rows)
    return Prepared(
        plan,
        answers,
        _with_kind(answers, made, "likert"),
        _study(made, plan, "single"),
        _study(made, plan, "likert"),
    )


@dataclass
class Prepared:
    """The answers with nominal items and with the same items scored."""

    plan: DesignPlan
    nominal: Answers
    scored: Answers
    nominal_study: Study
    scored_study: Study

    def tasks(self) -> dict[str, Callable[[], object]]:
        """rake, shares, tests_f (nominal items) and tests_t (the same items with scores), to be run in order."""
        one, other = self.nominal_study, self.scored_study
        return {
            "rake": self._rake,
            "shares": lambda: estimates_by_domain(self.nominal, self.design, one, one.questionnaire),
            "tests_f": lambda: judged_changes(
                measured_changes(self.nominal, self.design, one, one.questionnaire), one
            )[0],
            "tests_t": lambda: judged_changes(
                measured_changes(self.scored, self.design, other, other.questionnaire), other
            )[0],
        }

    def _rake(self) -> None:
        weights, report = weight_respondents(
            self.nominal, self.nominal_study, dict.fromkeys(WAVES, _controls())
        )
        self.design = build_design(self.nominal, self.plan, weights=weights, calibration=report.calibration)


def _codes(size: int) -> tuple[str, ...]:
    return tuple(f"c{number}" for number in range(size))


def _variable(name: str, codes: np.ndarray, size: int, kind: str, state: np.ndarray) -> Variable:
    scores = tuple(float(size - place) for place in range(size)) if kind == "likert" else None
    return Variable(name, kind, state, _codes(size), codes, None, scores)


def _answers(survey: MadeSurvey, rows: int) -> Answers:
    valid = np.zeros(rows, np.int8)
    margins = {
        name: _variable(name, survey.margins[name], size, "single", valid) for name, size in MARGINS.items()
    }
    frame = pd.DataFrame({"unit": survey.unit, "stratum": survey.stratum})
    empty = Answers(WAVES, survey.wave, np.arange(rows), margins, frame)
    return _with_kind(empty, survey, "single")


def _with_kind(answers: Answers, survey: MadeSurvey, kind: str) -> Answers:
    """The same answers, the items as another kind."""
    valid = answers.variables["age"].state
    items = {
        name: _variable(name, codes, survey.sizes[name], kind, valid) for name, codes in survey.items.items()
    }
    variables = {**answers.variables, **items}
    return Answers(answers.waves, answers.wave, answers.respondent_id, variables, answers.design)


def _controls() -> ControlTotals:
    totals = {
        name: dict(zip(_codes(len(found)), found, strict=True)) for name, found in control_totals().items()
    }
    return ControlTotals(
        Path("controls.csv"), totals, dict.fromkeys(MARGINS, "made"), dict.fromkeys(MARGINS, "")
    )


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
    questionnaire = Questionnaire(
        survey="made", title="made", respondent="r", respondents="rs", waves=WAVES, themes={"t": "t"},
        scales={}, groups=groups, items=items,
    )  # fmt: skip
    limits = Threshold(10, 30, 8)
    return Study(
        id="made", title="made", subtitle="", publisher="", published=date(2024, 9, 1), path=Path("study.yaml"),
        questionnaire=questionnaire, waves=tuple(Wave(name, name, Path("x.csv")) for name in WAVES), design=plan,
        weighting=WeightingPlan("raking", tuple((name,) for name in MARGINS), Path("controls.csv")),
        comparison=Comparison(0.05, 0.80, "bh", {}, ("previous",), "auto", (), (), (), False, 5.0),
        indicators=tuple(Indicator(name, name, "t", (name,)) for name in survey.sizes), breakdowns=(),
        disclosure=DisclosureRules(limits, limits, 5, 5, 20), reports=(),
    )  # fmt: skip
