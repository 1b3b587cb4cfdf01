"""Truth: a report of a few lines, approved by two people, and then changed in one place or another."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from monitor.commands.texts import approve_texts
from monitor.errors import PublicationError
from monitor.pipeline import check_texts
from monitor.publication.drafts.composed_report import ComposedReport
from monitor.publication.drafts.editors_texts import read_editors_texts
from monitor.publication.drafts.report_status import approved_by, texts_hash
from monitor.publication.engines.render import render_project
from monitor.publication.project.compose import compose
from monitor.publication.project.write import write_project
from monitor.publication.quarto.source import read_project
from monitor.publication.quarto.template_documents import TemplateFolders
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet
from monitor.stages.options import RunOptions
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan
from tests.publication.conftest import QUESTIONNAIRE, STUDY
from tests.words import voice_of

REPORT = """\
---
title: Proef
---

# Kop

[De meeste huurders gebruiken de app.]{.claim holds="use_app.c1.now > 0.5"}

{{< include texts/main-message.qmd >}}

{{< include texts/status.qmd >}}
"""
TEXTS = "main_message: |\n  Dit zeggen huurders.\n"
DAY = date(2024, 11, 30)
Compose = Callable[..., ComposedReport]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "report.qmd").write_text(REPORT, encoding="utf-8")
    (folder / "teksten.yaml").write_text(TEXTS, encoding="utf-8")
    return folder


@pytest.fixture
def composed(template: Path, small_released: ReleasedSet, small_study: Study) -> Compose:
    def make(study: Study = small_study) -> ComposedReport:
        return compose(ReportPlan("own", template, None), Variables(small_released, voice_of(study)))

    return make


def _approve(template: Path, study: Study, name: str, day: date = DAY) -> int:
    folders, file = TemplateFolders((template,)), template / "teksten.yaml"
    editors, texts = read_editors_texts(folders, study), texts_hash(folders, study)
    told, count = approved_by(name, day, file.read_text(encoding="utf-8"), editors, texts)
    file.write_text(told, encoding="utf-8")
    return count


def _approve_by_two(template: Path, study: Study) -> None:
    for name in ("A. de Vries", "B. Jansen"):
        _approve(template, study, name)


def test_two_people_make_a_report_akkoord_and_one_does_not(
    template: Path, composed: Compose, small_study: Study
) -> None:
    assert composed().status.stage == ""
    assert _approve(template, small_study, "A. de Vries") == 1
    assert composed().status.stage == "concept"
    assert _approve(template, small_study, "B. Jansen", date(2024, 12, 1)) == 2
    status = composed().status
    assert (status.stage, status.date, status.changed) == ("akkoord", date(2024, 12, 1), False)
    assert [one.name for one in status.approved] == ["A. de Vries", "B. Jansen"]


def test_an_editor_makes_it_definitief_and_the_texts_stay_as_they_are(
    template: Path, composed: Compose, small_study: Study
) -> None:
    _approve_by_two(template, small_study)
    file = template / "teksten.yaml"
    assert file.read_text(encoding="utf-8").startswith(TEXTS)
    file.write_text(
        file.read_text(encoding="utf-8").replace("stage: akkoord", "stage: definitief"), encoding="utf-8"
    )
    assert composed().status.stage == "definitief"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("report.qmd", "De meeste huurders", "Meer dan de helft van de huurders"),
        ("report.qmd", "now > 0.5", "now > 0.51"),
        ("teksten.yaml", "Dit zeggen huurders.", "Dit zeggen zij."),
    ],
)
def test_a_text_or_a_condition_that_changes_makes_it_a_concept_again(
    template: Path, composed: Compose, small_study: Study, name: str, old: str, new: str
) -> None:
    _approve_by_two(template, small_study)
    file = template / name
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    report, told = composed(), list[str]()
    assert (report.status.stage, report.status.changed) == ("concept", True)
    check_texts([report], lambda _, said: told.append(said))
    assert "is a concept again" in told[0]
    _approve(template, small_study, "A. de Vries")
    assert "B. Jansen" not in (template / "teksten.yaml").read_text(encoding="utf-8")
    _approve(template, small_study, "C. Bakker")
    assert [one.name for one in composed().status.approved] == ["A. de Vries", "C. Bakker"]


def test_a_new_document_changes_the_texts_and_a_line_above_them_does_not(
    template: Path, composed: Compose, small_study: Study
) -> None:
    _approve_by_two(template, small_study)
    file = template / "teksten.yaml"
    file.write_text("# Van de redactie\n\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert composed().status.stage == "akkoord"
    (template / "more.qmd").write_text("Nog iets.\n", encoding="utf-8")
    assert composed().status.stage == "concept"


@pytest.mark.parametrize("again", ["A. de Vries", "a. de vries", " A  de Vries"])
def test_nobody_approves_twice(template: Path, small_study: Study, again: str) -> None:
    _approve(template, small_study, "A. de Vries")
    with pytest.raises(PublicationError) as failure:
        _approve(template, small_study, again)
    assert failure.value.code == "publication.approved_already"
    file = template / "teksten.yaml"
    file.write_text(
        TEXTS + "status:\n  stage: akkoord\n  approved:\n"
        f'    - {{name: A. de Vries, date: 2024-11-30, texts: x}}\n    - {{name: "{again}", date: 2024-12-01, texts: x}}\n',
        encoding="utf-8",
    )
    with pytest.raises(PublicationError, match=r"teksten.yaml:7: "):
        read_editors_texts(TemplateFolders((template,)), small_study)


def test_nothing_is_akkoord_without_two_people(template: Path, small_study: Study) -> None:
    (template / "teksten.yaml").write_text(TEXTS + "status: {stage: definitief}\n", encoding="utf-8")
    with pytest.raises(PublicationError, match=r"teksten.yaml:3: "):
        read_editors_texts(TemplateFolders((template,)), small_study)
    with pytest.raises(PublicationError) as failure:
        approved_by("  ", DAY, "", read_editors_texts(TemplateFolders(()), small_study), "x")
    assert failure.value.code == "publication.approval_has_no_name"


def test_a_report_prints_what_it_is(
    template: Path, composed: Compose, small_study: Study, tmp_path: Path
) -> None:
    def page(name: str, study: Study = small_study) -> str:
        project = write_project(composed(study), tmp_path / name, ("html",))
        (html,) = render_project(project, ["html"], "embedded", study.published)
        return re.sub(r"\s+", " ", html.read_text(encoding="utf-8"))

    assert "Concept" not in page("none")
    _approve(template, small_study, "A. de Vries")
    one = page("one")
    assert "Concept, 1 december 2024" in one
    assert "Dit rapport is een concept." in one
    _approve(template, small_study, "B. Jansen")
    two = page("two")
    assert "Concept" not in two
    assert "Akkoord, 30 november 2024" in two
    assert "Akkoord van A. de Vries en B. Jansen, 30 november 2024." in two
    assert "Concept, 1 december 2024" in page("study", replace(small_study, concept=True))


def test_the_status_is_a_setting_that_both_engines_read(
    template: Path, composed: Compose, small_study: Study, tmp_path: Path
) -> None:
    _approve_by_two(template, small_study)
    source = read_project(write_project(composed(), tmp_path / "project", ("html",)))
    assert source.metadata("status") == "Akkoord, 30 november 2024"
    assert source.metadata("concept") is None


def test_whoever_approves_runs_a_command(tmp_path: Path, template: Path) -> None:
    (tmp_path / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    study = tmp_path / "study.yaml"
    study.write_text(
        STUDY.replace("[inspectorate]", "[{id: own, template: own}, inspectorate]"), encoding="utf-8"
    )
    options = RunOptions(out=tmp_path / "build")
    assert approve_texts(study, "own", "A. de Vries", options) == (
        "A. de Vries approved the text of own (1 of 2)",
    )
    assert approve_texts(study, "own", "B. Jansen", options) == (
        "B. Jansen approved the text of own (2 of 2)",
    )
    assert "stage: akkoord" in (template / "teksten.yaml").read_text(encoding="utf-8")
    with pytest.raises(PublicationError) as failure:
        approve_texts(study, "inspectorate", "A. de Vries", options)
    assert failure.value.code == "publication.approval_goes_nowhere"
    (template / "teksten.yaml").unlink()
    approve_texts(study, "own", "A. de Vries", options)
    assert (template / "teksten.yaml").read_text(encoding="utf-8").startswith("status:\n")
