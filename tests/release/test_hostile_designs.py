"""Truth: the attacker with the whole joint table. Designs that a door may not have thought of stay shut."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.release.door.audit import audit
from monitor.release.results.method import Method
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES
from monitor.study.study import Study
from monitor.study.study_reader import read_study

from .joint_table import PAIRS, leaks
from .measured import through
from .survey import STUDY, Survey, write_declarations

pytestmark = pytest.mark.ci

NO_CHANGES = typed(pd.DataFrame({name: [] for name in CHANGES.names}), CHANGES, "changes")


def passed(survey: Survey, answers: pd.DataFrame) -> ReleasedSet:
    """Through the door, where the audit and the second attacker work out nothing."""
    estimates = survey.estimates(answers)
    released = through(estimates, survey.changes(estimates), Method(), survey.study)
    report = audit([released], [survey.study])
    assert report.passed, report.findings.to_string()
    assert leaks(released, survey.study, most=25) == []
    return released


def moved(answers: pd.DataFrame, study: Study, rows: np.ndarray, codes: list[str]) -> pd.DataFrame:
    """The answers with these rows in other municipalities."""
    answers, places = answers.copy(), study.municipalities.rows
    answers.loc[rows, "municipality"] = codes
    for part in ("region", "size_class"):
        answers[part] = [places[code][part] for code in answers["municipality"]]
    return answers


@pytest.mark.parametrize(("size", "seed"), [(40, 1), pytest.param(120, 2, marks=pytest.mark.slow)])
def test_an_identifiable_breakdown_with_two_groups(tmp_path: Path, size: int, seed: int) -> None:
    """One hidden, both hidden: and what is finer hides with them, or the sum would give it back."""
    text = STUDY.replace("id: region, ", "id: region, identifiable: on, ")
    two = Survey(read_study(write_declarations(tmp_path, 4, study=text)))
    rows = passed(two, two.answers(size, seed)).estimates.query("breakdown == 'region'")
    shown = rows.assign(open=rows["status"] != "suppressed").groupby(["wave", "item", "group"])["open"].max()
    assert set(shown.groupby(["wave", "item"]).sum()) <= {0, 2}


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_one_municipality_with_nearly_everybody(survey: Survey, seed: int) -> None:
    answers = survey.answers(600, seed)
    many = np.random.default_rng(seed).random(len(answers)) < 0.95
    passed(survey, moved(answers, survey.study, many, ["M000"] * int(many.sum())))


def test_municipalities_where_nobody_is_hide_nobody(surveys: dict[int, Survey]) -> None:
    survey = surveys[12]
    answers = survey.answers(300, 3)
    released = passed(survey, answers[answers["municipality"].isin(["M000", "M001", "M005"])]).estimates
    empty = released.query("group == 'M002'")
    assert set(empty["reason"]) == {"no_respondents"}


EQUAL = [{"clear": "sa", "unclear": "no"}, {"works": "over", "content": "-"}, {"share": "100", "rest": "0"},
         {"clear": "", "unclear": ""}]  # fmt: skip


@pytest.mark.parametrize(
    "same", [*EQUAL[:2], *(pytest.param(same, marks=pytest.mark.slow) for same in EQUAL[2:])], ids=str
)
def test_everybody_answers_the_same(survey: Survey, same: dict[str, str]) -> None:
    released = passed(survey, survey.answers(150, 4).assign(**same)).estimates
    identifiable = released[released["breakdown"].isin(["municipality", "region*size_class"])]
    assert set(identifiable[identifiable["item"].isin(list(same))]["status"]) <= {"suppressed"}


DEEP = """\
survey: deep
title: Vragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2021", "2023"]
themes: {work: Werk}
scales:
  band3: {kind: ordinal, categories: {young: jong, mid: midden, old: oud}}
  two: {kind: nominal, categories: {x: wel, y: niet}}
questions:
  - {id: band, scale: band3, theme: work, text: Leeftijd}
  - {id: one, scale: two, theme: work, text: a}
  - {id: two, scale: two, theme: work, text: b, asked_if: one == x}
  - {id: three, scale: two, theme: work, text: c, asked_if: two == x}
  - {id: set, kind: multi, theme: work, text: d, exclusive: [set_none],
     options: {set_a: A, set_b: B, set_none: geen}}
"""


@pytest.mark.parametrize(("size", "seed"), [(90, 1), pytest.param(250, 2, marks=pytest.mark.slow)])
def test_items_routed_three_deep_and_a_set_with_an_exclusive_option(
    survey: Survey, tmp_path: Path, size: int, seed: int
) -> None:
    deep = Survey(read_study(write_declarations(tmp_path, 4, DEEP)))
    answers, rng = survey.answers(size, seed), np.random.default_rng(seed)
    for items, share in ((("one", "two", "three"), [0.3, 0.2, 0.2, 0.3]),
                         (("set_a", "set_b", "set_none"), [0.3, 0.2, 0.2, 0.2, 0.05, 0.05])):  # fmt: skip
        rows = rng.choice(len(PAIRS[items]), len(answers), p=share)
        answers[list(items)] = np.array(PAIRS[items])[rows]
    passed(deep, answers)


@pytest.mark.parametrize("left_out", ["municipality", "band", "region*size_class"])
def test_a_run_without_a_breakdown_beside_the_whole_run(survey: Survey, left_out: str) -> None:
    """Two runs of one study are read as one: what either tells may not open what the other hides."""
    estimates = survey.estimates(survey.answers(150, 1))
    whole = through(estimates, NO_CHANGES, Method(), survey.study)
    fewer = tuple(breakdown for breakdown in survey.study.breakdowns if breakdown.id != left_out)
    part = through(
        estimates[estimates["breakdown"] != left_out],
        NO_CHANGES,
        Method(),
        replace(survey.study, breakdowns=fewer),
    )
    both = audit([whole, part], [survey.study])
    assert both.suppressed > 0
    assert both.passed, both.findings.to_string()


@pytest.mark.slow
def test_four_hundred_municipalities_of_three_respondents(tmp_path: Path) -> None:
    text = STUDY.replace('  "2023": {responses: r23.csv}\n', "")
    survey = Survey(read_study(write_declarations(tmp_path, 400, study=text)))
    codes = np.repeat(list(survey.study.municipalities.rows), 3).tolist()
    answers = survey.answers(1200, 5)
    estimates = survey.estimates(moved(answers, survey.study, np.ones(1200, bool), codes))
    released = through(estimates, NO_CHANGES, Method(), survey.study)
    assert audit([released], [survey.study]).passed
    assert leaks(released, survey.study, most=40, by_band=False) == []
    assert set(released.estimates.query("breakdown == 'municipality'")["status"]) == {"suppressed"}
