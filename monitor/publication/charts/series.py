"""Draws months from left to right: lines with their names at the end, dates as upright lines, other ways of counting as bands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.publication.charts.canvas import LINE, MARGIN, SMALL, Style
from monitor.publication.charts.composed import layered
from monitor.publication.charts.drawing import Drawing
from monitor.publication.charts.frame import CIRCLE, DIAMOND, Axis, look, round_ticks
from monitor.publication.theme.fonts import text_width, wrap

if TYPE_CHECKING:
    import altair as alt

PAGE_HEIGHT, PHONE_HEIGHT = 250, 210
NAME_GAP, WIDEST_NAME, NARROW_NAME = 8, 130, 74
AXIS_GAP, UNDER, MOST_TICKS = 12, 26, 6
TOP_GAP = 8
HEADROOM = 1.1  # of an axis to both sides, for the names of its levels
LEAD, QUIET, EDGE = "lead", "quiet", "edge"
DASHES = {LEAD: [1, 0], QUIET: [5, 3], EDGE: [2, 3]}
WIDTHS = {LEAD: 2.5, QUIET: 1.8, EDGE: 1.5}


@dataclass(frozen=True)
class Line:
    """A line of months: its name, a value per month (None where there is none), and how much it stands out; with `points` it is
    drawn as points, where only some months have a value."""

    name: str
    values: tuple[float | None, ...]
    kind: str = LEAD
    points: bool = False

    @property
    def end(self) -> float | None:
        """The value that its name stands behind: of points the last one, of a line only where it reaches the last month."""
        told = [value for value in self.values if value is not None or not self.points]
        return told[-1] if told else None


@dataclass(frozen=True)
class Mark:
    """A month with an upright line and a text; with `band` all months from there on stand on a band."""

    place: int
    text: str
    band: bool = False


@dataclass(frozen=True)
class Level:
    """A level line over all months, with its name."""

    value: float
    name: str


@dataclass(frozen=True)
class Months:
    """Everything that is drawn: the names of the months, lines, marks and levels; `points` shows each month as a point.

    `from_zero` begins the axis at 0.
    """

    months: tuple[str, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...] = ()
    levels: tuple[Level, ...] = ()
    points: bool = False
    from_zero: bool = True


@dataclass(frozen=True)
class _Plane:
    x: Any
    scale: dict[str, Any]
    axis: dict[str, Any]

    def y(self, column: str) -> alt.Y:
        import altair as alt

        return alt.Y(column, type="quantitative", scale=self.scale, axis=self.axis)


def draw_months(shown: Months, style: Style) -> Drawing:
    """Years stand below the axis; the text of each mark has a line of its own above the plot."""
    import altair as alt

    canvas = style.canvas
    axis = _axis(shown)
    left = max(text_width(axis.named(value), SMALL) for value in axis.values) + AXIS_GAP
    widest = NARROW_NAME if canvas.narrow else WIDEST_NAME
    names = [wrap(line.name, widest, SMALL) for line in shown.lines]
    right = max((text_width(text, SMALL) for name in names for text in name), default=0.0) + 2 * NAME_GAP
    width = canvas.width - left - right
    height = PHONE_HEIGHT if canvas.narrow else PAGE_HEIGHT
    marked = [wrap(mark.text, canvas.width - left, SMALL) for mark in shown.marks]
    above = sum(map(len, marked)) * LINE + TOP_GAP
    plane = _plane(shown, axis, width)
    data: dict[str, list[dict[str, Any]]] = {}
    layers = [
        *_marks(shown, marked, plane, axis, data, style, (width, right)),
        *_levels(shown, plane, data, style),
        *_lines(shown, plane, data, style),
        *_names(shown, names, plane, axis, height, data, style),
    ]
    unit = alt.TitleParams(
        wrap(style.unit, canvas.width, SMALL), orient="bottom", anchor="end", frame="bounds", fontSize=SMALL, fontWeight=400,
        color=style.colours.muted, offset=6,
    )  # fmt: skip
    padding = {"left": MARGIN + left, "top": above, "right": MARGIN + right, "bottom": UNDER + 2 * LINE}
    chart = layered(
        layers, width=width, height=height, autosize={"type": "none"}, padding=padding, title=unit,
        config=look(style.colours),
    )  # fmt: skip
    return Drawing(chart, data, above + height + UNDER + 2 * LINE)


def _axis(shown: Months) -> Axis:
    values = [value for line in shown.lines for value in line.values if value is not None]
    values += [level.value for level in shown.levels]
    if shown.from_zero:
        ticks = round_ticks(max([*values, 1e-6]), MOST_TICKS)
        return Axis(0.0, ticks[-1], tuple(ticks), _format(ticks))
    size = round_ticks(HEADROOM * max([*map(abs, values), 1e-6]), MOST_TICKS // 2)
    ticks = [-value for value in reversed(size[1:])] + size
    return Axis(ticks[0], ticks[-1], tuple(ticks), _format(size))


def _format(ticks: Sequence[float]) -> str:
    """As many decimals as the values of the axis have."""
    decimals = max(len(f"{value:.6f}".rstrip("0").partition(".")[2]) for value in ticks)
    return f",.{decimals}f"


def _plane(shown: Months, axis: Axis, width: float) -> _Plane:
    import altair as alt

    januaries = [place for place, month in enumerate(shown.months) if month.endswith("-01")]
    every = max(1, round(len(januaries) * (text_width("2024", SMALL) + 10) / max(width, 1) + 0.5))
    places = januaries[::every]
    named = {str(place): shown.months[place][:4] for place in places}
    return _Plane(
        alt.X(
            "place", type="quantitative", scale={"domain": [0, len(shown.months) - 1], "nice": False, "zero": False},
            axis={
                "grid": False, "labelExpr": f"{json.dumps(named)}[datum.value]", "labelFlush": False, "title": None,
                "values": places, "ticks": True,
            },
        ),
        {"domain": [axis.low, axis.high], "nice": False, "zero": False},
        {"format": axis.format, "grid": True, "title": None, "values": list(axis.values)},
    )  # fmt: skip


def _marks(
    shown: Months,
    marked: Sequence[Sequence[str]],
    plane: _Plane,
    axis: Axis,
    data: dict[str, list[dict[str, Any]]],
    style: Style,
    room: tuple[float, float],
) -> list[alt.Chart]:
    """Bands behind everything; an upright line for each mark, with its text above the plot on the side where it fits, else
    so far to the left as it must be. `room` is the width of the plot and that beside it."""
    import altair as alt

    layers: list[alt.Chart] = []
    last, under = len(shown.months) - 1, TOP_GAP
    for number, (mark, lines) in enumerate(zip(shown.marks, marked, strict=True)):
        name = f"mark_{number}"
        low, high = axis.low, axis.high
        data[name] = [{"place": mark.place, "to": last, "low": low, "high": high, "text": "\n".join(lines)}]
        base = alt.Chart(alt.NamedData(name))
        if mark.band:
            band = base.mark_rect(color=style.colours.line, opacity=0.45)
            layers.append(band.encode(x=plane.x, x2=alt.X2("to"), y=plane.y("low"), y2=alt.Y2("high")))
        rule = base.mark_rule(
            color=style.colours.ink, strokeDash=[2, 2] if mark.band else [1, 0], strokeWidth=1.2
        )
        layers.append(rule.encode(x=plane.x, y=plane.y("low"), y2=alt.Y2("high")))
        widest = max(text_width(line, SMALL) for line in lines)
        at = mark.place / max(last, 1) * room[0]
        end = at + widest > room[0] and at >= widest
        over = 0.0 if end else max(at + widest - sum(room), 0.0)
        text = base.mark_text(
            color=style.colours.ink, fontSize=SMALL, align="right" if end else "left", baseline="bottom", lineBreak="\n",
            lineHeight=LINE, dx=-over, dy=-(under + (len(lines) - 1) * LINE) + TOP_GAP - 2,
        )  # fmt: skip
        layers.append(text.encode(x=plane.x, y=plane.y("high"), text=alt.Text("text", type="nominal")))
        under += len(lines) * LINE
    return layers


def _levels(
    shown: Months, plane: _Plane, data: dict[str, list[dict[str, Any]]], style: Style
) -> list[alt.Chart]:
    import altair as alt

    if not shown.levels:
        return []
    last = len(shown.months) - 1
    data["levels"] = [
        {"place": 0, "to": last, "value": level.value, "name": level.name} for level in shown.levels
    ]
    base = alt.Chart(alt.NamedData("levels"))
    rule = base.mark_rule(color=style.colours.ink, strokeDash=[5, 4], strokeWidth=1.2)
    text = base.mark_text(
        color=style.colours.ink, fontSize=SMALL, align="left", baseline="bottom", dx=4, dy=-2
    )
    return [
        rule.encode(x=plane.x, x2=alt.X2("to"), y=plane.y("value")),
        text.encode(x=plane.x, y=plane.y("value"), text=alt.Text("name", type="nominal")),
    ]


def _lines(
    shown: Months, plane: _Plane, data: dict[str, list[dict[str, Any]]], style: Style
) -> list[alt.Chart]:
    """A line for each, broken where a month has no value; points instead where each month stands alone."""
    import altair as alt

    layers = []
    for number, line in enumerate(shown.lines):
        name, colour = f"line_{number}", style.colours.accent if line.kind == LEAD else style.colours.ink
        data[name] = _stretched(shown.months, line)
        base = alt.Chart(alt.NamedData(name))
        if shown.points or line.points:
            shape, size = (DIAMOND, 130) if line.kind == LEAD else (CIRCLE, 30)
            drawn = base.mark_point(color=colour, filled=True, size=size, shape=shape, opacity=1)
            layers.append(drawn.encode(x=plane.x, y=plane.y("value")))
            continue
        drawn = base.mark_line(color=colour, strokeWidth=WIDTHS[line.kind], strokeDash=DASHES[line.kind])
        stretch = alt.Detail("stretch", type="nominal")
        layers.append(drawn.encode(x=plane.x, y=plane.y("value"), detail=stretch))
    return layers


def _stretched(months: Sequence[str], line: Line) -> list[dict[str, Any]]:
    rows, stretch = [], 0
    for place, (month, value) in enumerate(zip(months, line.values, strict=True)):
        if value is None:
            stretch += 1
            continue
        rows.append({"line": line.name, "month": month, "place": place, "value": value, "stretch": stretch})
    return rows


def _names(
    shown: Months,
    names: Sequence[Sequence[str]],
    plane: _Plane,
    axis: Axis,
    height: float,
    data: dict[str, list[dict[str, Any]]],
    style: Style,
) -> list[alt.Chart]:
    """The name of each line behind its last value, moved apart where two would stand on each other."""
    import altair as alt

    last = len(shown.months) - 1
    ends = [
        (number, height * (axis.high - value) / (axis.high - axis.low))
        for number, line in enumerate(shown.lines)
        if line.name and (value := line.end) is not None
    ]
    tall = {number: len(names[number]) * LINE for number, _ in ends}
    layers = []
    for number, middle in _apart(ends, tall, height):
        name = f"name_{number}"
        value = axis.high - middle / height * (axis.high - axis.low)
        data[name] = [{"place": last, "value": value, "text": "\n".join(names[number])}]
        colour = style.colours.accent if shown.lines[number].kind == LEAD else style.colours.ink
        text = alt.Chart(alt.NamedData(name)).mark_text(
            color=colour, fontSize=SMALL, align="left", baseline="middle", dx=NAME_GAP, lineBreak="\n", lineHeight=LINE,
            dy=-LINE / 2 * (len(names[number]) - 1),
        )  # fmt: skip
        layers.append(text.encode(x=plane.x, y=plane.y("value"), text=alt.Text("text", type="nominal")))
    return layers


def _apart(ends: Sequence[tuple[int, float]], tall: dict[int, int], height: float) -> list[tuple[int, float]]:
    """Places from top to bottom with room for each name, the first one under the texts above the plot; moved up again where
    they would leave it."""
    placed: list[tuple[int, float]] = []
    for number, middle in sorted(ends, key=lambda one: one[1]):
        least = tall[number] / 2
        if placed:
            least = placed[-1][1] + (tall[placed[-1][0]] + tall[number]) / 2
        placed.append((number, max(middle, least)))
    over = placed[-1][1] - height if placed else 0.0
    return [(number, middle - max(over, 0.0)) for number, middle in placed]
