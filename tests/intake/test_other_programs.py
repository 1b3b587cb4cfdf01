"""Truth: the same rows from CSV, written by Excel and SPSS writers and read back."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd

from monitor.intake.validation.quarantine import Split, split
from monitor.intake.validation.validate import validate

from .conftest import GOOD, Survey
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
READ_WORKBOOK = "monitor.intake.files.workbook:read_workbook"


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


def test_a_reader_keeps_to_its_memory(tmp_path: Path) -> None:
    """The child limits itself: asking for more than the limit fails there, not here."""
    code = (
        "from monitor.intake.files.isolated import _limit_memory; _limit_memory(10**9); bytearray(2 * 10**9)"
    )
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert child.returncode != 0
    assert "MemoryError" in child.stderr


def test_the_child_refuses_with_the_fields_of_an_error(survey: Survey) -> None:
    survey.path.write_bytes(workbook({"A": []}))
    command = [sys.executable, "-m", "monitor.intake.files.isolated", READ_WORKBOOK, str(survey.path)]
    child = subprocess.run(command, capture_output=True, text=True, check=False)
    assert child.returncode == 3
    assert json.loads(child.stdout)[0] == "response_files.row_is_empty"
