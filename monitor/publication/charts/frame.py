"""The frame of a chart: layers of marks on one x axis, their data by name, and the room around the plot.

What Vega-Lite cannot place (the width of a text in a font, lines of a label, rows of unequal height) is worked out here
and stands in the data: rows have a `top`, `middle` and `bottom` in pixels, labels have their lines.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from monitor.publication.charts.canvas import FONT, LINE, MARGIN, SMALL, Canvas
from monitor.publication.charts.composed import Specification, layered
from monitor.publication.theme.fonts import FAMILY, text_width
from monitor.publication.theme.theme import Colours

if TYPE_CHECKING:
    import altair as alt

FAMILIES = f"{FAMILY}, sans-serif"
VALUE_GAP = 8  # pixels between two values of an axis
STEPS = (1, 2, 5, 10)  # times a power of ten: values that an axis names
CIRCLE, DIAMOND = "circle", "diamond"
DUTCH = {"number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["\u20ac\u00a0", ""]}}
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Axis:
    """The x axis: its range, the values it names and their d3 format; no values, no axis."""

    low: float = 0.0
    high: float = 1.0
    values: tuple[float, ...] = ()
    format: str = ".0%"

    def named(self, value: float) -> str:
        """A value as the axis names it."""
        text = f"{value:.0%}" if self.format.endswith("%") else f"{value:,{self.format.lstrip(',')}}"
        return text.translate(str.maketrans(",.", ".,"))

    def fitting(self, width: float) -> Axis:
        """The same with as many of its values as stand apart on a plot of this width."""
        room = max((text_width(self.named(value), SMALL) for value in self.values), default=0.0) + VALUE_GAP
        last = len(self.values) - 1
        steps = (step for step in range(1, last + 1) if last % step == 0 and last // step * room <= width)
        return replace(self, values=self.values[:: next(steps, max(last, 1))])


def round_ticks(top: float, most: int) -> list[float]:
    """Round values from 0 to just beyond the top, in at most so many steps."""
    rough = top / most
    base = 10.0 ** math.floor(math.log10(rough))
    step = next(one * base for one in STEPS if one * base >= rough * (1 - 1e-9))
    return [round(step * place, 6) for place in range(math.ceil(top / step - 1e-9) + 1)]


@dataclass
class Frame:
    """A chart in the making. The plot stands `left` and `top` pixels from the corner of the sheet.

    `data` are the rows behind each layer, by name: what is shown, in columns with names of their own.
    """

    canvas: Canvas
    axis: Axis
    colours: Colours
    height: float
    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    layers: list[alt.Chart] = field(default_factory=list)
    data: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def width(self) -> float:
        """Of the plot."""
        return self.canvas.width - self.left - self.right

    def pixels(self, value: float) -> float:
        """Where a value stands, in pixels from the left of the plot."""
        return (value - self.axis.low) / (self.axis.high - self.axis.low) * self.width

    def within(self, value: float) -> float:
        """A value, or the end of the axis that it lies beyond."""
        return min(max(value, self.axis.low), self.axis.high)

    # channels

    def x(self, name: str) -> alt.X:
        """A column on the x axis."""
        import altair as alt

        scale = {"domain": [self.axis.low, self.axis.high], "nice": False, "zero": False}
        return alt.X(name, type="quantitative", scale=scale, axis=self._axis())

    def y(self, name: str) -> alt.Y:
        """A column of pixels from the top of the plot."""
        import altair as alt

        scale = {"domain": [0, self.height], "nice": False, "range": [0, self.height], "zero": False}
        return alt.Y(name, type="quantitative", scale=scale, axis=None)

    def _axis(self) -> dict[str, Any] | None:
        if not self.axis.values:
            return None
        return {
            "format": self.axis.format,
            "grid": False,
            "labelFlush": self.canvas.narrow or not self.left,
            "title": None,
            "values": list(self.axis.values),
        }

    # layers

    def chart(self, name: str, rows: Rows) -> alt.Chart:
        """A chart of some rows, which stand in the data under a name."""
        import altair as alt

        self.data[name] = [dict(row) for row in rows]
        return alt.Chart(alt.NamedData(name))

    def add(self, layer: alt.Chart) -> None:
        self.layers.append(layer)

    def add_rules(self, name: str, rows: Rows, start: str, end: str = "", **mark: Any) -> None:
        """Straight lines from `top` to `bottom`, and from one column to another; upright where there is one."""
        import altair as alt

        if not rows:
            return
        across = {"x2": alt.X2(end)} if end else {}
        layer = self.chart(name, rows).mark_rule(**mark)
        self.add(layer.encode(x=self.x(start), y=self.y("top"), y2=alt.Y2("bottom"), **across))

    def add_levels(self, name: str, rows: Rows, **mark: Any) -> None:
        """Level lines at `middle`, over the whole width."""
        import altair as alt

        layer = self.chart(name, rows).mark_rule(**mark)
        self.add(layer.encode(x=alt.XValue(0), x2=alt.X2Value(self.width), y=self.y("middle")))

    def add_texts(
        self,
        name: str,
        rows: Rows,
        *,
        column: str = "text",
        x: str | float = "x",
        colour: str = "",
        align: Literal["left", "center", "right"] = "left",
        bold: bool = False,
        size: int = FONT,
    ) -> None:
        """Texts at `middle` of their row, of several lines where they hold line breaks; x a column or pixels."""
        import altair as alt

        if not rows:
            return
        mark = self.chart(name, [_from_first_line(row, column) for row in rows]).mark_text(
            align=align, baseline="middle", fontSize=size, fontWeight=700 if bold else 400,
            lineBreak="\n", lineHeight=LINE,
        )  # fmt: skip
        place = self.x(x) if isinstance(x, str) else alt.XValue(x)
        self.add(
            mark.encode(x=place, y=self.y("first"), text=alt.Text(column, type="nominal"), color=_ink(colour))
        )

    def add_unit(self, unit: str) -> None:
        """What the axis counts, below it at the right; in lines where the sheet is narrow."""
        if unit:
            low = self.height + (24 if self.axis.values else 4)
            lines = unit.count("\n")
            row = {"text": unit, "middle": low + LINE / 2 + LINE / 2 * lines}
            widest = max(text_width(line, SMALL) for line in unit.split("\n"))
            end = self.width if widest <= self.left + self.width else self.width + self.right
            self.add_texts("unit", [row], x=end, colour=self.colours.muted, align="right", size=SMALL)

    def finished(self, **options: Any) -> Specification:
        """The chart: its layers on one sheet."""
        padding = {
            "left": self.left + MARGIN, "top": self.top, "right": self.right + MARGIN, "bottom": self.bottom,
        }  # fmt: skip
        return layered(
            self.layers, width=self.width, height=self.height, autosize={"type": "none"}, padding=padding,
            config=look(self.colours), **options,
        )  # fmt: skip


def look(colours: Colours) -> dict[str, Any]:
    """What all charts share: the font, Dutch numbers, the axis without a line, a legend of texts as they are."""
    return {
        "aria": False,
        "axis": {
            "domain": False, "ticks": False, "labelPadding": 7, "labelFontSize": SMALL, "labelColor": colours.muted,
            "labelOverlap": False, "labelLimit": 0, "labelFontWeight": 400,
            "gridColor": colours.line,
        },
        "background": "#ffffff",
        "font": FAMILIES,
        "legend": {
            "title": None, "labelFontSize": FONT, "labelColor": colours.ink, "labelLimit": 0, "labelFontWeight": 400,
            "symbolSize": 144, "symbolStrokeWidth": 1, "rowPadding": 5, "columnPadding": 18, "labelOffset": 6,
        },
        "locale": DUTCH,
        "view": {"stroke": None},
    }  # fmt: skip


def _from_first_line(row: Mapping[str, Any], column: str) -> dict[str, Any]:
    """A text with the middle of its first line, so that all its lines together stand around `middle`."""
    return {**row, "first": row["middle"] - LINE / 2 * str(row[column]).count("\n")}


def _ink(colour: str) -> Any:
    """One colour for a layer, or for each row the colour that its column `ink` names."""
    import altair as alt

    return alt.ColorValue(colour) if colour else alt.Color("ink", type="nominal", scale=None)
