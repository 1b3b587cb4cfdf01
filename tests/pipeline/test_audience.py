"""Truth: docs/privacy.md. A report for inside use tells of few people to its readers, and to nobody else."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pandas as pd
import pytest

from monitor.commands.audit import audit_results
from monitor.commands.rendering import render_study
from monitor.commands.texts import propose_texts
from monitor.errors import DeclarationError, MonitorError, PublicationError, ReleaseError
from monitor.outputs import OutputError, file_hashes
from monitor.pipeline import run_study
from monitor.release.results.released_set import read_results
from monitor.stages.options import RunOptions
from tests.pdf_pages import pdf_pages

pytestmark = pytest.mark.ci

QUESTIONNAIRE = """\
survey: klein
title: Kleine vragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2025"]
themes: {werk: Werk}
scales:
  eens: {kind: ordinal, categories: {agree: eens, neutral: neutraal, against: oneens}}
  team: {kind: nominal, categories: {noord: Team Noord, zuid: Team Zuid, west: Team West}}
  wie: {kind: nominal, categories: {a: A, b: B, c: C, d: D, e: E, f: F}}
questions:
  - {id: clear, scale: eens, theme: werk, text: "De brief is duidelijk", short: De brief is duidelijk}
  - {id: rare, scale: eens, theme: werk, text: "Het bezwaar is gehoord", short: Bezwaar gehoord, asked_if: clear == against}
  - {id: team, scale: team, theme: werk, text: "Bij welk team bent u?", short: Team}
  - {id: klantmanager, scale: wie, theme: werk, text: "Wie is uw klantmanager?", short: Klantmanager}
"""
STUDY = """\
study: klein
title: Kleine studie
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2025": {responses: antwoorden.csv}}
breakdowns: [{id: team, label: Team}, {id: klantmanager, label: Klantmanager}]
reports:
  - inspectorate
  - {template: inspectorate/any, audience: internal, readers: [teamleider, kwaliteitsmedewerker]}
