"""The Quarto engine: `quarto render` where Quarto is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from monitor.errors import PublicationError
from monitor.publication.engines.document import read_metadata
from monitor.publication.engines.word import personal_reference
from monitor.publication.quarto.code_checks import check_without_code
from monitor.publication.quarto.features import FORMAT_NAMES, FORMATS
from monitor.publication.quarto.source import read_project
from monitor.publication.quarto.template_documents import raise_problems

LAST_LINES = 6  # of what Quarto says, enough to hold its error


def quarto_program() -> str | None:
    """Where Quarto is, or None."""
    return shutil.which("quarto")


def render_with_quarto(
    project: Path, formats: Sequence[str], published: date
) -> tuple[list[Path], tuple[str, ...]]:
    """Render a project with Quarto into its own folder: the files, and variable texts that look unresolved.

    The words of the Word header are filled in first, so that the project is complete by itself too.

    **Raises** PublicationError where the project holds code, and where Quarto is not installed, fails, or
    leaves a file out.
    """
    program = quarto_program()
    if program is None:
        raise PublicationError(
            "Quarto is not installed",
            hint="Install it from quarto.org, or use --engine embedded",
            code="engine",
        )
    source = read_project(Path(project))
    raise_problems(check_without_code(source, tuple(FORMAT_NAMES[name] for name in formats)))
    document = read_metadata(source)
    (Path(project) / "reference.docx").write_bytes(personal_reference(document))
    files = [_render(program, Path(project), FORMAT_NAMES[name], published) for name in formats]
    return files, document.source.literal


def _render(program: str, project: Path, format_: str, published: date) -> Path:
    moment = datetime(published.year, published.month, published.day, tzinfo=UTC)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(moment.timestamp()))}
    outcome = subprocess.run(
        [program, "render", "report.qmd", "--to", format_],
        cwd=project, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    target = project / FORMATS[format_]
    if outcome.returncode or not target.is_file():
        said = (outcome.stderr or outcome.stdout).strip().splitlines()[-LAST_LINES:]
        raise PublicationError(
            f"Quarto could not render {format_}",
            where=project.name,
            got=" / ".join(said) or f"exit code {outcome.returncode}",
            hint="Run quarto render in this folder to see all it says",
            code="quarto",
        )
    return target
