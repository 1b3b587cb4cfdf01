"""Truth: how many were asked a question is a count of joint answers. Asked for both is the one and the other, less either.

Of every form of route two questions are asked, one for either reason and one for both. A reader who adds up what is
released gets the number that was asked for both; where that is under 10 the question itself is suppressed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from monitor.release.door.audit import audit
from monitor.release.results.method import Method
from monitor.release.results.table_files import typed
from monitor.schema import ESTIMATES
from monitor.study.study import Study
from monitor.study.study_reader import read_study

from .measured import through
from .rows import share
from .survey import write_declarations
from .test_joint_answers import BOTH, GROUPS, NO_CHANGES, STUDY

BEFORE = """\
survey: door
title: Vragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2023"]
themes: {work: Werk}
scales:
  yes_no: {kind: nominal, categories: {y: ja, n: nee}}
questions:
  - {id: all, scale: yes_no, theme: work, text: Allen}
  - {id: help, scale: yes_no, theme: work, text: Hulp, asked_if: all == y}
  - {id: course, scale: yes_no, theme: work, text: Cursus}
  - {id: hours, kind: number, theme: work, text: Uren, range: [0, 80]}
  - {id: mood, scale: yes_no, theme: work, text: Stemming}
"""
DERIVED = """\
derived:
  many: {label: Veel uren, kind: yes_no, theme: work, value: "40 - hours <= 20"}
  few: {label: Weinig uren, kind: yes_no, theme: work, value: "hours < 20"}
"""
QUESTION = "  - {{id: for_{name}, scale: yes_no, theme: work, text: Vervolg, asked_if: '{route}'}}\n"
RESULT = (
    '  for_{name}: {{label: Vervolg, kind: yes_no, theme: work, value: "mood == y", asked_if: "{route}"}}\n'
)


@dataclass(frozen=True)
class Case:
    """Two routes, the released items that give `both` away with `either`, and whether derived items are routed."""

    either: str
    both: str
    sides: tuple[str, str] = ("help", "course")
    form: str = QUESTION


CASES = {
    "and_or": Case("help == y or course == y", "help == y and course == y"),
    "in_not": Case("not (help in [n] and course in [n])", "help in [y] and not course == n"),
    "all_any": Case("any_of(help, course, y)", "all_of(help, course, y)"),
    "number": Case("hours >= 20 or help == y", "help == y and hours >= 20", ("help", "many")),
    "derived": Case("help == y or course == y", "help == y and course == y", form=RESULT),
    "derived_of_derived": Case(
        "help == y or many == yes", "help == y and few == no", ("help", "many"), RESULT
    ),
}


def _study(folder: Path, case: Case) -> Study:
    routed = "".join(case.form.format(name=name, route=getattr(case, name)) for name in ("either", "both"))
    text = BEFORE + routed + DERIVED if case.form == QUESTION else BEFORE + DERIVED + routed
    return read_study(write_declarations(folder, 4, text, STUDY))


def _respondents(group: str) -> list[dict[str, str]]:
    """One row each: who had help is first, who had a course overlaps as much as BOTH says; the last six had none of it."""
    n, helped, course = GROUPS[group]
    start = helped - BOTH[group]
    rows = []
    for place in range(n):
        has_help, has_course = place < helped, start <= place < start + course
        given = {"all": "n" if place >= n - 6 else "y", "course": "y" if has_course else "n"}
        given["help"] = "-" if given["all"] == "n" else "y" if has_help else "n"
        given["many"] = "yes" if has_course else "no"
        given["for_either"] = ("y", "n")[place % 2] if has_help or has_course else "-"
        given["for_both"] = ("y", "n")[place % 2] if has_help and has_course else "-"
        rows.append(given)
    return rows


def _table(study: Study, case: Case) -> pd.DataFrame:
    people = {group: _respondents(group) for group in GROUPS}
    told = {("municipality", group): own for group, own in people.items()}
    rows = []
    for (breakdown, group), own in {
        ("", ""): [one for each in people.values() for one in each],
        **told,
    }.items():
        for item in ("all", *case.sides, "for_either", "for_both"):
            given = [one[item] for one in own]
            asked = len(given) - given.count("-")
            codes = study.questionnaire.items[item].scale.codes
            for code, answer in zip(codes, ("yes", "no") if item == "many" else ("y", "n"), strict=True):
                rows.append(
                    share(
                        study, item, code, breakdown, group, given.count(answer), asked, wave="2023",
                        n_not_asked=given.count("-"),
                    )
                )  # fmt: skip
    return typed(pd.DataFrame(rows, columns=ESTIMATES.names), ESTIMATES, "estimates")


def _added_up(estimates: pd.DataFrame, case: Case) -> dict[str, float]:
    """What a reader gets who knows the questionnaire: one side and the other, less who was asked for either."""
    found = {}
    for group in GROUPS:
        rows = estimates.query("group == @group and status != 'suppressed'").set_index(["item", "category"])
        sides = [(item, "yes" if item == "many" else "y") for item in case.sides]
        either = [key for key in rows.index if key[0] == "for_either"]
        if either and all(side in rows.index for side in sides):
            yes = sum(round(rows.loc[side, "estimate"] * rows.loc[side, "n"]) for side in sides)
            found[group] = yes - rows.loc[either[0], "n"]
    return found


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


def test_who_was_asked_for_both_is_not_told_by_who_was_for_either(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = _study(tmp_path, case)
    table = _table(study, case)
    with monkeypatch.context() as without:
        without.setattr("monitor.release.attack.item_relations.joint_answers", lambda *_: ())
        careless = through(table, NO_CHANGES, Method(), study)
        assert audit([careless], [study]).passed
    small = {"M000": BOTH["M000"], "M001": BOTH["M001"]}
    assert small.items() <= _added_up(careless.estimates, case).items()
    found = audit([careless], [study]).findings.query("kind == 'inferred'")
    assert small.keys() <= {*found.query("item == 'for_both'")["group"]}

    released = through(table, NO_CHANGES, Method(), study)
    assert not small.keys() & _added_up(released.estimates, case).keys()
    report = audit([released], [study])
    assert report.passed, report.findings.to_string()
