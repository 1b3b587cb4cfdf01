"""Truth: docs/privacy.md. A lowered floor is told in all that it made possible, and forgotten by no later command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from monitor.commands.audit import audit_results
from monitor.commands.rendering import render_study
from monitor.errors import DeclarationError, MonitorError, PublicationError, ReleaseError
from monitor.pipeline import check_study, run_study
from monitor.stages.options import RunOptions

QUESTIONNAIRE = """\
survey: klein
title: Kleine vragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2025"]
themes: {werk: Werk}
scales:
  eens: {kind: ordinal, categories: {agree: eens, neutral: neutraal, against: oneens}}
questions:
  - {id: clear, scale: eens, theme: werk, text: "De brief is duidelijk", short: De brief is duidelijk}
  - {id: rare, scale: eens, theme: werk, text: "Het bezwaar is gehoord", short: Bezwaar gehoord, asked_if: clear == against}
"""
STUDY = """\
study: klein
title: Kleine studie
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2025": {responses: antwoorden.csv}}
disclosure: {anonymous: {minimum_base: 5}}
reports: [inspectorate]
"""
POLICY = """\
name: Gemeente Voorbeeld
function: functionaris gegevensbescherming
date: 2025-06-01
reason: Alle deelnemers stemden er op 12 mei mee in
studies: [klein]
floors: {minimum_base: 5}
"""
SENTENCE = (
    "het minste aantal antwoorden onder een cijfer mag 5 zijn in plaats van 10. Dat besloot Gemeente Voorbeeld"
    " (functionaris gegevensbescherming) op 1 juni 2025. De reden: Alle deelnemers stemden er op 12 mei mee in."
)
WAVE = Path("build/klein/2025")


def _quiet(stage: str, detail: str) -> None:
    pass


def _options(folder: Path, policy: str | None = "policy.yaml", **more: object) -> RunOptions:
    return RunOptions(
        out=folder / "build",
        formats=("html",),
        engine="embedded",
        policy=folder / policy if policy else None,
        **more,
    )


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of 60 of whom 7 answered a second question, run under a policy that lowers the base to 5."""
    folder = tmp_path_factory.mktemp("policy")
    for name, text in (("questionnaire", QUESTIONNAIRE), ("study", STUDY), ("policy", POLICY)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    rows = [
        f"R{n},{('against', 'agree', 'neutral')[min(n // 7, 1 + n % 2)]},{'agree' if n < 7 else ''}"
        for n in range(60)
    ]
    (folder / "antwoorden.csv").write_text(
        "respondent_id,clear,rare\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    run_study(folder / "study.yaml", _options(folder), _quiet)
    return folder


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    return shutil.copytree(finished, tmp_path / "klein")


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _json(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_report_the_manifest_and_the_method_name_who_why_and_when(finished: Path) -> None:
    held = {
        "name": "Gemeente Voorbeeld", "function": "functionaris gegevensbescherming", "date": "2025-06-01",
        "reason": "Alle deelnemers stemden er op 12 mei mee in", "studies": ["klein"], "floors": {"minimum_base": 5.0},
    }  # fmt: skip
    manifest = _json(finished / WAVE / "manifest.json")
    assert manifest["policy"] == held
    assert "policy.yaml" in manifest["inputs"]
    assert _json(finished / WAVE / "results/method.json")["policy"] == held
    page = (finished / WAVE / "reports/inspectorate/report.html").read_text(encoding="utf-8")
    assert SENTENCE in " ".join(page.split())
    rare = [
        line
        for line in (finished / WAVE / "results/estimates.csv").read_text().splitlines()
        if ",rare,agree," in line
    ]
    assert [",nearly_all," in line and ",suppressed," not in line for line in rare] == [True]


@pytest.mark.parametrize("run", [run_study, check_study, render_study])
def test_no_command_reads_such_a_study_without_the_policy(folder: Path, run) -> None:
    with pytest.raises(DeclarationError, match="its floor is 10"):
        run(folder / "study.yaml", _options(folder, None), _quiet)


def test_a_report_is_rendered_again_under_the_policy_of_the_run_only(folder: Path) -> None:
    page = folder / WAVE / "reports/inspectorate/report.html"
    before = page.read_bytes()
    render_study(folder / "study.yaml", _options(folder), _quiet)
    assert page.read_bytes() == before
    _replace(folder / "policy.yaml", "Gemeente Voorbeeld", "Iemand anders")
    with pytest.raises(
        ReleaseError, match="another policy of an organisation; got that of Gemeente Voorbeeld"
    ):
        render_study(folder / "study.yaml", _options(folder), _quiet)


def test_no_report_hides_that_its_figures_were_released_under_lower_limits(folder: Path) -> None:
    _replace(folder / "study.yaml", "disclosure: {anonymous: {minimum_base: 5}}\n", "")
    with pytest.raises(ReleaseError, match="other limits of disclosure; got anonymous > minimum_base 5"):
        render_study(folder / "study.yaml", _options(folder, None), _quiet)


def test_an_audit_without_the_policy_finds_what_it_made_possible(folder: Path) -> None:
    assert audit_results([folder / WAVE], [folder / "study.yaml"], folder / "policy.yaml")
    with pytest.raises(DeclarationError, match="its floor is 10"):
        audit_results([folder / WAVE], [folder / "study.yaml"])
    _replace(folder / "study.yaml", "disclosure: {anonymous: {minimum_base: 5}}\n", "")
    with pytest.raises(ReleaseError, match="a figure is released on a base below the minimum"):
        audit_results([folder / WAVE], [folder / "study.yaml"])
    _replace(folder / "policy.yaml", "[klein]", "[groot]")
    with pytest.raises(DeclarationError, match='does not hold for the study "klein"'):
        audit_results([folder / WAVE], [folder / "study.yaml"], folder / "policy.yaml")


def test_a_report_without_an_annex_that_names_the_policy_is_refused(folder: Path) -> None:
    (folder / "own").mkdir()
    (folder / "own/report.qmd").write_text(
        "---\ntitle: Proef\n---\n\n# Niets\n\nGeen woord.\n", encoding="utf-8"
    )
    _replace(folder / "study.yaml", "[inspectorate]", "[{id: stil, template: own}]")
    with pytest.raises(PublicationError, match='"stil" does not name who lowered a floor'):
        run_study(folder / "study.yaml", _options(folder), _quiet)


def test_figures_below_the_floor_do_not_come_in_by_another_survey(folder: Path) -> None:
    """The survey beside is declared as strict as any; its results were released under a policy."""
    _replace(folder / "study.yaml", "disclosure: {anonymous: {minimum_base: 5}}\n", "")
    other = (folder / "study.yaml").read_text(encoding="utf-8").replace("study: klein", "study: ander")
    (folder / "ander.yaml").write_text(
        f"{other}companions: {{klein: {{study: study.yaml, results: {WAVE / 'results'}}}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(
        MonitorError, match='the results of "klein" do not fit here: other limits of disclosure'
    ):
        run_study(folder / "ander.yaml", _options(folder, None), _quiet)
