"""Truth: the unit of each measure by hand, and what a group in which people can be recognised may keep."""

from __future__ import annotations

import pandas as pd
import pytest

from monitor.publication.cells.selection import Quantity
from monitor.release.door.coarsening import Coarsening, kept
from monitor.release.results.rounding import unit_of
from monitor.schema_words import MEASURES
from monitor.study.kinds import KINDS
from monitor.study.questionnaire import Item

GRADE = KINDS["grade"]
MARK = Item("mark", "grade", "Welk cijfer?", "", "1", "mark", "", "", ("2025",), "2025")


@pytest.mark.parametrize(
    "measure", ["mean", "median", "p5", "p10", "p25", "p75", "p90", "iqr", "spread", "shrunken", "limit_low"]
)
def test_what_is_made_of_grades_is_in_grades(measure: str) -> None:
    assert unit_of(measure, "", GRADE) == "grade"
    assert Quantity(MARK, "", measure).display == "grade"


@pytest.mark.parametrize("measure", ["share", "p10", "iqr", "spread", "shrunken", "limit_high"])
def test_what_is_made_of_shares_is_a_share(measure: str) -> None:
    assert unit_of(measure, "under", GRADE) == "share"
    assert Quantity(MARK, "under", measure).display == "percent"


@pytest.mark.parametrize("measure", ["cv", "sd_beyond_chance"])
def test_what_is_divided_by_a_mean_has_no_unit_of_the_answers(measure: str) -> None:
    assert unit_of(measure, "", GRADE) == "share"


def _kept(coarsening: Coarsening, category: str) -> set[str]:
    measures = [*MEASURES.meanings, "p33"]
    frame = pd.DataFrame({"item": "mark", "category": category, "measure": measures})
    return set(frame["measure"][kept(frame, {"mark": coarsening})])


def test_a_group_in_which_people_can_be_recognised_keeps_share_or_mean_and_what_is_made_of_it() -> None:
    derived = {"shrunken", "limit_low", "limit_high"}
    assert _kept(Coarsening(), "") == {"mean", *derived}
    assert _kept(Coarsening(("under",)), "under") - {"mean"} == {"share", *derived}
    assert _kept(Coarsening(("under",)), "over") == set()
