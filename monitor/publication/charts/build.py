"""Figures from the released set: SVG, PNG, alternative text, note and the table of their data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from monitor.publication.cells.selection import Selection
from monitor.publication.charts.bars import draw_bars, draw_stacked
from monitor.publication.charts.dots import draw_dots, draw_dumbbell, draw_grouped, draw_pairs
from monitor.publication.charts.scene import Scene, draw, to_png
from monitor.publication.charts.slope import draw_slope
from monitor.publication.exhibits.alternative_text import alternative_text
from monitor.publication.exhibits.content import (
    BARS,
    COMPOSITION,
    DOTS,
    DUMBBELL,
    GROUPED,
    SLOPE,
    STACKED,
    Content,
)
from monitor.publication.exhibits.names import Name, parse_name
from monitor.publication.exhibits.notes import notes_of
from monitor.publication.exhibits.selecting import content_of
from monitor.publication.exhibits.units import unit_of
from monitor.publication.exhibits.weights import (
    WEIGHTS,
    weights_alt,
    weights_content,
    weights_notes,
    weights_table,
    weights_title,
)
from monitor.publication.language.figure_wording import say
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.tables.build import Table, build_table
from monitor.publication.theme.theme import load_theme
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study

DRAWN = {
    STACKED: draw_stacked,
    COMPOSITION: draw_stacked,
    BARS: draw_bars,
    DOTS: draw_dots,
    GROUPED: draw_grouped,
    DUMBBELL: draw_dumbbell,
    SLOPE: draw_slope,
}


@dataclass(frozen=True)
class BuiltFigure:
    """A figure and all that stands with it. `notes` is Markdown, `alt` and `title` are plain text.

    The SVG stands on its own (it carries its glyphs); `png` has twice its pixels; `table` holds the
    same data.
    """

    name: str
    svg: str
    alt: str
    title: str
    notes: str
    table: Table

    @cached_property
    def png(self) -> bytes:
        """The picture for Word, drawn from the SVG when somebody asks for it."""
        return to_png(self.svg)


def build_figure(name: str, released: ReleasedSet, study: Study) -> BuiltFigure:
    """Build the figure `<indicator>`, `<indicator>--change` or `<indicator>--by-<breakdown>`.

    **Raises** PublicationError for an unknown name, a figure without released rows, and items that
    cannot share an axis.
    """
    content = figure_content(parse_name(name, study), released, study)
    alt = alternative_text(content, study)
    return BuiltFigure(
        name=name,
        svg=draw(scene_of(content, study), alt),
        alt=alt,
        title=content.name.indicator.title,
        notes=notes_of(content, study),
        table=build_table(name, released, study, of_figure=True),
    )


def weights_figure(released: ReleasedSet, study: Study) -> BuiltFigure:
    """Build the figure `method-weights`: make-up of the answers before weighting, and as it is known.

    **Raises** PublicationError where nothing was weighted to known totals.
    """
    content = weights_content(released, study)
    scene = draw_pairs(
        content,
        load_theme(study.theme).colours,
        say("units", "share", respondents=study.questionnaire.respondents),
    )
    alt = weights_alt(content)
    notes = " ".join(escape_markdown(note) for note in weights_notes(content, study, released))
    return BuiltFigure(
        WEIGHTS, draw(scene, alt), alt, weights_title(study), notes, weights_table(content, study)
    )


def figure_content(name: Name, released: ReleasedSet, study: Study) -> Content:
    """What a figure says, before it is drawn."""
    items = study.items_of(name.indicator)
    breakdowns = ("", name.breakdown.id) if name.breakdown else ("",)
    return content_of(name, study, Selection(released, items, breakdowns))


def scene_of(content: Content, study: Study) -> Scene:
    """A figure laid out in the colours of the study's theme."""
    colours = load_theme(study.theme).colours
    return DRAWN[content.kind](content, colours, unit_of(content, study))
