"""The reports of the demonstration study, made once: each in HTML, PDF and Word.

Also the same summary for the Eerste Kamer, and the one that works for every survey.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from monitor.pipeline import DEMONSTRATION, RunOptions, run_study
from monitor.publication.project import write_project
from monitor.publication.render import render_project
from monitor.publication.variables import Variables
from monitor.release.results import ReleasedSet, read_results
from monitor.study.study import Study
from monitor.study.study_reader import read_study

FORMATS = ("html", "pdf", "docx")
REPORTS: dict[str, dict[str, Any]] = {
    "inspectorate": {"id": "inspectorate"},
    "parliament": {"id": "parliament"},
    "parliament-senate": {"id": "parliament", "options": {"chamber": "senate"}},
    "parliament-any": {"id": "parliament", "template": "report_templates/parliament/any"},
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and say so, what needs LibreOffice where it is not installed."""
    needing = [item for item in items if "word_pages" in getattr(item, "fixturenames", ())]
    if needing and not shutil.which("soffice"):
        print(f"{len(needing)} tests need soffice, which is not here")
        items[:] = [item for item in items if item not in needing]
        config.hook.pytest_deselected(items=needing)


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
def demonstration(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Demonstration:
    study = read_study(DEMONSTRATION)
    folder = _shared(tmp_path_factory, lambda target: _make(study, target, repository))
    return Demonstration(study, read_results(_results(folder, study)), folder)


@pytest.fixture(scope="session")
def variables(demonstration: Demonstration) -> Variables:
    return Variables(demonstration.released, demonstration.study)


def _results(folder: Path, study: Study) -> Path:
    return folder / "build" / study.id / study.current.id / "results"


def _make(study: Study, target: Path, repository: Path) -> None:
    """One run of the study for its figures and its own report, then the summaries from the same figures."""
    run_study(DEMONSTRATION, RunOptions(out=target / "build", reports=("inspectorate",)), lambda *_: None)
    results = _results(target, study)
    released = read_results(results)
    made = Demonstration(study, released, target)
    for name in REPORTS:
        if name == "inspectorate":
            (results.parent / "reports" / name).rename(target / name)
            continue
        project = write_project(made.plan(name, repository), released, study, target / name, FORMATS)
        render_project(project, FORMATS, "embedded", study.published)


def _shared(tmp_path_factory: pytest.TempPathFactory, make: Callable[[Path], None]) -> Path:
    """A folder that is made once for all test processes of this run: whoever finishes first puts it there."""
    own = tmp_path_factory.mktemp("reports")
    if "PYTEST_XDIST_WORKER" not in os.environ:
        make(own)
        return own
    shared = tmp_path_factory.getbasetemp().parent / "demonstration-reports"
    if not shared.is_dir():
        make(own)
        try:
            own.rename(shared)
        except OSError:  # another process was first
            return own
    return shared


@pytest.fixture(scope="session")
def word_pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], int]:
    """Counts the pages of a Word file as LibreOffice lays it out."""
    import pikepdf

    profile = tmp_path_factory.mktemp("office")

    def count(document: Path) -> int:
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
        with pikepdf.open(target / f"{document.stem}.pdf") as pdf:
            return len(pdf.pages)

    return count
