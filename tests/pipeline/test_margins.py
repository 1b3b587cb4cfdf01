"""Truth: a change is told with the margin that it was tested with, from the study file to the page."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

from monitor.publication.language.phrases import Unit

POINTS, GRADES = Unit("procentpunt", 100), Unit("punt", decimals=1)
QUESTIONNAIRE = """\
survey: marge
title: Marge
respondents: {singular: klantmanager, plural: klantmanagers}
waves: ["2023", "2025"]
themes: {a: Hulp}
questions:
  - {id: deel, kind: percentage, theme: a, text: "Aan welk deel van uw klanten kunt u niet geven wat nodig is?"}
"""
STUDY = """\
study: marge
title: Marge
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2023": {responses: r2023.csv}, "2025": {responses: r2025.csv}}
design: {stable_ids: off}
comparison: {margins: {share: 0.05, mean: 0.30}}
reports: [inspectorate]
"""


@pytest.fixture(scope="module")
def output(command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mean of percentages, the same in both waves: 60 answers between 5 and 95."""
    return made(command, tmp_path_factory.mktemp("marge"), STUDY, (5, 95))


def made(command, folder: Path, study: str, between: tuple[int, int]) -> Path:
    """What a run makes of 60 answers, the same in both waves."""
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    chance = random.Random(2)
    answers = [chance.randint(*between) for _ in range(60)]
    for wave in ("2023", "2025"):
        rows = [f"{wave}{number},{answer}" for number, answer in enumerate(answers)]
        (folder / f"r{wave}.csv").write_text(
            "\n".join(["respondent_id,deel", *rows]) + "\n", encoding="utf-8"
        )
    done = command("run", str(folder / "study.yaml"), "--out", str(folder / "build"), "--format", "html")
    assert done.returncode == 0, done.stderr
    return folder / "build" / "marge" / "2025"


def test_the_row_keeps_the_margin_of_means(output: Path) -> None:
    row = pd.read_csv(output / "results" / "changes.csv").query("item == 'deel'").iloc[0]
    assert (row["verdict"], row["margin"]) == ("equivalent", 0.30)
    assert 0.05 < row["eq_high"] < 0.30, "too wide for the margin of shares"


def test_the_sentence_names_that_margin(output: Path) -> None:
    page = (output / "reports" / "inspectorate" / "report.html").read_text(encoding="utf-8")
    assert "Een echt verschil van 30 procentpunt of meer is onwaarschijnlijk." in page
    assert "Een echt verschil van 5 procentpunt" not in page


def test_a_margin_of_part_of_a_point_is_told_as_it_was_declared(command, tmp_path: Path) -> None:
    output = made(command, tmp_path, STUDY.replace("mean: 0.30", "mean: 0.024"), (45, 55))
    row = pd.read_csv(output / "results" / "changes.csv").query("item == 'deel'").iloc[0]
    assert (row["verdict"], row["margin"]) == ("equivalent", 0.024)
    page = (output / "reports" / "inspectorate" / "report.html").read_text(encoding="utf-8")
    assert "Een echt verschil van 2,4 procentpunt of meer is onwaarschijnlijk." in page


@pytest.mark.parametrize(
    ("unit", "margin", "told"),
    [
        (POINTS, 0.05, "5 procentpunt"),
        (POINTS, 0.3, "30 procentpunt"),
        (POINTS, 0.07, "7 procentpunt"),
        (POINTS, 0.024, "2,4 procentpunt"),
        (POINTS, 0.004, "0,4 procentpunt"),
        (GRADES, 0.3, "0,3 punt"),
        (GRADES, 1, "1,0 punt"),
        (GRADES, 0.25, "0,25 punt"),
    ],
)
def test_a_margin_keeps_the_decimals_it_was_declared_with(unit: Unit, margin: float, told: str) -> None:
    assert unit.declared(margin) == told
