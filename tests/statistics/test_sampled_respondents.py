"""Truth: a few units and responses, held against each other by eye."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import DeclarationError, StatisticsError
from monitor.statistics.quality.response import read_dispositions
from monitor.statistics.quality.sampled_respondents import check_respondents, gaps_of
from monitor.study.column_map import ColumnMap
from monitor.study.study_file import Wave

IDS = ["1", "2", "3", "4"]


def units(folder: Path, *rows: str, heading: str = "respondent_id,disposition"):
    path = folder / "d.csv"
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return read_dispositions(path)


def wave(mapped: ColumnMap | None = None) -> Wave:
    return Wave("2025", "2025", Path("r.csv"), dispositions=Path("d.csv"), columns=mapped)


@pytest.mark.parametrize(
    "heading", ["Respondent_ID,disposition", "respondent_id ,DISPOSITION", " RESPONDENT_ID, Disposition "]
)
def test_columns_are_found_without_capitals_and_blanks(tmp_path: Path, heading: str) -> None:
    """Ids were not compared at all where their heading had a capital."""
    found = units(tmp_path, "9,complete", heading=heading)
    with pytest.raises(StatisticsError, match="4 respondents"):
        check_respondents(found, IDS, wave())


def test_a_heading_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="stands there twice"):
        units(tmp_path, "1,x,complete", heading="respondent_id,Respondent_id,disposition".replace("R", "r"))


def test_a_file_without_units_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StatisticsError, match="hold no unit"):
        units(tmp_path)


@pytest.mark.parametrize("written", ["{:0>4}", "{}.0", "0{}"])
def test_ids_that_fit_in_other_signs_are_said_to(tmp_path: Path, written: str) -> None:
    found = units(tmp_path, *(f"{written.format(one)},complete" for one in IDS))
    with pytest.raises(StatisticsError, match="4 of the ids are there without zeros in front"):
        check_respondents(found, IDS, wave())


def test_ids_of_other_people_are_not_said_to_fit(tmp_path: Path) -> None:
    with pytest.raises(StatisticsError) as failure:
        check_respondents(units(tmp_path, "17,complete"), IDS, wave())
    assert "zeros" not in str(failure.value)


def test_numbers_of_rows_are_compared_with_nothing(tmp_path: Path) -> None:
    numbered, found = wave(ColumnMap(respondent_id=None)), units(tmp_path, "20,complete")
    check_respondents(found, IDS, numbered)
    assert gaps_of(found, IDS, 0, numbered) is None


@pytest.mark.parametrize(
    ("others", "unanswered", "large"), [(0, 2, True), (1, 1, True), (2, 0, False), (5, 0, False)]
)
def test_complete_units_without_a_response_are_counted(
    tmp_path: Path, others: int, unanswered: int, large: bool
) -> None:
    """`others` came in and were set apart."""
    rows = [*(f"{n},complete" for n in range(1, 7)), "7,refusal", ",refusal", ",partial"]
    found = gaps_of(units(tmp_path, *rows), IDS, others, wave())
    assert found is not None
    assert (found.units, found.without_id, found.answered_without_id) == (9, 2, 1)
    assert (found.complete, found.unanswered, found.is_large) == (6, unanswered, large)
