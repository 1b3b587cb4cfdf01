"""Writes the Quarto project of a composed report: documents, variables, figures, tables and what they share.

Only what the documents use is written.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from monitor.errors import PublicationError
from monitor.publication.charts.earlier import NOTHING_EARLIER, Earlier
from monitor.publication.drafts.composed_report import ComposedReport
from monitor.publication.drafts.report_status import CONCEPT, UNDECLARED, ReportStatus, status_mark
from monitor.publication.language.markdown import escape_attribute, escape_markdown, escape_value
from monitor.publication.language.voice import Voice
from monitor.publication.project.catalogue import CATALOGUE, FIGURE_CATALOGUE, Entry, entry_of
from monitor.publication.project.figure_data import (
    FIGURE_DATA,
    PlacedFigure,
    figure_data,
    made_tables,
    placed_figures,
)
from monitor.publication.project.shared_files import add_shared_files
from monitor.publication.project.slides import write_slides
from monitor.publication.quarto.attributes import read_attributes
from monitor.publication.quarto.claim_marks import without_claim_marks
from monitor.publication.quarto.features import (
    FRONT_MATTER_OF_AUDIENCE,
    SLIDES,
    SLIDES_CLOSING,
    SLIDES_OPENING,
)
from monitor.publication.quarto.reference_checks import IMAGE
from monitor.publication.quarto.source import DOCUMENT, SHORTCODE, read_project
from monitor.publication.quarto.template_documents import FIGURES
from monitor.publication.quarto.template_scan import Use, made_name
from monitor.publication.tables.table_markdown import table_markdown
from monitor.publication.theme.theme import load_theme
from monitor.study.study_file import INTERNAL

if TYPE_CHECKING:
    from monitor.publication.charts.figure import BuiltFigure

KEY = re.compile(r"^[a-z][a-z0-9_]*$")
Made = TypeVar("Made")


def write_project(
    report: ComposedReport, target: Path, formats: Sequence[str] = (), earlier: Earlier = NOTHING_EARLIER
) -> Path:
    """Write the complete Quarto project of a report into an empty or new folder; returns that folder.

    `formats` decides which pictures are drawn: none named draws all. Those that stand in `earlier` are taken over.

    **Raises** PublicationError for a folder that is not empty, and, naming document and line and before
    anything is written, for a figure or table of which nothing was released.
    """
    if target.is_dir() and any(target.iterdir()):
        raise PublicationError("publication.folder_is_not_empty", where=target)
    figures = _made(report.needs.figures, FIGURE_CATALOGUE, report)
    placed = placed_figures(report.documents)
    tables = _made(made_tables(report.needs), CATALOGUE, report)
    if FIGURE_DATA in report.needs.tables:
        tables[FIGURE_DATA] = figure_data(placed, figures, load_theme(report.study.theme))
    target.mkdir(parents=True, exist_ok=True)
    _write_variables(target, report.values)
    _write_figures(target, figures, placed, formats, earlier)
    for name, text in tables.items():
        _write(target / "tables" / f"{name}.md", text)
    _write_documents(target, report, figures, formats)
    add_shared_files(target, report.study.theme)
    if SLIDES in formats:
        write_slides(target, report, placed, figures)
    add_facts(target, report.variables.voice, report.status)
    if report.study.audience == INTERNAL:
        _check_marks(target)
    return target


def _made(
    uses: Mapping[str, Use], catalogue: Sequence[Entry[Made]], report: ComposedReport
) -> dict[str, Made]:
    """What is asked for by name, each made; what cannot be made is told at the place that asks for it."""
    made = {}
    for name, use in uses.items():
        try:
            made[name] = entry_of(name, catalogue).make(name, report.released, report.variables.voice)
        except PublicationError as problem:
            raise use.error(problem) from None
    return made


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")


def _write_variables(target: Path, values: Mapping[str, str]) -> None:
    tree: dict[str, Any] = {}
    for path, value in sorted(values.items()):
        *parents, last = path.split(".")
        node = tree
        for key in parents:
            node = node.setdefault(key, {})
        node[last] = escape_value(value)
    _write(target / "_variables.yml", "\n".join(_yaml(tree, "")) if tree else "{}")


def _yaml(tree: dict[str, Any], indent: str) -> Iterable[str]:
    for key, value in tree.items():
        if not KEY.match(key):
            raise PublicationError("publication.cannot_be_part_of_variable", key_name=key)
        if isinstance(value, dict):
            yield f'{indent}"{key}":'
            yield from _yaml(value, indent + "  ")
        else:
            yield f'{indent}"{key}": {json.dumps(value, ensure_ascii=False)}'


def _write_figures(
    target: Path,
    figures: dict[str, BuiltFigure],
    placed: Mapping[str, PlacedFigure],
    formats: Sequence[str],
    earlier: Earlier,
) -> None:
    for name, figure in figures.items():
        folder = target / FIGURES
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in figure.files(name, formats, earlier).items():
            (folder / file).write_bytes(content)
        _write(folder / f"{name}.md", _figure_notes(figure, placed[name].anchor if name in placed else ""))


def _figure_notes(figure: BuiltFigure, anchor: str) -> str:
    """What stands under a figure: its notes, and its figures as a table folded away on the page."""
    notes = f"::: {{.figure-note}}\n{figure.notes.strip()}\n:::\n"
    of = f' figure="{anchor}"' if anchor else ""
    table = table_markdown(figure.table).strip()
    data = f'\n::::: {{.content-visible when-format="html"}}\n:::: {{.figure-data{of}}}\n\n{table}\n\n::::\n:::::\n'
    return notes + data


def _write_documents(
    target: Path, report: ComposedReport, figures: dict[str, BuiltFigure], formats: Sequence[str]
) -> None:
    of_slides = () if SLIDES in formats else (SLIDES_OPENING, SLIDES_CLOSING)
    for document in report.documents.values():
        if document.name in of_slides:
            continue
        text = _with_alt_texts(without_claim_marks(document.text), figures, report.values)
        _write(target / document.name, text)
    for named in report.needs.pictures:
        for name, path in report.folders.pictures(named).items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / name)


def _with_alt_texts(text: str, figures: dict[str, BuiltFigure], values: Mapping[str, str]) -> str:
    """Every picture with its description written out: Word drops shortcodes in it."""

    def described(match: re.Match[str]) -> str:
        target, braces = match["target"].strip(), match["attributes"] or "{}"
        keys = read_attributes(braces).keys
        figure = figures.get(made_name(target, FIGURES)) if target.startswith(FIGURES) else None
        if "fig-alt" in keys:
            return match[0].replace(keys["fig-alt"], _resolved(keys["fig-alt"], values))
        if figure is None:
            return match[0]
        caption = match["caption"] or escape_markdown(figure.title)
        inner = f'{braces[1:-1].strip()} fig-alt="{escape_attribute(figure.alt)}"'.strip()
        return f"![{caption}]({target}){{{inner}}}"

    return IMAGE.sub(described, text)


def _resolved(text: str, values: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        return escape_attribute(values.get(match["arguments"].strip(), match[0]))

    return SHORTCODE.sub(value, text)


def add_facts(target: Path, voice: Voice, status: ReportStatus = UNDECLARED) -> None:
    """Title, date, publisher, status and marks as project settings: a document may say its own, and keeps its lines."""
    study = voice.study
    facts: dict[str, Any] = {
        "title": study.title,
        "subtitle": study.subtitle,
        "author": study.publisher,
        "date": study.published.isoformat(),
        "date-iso": study.published.isoformat(),
        "demonstration": study.demonstration,
        "concept": study.concept or status.stage == CONCEPT,
        "status": status_mark(status, voice),
        "confidential": voice.words.annex.inside["mark"] if study.audience == INTERNAL else "",
    }
    settings = target / "_quarto.yml"
    lines = [f"{name}: {_scalar(value)}" for name, value in facts.items() if value]
    _write(settings, settings.read_text(encoding="utf-8") + "\n" + "\n".join(lines))


def _check_marks(target: Path) -> None:
    """**Raises** PublicationError for a document that says itself what is to be marked on each page for inside use."""
    source = read_project(target)
    for key in FRONT_MATTER_OF_AUDIENCE:
        if key in source.front_matter:
            raise PublicationError("publication.in_front_matter_of_report_for", where=DOCUMENT, key_name=key)


def _scalar(value: Any) -> str:
    return "true" if value is True else json.dumps(escape_value(str(value)), ensure_ascii=False)
