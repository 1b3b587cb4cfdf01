"""Draws shares as bars: 100% bars for scales and compositions, sorted bars for choices."""

from __future__ import annotations

from monitor.publication.charts.layout import NumberColumn, PlacedRow, Style, Symbol, new_scene
from monitor.publication.charts.palette import WHITE, category_colours, text_on
from monitor.publication.charts.scene import FONT, SMALL, Axis, Bar, Scene, Text
from monitor.publication.exhibits.content import Content, Point
from monitor.publication.exhibits.selecting import COMPOSITION
from monitor.publication.exhibits.table_model import SUPPRESSED_SIGN, UNRELIABLE_SIGN
from monitor.publication.language.numbers import number
from monitor.publication.theme.fonts import text_width
from monitor.publication.theme.theme import Colours

STEP, THICKNESS = 30, 22
MOST = "nearly_all"
WHOLE = Axis(0, 1, (0, 0.25, 0.5, 0.75, 1), grid=False)
VALUE_EDGE = 44  # room for a value beside a bar of 100%
LEAST_RANGE = 0.4  # bars of a few percent do not fill the figure


def draw_stacked(content: Content, style: Style) -> Scene:
    """One bar of 100% per row, its parts in the order of the scale."""
    colours = style.colours
    if content.kind == COMPOSITION:
        fills = [colours.categorical[place % len(colours.categorical)] for place in range(len(content.keys))]
    else:
        fills = category_colours(content.quantities, colours)
    symbols = tuple(Symbol(key.label, fill, fill) for key, fill in zip(content.keys, fills, strict=True))
    scene, placed = new_scene(content, style, WHOLE, STEP, symbols, base_columns(content))
    for row in placed:
        _add_parts(scene, row, fills, content, style)
    return scene


def _add_parts(scene: Scene, row: PlacedRow, fills: list[str], content: Content, style: Style) -> None:
    """The parts of one bar; a part of (almost) nobody is not drawn, one of (almost) everybody is told."""
    start, colours, marks = 0.0, style.colours, style.words.marks
    hidden = any(point.suppressed for point in row.row.points)
    if hidden:
        scene.texts.append(Text(4, row.middle, SUPPRESSED_SIGN, colours.muted))
        return
    everybody = [
        key.label for key, point in zip(content.keys, row.row.points, strict=True) if point.told == MOST
    ]
    if everybody:
        scene.texts.append(Text(4, row.middle, f"{marks[MOST]}: {everybody[0]}", colours.muted))
        return
    for point, fill in zip(row.row.points, fills, strict=True):
        if not point.value:
            continue
        end = min(1.0, start + point.value)
        top, bottom = row.middle - THICKNESS / 2, row.middle + THICKNESS / 2
        scene.bars.append(Bar(start, end, top, bottom, fill))
        _add_part_label(scene, point, start, end, row.middle, fill, content, colours)
        start = end


def _add_part_label(
    scene: Scene, point: Point, start: float, end: float, middle: float, fill: str,
    content: Content, colours: Colours,
) -> None:  # fmt: skip
    text = content.shown(point.value or 0.0)
    room = scene.pixels(end) - scene.pixels(start)
    if text_width(text, SMALL) + 5 <= room:
        centre = scene.pixels((start + end) / 2)
        scene.texts.append(Text(centre, middle, text, text_on(fill, colours.ink), "center", size=SMALL))


def base_columns(content: Content) -> tuple[NumberColumn, ...]:
    """A column with the base of each row, where bases differ."""
    bases = [row.n for row in content.rows]
    weak = [any(point.unreliable for point in row.points) for row in content.rows]
    if len(set(bases) - {None}) < 2 and not any(weak):
        return ()
    cells = (
        SUPPRESSED_SIGN if n is None else number(n) + (UNRELIABLE_SIGN if star else "")
        for n, star in zip(bases, weak, strict=True)
    )
    return (NumberColumn("n", tuple(cells)),)


def draw_bars(content: Content, style: Style) -> Scene:
    """One bar per row, from zero, with its value at the end."""
    values = [point.value or 0.0 for point in content.points]
    axis = share_axis(max(values))
    scene, placed = new_scene(content, style, axis, 25, (), base_columns(content), VALUE_EDGE)
    for row in placed:
        _add_bar(scene, row, content, style)
    return scene


def _add_bar(scene: Scene, row: PlacedRow, content: Content, style: Style) -> None:
    point, colours = row.row.points[0], style.colours
    if point.value is None:
        told = style.words.marks.get(point.told, SUPPRESSED_SIGN)
        scene.texts.append(Text(4, row.middle, told, colours.muted))
        return
    text = content.shown(point.value)
    fill = WHITE if point.unreliable else colours.accent
    scene.bars.append(Bar(0, point.value, row.middle - 8, row.middle + 8, fill, colours.accent))
    label = text + (UNRELIABLE_SIGN if point.unreliable else "")
    scene.texts.append(Text(scene.pixels(point.value) + 6, row.middle, label, colours.ink, size=FONT))


def share_axis(largest: float) -> Axis:
    """From zero to the first fifth above the largest share."""
    high = next(high for high in (LEAST_RANGE, 0.6, 0.8, 1.0) if largest <= high or high == 1.0)
    return Axis(0, high, tuple(place / 5 for place in range(round(high * 5) + 1)))
