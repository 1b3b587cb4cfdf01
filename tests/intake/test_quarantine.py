"""Truth: counts of rows, which must close whatever the file holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import IntakeError
from monitor.intake.validation.facts import ListFacts
from tests.fuzzing import fuzzed

from .conftest import CANARY, GOOD, Survey


def test_accepted_and_quarantined_rows_are_those_read(survey: Survey) -> None:
    split = survey.split({}, {"rating": "0"}, {"safe": ""}, {"often": "x", "rating": "0"})
    assert len(split.accepted.answers) == 2
    assert split.accepted.answers.respondent_id.tolist() == ["F1", "F3"]
    ledger = split.ledger
    assert (ledger.n_read, ledger.n_accepted, ledger.n_quarantined) == (4, 2, 2)
    assert ledger.reasons == {"unknown_code": 1, "out_of_range": 2}
    assert ledger.flags == {"no_answer": 1}


def test_quarantine_has_every_reason_of_every_rejected_row(survey: Survey) -> None:
    frame = survey.split({}, {"often": "dialy", "rating": "0", "part_fun": "50"}).quarantine
    assert frame[["row", "rule", "column", "given"]].values.tolist() == [
        [3, "out_of_range", "rating", "0"],
        [3, "sum_not_100", "travel", ""],
        [3, "unknown_code", "often", "dialy"],
    ]
    assert frame["label"].tolist()[0] == "Getal te laag of te hoog"
    assert set(frame["file"]) == {"fietsers_2025.csv"}


def test_quarantine_repeats_codes_and_numbers_but_no_texts(survey: Survey) -> None:
    wrong = {"often": f"{CANARY} en meer", "rating": "0612345678", "towns": CANARY, "contact_name": CANARY}
    split = survey.split({}, wrong)
    given_by_column = dict(zip(split.quarantine["column"], split.quarantine["given"], strict=True))
    assert given_by_column == {
        "often": "[tekst van 17 tekens]", "rating": "[getal van 10 cijfers]",
        "towns": "[afgeschermd]", "contact_name": "[afgeschermd]",
    }  # fmt: skip
    assert CANARY not in split.rows.to_csv() + split.quarantine.to_csv()


@pytest.mark.parametrize(
    ("column", "given", "shown"),
    [
        ("often", "dayly", "dayly"),  # two edits from daily
        ("often", "elke dga", "elke dga"),  # from its label
        ("often", "dagelijk", "[tekst van 8 tekens]"),
        ("often", "elke dagg", "[tekst van 9 tekens]"),  # near, and longer than eight signs
        ("safe", "x", "[tekst van 1 teken]"),  # one edit from a, of which nothing is left
        ("safe", "Bo", "[tekst van 2 tekens]"),
        ("safe", "S.", "S."),
        ("safe", "Ali", "[tekst van 3 tekens]"),  # two edits from a, and a first name
        ("rating", "11", "11"),
        ("rating", "1234", "[getal van 4 cijfers]"),
        ("rating", "-1", "-1"),
        ("distance", "Ton", "[tekst van 3 tekens]"),
        ("rain", "101", "101"),
        ("home", "GM8", "GM8"),
        ("home", "Jansen", "[tekst van 6 tekens]"),
        ("weight", "-1,5", "-1,5"),
        ("weight", "veel", "[tekst van 4 tekens]"),
    ],
)  # fmt: skip
def test_a_cell_is_shown_where_it_is_nearly_a_code_label_or_bound(
    survey: Survey, column: str, given: str, shown: str
) -> None:
    split = survey.split({}, {column: given})
    assert split.quarantine.loc[split.quarantine["column"] == column, "given"].tolist() == [shown]
    assert split.rows[column].tolist() == [shown]


@pytest.mark.parametrize(
    ("number", "shown"),
    [("F7", "F7"), ("R_3kXyz", "R_3kXyz"), ("111222333", "[burgerservicenummer]"), ("a.b@example.nl", "[e-mailadres]"),
     ("06-12345678", "[telefoonnummer]"), ("Sanne", "[naam]")],
)  # fmt: skip
def test_respondent_numbers_are_searched_too(survey: Survey, number: str, shown: str) -> None:
    split = survey.split({}, {"respondent_id": number, "rating": "0"})
    assert split.quarantine["respondent_id"].tolist() == split.rows["respondent_id"].tolist() == [shown]


def test_nothing_rejected_leaves_an_empty_quarantine_with_its_columns(survey: Survey) -> None:
    split = survey.split({})
    assert len(split.quarantine) == len(split.rows) == 0
    assert "rule" in split.quarantine


def test_cells_of_the_quarantine_are_no_formulas(survey: Survey) -> None:
    split = survey.split({}, {"respondent_id": "=1+1", "rating": "-3"})
    assert split.quarantine[["respondent_id", "given"]].values.tolist() == [["'=1+1", "-3"]]
    assert split.rows["respondent_id"].tolist() == ["'=1+1"]


def test_a_ledger_is_plain_values_in_order(survey: Survey) -> None:
    plain = survey.split({}).ledger.as_dict()
    assert list(plain) == sorted(plain)
    assert plain["n_read"] == 1


def test_municipalities_are_counted_over_accepted_rows_and_merged_codes_are_one(survey: Survey) -> None:
    split = survey.split(
        {"towns": "GM1|GM2"},
        {"towns": "GM9"},
        {"towns": "GM2 | GM9"},
        {"towns": ""},
        {"towns": "GM3", "rating": "0"},
    )
    # GM9 merged into GM2: rows 2 and 3 name one municipality, together GM1 and GM2; GM3 was rejected
    assert split.accepted.facts == {"towns": ListFacts(one=2, several=1, none=1, distinct=2)}


CELLS = st.sampled_from(["", "x", "daily", "dk", "0", "1", "40", "100", "GM1", "12,5", "-1"])
CHANGES = st.dictionaries(st.sampled_from(list(GOOD)), CELLS, max_size=4)


@pytest.mark.fuzz
@fuzzed(40)
@given(st.lists(CHANGES, min_size=1, max_size=10))
def test_no_row_is_lost_or_counted_twice_whatever_the_file_holds(
    survey: Survey, rows: list[dict[str, str]]
) -> None:
    try:
        split = survey.split(*rows, {"respondent_id": "good"})
    except IntakeError as failure:
        assert "no row of this file can be accepted" in failure.what  # noqa: PT017
        return
    accepted = set(
        np.flatnonzero(np.isin(survey.responses().respondent_id, split.accepted.answers.respondent_id)) + 2
    )
    apart = set(split.quarantine["row"])
    assert accepted & apart == set()
    assert accepted | apart == set(range(2, len(rows) + 3))
    assert split.ledger.n_read == split.ledger.n_accepted + split.ledger.n_quarantined == len(rows) + 1
    assert sorted(apart) == split.rows["row"].tolist()


@pytest.mark.parametrize("name", ["invited", "reached", "started"])
def test_more_respondents_than_were_asked_are_a_wrong_count_or_file(survey: Survey, name: str) -> None:
    path = survey.folder / "study.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "{responses: fietsers_2025.csv", f"{{{name}: 1, responses: fietsers_2025.csv"
        ),
        encoding="utf-8",
    )
    assert survey.split({}).ledger.n_accepted == 1
    with pytest.raises(
        IntakeError, match=f"than were {name}; got 2 accepted and {name}: 1 of wave 2025 in study.yaml"
    ):
        survey.split({}, {})
