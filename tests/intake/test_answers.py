"""Truth: two small waves laid under each other by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from monitor.errors import IntakeError
from monitor.intake.answers.typed_answers import NO_ANSWER, NOT_ASKED, VALID, Answers, Variable, stack


def answers(wave: str, ids: list[str], design: dict[str, list[float]], **variables: Variable) -> Answers:
    return Answers(
        (wave,),
        np.zeros(len(ids), np.int8),
        np.array(ids, object),
        variables,
        pd.DataFrame(design, index=range(len(ids))),
    )


def choice(name: str, codes: list[int], categories: tuple[str, ...] = ("a", "b")) -> Variable:
    places = np.array(codes, np.int8)
    return Variable(
        name, "single", np.where(places < 0, NO_ANSWER, VALID).astype(np.int8), categories, places
    )


def number(name: str, values: list[float]) -> Variable:
    return Variable(
        name, "number", np.where(np.isnan(values), NO_ANSWER, VALID).astype(np.int8), values=np.array(values)
    )


OLD = answers("2023", ["a", "b"], {}, both=choice("both", [0, 1]))
NEW = answers("2025", ["c"], {"weight": [2.0]}, both=choice("both", [-1]), new=number("new", [4.0]))


def test_waves_are_stacked_in_order_with_their_index() -> None:
    found = stack([OLD, NEW])
    assert found.waves == ("2023", "2025")
    assert found.wave.tolist() == [0, 0, 1]
    assert found.wave.dtype == np.int8
    assert found.respondent_id.tolist() == ["a", "b", "c"]
    assert found.variables["both"].codes.tolist() == [0, 1, -1]
    assert found.variables["both"].codes.dtype == np.int8


def test_an_item_of_one_wave_is_not_asked_in_the_other() -> None:
    found = stack([OLD, NEW]).variables["new"]
    assert found.state.tolist() == [NOT_ASKED, NOT_ASKED, VALID]
    assert np.isnan(found.values[:2]).all()
    assert found.asked


def test_a_design_column_of_one_wave_is_missing_in_the_other() -> None:
    weight = stack([OLD, NEW]).design["weight"]
    assert weight.isna().tolist() == [True, True, False]


def test_one_wave_stacked_is_itself() -> None:
    assert stack([NEW]).variables["new"].values.tolist() == [4.0]


def test_nothing_cannot_be_stacked() -> None:
    with pytest.raises(IntakeError, match="no wave at all"):
        stack([])


def test_rows_can_be_taken_by_position() -> None:
    found = stack([OLD, NEW]).take(np.array([2, 0]))
    assert found.respondent_id.tolist() == ["c", "a"]
    assert found.wave.tolist() == [1, 0]
    assert found.design["weight"].tolist()[0] == 2.0


def test_another_state_takes_code_and_value_along() -> None:
    changed = choice("x", [0, 1]).with_state(np.array([NOT_ASKED, VALID]))
    assert changed.codes.tolist() == [-1, 1]
    assert np.isnan(number("y", [1.0]).with_state(np.array([NOT_ASKED])).values[0])
