"""The Quarto engine: `quarto render` where Quarto is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from monitor.errors import PublicationError
from monitor.messages.catalogue import text
from monitor.publication.engines.document import ParsedReport, read_metadata
from monitor.publication.engines.slides import personalise_slides
from monitor.publication.engines.slides_finish import finished as finished_slides
from monitor.publication.engines.word import personalise_reference
from monitor.publication.engines.word_pictures import with_vector_pictures
from monitor.publication.quarto.code_checks import check_without_code
from monitor.publication.quarto.features import FORMAT_NAMES, FORMATS, SLIDES, SLIDES_DOCUMENT, SLIDES_FILE
from monitor.publication.quarto.source import DOCUMENT, read_project
from monitor.publication.quarto.template_documents import raise_problems
from monitor.publication.theme.theme import Theme

SAID = re.compile(r"\s*(?:[Ee]rror\b|\[?(?:ERROR|WARNING)\b|filters/\S+:\d|.*┌─ )")
TROUBLE = re.compile(
    r"(?:ERROR|WARNING) \(|\[(?:ERROR|WARNING)\]"
)  # of a filter or of pandoc; Quarto goes on after them
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
MOST_LINES, LONGEST_LINE = 6, 200
WORKING_FOLDER = ".quarto"
OLDEST = (1, 10)  # as in `quarto-required` of _quarto.yml: older ones render something else without saying so
VERSION = re.compile(r"(\d+)\.(\d+)")


def quarto_program() -> str | None:
    """Where Quarto is, or None."""
    return shutil.which("quarto")


def render_with_quarto(
    project: Path, formats: Sequence[str], theme: Theme, published: date
) -> tuple[list[Path], tuple[str, ...]]:
    """Render a project with Quarto into its own folder: the files, and variable texts that look unresolved.

    The words of the Word header are filled in first, so that the project is complete by itself too. What
    Quarto keeps for itself is taken away, unless it was there before.

    **Raises** PublicationError where the project holds code, and where Quarto is not installed, is too old,
    fails, warns that something got lost, or leaves a file out.
    """
    program = quarto_program()
    if program is None:
        raise PublicationError("rendering.quarto_is_not_installed")
    project = Path(project)
    source = read_project(project)
    raise_problems(
        check_without_code(source, tuple(FORMAT_NAMES[name] for name in formats if name != SLIDES))
    )
    document = read_metadata(source)
    slides = read_metadata(read_project(project, SLIDES_DOCUMENT)) if SLIDES in formats else None
    _check_version(program, project)
    personalise_reference(document)
    personalise_slides(document)
    working = project / WORKING_FOLDER
    kept = working.exists()
    literal = document.source.literal
    try:
        files = [
            _document(program, project, FORMAT_NAMES[name], published) for name in formats if name != SLIDES
        ]
        if slides is not None:
            files.append(_slides(program, slides, theme, published))
            literal += slides.source.literal
    finally:
        if not kept:
            shutil.rmtree(working, ignore_errors=True)
    return files, literal


def _document(program: str, project: Path, format_: str, published: date) -> Path:
    target = _render(program, project, (DOCUMENT, format_, FORMATS[format_]), published)
    if target.suffix == ".pdf":
        from monitor.publication.engines.pdf_tables import with_row_headers

        target.write_bytes(with_row_headers(target.read_bytes()))
    if target.suffix == ".docx":
        target.write_bytes(with_vector_pictures(target.read_bytes(), project))
    return target


def _slides(program: str, slides: ParsedReport, theme: Theme, published: date) -> Path:
    target = _render(program, slides.source.folder, (SLIDES_DOCUMENT, SLIDES, SLIDES_FILE), published)
    target.write_bytes(finished_slides(target.read_bytes(), slides.whole_title, theme))
    return target


def _version(program: str) -> str:
    try:
        asked = [program, "--version"]
        return subprocess.run(
            asked, capture_output=True, text=True, errors="replace", check=False
        ).stdout.strip()
    except OSError as failure:
        return str(failure.strerror)


def _check_version(program: str, project: Path) -> None:
    said = _version(program)
    told = VERSION.match(said)
    if not told or (int(told[1]), int(told[2])) < OLDEST:
        raise PublicationError(
            "rendering.quarto_cannot_render_report",
            where=f"{project.name}/{DOCUMENT}",
            got=said[:LONGEST_LINE] or text("rendering.no_version"),
            major=OLDEST[0],
            minor=OLDEST[1],
        )


def _render(program: str, project: Path, wanted: tuple[str, str, str], published: date) -> Path:
    """What Quarto makes of a document in a format: `wanted` are both, and the file that it writes."""
    document, format_, written_file = wanted
    moment = datetime(published.year, published.month, published.day, tzinfo=UTC)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(moment.timestamp())), "NO_COLOR": "1"}
    target = project / written_file
    target.unlink(missing_ok=True)
    outcome = subprocess.run(
        [program, "render", document, "--to", format_],
        cwd=project, env=environment, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    lines = COLOUR.sub("", outcome.stderr or outcome.stdout).splitlines()
    written = target.is_file() and target.stat().st_size > 0
    if outcome.returncode or not written or any(TROUBLE.match(line) for line in lines):
        target.unlink(missing_ok=True)
        raise PublicationError(
            "rendering.quarto_could_not_render",
            where=f"{project.name}/{document}",
            got=_said(lines)
            or (
                text("rendering.exit_code", code_given=outcome.returncode)
                if outcome.returncode
                else text("rendering.nothing_written", target=target.name)
            ),
            document=document,
            format=format_,
        )
    return target


def _said(lines: Sequence[str]) -> str:
    """What Quarto says went wrong and where, without the text of the report around it."""
    told = [line.strip()[:LONGEST_LINE] for line in lines if SAID.match(line)]
    return " / ".join(dict.fromkeys(told[-MOST_LINES:] or [line.strip() for line in lines[-1:]]))
