"""A drawing whose letters are shapes, for programs that read no font out of an SVG: Word draws another one instead."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from monitor.publication.charts.drawing import SVG
from monitor.publication.theme.fonts import BOLD, REGULAR, face_file, text_width

if TYPE_CHECKING:
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.ttLib.ttFont import _TTGlyphSet

BEFORE = {"middle": 0.5, "end": 1.0}  # the part of a line that stands left of its place
KEPT = ("transform", "fill")


def outlined(svg: str) -> str:
    """An SVG of ours, with every text as one path in its own colour and no font inside."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        for place, child in enumerate(list(parent)):
            if child.tag == f"{{{SVG}}}text":
                parent[place] = _as_path(child)
    for style in root.findall(f"{{{SVG}}}style"):
        root.remove(style)
    root.attrib.pop("font-family", None)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _as_path(text: ElementTree.Element) -> ElementTree.Element:
    bold = text.get("font-weight") in ("bold", "700")
    size = float(text.get("font-size", "0").removesuffix("px"))
    before = BEFORE.get(text.get("text-anchor", "start"), 0.0)
    drawn = [
        _line(words, x - before * text_width(words, size, bold), y, size, bold)
        for words, x, y in _lines(text)
    ]
    kept = {name: text.attrib[name] for name in KEPT if name in text.attrib}
    return ElementTree.Element(f"{{{SVG}}}path", {**kept, "d": "".join(drawn)})


def _lines(text: ElementTree.Element) -> Iterator[tuple[str, float, float]]:
    """The words of each line with their place in the text."""
    y = 0.0
    yield text.text or "", 0.0, y
    for line in text:
        y += float(line.get("dy", "0"))
        yield line.text or "", float(line.get("x", "0")), y


def _line(words: str, x: float, y: float, size: float, bold: bool) -> str:
    from fontTools.misc.transform import Transform
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    face = BOLD if bold else REGULAR
    glyphs, names, units = _face(face)
    scale, drawn = size / units, []
    for letter in words:
        drawing, width = _glyph(face, names.get(ord(letter), ".notdef"))
        pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
        drawing.replay(TransformPen(pen, Transform(scale, 0, 0, -scale, x, y)))
        drawn.append(pen.getCommands())
        x += width * scale
    return "".join(drawn)


@cache
def _glyph(face: str, name: str) -> tuple[RecordingPen, float]:
    """How a letter is drawn, read out of the font once, and its width; both in font units."""
    from fontTools.pens.recordingPen import RecordingPen

    glyph, pen = _face(face)[0][name], RecordingPen()
    glyph.draw(pen)
    return pen, glyph.width


@lru_cache(maxsize=2)
def _face(face: str) -> tuple[_TTGlyphSet, dict[int, str], int]:
    from fontTools.ttLib import TTFont

    font = TTFont(face_file(face))
    return font.getGlyphSet(), font.getBestCmap(), font["head"].unitsPerEm
