"""Draws three or more waves: a small panel per row, a line from wave to wave with intervals."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.publication.charts.dots import axis_of
from monitor.publication.charts.layout import Style
from monitor.publication.charts.palette import WHITE
from monitor.publication.charts.scene import CIRCLE, FONT, LINE, SMALL, WIDTH, Axis, Dot, Scene, Segment, Text
from monitor.publication.exhibits.content import Content, Point, Row
from monitor.publication.exhibits.table_model import SUPPRESSED_SIGN, UNRELIABLE_SIGN
from monitor.publication.theme.fonts import text_width, wrap

PANEL, GUTTER = 110, 24  # height of the drawing in a panel, space between panels
NARROWEST, WIDEST, MOST_ACROSS = 150, 330, 3
VALUE_ROOM, LEAST_GAP = 14, 10  # above the drawing; between the values of two waves
MOST_TITLE_LINES = 4


@dataclass(frozen=True)
class Panel:
    """Where one panel stands: its left, the top of its title, its width, the y of its floor."""

    left: float
    top: float
    width: float
    floor: float
    axis: Axis

    def x(self, place: int, count: int) -> float:
        """The middle of a wave."""
        return self.left + self.width / count * (place + 0.5)

    def y(self, value: float) -> float:
        inside = min(max(value, self.axis.low), self.axis.high)
        share = (inside - self.axis.low) / (self.axis.high - self.axis.low)
        return self.floor - share * (PANEL - 4)


def draw_slope(content: Content, style: Style) -> Scene:
    """Panels share one vertical axis, so that they can be compared."""
    colours = style.colours
    across, axis = _panels_across(content), axis_of(content)
    width = _panel_width(across)
    scene = Scene(0, 4, WIDTH, 0, 4, Axis(0, WIDTH), colours.line, colours.muted)
    top = 0.0
    for start in range(0, len(content.rows), across):
        rows = content.rows[start : start + across]
        floor = top + max(len(_title(row, width)) for row in rows) * LINE + VALUE_ROOM + PANEL
        for place, row in enumerate(rows):
            panel = Panel(place * (width + GUTTER), top, width, floor, axis)
            _add_panel(scene, content, row, panel, style)
        top = floor + LINE + GUTTER
    scene.plot_height = top - GUTTER / 2
    scene.bottom += LINE
    scene.texts.append(
        Text(WIDTH, scene.plot_height + LINE / 2, style.unit, colours.muted, "right", size=SMALL)
    )
    return scene


def _panels_across(content: Content) -> int:
    """As many panels beside each other as their values and titles have room for."""
    shown = [content.shown(point.value) for point in content.points if point.value is not None]
    widest = max((text_width(text, SMALL) for text in shown), default=0.0)
    room = max(NARROWEST, (widest + LEAST_GAP) * len(content.keys))
    across = max(1, min(MOST_ACROSS, len(content.rows), int((WIDTH + GUTTER) // (room + GUTTER))))
    while across > 1 and any(
        len(_title(row, _panel_width(across))) > MOST_TITLE_LINES for row in content.rows
    ):
        across -= 1
    return across


def _panel_width(across: int) -> float:
    return min(WIDEST, (WIDTH - GUTTER * (across - 1)) / across)


def _title(row: Row, width: float) -> list[str]:
    return wrap(f"{row.section}: {row.label}" if row.section else row.label, width, FONT, bold=True)


def _add_panel(scene: Scene, content: Content, row: Row, panel: Panel, style: Style) -> None:
    colours = style.colours
    for number, line in enumerate(_title(row, panel.width)):
        y = panel.top + LINE * (number + 0.5)
        scene.texts.append(Text(panel.left, y, line, colours.ink, bold=True))
    scene.lines.append(
        Segment(panel.left, panel.left + panel.width, panel.floor, panel.floor, colours.line, 1)
    )
    count = len(content.keys)
    for place, (key, point) in enumerate(zip(content.keys, row.points, strict=True)):
        x = panel.x(place, count)
        below = panel.floor + LINE / 2 + 2
        scene.texts.append(Text(x, below, key.label, colours.muted, "center", size=SMALL))
        _add_point(scene, content, point, x, panel, style)
    _join(scene, row, panel, style)


def _add_point(scene: Scene, content: Content, point: Point, x: float, panel: Panel, style: Style) -> None:
    colours = style.colours
    if point.value is None:
        told = style.words.marks.get(point.told, SUPPRESSED_SIGN if point.suppressed else "")
        if told:
            scene.texts.append(Text(x, panel.floor - LINE, told, colours.muted, "center"))
        return
    y = high = panel.y(point.value)
    if point.low is not None and point.high is not None:
        high = panel.y(point.high)
        scene.lines.append(Segment(x, x, panel.y(point.low), high, colours.muted))
    fill = WHITE if point.unreliable else colours.accent
    scene.dots.append(Dot(x, y, CIRCLE, fill, colours.accent))
    text = content.shown(point.value) + (UNRELIABLE_SIGN if point.unreliable else "")
    scene.texts.append(Text(x, min(high, y - 6) - 8, text, colours.ink, "center", size=SMALL))


def _join(scene: Scene, row: Row, panel: Panel, style: Style) -> None:
    """Lines between neighbouring waves whose answers can be compared, and a mark where they cannot."""
    count = len(row.points)
    for place, joined in enumerate(row.joined):
        first, second = row.points[place], row.points[place + 1]
        if first.value is None or second.value is None:
            continue
        left, right = panel.x(place, count), panel.x(place + 1, count)
        if joined:
            scene.lines.append(
                Segment(left, right, panel.y(first.value), panel.y(second.value), style.colours.accent, 2)
            )
        else:
            _mark_break(scene, (left + right) / 2, panel, style)


def _mark_break(scene: Scene, x: float, panel: Panel, style: Style) -> None:
    """An upright line that keeps two waves apart, with the word for it at its foot."""
    scene.lines.append(Segment(x, x, panel.floor - PANEL, panel.floor - LINE, style.colours.muted, 1))
    scene.texts.append(
        Text(x, panel.floor - LINE / 2, style.words.marks["break"], style.colours.muted, "center", size=SMALL)
    )
