"""Truth: the method of a study, written as JSON and read again by hand-made and damaged files."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from monitor.release.results.json_values import value_of
from monitor.release.results.method import (
    CheckRecord,
    DisclosureRecord,
    Method,
    ReleasedQuote,
    ResponseSummary,
    RuleCount,
    SuppressionRecord,
    WaveRecord,
    WeightingReport,
)
from monitor.statistics.quality.response_summary import RIndicator, Stage
from monitor.study.policy import DisclosureRules, Threshold
from monitor.study.study_file import Constant
from tests.methods import change_testing, family

RULES = DisclosureRules(Threshold(10, 30.0, 8.0), Threshold(10, 30.0, 8.0, 5), 5.0, 5.0, 20)
METHOD = Method(
    study="ouders",
    waves={
        "2023": WaveRecord("2023", ("2023-03",), n_read=82, rules=(RuleCount("a", "A", "hard", "o", 80, 2, 0),))
    },
    response={
        "2023": ResponseSummary((Stage("invited", 90, None, 1.0),), {"RR1": 0.5, "COOP1": None},
                                RIndicator(("sex",), 90, 0.5, 0.8, 0.9))
    },
    tests=change_testing(family("previous", "2023", "2025", m=4, selected=1), margins={"share": 0.05}),
    weighting=WeightingReport("none", ()),
    thresholds=RULES,
    disclosure=DisclosureRecord(
        RULES,
        {"estimates": (CheckRecord("minimum_base", "applied", "1 van de 4", 1),)},
        SuppressionRecord(withheld=(("2023", "clear", "band"),)),
    ),
    constants={"homes": Constant("9000", "woningen", "jaarverslag")},
    quotes=(ReleasedQuote("2023", "why", "long", "Vier kantjes.", "ouder"),),
)  # fmt: skip


def test_a_method_is_itself_after_writing_and_reading() -> None:
    assert Method.from_json(json.loads(json.dumps(METHOD.to_json()))) == METHOD


def test_what_lies_beyond_ten_digits_is_not_written() -> None:
    """It differs with the order of the rows, and between processors."""
    drawn = [replace(METHOD, tests=change_testing(alpha=value)) for value in (0.1 + 0.2, 0.3)]
    assert drawn[0].to_json() == drawn[1].to_json()
    assert METHOD.as_written() == METHOD


def test_the_blocks_stand_under_the_names_that_version_1_gave_them() -> None:
    plain = METHOD.to_json()
    assert plain["schema"] == 2
    assert plain["waves"]["2023"]["rules"][0]["failed"] == 2
    assert plain["disclosure"]["audit"]["withheld"] == (("2023", "clear", "band"),)
    assert plain["response"]["2023"]["representativeness"]["adjusted"] == 0.9


def test_a_file_without_a_version_is_of_version_1() -> None:
    assert Method.from_json({"study": "ouders"}).schema == 1


def test_a_key_that_is_not_known_is_left_out_and_null_stands_for_the_default() -> None:
    assert Method.from_json({"study": "ouders", "later": [1], "title": None, "schema": 2}) == Method(
        study="ouders"
    )


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"study": 5}, "study"),
        ({"demonstration": 1}, "demonstration"),
        ({"waves": []}, "waves"),
        ({"waves": {"2023": {"n_read": "82"}}}, "waves.2023.n_read"),
        ({"waves": {"2023": {"n_read": True}}}, "waves.2023.n_read"),
        ({"breaks": [{"item": "clear"}]}, "breaks[0].from_wave"),
        ({"disclosure": {"audit": {"withheld": [["2023", "clear"]]}}}, "disclosure.audit.withheld[0]"),
        ({"quotes": {"wave": "2023"}}, "quotes"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(given: dict[str, Any], place: str) -> None:
    with pytest.raises(ValueError, match="^" + place.replace("[", r"\[").replace("]", r"\]") + "$"):
        Method.from_json(given)


def test_a_whole_number_may_stand_where_a_number_is_expected_and_stays_whole() -> None:
    found = value_of(dict[str, Any] | None, None), value_of(float, 5)
    assert found == (None, 5)
    assert isinstance(found[1], int)
