"""Truth: two small study files read by eye; the second is the small study of conftest.py under another name."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.study.companions import Side
from monitor.study.study_reader import read_study

BESIDE = """\
companions: {staff: other/study.yaml}
side_by_side:
  - {id: letters, title: Brieven, companion: staff, own: clear.agree_net, other: clear.disagree_net, other_text: zij iets vinden}
  - {id: time, title: Tijd, theme: care, companion: staff, own: unclear.yes, other: time_a.mean}
"""


@pytest.fixture
def beside(write, tmp_path: Path):
    """Writes the other survey, then this one with pieces of its last lines replaced."""
    other = tmp_path / "other"
    other.mkdir()

    def make(*replacements: tuple[str, str], other_study: tuple[tuple[str, str], ...] = ()) -> Path:
        path = write.study()
        (other / "questionnaire.yaml").write_bytes((tmp_path / "questionnaire.yaml").read_bytes())
        text = path.read_text(encoding="utf-8").replace("study: mini", "study: staff", 1)
        for old, new in other_study:
            assert old in text
            text = text.replace(old, new, 1)
        (other / "study.yaml").write_text(text, encoding="utf-8")
        lines = BESIDE
        for old, new in replacements:
            assert old in lines
            lines = lines.replace(old, new, 1)
        path.write_text(path.read_text(encoding="utf-8") + lines, encoding="utf-8")
        return path

    return make


def test_each_side_is_read_against_its_own_questionnaire(beside) -> None:
    study = read_study(beside())
    letters, time = study.side_by_side
    assert (letters.own, letters.other) == (
        Side("clear", "agree_net"),
        Side("clear", "disagree_net", "zij iets vinden"),
    )
    assert (time.other.item, time.other.category, time.other.measure) == ("time_a", "", "mean")
    assert (study.companions["staff"].study.id, study.companions["staff"].results) == ("staff", None)


def test_a_row_without_a_theme_has_that_of_its_own_item(beside) -> None:
    assert [row.theme for row in read_study(beside()).side_by_side] == ["work", "care"]


def test_the_long_form_names_results_and_an_earlier_wave(beside, tmp_path: Path) -> None:
    long = '{staff: {study: other/study.yaml, results: kept/2020, wave: "2020"}}'
    plan = read_study(beside(("{staff: other/study.yaml}", long))).companions["staff"]
    assert plan.results == tmp_path / "kept" / "2020"
    assert plan.study.current.id == "2020"


def test_a_row_may_be_of_an_item_that_the_latest_wave_did_not_ask(beside) -> None:
    """Of each survey the latest wave that asked it stands in the row."""
    path = beside()
    questionnaire = path.with_name("questionnaire.yaml")
    text = questionnaire.read_text(encoding="utf-8")
    assert read_study(path).side_by_side[0].own.wave_in(read_study(path)) == "2022"
    questionnaire.write_text(text.replace("id: clear,", 'id: clear, asked: ["2020"],', 1), encoding="utf-8")
    study = read_study(path)
    assert study.side_by_side[0].own.wave_in(study) == "2020"


def test_two_studies_may_name_each_other(beside) -> None:
    back = ("reports:", "companions: {clients: ../study.yaml}\nreports:")
    study = read_study(beside(other_study=(back,)))
    assert study.companions["staff"].study.companions == {}


def test_an_earlier_wave_keeps_the_rows_whose_item_was_asked_by_then(beside) -> None:
    study = read_study(beside(("own: unclear.yes", "own: help_a.1"))).until("2020")
    assert [row.id for row in study.side_by_side] == ["letters"]
