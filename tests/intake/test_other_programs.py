"""Truth: the same rows from CSV, written by Excel and SPSS writers and read back."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from monitor.errors import IntakeError
from monitor.intake.isolated import read_isolated
from monitor.intake.limits import read_limits
from monitor.intake.quarantine import Split, split
from monitor.intake.validation import validate

from .conftest import CANARY, GOOD, Survey
from .files import sav_file, workbook

NUMBERS = (
    "bike_city",
    "bike_electric",
    "bike_none",
    "part_work",
    "part_fun",
    "rating",
    "rain",
    "distance",
    "weight",
)
ROWS = [{**GOOD, "remark": "Goed zo"}, {**GOOD, "respondent_id": "F2", "rating": "na", "safe": "dk"}]


def taken_in(survey: Survey, content: bytes) -> Split:
    survey.path.write_bytes(content)
    return split(validate(survey.responses(), survey.study, "2025"))


def as_number(cell: str) -> object:
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return cell


def assert_same(one: Split, other: Split) -> None:
    for name, variable in one.accepted.answers.variables.items():
        found = other.accepted.answers.variables[name]
        assert found.state.tolist() == variable.state.tolist(), name
        assert (found.codes is None) == (variable.codes is None)
        if variable.codes is not None:
            assert found.codes.tolist() == variable.codes.tolist(), name
    pd.testing.assert_frame_equal(one.accepted.answers.design, other.accepted.answers.design)
    assert one.accepted.facts == other.accepted.facts


def test_a_workbook_holds_what_the_csv_holds(survey: Survey) -> None:
    rows = [[as_number(row[name]) if name in NUMBERS else row[name] for name in GOOD] for row in ROWS]
    found = taken_in(survey, workbook({"Antwoorden": [list(GOOD), *rows], "Leeg": []}))
    assert_same(survey.split(*ROWS), found)
    assert found.ledger.form == "Excel"


def test_dates_and_truths_in_a_workbook_become_text(survey: Survey) -> None:
    row = {**GOOD, "bike_city": True, "remark": datetime.date(2025, 3, 1)}
    book = workbook(
        {"A": [list(GOOD), [str(cell) if name == "remark" else cell for name, cell in row.items()]]}
    )
    survey.path.write_bytes(book)
    responses = survey.responses()
    assert responses.columns["bike_city"].at(0) == "1"
    assert responses.split_off.texts("remark").at(0) == "2025-03-01"


def test_empty_columns_and_rows_beyond_the_table_do_not_count(survey: Survey) -> None:
    cells = [[*GOOD, " "], [*GOOD.values(), ""], [" "]]
    assert taken_in(survey, workbook({"A": cells})).ledger.n_read == 1


def test_spss_codes_are_found_by_value_label_and_missing_values_by_range(survey: Survey) -> None:
    columns = {name: [row[name] for row in ROWS] for name in GOOD}
    columns |= {name: [as_number(cell) for cell in columns[name]] for name in NUMBERS if name != "rating"}
    columns |= {"safe": [1.0, 9.0], "rating": [7.0, 98.0], "often": [1.0, 1.0], "distance": [8.0, 999.0]}
    content = sav_file(
        columns,
        variable_value_labels={
            "safe": {1.0: "Helemaal eens", 2.0: "eens", 9.0: "weet ik niet"},
            "rating": {98.0: "n.v.t."},
            "often": {1.0: "daily"},
        },
        missing_ranges={"distance": [{"lo": 990, "hi": 999}], "safe": [9]},
    )
    found = taken_in(survey, content)
    assert_same(survey.split(ROWS[0], {**ROWS[1], "distance": ""}), found)
    assert found.ledger.form == "SPSS"


def test_an_spss_value_without_a_label_of_the_questionnaire_is_an_unknown_code(survey: Survey) -> None:
    columns = {name: [row[name] for row in ROWS] for name in GOOD}
    columns["often"] = [4.0, 1.0]
    found = taken_in(
        survey, sav_file(columns, variable_value_labels={"often": {1.0: "elke dag", 4.0: "soms"}})
    )
    assert found.quarantine[["row", "rule", "given"]].values.tolist() == [[2, "unknown_code", "4"]]


@pytest.mark.parametrize("kind", ["excel", "spss"])
def test_a_reader_that_crashes_or_hangs_is_a_clear_error(
    survey: Survey, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey.path.write_bytes(b"anything")

    def crashing(*command, **options):
        return subprocess.CompletedProcess(command, -11, stdout=CANARY.encode())

    monkeypatch.setattr(subprocess, "run", crashing)
    with pytest.raises(IntakeError, match="cannot be read; got a reader that stopped") as caught:
        read_isolated(survey.path, kind, read_limits())
    assert CANARY not in str(caught.value)

    def hanging(*command, timeout, **options):
        raise subprocess.TimeoutExpired("reader", timeout, output=CANARY.encode())

    monkeypatch.setattr(subprocess, "run", hanging)
    with pytest.raises(IntakeError, match="no answer within 600 seconds"):
        read_isolated(survey.path, kind, read_limits())


def test_a_reader_keeps_to_its_memory(tmp_path: Path) -> None:
    """The child limits itself: asking for more than the limit fails there, not here."""
    code = "from monitor.intake.isolated import _limit_memory; _limit_memory(10**9); bytearray(2 * 10**9)"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert child.returncode != 0
    assert "MemoryError" in child.stderr


def test_a_workbook_with_a_password_is_named(survey: Survey) -> None:
    content = bytearray(workbook({"A": [["respondent_id"]]}))
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    survey.path.write_bytes(bytes(content))
    with pytest.raises(IntakeError, match="has a password"):
        survey.responses()


def test_a_long_cell_in_a_workbook_or_spss_file_is_named(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monitor.intake import spss
    from monitor.intake import workbook as reader

    limits = read_limits().model_copy(update={"cell_characters": 20})
    survey.path.write_bytes(workbook({"A": [["respondent_id"], ["x" * 21]]}))
    with pytest.raises(IntakeError, match="row 2 has a cell of 21 characters in column 1"):
        reader.read_workbook(survey.path, limits)
    survey.path.write_bytes(sav_file({"respondent_id": ["x" * 21]}))
    with pytest.raises(IntakeError, match='column "respondent_id" has a cell of 21 characters'):
        spss.read_spss(survey.path, limits)


def test_a_too_large_spss_file_is_refused_before_it_is_read(survey: Survey) -> None:
    from monitor.intake import spss

    survey.path.write_bytes(sav_file({"respondent_id": ["a", "b"], "often": ["x", "y"]}))
    with pytest.raises(IntakeError, match="too large; got 4 cells; expected at most 3"):
        spss.read_spss(survey.path, read_limits().model_copy(update={"workbook_cells": 3}))


def test_the_child_refuses_with_the_fields_of_an_error(survey: Survey) -> None:
    survey.path.write_bytes(workbook({"A": []}))
    command = [sys.executable, "-m", "monitor.intake.isolated", "excel", str(survey.path)]
    child = subprocess.run(command, capture_output=True, text=True, check=False)
    assert child.returncode == 3
    assert json.loads(child.stdout)[0] == "row 1 is empty"
