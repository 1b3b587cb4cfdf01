"""Language: sentences on vignettes hold for one, for several, and for teams, sides and cases that not everybody had."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from monitor.release.results.method import Expected
from tests.pipeline.test_file_check import released
from tests.publication.test_vignettes import sentences
from tests.vignettes import write_vignettes


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return released(write_vignettes(tmp_path_factory.mktemp("vignettes")))


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (1.0, "Bij willekeurige paren zou dat er 1 zijn."),
        (3.0000000000000004, "Bij willekeurige paren zouden dat er 3 zijn."),
        (3.2, "Bij willekeurige paren zouden dat er 3 of 4 zijn."),
    ],
)
def test_an_expected_number_is_told_as_it_is(told, expected: float, said: str) -> None:
    say, one = sentences(told)
    pairs = replace(one.summary.pairs, expected=expected, alike=7, told="")
    say, one = sentences(told, pairs=pairs)
    assert said in list(say.pairs(one))


def test_one_pair_alike_is_one(told) -> None:
    say, one = sentences(told)
    pairs = replace(one.summary.pairs, alike=1, told="", teams=True, between_pairs=40, between_alike=1)
    say, one = sentences(told, pairs=pairs)
    said = " ".join(say.pairs(one))
    assert "zonder eigen regel besluit er 1 hetzelfde." in said
    assert "Van de 40 paren uit verschillende gemeenten besluit er 1 hetzelfde." in said


def test_too_few_pairs_name_a_rule_only_where_there_is_one(told) -> None:
    say, one = sentences(told)
    say, one = sentences(told, pairs=replace(one.summary.pairs, told="too_few", with_rule=0, single=0))
    assert list(say.pairs(one)) == [
        "In minder dan 5 gemeenten besluiten minstens twee inkomensconsulenten over deze casus. Hoe vaak zij het eens zijn, staat"
        " hier daarom niet."
    ]


def test_an_expectation_in_teams_is_held_against_most_colleagues(told) -> None:
    say, one = sentences(told)
    teams = replace(one.summary.pairs, teams=True)
    say, one = sentences(told, pairs=teams, expectation=Expected(12, 10))
    assert list(say.expectation(one))[1] == (
        "Bij 10 van hen besluit meer dan de helft van de collega's ook echt hetzelfde."
    )


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("balanced", "de inkomensconsulenten met ‘kort in dienst’ worden daarvoor in gedachten"),
        ("unordered", "alle inkomensconsulenten worden daarvoor in gedachten"),
        ("shuffled", "op de plaats van iemand met hetzelfde antwoord op ‘Hoe lang bent u in dienst?’"),
    ],
)
def test_the_annex_says_who_were_shuffled(told, test: str, said: str) -> None:
    say, one = sentences(told)
    other = replace(one, summary=replace(one.summary, pairs=replace(one.summary.pairs, test=test)))
    say.counted.__dict__["vignettes"] = (other,)
    assert said in next(iter(say.chance()))


def test_cases_are_the_same_only_where_everybody_was_asked(tmp_path: Path) -> None:
    questions = (
        "  - {id: decides, per_vignette: true,",
        '  - {id: decides, per_vignette: true, asked_if: "experience == long",',
    )

    def unasked(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame["experience"] == "short", ["w_decides", "j_decides"]] = ""
        return frame

    found = released(write_vignettes(tmp_path, {"casussen.yaml": questions}, unasked))
    say, _ = sentences(found)
    assert next(iter(say.intro())) == (
        "18 inkomensconsulenten uit 9 gemeenten deden mee. Niet iedereen kreeg elk van de twee casussen voorgelegd."
    )


@pytest.mark.parametrize("classes", [True, False])
def test_classes_are_explained_where_many_took_part_and_few_answered(told, classes: bool) -> None:
    say, _ = sentences(told)
    rows = say.counted.released.estimates
    known = rows if classes else rows[~rows["status"].isin(["few", "nearly_all"])]
    say.counted.released = replace(say.counted.released, estimates=known)
    say.counted.wave = replace(say.counted.wave, respondents=48)
    assert ("niemand of één" in " ".join(say.intro())) is classes


def test_one_municipality_is_one(told) -> None:
    say, _ = sentences(told)
    say.counted.wave = replace(say.counted.wave, municipalities=1)
    assert next(iter(say.intro())) == (
        "18 inkomensconsulenten uit 1 gemeente beoordeelden dezelfde twee casussen."
    )
