"""Truth: answers that no file can give, made by hand, are stopped at the last guard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monitor.errors import IntakeError
from monitor.intake.answers.typed_answers import NO_ANSWER, Answers, Variable
from monitor.intake.files.columns import ColumnPlan
from monitor.intake.validation.schema import answers_schema, guard

from .conftest import QUESTIONNAIRE, Survey


def with_variable(answers: Answers, name: str, **changes: object) -> Answers:
    changed = replace(answers.variables[name], **changes)
    return replace(answers, variables={**answers.variables, name: changed})


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("often", {"codes": np.array([3], np.int8)}),
        ("often", {"categories": ("daily", "weekly", "yearly")}),
        ("often", {"state": np.array([NO_ANSWER], np.int8)}),
        ("often", {"state": np.array([-1], np.int8), "codes": np.array([-1], np.int8)}),
        ("rating", {"values": np.array([11.0])}),
        ("rain", {"values": np.array([-0.5])}),
        ("distance", {"values": np.array([np.nan])}),
    ],
)
def test_an_impossible_answer_is_stopped_without_being_repeated(
    survey: Survey, name: str, changes: dict[str, object]
) -> None:
    answers = survey.split({}).accepted.answers
    with pytest.raises(IntakeError, match=f'typed answers to "{name}"') as caught:
        guard(with_variable(answers, name, **changes), ColumnPlan(survey.study, "2025"))
    assert "11" not in str(caught.value)


def test_possible_answers_pass(survey: Survey) -> None:
    guard(survey.split({}, {"safe": ""}).accepted.answers, ColumnPlan(survey.study, "2025"))


def test_the_schema_has_the_closed_and_derived_items_of_the_wave(survey: Survey) -> None:
    found = set(answers_schema(ColumnPlan(survey.study, "2025")))
    assert {"often", "bike_none", "dry", "reach"} <= found
    assert found.isdisjoint({"old_item", "remark", "towns", "contact_name"})


def test_more_categories_than_int8_holds(survey: Survey) -> None:
    codes = ", ".join(f"k{place}: klasse {place}" for place in range(200))
    text = QUESTIONNAIRE.replace("{daily: elke dag,", f"{{{codes}, daily: elke dag,")
    (survey.folder / "questionnaire.yaml").write_text(text, encoding="utf-8")
    often: Variable = survey.split({}, {"often": "k199", "safe": ""}).accepted.answers.variables["often"]
    assert often.codes.tolist() == [200, 199]
