"""Truth: docs/privacy.md. Groups can be recognised unless a study says, with a reason or a source, why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import DeclarationError
from monitor.study.recognition import municipality_names
from monitor.study.study import Study
from monitor.study.study_reader import read_study

QUESTIONNAIRE = """\
survey: wonen
title: Wonen
respondents: {singular: bewoner, plural: bewoners}
waves: ["2023", "2025"]
themes: {wonen: Wonen}
scales:
  eens: {kind: ordinal, categories: {agree: eens, not: oneens}}
  plaats: {kind: nominal, categories: {a: Aa, b: Bee, c: Cee}}
  deel: {kind: nominal, categories: {n: noord, z: zuid}}
questions:
  - {id: clear, scale: eens, theme: wonen, text: "De brief is duidelijk"}
  - {id: soort, scale: plaats, theme: wonen, text: "Wat voor huis is het?"}
derived:
  deel: {label: Deel, kind: recode, scale: deel, theme: wonen, cases: {n: soort == a, z: "soort in [b, c]"}}
  anders: {label: Anders, kind: yes_no, theme: wonen, value: deel == n}
"""
STUDY = """\
study: wonen
title: Wonen
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2023": {responses: r23.csv}, "2025": {responses: r25.csv}}
"""
FRAME = """\
municipalities:
  file: gemeenten.csv
  column: municipality
  attributes: {regio: {label: Regio, categories: {n: noord, z: zuid, w: west}}, maat: {label: Maat, categories: {k: klein, g: groot}}}
