"""Truth: an audience is a folder of templates; no line of code knows the audiences that are there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from monitor import shipped
from monitor.publication.checks.report import check_report
from monitor.publication.engines.render import render_project
from monitor.publication.project.compose import compose
from monitor.publication.project.write import write_project
from monitor.publication.quarto.template_documents import OF_A_PLACE, SHARED
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study_reader import read_study
from tests.publication.conftest import QUESTIONNAIRE, STUDY
from tests.words import voice_of

AUDIENCE = """\
---
title: Voor raadsleden
---

# Wat u moet weten

Dit is er {{< var option.council.name >}} mee.

{{< include texts/main-message.qmd >}}

{{< include parts/themes.qmd >}}

{{< include tables/limits.md >}}
"""
OPTIONS = "council: {small: {name: beter}, large: {name: niet slechter}}\n"


@pytest.fixture
def root(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of templates that holds what all reports share, and no audience yet."""
    root = tmp_path / "report_templates"
    shutil.copytree(repository / "report_templates" / "shared", root / "shared")
    monkeypatch.setattr(shipped, "PACKAGE", tmp_path / "monitor")
    return root


def test_an_audience_of_which_no_code_knows_needs_a_folder_only(
    root: Path, tmp_path: Path, small_released: ReleasedSet
) -> None:
    folder = root / "raadsleden" / "any"
    folder.mkdir(parents=True)
    (folder / "report.qmd").write_text(AUDIENCE, encoding="utf-8")
    (folder / "options.yaml").write_text(OPTIONS, encoding="utf-8")
    reports = "reports: [{id: raadsleden, formats: [html], options: {council: large}}]"
    (tmp_path / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    text = STUDY.replace("reports: [inspectorate]", reports)
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    study = read_study(tmp_path / "study.yaml")
    report = compose(study.reports[0], Variables(small_released, voice_of(study)))
    assert check_report(report).consistency.errors == ()
    project = write_project(report, tmp_path / "project", ("html",))
    (page,) = render_project(project, ("html",), "embedded", study.published)
    said = " ".join(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8")).split())
    for wanted in (
        "Voor raadsleden",
        "Dit is er niet slechter mee.",
        "Contact met de corporatie",
        "Zo leest u de cijfers",
    ):
        assert wanted in said


def test_no_code_names_an_audience(repository: Path) -> None:
    audiences = {path.name for path in (repository / "report_templates").iterdir()} - {SHARED, *OF_A_PLACE}
    assert {"inspectorate", "parliament"} <= audiences
    named = re.compile(rf"""(?:==|!=|\bin|\bcase)\s*\(?\[?\s*["'](?:{"|".join(sorted(audiences))})["']""")
    for path in sorted((repository / "monitor").rglob("*.py")):
        assert not named.search(path.read_text(encoding="utf-8")), path.name
