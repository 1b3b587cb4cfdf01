"""Truth: what each small file says when a person reads it: its codes, labels and marks, in every spelling."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from monitor.errors import IntakeError
from monitor.intake.answers.typed_answers import DONT_KNOW
from tests.intake.files import workbook

from .conftest import Case

Open = Callable[[str], Case]
HEADER = "respondent_id,age,letters,contact,p_health,p_debt,p_care,p_none,grade"
FLOATS = "05-codes-written-as-floats"


def rows(*cells: str, times: int = 1) -> str:
    lines = [line for _ in range(times) for line in cells]
    return "\n".join([HEADER, *(f"i{number},{line}" for number, line in enumerate(lines))]) + "\n"


def spss(case: Case, columns: dict[str, list], labels: dict[str, dict], missing: dict | None = None) -> Case:
    frame = pd.DataFrame({"respondent_id": [f"i{one}" for one in range(len(columns["letters"]))], **columns})
    path = case.folder / "r2025.sav"
    pyreadstat.write_sav(frame, path, variable_value_labels=labels, missing_ranges=missing or {})
    return case.edit(lambda study, _: study["waves"].update({"2025": {"responses": "r2025.sav"}}))


def columns(letters: list[float], **others: list) -> dict[str, list]:
    size = len(letters)
    plain = {"age": ["jong"] * size, "letters": letters, "contact": [1.0] * size, "grade": [7.0] * size}
    options = {name: [0.0] * size for name in ("p_health", "p_debt", "p_care")}
    return {**plain, **options, "p_none": [1.0] * size, **others}


# the cases


def test_codes_written_as_floats_are_codes(case: Open) -> None:
    taken = case(FLOATS).take_in()
    assert sum(taken.counts("letters").values()) == 39
    assert taken.split.ledger.n_quarantined == 0
    assert ("letters", "4.0") in taken.recodes


def test_answer_labels_in_a_workbook_are_codes(case: Open) -> None:
    taken = case("03b-answer-labels-instead-of-codes").take_in()
    assert min(taken.counts("age").values()) > 0
    assert taken.counts("letters")["5"] > 0
    told = taken.report.query("rule == 'read_as' and column == 'letters'")["label"].tolist()
    assert '"helemaal eens" gelezen als 5 (antwoordlabel)' in told


def test_capitals_and_hard_blanks_change_no_code(case: Open) -> None:
    taken = case("06-case-and-spaces-in-codes").take_in()
    assert sum(taken.counts("contact").values()) == 60
    assert taken.recodes["contact", "Ja"][0] == "ja"


def test_the_mark_of_spss_for_missing_is_no_answer_and_counted(case: Open) -> None:
    taken = case("28b-csv-from-spss-with-null-marks").take_in()
    assert taken.split.ledger.n_accepted == 60
    assert taken.recodes["letters", "#NULL!"][0] == ""


def test_shifted_labels_win_and_are_told(case: Open) -> None:
    taken = case("04b-spss-duplicate-and-shifted-labels").take_in()
    assert taken.counts("letters")["5"] > 0
    assert taken.recodes["letters", "1"][0] == "5"
    assert "3" not in {given for column, given in taken.recodes if column == "letters"}


def test_labels_at_the_ends_that_turn_a_scale_stop_the_run(case: Open) -> None:
    with pytest.raises(
        IntakeError, match=r'"letters".*recodes 1 to 5, 5 to 1, and leaves .*2.*3.*4'
    ) as found:
        case("04c-spss-only-endpoints-labelled").take_in()
    assert "r2025.sav" in found.value.where


def test_options_of_limesurvey_are_read_as_chosen(case: Open) -> None:
    taken = case("01b-limesurvey-headers-renamed").take_in()
    assert taken.recodes["p_health", "Y"][0] == "1"
    assert taken.recodes["grade", "N/A"][0] == ""


def test_headings_with_brackets_are_named_with_the_item_they_may_be(case: Open) -> None:
    with pytest.raises(IntakeError, match=r"submitdate.*problems\[p_health\]") as found:
        case("01-limesurvey-brackets").take_in()
    assert 'problems[p_health] answers "p_health"' in (found.value.hint or "")


def test_foreign_codes_are_shown_beside_the_known_ones(case: Open) -> None:
    with pytest.raises(IntakeError) as found:
        case("15c-old-wave-has-other-codes").take_in("2023")
    message = str(found.value)
    assert '"a", "b", "c", "d", "e"' in message
    assert "1 (helemaal oneens)" in message
    assert "letters where the questionnaire has numbers" in message


def test_half_grades_name_the_kind_that_takes_them(case: Open) -> None:
    with pytest.raises(IntakeError, match=r'"grade".*kind: number'):
        case("37-half-grades").take_in()


def test_mixed_decimal_signs_are_named(case: Open) -> None:
    with pytest.raises(IntakeError, match=r'"gewicht".*"\." and "," mixed'):
        case("08e-weights-thousands-separator").take_in()


# other inputs of the same kinds


@pytest.mark.parametrize(
    ("age", "letters", "contact"),
    [
        ("jong", "4,0", "1"),
        ("JONG", "04", "1.00"),
        (" jong ", " 4 ", "Ja"),
        ("jonger dan 35 jaar", "Eens", "ja"),
        ("jonger  dan 35 jaar", "4.000", "TRUE"),
        ("Jong", "EENS", "waar"),
    ],
)
def test_one_answer_in_many_spellings_is_one_code(case: Open, age: str, letters: str, contact: str) -> None:
    line = f'{age},"{letters}",{contact},1,0,0,0,7'
    taken = case(FLOATS).write(rows(line)).take_in()
    assert taken.counts("age")["jong"] == taken.counts("letters")["4"] == taken.counts("contact")["1"] == 1


@pytest.mark.parametrize(
    ("chosen", "not_chosen"),
    [
        ("TRUE", "FALSE"),
        ("ja", "nee"),
        ("x", ""),
        ("Gezondheid", ""),
        ("gekozen", "niet gekozen"),
        ("1.0", "0.0"),
    ],
)
def test_a_chosen_option_in_many_spellings(case: Open, chosen: str, not_chosen: str) -> None:
    text = rows(f"jong,4,1,{chosen},1,0,0,7", f"oud,4,1,{not_chosen},1,0,0,7")
    taken = case(FLOATS).write(text).take_in()
    assert taken.counts("p_health") == {"0": 1, "1": 1}


def test_truths_of_a_workbook_are_those_of_a_text(case: Open) -> None:
    cells = [HEADER.split(","), ["i1", "oud", 5, True, True, False, False, False, 8.0]]
    here = case(FLOATS)
    (here.folder / "r2025.xlsx").write_bytes(workbook({"A": cells}))
    here.edit(lambda study, _: study["waves"].update({"2025": {"responses": "r2025.xlsx"}}))
    taken = here.take_in()
    assert taken.counts("contact") == {"1": 1, "2": 0}
    assert taken.counts("p_health") == {"0": 0, "1": 1}
    assert taken.recodes["contact", "TRUE"] == ("1", 1)


def test_lost_zeros_of_declared_codes_are_put_back(case: Open) -> None:
    def padded(study: dict, questionnaire: dict) -> None:
        questionnaire["scales"]["leeftijd"]["categories"] = {"01": "jong", "02": "midden", "03": "oud"}

    taken = (
        case(FLOATS)
        .edit(padded)
        .write(rows("1,4,1,1,0,0,0,7", "03,4,1,1,0,0,0,7", "2.0,4,1,1,0,0,0,7"))
        .take_in()
    )
    assert taken.counts("age") == {"01": 1, "02": 1, "03": 1}


def test_codes_that_differ_only_in_capitals_stay_apart(case: Open) -> None:
    def both(study: dict, questionnaire: dict) -> None:
        questionnaire["scales"]["leeftijd"]["categories"] = {"a": "jong", "A": "oud"}

    taken = case(FLOATS).edit(both).write(rows("a,4,1,1,0,0,0,7", "A,4,1,1,0,0,0,7")).take_in()
    assert taken.counts("age") == {"a": 1, "A": 1}


def test_a_label_that_is_the_code_of_another_answer_is_a_label_among_labels(case: Open) -> None:
    def counted(study: dict, questionnaire: dict) -> None:
        questionnaire["scales"]["leeftijd"]["categories"] = {"1": "0", "2": "1", "3": "2 of meer"}

    here = case(FLOATS).edit(counted)
    labels = here.write(rows(*(f"{age},4,1,1,0,0,0,7" for age in ("0", "1", "1", "2 of meer")))).take_in()
    assert labels.counts("age") == {"1": 1, "2": 2, "3": 1}
    codes = here.write(rows(*(f"{age},4,1,1,0,0,0,7" for age in ("1", "2", "3")))).take_in()
    assert codes.counts("age") == {"1": 1, "2": 1, "3": 1}


def test_labels_at_the_ends_with_numbers_between_stop_the_run_in_csv_too(case: Open) -> None:
    ends = [f"jong,{letters},1,1,0,0,0,7" for letters in ("helemaal eens", "2", "3", "helemaal oneens")]
    with pytest.raises(IntakeError, match="answer labels and codes mixed"):
        case(FLOATS).write(rows(*ends)).take_in()


def test_a_code_outside_the_base_may_stand_as_its_label_among_numbers(case: Open) -> None:
    taken = case(FLOATS).write(rows("jong,4,1,1,0,0,0,7", "jong,Weet niet,1,1,0,0,0,7")).take_in()
    assert taken.counts("letters")["4"] == 1
    assert taken.recodes["letters", "Weet niet"] == ("9", 1)


def test_a_code_outside_the_base_is_no_number_whatever_it_looks_like(case: Open) -> None:
    """99 for "don't know": out of the range of a grade, inside that of hours."""

    def declare(_, asked: dict) -> None:
        special = {"99": {"label": "weet niet", "means": "dont_know"}}
        asked["scales"]["cijfer"]["special"] = special
        hours = {"id": "hours", "kind": "number", "range": [0, 168], "text": "Hoeveel uur?", "theme": "hulp"}
        asked["questions"].append({**hours, "special": special})

    small = case(FLOATS).edit(declare)
    lines = [
        f"oud,4,1,0,0,0,1,{grade},{hours}" for grade, hours in (("7", "40"), ("99.0", "99"), ("8", "20"))
    ]
    taken = small.write(rows(*lines, times=5).replace("grade\n", "grade,hours\n")).take_in()
    assert taken.split.ledger.n_quarantined == 0
    for item, highest in (("grade", 8), ("hours", 40)):
        answers = taken.split.accepted.answers.variables[item]
        assert np.nanmax(answers.values) == highest
        assert (answers.state == DONT_KNOW).sum() == 5


def test_what_the_study_calls_missing_is_no_answer(case: Open) -> None:
    here = case(FLOATS).edit(lambda study, _: study.update(missing=["-99", "Niet ingevuld"]))
    taken = here.write(rows("niet ingevuld,-99,1,1,0,0,0,-99", "jong,4,1,1,0,0,0,7")).take_in()
    assert taken.split.ledger.n_accepted == 2
    assert sum(taken.counts("letters").values()) == 1
    assert taken.recodes["grade", "-99"] == ("", 1)


def test_a_repeated_sign_for_no_answer_among_numbers_is_named(case: Open) -> None:
    with pytest.raises(IntakeError, match=r'"grade".*99.*missing: \["99"\]'):
        case(FLOATS).write(rows("jong,4,1,1,0,0,0,99", "oud,4,1,1,0,0,0,7", times=15)).take_in()


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (("0", "7"), "numbers, as the codes are, but others"),
        (("mee eens", "mee oneens"), "answer labels in other words"),
        (("4;5", "1;2"), "several answers in one cell"),
    ],
)
def test_the_kind_of_mismatch_is_told(case: Open, given: tuple[str, str], kind: str) -> None:
    lines = [f"jong,{letters},1,1,0,0,0,7" for letters in given]
    with pytest.raises(IntakeError, match=kind) as found:
        case(FLOATS).write(rows(*lines, times=12)).take_in()
    assert "values:" in (found.value.hint or "")


def test_what_only_one_respondent_wrote_is_never_shown(case: Open) -> None:
    lines = [f"jong,geheim{place},1,1,0,0,0,7" for place in range(30)]
    with pytest.raises(IntakeError) as found:
        case(FLOATS).write(rows(*lines)).take_in()
    assert "geheim" not in str(found.value)


def test_the_median_is_not_taken_for_a_mark_in_an_open_answer(case: Open) -> None:
    here = case("21-cp1252-newlines-open-answer")
    taken = here.take_in()
    assert taken.split.ledger.n_quarantined == 0
    assert taken.checked.responses.form == "cp1252, semicolon"


# labels of SPSS


TURNED = {1.0: "helemaal eens", 2.0: "eens", 3.0: "neutraal", 4.0: "oneens", 5.0: "helemaal oneens"}


def test_labels_that_name_every_category_win(case: Open) -> None:
    taken = spss(case(FLOATS), columns([1.0, 2.0, 2.0, 5.0]), {"letters": TURNED}).take_in()
    assert taken.counts("letters") == {"1": 1, "2": 0, "3": 0, "4": 2, "5": 1}
    assert taken.recodes["letters", "2"] == ("4", 2)


def test_a_scale_that_starts_at_nought_is_read_by_its_labels(case: Open) -> None:
    from_0 = {0.0: "helemaal oneens", 1.0: "oneens", 2.0: "neutraal", 3.0: "eens", 4.0: "helemaal eens"}
    taken = spss(case(FLOATS), columns([0.0, 4.0, 4.0, 1.0]), {"letters": from_0}).take_in()
    assert taken.counts("letters") == {"1": 1, "2": 1, "3": 0, "4": 0, "5": 2}


def test_a_value_beside_labels_that_name_all_others_otherwise_stops_the_run(case: Open) -> None:
    from_0 = {0.0: "helemaal oneens", 1.0: "oneens", 2.0: "neutraal", 3.0: "eens", 4.0: "helemaal eens"}
    with pytest.raises(IntakeError, match=r"leaves 5 without a label"):
        spss(case(FLOATS), columns([0.0, 4.0, 5.0]), {"letters": from_0}).take_in()


def test_labels_on_some_values_that_recode_nothing_are_fine(case: Open) -> None:
    ends = {1.0: "helemaal oneens", 5.0: "Helemaal eens"}
    taken = spss(case(FLOATS), columns([1.0, 2.0, 3.0, 5.0]), {"letters": ends}).take_in()
    assert taken.counts("letters") == {"1": 1, "2": 1, "3": 1, "4": 0, "5": 1}
    assert taken.recodes == {}


def test_labels_that_match_no_category_though_every_value_has_one_stop_the_run(case: Open) -> None:
    english = {1.0: "strongly agree", 2.0: "agree", 3.0: "neutral", 4.0: "disagree", 5.0: "strongly disagree"}
    with pytest.raises(IntakeError, match='"letters".*matches no category: 1 "strongly agree"'):
        spss(case(FLOATS), columns([1.0, 2.0, 5.0]), {"letters": english}).take_in()


def test_labels_of_which_only_some_match_and_recode_stop_the_run(case: Open) -> None:
    reworded = {**TURNED, 2.0: "mee eens", 4.0: "niet mee eens"}
    with pytest.raises(IntakeError, match='leaves 2 "mee eens", 4 "niet mee eens"'):
        spss(case(FLOATS), columns([1.0, 2.0, 3.0, 4.0]), {"letters": reworded}).take_in()


def test_one_category_on_two_values_that_recode_stops_the_run(case: Open) -> None:
    # 3 is "ja" as well as 1, and 1 is the code of "nee" here: nobody can say which of them is right
    labels = {2.0: "ja", 1.0: "nee", 3.0: "Ja"}
    here = spss(case(FLOATS), columns([4.0, 4.0, 4.0], contact=[1.0, 2.0, 3.0]), {"contact": labels})
    with pytest.raises(IntakeError, match='the label of one category, 1: 2 "ja", 3 "Ja"'):
        here.take_in()


def test_grades_of_which_the_labels_are_the_grades_are_read_by_label(case: Open) -> None:
    shifted = {float(value): str(value - 1) for value in range(2, 12)}
    taken = spss(case(FLOATS), columns([4.0, 4.0], grade=[8.0, 11.0]), {"grade": shifted}).take_in()
    assert taken.split.accepted.answers.variables["grade"].numbers.tolist() == [7.0, 10.0]


def test_a_missing_value_of_the_file_is_no_answer_and_told(case: Open) -> None:
    taken = spss(case(FLOATS), columns([4.0, 8.0]), {}, {"letters": [8]}).take_in()
    assert taken.recodes["letters", "8"] == ("", 1)
    assert sum(taken.counts("letters").values()) == 1
