"""Truth: forty municipalities, of which nobody, one or only like-minded people answered, or with hardly any like them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from monitor.commands.benchmarking import write_places
from monitor.pipeline import run_study
from monitor.publication.municipal.place import Places
from monitor.publication.municipal.sentences import PlaceSentences
from monitor.release.results.released_set import read_results
from monitor.stages.options import RunOptions
from monitor.study.study_reader import read_study
from tests.pipeline.test_benchmark import AREAS, STUDY, responses, written
from tests.pipeline.test_municipal_changes import HOME, plain
from tests.words import voice_of

NOBODY, ONE, ALIKE, LARGE = "G005", "G006", "G007", "G000"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("gemeenten")
    one_in_a_stratum = STUDY.replace("strata: gemeente}", "strata: gemeente, single_psu: average}")
    path, rows = written(root, study=one_in_a_stratum), responses()
    of_one = rows.index[rows["gemeente"] == ONE]
    rows = rows.drop(index=[*rows.index[rows["gemeente"] == NOBODY], *of_one[1:]])
    rows.loc[rows["gemeente"] == ALIKE, "brief"] = "1"
    rows.to_csv(root / "r.csv", index=False)
    frame = pd.read_csv(root / "frame.csv", dtype=str)
    frame["size"] = ["l" if place % 13 == 0 else "s" for place in range(AREAS)]
    frame.to_csv(root / "frame.csv", index=False)
    run_study(path, RunOptions(out=root / "build", reports=(), formats=("html",)), lambda *_: None)
    options = RunOptions(out=root / "build", formats=("html",))
    list(write_places(path, (NOBODY, ONE, ALIKE, LARGE), options, False, lambda *_: None))
    return root


def text_of(folder: Path, code: str) -> str:
    return plain((folder / HOME / code / "report.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", [NOBODY, ONE])
def test_of_nobody_and_of_one_the_report_says_that_it_shows_nothing(folder: Path, code: str) -> None:
    text, name = text_of(folder, code), f"Aa {int(code[1:])}"
    assert (
        f"Van {name} tonen wij geen cijfers: er zijn te weinig antwoorden, of zij lijken zo op elkaar" in text
    )
    assert "zo weinig klanten" not in text  # of one where everybody answered alike it would be false
    assert f"voor {name} tonen wij dit cijfer niet. Bij vergelijkbare gemeenten is het" in text
    assert "naar schatting" not in text
    assert "(n =" not in text


def test_that_everybody_answered_alike_is_told_as_any_figure_that_is_not_shown(folder: Path) -> None:
    assert "voor Aa 7 tonen wij dit cijfer niet. Bij vergelijkbare gemeenten is het" in text_of(folder, ALIKE)


def test_with_hardly_any_like_it_a_municipality_stands_beside_the_whole_country(folder: Path) -> None:
    text = text_of(folder, LARGE)
    assert "Voor Aa 0 is er geen groep vergelijkbare gemeenten die bruikbaar is" in text
    assert "bij vergelijkbare gemeenten" not in text.partition("Wat u niet mag")[0]


def test_an_estimate_names_the_traits_by_which_it_is_drawn(folder: Path) -> None:
    """36 small municipalities have a coefficient of their own, four large ones do not."""
    assert "wat gewoon is bij gemeenten die in grootte op Aa 7 lijken." in text_of(folder, ALIKE)
    assert "wat gewoon is bij gemeenten in het hele land." in text_of(folder, LARGE)
    assert "landsdeel" not in text_of(folder, ALIKE)


def test_a_share_without_a_clause_says_which_answer_is_counted(folder: Path) -> None:
    text = text_of(folder, LARGE)
    assert "Aa 0, ‘De brieven zijn duidelijk (neutraal of eens)’: naar schatting" in text


def test_peers_of_one_word_are_called_by_their_group(folder: Path) -> None:
    assert "Vergelijkbare gemeenten: de 36 gemeenten in de groep ‘klein’, Aa 7 zelf meegeteld." in text_of(
        folder, ALIKE
    )


def test_more_answers_than_people_are_not_told_as_a_part_of_them(folder: Path) -> None:
    """Bases above 30 are rounded to fives, so all 33 of 33 are about 35."""
    path = folder / "study.yaml"
    study = read_study(path)
    released = read_results(folder / "build" / "gemeenten" / "2025" / "results", study)
    voice = voice_of(study)
    place = Places(released, voice).place(LARGE)
    assert place.n is not None
    few = PlaceSentences(replace(place, people=place.n - 1), voice)
    assert next(few.know()) == f"In Aa 0 vulden ongeveer {place.n:.0f} klanten de vragenlijst in."


def test_where_nothing_is_weighted_the_report_does_not_speak_of_weights(folder: Path) -> None:
    study = read_study(folder / "study.yaml")
    released = read_results(folder / "build" / "gemeenten" / "2025" / "results", study)
    place = Places(released, voice_of(study)).place(LARGE)
    assert any("weging" in told for told in PlaceSentences(place, voice_of(study)).limits())
    bare = replace(study, weighting=None, design=replace(study.design, weights=None))
    assert not any("weging" in told for told in PlaceSentences(place, voice_of(bare)).limits())
