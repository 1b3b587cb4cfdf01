"""Truth: the small study of conftest.py, read by eye, and policy.yaml."""

from __future__ import annotations

import pytest

from monitor.errors import DeclarationError
from monitor.study.municipalities import read_municipalities
from monitor.study.study_reader import read_study

from .conftest import FRAME


def test_waves_stand_in_the_order_of_the_questionnaire(write) -> None:
    study = read_study(write.study())
    assert [wave.id for wave in study.waves] == ["2020", "2022"]
    assert study.current.invited == 10
    assert study.waves[0].responses == write.folder / "r20.csv"


def test_policy_holds_where_the_study_says_nothing(write) -> None:
    study = read_study(write.study())
    assert (study.comparison.alpha, study.comparison.adjust) == (0.05, "bh")
    assert (study.disclosure.anonymous.minimum_base, study.disclosure.identifiable.minimum_count) == (10, 5)


def test_the_study_overrules_policy_key_by_key(write) -> None:
    own = "reports:", "comparison: {alpha: 0.01, margins: {share: 0.05}}\nreports:"
    study = read_study(write.study(own))
    assert (study.comparison.alpha, study.comparison.power) == (0.01, 0.80)
    assert study.comparison.margins == {"share": 0.05}


def test_every_closed_question_becomes_an_indicator(write) -> None:
    study = read_study(write.study())
    assert [found.id for found in study.indicators] == ["clear", "help", "time", "marks", "unclear", "rest"]
    assert study.indicator_of("time_b").id == "time"


def test_a_declared_indicator_replaces_the_automatic_one(write) -> None:
    declared = "reports:", "indicators: [{id: letters, title: Brieven, items: [clear, unclear]}]\nreports:"
    study = read_study(write.study(declared))
    assert [found.id for found in study.indicators] == ["letters", "help", "time", "marks", "rest"]


def test_a_breakdown_takes_its_groups_from_the_scale(write) -> None:
    study = read_study(write.study(("breakdowns: [clear]", 'breakdowns: [clear, "clear*unclear"]')))
    assert list(study.breakdowns[0].groups) == ["sa", "a", "n", "d", "sd"]
    assert study.breakdowns[1].groups["sa|no"] == "helemaal eens, nee"
    assert study.breakdown("clear*unclear").items == ("clear", "unclear")


def test_an_earlier_wave_knows_only_what_had_been_asked_by_then(write) -> None:
    study = read_study(write.study(("breakdowns: [clear]", "breakdowns: [clear, help_a]"))).until("2020")
    assert [wave.id for wave in study.waves] == ["2020"]
    assert [found.id for found in study.breakdowns] == ["clear"]
    assert [found.id for found in study.indicators] == ["clear", "time", "marks", "unclear", "rest"]
    with pytest.raises(DeclarationError, match='no wave "2022"; expected 2020'):
        study.until("2022")


def frame(write, text: str = FRAME):
    path = write.folder / "frame.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_frame_attributes_break_down_the_sample(write) -> None:
    frame(write)
    declared = (
        "municipalities:\n  file: frame.csv\n  column: gemeente\n"
        "  attributes: {region: {label: Landsdeel, categories: {noord: Noord, zuid: Zuid}}}\nbreakdowns: [region, gemeente]"
    )
    study = read_study(write.study(("breakdowns: [clear]", declared)))
    assert study.breakdowns[0].groups == {"noord": "Noord", "zuid": "Zuid"}
    assert study.breakdowns[1].groups == {"GM1": "Aa", "GM2": "Bee"}


def test_mergers_are_followed_to_their_end(write) -> None:
    mergers = write.folder / "mergers.csv"
    mergers.write_text("old_code,new_code\nGM8,GM9\nGM9,GM1\n", encoding="utf-8")
    found = read_municipalities(frame(write), mergers=mergers)
    assert found.recode("GM8") == "GM1"
    assert found.codes == {"GM1", "GM2", "GM8", "GM9"}
