"""Truth: hand counts on a few rows; what each rule says of them."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.errors import IntakeError
from monitor.intake.answers.typed_answers import DONT_KNOW, NO_ANSWER, NOT_APPLICABLE, NOT_ASKED, VALID
from monitor.intake.rules import Result
from monitor.intake.validation.validate import Checked

from .conftest import RULES, Survey


def broken(checked: Checked) -> set[tuple[int, str, str]]:
    """(row, rule, column) of every rule broken, unanswered questions apart."""
    return {
        (int(checked.responses.rows[place]), found.rule.name, found.column)
        for found in checked.results
        for place in found.failed
        if found.rule.name != "no_answer"
    }


def only(checked: Checked, rule: str, column: str) -> Result:
    (found,) = [one for one in checked.results if (one.rule.name, one.column) == (rule, column)]
    return found


def test_a_good_row_breaks_nothing(survey: Survey) -> None:
    checked = survey.checked({})
    assert broken(checked) == set()
    assert not checked.rejected.any()
    assert not checked.flagged.any()


@pytest.mark.parametrize(
    ("cells", "rule", "column"),
    [
        ({"often": "sometimes"}, "unknown_code", "often"),
        ({"often": "Dayly"}, "unknown_code", "often"),
        ({"often": ""}, "required", "often"),
        ({"rating": "11"}, "out_of_range", "rating"),
        ({"rating": "7,5"}, "not_whole", "rating"),
        ({"rating": "goed"}, "not_a_number", "rating"),
        ({"rain": "1e2"}, "not_a_number", "rain"),
        ({"rain": "nan"}, "not_a_number", "rain"),
        ({"rain": "١٢"}, "not_a_number", "rain"),
        ({"rain": "100,5"}, "out_of_range", "rain"),
        ({"distance": "-1"}, "out_of_range", "distance"),
        ({"part_work": "50"}, "sum_not_100", "travel"),
        ({"part_work": "39,5", "part_fun": "60,5"}, "not_whole", "part_work"),
        ({"bike_city": "2"}, "unknown_code", "bike_city"),
        ({"bike_none": "1"}, "exclusive_option", "bike"),
        ({"often": "never"}, "routed_away", "safe"),
        ({"again": "daily"}, "routed_away", "again"),
        ({"contact_name": "Iemand"}, "routed_away", "contact_name"),
        ({"towns": "GM1|GM7"}, "unknown_municipality", "towns"),
        ({"home": "GM7"}, "unknown_municipality", "home"),
        ({"home": ""}, "missing_design", "region"),
        ({"weight": "-1"}, "bad_weight", "weight"),
        ({"weight": ""}, "bad_weight", "weight"),
        ({"weight": "zwaar"}, "bad_weight", "weight"),
        ({"distance": "150"}, "far_every_day", "distance, often"),
        ({"respondent_id": ""}, "missing_respondent_id", "respondent_id"),
    ],
)
def test_a_hard_fault_is_found_once_and_rejects_its_row_only(
    survey: Survey, cells: dict[str, str], rule: str, column: str
) -> None:
    checked = survey.checked({}, cells)
    assert (3, rule, column) in broken(checked)
    assert checked.rejected.tolist() == [False, True]


def test_every_copy_of_a_doubled_respondent_is_rejected(survey: Survey) -> None:
    checked = survey.checked({"respondent_id": "X"}, {}, {"respondent_id": "X "})
    assert broken(checked) == {
        (2, "duplicate_respondent", "respondent_id"),
        (4, "duplicate_respondent", "respondent_id"),
    }


def test_rows_without_an_id_are_not_each_others_double(survey: Survey) -> None:
    checked = survey.checked({"respondent_id": ""}, {"respondent_id": ""})
    assert {rule for _, rule, _ in broken(checked)} == {"missing_respondent_id"}


def test_states_tell_not_asked_from_not_answered_and_from_special_codes(survey: Survey) -> None:
    checked = survey.checked(
        {"often": "never", "safe": ""},
        {"safe": ""},
        {"safe": "dk", "again": "weekly", "rating": "na", "rain": "escape"},
        {"rating": "", "rain": ""},
    )
    found = checked.variables
    assert found["safe"].state.tolist() == [NOT_ASKED, NO_ANSWER, DONT_KNOW, VALID]
    assert found["rating"].state.tolist() == [VALID, VALID, NOT_APPLICABLE, NO_ANSWER]
    assert found["rain"].state.tolist() == [VALID, VALID, DONT_KNOW, NO_ANSWER]
    # `again` is asked of those who said dk to `safe`: a routed-away filter leads nobody on,
    # an unanswered one leaves it open
    assert found["again"].state.tolist() == [NOT_ASKED, NO_ANSWER, VALID, NOT_ASKED]


def test_an_unanswered_question_counts_but_flags_nobody(survey: Survey) -> None:
    checked = survey.checked({"safe": ""}, {})
    assert only(checked, "no_answer", "safe").failed.tolist() == [0]
    assert not checked.flagged.any()


def test_an_empty_open_answer_is_no_missing_answer(survey: Survey) -> None:
    checked = survey.checked({})
    assert not [
        found for found in checked.results if found.rule.name == "no_answer" and found.column == "remark"
    ]


def test_an_answer_behind_an_undecided_route_is_undecided_not_wrong(survey: Survey) -> None:
    checked = survey.checked({"safe": "", "again": "daily"})
    found = only(checked, "routed_away", "again")
    assert (found.failed.tolist(), found.undecided) == ([], 1)


def test_a_wrong_code_in_a_filter_is_blamed_on_the_filter_alone(survey: Survey) -> None:
    checked = survey.checked({"often": "vaak", "safe": "sa"})
    assert broken(checked) == {(2, "unknown_code", "often")}


def test_an_empty_set_is_no_answer_and_a_partly_empty_set_is_not_chosen(survey: Survey) -> None:
    empty = {"bike_city": "", "bike_electric": "", "bike_none": ""}
    checked = survey.checked(empty, {"bike_electric": "", "bike_none": ""}, {"bike_none": "0"})
    electric = checked.variables["bike_electric"]
    assert electric.state.tolist() == [NO_ANSWER, VALID, VALID]
    assert electric.codes[:2].tolist() == [-1, 0]
    assert broken(checked) == {(3, "set_partly_filled", "bike")}
    assert checked.flagged.tolist() == [False, True, False]


def test_a_set_of_which_the_file_marks_what_is_chosen_alone_lacks_nothing(survey: Survey) -> None:
    chosen = {"bike_city": "1", "bike_electric": "", "bike_none": ""}
    checked = survey.checked(chosen, {**chosen, "bike_city": "", "bike_electric": "1"})
    assert broken(checked) == set()
    assert checked.variables["bike_electric"].codes.tolist() == [0, 1]


def test_empty_parts_are_zero_only_where_the_others_add_up(survey: Survey) -> None:
    checked = survey.checked(
        {"part_work": "100", "part_fun": ""},
        {"part_work": "90", "part_fun": ""},
        {"part_work": "", "part_fun": ""},
    )
    assert checked.variables["part_fun"].values[0] == 0
    assert broken(checked) == {(2, "parts_partly_filled", "travel"), (3, "sum_not_100", "travel")}
    assert checked.variables["part_fun"].state[2] == NO_ANSWER


def test_a_sum_with_an_unreadable_part_is_undecided(survey: Survey) -> None:
    checked = survey.checked({"part_work": "veel"})
    assert broken(checked) == {(2, "not_a_number", "part_work")}
    assert only(checked, "sum_not_100", "travel").undecided == 1


def test_decimal_comma_and_point_are_read_but_not_in_one_column(survey: Survey) -> None:
    point = survey.checked({"rain": "12.5"}, {"rain": "7"})
    assert point.variables["rain"].values.tolist() == [12.5, 7]
    mixed = survey.checked({"rain": "12,5"}, {"rain": "1.000"})
    assert broken(mixed) == {(3, "not_a_number", "rain")}


def test_numbers_as_other_programs_write_them_are_read(survey: Survey) -> None:
    spss = survey.checked({"rain": ".5"}, {"rain": "33.30000000000000071"})
    assert spss.variables["rain"].values.tolist() == [0.5, 33.3]
    weights = survey.checked({"weight": "1e-05"}, {"weight": "1.23456789012345678"}, {"weight": ".25"})
    assert weights.design["weight"].tolist() == [0.00001, 1.23456789012345678, 0.25]


def test_an_edit_rule_counts_valid_invalid_undecided_and_leaves_out_whom_it_does_not_concern(
    survey: Survey,
) -> None:
    checked = survey.checked(
        {"distance": "20"}, {"distance": "150"}, {"distance": ""}, {"often": "weekly", "distance": "150"}
    )
    found = only(checked, "far_every_day", "distance, often")
    assert (found.passed, found.failed.tolist(), found.undecided) == (1, [1], 1)


def test_rules_know_of_an_open_answer_only_whether_it_is_there(survey: Survey) -> None:
    checked = survey.checked({"rating": "2"}, {"rating": "2", "remark": "Gladde paden"}, {"rating": "8"})
    assert broken(checked) == {(2, "remark_with_low_grade", "remark, rating")}
    assert checked.rejected.tolist() == [False, False, False]


def test_a_rule_about_an_item_that_the_wave_did_not_ask_concerns_nobody(survey: Survey) -> None:
    rule = "  - {name: old, label: Oud, description: Oud., severity: hard, rule: old_item == daily}\n"
    (survey.folder / "fietsers.rules.yaml").write_text(RULES + rule, encoding="utf-8")
    found = only(survey.checked({}), "old", "old_item")
    assert (found.passed, len(found.failed), found.undecided) == (0, 0, 0)


def test_one_column_failing_one_rule_often_stops_the_run(survey: Survey) -> None:
    rows = [{"rating": "11"} if number % 4 == 0 else {} for number in range(24)]
    with pytest.raises(
        IntakeError, match=r'"rating" fails the check ".*" \(out_of_range\) in 6 of 24 rows.*right file'
    ):
        survey.checked(*rows)


def test_a_few_faults_in_a_small_file_do_not_stop_the_run(survey: Survey) -> None:
    rows = [{"rating": "11"} if number < 5 else {} for number in range(24)]
    assert survey.checked(*rows).rejected.sum() == 5


def test_codes_scores_and_nets_come_from_the_scale(survey: Survey) -> None:
    checked = survey.checked({}, {"safe": "d"}, {"rating": "na"})
    safe, rating = checked.variables["safe"], checked.variables["rating"]
    assert safe.codes.dtype == np.int8
    assert safe.codes.tolist() == [0, 3, 0]
    assert safe.scores == (5, 4, 3, 2, 1)
    assert safe.nets == {"agree_net": ("sa", "a")}
    assert rating.codes.tolist() == [6, 6, -1]
    assert np.isnan(rating.values[2])
    assert rating.categories[6] == "7"


def test_confidential_items_are_not_among_the_variables(survey: Survey) -> None:
    assert {"towns", "remark", "contact_name", "contact_mail"}.isdisjoint(survey.checked({}).variables)
