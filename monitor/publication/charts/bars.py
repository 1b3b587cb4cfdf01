"""Draws shares as bars from zero, the largest on top."""

from __future__ import annotations

from monitor.publication.charts.canvas import FONT, WHITE, Style
from monitor.publication.charts.drawing import Drawing
from monitor.publication.charts.frame import Axis
from monitor.publication.charts.rows import new_sheet
from monitor.publication.charts.stacked import base_columns
from monitor.publication.exhibits.content import Content
from monitor.publication.exhibits.table_model import SUPPRESSED_SIGN, UNRELIABLE_SIGN

STEP, THICKNESS, GAP = 25, 16, 6
VALUE_EDGE = 44  # room for a value beside a bar of 100%
LEAST_RANGE = 0.4  # bars of a few percent do not fill the figure


def draw_bars(content: Content, style: Style) -> Drawing:
    """One bar per row, with its value at the end; hollow where few answered."""
    import altair as alt

    axis = share_axis(max(point.value or 0.0 for point in content.points), style.canvas.narrow)
    sheet = new_sheet(content.rows, style, axis, STEP, columns=base_columns(content), edge=VALUE_EDGE)
    frame, accent = sheet.frame, style.colours.accent
    bars = [
        {
            "row": row.row.label, "from": axis.low, "value": point.value, "middle": row.middle,
            "top": row.middle - THICKNESS / 2, "bottom": row.middle + THICKNESS / 2, "reliable": not point.unreliable,
            "shown": content.shown(point.value) + (UNRELIABLE_SIGN if point.unreliable else ""),
        }
        for row in sheet.rows
        for point in row.row.points
        if point.value is not None
    ]  # fmt: skip
    told = [
        {"text": style.words.marks.get(row.row.points[0].told, SUPPRESSED_SIGN), "middle": row.middle}
        for row in sheet.rows
        if row.row.points[0].value is None
    ]
    if bars:
        fill = alt.FillValue(WHITE, condition={"test": "datum.reliable", "value": accent})
        layer = frame.chart("bars", bars).mark_rect(strokeWidth=1, stroke=accent)
        frame.add(
            layer.encode(
                x=frame.x("from"), x2=alt.X2("value"), y=frame.y("top"), y2=alt.Y2("bottom"), fill=fill
            )
        )
        values = alt.Chart(alt.NamedData("bars")).mark_text(
            align="left", baseline="middle", dx=GAP, fontSize=FONT
        )
        ink = alt.ColorValue(style.colours.ink)
        frame.add(
            values.encode(
                x=frame.x("value"), y=frame.y("middle"), text=alt.Text("shown", type="nominal"), color=ink
            )
        )
    frame.add_texts("told", told, x=4.0, colour=style.colours.muted)
    return Drawing.of(frame)


def share_axis(largest: float, narrow: bool = False) -> Axis:
    """From zero to the first fifth above the largest share; fewer values on a narrow sheet."""
    high = next(high for high in (LEAST_RANGE, 0.6, 0.8, 1.0) if largest <= high or high == 1.0)
    ticks = tuple(place / 5 for place in range(round(high * 5) + 1))
    few = tuple(tick for tick in ticks if round(tick * 5) % 2 == 0) if narrow and len(ticks) > 4 else ticks
    return Axis(0, high, few)
