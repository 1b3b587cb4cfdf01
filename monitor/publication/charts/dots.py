"""Draws estimates as points with their margins: means, two waves, two perspectives, two shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.publication.cells.selection import PERCENT
from monitor.publication.charts.bars import share_axis
from monitor.publication.charts.canvas import WHITE, Style
from monitor.publication.charts.drawing import Drawing
from monitor.publication.charts.frame import CIRCLE, DIAMOND, Axis, Frame
from monitor.publication.charts.legend import legend_of
from monitor.publication.charts.rows import NumberColumn, Sheet, new_sheet
from monitor.publication.charts.stacked import base_columns
from monitor.publication.exhibits.content import Content, Key, Plot, Point, Row
from monitor.publication.exhibits.table_model import SUPPRESSED_SIGN, UNRELIABLE_SIGN
from monitor.publication.language.numbers import number, percent, signed
from monitor.publication.theme.theme import Colours

STEP, TWO_STEP, PAIR_STEP = 27, 34, 22
DODGE = 11  # pixels between the points of one row, so that margins never cover each other
SIZE, BRIDGE = 80, 5
PROVEN = ("increased", "decreased", "equivalent")


@dataclass(frozen=True)
class Look:
    """How a key looks: its colour and the shape of its point."""

    colour: str
    shape: str


def two_looks(colours: Colours) -> tuple[Look, Look]:
    """Of what came first, and of what it is compared with."""
    return Look(colours.muted, CIRCLE), Look(colours.accent, DIAMOND)


def draw_dots(content: Content, style: Style) -> Drawing:
    """One point with its margin per row; its value at the right."""
    header = style.words.tables["share" if content.quantities[0].measure == "share" else "mean"]
    values = NumberColumn(header, tuple(value_cell(row.points[0], content, style) for row in content.rows))
    axis, columns = (
        axis_of(content, style.canvas.narrow),
        (values, *base_columns(content), *_outside(content, style)),
    )
    sheet = new_sheet(content.rows, style, axis, STEP, columns=columns)
    add_points(sheet.frame, _points(sheet, content.keys), {"": Look(style.colours.accent, CIRCLE)})
    return Drawing.of(sheet.frame)


def _outside(content: Content, style: Style) -> tuple[NumberColumn, ...]:
    """A column with how many files a norm did not apply to, where the figure is about norms."""
    if not all(item.is_norm for item in content.items):
        return ()
    cells = (SUPPRESSED_SIGN if row.outside is None else number(row.outside) for row in content.rows)
    return (NumberColumn(style.words.tables["outside"], tuple(cells)),)


def draw_dumbbell(content: Content, style: Style) -> Drawing:
    """Two waves per row, joined; their values, the difference and what the test says of it at the right."""
    columns = _value_columns(content, lambda point: value_cell(point, content, style))
    proven = tuple(row.change is not None and row.change.verdict in PROVEN for row in content.rows)
    differences = tuple(_difference(row, content) for row in content.rows)
    columns.append(NumberColumn(style.words.tables["difference"], differences, proven))
    outcomes = tuple(row.outcome for row in content.rows)
    columns += [NumberColumn("", outcomes, proven, words=True)] if any(outcomes) else []
    looks = _looks(content.keys, two_looks(style.colours)[-len(content.keys) :])
    return _of_two(content, style, axis_of(content, style.canvas.narrow), TWO_STEP, columns, looks, DODGE)


def draw_before_and_after(plot: Plot, style: Style) -> Drawing:
    """Two waves per row, joined, with their margins; their values and what the test says at the right."""
    columns = _value_columns(plot, lambda point: _cell(point, percent, style))
    proven = tuple(row.change is not None and row.change.verdict in PROVEN for row in plot.rows)
    columns.append(NumberColumn("", tuple(row.outcome for row in plot.rows), proven, words=True))
    axis = share_axis(largest(plot.points), style.canvas.narrow)
    return _of_two(plot, style, axis, TWO_STEP, columns, _looks(plot.keys, two_looks(style.colours)), DODGE)


def draw_perspectives(plot: Plot, style: Style) -> Drawing:
    """Two surveys per row, with their margins; their values at the right."""
    columns = _value_columns(plot, lambda point: _cell(point, percent, style))
    looks = _looks(plot.keys, two_looks(style.colours)[::-1])
    axis = share_axis(largest(plot.points), style.canvas.narrow)
    return _of_two(plot, style, axis, TWO_STEP, columns, looks, DODGE)


def draw_pairs(plot: Plot, style: Style) -> Drawing:
    """Two shares without margins per row, on one line and joined."""
    looks = _looks(plot.keys, two_looks(style.colours))
    axis = share_axis(largest(plot.points), style.canvas.narrow)
    return _of_two(plot, style, axis, PAIR_STEP, (), looks, 0)


def _looks(keys: Sequence[Key], looks: Sequence[Look]) -> dict[str, Look]:
    return {key.label: look for key, look in zip(keys, looks, strict=True)}


def _value_columns(plot: Plot, cell: Callable[[Point], str]) -> list[NumberColumn]:
    """One column of values per key."""
    return [
        NumberColumn(key.label, tuple(cell(row.points[place]) for row in plot.rows))
        for place, key in enumerate(plot.keys)
    ]


def _of_two(
    plot: Plot,
    style: Style,
    axis: Axis,
    step: float,
    columns: Sequence[NumberColumn],
    looks: Mapping[str, Look],
    dodge: float,
) -> Drawing:
    legend = legend_of(list(looks), style.canvas)
    sheet = new_sheet(plot.rows, style, axis, step, legend=legend.height, columns=columns)
    frame = sheet.frame
    points = _points(sheet, plot.keys, dodge)
    bridges = [bridge for row in sheet.rows if (bridge := _bridge(row.row, row.middle, dodge)) is not None]
    frame.add_rules("bridges", bridges, "from", "to", color=style.colours.line, strokeWidth=BRIDGE)
    add_points(frame, points, looks, legend.channel(frame, symbolSize=SIZE) if len(looks) > 1 else None)
    return Drawing.of(frame)


def _bridge(row: Row, middle: float, dodge: float) -> dict[str, Any] | None:
    """What joins two points whose answers can be compared."""
    first, last = row.points[0].value, row.points[-1].value
    if len(row.points) != 2 or first is None or last is None or not all(row.joined):
        return None
    top, bottom = middle - dodge / 2, middle + dodge / 2
    return {"row": row.label, "from": first, "to": last, "top": top, "bottom": bottom}


def _points(sheet: Sheet, keys: Sequence[Any], dodge: float = 0) -> list[dict[str, Any]]:
    """One row per point that is shown, one below the other within its row."""
    labels = [key.label for key in keys] or [""]
    found = []
    for row in sheet.rows:
        first = row.middle - dodge * (len(labels) - 1) / 2
        for place, (label, point) in enumerate(zip(labels, row.row.points, strict=True)):
            if point.value is not None:
                found.append(
                    point_row(sheet.frame, point, first + dodge * place)
                    | {"row": row.row.label, "key": label}
                )
    return found


def point_row(frame: Frame, point: Point, middle: float) -> dict[str, Any]:
    """A point and its margin as a row of data."""
    value = frame.within(point.value or 0.0)
    low, high = (value if end is None else frame.within(end) for end in (point.low, point.high))
    return {"value": value, "low": low, "high": high, "middle": middle, "reliable": not point.unreliable}


def add_points(
    frame: Frame, points: Sequence[dict[str, Any]], looks: Mapping[str, Look], legend: Any = None
) -> None:
    """Points with their margins by key; hollow where few answered."""
    import altair as alt

    if not points:
        return
    domain = list(looks)
    colour = alt.Scale(domain=domain, range=[look.colour for look in looks.values()])
    shape = alt.Scale(domain=domain, range=[look.shape for look in looks.values()])
    rows = [{**point, "colour": looks[point["key"]].colour} for point in points]
    margins = frame.chart("points", rows).mark_rule(strokeWidth=1.5)
    frame.add(
        margins.transform_filter("datum.low < datum.high").encode(
            x=frame.x("low"), x2=alt.X2("high"), y=frame.y("middle"),
            color=alt.Color("colour", type="nominal", scale=None),
        )
    )  # fmt: skip
    for sure in (True, False):  # hollow where few answered
        marks = alt.Chart(alt.NamedData("points")).transform_filter(
            "datum.reliable" if sure else "!datum.reliable"
        )
        fill = alt.Fill("key", type="nominal", scale=colour, legend=legend) if sure else alt.FillValue(WHITE)
        frame.add(
            marks.mark_point(strokeWidth=1.8, opacity=1, size=SIZE, filled=False).encode(
                x=frame.x("value"), y=frame.y("middle"), fill=fill,
                stroke=alt.Stroke("key", type="nominal", scale=colour, legend=legend),
                shape=alt.Shape("key", type="nominal", scale=shape, legend=legend),
            )
        )  # fmt: skip


def value_cell(point: Point, content: Content, style: Style) -> str:
    """A value as it stands in a column: its class where it has no number, a sign where it is suppressed or unsure."""
    return _cell(point, content.shown, style)


def _cell(point: Point, shown: Callable[[float], str], style: Style) -> str:
    if point.value is None:
        return style.words.marks.get(point.told, SUPPRESSED_SIGN if point.suppressed else "")
    return shown(point.value) + (UNRELIABLE_SIGN if point.unreliable else "")


def _difference(row: Row, content: Content) -> str:
    change = row.change
    if change is None or change.difference is None:
        return SUPPRESSED_SIGN
    size = change.difference * 100 if content.display == PERCENT else change.difference
    return signed(size, 0 if content.display == PERCENT else 1)


def largest(points: Sequence[Point]) -> float:
    """The furthest end of all points and margins."""
    return max(_ends(points), default=0.0)


def _ends(points: Sequence[Point]) -> Iterator[float]:
    for point in points:
        yield from (end for end in (point.high, point.value) if end is not None)


def axis_of(content: Content, narrow: bool = False) -> Axis:
    """Grades over their whole range; shares from zero; other numbers from zero to a round number."""
    high = largest(content.points)
    if content.display == PERCENT:
        return share_axis(high, narrow)
    if (ends := content.quantities[0].ends) is not None:
        low, high = ends
        grades = tuple(float(grade) for grade in range(int(low), int(high) + 1))
        return Axis(
            low,
            high,
            grades[:: 3 if len(grades) == 10 else 2] if narrow and len(grades) > 6 else grades,
            ".0f",
        )
    step = _round_step(high)
    ticks = tuple(step * place for place in range(int(high / step) + 2))
    return Axis(0, ticks[-1], ticks, ",.0f" if step >= 1 else ",.1f")


def _round_step(most: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that divides the range in at most five."""
    step = 0.1
    while most / step > 5:
        step *= 2.5 if str(step).lstrip("0.").startswith("2") else 2
    return step
