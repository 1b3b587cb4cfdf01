"""Truth: the response of a group is told where it is large, known to readers and points at nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.release.door.response_groups import with_told_groups
from monitor.release.results.method import Method, ResponseSummary
from monitor.statistics.quality.response_summary import PartialR, RIndicator
from monitor.study.study import Study
from monitor.study.study_file import Breakdown
from tests.release.survey import Survey


def told_of(study: Study, variable: str, smallest: int) -> list[str]:
    """The categories that leave, of a variable with two of them."""
    parts = tuple(
        PartialR(variable, category, units, 0.5, 0.4, 0.0, 0.0)
        for category, units in (("", 1000), ("a", 1000 - smallest), ("b", smallest))
    )
    found = RIndicator((variable,), 1000, 0.4, 0.8, 0.8, partial=parts)
    method = Method(response={"2024": ResponseSummary(representativeness=found)})
    left = with_told_groups(method, study).response["2024"].representativeness
    assert left is not None
    assert left.r == 0.8
    assert all(part.units % 10 == 0 for part in left.partial)
    return [part.category for part in left.partial if part.category]


@pytest.mark.parametrize(("smallest", "told"), [(100, ["a", "b"]), (99, [])])
def test_a_group_is_told_from_100_sampled_units(survey: Survey, smallest: int, told: list[str]) -> None:
    assert told_of(survey.study, "band", smallest) == told


def test_a_column_that_the_study_does_not_know_is_not_told(survey: Survey) -> None:
    assert told_of(survey.study, "postcode", 400) == []


@pytest.mark.parametrize("name", ["team", "gemeente", "klantmanager"])
def test_a_column_that_points_at_a_place_or_a_worker_is_not_told(survey: Survey, name: str) -> None:
    asked = survey.study.questionnaire
    items = {**asked.items, name: replace(asked.items["band"], id=name)}
    study = replace(survey.study, questionnaire=replace(asked, items=items))
    assert told_of(study, name, 400) == []
    assert told_of(study, "band", 400) == ["a", "b"]


def test_an_identifiable_breakdown_is_not_told(survey: Survey) -> None:
    own = Breakdown("band", "Leeftijd", ("band",), {"a": "a", "b": "b"}, identifiable=True)
    assert told_of(replace(survey.study, breakdowns=(own,)), "band", 400) == []
