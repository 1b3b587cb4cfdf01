"""Draws three or more waves: a small panel per row, a line from wave to wave with intervals."""

from __future__ import annotations

from monitor.publication.figures.content import Content, Row
from monitor.publication.figures.dots import axis_of
from monitor.publication.figures.palette import WHITE
from monitor.publication.figures.scene import CIRCLE, FONT, LINE, SMALL, WIDTH, Axis, Dot, Line, Scene, Text
from monitor.publication.fonts import text_width, wrap
from monitor.publication.table_model import UNRELIABLE_SIGN
from monitor.publication.theme import Colours

PANEL, GUTTER, WIDEST = 110, 24, 330  # height of the drawing in a panel, space between panels, widest panel
VALUE_ROOM = 14


def draw_slope(content: Content, colours: Colours, unit: str) -> Scene:
    """Panels share one vertical axis, so that they can be compared."""
    widest = max(
        text_width(content.shown(point.value), SMALL) for point in content.points if point.value is not None
    )
    room = (widest + 10) * len(content.keys)
    across = max(1, min(3, len(content.rows), int((WIDTH + GUTTER) // (max(room, 150) + GUTTER))))
    width = min(WIDEST, (WIDTH - GUTTER * (across - 1)) / across)
    axis = axis_of(content)
    scene = Scene(0, 4, WIDTH, 0, 4, Axis(0, WIDTH), colours.line, colours.muted)
    top = 0.0
    for start in range(0, len(content.rows), across):
        rows = content.rows[start : start + across]
        titles = [_title(row, width) for row in rows]
        head = max(len(lines) for lines in titles) * LINE + VALUE_ROOM
        for place, (row, lines) in enumerate(zip(rows, titles, strict=True)):
            _add_panel(
                scene, content, row, lines, (place * (width + GUTTER), top, width, head), axis, colours
            )
        top += head + PANEL + LINE + GUTTER
    scene.plot_height = top - GUTTER / 2
    if unit:
        scene.bottom += LINE
        scene.texts.append(
            Text(WIDTH, scene.plot_height + LINE / 2, unit, colours.muted, "right", size=SMALL)
        )
    return scene


def _title(row: Row, width: float) -> list[str]:
    return wrap(f"{row.section}: {row.label}" if row.section else row.label, width, FONT, bold=True)


def _add_panel(
    scene: Scene, content: Content, row: Row, title: list[str], place: tuple[float, float, float, float],
    axis: Axis, colours: Colours,
) -> None:  # fmt: skip
    left, top, width, head = place
    for number, line in enumerate(title):
        scene.texts.append(Text(left, top + LINE * (number + 0.5), line, colours.ink, bold=True))
    floor = top + head + PANEL
    scene.lines.append(Line(left, left + width, floor, floor, colours.line, 1))
    step = width / len(content.keys)
    spots: list[tuple[float, float]] = []
    for number, (key, point) in enumerate(zip(content.keys, row.points, strict=True)):
        x = left + step * (number + 0.5)
        scene.texts.append(Text(x, floor + LINE / 2 + 2, key.label, colours.muted, "center", size=SMALL))
        if point.value is None:
            spots.append((x, float("nan")))
            continue
        y = _height(point.value, axis, floor)
        spots.append((x, y))
        high = y
        if point.low is not None and point.high is not None:
            low, high = _height(point.low, axis, floor), _height(point.high, axis, floor)
            scene.lines.append(Line(x, x, low, high, colours.muted, 1.5))
        scene.dots.append(Dot(x, y, CIRCLE, WHITE if point.unreliable else colours.accent, colours.accent))
        text = content.shown(point.value)
        shown = text + (UNRELIABLE_SIGN if point.unreliable else "")
        scene.texts.append(Text(x, min(high, y - 6) - 8, shown, colours.ink, "center", size=SMALL))
    for joined, (x0, y0), (x1, y1) in zip(row.joined, spots, spots[1:], strict=False):
        if joined and y0 == y0 and y1 == y1:
            scene.lines.append(Line(x0, x1, y0, y1, colours.accent, 2))


def _height(value: float, axis: Axis, floor: float) -> float:
    share = (min(max(value, axis.low), axis.high) - axis.low) / (axis.high - axis.low)
    return floor - share * (PANEL - 4)
