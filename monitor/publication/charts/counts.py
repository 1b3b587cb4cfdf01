"""Draws counts of people as bars from zero, on one axis up to all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.publication.charts.canvas import FONT, Style
from monitor.publication.charts.drawing import Drawing
from monitor.publication.charts.frame import Axis, round_ticks
from monitor.publication.charts.rows import new_sheet
from monitor.publication.exhibits.content import Row

STEP, THICKNESS, GAP = 27, 17, 6
EDGE = 36  # right of the plot, for the count beside a bar of everybody
MOST_TICKS = 6


@dataclass(frozen=True)
class CountBar:
    """An answer with how many people gave it, None where that is told in words alone."""

    label: str
    count: int | None
    told: str


def draw_counts(bars: Sequence[CountBar], everybody: int, style: Style) -> Drawing:
    """A bar per answer with its count at the end; words in place of a bar where no number is told."""
    import altair as alt

    ticks = tuple(tick for tick in round_ticks(everybody, MOST_TICKS) if tick <= everybody)
    axis = Axis(0, everybody, ticks, ".0f")
    sheet = new_sheet([Row(bar.label, ()) for bar in bars], style, axis, STEP, edge=EDGE)
    frame, colours = sheet.frame, style.colours
    placed = list(zip(bars, sheet.rows, strict=True))
    shown = [
        {
            "row": bar.label, "from": 0, "value": bar.count, "middle": row.middle, "shown": bar.told,
            "top": row.middle - THICKNESS / 2, "bottom": row.middle + THICKNESS / 2,
        }
        for bar, row in placed
        if bar.count is not None
    ]  # fmt: skip
    if shown:
        layer = frame.chart("bars", shown).mark_rect(fill=colours.accent)
        frame.add(layer.encode(x=frame.x("from"), x2=alt.X2("value"), y=frame.y("top"), y2=alt.Y2("bottom")))
        values = alt.Chart(alt.NamedData("bars")).mark_text(
            align="left", baseline="middle", dx=GAP, fontSize=FONT
        )
        text = alt.Text("shown", type="nominal")
        frame.add(
            values.encode(
                x=frame.x("value"), y=frame.y("middle"), text=text, color=alt.ColorValue(colours.ink)
            )
        )
    words = [{"text": bar.told, "middle": row.middle} for bar, row in placed if bar.count is None]
    frame.add_texts("told", words, x=4.0, colour=colours.muted)
    return Drawing.of(frame)
