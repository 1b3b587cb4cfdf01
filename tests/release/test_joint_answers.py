"""Truth: what derived items of the same questions tell together. "Both" is the one and the other less "either"."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from monitor.release.attack import joint_answers as module
from monitor.release.attack.joint_answers import joint_answers
from monitor.release.door.audit import audit
from monitor.release.results.method import Method
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.study_reader import read_study

from .measured import through
from .rows import share
from .survey import Survey, write_declarations

NO_CHANGES = pd.DataFrame({name: [] for name in CHANGES.names})
QUESTIONNAIRE = """\
survey: door
title: Vragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2023"]
themes: {work: Werk}
scales:
  yes_no: {kind: nominal, categories: {y: ja, n: nee}}
  grade10: {kind: grade, range: [1, 10]}
questions:
  - {id: help, scale: yes_no, theme: work, text: Hulp}
  - {id: course, scale: yes_no, theme: work, text: Cursus}
  - {id: mark, kind: grade, scale: grade10, theme: work, text: Cijfer}
derived:
  either: {label: Hulp of cursus, kind: yes_no, theme: work, value: "help == y or course == y"}
  both: {label: Hulp en cursus, kind: yes_no, theme: work, value: "help == y and course == y"}
MORE"""
UNHAPPY = '  unhappy: {label: Ontevreden, kind: yes_no, theme: work, value: "mark <= 5 or help == n"}\n'
STUDY = """\
study: door
title: Deur
published: 2024-09-01
questionnaire: questionnaire.yaml
municipalities:
  file: municipalities.csv
  column: municipality
  attributes:
    region: {label: Landsdeel, categories: {noord: Noord, zuid: Zuid}}
    size_class: {label: Grootte, categories: {small: klein, large: groot}}
waves:
  "2023": {responses: r23.csv}
breakdowns:
  - {id: municipality, identifiable: on}
"""
GROUPS = {"M000": (24, 9, 9), "M001": (24, 10, 8), "M002": (24, 12, 11), "M003": (60, 30, 29)}
BOTH = {"M000": 3, "M001": 2, "M002": 8, "M003": 12}


def _survey(folder: Path, more: str = "") -> Survey:
    return Survey(read_study(write_declarations(folder, 4, QUESTIONNAIRE.replace("MORE", more), STUDY)))


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """A study of which two derived items read the same two questions."""
    return _survey(tmp_path_factory.mktemp("joint"))


def _counts(group: str) -> dict[str, tuple[int, int]]:
    """By item the number who said so, and the base."""
    n, helped, course = GROUPS[group]
    both = BOTH[group]
    return {
        "help": (helped, n),
        "course": (course, n),
        "either": (helped + course - both, n),
        "both": (both, n),
    }


def _table(survey: Survey) -> pd.DataFrame:
    rows = []
    told = {("municipality", group): _counts(group) for group in GROUPS}
    whole = {
        item: tuple(sum(own[item][side] for own in told.values()) for side in (0, 1))
        for item in _counts("M000")
    }
    for (breakdown, group), counts in {("", ""): whole, **told}.items():
        for item, (count, n) in counts.items():
            yes, no = ("y", "n") if item in ("help", "course") else ("yes", "no")
            for code, of in ((yes, count), (no, n - count)):
                rows.append(share(survey.study, item, code, breakdown, group, of, n, wave="2023"))
    return typed(pd.DataFrame(rows, columns=ESTIMATES.names), ESTIMATES, "estimates")


def test_two_who_had_both_are_not_told_by_the_one_the_other_and_either(survey: Survey) -> None:
    released = through(_table(survey), NO_CHANGES, Method(), survey.study)
    open_rows = released.estimates.query("status != 'suppressed' and breakdown == 'municipality'")
    for group in ("M000", "M001"):
        assert set(open_rows.query("group == @group")["item"]) < {"help", "course", "either"}, group
    report = audit([released], [survey.study])
    assert report.passed, report.findings.to_string()


def test_the_audit_finds_a_count_of_both_behind_the_others(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setattr("monitor.release.attack.item_relations.joint_answers", lambda *_: ())
        careless = through(_table(survey), NO_CHANGES, Method(), survey.study)
        assert audit([careless], [survey.study]).passed
    found = audit([careless], [survey.study]).findings.query("kind == 'inferred'")
    assert {"M000", "M001"} <= set(found["group"])
    assert set(found["item"]) == {"both"}


def test_questions_of_a_grade_are_told_apart_where_a_derived_item_does(tmp_path: Path) -> None:
    """Help and course twice (yes, no, no answer, not asked); of ten grades only up to five and above."""
    (joint,) = joint_answers(_survey(tmp_path, UNHAPPY).study.questionnaire, "2023")
    assert set(joint.members) == {"help", "course", "either", "both", "mark", "unhappy"}
    marks = {pattern[joint.members.index("mark")] for pattern in joint.patterns}
    assert {frozenset("12345"), frozenset({*"6789", "10"})} <= {mark.codes for mark in marks}
    assert len(joint.patterns) == 4 * 4 * 4


def test_too_many_combinations_are_left_apart(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PATTERNS", 8)
    assert not list(joint_answers(survey.study.questionnaire, "2023"))
