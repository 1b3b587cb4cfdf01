"""Truth: two small study files read by eye; the second is the small study of conftest.py under another name."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import DeclarationError
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


def test_two_studies_may_name_each_other(beside) -> None:
    back = ("reports:", "companions: {clients: ../study.yaml}\nreports:")
    study = read_study(beside(other_study=(back,)))
    assert study.companions["staff"].study.companions == {}


def test_an_earlier_wave_keeps_the_rows_whose_item_was_asked_by_then(beside) -> None:
    study = read_study(beside(("own: unclear.yes", "own: help_a.1"))).until("2020")
    assert [row.id for row in study.side_by_side] == ["letters"]


ERRORS = [
    (("other/study.yaml", "other"), r'study.yaml:10: "other" is a folder; expected the study file.*'
                                    r"Write staff: \{study: path/to/study.yaml, results: other\}"),
    (("other/study.yaml", "others/study.yaml"), r'study.yaml:10: there is no study file "others/study.yaml"'),
    (("other/study.yaml", "../../../study.yaml"), "leads outside the study"),
    (("other/study.yaml", '{study: other/study.yaml, results: /srv/results}'), "leads outside the study"),
    (("other/study.yaml", '{study: other/study.yaml, wave: "2019"}'), 'has no wave "2019"; expected 2020, 2022'),
    (("other/study.yaml", "study.yaml"), "a study cannot stand beside itself"),
    (("other/study.yaml", "{study: other/study.yaml, map: x}"), 'nobody knows the key "map"'),
    (("companion: staff", "companion: staf"), 'study.yaml:12: "staf" is none of the companions.*"staff"'),
    (("own: clear", "own: cleer"), 'study.yaml:12: the survey "mini" has no item "cleer".*"clear"'),
    (("other: clear", "other: cleer"), 'study.yaml:12: the survey "staff" has no item "cleer"'),
    (("clear.disagree_net", "clear.disagre_net"), 'has no "disagre_net"; expected clear. with one of sa, .*"disagree_net"'),
    (("clear.disagree_net", "clear"), '"clear" names no answer; expected clear. with one of sa'),
    (("own: unclear.yes", "own: unclear.mean"), '"unclear" has no "mean"; expected unclear. with one of yes, no'),
    (("own: clear.agree_net", "own: why.text"), '"why" is of kind open and never reported'),
    (("theme: care", "theme: cares"), 'there is no theme "cares".*"care"'),
    (("id: time", "id: letters"), '"letters" occurs twice in side_by_side'),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), ERRORS)
def test_what_does_not_fit_is_named_with_its_line(beside, change: tuple[str, str], message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        read_study(beside(change))


def test_an_item_that_was_not_asked_in_the_wave_shown_is_refused(beside) -> None:
    earlier = '{staff: {study: other/study.yaml, wave: "2020"}}'
    with pytest.raises(DeclarationError, match='"help_a" was not asked in wave 2020 of "staff"'):
        read_study(beside(("{staff: other/study.yaml}", earlier), ("other: time_a.mean", "other: help_a.1")))


def test_a_demonstration_may_not_stand_beside_a_real_survey(beside) -> None:
    made_up = ("reports:", "demonstration: true\nreports:")
    with pytest.raises(
        DeclarationError, match='study.yaml:10: "staff" is a demonstration and this study is not'
    ):
        read_study(beside(other_study=(made_up,)))
