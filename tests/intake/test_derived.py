"""Truth: hand calculation of every derived item on rows that have and lack its inputs."""

from __future__ import annotations

import numpy as np

from monitor.intake.answers.typed_answers import DONT_KNOW, NO_ANSWER, NOT_APPLICABLE, NOT_ASKED, VALID

from .conftest import QUESTIONNAIRE, Survey


def test_yes_no_follows_the_answer_and_takes_over_the_state_where_there_is_none(survey: Survey) -> None:
    checked = survey.checked(
        {"safe": "a"}, {"safe": "n"}, {"safe": "dk"}, {"safe": ""}, {"often": "never", "safe": ""}
    )
    found = checked.variables["feels_safe"]
    # "don't know" decides nothing: neither yes nor no
    assert found.codes.tolist() == [0, 1, -1, -1, -1]
    assert found.state.tolist() == [VALID, VALID, DONT_KNOW, NO_ANSWER, NOT_ASKED]
    assert found.categories == ("yes", "no")


def test_a_percentage_is_calculated_or_has_the_state_of_its_input(survey: Survey) -> None:
    found = survey.checked({"rain": "12,5"}, {"rain": "escape"}, {"rain": ""}).variables["dry"]
    assert found.values[0] == 87.5
    assert np.isnan(found.values[1:]).all()
    assert found.state.tolist() == [VALID, DONT_KNOW, NO_ANSWER]


def test_a_recode_puts_each_respondent_in_one_class(survey: Survey) -> None:
    found = survey.checked({"distance": "9,9"}, {"distance": "10"}, {"distance": ""}).variables["reach"]
    assert found.codes.tolist() == [0, 1, -1]
    assert found.state.tolist() == [VALID, VALID, NO_ANSWER]


def test_a_respondent_whom_no_class_fits_is_not_applicable(survey: Survey) -> None:
    text = QUESTIONNAIRE.replace("far: distance >= 10", "far: distance >= 50")
    (survey.folder / "questionnaire.yaml").write_text(text, encoding="utf-8")
    assert survey.checked({"distance": "20"}).variables["reach"].state.tolist() == [NOT_APPLICABLE]


def test_a_derived_item_of_items_from_another_wave_is_not_there(survey: Survey) -> None:
    text = QUESTIONNAIRE + "  old: {label: Oud, kind: yes_no, theme: weg, value: old_item == daily}\n"
    (survey.folder / "questionnaire.yaml").write_text(text, encoding="utf-8")
    assert "old" not in survey.checked({}).variables


def test_a_route_of_a_derived_item_leads_away(survey: Survey) -> None:
    text = QUESTIONNAIRE.replace("value: 100 - rain}", "value: 100 - rain, asked_if: often == daily}")
    (survey.folder / "questionnaire.yaml").write_text(text, encoding="utf-8")
    found = survey.checked({}, {"often": "weekly"}).variables["dry"]
    assert found.state.tolist() == [VALID, NOT_ASKED]
