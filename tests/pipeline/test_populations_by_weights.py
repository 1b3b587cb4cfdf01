"""Truth: docs/privacy.md. Declared weights may tell how many people a group has, and everything made of results knows it."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from tests.pipeline.conftest import in_this_process

QUESTIONNAIRE = """\
survey: scholen
title: Vragenlijst over scholen
respondents: {singular: school, plural: scholen}
waves: ["2025"]
themes: {a: Scholen}
scales:
  janee: {kind: nominal, categories: {j: ja, n: nee}}
  soort: {kind: nominal, categories: {E: basis, M: midden, H: hoog}}
  plaats: {kind: nominal, categories: {x: Amsterdam, y: Utrecht}}
questions:
  - {id: stype, scale: soort, theme: a, text: "Soort school"}
  - {id: plaats, scale: plaats, theme: a, text: "Waar staat de school?"}
  - {id: groei, scale: janee, theme: a, text: "Groei gehaald"}
"""
STUDY = """\
study: scholen
title: Scholen
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2025": {responses: r.csv}}
design: {strata: stype, weights: pw}
breakdowns: [{id: stype, label: Soort school, test_groups: true}, plaats]
reports: [{template: inspectorate, formats: [html]}]
"""
SCHOOLS = {"E": (100, 44.21, 75), "M": (50, 15.1, 20), "H": (50, 20.36, 15)}
"""Of each kind how many took part, for how many each stands, and how many of them grew."""
RESULTS = "build/scholen/2025/results"


def made(folder: Path, times: float = 1) -> str:
    """Writes and runs the study, with weights times a number; gives what it said."""
    folder.mkdir()
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    rows = [
        f"s{kind}{place},{kind},{'xy'[place % 2]},{'jn'[place >= grew]},{weight * times}"
        for kind, (n, weight, grew) in SCHOOLS.items()
        for place in range(n)
    ]
    (folder / "r.csv").write_text("\n".join(["respondent_id,stype,plaats,groei,pw", *rows]) + "\n", "utf-8")
    done = in_this_process("run", str(folder / "study.yaml"), "--out", str(folder / "build"))
    assert done.returncode == 0, done.stderr
    return done.stderr


def told_of(folder: Path) -> dict:
    return json.loads((folder / RESULTS / "method.json").read_text(encoding="utf-8"))["breakdowns"]


def audited(folder: Path) -> int:
    return in_this_process("audit", str(folder / RESULTS), "--study", str(folder / "study.yaml")).returncode


@pytest.fixture(scope="module")
def schools(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("weights") / "study"
    return folder, made(folder)


def test_groups_that_are_large_by_their_weights_are_compared_and_told_in_full(
    schools: tuple[Path, str],
) -> None:
    folder, said = schools
    assert "stype: by the weights each group has 700 people or more" in said
    changes = pd.read_csv(folder / RESULTS / "changes.csv", keep_default_na=False)
    assert set(changes["comparison"]) == {"groups:stype", "rest:stype"}
    estimates = pd.read_csv(folder / RESULTS / "estimates.csv", keep_default_na=False)
    grew = estimates.query("item == 'groei' and breakdown == 'stype' and category == 'j'").set_index("group")
    assert dict(grew["count"]) == {"E": "75", "M": "20", "H": "15"}
    page = (folder / "build/scholen/2025/reports/inspectorate/report.html").read_text(encoding="utf-8")
    sentence = "In de groepen naar ‘Soort school’ vallen volgens de gewichten in werkelijkheid telkens minstens 700 scholen."
    assert sentence in re.sub(r"\s+", " ", html.unescape(page))
    record = told_of(folder)["stype"]
    assert (record["identifiable"], record["people_by_weights"]) == (False, 700)


def test_a_column_of_municipalities_can_be_recognised_whatever_the_weights(schools: tuple[Path, str]) -> None:
    folder, said = schools
    assert "plaats: people may be recognised in its groups, since they point at municipalities" in said
    record = told_of(folder)["plaats"]
    assert (record["identifiable"], record["people_by_weights"]) == (True, None)
    estimates = pd.read_csv(folder / RESULTS / "estimates.csv", keep_default_na=False)
    assert set(estimates.loc[estimates["breakdown"] == "plaats", "count"]) == {""}


def test_what_is_made_of_the_results_knows_it_too(schools: tuple[Path, str]) -> None:
    folder, _ = schools
    page = folder / "build/scholen/2025/reports/inspectorate/report.html"
    before = page.read_bytes()
    done = in_this_process("render", str(folder / "study.yaml"), "--out", str(folder / "build"))
    assert done.returncode == 0, done.stderr
    assert page.read_bytes() == before
    assert audited(folder) == 0


def test_an_audit_believes_no_weights_that_the_study_does_not_declare(schools: tuple[Path, str]) -> None:
    folder, _ = schools
    (folder / "study.yaml").write_text(STUDY.replace("weights: pw", "weights: none"), encoding="utf-8")
    try:
        assert audited(folder) == 1
    finally:
        (folder / "study.yaml").write_text(STUDY, encoding="utf-8")


def test_groups_of_scaled_weights_can_be_recognised_and_it_is_said_why(tmp_path: Path) -> None:
    said = made(tmp_path / "study", times=1000)
    assert "stype: its groups are not tested against each other" in said
    assert "and the weights do not tell it (some are so large that they may be multiplied)" in said
    assert told_of(tmp_path / "study")["stype"]["recognised"] == ["population_unknown"]
    assert audited(tmp_path / "study") == 0
