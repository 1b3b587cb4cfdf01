"""What Vega really draws of a figure: every text with its box, every bar and point, in pixels of the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import vl_convert

from monitor.publication.charts.drawing import register_fonts
from monitor.publication.theme.fonts import text_width

LINE = 16.0
LETTERS = 13.0  # of a line that is inked


@dataclass(frozen=True)
class Printed:
    """One line of a text with its box, and its colour."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    colour: str
    bold: bool


@dataclass(frozen=True)
class Shape:
    """A rectangle, line or point: its box, and how it is filled and outlined."""

    kind: str
    left: float
    right: float
    top: float
    bottom: float
    fill: str
    stroke: str
    role: str


@dataclass(frozen=True)
class Painting:
    """A figure as it is drawn."""

    width: float
    height: float
    texts: tuple[Printed, ...]
    shapes: tuple[Shape, ...]

    def texts_like(self, text: str) -> int:
        return [one.text for one in self.texts].count(text)

    @property
    def overlapping(self) -> list[tuple[str, str]]:
        """Texts that stand on each other."""
        found = sorted((text for text in self.texts if text.text.strip()), key=lambda text: text.top)
        return [
            (one.text, other.text)
            for place, one in enumerate(found)
            for other in found[place + 1 :]
            if other.top < one.bottom - 0.5 and other.left < one.right - 0.5 and one.left < other.right - 0.5
        ]

    @property
    def outside(self) -> list[str]:
        """Texts that the edge of the picture cuts off."""
        return [
            text.text
            for text in self.texts
            if text.left < -0.5
            or text.right > self.width + 0.5
            or text.top < -1
            or text.bottom > self.height + 1
        ]


def painted(specification: dict[str, Any]) -> Painting:
    """The drawing of a specification."""
    register_fonts()
    drawn = vl_convert.vegalite_to_scenegraph(specification, format_locale="nl-NL")
    x, y = drawn["origin"]
    marks = list(_marks(drawn["scenegraph"], x, y, ""))
    return Painting(
        drawn["width"], drawn["height"],
        tuple(text for kind, item, left, top, _ in marks if kind == "text" for text in _lines(item, left, top)),
        tuple(_shape(kind, item, left, top, role) for kind, item, left, top, role in marks if kind != "text"),
    )  # fmt: skip


def _marks(
    mark: dict[str, Any], x: float, y: float, role: str
) -> Iterator[tuple[str, Any, float, float, str]]:
    """Every item of a mark and of all marks within, with the corner that its places count from."""
    kind, role = mark.get("marktype", ""), mark.get("role") or role
    for item in mark.get("items", []):
        if kind == "group" or "items" in item:
            left, top = x + item.get("x", 0), y + item.get("y", 0)
            for inside in item.get("items", []):
                yield from _marks(inside, left, top, role)
        elif item.get("opacity", 1) > 0:
            yield kind, item, x, y, role


def _lines(item: dict[str, Any], x: float, y: float) -> Iterator[Printed]:
    text = item.get("text", "")
    lines = text if isinstance(text, list) else str(text).split(item.get("lineBreak") or "\0")
    size, bold = item.get("fontSize", 11), item.get("fontWeight") in (700, "bold", "700")
    high = item.get("lineHeight", size + 2)
    middle = {"top": size / 2, "middle": 0.0, "bottom": -size / 2, "alphabetic": -size / 3, None: -size / 3}
    for place, line in enumerate(lines):
        width = text_width(line, size, bold)
        left = (
            x
            + item.get("x", 0)
            + item.get("dx", 0)
            - {"center": width / 2, "right": width}.get(item.get("align"), 0)
        )
        centre = y + item.get("y", 0) + item.get("dy", 0) + middle[item.get("baseline")] + high * place
        ink = size * LETTERS / LINE
        yield Printed(
            line, left, left + width, centre - ink / 2, centre + ink / 2, item.get("fill", ""), bold
        )


def _shape(kind: str, item: dict[str, Any], x: float, y: float, role: str) -> Shape:
    left, top = x + item.get("x", 0), y + item.get("y", 0)
    right = x + item["x2"] if "x2" in item else left + item.get("width", 0)
    bottom = y + item["y2"] if "y2" in item else top + item.get("height", 0)
    if kind == "symbol":
        half = item.get("size", 64) ** 0.5 / 2
        left, right, top, bottom = left - half, left + half, top - half, top + half
    return Shape(
        kind, min(left, right), max(left, right), min(top, bottom), max(top, bottom), item.get("fill", ""),
        item.get("stroke", ""), role,
    )  # fmt: skip
