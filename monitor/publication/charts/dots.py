"""Draws estimates as dots with their 95% intervals: means, groups side by side, two waves."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from monitor.publication.cells.selection import GRADE, PERCENT
from monitor.publication.charts.bars import base_columns, share_axis
from monitor.publication.charts.layout import NumberColumn, PlacedRow, Style, Symbol, new_scene
from monitor.publication.charts.palette import WHITE
from monitor.publication.charts.scene import (
    CIRCLE,
    CROSS,
    DIAMOND,
    DOWN,
    LEFT,
    RIGHT,
    SMALL,
    SQUARE,
    UP,
    Axis,
    Dot,
    Scene,
    Segment,
    Text,
)
from monitor.publication.exhibits.content import Content, Plot, Point, Row
from monitor.publication.exhibits.table_model import SUPPRESSED_SIGN, UNRELIABLE_SIGN
from monitor.publication.language.numbers import base, signed
from monitor.publication.theme.theme import Colours

SHAPES = (CIRCLE, DIAMOND, SQUARE, UP, DOWN, CROSS)
BESIDE_SIGNS = (CIRCLE, DIAMOND, SQUARE, RIGHT, LEFT, CROSS)  # none that reads as a sign of higher or lower
DODGE = 11  # pixels between the points of one row
GAP, ROOM = 7, 18  # pixels between a point and its sign, and that both need
MARKS = {"increased": " ▲", "decreased": " ▼", "equivalent": " ="}


def draw_dots(content: Content, style: Style) -> Scene:
    """One dot with its interval per row; its value at the right."""
    accent = style.colours.accent
    symbols = (Symbol("", accent, accent, CIRCLE),)
    values = NumberColumn(
        style.words.tables["mean"], tuple(_value(row.points[0], content, style) for row in content.rows)
    )
    columns = (values, *base_columns(content))
    scene, placed = new_scene(content, style, axis_of(content), 27, (), columns)
    for row in placed:
        _add_points(scene, row, symbols)
    return scene


def draw_grouped(content: Content, style: Style) -> Scene:
    """One dot per group in each row; groups differ in colour and in shape."""
    palette = style.colours.categorical
    breakdown = content.name.breakdown
    shapes = BESIDE_SIGNS if breakdown is not None and breakdown.marks_groups else SHAPES
    symbols = tuple(
        Symbol(label, colour, colour, shapes[place % len(shapes)])
        for place, label in enumerate(_group_labels(content, style))
        for colour in (palette[place % len(palette)],)
    )
    step = DODGE * len(symbols) + 14
    scene, placed = new_scene(content, style, axis_of(content), step, symbols)
    marks = {verdict: style.words.marks[verdict] for verdict in ("higher", "lower")}
    for row in placed:
        _add_points(scene, row, symbols, marks)
    return scene


def draw_pairs(plot: Plot, style: Style) -> Scene:
    """Two shares without intervals per row, on one line and joined."""
    colours = style.colours
    looks = ((colours.muted, CIRCLE), (colours.accent, DIAMOND))
    symbols = tuple(
        Symbol(key.label, colour, colour, shape)
        for key, (colour, shape) in zip(plot.keys, looks, strict=True)
    )
    axis = share_axis(max(point.value or 0.0 for point in plot.points))
    scene, placed = new_scene(plot, style, axis, 22, symbols)
    for row in placed:
        before, after = (point.value or 0.0 for point in row.row.points)
        scene.lines.append(Segment(before, after, row.middle, row.middle, colours.line, 5))
        for value, symbol in zip((before, after), symbols, strict=True):
            scene.dots.append(Dot(value, row.middle, symbol.shape, symbol.fill, symbol.colour))
    return scene


def _group_labels(content: Content, style: Style) -> list[str]:
    """Names of groups, with their base where no row has another."""
    bases = [content.bases_at(place) for place in range(len(content.keys))]
    if any(len(of_group) != 1 for of_group in bases):
        return [key.label for key in content.keys]
    pairs = zip(content.keys, bases, strict=True)
    say = style.words.say
    return [say("tables", "base", label=key.label, base=base(of_group[0])) for key, of_group in pairs]


def draw_dumbbell(content: Content, style: Style) -> Scene:
    """Two waves per row, joined; the values and their difference at the right."""
    colours = style.colours
    looks = ((colours.muted, colours.muted, CIRCLE), (colours.accent, colours.accent, DIAMOND))
    symbols = tuple(
        Symbol(key.label, *look) for key, look in zip(content.keys, looks[-len(content.keys) :], strict=True)
    )
    columns = [
        NumberColumn(key.label, tuple(_value(row.points[place], content, style) for row in content.rows))
        for place, key in enumerate(content.keys)
    ]
    columns.append(
        NumberColumn(
            style.words.tables["difference"],
            tuple(_difference(row, content) for row in content.rows),
            tuple(row.change is not None and row.change.verdict in MARKS for row in content.rows),
        )
    )
    scene, placed = new_scene(content, style, axis_of(content), 32, symbols, tuple(columns))
    for row in placed:
        _add_bridge(scene, row, colours)
        _add_points(scene, row, symbols)
    return scene


def _value(point: Point, content: Content, style: Style) -> str:
    if point.value is None:
        return style.words.marks.get(point.told, SUPPRESSED_SIGN if point.suppressed else "")
    text = content.shown(point.value)
    return text + (UNRELIABLE_SIGN if point.unreliable else "")


def _difference(row: Row, content: Content) -> str:
    change = row.change
    if change is None or change.difference is None:
        return SUPPRESSED_SIGN
    size = change.difference * 100 if content.display == PERCENT else change.difference
    return signed(size, 0 if content.display == PERCENT else 1) + MARKS.get(change.verdict, "")


def _heights(row: PlacedRow, count: int) -> list[float]:
    """The y of each point of a row: one below the other, so that intervals never cover each other."""
    first = row.middle - DODGE * (count - 1) / 2
    return [first + DODGE * place for place in range(count)]


def _add_points(
    scene: Scene, row: PlacedRow, symbols: tuple[Symbol, ...], marks: Mapping[str, str] = MappingProxyType({})
) -> None:
    points = row.row.points
    for point, symbol, y in zip(points, symbols, _heights(row, len(points)), strict=True):
        if point.value is None:
            continue
        if point.low is not None and point.high is not None:
            low, high = max(point.low, scene.axis.low), min(point.high, scene.axis.high)
            scene.lines.append(Segment(low, high, y, y, symbol.colour))
        fill = WHITE if point.unreliable else symbol.fill
        scene.dots.append(Dot(point.value, y, symbol.shape, fill, symbol.colour))
        if point.rest in marks:
            scene.texts.append(_beside(scene, point, marks[point.rest], y, symbol.colour))


def _beside(scene: Scene, point: Point, mark: str, y: float, colour: str) -> Text:
    """A sign behind the interval of a point, or before it where there is no room behind."""
    ends = [end for end in (point.low, point.value, point.high) if end is not None]
    low, high = scene.pixels(max(min(ends), scene.axis.low)), scene.pixels(min(max(ends), scene.axis.high))
    if high + ROOM <= scene.plot_width:
        return Text(high + GAP, y, mark, colour, size=SMALL)
    return Text(low - GAP, y, mark, colour, "right", size=SMALL)


def _add_bridge(scene: Scene, row: PlacedRow, colours: Colours) -> None:
    values = [point.value for point in row.row.points]
    if len(values) == 2 and None not in values and all(row.row.joined):
        top, bottom = _heights(row, 2)
        scene.lines.append(Segment(values[0], values[1], top, bottom, colours.line, 5))  # type: ignore[arg-type]


def axis_of(content: Content) -> Axis:
    """Grades from 1 to 10; shares from zero; other numbers from zero to a round number."""
    ends = [end for point in content.points for end in (point.high, point.value) if end is not None]
    largest = max(ends, default=0.0)
    if content.display == PERCENT:
        return share_axis(largest)
    if content.display == GRADE:
        low, high = _grade_range(content)
        return Axis(low, high, tuple(float(grade) for grade in range(int(low), int(high) + 1)), ".0f")
    step = _round_step(largest)
    ticks = tuple(step * place for place in range(int(largest / step) + 2))
    return Axis(0, ticks[-1], ticks, ",.0f" if step >= 1 else ",.1f")


def _grade_range(content: Content) -> tuple[float, float]:
    item = content.quantities[0].item
    if item.scale is not None and item.scale.scores:
        return min(item.scale.scores), max(item.scale.scores)
    assert item.low is not None
    assert item.high is not None
    return item.low, item.high


def _round_step(largest: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that divides the range in at most five."""
    step = 0.1
    while largest / step > 5:
        step *= 2.5 if str(step).lstrip("0.").startswith("2") else 2
    return step
