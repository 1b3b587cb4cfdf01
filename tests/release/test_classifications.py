"""Truth: classes compared by hand. Whether one recode refines another, from the cases alone."""

from __future__ import annotations

import pytest

from monitor.release.attack.classifications import nested_classes
from monitor.release.attack.nesting import Nesting
from monitor.study.study import Study
from monitor.study.study_reader import read_study

from .designs import Design, write


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    breakdowns = ("years_four", "years_two", "years_three")
    return read_study(write(Design(1, size=20, breakdowns=breakdowns), tmp_path_factory.mktemp("classes")))


@pytest.mark.parametrize(
    ("finer", "coarser", "expected"),
    [
        ("years_four", "years_two", {"y0": "short", "y2": "short", "y5": "long", "y10": "long"}),
        ("years_four", "years_three", {"y0": "new", "y2": "some", "y5": "some", "y10": "much"}),
        ("years_two", "years_four", None),
        ("years_three", "years_two", None),
        ("years_four", "any_use", None),
        ("band", "years_two", None),
    ],
)
def test_a_recode_refines_another_where_each_class_lies_in_one(
    study: Study, finer: str, coarser: str, expected: dict[str, str] | None
) -> None:
    items = study.questionnaire.items
    assert nested_classes(items[finer], items[coarser], items) == expected


def test_breakdowns_by_two_recodes_of_one_number_are_nested(study: Study) -> None:
    nesting = Nesting(study)
    assert nesting.is_classification("years_two", "years_four")
    assert nesting.is_classification("years_three", "years_four")
    assert not nesting.is_classification("years_two", "years_three")
    assert not nesting.is_classification("", "years_four")
