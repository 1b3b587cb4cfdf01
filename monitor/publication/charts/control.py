"""Draws a control figure: the share of each month as a point, between the limits of chance, beside norm and mean."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.publication.charts.canvas import Style
from monitor.publication.charts.dots import Look, add_points, point_row
from monitor.publication.charts.drawing import Drawing
from monitor.publication.charts.frame import CIRCLE, DIAMOND, Axis
from monitor.publication.charts.rows import NumberColumn, new_sheet
from monitor.publication.exhibits.content import Point, Row

STEP, BAND = 27, 9
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
DASH = [5, 4]
IN_LINE, OUT_OF_LINE = "in_line", "out_of_line"


@dataclass(frozen=True)
class ControlMonth:
    """A month: its share, the limits between which chance keeps it, its count in words, and whether it lies outside."""

    label: str
    share: float
    low: float
    high: float
    told: str
    out_of_line: bool


@dataclass(frozen=True)
class Control:
    """The months from first to last; `middle` is the share of all of them, `norm` that of the organisation, None without."""

    months: tuple[ControlMonth, ...]
    middle: float
    norm: float | None
    header: str


def draw_control(control: Control, style: Style) -> Drawing:
    """A row for each month, with its count at the right; a month out of line has a shape and colour of its own."""
    rows = tuple(Row(month.label, (Point(month.share),)) for month in control.months)
    counts = NumberColumn(
        control.header,
        tuple(month.told for month in control.months),
        tuple(month.out_of_line for month in control.months),
    )
    sheet = new_sheet(rows, style, Axis(0, 1, TICKS), STEP, columns=(counts,))
    frame, colours = sheet.frame, style.colours
    bands = [
        {"from": month.low, "to": month.high, "top": placed.middle, "bottom": placed.middle}
        for month, placed in zip(control.months, sheet.rows, strict=True)
        if month.low < month.high
    ]
    frame.add_rules("limits", bands, "from", "to", color=colours.line, strokeWidth=BAND)
    whole = {"top": 0.0, "bottom": frame.height}
    frame.add_rules("middle", [{"at": control.middle, **whole}], "at", color=colours.muted, strokeWidth=1.5)
    if control.norm is not None:
        norm = [{"at": control.norm, **whole}]
        frame.add_rules("norm", norm, "at", color=colours.ink, strokeWidth=1.5, strokeDash=DASH)
    points = [
        point_row(frame, Point(month.share), placed.middle)
        | {"row": month.label, "key": OUT_OF_LINE if month.out_of_line else IN_LINE}
        for month, placed in zip(control.months, sheet.rows, strict=True)
    ]
    looks = {IN_LINE: Look(colours.accent, CIRCLE), OUT_OF_LINE: Look(colours.ink, DIAMOND)}
    add_points(frame, points, looks)
    return Drawing.of(frame)
