"""Truth: a fieldwork of September to November 2025, and days counted by hand around its edges."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from monitor.errors import DeclarationError
from monitor.intake.validation.corrections import apply_corrections
from monitor.intake.validation.fieldwork import day_of
from monitor.intake.validation.quarantine import split
from monitor.intake.validation.rule_report import rule_report
from monitor.intake.validation.validate import Checked, validate
from monitor.study.periods import period_of

from .conftest import CANARY, GOOD, Survey, table
from .files import sav_file, workbook

INSIDE = "2025-10-01"


def declare(survey: Survey, completed: str, fieldwork: str = "[2025-09, 2025-11]") -> None:
    """Replace what the study file says of the fieldwork and of the day of completion."""
    path = survey.folder / "study.yaml"
    text = path.read_text(encoding="utf-8").replace("completed: done", f"completed: {completed}")
    path.write_text(text.replace("[2025-09, 2025-11]", fieldwork), encoding="utf-8")


def checked(survey: Survey, *days: str) -> Checked:
    return survey.checked(*({"done": day} for day in days))


def outcome(checked: Checked, rule: str = "outside_fieldwork") -> tuple[int, list[int], int]:
    """Passed, failing rows as in a spreadsheet, undecided."""
    (found,) = [one for one in checked.results if one.rule.name == rule]
    return found.passed, checked.responses.rows[found.failed].tolist(), found.undecided


def test_the_first_and_last_day_of_the_fieldwork_belong_to_it(survey: Survey) -> None:
    found = checked(survey, "2025-08-31", "2025-09-01", "2025-11-30", "2025-12-01")
    assert outcome(found) == (2, [2, 5], 0)
    assert found.rejected.tolist() == [True, False, False, True]


def test_days_are_read_in_iso_and_dutch_order(survey: Survey) -> None:
    days = ("2025-10-01", "01-10-2025", "1/10/2025", "1.10.2025 8:05", "2025-10-01T23:59:59", "01-08-2025")
    assert outcome(checked(survey, *days)) == (5, [7], 0)


@pytest.mark.parametrize(
    "text", ["10/31/2025", "31-02-2025", "01-10-25", "45931", "01-10/2025", "\u0662\u0660\u0662\u0665-10-01"]
)
def test_a_text_that_is_no_day_is_a_reason_of_its_own_and_decides_nothing(survey: Survey, text: str) -> None:
    assert day_of(text) is None
    found = checked(survey, INSIDE, text)
    assert outcome(found) == (1, [], 1)
    assert outcome(found, "unreadable_date") == (1, [3], 0)


def test_without_a_day_nothing_is_decided_and_nobody_is_set_apart(survey: Survey) -> None:
    found = checked(survey, INSIDE, "", "")
    assert outcome(found) == (1, [], 2)
    assert not found.rejected.any()


def test_a_file_that_was_delivered_without_the_column_is_undecided(survey: Survey) -> None:
    declare(survey, "done")
    lines = table({}, {}).splitlines()
    survey.path.write_text("\n".join(line.rpartition(";")[0] for line in lines) + "\n", encoding="utf-8")
    found = validate(survey.responses(), survey.study, "2025")
    assert outcome(found) == (0, [], 2)
    assert not found.rejected.any()


@pytest.mark.parametrize("fieldwork", ["[]", "[voorjaar 2025]"])
def test_a_fieldwork_that_is_not_declared_in_dates_is_undecided(survey: Survey, fieldwork: str) -> None:
    declare(survey, "done", fieldwork)
    assert outcome(checked(survey, "1999-01-01", INSIDE)) == (0, [], 2)


def test_a_soft_rule_only_counts(survey: Survey) -> None:
    declare(survey, "{column: done, severity: soft}")
    found = checked(survey, INSIDE, "2026-01-01")
    assert not found.rejected.any()
    assert split(found).ledger.flags == {"outside_fieldwork": 1}


def test_the_rule_stands_in_report_quarantine_and_ledger(survey: Survey) -> None:
    found = checked(survey, INSIDE, "2026-01-01", "ooit")
    report = rule_report(found).set_index("rule")
    assert report.loc["outside_fieldwork", ["passed", "failed", "undecided"]].tolist() == [1, 1, 1]
    parts = split(found)
    assert parts.quarantine[["row", "rule", "given"]].values.tolist() == [
        [3, "outside_fieldwork", "[afgeschermd]"], [4, "unreadable_date", "[afgeschermd]"],
    ]  # fmt: skip
    assert parts.ledger.reasons == {"outside_fieldwork": 1, "unreadable_date": 1}


def test_no_day_leaves_intake(survey: Survey) -> None:
    found = checked(survey, INSIDE, "2026-01-01", CANARY)
    parts = split(found)
    everything = [repr(found), repr(found.responses), parts.quarantine.to_csv(), parts.rows.to_csv(),
                  str(parts.ledger.as_dict()), rule_report(found).to_csv()]  # fmt: skip
    assert not [text for text in (INSIDE, "2026-01-01", CANARY) if text in "".join(everything)]
    assert "done" not in parts.accepted.answers.variables


def test_a_day_can_be_corrected_unseen(survey: Survey) -> None:
    found = checked(survey, INSIDE, "2026-01-01")
    path = survey.folder / "fixed.csv"
    path.write_text("row;done\n3;2025-11-30\n", encoding="utf-8")
    fixed = apply_corrections(found.responses, survey.study, path)
    assert outcome(validate(fixed, survey.study, "2025")) == (2, [], 0)


def test_dates_of_excel_are_dates(survey: Survey) -> None:
    days = (datetime(2025, 10, 1, 12, 30), date(2025, 12, 1))
    rows = [list(GOOD), *([*{**GOOD, "respondent_id": str(day)}.values()][:-1] + [day] for day in days)]
    survey.path.write_bytes(workbook({"A": rows}, dated_column=len(GOOD) - 1))
    assert outcome(validate(survey.responses(), survey.study, "2025")) == (1, [3], 0)


def test_dates_of_spss_are_dates(survey: Survey) -> None:
    columns = {name: [cell] * 3 for name, cell in GOOD.items()} | {"respondent_id": ["F1", "F2", "F3"]}
    columns["done"] = pd.to_datetime(["2025-10-01", "2025-12-01", None])
    survey.path.write_bytes(sav_file(columns))
    assert outcome(validate(survey.responses(), survey.study, "2025")) == (1, [3], 1)


@pytest.mark.parametrize("column", ["respondent_id", "often", "weight", "home", "region"])
def test_a_column_that_means_something_else_is_no_day_of_completion(survey: Survey, column: str) -> None:
    declare(survey, column)
    with pytest.raises(DeclarationError, match=f'column "{column}" is in use as something else'):
        _ = survey.study


@pytest.mark.parametrize(
    ("fieldwork", "first", "last"),
    [(("2024-02",), date(2024, 2, 1), date(2024, 2, 29)), (("2024",), date(2024, 1, 1), date(2024, 12, 31)),
     (("2024-05-06", "2025-01"), date(2024, 5, 6), date(2025, 1, 31))],
)  # fmt: skip
def test_a_period_runs_from_its_first_to_its_last_day(
    fieldwork: tuple[str, ...], first: date, last: date
) -> None:
    assert period_of(fieldwork) == (first, last)
