"""Draws a figure of which every value is kept back: a sentence, where rows of signs would fill a page and say no more."""

from __future__ import annotations

from monitor.publication.charts.canvas import FONT, LINE, Style
from monitor.publication.charts.drawing import Drawing
from monitor.publication.charts.frame import Axis, Frame
from monitor.publication.exhibits.content import Content
from monitor.publication.theme.fonts import wrap

PADDING = 14  # pixels around the sentence


def draw_nothing(content: Content, style: Style) -> Drawing:
    """That no value is shown, and why, on a quiet ground."""
    import altair as alt

    lines = wrap(style.words.alternative_texts["suppressed"], style.canvas.width - 2 * PADDING, FONT)
    height = LINE * len(lines) + 2 * PADDING
    frame = Frame(style.canvas, Axis(), style.colours, height, top=3, bottom=3)
    box = frame.chart("ground", [{"from": 0.0, "to": 1.0, "top": 0.0, "bottom": float(height)}])
    frame.add(
        box.mark_rect(fill=style.colours.surface).encode(
            x=frame.x("from"), x2=alt.X2("to"), y=frame.y("top"), y2=alt.Y2("bottom")
        )
    )
    told = [{"text": "\n".join(lines), "middle": height / 2}]
    frame.add_texts("told", told, x=float(PADDING), colour=style.colours.muted)
    return Drawing.of(frame)
