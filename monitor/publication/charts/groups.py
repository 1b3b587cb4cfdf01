"""Draws groups under each other: everybody first, then each group with its margin, value and number of answers."""

from __future__ import annotations

from typing import Any

from monitor.publication.cells.selection import PERCENT
from monitor.publication.charts.canvas import Style
from monitor.publication.charts.dots import Look, add_points, axis_of, point_row, value_cell
from monitor.publication.charts.drawing import Drawing
from monitor.publication.charts.frame import CIRCLE, DIAMOND
from monitor.publication.charts.rows import NumberColumn, Sheet, new_sheet
from monitor.publication.exhibits.content import Content, Point, Row
from monitor.publication.exhibits.table_model import SUPPRESSED_SIGN, UNRELIABLE_SIGN
from monitor.publication.language.numbers import number

STEP = 20
EVERYBODY, GROUP = "everybody", "group"
DASHES = [3, 3]


def draw_grouped(content: Content, style: Style) -> Drawing:
    """A block of rows per question, with an upright line at everybody's value through it."""
    rows = _rows(content, style)
    points = [row.points[0] for row in rows]
    header = style.words.tables["share" if content.display == PERCENT else "mean"]
    columns = [NumberColumn(header, tuple(value_cell(point, content, style) for point in points))]
    words = tuple(_told(point, style) for point in points)
    columns += [NumberColumn("", words, words=True)] if any(words) else []
    columns.append(NumberColumn("n", tuple(_base(point) for point in points)))
    sheet = new_sheet(rows, style, axis_of(content, style.canvas.narrow), STEP, columns=columns)
    _add_reference(sheet, content, style)
    looks = {EVERYBODY: Look(style.colours.muted, DIAMOND), GROUP: Look(style.colours.accent, CIRCLE)}
    everybody = {
        id(row.everybody) for row in content.rows
    }  # a group can have the same name and the same value
    shown = [
        point_row(sheet.frame, point, placed.middle)
        | {
            "row": placed.row.section,
            "group": placed.row.label,
            "key": EVERYBODY if id(point) in everybody else GROUP,
        }
        for placed in sheet.rows
        for point in placed.row.points
        if point.value is not None
    ]
    add_points(sheet.frame, shown, looks)
    return Drawing.of(sheet.frame)


def _rows(content: Content, style: Style) -> list[Row]:
    """Every question as a row for everybody and one for each group, under its label where there are several."""
    found = []
    for row in content.rows:
        section = ": ".join(filter(None, (row.section, row.label))) if len(content.rows) > 1 else ""
        if row.everybody is not None:
            found.append(Row(style.words.tables["everybody"], (row.everybody,), section))
        for key, point in zip(content.keys, row.points, strict=True):
            found.append(Row(key.label, (point,), section))
    return found


def _told(point: Point, style: Style) -> str:
    """Whether a group is higher or lower than the others, by a sign and in a word."""
    words = style.words
    return f"{words.marks[point.rest]} {words.groups[point.rest]}" if point.rest in words.groups else ""


def _base(point: Point) -> str:
    if point.n is None:
        return SUPPRESSED_SIGN if point.suppressed else ""
    return number(point.n) + (UNRELIABLE_SIGN if point.unreliable else "")


def _add_reference(sheet: Sheet, content: Content, style: Style) -> None:
    """The value of everybody through the rows of its groups."""
    frame, lines, start = sheet.frame, list[dict[str, Any]](), 0
    for row in content.rows:
        block = sheet.rows[start : start + len(row.points) + (row.everybody is not None)]
        start += len(block)
        if row.everybody is not None and row.everybody.value is not None:
            value = frame.within(row.everybody.value)
            lines += [
                {"row": row.label, "value": value, "top": 2 * one.middle - one.bottom, "bottom": one.bottom}
                for one in block
            ]
    frame.add_rules("everybody", lines, "value", color=style.colours.muted, strokeWidth=1, strokeDash=DASHES)
