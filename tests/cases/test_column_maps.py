"""Truth: small files of other programs, and what a person would write down of each of their rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from monitor.errors import DeclarationError, IntakeError
from monitor.intake.answers.typed_answers import DONT_KNOW, NO_ANSWER, NOT_ASKED, VALID

from .conftest import Case, Taken

Open = Callable[[str], Case]
FLOATS = "05-codes-written-as-floats"
PLAIN = {
    "age": "jong",
    "letters": "4",
    "contact": "1",
    "p_health": "1",
    "p_debt": "0",
    "p_care": "0",
    "p_none": "0",
    "grade": "7",
}
OPTIONS = ("p_health", "p_debt", "p_care", "p_none")


def mapped(case: Case, rows: list[dict[str, str]], **said: Any) -> Case:
    """The case with these rows (changes to a plain one, None takes a column away) read through a map inline."""
    full = [{"respondent_id": f"i{place}", **PLAIN, **row} for place, row in enumerate(rows)]
    frame = pd.DataFrame(full).dropna(axis=1, how="all")
    frame.to_csv(case.folder / "r2025.csv", index=False)
    return case.edit(lambda study, _: study["waves"]["2025"].update(columns=said))


def codes(taken: Taken, item: str) -> list[str]:
    variable = taken.split.accepted.answers.variables[item]
    assert variable.codes is not None
    return [variable.categories[code] if code >= 0 else "" for code in variable.codes]


def states(taken: Taken, item: str) -> list[int]:
    return taken.split.accepted.answers.variables[item].state.tolist()


def without(*names: str) -> dict[str, None]:
    return dict.fromkeys(names)


def test_the_proposal_for_brackets_reads_the_file(case: Open) -> None:
    options = {name: f"problems[{name}]" for name in OPTIONS}
    said = {"respondent_id": "id", "columns": options, "ignored": ["submitdate", "lastpage", "startlanguage"]}
    here = case("01-limesurvey-brackets")
    here.edit(lambda study, _: study["waves"]["2025"].update(columns=said))
    taken = here.take_in()
    assert taken.counts("p_health")["1"] > 0
    assert taken.split.ledger.n_quarantined == 0


def test_an_old_wave_has_codes_of_its_own(case: Open) -> None:
    letters = {"column": "letters", "values": {"a": "1", "b": "2", "c": "3", "d": "4", "e": "5"}}
    here = case("15c-old-wave-has-other-codes")
    old = [line.split(",")[2] for line in here.text("2023").splitlines()[1:]]
    here.edit(lambda study, _: study["waves"]["2023"].update(columns={"columns": {"letters": letters}}))
    assert list(here.take_in("2023").counts("letters").values()) == [old.count(one) for one in "abcde"]
    assert here.take_in("2023").recodes["letters", "a"] == ("1", old.count("a"))


def test_a_map_can_be_a_file(case: Open) -> None:
    here = mapped(case(FLOATS), [{"stelling": "vier", "letters": None}])
    said = '{columns: {letters: {column: stelling, values: {vier: "4"}}}}'
    (here.folder / "kolommen.yaml").write_text(said, encoding="utf-8")
    here.edit(lambda study, _: study["waves"]["2025"].update(columns="kolommen.yaml"))
    assert codes(here.take_in(), "letters") == ["4"]


def test_marks_of_no_answer_not_asked_and_codes_outside_the_base(case: Open) -> None:
    letters = {"column": "letters", "no_answer": ["-1"], "not_asked": ["n.g."], "special": {"w": "9"}}
    rows = [{"letters": text} for text in ("-1", "N.G.", "w", "3")]
    taken = mapped(case(FLOATS), rows, columns={"letters": letters}).take_in()
    assert states(taken, "letters") == [NO_ANSWER, NOT_ASKED, DONT_KNOW, VALID]


def test_several_options_in_one_cell(case: Open) -> None:
    answers = {"Gezondheid": "p_health", "Schulden; of geldzorgen": "p_debt", "Schulden": "p_none"}
    problems = {"column": "wat", "joined": ";", "values": answers, "other": "p_care"}
    cells = ["Gezondheid;Schulden; of geldzorgen;", "gezondheid; iets anders", "Schulden;Gezondheid", ""]
    rows = [{"wat": cell, **without(*OPTIONS)} for cell in cells]
    here = mapped(case(FLOATS), rows, columns={"problems": problems})
    here.edit(lambda study, asked: asked["questions"][3].update(exclusive=[]))
    taken = here.take_in()
    assert codes(taken, "p_health") == ["1", "1", "1", ""]
    assert codes(taken, "p_debt") == ["1", "0", "0", ""]
    assert codes(taken, "p_none") == ["0", "0", "1", ""]
    assert codes(taken, "p_care") == ["0", "1", "0", ""]


def test_options_joined_by_a_blank(case: Open) -> None:
    problems = {
        "column": "wat",
        "joined": " ",
        "values": {"gez": "p_health", "geld": "p_debt", "zorg": "p_care", "geen": "p_none"},
    }
    rows = [{"wat": cell, **without(*OPTIONS)} for cell in ("gez geld", "geen")]
    taken = mapped(case(FLOATS), rows, columns={"problems": problems}).take_in()
    assert codes(taken, "p_health") == ["1", "0"]
    assert codes(taken, "p_none") == ["0", "1"]


SPREAD = {"1": "p_health", "2": "p_debt", "3": "p_care", "9": "p_none"}


def test_codes_of_options_over_several_columns(case: Open) -> None:
    problems = {"column": ["w1", "w2"], "spread": SPREAD}
    cells = [("2", "1"), ("3", ""), ("", "9"), ("", "")]
    rows = [{"w1": one, "w2": other, **without(*OPTIONS)} for one, other in cells]
    taken = mapped(case(FLOATS), rows, columns={"problems": problems}).take_in()
    assert codes(taken, "p_health") == ["1", "0", "0", ""]
    assert codes(taken, "p_none") == ["0", "0", "1", ""]


def test_codes_of_options_as_digits_and_options_by_position(case: Open) -> None:
    digits = [{"w": cell, **without(*OPTIONS)} for cell in ("12", "3", "90")]
    taken = mapped(case(FLOATS), digits, columns={"problems": {"column": "w", "spread": SPREAD}}).take_in()
    assert codes(taken, "p_debt") == ["1", "0", "0"]
    positions = {"1": "p_health", "2": "p_debt", "3": "p_care", "4": "p_none"}
    cells = [{"w": cell, **without(*OPTIONS)} for cell in ("1100", "0001")]
    said = {"columns": {"problems": {"column": "w", "positions": positions}}}
    here = mapped(case("06-case-and-spaces-in-codes"), cells, **said)
    assert codes(here.edit(lambda study, asked: None).take_in(), "p_debt") == ["1", "0"]


def test_filled_and_empty_cells(case: Open) -> None:
    entries = {name: {"column": name, "filled": "1", "empty": "0"} for name in OPTIONS}
    rows = [
        {"p_health": "mijn rug", "p_debt": "", "p_care": "", "p_none": ""},
        {"p_health": "", "p_debt": "", "p_care": "", "p_none": ""},
    ]
    taken = mapped(case(FLOATS), rows, columns=entries).take_in()
    assert codes(taken, "p_health") == ["1", ""]
    assert codes(taken, "p_debt") == ["0", ""]
    assert "mijn rug" not in json.dumps(taken.report["label"].tolist())


def test_numbers_times_a_factor_and_with_a_suffix(case: Open) -> None:
    def percentage(study: dict, asked: dict) -> None:
        asked["questions"][4] = {"id": "grade", "kind": "percentage", "theme": "hulp", "text": "Welk deel?"}

    here = case(FLOATS).edit(percentage)
    shares = mapped(
        here,
        [{"grade": cell} for cell in ("0.29", "0,07", "")],
        columns={"grade": {"column": "grade", "times": "100"}},
    )
    assert shares.take_in().split.accepted.answers.variables["grade"].numbers[:2].tolist() == [29.0, 7.0]
    signs = mapped(
        here,
        [{"grade": cell} for cell in ("29 %", "7%")],
        columns={"grade": {"column": "grade", "suffix": "%"}},
    )
    assert signs.take_in().split.accepted.answers.variables["grade"].numbers.tolist() == [29.0, 7.0]


def test_value_labels_of_the_file_whatever_its_values(case: Open) -> None:
    here = case(FLOATS)
    frame = pd.DataFrame(
        [{"respondent_id": "i1", **PLAIN, "letters": 1.0}, {"respondent_id": "i2", **PLAIN, "letters": 2.0}]
    )
    labels = {"letters": {1.0: "helemaal eens", 2.0: "oneens"}}
    pyreadstat.write_sav(frame, here.folder / "r2025.sav", variable_value_labels=labels)
    said = {
        "responses": "r2025.sav",
        "columns": {"columns": {"letters": {"column": "letters", "by": "label"}}},
    }
    here.edit(lambda study, _: study["waves"].update({"2025": said}))
    assert codes(here.take_in(), "letters") == ["5", "2"]


def test_rows_left_out_stand_in_the_ledger(case: Open) -> None:
    rows = [
        {"klaar": "2025-03-01", "soort": "echt"},
        {"klaar": "", "soort": "echt", "age": "??"},
        {"klaar": "2025-03-02", "soort": "Test"},
    ]
    left = {
        "not_completed": {"column": "klaar", "empty": "on"},
        "test": {"column": "soort", "values": ["test"]},
    }
    taken = mapped(case(FLOATS), rows, left_out=left, ignored=["klaar", "soort"]).take_in()
    assert taken.split.ledger.as_dict()["left_out"] == {"not_completed": 1, "test": 1}
    assert (taken.split.ledger.n_read, taken.split.ledger.n_accepted) == (3, 1)
    assert taken.report.query("label.str.startswith('Weggelaten')")["rows"].tolist() == ["3", "4"]


def test_a_file_without_respondent_numbers(case: Open) -> None:
    taken = mapped(
        case(FLOATS), [{"respondent_id": None}, {"respondent_id": None}], respondent_id="none"
    ).take_in()
    assert taken.split.accepted.answers.respondent_id.tolist() == ["2", "3"]


def test_the_weight_and_the_day_under_their_own_names(case: Open) -> None:
    rows = [{"weegfactor": "0,8", "ingevuld": "2025-03-01"}, {"weegfactor": "1,2", "ingevuld": "2025-03-02"}]
    here = mapped(case(FLOATS), rows, weight="weegfactor", completed="ingevuld")
    here.edit(lambda study, _: study.update(design={"weights": "w"}, completed="klaar"))
    taken = here.take_in()
    assert taken.split.accepted.answers.design["w"].tolist() == [0.8, 1.2]
    assert taken.checked.responses.split_off.items == ("klaar",)


@pytest.mark.parametrize(
    "entry",
    [
        {
            "column": "w",
            "joined": ";",
            "values": {"a": "p_health", "b": "p_debt", "c": "p_care", "d": "p_none"},
        },
        {"column": "w", "spread": {"a": "p_health", "b": "p_debt", "c": "p_care", "d": "p_none"}},
        {"column": ["w", "v"], "spread": {"a": "p_health", "b": "p_debt", "c": "p_care", "d": "p_none"}},
    ],
)
def test_an_option_that_the_map_does_not_name_is_never_lost_without_a_word(case: Open, entry: dict) -> None:
    rows = [{"w": cell, "v": "0", **without(*OPTIONS)} for cell in ("a", "z")]
    said = {"columns": {"problems": entry}, "ignored": ["v"]}
    taken = mapped(case(FLOATS), rows, **said).take_in()
    assert codes(taken, "p_health") == ["1", ""]
    assert taken.split.ledger.flags["unknown_code"] == 1


# what cannot be


def test_a_map_that_turns_some_codes_and_leaves_others_stops_the_run(case: Open) -> None:
    rows = [{"letters": text} for text in ("1", "5", "2")]
    with pytest.raises(IntakeError, match='recodes 1, 5 of "letters" and leaves 2'):
        mapped(
            case(FLOATS), rows, columns={"letters": {"column": "letters", "values": {"1": "5", "5": "1"}}}
        ).take_in()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"columns": {"leters": "letters"}}, '"leters" is no item of this wave.*letters'),
        ({"columns": {"letters": {"column": ["a", "b", "c"]}}}, '"letters" names several columns'),
        (
            {"columns": {"problems": {"column": "w", "joined": ";", "values": {"a": "grade"}}}},
            '"grade" is no option',
        ),
        (
            {"columns": {"problems": {"column": "w", "joined": ";", "spread": {"1": "p_health"}}}},
            "read in two ways",
        ),
        ({"colums": {}}, 'the key "colums" is not known here.*columns'),
    ],
)
def test_a_wrong_map_is_an_error_of_the_declaration(case: Open, said: dict, message: str) -> None:
    here = mapped(case(FLOATS), [{}], **said)
    with pytest.raises(DeclarationError, match=f"(?s){message}"):
        _ = here.study


def test_a_mapped_column_that_is_missing_is_named(case: Open) -> None:
    with pytest.raises(IntakeError, match='column "vraag 2" of the column map is missing'):
        mapped(case(FLOATS), [{}], columns={"letters": "vraag 2"}).take_in()


def test_a_column_that_is_neither_mapped_nor_ignored_is_an_error(case: Open) -> None:
    with pytest.raises(IntakeError, match='column "seed" is unknown'):
        mapped(case(FLOATS), [{"seed": "1"}], columns={"letters": "letters"}).take_in()
    assert mapped(
        case("06-case-and-spaces-in-codes"), [{"seed": "1", "contact": "ja"}], ignored=["seed"]
    ).take_in()


def test_a_map_by_file_is_named_in_errors(case: Open, tmp_path: Path) -> None:
    here = mapped(case(FLOATS), [{}])
    (here.folder / "kolommen.yaml").write_text("columns: {leters: letters}\n", encoding="utf-8")
    here.edit(lambda study, _: study["waves"]["2025"].update(columns="kolommen.yaml"))
    with pytest.raises(DeclarationError, match="kolommen.yaml:1"):
        _ = here.study


# two heading rows

TWO = """\
Nummer;Wat vindt u?;;Waarover?;;Cijfer
;Brieven;Hulp;Geld;Other (please specify);Response
1;eens;oneens;Geld;;7
2;oneens;;;een brief;8
"""


def test_the_file_of_another_program_with_two_heading_rows_is_read(case: Open) -> None:
    taken = case("surveymonkey").take_in()
    assert taken.checked.responses.headers == (2,)
    assert taken.split.ledger.n_read == 32
    assert taken.counts("leeftijd")["18_tot_27_jaar"] == 6
    assert sum(taken.counts("leeftijd").values()) == 30
    assert taken.counts("waarover_contact_geen_van_deze") == {"1": 6, "0": 24}
    assert taken.counts("weet_regels_moet_houden")["mee_eens"] == 3


def two_headings(case: Case, **said: Any) -> Case:
    """A CSV with two heading rows and a map that names columns by both."""
    columns = {
        "letters": {"column": ["Wat vindt u?", "Brieven"], "values": {"eens": "4", "oneens": "2"}},
        "p_debt": {"column": ["Waarover?", "Geld"], "filled": "1", "empty": "0"},
        "grade": "Cijfer",
    }
    ignored = [["Wat vindt u?", "Hulp"], ["waarover?", "other (please specify)"]]
    said = {"respondent_id": "Nummer", "columns": columns, "ignored": ignored} | said

    def ask(study: dict[str, Any], questionnaire: dict[str, Any]) -> None:
        study["waves"]["2025"].update(columns=said)
        kept = [one for one in questionnaire["questions"] if one["id"] in ("letters", "problems", "grade")]
        next(one for one in kept if one["id"] == "problems").update(options={"p_debt": "Geld"}, exclusive=[])
        questionnaire["questions"] = kept

    return case.edit(ask).write(TWO)


def test_a_column_goes_by_both_heading_rows_or_by_the_first_alone(case: Open) -> None:
    taken = two_headings(case(FLOATS)).take_in()
    assert codes(taken, "letters") == ["4", "2"]
    assert codes(taken, "p_debt")[0] == "1"
    assert taken.split.accepted.answers.variables["grade"].values.tolist() == [7, 8]
    assert taken.checked.responses.rows.tolist() == [3, 4]
    assert taken.report["label"].str.contains("Kopregel").sum() == 1


def test_a_name_above_several_columns_asks_for_the_second_row(case: Open) -> None:
    columns = {
        "letters": "Wat vindt u?",
        "p_debt": {"column": ["Waarover?", "Geld"], "filled": "1"},
        "grade": "Cijfer",
    }
    with pytest.raises(IntakeError, match=r"name one by both heading rows, as \[first, second\]"):
        two_headings(case(FLOATS), columns=columns).take_in()


def test_a_bar_in_a_heading_is_no_second_heading_row(case: Open) -> None:
    """A heading such as "Brieven | duidelijk" once cost the first respondent."""
    columns = {
        "letters": {"column": "Brieven | duidelijk", "values": {"eens": "4", "oneens": "2"}},
        "p_debt": {"column": "Geld | schuld", "filled": "1", "empty": "0"},
        "grade": "Cijfer",
    }
    here = two_headings(case(FLOATS), columns=columns, ignored=["Hulp | anders"])
    here.write("Nummer;Brieven | duidelijk;Geld | schuld;Hulp | anders;Cijfer\n1;eens;x;;7\n2;oneens;;y;8\n")
    taken = here.take_in()
    assert taken.split.ledger.n_read == 2
    assert codes(taken, "letters") == ["4", "2"]


def test_one_heading_row_stays_one(case: Open) -> None:
    here = mapped(case(FLOATS), [{}], columns={"letters": "letters"})
    assert here.study.wave("2025").columns is not None
    assert here.study.wave("2025").columns.header_rows == 1
    assert here.take_in().checked.responses.headers == ()
