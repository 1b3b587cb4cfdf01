"""The slides of a report as a document of its project: each figure with the finding that it shows, and what to say with it.

a title slide
what an author wrote in slides/opening.qmd: main message, risks, what goes well; else the main message that is proposed
how to read the figures
a slide for each figure, in the order of the report: finding, picture, question and base; the notes
hold the figures with their margins, how certain they are, and what the picture shows
what an author wrote in slides/closing.qmd: conclusion and what can be done
what to bear in mind
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.publication.annex.limits import may_and_may_not
from monitor.publication.cells.certainty import certainty_of
from monitor.publication.charts.picture import FOR_SLIDES
from monitor.publication.drafts.composed_report import ComposedReport
from monitor.publication.drafts.summaries import Summaries
from monitor.publication.exhibits.names import CHANGE
from monitor.publication.exhibits.table_model import Table, TableRow
from monitor.publication.language.filling import filled
from monitor.publication.language.markdown import escape_attribute, escape_markdown
from monitor.publication.language.parts import SlideWords
from monitor.publication.project.figure_data import PlacedFigure
from monitor.publication.quarto.features import (
    SLIDES,
    SLIDES_CLOSING,
    SLIDES_DOCUMENT,
    SLIDES_OPENING,
)
from monitor.publication.quarto.source import DOCUMENT, SHORTCODE, front_matter_of
from monitor.publication.theme.slides_reference import slides_reference
from monitor.publication.theme.theme import load_theme

if TYPE_CHECKING:
    from monitor.publication.charts.figure import BuiltFigure

OF_THE_REPORT = (
    "title",
    "subtitle",
    "author",
    "date",
    "lang",
    "short-title",
    "demonstration",
    "concept",
    "texts",
)
REFERENCE = "reference.pptx"
FORMAT = {SLIDES: {"reference-doc": REFERENCE, "slide-level": 2, "toc": False, "number-sections": False}}
MOST_LETTERS = 700  # of what stands under a picture; more would not be read
PERCENT = "%"  # a column whose values say so themselves
MOST_READ = 4  # sentences of how to read the figures, besides those about the slides themselves
INCLUDED = "{{{{< include {} >}}}}"
PICTURE = '![{words}](figures/{name}{ending} "{alt}")'


def slides_document(
    report: ComposedReport, placed: Mapping[str, PlacedFigure], figures: Mapping[str, BuiltFigure]
) -> str:
    """The text of `slides.qmd`: the figures that the report places, in its order."""
    words = report.variables.voice.words.slides
    parts = [_front_matter(report), *_opening(report), *_reading(report)]
    for name, place in placed.items():
        if name in figures:
            parts += _figure(place, figures[name], report)
    if SLIDES_CLOSING in report.documents:
        parts.append(INCLUDED.format(SLIDES_CLOSING))
    limits = [f"- {one.text}" for one in Summaries(report.variables).limits()]
    parts += [f"## {words.limits}", "\n".join(limits)]
    return "\n\n".join(parts) + "\n"


def write_slides(
    target: Path,
    report: ComposedReport,
    placed: Mapping[str, PlacedFigure],
    figures: Mapping[str, BuiltFigure],
) -> None:
    """Put the slides into the project of a report: document and reference document; figures have their pictures."""
    (target / SLIDES_DOCUMENT).write_text(
        slides_document(report, placed, figures), encoding="utf-8", newline="\n"
    )
    (target / REFERENCE).write_bytes(slides_reference(load_theme(report.study.theme)))


def _front_matter(report: ComposedReport) -> str:
    """What the report says of itself, and that this document is made into slides and nothing else."""
    written = front_matter_of(report.documents[DOCUMENT].text)
    kept: dict[str, Any] = {name: written[name] for name in OF_THE_REPORT if name in written}
    lines = (f"{name}: {_scalar(value)}" for name, value in kept.items())
    made = f"output-file: report\nformat: {json.dumps(FORMAT)}"
    return "\n".join(["---", *lines, made, "---"])


def _scalar(value: Any) -> str:
    """A value of YAML, which is read as texts: what was a truth value there is one here."""
    return str(value) if value in ("true", "false") else json.dumps(value, ensure_ascii=False)


def _opening(report: ComposedReport) -> Iterator[str]:
    """What the slides are to say first: as an author wrote it, else the leading figures."""
    if SLIDES_OPENING in report.documents:
        yield INCLUDED.format(SLIDES_OPENING)
        return
    words, variables = report.variables.voice.words.slides, report.variables
    _, found, *_ = Summaries(variables).main_message()
    yield f"## {words.message}"
    yield "\n".join(
        f"- {SHORTCODE.sub(lambda name: escape_markdown(variables.resolve(name['arguments'])), one.text)}"
        for one in found[: words.most_told]
    )


def _reading(report: ComposedReport) -> Iterator[str]:
    voice = report.variables.voice
    words, annex = voice.words.slides, voice.words.annex
    may, _ = may_and_may_not(report.released, voice)
    warning = [annex.limits["demonstration"]] if voice.study.demonstration else []
    told = [*warning, *may[:MOST_READ], words.counts, words.notes]
    yield f"## {words.reading}"
    yield "\n".join(f"- {escape_markdown(line)}" for line in told)


def _figure(place: PlacedFigure, figure: BuiltFigure, report: ComposedReport) -> Iterator[str]:
    words = report.variables.voice.words.slides
    below = figure.notes.strip() if len(figure.notes) <= MOST_LETTERS else words.too_long
    yield f"## {place.caption or escape_markdown(figure.title)}"
    yield PICTURE.format(words=below, name=place.name, ending=FOR_SLIDES, alt=escape_attribute(figure.alt))
    yield "::: notes"
    yield from _notes(figure, report)
    yield ":::"


def _notes(figure: BuiltFigure, report: ComposedReport) -> Iterator[str]:
    """What a speaker may be asked: the question and its base, each figure with its margin, and how certain it is."""
    words = report.variables.voice.words.slides
    yield figure.notes.strip()
    yield words.figures
    yield from (escape_markdown(line) for line in _rows(figure.table, words))
    yield from (escape_markdown(note) for note in figure.table.notes)
    confidence = certainty_of(report.released, report.study).confidence
    yield filled(words.certainty, {"confidence": confidence})
    if figure.name.endswith(CHANGE):
        yield words.tested
    yield filled(words.described, {"alt": escape_markdown(figure.alt)})


def _rows(table: Table, words: SlideWords) -> Iterator[str]:
    for row in table.rows:
        values = [value for value in _values(row, table, words) if value]
        if values:
            header = row.header
            if row.section:
                header = filled(words.in_section, {"section": row.section, "header": row.header})
            yield filled(words.row, {"header": header, "values": "; ".join(values)})


def _values(row: TableRow, table: Table, words: SlideWords) -> Iterator[str]:
    several = len({column.group for column in table.columns}) > 1
    for column, cell in zip(table.columns, row.cells, strict=True):
        name = column.header
        if several and column.group:
            name = filled(words.in_group, {"group": column.group, "column": name})
        if name == PERCENT or not cell.text:
            yield cell.text
        else:
            yield filled(words.value, {"column": name, "value": cell.text})
