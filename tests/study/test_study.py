"""Truth: the small study of conftest.py, read by eye, and policy.yaml."""

from __future__ import annotations

import pytest

from monitor.errors import DeclarationError
from monitor.study.municipalities import read_municipalities
from monitor.study.study_reader import read_study


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


ERRORS = [
    ('"2020": {', '"2021": {', 'study.yaml:7: the questionnaire has no wave "2021"; expected 2020, 2022'),
    ("published: 2024-09-01", "published: morgen", '"published" cannot be used; got "morgen"'),
    ("breakdowns: [clear]", "breakdowns: [cleer]", 'study.yaml:8: "cleer" cannot break down the sample'),
    ("breakdowns: [clear]", "breakdowns: [time_a]", '"time_a" cannot break down the sample'),
    ("breakdowns: [clear]", "breakdowns: [clear, clear]", '"clear" occurs twice in breakdowns'),
    ("breakdowns: [clear]", 'breakdowns: ["clear*clear*clear"]', "crosses two items at most"),
    ("reports:", "report:", 'nobody knows the key "report" here'),
    ("reports:", "indicators: [{id: x, items: [cler]}]\nreports:", 'there is no item "cler". Did you mean "clear"?'),
    ("reports:", "indicators: [{id: x, items: [why]}]\nreports:", '"why" is of kind open and never reported'),
    ("reports:", "indicators: [{id: hlp}]\nreports:", 'there is no question "hlp". Did you mean "help"?'),
    ("reports:", "indicators: [{id: help}, {id: help}]\nreports:", '"help" occurs twice in indicators'),
    ("reports:", "indicators: [{id: help, theme: x}]\nreports:", 'there is no theme "x"'),
    ("reports:", "comparison: {alpha: 5}\nreports:", '"comparison > alpha" cannot be used; got "5"'),
    ("reports:", "comparison: {headlines: [cler]}\nreports:", 'there is no item or indicator "cler"'),
    ("reports:", "comparison: {headlines: [clear], most_headlines: 0}\nreports:", "there are 1 headlines; expected at most 0"),
    ("reports:", "comparison: {breakdown_families: [x]}\nreports:", 'there is no breakdown "x"'),
    ("invited: 10", "invited: -1", "negative count"),
    ("responses: r20.csv", "responses: /etc/passwd", 'study.yaml:7: "/etc/passwd" leads outside the study'),
    ("responses: r20.csv", "responses: ../../../etc/passwd", "leads outside the study"),
    ("questionnaire: questionnaire.yaml", "questionnaire: ../../../q.yaml", "leads outside the study"),
    ("questionnaire: questionnaire.yaml", "questionnaire: none.yaml", "none.yaml: this file does not exist"),
    ("reports:", "weighting: {method: logit, margins: [[clear]], controls: c.csv}\nreports:", "logit calibration needs bounds"),
    ("reports:", "municipalities: none.csv\nreports:", "none.csv: this file cannot be read"),
    ("reports:", "comparison: {margins: {share: nan}}\nreports:", '"comparison > margins > share" cannot be used; got "nan"'),
    ("reports:", "comparison: {margins: {share: -0.1}}\nreports:", '"comparison > margins > share" cannot be used'),
    ("reports:", "disclosure: {anonymous: {minimum_base: -1}}\nreports:", "minimum_base"),
    ("reports:", "indicators: [{id: help, show: [x]}]\nreports:", 'none of these items has the category or net "x"'),
    ("reports:", "weighting: {method: linear, margins: [[clear]], controls: c.csv, bounds: [3, 0.3]}\nreports:", "leave no room to weight"),
    ("breakdowns: [clear]", 'breakdowns: ["clear*clear"]', "crosses two different items"),
    ("reports: [inspectorate]", "reports: [inspectorate, inspectorate]", '"inspectorate" occurs twice in reports'),
    ("r22.csv", "r20.csv", "waves 2020 and 2022 have one response file"),
    ("invited: 10", "invited: 10, reached: 11", "the response chain of wave 2022 grows"),
    ("invited: 10", "fieldwork: [2022-13]", "this is no period; got 2022-13"),
    ("invited: 10", "fieldwork: [2022-09-15, 2022-08]", "the fieldwork ends before it begins"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), ERRORS, ids=[says[:50] for _, _, says in ERRORS])
def test_what_is_wrong_is_said_with_its_place(write, old: str, new: str, says: str) -> None:
    with pytest.raises(DeclarationError) as failure:
        read_study(write.study((old, new)))
    assert says in str(failure.value)


FRAME = "code,name,region\nGM1,Aa,noord\nGM2,Bee,zuid\n"


def frame(write, text: str = FRAME):
    path = write.folder / "frame.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_breakdown_that_no_wave_of_the_study_asked_is_refused(write) -> None:
    only_2020 = '  "2022": {responses: r22.csv, invited: 10}\n', ""
    with pytest.raises(DeclarationError, match='"help_a" was asked in no wave of this study'):
        read_study(write.study(only_2020, ("breakdowns: [clear]", "breakdowns: [help_a]")))


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


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("code,region\nGM1,noord\n", 'frame.csv:1: column "name" is missing'),
        (FRAME + "GM1,Cee,noord\n", 'frame.csv:4: municipality "GM1" occurs twice'),
        (FRAME + "GM3,Cee\n", "frame.csv:4: this row has another number of fields"),
        (FRAME + "GM3,Cee,noord,x\n", "frame.csv:4: this row has another number of fields"),
    ],
)
def test_a_broken_frame_is_refused(write, text: str, says: str) -> None:
    with pytest.raises(DeclarationError) as failure:
        read_municipalities(frame(write, text))
    assert says in str(failure.value)


def test_a_merger_into_nowhere_is_refused(write) -> None:
    mergers = write.folder / "mergers.csv"
    mergers.write_text("old_code,new_code\nGM8,GM7\n", encoding="utf-8")
    with pytest.raises(DeclarationError, match='"GM8" merges into "GM7", which is no municipality'):
        read_municipalities(frame(write), mergers=mergers)


def test_an_attribute_value_that_nobody_declared_is_refused(write) -> None:
    frame(write)
    declared = "municipalities: {file: frame.csv, attributes: {region: {label: L, categories: {noord: Noord}}}}\nreports:"
    with pytest.raises(DeclarationError, match='frame.csv:3: "zuid" is no declared category of region'):
        read_study(write.study(("reports:", declared)))


def test_an_attribute_may_not_share_its_name_with_an_item(write) -> None:
    frame(write)
    declared = (
        "municipalities: {file: frame.csv, attributes: {clear: {label: L, categories: {noord: N}}}}\nreports:"
    )
    with pytest.raises(DeclarationError, match='"clear" is an item of the questionnaire too'):
        read_study(write.study(("reports:", declared)))
