"""Truth: forty municipalities, of which nobody, one or only like-minded people answered, or with hardly any like them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from monitor.commands.benchmarking import write_places
from monitor.pipeline import run_study
from monitor.stages.options import RunOptions
from tests.pipeline.test_benchmark import AREAS, STUDY, responses, written
from tests.pipeline.test_municipal_changes import HOME, plain

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
        f"In {name} vulden zo weinig klanten de vragenlijst in dat over {name} geen schatting te geven is"
        in text
    )
    assert f"voor {name} tonen wij dit cijfer niet. Bij vergelijkbare gemeenten is het" in text
    assert "naar schatting" not in text
    assert "(n =" not in text


def test_that_everybody_answered_alike_is_told_as_any_figure_that_is_not_shown(folder: Path) -> None:
    assert "voor Aa 7 tonen wij dit cijfer niet. Bij vergelijkbare gemeenten is het" in text_of(folder, ALIKE)


def test_with_hardly_any_like_it_a_municipality_stands_beside_the_whole_country(folder: Path) -> None:
    text = text_of(folder, LARGE)
    assert "Voor Aa 0 zijn er te weinig vergelijkbare gemeenten." in text
    assert "bij vergelijkbare gemeenten" not in text.partition("Wat u niet mag")[0]