"""
MARK = "Vertrouwelijk, niet delen"
WAVE = Path("klein/2025")
SECRETS = ("0.7142857", "71%", "5 van de 7", "Vertrouwelijk", "inspectorate_internal", "kwaliteitsmedewerker")
"""Five of the seven who were asked a question agreed: too few to be told outside."""


def _quiet(stage: str, detail: str) -> None:
    pass


def _options(folder: Path, **more: object) -> RunOptions:
    return RunOptions(out=folder / "build", engine="embedded", **more)


def _answers() -> str:
    """60 people: 7 are against, 5 of whom agree; Team West has 4; all but 5 of Team Zuid have one klantmanager."""
    rows = ["respondent_id,clear,rare,team,klantmanager"]
    for n in range(60):
        clear = "against" if n < 7 else ("agree", "neutral")[n % 2]
        rare = ("agree" if n < 5 else "neutral") if n < 7 else ""
        team = "noord" if n < 36 else "zuid" if n < 56 else "west"
        worker = "a" if 36 <= n < 51 else "abcdef"[n % 6]
        rows.append(f"R{n:02d},{clear},{rare},{team},{worker}")
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inside")
    for name, text in (
        ("questionnaire.yaml", QUESTIONNAIRE),
        ("study.yaml", STUDY),
        ("antwoorden.csv", _answers()),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    run_study(folder / "study.yaml", _options(folder), _quiet)
    return folder


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    return shutil.copytree(finished, tmp_path / "klein")


@pytest.fixture(scope="module")
def inside(finished: Path) -> Path:
    return finished / "build-confidential" / WAVE


def _readable(path: Path) -> str:
    """All that a file says, and its name."""
    if is_zipfile(path):
        with ZipFile(path) as parts:
            said = [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]
        return f"{path} {' '.join(said)}"
    if path.suffix == ".pdf":
        return f"{path} {' '.join(pdf_pages(path))}"
    if path.suffix == ".parquet":
        return f"{path} {pd.read_parquet(path).to_csv()}"
    return f"{path} {path.read_bytes().decode('utf-8', 'replace')}"


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_nothing_of_it_lands_in_the_public_folder(finished: Path, inside: Path, tmp_path: Path) -> None:
    """Not in a file, a name or the manifest; the public files are those of a run without it, byte for byte."""
    home = inside / "reports" / "inspectorate_internal"
    own = "".join(_readable(home / f"report.{kind}") for kind in ("html", "docx"))
    own += _readable(inside / "results" / "estimates.csv")
    assert [secret for secret in SECRETS if secret not in own] == []
    files = [path for path in (finished / "build").rglob("*") if path.is_file()]
    assert [(path, secret) for path in files for secret in SECRETS if secret in _readable(path)] == []
    alone = shutil.copytree(finished, tmp_path / "alone", ignore=shutil.ignore_patterns("build*"))
    run_study(alone / "study.yaml", _options(alone, reports=("inspectorate",)), _quiet)
    public = finished / "build", alone / "build"
    assert file_hashes(public[0], public[0]) == file_hashes(public[1], public[1])
    manifests = [json.loads((root / WAVE / "manifest.json").read_text()) for root in public]
    assert manifests[0] == manifests[1]
    assert not (alone / "build-confidential" / WAVE / "reports").exists()


def test_it_tells_of_few_people_and_who_may_read_it(inside: Path) -> None:
    page = " ".join(
        (inside / "reports/inspectorate_internal/report.html").read_text(encoding="utf-8").split()
    )
    assert "5 van de 7 klanten" in page
    assert "Het is alleen bedoeld voor: teamleider en kwaliteitsmedewerker." in page
    assert "staan er geen cijfers in dit rapport" not in page
    assert "Er geldt geen minimum voor het aantal antwoorden" in page


def test_inside_a_small_group_has_its_own_numbers(inside: Path) -> None:
    """Nobody of seven is nobody, and no class; the whole distribution of a team of recognisable people is there."""
    rows = read_results(inside / "results").estimates
    rare = rows[(rows["item"] == "rare") & (rows["breakdown"] == "") & (rows["measure"] == "share")]
    assert dict(zip(rare["category"], rare["count"], strict=True)) == {"agree": 5, "neutral": 2, "against": 0}
    assert list(rare["estimate"].round(10)) == [round(count / 7, 10) for count in (5, 2, 0)]
    team = rows[(rows["item"] == "clear") & (rows["group"] == "noord") & (rows["measure"] == "share")]
    assert dict(zip(team["category"], team["count"], strict=True)) == {
        "agree": 14,
        "neutral": 15,
        "against": 7,
    }


def test_every_page_is_marked(inside: Path) -> None:
    """HTML above and in its running line, each page of the PDF, title page and header of Word."""
    home = inside / "reports" / "inspectorate_internal"
    page = (home / "report.html").read_text(encoding="utf-8")
    assert f'<p class="marks"><span class="mark-label">{MARK}</span></p>' in " ".join(page.split())
    assert page.count(MARK) >= 2
    with ZipFile(home / "report.docx") as word:
        headers = [name for name in word.namelist() if name.startswith("word/header")]
        assert headers
        assert all(MARK in word.read(name).decode() for name in headers)
        assert MARK in word.read("word/document.xml").decode()
    pages = pdf_pages(home / "report.pdf")
    assert len(pages) > 5
    assert all(MARK in text for text in pages)


def test_only_its_owner_reads_it(inside: Path) -> None:
    files = [path for path in inside.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(inside.stat().st_mode) == 0o700


def test_no_figure_tells_of_one_caseworker(inside: Path) -> None:
    """Three quarters of Team Zuid have one klantmanager; that team, and another to hide it among, stay away."""
    estimates = read_results(inside / "results").estimates
    shown = estimates[estimates["status"] != "suppressed"]
    assert set(shown["item"]) == {"clear", "rare", "team"}
    assert set(shown["breakdown"]) == {"", "team"}
    by_team = shown[(shown["breakdown"] == "team") & (shown["item"] == "clear")]
    assert set(by_team["group"]) == {"noord"}
    page = (inside / "reports/inspectorate_internal/report.html").read_text(encoding="utf-8")
    assert "Cijfers waarachter minder dan 5 medewerkers zitten, of vooral één, staan er niet in." in page


def test_it_is_rendered_again_where_it_stands(folder: Path) -> None:
    inside = folder / "build-confidential" / WAVE
    before = file_hashes(folder, folder)
    lines = render_study(folder / "study.yaml", _options(folder), _quiet)
    assert file_hashes(folder, folder) == before
    assert any("reports/inspectorate_internal/report.html" in line for line in lines)
    only = _options(folder, reports=("inspectorate_internal",), formats=("html",))
    (inside / "reports/inspectorate_internal/report.html").unlink()
    shutil.rmtree(folder / "build")
    render_study(folder / "study.yaml", only, _quiet)
    assert file_hashes(inside, folder) == {
        name: one for name, one in before.items() if "confidential" in name
    }
    assert not (folder / "build").exists()
    assert "inspectorate_internal" in "".join(
        propose_texts(folder / "study.yaml", "inspectorate_internal", only)
    )


def test_what_is_for_inside_passes_for_nothing_else(folder: Path) -> None:
    """Not as results to audit, as those of a public report, nor as another survey beside one."""
    inside, public = folder / "build-confidential" / WAVE, folder / "build" / WAVE
    with pytest.raises(ReleaseError, match="these results are for inside use"):
        audit_results([inside], [folder / "study.yaml"])
    other = STUDY.replace("study: klein", "study: ander").split("  - {template")[0]
    beside = (
        f"companions: {{klein: {{study: study.yaml, results: {inside.relative_to(folder) / 'results'}}}}}\n"
    )
    (folder / "ander.yaml").write_text(other + beside, encoding="utf-8")
    with pytest.raises(
        MonitorError, match='the results of "klein" do not fit here: another audience; got internal'
    ):
        run_study(folder / "ander.yaml", _options(folder), _quiet)
    shutil.rmtree(public / "results")
    shutil.copytree(inside / "results", public / "results")
    shutil.copy(inside / "manifest.json", public / "manifest.json")
    with pytest.raises(ReleaseError, match="released under another audience; got internal; expected public"):
        render_study(folder / "study.yaml", _options(folder, formats=("html",)), _quiet)


@pytest.mark.parametrize(
    "key", ["confidential: ''", "marks: []", "mark-texts: {confidential: x}", '"confidential": no']
)
def test_no_template_takes_the_mark_away(folder: Path, key: str) -> None:
    (folder / "own").mkdir()
    (folder / "own/report.qmd").write_text(
        f"---\ntitle: Proef\n{key}\n---\n\n# Niets\n\nGeen woord.\n", encoding="utf-8"
    )
    _replace(folder / "study.yaml", "template: inspectorate/any", "template: own")
    with pytest.raises(PublicationError, match="the front matter of a report for inside use"):
        render_study(folder / "study.yaml", _options(folder, reports=("own",), formats=("html",)), _quiet)


def test_a_run_that_makes_none_leaves_none(folder: Path) -> None:
    """Also where the study has one: it was not asked for, and the one of an earlier run is gone."""
    inside = folder / "build-confidential" / WAVE
    assert (inside / "reports").is_dir()
    only = _options(folder, reports=("inspectorate",), formats=("html",))
    run_study(folder / "study.yaml", only, _quiet)
    assert not (inside / "reports").exists()
    assert not (inside / "results").exists()
    told: list[str] = []
    render_study(
        folder / "study.yaml", _options(folder, formats=("html",)), lambda stage, said: told.append(said)
    )
    assert "reports for inside use: the last run made none" in told
    with pytest.raises((ReleaseError, OutputError)):
        render_study(folder / "study.yaml", _options(folder, reports=("inspectorate_internal",)), _quiet)


WRONG = {
    "{template: inspectorate/any, audience: internal}": "this report for inside use does not name its readers",
    "{template: inspectorate/any, audience: internal, readers: []}": "does not name its readers",
    "{template: inspectorate/any, audience: internal, readers: [TODO]}": "readers",
    "{template: inspectorate/any, audience: internal, readers: teamleider}": "readers",
    "{id: parliament, readers: [iedereen]}": "this report may be handed on, so it cannot have readers",
    "{template: inspectorate/any, audience: intern, readers: [teamleider]}": "audience",
    "{audience: internal, readers: [teamleider]}": "this report has no name",
}


@pytest.mark.parametrize("report", WRONG)
def test_who_may_read_it_is_named_in_the_study(folder: Path, report: str) -> None:
    whole = "{template: inspectorate/any, audience: internal, readers: [teamleider, kwaliteitsmedewerker]}"
    _replace(folder / "study.yaml", whole, report)
    with pytest.raises(DeclarationError, match=WRONG[report]):
        run_study(folder / "study.yaml", _options(folder), _quiet)