"""
PLACES = "".join(f"P{n},Plaats {n},{'nz'[n % 2]},{'kg'[n // 4]},{40 + n}\n" for n in range(8))
MANY = "population_at_least: {n: 100, source: proef}"
WHY = "anonymous: {reason: proef}"
CONTROLS = "margin,category,total,source,reference_date\n"


@pytest.fixture
def study(tmp_path: Path):
    """A study file of the lines that are given, with a frame of 8 places and control totals by wave."""

    def read(
        *lines: str, asked: tuple[str, str] = ("", ""), more: str = "", frame: str = PLACES, **controls: str
    ) -> Study:
        old, new = asked
        assert old in QUESTIONNAIRE
        text = QUESTIONNAIRE.replace(old, new) if old else QUESTIONNAIRE
        text = text.partition("derived:")[0] if "{a: Aa" in old else text
        (tmp_path / "questionnaire.yaml").write_text(f"{text}{more}\n", encoding="utf-8")
        (tmp_path / "gemeenten.csv").write_text(f"code,name,regio,maat,people\n{frame}", encoding="utf-8")
        text = STUDY
        for wave, totals in controls.items():
            rows = "".join(f"{row.strip()},bron,2025-01-01\n" for row in totals.split(";"))
            (tmp_path / f"{wave}.csv").write_text(CONTROLS + rows, encoding="utf-8")
            number = wave.removeprefix("c")
            text = text.replace(f"r{number}.csv", f"r{number}.csv, controls: {wave}.csv")
        (tmp_path / "study.yaml").write_text(text + "\n".join(lines) + "\n", encoding="utf-8")
        return read_study(tmp_path / "study.yaml")

    return read


def _why(study: Study, place: int = 0) -> tuple[str, ...]:
    found = study.breakdowns[place]
    assert found.identifiable is bool(found.recognised)
    return found.recognised


# how many people a group has


def test_groups_of_whom_nobody_says_how_many_they_are_can_be_recognised(study) -> None:
    assert _why(study("breakdowns: [clear]")) == ("population_unknown",)
    assert _why(study(f"breakdowns: [{{id: clear, {MANY}}}]")) == ()
    assert _why(study(f"breakdowns: [{{id: clear, {WHY}}}]")) == ("population_unknown",)


WEIGHTING = "weighting: {method: raking, margins: [[clear]], controls: c25.csv}"
CROSSED = "weighting: {method: raking, margins: [[clear, soort]], controls: c25.csv}"


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("clear,agree,100;clear,not,100", "clear,agree,100;clear,not,100", ()),
        ("clear,agree,99;clear,not,101", "clear,agree,100;clear,not,100", ("population_small",)),
        ("clear,agree,100;clear,not,100", "clear,agree,99.9;clear,not,100.1", ("population_small",)),
        ("clear,agree,0;clear,not,200", "clear,agree,100;clear,not,100", ("population_small",)),
        ("clear,agree,100", "clear,agree,100;clear,not,100", ("population_unknown",)),
    ],
)
def test_control_totals_of_every_wave_say_how_many(
    study, first: str, second: str, why: tuple[str, ...]
) -> None:
    assert _why(study("breakdowns: [clear]", WEIGHTING, c23=first, c25=second)) == why


def test_a_margin_of_two_says_it_of_both_and_of_their_crossing(study) -> None:
    cells = ";".join(
        f"clear*soort,{a}|{b},{60 if b == 'a' else 100}" for a in ("agree", "not") for b in "abc"
    )
    lines = 'breakdowns: [clear, soort, "soort*clear", "clear*soort"]', CROSSED
    found = study(*lines, c23=cells, c25=cells)
    assert [_why(found, place) for place in range(4)] == [
        (),
        (),
        ("population_small",),
        ("population_small",),
    ]


def test_totals_that_nothing_is_weighted_to_say_nothing(study) -> None:
    totals = "clear,agree,100;clear,not,100;soort,a,5000;soort,b,5000;soort,c,5000"
    assert _why(study("breakdowns: [soort]", WEIGHTING, c23=totals, c25=totals)) == ("population_unknown",)


FRAMED = FRAME + "  population: people\n"


def test_the_frame_says_how_many_live_in_what_municipalities_share(study) -> None:
    found = study(FRAMED, "breakdowns: [regio, maat, clear]")
    assert [_why(found, place) for place in range(3)] == [(), (), ("population_unknown",)]
    assert _why(study(FRAME, "breakdowns: [regio]")) == ("population_unknown",)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("z,k,41", "z,k,", ("population_unknown",)),
        ("n,k,40\n", "n,k,0\n", ()),
        ("n,g,46", "n,g,4", ()),
        ("n,k,42", "n,k,0", ()),
    ],
)
def test_a_municipality_of_which_nobody_knows_it_leaves_the_rest_unknown(
    study, old: str, new: str, why
) -> None:
    assert old in PLACES
    assert _why(study(FRAMED, "breakdowns: [regio]", frame=PLACES.replace(old, new))) == why


def test_few_people_in_one_region_are_few(study) -> None:
    small = PLACES.replace(",n,k,4", ",n,k,").replace(",n,g,4", ",n,g,")
    assert _why(study(FRAMED, "breakdowns: [regio]", frame=small)) == ("population_small",)


# declared of the population, against what is known


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("breakdowns: [{id: clear, population_at_least: {n: 99, source: proef}}]", "expected at least 100"),
        (
            "breakdowns: [{id: clear, population_at_least: {n: 0, source: proef}}]",
            "greater than or equal to 1",
        ),
        ("breakdowns: [{id: clear, population_at_least: {n: 500}}]", '"source" is missing'),
        (
            "breakdowns: [{id: clear, population_at_least: {n: 500, source: TODO}}]",
            "a text that is filled in",
        ),
        ('breakdowns: [{id: clear, population_at_least: {n: 500, source: " "}}]', "source"),
        ("breakdowns: [{id: clear, population_at_least: 500}]", "population_at_least"),
        ("breakdowns: [{id: clear, anonymous: on}]", "anonymous"),
        ("breakdowns: [{id: clear, anonymous: {reason: todo}}]", "a text that is filled in"),
        ("breakdowns: [{id: clear, anonymous: {}}]", '"reason" is missing'),
        ("breakdowns: [{id: clear, identifiable: off}]", "nobody says how many people each has"),
        (
            f"breakdowns: [{{id: regio, {MANY.replace('100', '173')}}}]",
            "expected at most 172, as control totals or frame say",
        ),
        (
            f"breakdowns: [{{id: clear, {MANY.replace('100', '175')}}}]",
            "expected at most 174, for 348 people in all",
        ),
    ],
)
def test_what_is_declared_has_to_be_whole_and_possible(study, lines: str, said: str) -> None:
    with pytest.raises(DeclarationError) as failure:
        study(FRAMED, lines)
    assert said in str(failure.value)
    assert str(failure.value).startswith("study.yaml:1")


def test_in_a_census_no_more_people_are_claimed_than_were_asked(study, tmp_path: Path) -> None:
    lines = f"breakdowns: [{{id: clear, {MANY}}}]", "design: {sampling: census}"
    assert _why(study(*lines)) == ()
    path = tmp_path / "study.yaml"
    text = path.read_text(encoding="utf-8").replace("r25.csv", "r25.csv, sampled: 190")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError, match="expected at most 95, for 190 people in all"):
        read_study(path)
    path.write_text(text.replace("census", "probability"), encoding="utf-8")
    assert _why(read_study(path)) == ()


def test_a_frame_of_inhabitants_is_no_population_of_the_survey(study) -> None:
    totals = "clear,agree,20;clear,not,30"
    with pytest.raises(
        DeclarationError, match="the frame counts other people than the control totals do; got 348"
    ):
        study(FRAMED, WEIGHTING, "breakdowns: [regio]", c23=totals, c25=totals)
    with pytest.raises(
        DeclarationError, match=r'gemeenten\.csv:2: "people" holds no number of people; got "veel"'
    ):
        study(FRAMED, frame=PLACES.replace("n,k,40", "n,k,veel"))


# what points at a municipality, a team, a caseworker


def test_a_municipality_stays_recognisable_however_many_live_there(study) -> None:
    large = PLACES.replace(",4", ",400")
    assert _why(study(FRAMED, f"breakdowns: [{{id: municipality, {WHY}}}]", frame=large)) == ()
    assert _why(study(FRAMED, "breakdowns: [municipality]", frame=large)) == ("municipality",)
    assert _why(study(FRAMED, f"breakdowns: [{{id: municipality, {MANY}}}]", frame=large)) == (
        "municipality",
    )
    assert _why(study(FRAMED, f'breakdowns: [{{id: "clear*municipality", {MANY}}}]', frame=large)) == (
        "municipality",
    )
    assert _why(study(FRAMED, "breakdowns: [municipality]")) == ("municipality", "population_small")


@pytest.mark.parametrize("attribute", ["regio", "clear*regio", "regio*maat"])
def test_a_property_of_two_municipalities_points_at_them(study, attribute: str) -> None:
    pairs = "".join(f"P{n},Plaats {n},{'nnzzwwww'[n]},k,5000\n" for n in range(8))
    assert _why(study(FRAME, f'breakdowns: [{{id: "{attribute}", {MANY}}}]', frame=pairs)) == (
        "municipality",
    )
    assert _why(study(FRAME, f'breakdowns: [{{id: "{attribute}", {MANY}, {WHY}}}]', frame=pairs)) == ()
    threes = "".join(f"P{n},Plaats {n},{'nnnzzzwww'[n]},k,5000\n" for n in range(9))
    assert _why(study(FRAME, f'breakdowns: [{{id: "{attribute}", {MANY}}}]', frame=threes)) == ()


NAMES = {
    "gemeente": "municipality", "woongemeente": "municipality", "municipality": "municipality", "gm_code": "municipality",
    "gemeente_code": "municipality", "team": "team", "teamnaam": "team", "afdeling": "team", "klantmanager": "worker",
    "case_manager_id": "worker", "consulent": "worker", "worker": "worker", "reviewer": "worker",
    "teamgeest": "", "gemeente_helpt": "", "medewerkers_aardig": "", "huis": "",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_column_is_known_by_its_name(study, name: str) -> None:
    found = study(f"breakdowns: [{{id: {name}, {MANY}}}]", asked=("soort", name))
    assert _why(found) == ((NAMES[name],) if NAMES[name] else ())
    assert _why(study(f"breakdowns: [{{id: {name}, {MANY}, {WHY}}}]", asked=("soort", name))) == ()


ASKED = {
    "In welke gemeente woont u?": "municipality",
    "Wat is uw woongemeente?": "municipality",
    "Bij welk team hoort u?": "team",
    "Op welke afdeling werkt u?": "team",
    "Wie is uw klantmanager?": "worker",
    "Hoe vaak belt de gemeente u?": "",
    "Wat vindt u van uw team?": "",
    "Is uw klantmanager aardig?": "",
}


@pytest.mark.parametrize("text", ASKED)
def test_and_by_what_is_asked(study, text: str) -> None:
    found = study(f"breakdowns: [{{id: soort, {MANY}}}]", asked=("Wat voor huis is het?", text))
    assert _why(found) == ((ASKED[text],) if ASKED[text] else ())


ANSWERS = {
    "{a: Amsterdam, b: Den Haag, c: elders}": "municipality",
    "{a: amsterdam, b: Anders, c: Weet niet}": "",
    "{a: Plaats 1, b: Plaats 2, c: Plaats 3}": "municipality",
    "{P1: één, P2: twee, c: drie}": "municipality",
    "{GM0363: hoofdstad, GM0344: dom, c: rest}": "municipality",
    "{a: Gemeente Noord, b: Gemeente Zuid, c: Gemeente Oost}": "municipality",
    "{a: Team Werk, b: Team Inkomen, c: geen}": "team",
    "{a: Consulent A, b: Consulent B, c: Consulent C}": "worker",
    "{a: huur, b: koop, c: anders}": "",
    "{a: Noord-Holland, b: Utrecht, c: Zeeland}": "",
}


@pytest.mark.parametrize(
    "answers",
    [
        "{a: ja, b: nee}",
        "{a: Ja, b: Nee, c: weet ik niet}",
        "{a: helemaal eens, b: neutraal, c: mee oneens}",
        "{a: nooit, b: soms, c: vaak}",
    ],
)
@pytest.mark.parametrize("name", ["contactpersoon", "team", "gemeente"])
def test_a_question_about_a_team_whose_answers_name_none_points_at_none(
    study, name: str, answers: str
) -> None:
    """Does somebody have a contact person; is the team a good one: and who says so is asked more."""
    text = f"questions:\n  - {{id: {name}, scale: over, theme: wonen, text: Hoe is uw team?}}\n"
    text += f"  - {{id: vaak, scale: eens, theme: wonen, text: Hoe vaak?, asked_if: {name} == a}}\n"
    scales = f"  over: {{kind: nominal, categories: {answers}}}\n"
    found = study(f"breakdowns: [{{id: {name}, {MANY}}}]", asked=("questions:\n", scales + text))
    assert _why(found) == ()


@pytest.mark.parametrize("answers", ANSWERS)
def test_and_by_its_answers(study, answers: str) -> None:
    old = "{a: Aa, b: Bee, c: Cee}"
    found = study(
        FRAME,
        f"breakdowns: [{{id: soort, {MANY}}}]",
        asked=(old, answers),
    )
    assert _why(found) == ((ANSWERS[answers],) if ANSWERS[answers] else ())


@pytest.mark.parametrize("name", ["deel", "anders"])
def test_what_follows_from_such_a_column_points_as_far(study, name: str) -> None:
    lines = f"breakdowns: [{{id: {name}, {MANY}}}]"
    assert _why(study(lines)) == ()
    assert _why(study(lines, asked=("soort", "gemeente"))) == ("municipality",)
    assert _why(study(lines, asked=("soort", "team"))) == ("team",)


FIGURES = {
    "  alleen: {label: Alleen, kind: yes_no, theme: wonen, value: clear == agree and soort == a}": "soort",
    "  alleen: {label: Alleen, kind: yes_no, theme: wonen, value: clear == agree and deel == n}": "deel",
    "  alleen: {label: Alleen, kind: recode, scale: deel, theme: wonen, cases: {n: soort == a and clear == agree, z: 'soort in [b, c]'}}": "soort",
    "  alleen: {label: Alleen, kind: yes_no, theme: wonen, value: clear == agree, asked_if: soort == b}": "soort",
    "  alleen: {label: Alleen, kind: yes_no, theme: wonen, value: clear == agree, asked_if: anders == yes}": "anders",
    "  alleen: {label: Alleen, kind: yes_no, theme: wonen, value: soort == c}": "",
}  # fmt: skip


@pytest.mark.parametrize("line", FIGURES)
@pytest.mark.parametrize("name", ["soort", "gemeente", "team", "consulent"])
def test_no_figure_of_everybody_is_one_of_a_single_place(study, line: str, name: str) -> None:
    """What a breakdown may not tell, a route or a computation tells no more."""
    part, more = FIGURES[line].replace("soort", name), line.replace("soort", name)
    if name == "soort" or not part:
        assert study(asked=("soort", name), more=more).id == "wonen"
        return
    with pytest.raises(DeclarationError, match=f'"alleen" depends on "{part}", of whose groups'):
        study(asked=("soort", name), more=more)
    why = "indicators: [{id: alleen, anonymous: {reason: Zo groot dat het niemand aanwijst}}]"
    assert study(why, asked=("soort", name), more=more).id == "wonen"


def test_what_was_sampled_first_can_be_recognised(study) -> None:
    lines = f"breakdowns: [{{id: soort, {MANY}}}]"
    assert _why(study(lines, "design: {psu: soort}")) == ("unit",)
    assert _why(study(f"breakdowns: [{{id: deel, {MANY}}}]", "design: {psu: soort}")) == ("unit",)
    assert _why(study(lines, "design: {strata: soort}")) == ()


def test_stricter_is_always_allowed(study) -> None:
    assert _why(study(f"breakdowns: [{{id: clear, identifiable: on, {MANY}, {WHY}}}]")) == ("declared",)
    assert _why(study(f"breakdowns: [{{id: clear, identifiable: off, {MANY}}}]")) == ()


def test_the_list_of_municipalities_is_that_of_a_year(study) -> None:
    names = municipality_names()
    assert len(names) == 342 + 7
    assert {"'s-gravenhage", "den haag", "súdwest-fryslân", "bergen (nh.)"} <= names
