"""A laid-out figure as an Altair chart, and from there as a clean SVG and a PNG."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from monitor.publication.theme.fonts import FAMILY, font_faces, font_folder

if TYPE_CHECKING:
    import altair as alt

WIDTH, MARGIN = 674, 3  # pixels; with white at both sides 16 cm on paper, where 13 px is 8.7 points
FONT, SMALL, LINE = 13, 12, 16
PNG_SCALE = 2
CIRCLE, SQUARE, DIAMOND = "circle", "square", "diamond"
UP, DOWN, CROSS = "triangle-up", "triangle-down", "cross"
RIGHT, LEFT = "triangle-right", "triangle-left"


@dataclass(frozen=True)
class Bar:
    """A rectangle: `start` and `end` on the x axis, `top` and `bottom` in pixels."""

    start: float
    end: float
    top: float
    bottom: float
    fill: str
    outline: str = "#ffffff"


@dataclass(frozen=True)
class Segment:
    """A straight line: x on the axis, y in pixels."""

    start: float
    end: float
    top: float
    bottom: float
    colour: str
    thickness: float = 1.5


@dataclass(frozen=True)
class Dot:
    """A point mark: x on the axis, y in pixels; hollow where `fill` is white."""

    x: float
    y: float
    shape: str
    fill: str
    colour: str
    size: float = 80


@dataclass(frozen=True)
class Text:
    """One line of text; x and y in pixels from the left top corner of the plot, y at its middle."""

    x: float
    y: float
    text: str
    colour: str
    align: str = "left"
    bold: bool = False
    size: int = FONT


@dataclass(frozen=True)
class Axis:
    """The x axis: its range, the values it names and their d3 format; no values, no axis."""

    low: float = 0.0
    high: float = 1.0
    values: tuple[float, ...] = ()
    format: str = ".0%"
    grid: bool = True


@dataclass
class Scene:
    """Everything to draw. The plot stands `left` and `top` pixels from the corner of the picture."""

    left: float
    top: float
    plot_width: float
    plot_height: float
    bottom: float
    axis: Axis
    line_colour: str
    text_colour: str
    right: float = 0.0
    bars: list[Bar] = field(default_factory=list)
    lines: list[Segment] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    @property
    def height(self) -> float:
        """Of the whole picture, in pixels."""
        return self.top + self.plot_height + self.bottom

    def at(self, pixels: float) -> float:
        """The x value that stands this many pixels from the left of the plot."""
        return self.axis.low + pixels * (self.axis.high - self.axis.low) / self.plot_width

    def pixels(self, value: float) -> float:
        """Where an x value stands, in pixels from the left of the plot."""
        return (value - self.axis.low) / (self.axis.high - self.axis.low) * self.plot_width


def chart(scene: Scene) -> alt.LayerChart:
    """The Altair chart of a scene: one layer per kind of mark on one x axis, data by name (see `marks`)."""
    import altair as alt

    x_scale = alt.Scale(domain=[scene.axis.low, scene.axis.high], nice=False, zero=False)
    y_scale = alt.Scale(domain=[0, scene.plot_height], range=[0, scene.plot_height], nice=False, zero=False)

    def x(name: str) -> alt.X:
        return alt.X(name, type="quantitative", scale=x_scale, axis=_axis(scene))

    def y(name: str) -> alt.Y:
        return alt.Y(name, type="quantitative", scale=y_scale, axis=None)

    span = {"x": x("start"), "x2": "end", "y": y("top"), "y2": "bottom"}
    fill, stroke = _literal(alt.Fill, "fill"), _literal(alt.Stroke, "colour")
    bars = alt.Chart(alt.NamedData("bars")).mark_rect(strokeWidth=1)
    lines = alt.Chart(alt.NamedData("lines")).mark_rule()
    dots = alt.Chart(alt.NamedData("dots")).mark_point(strokeWidth=1.8, opacity=1)
    shape, size = _literal(alt.Shape, "shape"), _literal(alt.Size, "size", "quantitative")
    thickness = _literal(alt.StrokeWidth, "thickness", "quantitative")
    layers = [
        bars.encode(**span, fill=fill, stroke=_literal(alt.Stroke, "outline")),
        lines.encode(**span, stroke=stroke, strokeWidth=thickness),
        dots.encode(x=x("x"), y=y("y"), fill=fill, stroke=stroke, shape=shape, size=size),
        _texts().encode(x="x:Q", y="y:Q", text="text:N", color=_literal(alt.Color, "colour")),
    ]
    return _framed(alt.LayerChart(layer=layers), scene)


def marks(scene: Scene) -> dict[str, list[dict[str, Any]]]:
    """The data of a chart by name. Texts stand in pixels, so their x is turned into a value of the axis."""
    texts = [
        {**vars(text), "x": scene.at(text.x), "weight": 700 if text.bold else 400} for text in scene.texts
    ]
    drawn: dict[str, Sequence[object]] = {"bars": scene.bars, "lines": scene.lines, "dots": scene.dots}
    plain = {name: [vars(mark) for mark in group] for name, group in drawn.items()}
    return {name: [_rounded(mark) for mark in group] for name, group in {**plain, "texts": texts}.items()}


def _literal(channel: type, name: str, kind: str = "nominal") -> Any:
    """A channel whose values are colours, shapes or sizes themselves."""
    return channel(name, type=kind, scale=None, legend=None)


def _texts() -> alt.Chart:
    import altair as alt

    return alt.Chart(alt.NamedData("texts")).mark_text(
        baseline="middle",
        align=alt.expr("datum.align"),
        fontSize=alt.expr("datum.size"),
        fontWeight=alt.expr("datum.weight"),
    )


def _axis(scene: Scene) -> alt.Axis | None:
    import altair as alt

    if not scene.axis.values:
        return None
    return alt.Axis(
        values=list(scene.axis.values), tickCount=len(scene.axis.values), format=scene.axis.format, grid=scene.axis.grid, title=None, domain=False,
        ticks=False, labelPadding=7, labelFontSize=SMALL, labelColor=scene.text_colour, gridColor=scene.line_colour,
        labelFlush=not scene.left, labelOverlap=False, labelLimit=0, labelFontWeight=400,
    )  # fmt: skip


def _framed(layers: alt.LayerChart, scene: Scene) -> alt.LayerChart:
    return layers.properties(
        width=scene.plot_width,
        height=scene.plot_height,
        autosize={"type": "none"},
        padding={
            "left": scene.left + MARGIN,
            "top": scene.top,
            "right": scene.right + MARGIN,
            "bottom": scene.bottom,
        },
    ).configure(font=FAMILY, background="#ffffff", view={"stroke": None}, aria=False)


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(font_folder().name)


def draw(scene: Scene, alt_text: str) -> str:
    """The SVG of a scene, with the glyphs that it uses inside."""
    import vl_convert

    _register_fonts()
    specification = chart(scene).to_dict(validate=False) | {"datasets": marks(scene)}
    plain = clean(vl_convert.vegalite_to_svg(specification, format_locale="nl-NL"), alt_text)
    used = [(text.text, text.bold) for text in scene.texts]
    if scene.axis.values:
        used.append(("0123456789%,.−-", False))
    return _with_fonts(plain, font_faces(used))


def to_png(svg: str) -> bytes:
    """The picture of an SVG, with twice its pixels."""
    import vl_convert

    _register_fonts()
    return vl_convert.svg_to_png(svg, scale=PNG_SCALE)


NOISE = re.compile(
    r' (?:aria-[a-z]+|role|class|pointer-events|version|xmlns:xlink|opacity|display)="(?:[^"]*)"'
    rf'| font-family="{FAMILY}"'
)
EMPTY = re.compile(r'<path(?: fill="none")? d="(?:M[\d.,]+h0v0h0Z)?"[^>]*/>|<g></g>')
TAG, LONG_NUMBER = re.compile(r"<[^>]+>"), re.compile(r"(\d\.\d\d)\d+")


def clean(svg: str, alt_text: str) -> str:
    """SVG without the English descriptions and empty elements of the converter, one image to a reader."""
    body = TAG.sub(lambda tag: LONG_NUMBER.sub(r"\1", tag[0]), NOISE.sub("", svg))  # 40.000 in a text stays
    while (shorter := EMPTY.sub("", body)) != body:
        body = shorter
    label = escape(alt_text, quote=True)
    return body.replace("<svg", f'<svg role="img" aria-label="{label}" font-family="{FAMILY}, sans-serif"', 1)


def _with_fonts(svg: str, faces: str) -> str:
    end = svg.index(">") + 1
    return f"{svg[:end]}<style>{faces}</style>{svg[end:]}"
