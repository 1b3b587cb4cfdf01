"""Truth: what the program can read; docs/questionnaire.md tells of every key, kind and function, with an example."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from monitor.intake.files.spellings import read_spellings
from monitor.study.column_map import ColumnMap, MappedColumn, RowsLeftOut
from monitor.study.expression.expression import FUNCTIONS
from monitor.study.kinds import KINDS, SCALE_KINDS
from monitor.study.questionnaire_file import (
    CodebookEntry,
    DerivedEntry,
    QuestionEntry,
    QuestionnaireFile,
    RowEntry,
)
from monitor.study.questionnaire_reader import read_questionnaire
from monitor.study.scale import ScaleEntry

CLASSES = (
    QuestionnaireFile, QuestionEntry, RowEntry, DerivedEntry, CodebookEntry, ScaleEntry,
    ColumnMap, MappedColumn, RowsLeftOut,
)  # fmt: skip
KEYS = sorted({field.name for made in CLASSES for field in fields(made)} - {"id"} | {"id"})


@pytest.fixture(scope="module")
def guide(repository: Path) -> str:
    return (repository / "docs" / "questionnaire.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_told(guide: str, key: str) -> None:
    assert f"`{key}`" in guide


@pytest.mark.parametrize("name", [*KINDS, *SCALE_KINDS])
def test_every_kind_is_told(guide: str, name: str) -> None:
    assert f"`{name}`" in guide


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_an_example(guide: str, name: str) -> None:
    assert re.search(rf"\| `{name}` \|.*`{name}\(", guide)


def test_every_line_of_a_table_with_examples_has_one(guide: str) -> None:
    tables = re.findall(r"(?m)^\|.*\| example \|\n\|[-|]+\|\n((?:\|.*\n)+)", guide)
    lines = [line for table in tables for line in table.splitlines()]
    assert len(lines) > 60
    assert [line for line in lines if not re.search(r"(?:`|see above|\.\.\.) \|$", line)] == []


def test_the_questionnaire_of_the_guide_is_one(guide: str, tmp_path: Path) -> None:
    (tmp_path / "questionnaire.yaml").write_text(
        guide.split("```yaml\n")[1].split("```")[0], encoding="utf-8"
    )
    assert set(read_questionnaire(tmp_path / "questionnaire.yaml").items) == {"brief"}


def test_the_marks_of_no_answer_are_those_that_are_read(guide: str) -> None:
    assert all(f"`{mark}`" in guide for mark in read_spellings().no_answer)
