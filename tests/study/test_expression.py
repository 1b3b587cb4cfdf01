"""Truth: hand calculation on rows of at most four respondents."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from monitor.study.expression.evaluation import ItemShape, evaluate, items_of
from monitor.study.expression.expression import parse
from monitor.study.expression.expression_check import check

from .shapes import SHAPES


def categorical(*codes: int, missing: int = 2) -> SimpleNamespace:
    found = np.array(codes, dtype=np.int8)
    state = np.where(found < 0, missing, 0).astype(np.int8)
    return SimpleNamespace(state=state, codes=found, values=None)


def numbers(*values: float, state: tuple[int, ...] | None = None) -> SimpleNamespace:
    found = np.array(values, dtype=float)
    states = np.array(state if state else np.where(np.isnan(found), 2, 0), dtype=np.int8)
    return SimpleNamespace(state=states, codes=None, values=found)


NAN = float("nan")
ANSWERS = {
    "now": categorical(2, 1, 0, -1),
    "wish": categorical(1, 1, 2, 0),
    "colour": categorical(0, 1, -1, 0),
    "use_a": categorical(0, 1, -1, 1),
    "use_b": categorical(1, 1, 0, -1),
    "task": categorical(1, 0, 1, -1, missing=1),
    "share": numbers(30, 100, 0, NAN),
    "rest": numbers(70, 5, NAN, 1),
    "grade": numbers(8, NAN, NAN, 5, state=(0, 4, 2, 0)),
}


def answer(text: str) -> list[bool | None]:
    expression = parse(text)
    check(expression, SHAPES)
    outcome = evaluate(expression, SHAPES, ANSWERS, 4)
    return [bool(value) if known else None for value, known in zip(outcome.value, outcome.known, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wish < now", [True, False, False, None]),  # by category order; row 4 has no answer to now
        ("now >= mid", [True, True, False, None]),
        ("mid <= now", [True, True, False, None]),  # the same, code first
        ("colour == red", [True, False, None, True]),
        ("colour != red", [False, True, None, False]),
        ("task == 1", [True, False, True, None]),
        ("now in [low, mid]", [False, True, True, None]),
        ("now not in [low, mid]", [True, False, False, None]),
        ("any_of(use_*, less)", [True, False, True, None]),  # row 3: one is less, the other does not matter
        ("all_of(use_*, more)", [False, True, False, None]),
        ("count_of(use_*, less) == 1", [True, False, None, None]),
        ("any_of(use_a, use_b, less, more)", [True, True, True, True]),
        ("share + rest == 100", [True, False, None, None]),
        ("100 - share > 50", [True, False, True, None]),
        ("-share < 0", [True, True, False, None]),
        ("2 * (share + 10) == 80", [True, False, False, None]),
        ("sum_of(share, rest) >= 100", [True, True, None, None]),
        ("share == 30 and colour == red", [True, False, False, None]),  # Kleene: ? and true is ?
        ("share == 0 and colour == red", [False, False, None, None]),
        ("colour == red or share == 0", [True, False, True, True]),  # row 3: ? or true is true
        ("not colour == red", [False, True, None, False]),
        ("answered(share)", [True, True, True, False]),
        ("not_asked(task)", [False, False, False, True]),
        ("grade == na", [False, True, None, False]),
        ("grade == 8", [True, False, None, False]),
        ("grade in [8, 5]", [True, False, None, True]),
    ],
)
def test_expression_gives_the_hand_calculated_truth(text: str, expected: list[bool | None]) -> None:
    assert answer(text) == expected


def test_a_pattern_names_asked_items_only() -> None:
    shapes = {**SHAPES, "use_any": ItemShape(("yes", "no"), scale="yes_no", derived=True)}
    assert items_of(parse("any_of(use_*, less)"), shapes) == ("use_a", "use_b")


def test_the_items_an_expression_reads_are_listed_in_order_of_first_use() -> None:
    assert items_of(parse("any_of(use_*, less) or now > wish"), SHAPES) == ("use_a", "use_b", "now", "wish")


REFUSED = {
    name: ItemShape(("0", "1"), scale="option", special={"wn": 3, "nvt": 4}) for name in ("opt_a", "opt_b")
}
SAID = {  # chosen, not chosen, weet ik niet, niet van toepassing
    "opt_a": SimpleNamespace(state=np.array([0, 0, 3, 4]), codes=np.array([1, 0, -1, -1]), values=None),
    "opt_b": SimpleNamespace(state=np.array([0, 0, 3, 4]), codes=np.array([1, 1, -1, -1]), values=None),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("opt_a == 1", [True, False, None, False]),
        ("opt_a != 1", [False, True, None, True]),
        ("opt_a in [0, 1]", [True, True, None, False]),
        ("opt_a == wn", [False, False, True, False]),
        ("opt_a in [1, wn]", [True, False, True, False]),
        ("not opt_a == wn", [True, True, False, True]),
        ("opt_a == 1 or opt_a == wn", [True, False, True, False]),
        ("any_of(opt_*, 1)", [True, True, None, False]),
        ("any_of(opt_*, 1, wn)", [True, True, True, False]),
        ("count_of(opt_*, 1) == 0", [False, False, None, True]),
        ("count_of(opt_*, 1) >= 1", [True, True, None, False]),
    ],
)
def test_weet_ik_niet_decides_nothing_unless_its_code_is_named(
    text: str, expected: list[bool | None]
) -> None:
    expression = parse(text)
    check(expression, REFUSED)
    outcome = evaluate(expression, REFUSED, SAID, 4)
    found = [
        bool(value) if known else None for value, known in zip(outcome.value, outcome.known, strict=True)
    ]
    assert found == expected
