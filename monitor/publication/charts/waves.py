"""Draws three or more waves: a panel per question on one labelled axis, with bands of margins and the verdict in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.publication.charts.canvas import FONT, LINE, MARGIN, SMALL, WHITE, Canvas, Style
from monitor.publication.charts.composed import layered, side_by_side
from monitor.publication.charts.dots import axis_of, value_cell
from monitor.publication.charts.drawing import Drawing
from monitor.publication.charts.frame import Axis, look
from monitor.publication.exhibits.content import Content, Row
from monitor.publication.theme.fonts import text_width, wrap

if TYPE_CHECKING:
    import altair as alt

PANEL, GUTTER, ROW_GAP = 120, 22, 26  # height of the plot of a panel, space between panels
NARROWEST, WIDEST, MOST_ACROSS = 150, 330, 3
LEAST_GAP, ABOVE, UNDER = 10, 9, 26  # between the values of two waves; above a value; the names of the waves
MOST_TITLE_LINES = 4
BAND, AXIS_GAP = 0.22, 12
HEADROOM = 0.16  # of the axis, for the values above the highest points


def draw_waves(content: Content, style: Style) -> Drawing:
    """Panels share one vertical axis, so that they can be compared; it stands at the left of every row of them."""
    import altair as alt

    axis = _upright(axis_of(content))
    room = max(text_width(axis.named(value), SMALL) for value in axis.values) + AXIS_GAP
    across = _panels_across(content, style.canvas, room)
    width = _panel_width(style.canvas, room, across)
    titles = [_titles(row, width) for row in content.rows]
    data: dict[str, list[dict[str, Any]]] = {}
    panels = []
    for place, (row, title) in enumerate(zip(content.rows, titles, strict=True)):
        beside = titles[place - place % across :][:across]
        layers = _panel(content, row, f"panel_{place}", data, style, axis, place % across == 0)
        panels.append(
            layered(layers, inside=True, width=width, height=PANEL, title=_title(title, beside, style))
        )
    unit = alt.TitleParams(
        wrap(style.unit, style.canvas.width, SMALL), orient="bottom", anchor="end", fontSize=SMALL, fontWeight=400,
        color=style.colours.muted, offset=6,
    )  # fmt: skip
    spacing = {"row": ROW_GAP, "column": GUTTER}
    white = (
        style.canvas.width - room - width * across - GUTTER * (across - 1)
    )  # else a page would enlarge the letters
    padding = {"left": MARGIN, "top": MARGIN, "right": MARGIN + white, "bottom": MARGIN}
    chart = side_by_side(
        panels, columns=across, align="each", spacing=spacing, title=unit, padding=padding,
        config=look(style.colours),
    )  # fmt: skip
    rows = [titles[start : start + across] for start in range(0, len(titles), across)]
    height = sum(
        max(len(name) + max(len(told), 1) for name, told in row) * LINE + PANEL + UNDER + ROW_GAP
        for row in rows
    )
    return Drawing(chart, data, height + LINE)


def _upright(axis: Axis) -> Axis:
    """An axis with at most six values: it stands beside a low panel."""
    step = -(-len(axis.values) // 6)
    return Axis(axis.low, axis.high, axis.values[::step], axis.format)


def _panels_across(content: Content, canvas: Canvas, room: float) -> int:
    """As many panels beside each other as their values and titles have room for."""
    shown = [content.shown(point.value) for point in content.points if point.value is not None]
    widest = max((text_width(text, SMALL) for text in shown), default=0.0)
    least = max(NARROWEST, (widest + LEAST_GAP) * len(content.keys))
    fits = int((canvas.width - room + GUTTER) // (least + GUTTER))
    across = max(1, min(MOST_ACROSS, len(content.rows), fits))
    while across > 1 and any(
        len(_named(row, _panel_width(canvas, room, across))) > MOST_TITLE_LINES for row in content.rows
    ):
        across -= 1
    return across


def _panel_width(canvas: Canvas, room: float, across: int) -> float:
    width = (canvas.width - room - GUTTER * (across - 1)) / across
    return width if canvas.narrow else min(WIDEST, width)


def _named(row: Row, width: float) -> list[str]:
    return wrap(f"{row.section}: {row.label}" if row.section else row.label, width, FONT, bold=True)


Title = tuple[list[str], list[str]]


def _titles(row: Row, width: float) -> Title:
    """The lines of the name of a panel, and of what the test says of its latest wave."""
    return _named(row, width), wrap(row.since, width, SMALL) if row.since else []


def _title(title: Title, beside: Sequence[Title], style: Style) -> alt.TitleParams:
    """The title of a panel, as high as the highest beside it."""
    import altair as alt

    (name, told), (high, low) = title, (max(map(len, lines)) for lines in zip(*beside, strict=True))
    return alt.TitleParams(
        text=[*[""] * (high - len(name)), *name], subtitle=[*told, *[" "] * (max(low, 1) - len(told))], anchor="start", frame="group",
        fontSize=FONT, fontWeight=700, color=style.colours.ink, lineHeight=LINE, subtitleFontSize=SMALL,
        subtitleColor=style.colours.accent, subtitleFontWeight=400, offset=4, subtitlePadding=2,
    )  # fmt: skip


def _panel(
    content: Content,
    row: Row,
    name: str,
    data: dict[str, list[dict[str, Any]]],
    style: Style,
    axis: Axis,
    first: bool,
) -> list[alt.Chart]:
    """The layers of one question; the first panel of a row has the values of the axis beside it."""
    data[name] = _points(content, row, axis, style)
    plane = _plane([key.label for key in content.keys], axis, first)
    return [*_estimates(name, plane, style), *_breaks(row, name, data, style, axis, plane)]


@dataclass(frozen=True)
class Plane:
    """Waves from left to right, and values from low to high."""

    x: alt.X
    y_scale: dict[str, Any]
    y_axis: dict[str, Any]

    def y(self, column: str) -> alt.Y:
        import altair as alt

        return alt.Y(column, type="quantitative", scale=self.y_scale, axis=self.y_axis)


def _plane(waves: Sequence[str], axis: Axis, first: bool) -> Plane:
    import altair as alt

    named = f"{json.dumps(list(waves))}[datum.value]"
    x_axis = {
        "grid": False, "labelExpr": named, "labelFlush": False, "title": None, "values": list(range(len(waves))),
    }  # fmt: skip
    x_scale = {"domain": [-0.5, len(waves) - 0.5], "nice": False, "zero": False}
    top = axis.high + HEADROOM * (axis.high - axis.low)
    return Plane(
        alt.X("place", type="quantitative", scale=x_scale, axis=x_axis),
        {"domain": [axis.low, top], "nice": False, "zero": False},
        {"format": axis.format, "grid": True, "labels": first, "title": None, "values": list(axis.values)},
    )


def _estimates(name: str, plane: Plane, style: Style) -> list[alt.Chart]:
    """The margins as a band, the line through the values, the points and what stands above them."""
    import altair as alt

    x, y, colours = plane.x, plane.y, style.colours
    stretch = alt.Detail("stretch", type="nominal")
    base = alt.Chart(alt.NamedData(name))
    known = base.transform_filter("isValid(datum.value)")
    with_margin = known.transform_filter("datum.low < datum.high")
    fill = alt.FillValue(WHITE, condition={"test": "datum.reliable", "value": colours.accent})
    text: dict[str, Any] = {"baseline": "bottom", "fontSize": SMALL, "dy": -ABOVE}
    return [
        with_margin.mark_area(color=colours.accent, fillOpacity=BAND).encode(
            x=x, y=y("low"), y2=alt.Y2("high"), detail=stretch
        ),
        with_margin.transform_filter("datum.alone").mark_rule(color=colours.accent).encode(
            x=x, y=y("low"), y2=alt.Y2("high")
        ),
        known.mark_line(color=colours.accent, strokeWidth=2).encode(x=x, y=y("value"), detail=stretch),
        known.mark_point(size=64, strokeWidth=1.8, opacity=1, stroke=colours.accent).encode(
            x=x, y=y("value"), fill=fill
        ),
        known.mark_text(color=colours.ink, **text).encode(x=x, y=y("above"), text=alt.Text("shown", type="nominal")),
        base.transform_filter("!isValid(datum.value)").mark_text(color=colours.muted, **text).encode(
            x=x, y=y("floor"), text=alt.Text("shown", type="nominal")
        ),
    ]  # fmt: skip


def _points(content: Content, row: Row, axis: Axis, style: Style) -> list[dict[str, Any]]:
    """One row per wave; waves that can be compared are one `stretch`."""
    stretches = _stretches(row)
    return [
        {
            "row": row.label, "wave": key.label, "place": place, "value": point.value, "floor": axis.low,
            "low": _or(point.low, point.value), "high": _or(point.high, point.value), "above": _or(point.high, point.value),
            "shown": value_cell(point, content, style), "reliable": not point.unreliable,
            "stretch": stretches[place], "alone": stretches.count(stretches[place]) == 1,
        }
        for place, (key, point) in enumerate(zip(content.keys, row.points, strict=True))
    ]  # fmt: skip


def _stretches(row: Row) -> list[int]:
    """Which waves are joined: a new stretch after a break and after a wave without a value."""
    found = [0]
    for place in range(1, len(row.points)):
        before, point = row.points[place - 1], row.points[place]
        joined = row.joined[place - 1] and before.value is not None and point.value is not None
        found.append(found[-1] + (not joined))
    return found


def _or(value: float | None, other: float | None) -> float | None:
    return other if value is None else value


def _breaks(
    row: Row, name: str, data: dict[str, list[dict[str, Any]]], style: Style, axis: Axis, plane: Plane
) -> list[alt.Chart]:
    """An upright line that keeps two waves apart, with the word for it at its foot."""
    import altair as alt

    broken = [
        {
            "row": row.label,
            "place": place + 0.5,
            "top": axis.high,
            "value": axis.low,
            "text": style.words.marks["break"],
        }
        for place, joined in enumerate(row.joined)
        if not joined and None not in (row.points[place].value, row.points[place + 1].value)
    ]
    if not broken:
        return []
    data[f"{name}_breaks"] = broken
    base, muted = alt.Chart(alt.NamedData(f"{name}_breaks")), style.colours.muted
    return [
        base.mark_rule(color=muted, strokeDash=[2, 2]).encode(
            x=plane.x, y=plane.y("value"), y2=alt.Y2("top")
        ),
        base.mark_text(color=muted, fontSize=SMALL, align="left", baseline="bottom", dx=4, dy=-3).encode(
            x=plane.x, y=plane.y("value"), text=alt.Text("text", type="nominal")
        ),
    ]
