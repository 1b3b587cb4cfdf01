"""Truth: columns with labels as programs give them, and what a person would say they ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.exchange.source import Declared, Source, Variable
from monitor.exchange.typed import Typed, typed
from monitor.intake.files.table import text_column

GRADES = {"1": "zeer slecht", "10": "zeer goed"}
YES_NO = {"1": "ja", "2": "nee"}


def read(cells: list[str], labels: dict[str, str], kind: Declared = "", text: str = "Hoe gaat het?") -> Typed:
    variable = Variable(column=("v",), code="v", text=text, labels=labels, listed=bool(labels), type=kind)
    source = Source(format="spss", path=Path("a.sav"), answers={"v": text_column(cells)}, rows=len(cells))
    return typed(source, variable)


@pytest.mark.parametrize(("cells", "labels", "kind"), [
    (["1", "2"] * 50 + ["8", "9"], YES_NO, "single"),
    ([str(n % 10 + 1) for n in range(100)], GRADES, "grade"),
    (["1", "10"] * 50 + ["4", "7"], GRADES, "grade"),
    ([str(n % 40) for n in range(100)], {"0": "geen"}, "number"),
])  # fmt: skip
def test_two_labels_are_the_ends_of_a_row_only_where_answers_lie_between(
    cells: list[str], labels: dict[str, str], kind: str
) -> None:
    """Two stray codes beside yes and no made a grade of it, in every format."""
    assert read(cells, labels).kind == kind


def test_a_question_that_is_declared_closed_is_no_number() -> None:
    assert read(["1", "2", "8", "9"] * 10, YES_NO, "single").kind == "single"


def test_a_grade_of_any_program_is_its_label() -> None:
    found = read([str(n % 11 + 1) for n in range(44)], {str(n + 1): str(n) for n in range(11)})
    assert (found.kind, found.values["1"], found.values["11"]) == ("grade", "0", "10")


def test_a_stray_code_makes_no_number_of_a_grade() -> None:
    labels = {str(n): str(n) for n in range(1, 11)}
    assert read([*(str(n % 10 + 1) for n in range(99)), "99"], labels).kind == "grade"


@pytest.mark.parametrize("kind", ["", "single"])
def test_weet_niet_among_numbers_has_a_code_of_its_own(kind: Declared) -> None:
    labels = {**{str(n): str(n) for n in range(1, 11)}, "99": "weet niet"}
    found = read([*(str(n % 10 + 1) for n in range(50)), "99"], labels, kind)
    assert [(entry.code, means) for entry, means in found.special] == [("99", "dont_know")]


@pytest.mark.parametrize("kind", ["", "open", "number"])
@pytest.mark.parametrize(("text", "cells", "found"), [
    ("Wat is uw BSN?", ["123456781", "123456790"], "identifying"),
    ("Welk nummer?", ["111222333", "123456782"], "identifying"),
    ("Waar bereiken wij u?", ["jan@x.nl", "piet@y.nl"], "contact"),
    ("Wat is uw naam?", ["A. de Wit", "B. Boer"], "contact"),
])  # fmt: skip
def test_what_tells_who_somebody_is_is_known_whatever_its_type(
    kind: Declared, text: str, cells: list[str], found: str
) -> None:
    assert read(cells * 10, {}, kind, text).kind == found


def test_an_open_answer_now_and_then_with_a_name_stays_open() -> None:
    cells = [f"alles ging goed op dag {n}" for n in range(30)] + ["jan@x.nl", "piet@y.nl", "kees@z.nl"]
    assert read(cells, {}, "open", "Wat kan beter?").kind == "open"
