"""Figures from the released set: SVG, PNG, alternative text, note and the table of their data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from monitor.publication.cells.certainty import certainty_of
from monitor.publication.cells.selection import Selection
from monitor.publication.charts.bars import draw_bars
from monitor.publication.charts.canvas import Style
from monitor.publication.charts.dots import draw_dots, draw_dumbbell, draw_pairs, draw_perspectives
from monitor.publication.charts.drawing import Drawing, laid_out
from monitor.publication.charts.groups import draw_grouped
from monitor.publication.charts.nothing import draw_nothing
from monitor.publication.charts.picture import Picture
from monitor.publication.charts.stacked import draw_stacked
from monitor.publication.charts.waves import draw_waves
from monitor.publication.exhibits.alternative_text import alternative_text
from monitor.publication.exhibits.content import Content, Plot
from monitor.publication.exhibits.finding_title import finding_title
from monitor.publication.exhibits.moves import moves_content, moves_notes, moves_say, moves_table
from monitor.publication.exhibits.names import Name, items_of, parse_name
from monitor.publication.exhibits.notes import notes_of
from monitor.publication.exhibits.perspectives import perspectives_alt, perspectives_plot
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
from monitor.publication.tables.side_by_side_tables import rows_named, side_by_side_table
from monitor.publication.theme.theme import load_theme
from monitor.release.results.released_set import ReleasedSet

DRAWN = {
    STACKED: draw_stacked,
    COMPOSITION: draw_stacked,
    BARS: draw_bars,
    DOTS: draw_dots,
    GROUPED: draw_grouped,
    DUMBBELL: draw_dumbbell,
    SLOPE: draw_waves,
}
PAGE_HEIGHT = 930  # pixels of a figure that fit on one page


@dataclass(frozen=True, kw_only=True)
class BuiltFigure(Picture):
    """A figure and all that stands with it. `notes` is Markdown, `title` is plain text; `table` holds the same data."""

    name: str
    title: str
    notes: str
    table: Table


def build_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    """Build the figure `<indicator>`, `<indicator>--change` or `<indicator>--by-<breakdown>`.

    **Raises** PublicationError for an unknown name, a figure without released rows, and items that
    cannot share an axis.
    """
    parsed = parse_name(name, voice.study)
    content, page = _on_a_page(figure_content(parsed, released, voice), voice)
    return BuiltFigure(
        page=page,
        name=name,
        draw=partial(_draw, content),
        style=style_of(content, voice),
        alt=alternative_text(content, voice),
        title=finding_title(content, voice, released.method.orders),
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


def perspectives_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    """Build a figure `side-by-side...`: what two surveys say of one subject, on one line each.

    **Raises** PublicationError where no row has both sides as a share.
    """
    plot = perspectives_plot(name, rows_named(name, released, voice))
    table = side_by_side_table(name, released, voice)
    style = _style(voice.words.side_by_side.figure["unit"], voice)
    interval = [voice.say("notes", "interval", confidence=certainty_of(released, voice.study).confidence)]
    return BuiltFigure(
        partial(draw_perspectives, plot), style, _of_kind("pairs", perspectives_alt(plot, voice), voice),
        name=name, title=table.caption, notes=" ".join(map(escape_markdown, (*interval, *table.notes))), table=table,
    )  # fmt: skip


def moves_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    """Build a figure `ITEM--moves`: what the same people answered in two waves.

    **Raises** PublicationError where it is not told who moved.
    """
    content = moves_content(name, released, voice)
    alt = _of_kind(STACKED, moves_say("alternative_text", name, released, voice), voice)
    table, notes = moves_table(name, released, voice), moves_notes(name, content, released, voice)
    style = _style(moves_say("unit", name, released, voice), voice)
    return BuiltFigure(
        partial(draw_stacked, content), style, alt, name=name, title=table.caption, notes=notes, table=table
    )


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
    style = _style(unit, voice)
    described = _of_kind("pairs", alt, voice)
    return BuiltFigure(
        partial(draw_pairs, plot),
        style,
        described,
        name=table.name,
        title=table.caption,
        notes=told,
        table=table,
    )


def _of_kind(kind: str, told: str, voice: Voice) -> str:
    """An alternative text that begins with the kind of its figure."""
    return f"{voice.words.figures.kinds[kind]} {told}"


def figure_content(name: Name, released: ReleasedSet, voice: Voice) -> Content:
    """What a figure says, before it is drawn."""
    items = items_of(name, voice.study)
    breakdowns = ("", name.breakdown.id) if name.breakdown else ("",)
    return content_of(name, voice, Selection(released, items, breakdowns))


def _on_a_page(content: Content, voice: Voice) -> tuple[Content, Drawing]:
    """A figure laid out, without the last of its rows where all of them would not fit a page."""
    drawing, rows = drawn(content, voice), len(content.rows)
    while drawing.height > PAGE_HEIGHT and len(content.rows) > 1:
        fit = min(len(content.rows) - 1, int(len(content.rows) * PAGE_HEIGHT / drawing.height))
        content = replace(content, rows=content.rows[: max(fit, 1)], all_rows=rows)
        drawing = drawn(content, voice)
    return content, drawing


def drawn(content: Content, voice: Voice) -> Drawing:
    """A figure laid out in the colours of the study's theme."""
    return laid_out(partial(_draw, content), style_of(content, voice))


def _draw(content: Content, style: Style) -> Drawing:
    return (draw_nothing if content.is_hidden else DRAWN[content.kind])(content, style)


def style_of(content: Content, voice: Voice) -> Style:
    """The look of a figure, with the unit of its axis."""
    unit = unit_in_words(content.quantities, voice, content.missing, distribution=content.kind == STACKED)
    return _style(unit, voice)


def _style(unit: str, voice: Voice) -> Style:
    return Style(load_theme(voice.study.theme).colours, unit, voice.words.figures)
