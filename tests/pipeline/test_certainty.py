"""Truth: a report names the confidence that its figures were made with, whatever the study file says since."""

from __future__ import annotations

import random
import re
from pathlib import Path
from zipfile import ZipFile

import pytest

QUESTIONNAIRE = """\
survey: zekerheid
title: Zekerheid
respondents: {singular: klant, plural: klanten}
waves: ["2023", "2025"]
themes: {a: Hulp}
scales:
  eens: {kind: ordinal, categories: {agree: eens, neutral: neutraal, not: oneens}}
questions:
  - {id: brief, scale: eens, theme: a, text: "De brief is duidelijk"}
"""
STUDY = """\
study: zekerheid
title: Zekerheid
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2023": {responses: r2023.csv}, "2025": {responses: r2025.csv}}
design: {stable_ids: off}
comparison: {alpha: 0.10, power: 0.70, adjust: none}
reports: [{id: inspectorate, template: report}]
"""
REPORT = """\
---
title: Zekerheid
---

# Hulp

{{< include tables/brief--change.md >}}

{{< include figures/brief--change.md >}}

{{< include tables/method-tests.md >}}

{{< include texts/limits.qmd >}}

Met {{< var method.confidence >}} zekerheid ({{< var method.alpha >}}) en {{< var method.power >}} kans.
"""


@pytest.fixture(scope="module")
def folder(command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of two waves, run at 90% confidence."""
    folder = tmp_path_factory.mktemp("zekerheid")
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    (folder / "report").mkdir()
    (folder / "report" / "report.qmd").write_text(REPORT, encoding="utf-8")
    chance = random.Random(3)
    for wave, weights in (("2023", (3, 4, 5)), ("2025", (7, 4, 2))):
        answers = chance.choices(("agree", "neutral", "not"), weights, k=80)
        rows = [f"{wave}{number},{answer}" for number, answer in enumerate(answers)]
        text = "\n".join(["respondent_id,brief", *rows]) + "\n"
        (folder / f"r{wave}.csv").write_text(text, encoding="utf-8")
    done = command("run", str(folder / "study.yaml"), "--out", str(folder / "build"), "--format", "html")
    assert done.returncode == 0, done.stderr
    return folder


def page_of(folder: Path) -> str:
    home = folder / "build" / "zekerheid" / "2025" / "reports" / "inspectorate"
    return (home / "report.html").read_text(encoding="utf-8")


def told(page: str) -> str:
    return re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", "", re.sub(r"<(script|style).*?</\1>", "", page, flags=re.S))
    )


def test_a_report_names_the_confidence_of_the_study(folder: Path) -> None:
    text = told(page_of(folder))
    assert "De marge van het verschil is een 90%-betrouwbaarheidsinterval" in text
    assert "Getoetst met 90% zekerheid." in text
    assert "toont dit onderzoek met 70% kans aan" in text
    assert "Met 90% zekerheid (10%) en 70% kans." in text
    assert "95%" not in text


def test_the_table_book_names_it_too(folder: Path) -> None:
    (book,) = (folder / "build" / "zekerheid" / "2025").rglob("*.xlsx")
    with ZipFile(book) as parts:
        text = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    assert "90%-marge, van" in text
    assert "90%-marge, tot" in text
    assert "Marges zijn 90%-betrouwbaarheidsintervallen en zijn niet aangepast" in text
    assert "95%" not in text
    assert "{confidence}" not in text


def test_a_report_rendered_with_another_study_file_keeps_that_of_its_run(command, folder: Path) -> None:
    before = told(page_of(folder))
    changed = STUDY.replace("alpha: 0.10, power: 0.70, adjust: none", "alpha: 0.05, power: 0.90, adjust: bh")
    assert changed != STUDY
    (folder / "study.yaml").write_text(changed, encoding="utf-8")
    done = command("render", str(folder / "study.yaml"), "--out", str(folder / "build"), "--format", "html")
    assert done.returncode == 0, done.stderr
    assert told(page_of(folder)) == before


def test_no_wording_has_a_confidence_of_its_own(repository: Path) -> None:
    fixed = re.compile(r"\d%[ -](marge|betrouwbaarheid|interval|zekerheid|kans)")
    files = sorted((repository / "monitor" / "publication" / "language" / "words").glob("*.yaml"))
    assert files
    assert [path.name for path in files if fixed.search(path.read_text(encoding="utf-8"))] == []


def test_publication_asks_the_run_how_it_tested(repository: Path) -> None:
    declared = re.compile(r"comparison\.(alpha|power|adjust)\b")
    files = sorted((repository / "monitor" / "publication").rglob("*.py"))
    assert files
    assert [path.name for path in files if declared.search(path.read_text(encoding="utf-8"))] == []
