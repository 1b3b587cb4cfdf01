"""The reports of the demonstration studies, made once: each in HTML, PDF and Word.

Also, of klantmanagers, the same summary for the Eerste Kamer, and the one that works for every survey.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from monitor.commands.demonstration import LARGE, demonstration_studies, study_files
from monitor.pipeline import declared_study, read_companions
from monitor.publication.engines.render import render_project
from monitor.publication.project.compose import compose
from monitor.publication.project.write import write_project
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet, read_results
from monitor.stages.options import RunOptions
from monitor.study.study import Study
from monitor.study.study_reader import read_study
from tests.words import voice_of

KLANTMANAGERS, CLIENTS = study_files(demonstration_studies())
FORMATS = ("html", "pdf", "docx")
REPORTS: dict[str, dict[str, Any]] = {
    "inspectorate": {"id": "inspectorate"},
    "parliament": {"id": "parliament"},
    "parliament-senate": {"id": "parliament", "options": {"chamber": "senate"}},
    "letter": {"id": "letter"},
    "parliament-any": {"id": "parliament", "template": "report_templates/parliament/any"},
}
OF_CLIENTS = {"clients": "inspectorate", "clients-parliament": "parliament", "clients-letter": "letter"}


@dataclass(frozen=True)
class Demonstration:
    """The released set of the demonstration study, and the folder of each of its reports."""

    study: Study
    released: ReleasedSet
    folder: Path

    def report(self, name: str, format_: str) -> Path:
        return self.folder / name / f"report.{format_}"

    def plan(self, name: str, repository: Path) -> SimpleNamespace:
        entry = {"template": None, "formats": None, "options": {}, **REPORTS[name]}
        if entry["template"]:
            entry["template"] = repository / entry["template"]
        return SimpleNamespace(**entry)


@pytest.fixture(scope="session")
def demonstration(once, demonstration_run: Path, repository: Path) -> Demonstration:
    study = read_study(KLANTMANAGERS)
    run = demonstration_run / "build" / study.id / study.current.id
    made = Demonstration(study, read_results(run / "results"), run)

    def render(folder: Path) -> None:
        """The run's own report, and the summaries from the same figures."""
        for name in REPORTS:
            if name == "inspectorate":
                shutil.copytree(run / "reports" / name, folder / name)
                continue
            project = write_project(
                compose(made.plan(name, repository), Variables(made.released, voice_of(study))),
                folder / name,
                FORMATS,
            )
            render_project(project, FORMATS, "embedded", study.published)
        for name, report in OF_CLIENTS.items():
            shutil.copytree(
                demonstration_run / "build" / "clients" / "2025" / "reports" / report, folder / name
            )

    return replace(made, folder=once("reports", render))


@pytest.fixture(scope="session")
def clients(demonstration_run: Path) -> Demonstration:
    """The study on clients, with the other study beside it."""
    options = RunOptions(out=demonstration_run / "build", without=LARGE)
    study = declared_study(CLIENTS, options)
    released = read_results(demonstration_run / "build" / study.id / study.current.id / "results")
    beside = read_companions(study, options, lambda *_: None)
    return Demonstration(study, replace(released, companions=beside), demonstration_run)


@pytest.fixture(scope="session")
def variables(demonstration: Demonstration) -> Variables:
    return Variables(demonstration.released, voice_of(demonstration.study))


@pytest.fixture(scope="session")
def word_pdf(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Lays out a Word file as LibreOffice does: a PDF of it."""
    assert shutil.which("soffice"), (
        "LibreOffice is not on PATH; on Debian: apt-get install libreoffice-writer-nogui"
    )
    profile = tmp_path_factory.mktemp("office")

    def lay_out(document: Path) -> Path:
        target = tmp_path_factory.mktemp("word")
        command = [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        subprocess.run(
            [*command, "--outdir", str(target), str(document)], check=True, capture_output=True, timeout=120
        )
        return target / f"{document.stem}.pdf"

    return lay_out


@pytest.fixture(scope="session")
def word_pages(word_pdf: Callable[[Path], Path]) -> Callable[[Path], int]:
    """Counts the pages of a Word file as LibreOffice lays it out."""
    import pikepdf

    def count(document: Path) -> int:
        with pikepdf.open(word_pdf(document)) as pdf:
            return len(pdf.pages)

    return count
