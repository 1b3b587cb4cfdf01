"""The demonstration studies that come with the project: where they stand, and the responses that are made."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import IntakeError
from monitor.messages.catalogue import text
from monitor.outputs import file_hash
from monitor.shipped import is_checkout, shipped

if TYPE_CHECKING:
    from monitor.stages.options import Tell

LARGE = ("municipality",)  # breakdowns of the clients that only the whole demonstration has
COPY = "demonstration"  # where an installed program puts the studies, below the confidential folder
COPIED = {"questionnaires": "clients.yaml", "responses_demo": "clients/study.yaml"}


def demonstration_studies() -> Path:
    """The folder with a folder per demonstration study, as the program came with it.

    **Raises** MonitorError where the installation carries no demonstration.
    """
    return shipped("responses_demo", "clients/study.yaml")


def file_check(studies: Path) -> Path:
    """The study file of the check of files."""
    return studies / "dossiers" / "study.yaml"


def vignettes(studies: Path) -> Path:
    """The study file of the vignettes."""
    return studies / "vignettes" / "study.yaml"


def register_study(studies: Path) -> Path:
    """The study file of the register."""
    return studies / "register" / "study.yaml"


def study_files(studies: Path) -> tuple[Path, Path]:
    """The study files of klantmanagers and clients, in the order in which they run."""
    return studies / "klantmanagers" / "study.yaml", studies / "clients" / "study.yaml"


def writable_studies(confidential: Path) -> Path:
    """The demonstration studies where responses can be made beside them.

    A checkout has them itself. An installed program copies them, with their questionnaires, into the
    confidential folder of the output: what is installed is not written to.
    **Raises** MonitorError as `demonstration_studies` does.
    """
    if is_checkout():
        return demonstration_studies()
    for name, holds in COPIED.items():
        source = shipped(name, holds)
        shutil.copytree(source, confidential / COPY / name, dirs_exist_ok=True, ignore=_unwanted)
    return confidential / COPY / "responses_demo"


def make_responses(studies: Path, tell: Tell) -> None:
    """Make the responses of the clients, which are too large to keep, unless they are there already.

    **Raises** IntakeError when the generator fails.
    """
    _make(studies / "clients", "run.making_responses", tell)


def make_panel(studies: Path, tell: Tell) -> None:
    """The same of the panel of the register."""
    _make(studies / "register", "run.making_panel", tell)


def _make(folder: Path, line: str, tell: Tell) -> None:
    lines = (folder / "generated.sha256").read_text(encoding="ascii").splitlines()
    if all(_is_made(folder, *made.split()) for made in lines):
        return
    tell("demonstration", text(line))
    generator = folder / "generate.py"
    if subprocess.run([sys.executable, "-B", str(generator)], check=False).returncode:
        raise IntakeError(
            "program.responses_of_clients_could_not_be",
            where=generator.name,
            name=Path(sys.executable).name,
            generator=generator,
        )


def _is_made(folder: Path, expected: str, name: str) -> bool:
    path = folder / name
    return path.is_file() and file_hash(path) == expected


def _unwanted(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name == "__pycache__"}
