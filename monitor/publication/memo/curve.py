"""The figure of a memo: the smallest change that so many answers show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from monitor.publication.charts.canvas import LINE, SMALL, Style
from monitor.publication.charts.drawing import Drawing
from monitor.publication.charts.frame import Axis, Frame, round_ticks
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import number
from monitor.publication.language.parts import MemoWords
from monitor.publication.memo.content import CurvePoint, MemoContent
from monitor.publication.theme.fonts import text_width
from monitor.publication.theme.theme import Colours

HEIGHT, LOW, TOP, LEFT, RIGHT, BOTTOM = 170, 92, 24, 44, 24, 44
DOT = 90
ROW = 20  # what a row of the table takes of the height: memo and figure are one page
TICKS = 5


def draw_curve(content: MemoContent, words: MemoWords, style: Style) -> Drawing:
    """One line for a question that is tested alone, and one for all questions together; a mark at the plan."""
    points, colours = content.curve, style.colours
    top = max(max(point.alone, point.together or 0.0) for point in points)
    ticks = round_ticks(top * _scale(content), TICKS)
    tall = max(LOW, HEIGHT - ROW * len(content.groups))
    between = _ticks_between(points[0].n, points[-1].n)
    axis = Axis(points[0].n, points[-1].n, between[:: 2 if style.canvas.narrow else 1], ",.0f")
    frame = Frame(style.canvas, axis, colours, tall, left=LEFT, right=RIGHT, top=TOP, bottom=BOTTOM)

    def y(value: float) -> float:
        return tall * (1 - value * _scale(content) / ticks[-1])

    _add_grid(frame, ticks, tall)
    title = [{"text": _axis_title(content, words), "middle": 9 - TOP}]
    frame.add_texts("axis_y", title, x=2.0 - LEFT, colour=colours.muted, size=SMALL)
    frame.add_unit(words.figure["axis"])
    grid = [y(tick / _scale(content)) for tick in ticks]
    for name, colour in {"together": colours.muted, "alone": colours.accent}.items():
        line = [(one.n, y(value)) for one in points if (value := getattr(one, name)) is not None]
        _add_line(frame, name, line, colour)
        if line and any(one.together is not None for one in points):
            _name_line(frame, name, line, words.figure[name], colour, grid, name == "together")
    _add_plan(frame, content, y, words, colours)
    return Drawing.of(frame)


def _add_grid(frame: Frame, ticks: Sequence[float], tall: float) -> None:
    """Level lines with their values."""
    whole = all(one == round(one) for one in ticks)
    lines = [
        {"text": number(tick, 0 if whole else 1), "middle": tall * (1 - tick / ticks[-1])} for tick in ticks
    ]
    frame.add_levels("grid", lines, color=frame.colours.line, strokeWidth=1)
    frame.add_texts("ticks", lines, x=-8.0, colour=frame.colours.muted, align="right", size=SMALL)


def _axis_title(content: MemoContent, words: MemoWords) -> str:
    way = words.figure[content.way]
    name = "axis_y" if content.percent else "axis_y_number"
    return filled(words.figure[name], {"way": way, "unit": words.unit})


def _scale(content: MemoContent) -> float:
    return 100.0 if content.percent else 1.0


def _ticks_between(low: float, high: float) -> tuple[float, ...]:
    return tuple(tick for tick in round_ticks(high, TICKS) if low <= tick <= high)


def _add_line(frame: Frame, name: str, line: Sequence[tuple[float, float]], colour: str) -> None:
    if line:
        rows = [{"n": n, "height": height} for n, height in line]
        layer = frame.chart(name, rows).mark_line(color=colour, strokeWidth=2.5)
        frame.add(layer.encode(x=frame.x("n"), y=frame.y("height")))


def _name_line(
    frame: Frame,
    name: str,
    line: Sequence[tuple[float, float]],
    label: str,
    colour: str,
    grid: Sequence[float],
    above: bool,
) -> None:
    """The name of a line at its end, where neither the line nor the grid runs."""
    (n, height), side = line[-1], -1 if above else 1
    place = height + side * LINE * (0.7 if above else 0.9)
    near = [one for one in grid[1:] if abs(one - place) < LINE / 2]
    place = near[0] + side * LINE / 2 if near else place
    row = [{"text": label, "middle": place}]
    frame.add_texts(f"{name}_name", row, x=frame.pixels(n), colour=colour, align="right", bold=True)


def _add_plan(
    frame: Frame, content: MemoContent, y: Callable[[float], float], words: MemoWords, colours: Colours
) -> None:
    if content.shown_change is None:
        return
    height, x = y(content.shown_change), frame.pixels(content.alone.n)
    row = [{"n": content.alone.n, "height": height}]
    layer = frame.chart("plan", row).mark_point(
        filled=True, color=colours.accent, size=DOT, opacity=1, shape="circle"
    )  # fmt: skip
    frame.add(layer.encode(x=frame.x("n"), y=frame.y("height")))
    told = f"{words.figure['planned']}: {number(content.alone.n)}"
    below = content.together is not None  # above runs the other line
    left = x + 10 + text_width(told, SMALL, True) > frame.width
    place = [{"text": told, "middle": height + LINE * (0.9 if below else -0.7)}]
    frame.add_texts(
        "plan_name", place, x=x - 10 if left else x + 10, colour=colours.ink, align="right" if left else "left",
        bold=True, size=SMALL,
    )  # fmt: skip


def curve_alternative(content: MemoContent, words: MemoWords) -> str:
    """What the figure says, for who does not see it."""
    way, said = words.figure[content.way], []
    if content.shown_change is not None:
        size = content.size_of(content.shown_change, words.unit)
        told = {"n": number(content.alone.n), "size": size, "way": way}
        said.append(filled(words.figure["alternative"], told))
    nearest = min(content.curve, key=lambda point: abs(point.n - content.alone.n))
    if nearest.together is not None:
        told = {"size": content.size_of(nearest.together, words.unit)}
        said.append(filled(words.figure["alternative_together"], told))
    return " ".join(said)


def told_points(points: Sequence[CurvePoint], most: int = 6) -> list[CurvePoint]:
    """Some of the points, for the table of the figure."""
    step = max((len(points) - 1) // (most - 1), 1)
    return list(points[::step])
