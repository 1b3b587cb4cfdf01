"""Truth: the tables in rules/. In RULE_valid.csv no row breaks the rule, in RULE_invalid.csv every row does, in
RULE_undecided.csv nobody can say of any row. A table names only the columns in which its rows differ from a
good one; anybody can add one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from monitor.intake.rules import questionnaire_rules
from monitor.intake.validation.edit_rules import read_edit_rules

from .conftest import Survey

FOLDER = Path(__file__).with_name("rules")
TABLES = sorted(FOLDER.glob("*.csv"))
OF_FILES = {"not_drawn", "other_process", "nothing_judged"}
"""Only a check of files has these: tests/pipeline/test_file_check.py breaks each of them."""
OF_VIGNETTES = {"departs_without_room"}
"""Only vignettes have this one: tests/pipeline/test_vignettes.py breaks it."""


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_of_rows_has_the_outcome_in_its_name(survey: Survey, path: Path) -> None:
    rule, _, expected = path.stem.rpartition("_")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = [one for one in survey.checked(*rows).results if one.rule.name == rule]
    failed = {int(place) for one in found for place in one.failed}
    undecided = sum(one.undecided for one in found)
    assert found
    if expected == "invalid":
        assert failed == set(range(len(rows)))
    else:
        assert failed == set()
        assert undecided == (len(rows) if expected == "undecided" else 0)


def test_every_rule_has_its_tables(survey: Survey) -> None:
    shapes = survey.study.questionnaire.shapes
    own = [rule.name for rule in read_edit_rules(survey.study.rules, shapes)]
    names = {path.stem for path in TABLES}
    for rule in {*questionnaire_rules(), *own} - OF_FILES - OF_VIGNETTES:
        assert {f"{rule}_valid", f"{rule}_invalid"} <= names
