"""From a chart and its data to a specification that draws the same elsewhere, and from there to SVG and PNG."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from monitor.publication.charts.canvas import Style
from monitor.publication.charts.composed import Specification
from monitor.publication.charts.frame import FAMILIES, Frame
from monitor.publication.theme.fonts import font_faces, font_folder

MOST_KEPT = 256  # drawings of a run that reports share
DIGITS = 4  # of a place, in pixels or on an axis
SVG = "http://www.w3.org/2000/svg"
NOISE = (
    "class", "role", "aria-hidden", "aria-label", "aria-roledescription", "pointer-events", "version", "opacity",
    "display", "font-family",
)  # fmt: skip


def laid_out(draw: Callable[[Style], Drawing], style: Style) -> Drawing:
    """A drawing in a style.

    Altair would hold every axis, scale and mark against the schema of Vega-Lite as it is made; a test does so for
    all kinds of figures.
    """
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):
        return draw(style)


@dataclass(frozen=True)
class Drawing:
    """A chart without its data, and those by name; `height` of the picture in pixels."""

    chart: Specification
    data: dict[str, list[dict[str, Any]]]
    height: float

    @classmethod
    def of(cls, frame: Frame, **options: Any) -> Drawing:
        """The drawing of a frame, with further options of its chart."""
        return cls(frame.finished(**options), frame.data, frame.top + frame.height + frame.bottom)

    def specification(self, description: str = "") -> dict[str, Any]:
        """The Vega-Lite specification with its data inside it."""
        data = {name: [_rounded(row) for row in rows] for name, rows in self.data.items()}
        told = {"description": description} if description else {}
        return {**self.chart, **told, "datasets": data}


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, DIGITS) if isinstance(value, float) else value for name, value in row.items()}


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Let Vega measure and draw with the font of the reports, whatever this machine has."""
    import vl_convert

    vl_convert.register_font_directory(font_folder().name)


def to_svg(specification: dict[str, Any], alternative: str) -> str:
    """The SVG of a specification: one image to a reader, with the glyphs that it uses inside."""
    return finished(_drawn(_Drawn(json.dumps(specification), specification)), alternative)


@dataclass(frozen=True)
class _Drawn:
    """A specification that is known by its text; Vega gets its numbers, since it reads those of a text less exactly."""

    text: str
    specification: dict[str, Any] = field(compare=False)


@lru_cache(maxsize=MOST_KEPT)
def _drawn(one: _Drawn) -> str:
    """What Vega draws; reports of one run share figures."""
    import vl_convert

    register_fonts()
    return vl_convert.vegalite_to_svg(one.specification)


def to_png(svg: str, scale: int) -> bytes:
    """The picture of an SVG, with so many times its pixels."""
    import vl_convert

    register_fonts()
    return vl_convert.svg_to_png(svg, scale=scale)


def finished(drawn: str, alternative: str) -> str:
    """An SVG with its font and its description, and without what Vega says of it in English.

    Vega-Lite can do none of the three: it names its groups for screen readers in English, it has no words for the
    whole image, and it carries no fonts, which an SVG shown as `<img>` cannot reach either.
    """
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(drawn)
    faces = font_faces(_texts(root))
    _clean(root)
    root.set("font-family", FAMILIES)
    root.set("role", "img")
    root.set("aria-label", alternative)
    style = ElementTree.Element(f"{{{SVG}}}style")
    style.text = faces
    root.insert(0, style)
    return ElementTree.tostring(root, encoding="unicode")


def _texts(root: ElementTree.Element) -> list[tuple[str, bool]]:
    """Every text of an SVG, and whether it is bold."""
    return [
        ("".join(text.itertext()), text.get("font-weight") in ("bold", "700"))
        for text in root.iter(f"{{{SVG}}}text")
    ]


def _clean(element: ElementTree.Element) -> bool:
    """Take the noise off an element and all within; whether anything is left that can be seen."""
    for name in NOISE:
        element.attrib.pop(name, None)
    for child in list(element):
        if not _clean(child):
            element.remove(child)
    kind = element.tag.rpartition("}")[2]
    if kind == "g":
        return len(element) > 0
    return not (kind == "path" and _is_empty(element))


def _is_empty(path: ElementTree.Element) -> bool:
    """Whether a path has nothing to fill or stroke: the backgrounds of groups."""
    painted = (path.get("fill"), path.get("stroke"))
    return all(paint in (None, "none") for paint in painted) or path.get("d") in (None, "", "M0,0h0v0h0Z")
