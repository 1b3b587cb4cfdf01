"""The figure of a memo: the smallest change that so many answers show."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from monitor.publication.charts.scene import (
    CIRCLE,
    LINE,
    SMALL,
    WIDTH,
    Axis,
    Dot,
    Scene,
    Segment,
    Text,
)
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import number
from monitor.publication.language.parts import MemoWords
from monitor.publication.memo.content import CurvePoint, MemoContent
from monitor.publication.theme.fonts import text_width
from monitor.publication.theme.theme import Colours

HEIGHT, LOW, TOP, LEFT, RIGHT, BOTTOM = 170, 92, 24, 44, 24, 38
ROW = 20  # what a row of the table takes of the height: memo and figure are one page
STEPS = (1, 2, 5, 10)
TICKS = 5


def draw_curve(content: MemoContent, words: MemoWords, colours: Colours) -> Scene:
    """One line for a question that is tested alone, and one for all questions together; a mark at the plan."""
    points = content.curve
    top = max(max(point.alone, point.together or 0.0) for point in points)
    ticks = _ticks(top * _scale(content))
    tall = max(LOW, HEIGHT - ROW * len(content.groups))
    axis = Axis(points[0].n, points[-1].n, _ticks_between(points[0].n, points[-1].n), ",.0f", grid=False)
    scene = Scene(
        LEFT, TOP, WIDTH - LEFT - RIGHT, tall, BOTTOM, axis, colours.line, colours.muted, right=RIGHT
    )

    def y(value: float) -> float:
        return tall * (1 - value * _scale(content) / ticks[-1])

    for tick in ticks:
        height = tall * (1 - tick / ticks[-1])
        scene.lines.append(Segment(axis.low, axis.high, height, height, colours.line, 1))
        label = number(tick, 0 if all(one == round(one) for one in ticks) else 1)
        scene.texts.append(Text(-8, height, label, colours.muted, "right", size=SMALL))
    scene.texts.append(Text(-LEFT + 2, -TOP + 9, _axis_title(content, words), colours.muted, size=SMALL))
    scene.texts.append(
        Text(scene.plot_width, tall + 32, words.figure["axis"], colours.muted, "right", size=SMALL)
    )
    for name, colour in {"together": colours.muted, "alone": colours.accent}.items():
        line = [(one.n, y(value)) for one in points if (value := getattr(one, name)) is not None]
        _add_line(scene, line, colour)
        if line and any(one.together is not None for one in points):
            _name_line(
                scene,
                line,
                words.figure[name],
                colour,
                [y(tick / _scale(content)) for tick in ticks],
                name == "together",
            )
    _add_plan(scene, content, y, words, colours)
    return scene


def _axis_title(content: MemoContent, words: MemoWords) -> str:
    way = words.figure[content.way]
    name = "axis_y" if content.percent else "axis_y_number"
    return filled(words.figure[name], {"way": way, "unit": words.unit})


def _scale(content: MemoContent) -> float:
    return 100.0 if content.percent else 1.0


def _ticks(top: float) -> list[float]:
    """Round values from 0 to just beyond the top."""
    rough = top / TICKS
    base = 10.0 ** math.floor(math.log10(rough))
    step = next(one * base for one in STEPS if one * base >= rough * (1 - 1e-9))
    return [round(step * place, 6) for place in range(math.ceil(top / step - 1e-9) + 1)]


def _ticks_between(low: float, high: float) -> tuple[float, ...]:
    return tuple(tick for tick in _ticks(high) if low <= tick <= high)


def _add_line(scene: Scene, line: Sequence[tuple[float, float]], colour: str) -> None:
    """Straight pieces between neighbouring points: n on the axis, height in pixels."""
    for (first, above), (second, below) in zip(line, line[1:], strict=False):
        scene.lines.append(Segment(first, second, above, below, colour, 2.5))


def _name_line(
    scene: Scene,
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
    scene.texts.append(Text(scene.pixels(n), place, label, colour, "right", bold=True))


def _add_plan(
    scene: Scene, content: MemoContent, y: Callable[[float], float], words: MemoWords, colours: Colours
) -> None:
    if content.shown_change is None:
        return
    height, x = y(content.shown_change), scene.pixels(content.alone.n)
    scene.dots.append(Dot(content.alone.n, height, CIRCLE, colours.accent, colours.accent))
    told = f"{words.figure['planned']}: {number(content.alone.n)}"
    below = content.together is not None  # above runs the other line
    left = x + 10 + text_width(told, SMALL, True) > scene.plot_width
    scene.texts.append(
        Text(
            x - 10 if left else x + 10,
            height + LINE * (0.9 if below else -0.7),
            told,
            colours.ink,
            "right" if left else "left",
            bold=True,
            size=SMALL,
        )
    )


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
