"""Draws a funnel: the figures of municipalities by how many answers they rest on, and between which lines chance keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from monitor.publication.charts.canvas import SMALL, Style
from monitor.publication.charts.drawing import Drawing
from monitor.publication.charts.frame import CIRCLE, DIAMOND, Axis, Frame, Rows, round_ticks
from monitor.publication.charts.signs import ACROSS, POINT, Sign, signs_of
from monitor.publication.language.numbers import percent

HEIGHT, PHONE_HEIGHT = 240, 220
LEFT, RIGHT, BOTTOM, TOP = 44, 24, 44, 12
SMALL_DOT, OWN_DOT = 26, 110
INNER, OUTER = [1, 0], [4, 3]  # dashes of the lines


@dataclass(frozen=True)
class FunnelPoint:
    """The share of one municipality and how many effective answers it rests on; `own` marks the one that the report is for."""

    n: float
    share: float
    own: bool = False


@dataclass(frozen=True)
class FunnelLine:
    """At so many effective answers, the ends between which chance keeps 95 (998) of 100 (1,000) municipalities."""

    n: float
    low: float
    high: float
    outer_low: float
    outer_high: float


@dataclass(frozen=True)
class FunnelWords:
    """What the signs of a funnel and its axis are called."""

    own: str
    others: str
    inner: str
    outer: str


@dataclass(frozen=True)
class Funnel:
    """Points and lines; `middle` is the share that the lines stand around."""

    points: tuple[FunnelPoint, ...]
    lines: tuple[FunnelLine, ...]
    middle: float


def draw_funnel(funnel: Funnel, words: FunnelWords, style: Style) -> Drawing:
    """Grey and unnamed dots, one dot of its own shape and colour, two pairs of lines."""
    narrow, colours = style.canvas.narrow, style.colours
    tall = PHONE_HEIGHT if narrow else HEIGHT
    signs = signs_of(_signs(words, style), style.canvas.width)
    most = max(point.n for point in funnel.points)
    ticks = tuple(round_ticks(most, 3 if narrow else 6))
    axis = Axis(0, max(ticks[-1], most), ticks, ",.0f")
    frame = Frame(
        style.canvas, axis, colours, tall, left=LEFT, right=RIGHT, top=signs.height + TOP, bottom=BOTTOM
    )
    shares = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    grid = [
        {"text": percent(share), "middle": tall * (1 - share), "top": tall * (1 - share)} for share in shares
    ]
    frame.add_levels("grid", grid, color=colours.line, strokeWidth=1)
    frame.add_texts("ticks", grid, x=-8.0, colour=colours.muted, align="right", size=SMALL)
    frame.add_unit(style.unit)
    _add_lines(frame, funnel, tall, style)
    for own in (False, True):
        dots = [
            {"n": point.n, "share": point.share, "middle": tall * (1 - point.share)}
            for point in funnel.points
            if point.own is own
        ]
        _add_dots(frame, "own" if own else "others", dots, own, style)
    signs.add_to(frame)
    return Drawing.of(frame)


def _signs(words: FunnelWords, style: Style) -> list[Sign]:
    return [
        Sign(words.own, POINT, _dot(True, style)),
        Sign(words.others, POINT, _dot(False, style)),
        Sign(words.inner, ACROSS, _line(INNER, style)),
        Sign(words.outer, ACROSS, _line(OUTER, style)),
    ]


def _dot(own: bool, style: Style) -> dict[str, Any]:
    """The municipality of the report has a shape and a colour of its own; the others are grey and have no name."""
    if own:
        return {"shape": DIAMOND, "size": OWN_DOT, "opacity": 1, "color": style.colours.accent}
    return {"shape": CIRCLE, "size": SMALL_DOT, "opacity": 0.55, "color": style.colours.muted}


def _line(dash: list[int], style: Style) -> dict[str, Any]:
    return {"color": style.colours.ink, "strokeWidth": 1.3, "strokeDash": dash}


def _add_lines(frame: Frame, funnel: Funnel, tall: float, style: Style) -> None:
    level = [{"middle": tall * (1 - funnel.middle)}]
    frame.add_levels("middle", level, color=style.colours.muted, strokeWidth=1.5)
    lines = sorted(funnel.lines, key=lambda one: one.n)
    ends = {
        "low": [line.low for line in lines],
        "high": [line.high for line in lines],
        "outer_low": [line.outer_low for line in lines],
        "outer_high": [line.outer_high for line in lines],
    }
    for name, shares in ends.items():
        rows = [
            {"n": line.n, "middle": tall * (1 - min(max(share, 0.0), 1.0))}
            for line, share in zip(lines, shares, strict=True)
        ]
        if len(rows) > 1:
            dash = OUTER if name.startswith("outer") else INNER
            layer = frame.chart(f"line_{name}", rows).mark_line(**_line(dash, style))
            frame.add(layer.encode(x=frame.x("n"), y=frame.y("middle")))


def _add_dots(frame: Frame, name: str, dots: Rows, own: bool, style: Style) -> None:
    if dots:
        mark = frame.chart(name, dots).mark_point(filled=True, **_dot(own, style))
        frame.add(mark.encode(x=frame.x("n"), y=frame.y("middle")))
