"""Truth: whatever a respondent may have answered is among the combinations that the attack counts with, and once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monitor.intake.answers.derived import derive
from monitor.intake.answers.routing import apply_route, route_of
from monitor.intake.answers.typed_answers import NO_ANSWER, VALID, Variable
from monitor.release.attack.joint_answers import JointAnswers, joint_answers
from monitor.schema import STATE_COUNTS
from monitor.study.questionnaire import Item, Questionnaire
from monitor.study.questionnaire_reader import read_questionnaire

QUESTIONNAIRE = """\
survey: combinations
title: Vragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2021", "2023"]
themes: {work: Werk}
scales:
  yes_no: {kind: nominal, categories: {y: ja, n: nee}, special: {dk: {label: weet niet, means: dont_know}}}
  grade10: {kind: grade, range: [1, 10]}
questions:
  - {id: help, scale: yes_no, theme: work, text: a}
  - {id: course, scale: yes_no, theme: work, text: b, asked_if: help == y}
  - {id: deeper, scale: yes_no, theme: work, text: c, asked_if: course == y and mark >= 6}
  - {id: mark, kind: grade, scale: grade10, theme: work, text: d}
  - {id: hours, kind: number, theme: work, text: e, range: [0, 60]}
  - {id: pay, kind: number, theme: work, text: e, asked: ["2023"]}
  - {id: use, kind: multi, theme: work, text: f, options: {use_a: A, use_b: B, use_none: C}, exclusive: [use_none]}
  - {id: later, scale: yes_no, theme: work, text: g, asked_if: "pay > 100 or course == n"}
  - {id: wish, scale: yes_no, theme: work, text: h, asked_if: "any_of(use_a, use_b, 1) and hours < 12"}
  - {id: more, scale: yes_no, theme: work, text: h, asked_if: hours > pay}
  - {id: end, kind: open, text: i, asked_if: "help == y and wish == y"}
derived:
  left: {label: z, kind: number, theme: work, value: 40 - 2 * hours}
  some: {label: z, kind: yes_no, theme: work, value: left > 0 and use_none == 0}
  deep: {label: z, kind: yes_no, theme: work, value: "deeper in [y]", asked_if: "not course == n"}
  pair: {label: z, kind: yes_no, theme: work, value: "deep == yes or help == n"}
"""


@pytest.fixture(scope="module")
def questionnaire(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    path = tmp_path_factory.mktemp("combinations") / "questionnaire.yaml"
    questions = QUESTIONNAIRE.replace(*_in_order())
    path.write_text(questions, encoding="utf-8")
    return read_questionnaire(path)


def _in_order() -> tuple[str, str]:
    """A route reads earlier questions only: the question behind the mark comes after it."""
    lines = QUESTIONNAIRE.splitlines()
    deeper, mark = (next(one for one in lines if f"id: {name}," in one) for name in ("deeper", "mark"))
    return f"{deeper}\n{mark}\n", f"{mark}\n{deeper}\n"


def _answered(questionnaire: Questionnaire, wave: str, size: int) -> dict[str, Variable]:
    """Random answers, routed and derived as the intake does."""
    rng = np.random.default_rng(7)
    drawn = {
        item.id: _drawn(item, rng, size)
        for item in questionnaire.fields
        if wave in item.asked and not item.confidential
    }
    options = ("use_a", "use_b", "use_none")
    chosen = np.where(drawn["use_none"].codes == 1, 0, [drawn[name].codes for name in options[:2]])
    for option, codes in zip(options, (*chosen, drawn["use_none"].codes), strict=True):
        drawn[option] = replace(drawn[option], codes=codes).with_state(drawn["mark"].state)
    given: dict[str, Variable] = {}
    for name, variable in drawn.items():
        item = questionnaire.items[name]
        route = route_of(item.asked_if, questionnaire.shapes, given, size)
        emptied = variable.with_state(np.where(route.away, np.int8(NO_ANSWER), variable.state))
        given[name] = apply_route(item, emptied, route)[0]
    return given | derive(questionnaire, given, size)


def _drawn(item: Item, rng: np.random.Generator, size: int) -> Variable:
    codes = item.scale.codes if item.scale else ()
    states = [VALID, VALID, VALID, VALID, NO_ANSWER, *(3 for _ in item.special)]
    state = rng.choice(states, size).astype(np.int8)
    numbers = rng.integers(1, 11 if codes else 61, size)
    if item.traits.numeric:
        return Variable(item.id, item.kind, state, values=numbers.astype(float))
    return Variable(item.id, item.kind, state, codes, codes=numbers % len(codes))


def _fits(joint: JointAnswers, questionnaire: Questionnaire, answers: dict[str, Variable], row: int) -> int:
    """How many patterns a respondent fits."""
    return sum(
        all(_is_counted(questionnaire.items[count.item], count, answers, row) for count in pattern)
        for pattern in joint.patterns
    )


def _is_counted(item: Item, count, answers: dict[str, Variable], row: int) -> bool:
    variable = answers[item.id]
    state = int(variable.state[row])
    if state != VALID:
        return STATE_COUNTS[state - 1].removeprefix("n_") in count.states
    if "*" in count.codes:
        return True
    code = (
        item.scale.codes[int(variable.codes[row])]
        if variable.codes is not None
        else str(int(variable.numbers[row]))
    )
    return code in count.codes


@pytest.mark.parametrize("wave", ["2021", "2023"])
def test_every_respondent_fits_one_combination(questionnaire: Questionnaire, wave: str) -> None:
    answers = _answered(questionnaire, wave, 400)
    tables = list(joint_answers(questionnaire, wave))
    assert tables
    for joint in tables:
        assert {_fits(joint, questionnaire, answers, row) for row in range(400)} == {1}, joint.members
        seen = {
            tuple(_is_counted(questionnaire.items[count.item], count, answers, row) for count in pattern)
            for row in range(400)
            for pattern in joint.patterns
        }
        assert len(seen) > 1


def test_a_route_is_used_in_the_waves_that_asked_all_it_reads(questionnaire: Questionnaire) -> None:
    """Without pay everybody is asked later; hours and pay are compared with each other, which no cuts of one tell."""
    members = {
        wave: {name for joint in joint_answers(questionnaire, wave) for name in joint.members}
        for wave in ("2021", "2023")
    }
    assert "later" not in members["2021"]
    assert "later" in members["2023"]
    assert not {"more", "end"} & (members["2021"] | members["2023"])
    assert {"wish", "some", "deep", "pair"} <= members["2021"]


def test_numbers_are_told_apart_where_something_compares_them(questionnaire: Questionnaire) -> None:
    """Wish asks below 12 hours, some below 20: three kinds of answers, and what is not answered."""
    joint = next(one for one in joint_answers(questionnaire, "2021") if "wish" in one.members)
    place = joint.members.index("hours")
    assert {count.codes for pattern in joint.patterns for count in [pattern[place]]} == {
        frozenset("*"),
        frozenset(),
    }
    told = {pattern[joint.members.index(name)] for pattern in joint.patterns for name in ("wish", "some")}
    assert {count.item for count in told} == {"wish", "some"}
