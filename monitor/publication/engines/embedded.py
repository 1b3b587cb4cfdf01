"""The embedded engine: pandoc and Typst from wheels, for the subset of docs/quarto-subset.md."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from monitor.publication.engines.document import ParsedReport, read_document
from monitor.publication.engines.pandoc import Workplace
from monitor.publication.engines.slides import personalise_slides, render_slides
from monitor.publication.engines.word import personalise_reference, render_word
from monitor.publication.quarto.features import FORMAT_NAMES, FORMATS, SLIDES, SLIDES_DOCUMENT, SLIDES_FILE
from monitor.publication.quarto.source import read_project
from monitor.publication.quarto.subset import check_project
from monitor.publication.theme.theme import Theme


def render_embedded(
    project: Path, formats: Sequence[str], theme: Theme, published: date
) -> tuple[list[Path], tuple[str, ...]]:
    """Render a project into itself: the files, and the variable texts that may look unresolved.

    **Raises** PublicationError where the project needs a correction.
    """
    of_report = [name for name in formats if name != SLIDES]
    document = read_document(check_project(project.resolve(), of_report))
    personalise_reference(document)
    personalise_slides(document)
    literal = document.source.literal
    files = []
    with tempfile.TemporaryDirectory() as work:
        for name in of_report:
            format_ = FORMAT_NAMES[name]
            target = project / FORMATS[format_]
            target.write_bytes(
                _render(format_, document, theme, Workplace(document.source.folder, Path(work), published))
            )
            files.append(target)
        if SLIDES in formats:
            slides = read_document(read_project(project.resolve(), SLIDES_DOCUMENT))
            target = project / SLIDES_FILE
            target.write_bytes(
                render_slides(slides, theme, Workplace(slides.source.folder, Path(work), published))
            )
            files.append(target)
            literal += slides.source.literal
    return files, literal


def _render(format_: str, document: ParsedReport, theme: Theme, place: Workplace) -> bytes:
    if format_ == "html":
        from monitor.publication.engines.html import render_html

        return render_html(document, theme, place)
    if format_ == "typst":
        from monitor.publication.engines.pdf import render_pdf

        return render_pdf(document, theme, place)
    return render_word(document, theme, place)
