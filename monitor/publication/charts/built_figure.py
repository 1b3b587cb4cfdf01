"""A figure that comes with its own table, of a report on municipalities or on files, with all that stands with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from monitor.publication.exhibits.table_model import Table
from monitor.publication.language.voice import Voice

if TYPE_CHECKING:
    from monitor.publication.charts.canvas import Style
    from monitor.publication.charts.drawing import Drawing
    from monitor.publication.charts.figure import BuiltFigure


def built_figure(
    table: Table,
    draw: Callable[[Style], Drawing],
    unit: str,
    alt: str,
    notes: Sequence[str],
    voice: Voice,
) -> BuiltFigure:
    """The figure of the name and title of its `table`, which holds the same data."""
    from monitor.publication.charts.canvas import Style
    from monitor.publication.charts.figure import BuiltFigure
    from monitor.publication.language.markdown import escape_markdown
    from monitor.publication.theme.theme import load_theme

    style = Style(load_theme(voice.study.theme).colours, unit, voice.words.figures)
    told = " ".join(escape_markdown(note) for note in notes)
    return BuiltFigure(draw, style, alt, name=table.name, title=table.caption, notes=told, table=table)
