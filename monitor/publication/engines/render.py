"""Renders a project folder with Quarto, or with the embedded engine where Quarto is not installed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from monitor.errors import PublicationError, nearest
from monitor.publication.engines.embedded import render_embedded
from monitor.publication.engines.output_check import check_output
from monitor.publication.engines.quarto import quarto_program, render_with_quarto
from monitor.publication.quarto.features import RENDERED
from monitor.publication.theme.theme import Theme, load_theme

ENGINES = ("auto", "quarto", "embedded")


def render_project(
    project: Path, formats: Sequence[str], engine: str, published: date, theme: Theme | None = None
) -> list[Path]:
    """Render a project to report.html, report.pdf, report.docx and report.pptx inside its folder, and check them.

    `formats` are `html`, `pdf`, `docx` and `pptx` (slides, for which a project holds slides.qmd); `engine` is `auto` (Quarto if it is on PATH, else embedded),
    `quarto` or `embedded`. Equal projects and `published` give equal bytes with the embedded engine.

    **Raises** PublicationError for a project that needs a correction, an unknown format or engine,
    and output in which something was left unresolved.
    """
    for name in formats:
        _check_name(name, RENDERED, "format")
    render = render_with_quarto if chosen_engine(engine) == "quarto" else render_embedded
    files, literal = render(project, formats, theme or load_theme(), published)
    for path in files:
        check_output(path, literal)
    return files


def chosen_engine(engine: str) -> str:
    """The engine that renders: `quarto` or `embedded`.

    **Raises** PublicationError for an unknown name.
    """
    _check_name(engine, ENGINES, "engine")
    if engine == "auto":
        return "quarto" if quarto_program() else "embedded"
    return engine


def _check_name(name: str, known: tuple[str, ...], what: str) -> None:
    if name not in known:
        raise PublicationError(
            "rendering.engine_is_not_known" if what == "engine" else "rendering.format_is_not_known",
            known=known,
            hint=nearest(name, known),
            name=name,
        )
