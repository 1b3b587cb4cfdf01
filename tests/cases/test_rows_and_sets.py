"""Truth: which rows of each small file are respondents, and what a person would say of their blanks and weights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from monitor.errors import DeclarationError, IntakeError
from monitor.intake.answers.typed_answers import NO_ANSWER
from monitor.intake.validation.validate import split_counts
from tests.intake.files import workbook

from .conftest import Case, Taken

Open = Callable[[str], Case]
FLOATS, SETS, SPLIT = (
    "05-codes-written-as-floats",
    "18-multi-select-only-ones",
    "14-municipality-split-in-two",
)
HEADER = "respondent_id,age,letters,contact,p_health,p_debt,p_care,p_none,grade"
ROW = "i1,jong,4,1,1,0,0,0,7\ni2,oud,2,2,0,1,0,0,8\n"
TEXTS = (
    '"Nummer","Hoe oud bent u?","De brieven van de gemeente zijn duidelijk","Heeft u een vaste contactpersoon?",'
    '"Wat maakt werken moeilijk? - Gezondheid","Wat maakt werken moeilijk? - Schulden",'
    '"Wat maakt werken moeilijk? - Zorg","Wat maakt werken moeilijk? - Geen","Welk cijfer geeft u de hulp?"'
)


def rows_of(taken: Taken) -> list[int]:
    return taken.checked.responses.rows.tolist()


# header rows


def test_three_header_rows_are_no_respondents(case: Open) -> None:
    taken = case("02-qualtrics-three-headers").take_in()
    assert (taken.split.ledger.n_read, taken.split.ledger.n_quarantined) == (40, 0)
    assert taken.checked.responses.headers == (2, 3)
    assert rows_of(taken)[0] == 4
    assert taken.report.query("label == 'Kopregel, geen respondent'")["rows"].tolist() == ["2", "3"]


def test_two_header_rows_of_an_older_export_are_no_respondents(case: Open) -> None:
    taken = case(FLOATS).write(f"{HEADER}\n{TEXTS}\n{ROW}").take_in()
    assert taken.split.ledger.n_read == 2
    assert taken.checked.responses.headers == (2,)


def test_header_rows_of_a_workbook_are_no_respondents(case: Open) -> None:
    texts = [cell.strip('"') for cell in TEXTS.split('","')]
    ids = [f"{{'ImportId': 'QID{place}'}}" for place in range(9)]
    cells = [HEADER.split(","), texts, ids, ["i1", "jong", 4.0, 1.0, 1.0, 0.0, 0.0, 0.0, 7.0]]
    here = case(FLOATS)
    (here.folder / "r2025.xlsx").write_bytes(workbook({"A": cells}))
    taken = here.edit(lambda study, _: study["waves"].update({"2025": {"responses": "r2025.xlsx"}})).take_in()
    assert taken.split.ledger.n_read == 1
    assert taken.checked.responses.headers == (2, 3)


def test_the_header_once_more_between_the_rows_is_no_respondent(case: Open) -> None:
    taken = case(FLOATS).write(f"{HEADER}\n{ROW}{HEADER}\ni3,oud,5,1,0,0,1,0,6\n").take_in()
    assert taken.split.ledger.n_read == 3
    assert taken.checked.responses.headers == (4,)
    assert rows_of(taken) == [2, 3, 5]


def test_a_header_row_that_nobody_knows_is_refused_by_its_number(case: Open) -> None:
    unknown = "Nr,Response,Antwoord,Uw keuze,Optie 1,Optie 2,Optie 3,Optie 4,Open-Ended Response"
    with pytest.raises(IntakeError, match="row 2 looks like a second header row"):
        case(FLOATS).write(f"{HEADER}\n{unknown}\n{ROW}").take_in()


def test_one_wrong_answer_in_the_first_row_is_no_header_row(case: Open) -> None:
    taken = case(FLOATS).write(f"{HEADER}\ni0,jong,anders,1,1,0,0,0,7\n{ROW}").take_in()
    assert taken.split.ledger.n_read == 3


@pytest.mark.parametrize("line", ["sep=;\n", "sep=;\r\n", '"sep=;"\n', "SEP=;\n", "\ufeffsep=;\n"])
def test_the_line_that_names_the_separator_is_no_header(case: Open, line: str) -> None:
    text = f"{HEADER}\n{ROW}i3,oud,foutje,1,0,0,1,0,6\n".replace(",", ";")
    taken = case(FLOATS).write(line + text).take_in()
    assert taken.split.ledger.n_read == 3
    assert rows_of(taken) == [3, 4, 5]


def test_the_line_that_names_the_separator_counts_in_messages(case: Open) -> None:
    with pytest.raises(IntakeError, match="row 4 has too few fields"):
        case(FLOATS).write(f"sep=,\n{HEADER}\ni1,jong,4,1,1,0,0,0,7\ni2,oud\n").take_in()


@pytest.mark.parametrize("header", [HEADER.upper(), HEADER.title(), HEADER.replace("age", " Age\u00a0")])
def test_a_header_in_other_capitals_is_known(case: Open, header: str) -> None:
    assert case(FLOATS).write(f"{header}\n{ROW}").take_in().counts("age")["jong"] == 1


def test_messy_workbooks_and_doubled_respondents_stay_as_they_were(case: Open) -> None:
    assert case("17-excel-mess").take_in().split.ledger.n_accepted == 40
    assert case("25b-same-person-answered-twice").take_in().split.ledger.n_quarantined == 4


# blanks in sets


def blank(value: str | None, **others: object) -> Callable[[dict, dict], None]:
    def change(study: dict, questionnaire: dict) -> None:
        problems = next(one for one in questionnaire["questions"] if one["id"] == "problems")
        problems.update({**({"blank": value} if value else {}), **others})

    return change


def test_many_blank_sets_stop_the_run_until_it_is_said_what_they_mean(case: Open) -> None:
    with pytest.raises(IntakeError, match=r'"problems".*26 of 60.*p_health') as found:
        case(SETS).take_in()
    assert "blank: not_chosen" in (found.value.hint or "")


def test_blank_sets_as_not_chosen_count_in_the_base_and_are_told(case: Open) -> None:
    taken = case(SETS).edit(blank("not_chosen")).take_in()
    assert taken.counts("p_health") == {"0": 41, "1": 19}
    assert taken.recodes["problems", ""] == ("0", 26)


def test_blank_sets_as_no_answer_do_not(case: Open) -> None:
    taken = case(SETS).edit(blank("no_answer")).take_in()
    assert taken.counts("p_health") == {"0": 15, "1": 19}
    assert (taken.split.accepted.answers.variables["p_debt"].state == NO_ANSWER).sum() == 26


def test_blank_sets_of_whoever_was_not_asked_stay_not_asked(case: Open) -> None:
    here = case(SETS).edit(blank("not_chosen", asked_if='contact == "1"'))
    header, *lines = here.text().splitlines()
    kept = [line for line in lines if line.split(",")[3] == "1" or line.split(",")[4:7] == ["", "", ""]]
    led_away = sum(line.split(",")[3] == "2" for line in kept)
    taken = here.write("\n".join([header, *kept]) + "\n").take_in()
    assert led_away
    assert sum(taken.counts("p_health").values()) == len(kept) - led_away


def test_few_blank_sets_need_no_word(case: Open) -> None:
    here = case(SETS)
    header, *lines = here.text().splitlines()
    lines = [f"{line}" if line.split(",")[4:7] != ["", "", ""] else "" for line in lines]
    some = [line for line in lines if line][:30] + ["z1,oud,4,1,,,,7"]
    assert here.write("\n".join([header, *some]) + "\n").take_in().split.ledger.n_accepted == 31


def test_blank_fits_a_set_only(case: Open) -> None:
    here = case(SETS).edit(lambda study, asked: asked["questions"][0].update(blank="not_chosen"))
    with pytest.raises(DeclarationError, match='"age" is of kind single and has no set that can be blank'):
        here.take_in()


# one bad answer


def test_one_bad_answer_costs_that_answer_and_is_counted(case: Open) -> None:
    taken = case(FLOATS).write(f"{HEADER}\n{ROW}i3,oud,foutje,1,0,0,1,0,60\n").take_in()
    assert taken.split.ledger.n_accepted == 3
    assert taken.split.ledger.flags["unknown_code"] == 1
    assert sum(taken.counts("letters").values()) == 2
    assert taken.report.query("rule == 'unknown_code' and column == 'letters'")["rows"].tolist() == ["4"]


def test_a_hard_item_costs_the_row(case: Open) -> None:
    here = case(FLOATS).edit(lambda study, asked: asked["questions"][1].update(severity="hard"))
    taken = here.write(f"{HEADER}\n{ROW}i3,oud,foutje,1,0,0,1,0,6\n").take_in()
    assert taken.split.quarantine[["row", "rule"]].values.tolist() == [[4, "unknown_code"]]


def test_a_bad_answer_to_a_required_question_costs_the_row(case: Open) -> None:
    here = case(FLOATS).edit(lambda study, asked: asked["questions"][1].update(required=True))
    taken = here.write(f"{HEADER}\n{ROW}i3,oud,foutje,1,0,0,1,0,6\n").take_in()
    assert taken.split.quarantine["rule"].tolist() == ["required"]


def test_many_bad_answers_stop_the_run_unless_the_item_is_called_soft(case: Open) -> None:
    lines = "".join(
        f"i{place},oud,{'4' if place % 3 else f'fout{place}'},1,0,0,1,0,6\n" for place in range(30)
    )
    here = case(FLOATS).write(f"{HEADER}\n{lines}")
    with pytest.raises(IntakeError, match=r"\(unknown_code\) in 10 of 30 rows"):
        here.take_in()
    here.edit(lambda study, asked: asked["questions"][1].update(severity="soft"))
    assert sum(here.take_in().counts("letters").values()) == 20


def test_a_set_with_a_bad_answer_has_no_answer_at_all(case: Open) -> None:
    taken = case(FLOATS).write(f"{HEADER}\n{ROW}i3,oud,4,1,7,0,1,0,6\n").take_in()
    states = [
        taken.split.accepted.answers.variables[name].state[2] for name in ("p_health", "p_debt", "p_care")
    ]
    assert states == [NO_ANSWER] * 3


def test_a_row_in_which_nothing_can_be_read_is_set_apart(case: Open) -> None:
    taken = case(FLOATS).write(f"{HEADER}\n{ROW}i3,??,foutje,,,,,,60\n").take_in()
    assert taken.split.ledger.n_accepted == 2
    assert sorted(taken.split.quarantine["rule"]) == ["out_of_range", "unknown_code", "unknown_code"]
    assert taken.split.quarantine["row"].unique().tolist() == [4]


# weights


def test_weight_0_stays_in_the_design(case: Open) -> None:
    taken = case("08a-weights-zero-missing").take_in()
    assert taken.split.ledger.n_quarantined == 2
    weights = taken.split.accepted.answers.design["gewicht"].to_numpy()
    assert (weights == 0).sum() == 2
    assert np.isfinite(weights).all()


# tables with a key twice


def test_a_municipality_that_was_split_is_in_no_figure_by_municipality(case: Open) -> None:
    here = case(SPLIT)
    taken = here.take_in("2023")
    home = taken.split.accepted.answers.variables["gemeente"]
    from_split = sum(line.endswith(",9788") for line in here.text("2023").splitlines())
    assert from_split
    assert (home.state == NO_ANSWER).sum() == from_split
    assert split_counts(taken.checked) == {"9788": from_split}


def test_a_chain_that_ends_in_a_split_is_a_split(case: Open) -> None:
    here = case(SPLIT)
    file = here.folder / "herindeling.csv"
    file.write_text(file.read_text() + "9700,9788\n", encoding="utf-8")
    here.write(here.text("2023").replace(",9788\n", ",9700\n"), "2023")
    assert list(split_counts(here.take_in("2023").checked)) == ["9788"]


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        ("herindeling.csv", "9788,9824", "old_code 9788, new_code 9824 occurs twice; got lines 2 and 6"),
        ("gemeenten.csv", "9824,Anders", "code 9824 occurs twice; got lines 2 and 6"),
        ("gemeenten.csv", " 9855 ,Tillenburg", "code 9855 occurs twice; got lines 5 and 6"),
    ],
)
def test_a_key_twice_is_an_error_with_both_lines(case: Open, file: str, line: str, message: str) -> None:
    here = case(SPLIT)
    path = here.folder / file
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + f"\n{line}\n", encoding="utf-8")
    with pytest.raises(DeclarationError, match=message):
        here.take_in("2023")


def test_lost_zeros_of_municipality_codes_are_put_back(case: Open) -> None:
    here = case(SPLIT)
    (here.folder / "gemeenten.csv").write_text("code,name\n0034,Almere\n0363,Amsterdam\n", encoding="utf-8")
    (here.folder / "herindeling.csv").write_text("old_code,new_code\n0001,0034\n", encoding="utf-8")
    codes = iter(["34", "363", "1", "0034"] * 200)
    header, *lines = here.text().splitlines()
    text = [f"{line.rpartition(',')[0]},{next(codes)}" for line in lines]
    taken = here.write("\n".join([header, *text]) + "\n").take_in()
    assert set(taken.counts("gemeente")) == {"0034", "0363"}
    assert sum(taken.counts("gemeente").values()) == len(lines)
    assert taken.recodes["gemeente", "363"][0] == "0363"


def test_lost_zeros_in_a_list_of_municipalities_are_put_back(case: Open) -> None:
    def listed(study: dict, questionnaire: dict) -> None:
        text = {"text": "In welke gemeenten?", "kind": "identifying", "list": "municipality"}
        questionnaire["questions"].append({"id": "plaatsen", **text})

    here = case(SPLIT).edit(listed)
    (here.folder / "gemeenten.csv").write_text("code,name\n0034,Almere\n0363,Amsterdam\n", encoding="utf-8")
    (here.folder / "herindeling.csv").write_text("old_code,new_code\n0001,0034\n", encoding="utf-8")
    header, *lines = here.text().splitlines()
    rows = [f"{line.rpartition(',')[0]},0034,34|363" for line in lines]
    taken = here.write("\n".join([f"{header},plaatsen", *rows]) + "\n").take_in()
    assert taken.split.ledger.n_quarantined == 0
    assert taken.split.accepted.facts["plaatsen"].distinct == 2
    assert taken.recodes["plaatsen", "*"] == ("*", len(lines))
