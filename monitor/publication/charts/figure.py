"""Figures from the released set: SVG, PNG, alternative text, note and the table of their data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from monitor.publication.cells.certainty import certainty_of
from monitor.publication.cells.selection import Selection
from monitor.publication.charts.bars import draw_bars, draw_stacked
from monitor.publication.charts.dots import draw_dots, draw_dumbbell, draw_grouped, draw_pairs
from monitor.publication.charts.layout import Style
from monitor.publication.charts.scene import Scene, draw, to_png
from monitor.publication.charts.slope import draw_slope
from monitor.publication.exhibits.alternative_text import alternative_text
from monitor.publication.exhibits.content import Content, Plot
from monitor.publication.exhibits.moves import moves_content, moves_notes, moves_say, moves_table
from monitor.publication.exhibits.names import Name, items_of, parse_name
from monitor.publication.exhibits.notes import notes_of
from monitor.publication.exhibits.response_groups import (
    response_groups_alt,
    response_groups_notes,
    response_groups_plot,
    response_groups_table,
)
from monitor.publication.exhibits.selecting import (
    BARS,
    COMPOSITION,
    DOTS,
    DUMBBELL,
    GROUPED,
    SLOPE,
    STACKED,
    content_of,
)
from monitor.publication.exhibits.table_model import Table
from monitor.publication.exhibits.units import unit_in_words
from monitor.publication.exhibits.weights import (
    weights_alt,
    weights_notes,
    weights_plot,
    weights_table,
)
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.voice import Voice
from monitor.publication.tables.indicator_tables import figure_table
from monitor.publication.theme.theme import load_theme
from monitor.release.results.released_set import ReleasedSet

DRAWN = {
    STACKED: draw_stacked,
    COMPOSITION: draw_stacked,
    BARS: draw_bars,
    DOTS: draw_dots,
    GROUPED: draw_grouped,
    DUMBBELL: draw_dumbbell,
    SLOPE: draw_slope,
}
PAGE = 930  # pixels of a figure that fit on one page


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


def build_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    """Build the figure `<indicator>`, `<indicator>--change` or `<indicator>--by-<breakdown>`.

    **Raises** PublicationError for an unknown name, a figure without released rows, and items that
    cannot share an axis.
    """
    parsed = parse_name(name, voice.study)
    content, scene = _on_a_page(figure_content(parsed, released, voice), voice)
    alt = alternative_text(content, voice)
    return BuiltFigure(
        name=name,
        svg=draw(scene, alt),
        alt=alt,
        title=content.name.indicator.title,
        notes=notes_of(content, voice, certainty_of(released, voice.study)),
        table=figure_table(parsed, released, voice),
    )


def weights_figure(released: ReleasedSet, voice: Voice) -> BuiltFigure:
    """Build the figure `method-weights`: make-up of the answers before weighting, and as it is known.

    **Raises** PublicationError where nothing was weighted to known totals.
    """
    plot = weights_plot(released, voice)
    unit = voice.say("units", "share", who=voice.respondents.plural)
    table, notes = weights_table(plot, voice), weights_notes(plot, released, voice)
    return _of_pairs(plot, unit, weights_alt(plot, voice), table, notes, voice)


def moves_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    """Build a figure `ITEM--moves`: what the same people answered in two waves.

    **Raises** PublicationError where it is not told who moved.
    """
    content, alt = moves_content(name, released, voice), moves_say("alternative_text", name, released, voice)
    scene = draw_stacked(content, _style(moves_say("unit", name, released, voice), voice))
    table, notes = moves_table(name, released, voice), moves_notes(name, content, released, voice)
    return BuiltFigure(name, draw(scene, alt), alt, table.caption, notes, table)


def response_groups_figure(released: ReleasedSet, voice: Voice) -> BuiltFigure:
    """Build the figure `method-response-groups`: make-up of who was asked, and of who took part.

    **Raises** PublicationError where the response of no group is told.
    """
    plot = response_groups_plot(released, voice)
    unit = voice.words.annex.tables["response_groups"].notes["unit"]
    table, notes = response_groups_table(released, voice), response_groups_notes(plot, released, voice)
    return _of_pairs(plot, unit, response_groups_alt(released, voice), table, notes, voice)


def _of_pairs(
    plot: Plot, unit: str, alt: str, table: Table, notes: Sequence[str], voice: Voice
) -> BuiltFigure:
    """A figure of two shares a row; its table has its name and title."""
    told = " ".join(escape_markdown(note) for note in notes)
    scene = draw_pairs(plot, _style(unit, voice))
    return BuiltFigure(table.name, draw(scene, alt), alt, table.caption, told, table)


def figure_content(name: Name, released: ReleasedSet, voice: Voice) -> Content:
    """What a figure says, before it is drawn."""
    items = items_of(name, voice.study)
    breakdowns = ("", name.breakdown.id) if name.breakdown else ("",)
    return content_of(name, voice, Selection(released, items, breakdowns))


def _on_a_page(content: Content, voice: Voice) -> tuple[Content, Scene]:
    """A figure laid out, without the last of its rows where all of them would not fit a page."""
    scene, rows = scene_of(content, voice), len(content.rows)
    while scene.height > PAGE and len(content.rows) > 1:
        fit = min(len(content.rows) - 1, int(len(content.rows) * PAGE / scene.height))
        content = replace(content, rows=content.rows[: max(fit, 1)], all_rows=rows)
        scene = scene_of(content, voice)
    return content, scene


def scene_of(content: Content, voice: Voice) -> Scene:
    """A figure laid out in the colours of the study's theme."""
    unit = unit_in_words(content.quantities, voice, content.missing, distribution=content.kind == STACKED)
    return DRAWN[content.kind](content, _style(unit, voice))


def _style(unit: str, voice: Voice) -> Style:
    return Style(load_theme(voice.study.theme).colours, unit, voice.words.figures)
