"""Truth: what the file said, but for the cells that were corrected."""

from __future__ import annotations

import pandas as pd
import pytest

from monitor.errors import IntakeError
from monitor.intake.files.responses import Responses
from monitor.intake.validation.corrections import apply_corrections
from monitor.intake.validation.quarantine import Split, split
from monitor.intake.validation.validate import validate

from .conftest import Survey


def corrected(survey: Survey, text: str) -> Responses:
    path = survey.folder / "corrections.csv"
    path.write_text(text, encoding="utf-8")
    return apply_corrections(survey.responses(), survey.study, path)


def outcome(survey: Survey, responses: Responses) -> Split:
    return split(validate(responses, survey.study, "2025"))


def test_the_rows_set_apart_can_be_corrected_and_fed_back(survey: Survey) -> None:
    first = survey.split({}, {"rating": "0", "remark": "Let op"}, {"often": "dayly"})
    rows = first.rows.copy()
    rows.loc[0, "rating"] = "6"
    rows.loc[1, "often"] = "daily"
    responses = corrected(survey, rows.to_csv(index=False))
    second = outcome(survey, responses)
    assert second.ledger.n_accepted == 3
    assert second.ledger.n_corrected == 2
    assert second.accepted.answers.variables["rating"].values.tolist() == [7, 6, 7]
    assert responses.split_off.texts("remark").at(1) == "Let op"


def test_a_row_fed_back_uncorrected_is_set_apart_again(survey: Survey) -> None:
    first = survey.split({}, {"rating": "0"})
    second = outcome(survey, corrected(survey, first.rows.to_csv(index=False)))
    pd.testing.assert_frame_equal(first.quarantine, second.quarantine)


def test_an_empty_cell_empties_the_answer_and_columns_left_out_stay(survey: Survey) -> None:
    survey.write({}, {"rating": "0"})
    answers = outcome(survey, corrected(survey, "row;rating\n3;\n")).accepted.answers
    assert answers.variables["rating"].state.tolist() == [0, 2]
    assert answers.variables["rain"].values.tolist() == [12.5, 12.5]


def test_a_missing_id_can_be_given_and_a_formula_quote_is_taken_off(survey: Survey) -> None:
    survey.write({}, {"respondent_id": ""})
    responses = corrected(survey, "row;respondent_id\n3;'=F2\n")
    assert responses.respondent_id.tolist() == ["F1", "=F2"]


def test_a_confidential_answer_can_be_corrected_unseen(survey: Survey) -> None:
    survey.write({"towns": "GM7"})
    found = outcome(survey, corrected(survey, "row;towns\n2;GM3\n")).accepted.facts["towns"]
    assert (found.one, found.distinct) == (1, 1)


def test_corrections_of_another_file_are_refused(survey: Survey) -> None:
    first = survey.split({}, {"rating": "0"})
    survey.write({}, {"rating": "0"}, {})
    with pytest.raises(IntakeError, match="belong to another file"):
        corrected(survey, first.rows.to_csv(index=False))


def test_a_corrected_code_may_have_capitals_or_be_a_label(survey: Survey) -> None:
    first = survey.split({}, {"often": "dayly"}, {"often": "wekely"})
    rows = first.rows.copy()
    rows["often"] = ["DAILY", "elke week"]
    answers = outcome(survey, corrected(survey, rows.to_csv(index=False))).accepted.answers
    assert answers.variables["often"].codes.tolist() == [0, 0, 1]
