"""A drawing whose letters are shapes, for programs that read no font out of an SVG: Word draws another one instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from monitor.publication.charts.drawing import SVG
from monitor.publication.theme.fonts import BOLD, REGULAR, face_file, text_width

if TYPE_CHECKING:
    from fontTools.ttLib.ttFont import _TTGlyphSet

BEFORE = {"middle": 0.5, "end": 1.0}  # the part of a line that stands left of its place
KEPT = ("transform", "fill")
SIGNS = {"moveTo": "m", "lineTo": "l", "curveTo": "c", "closePath": "z"}


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
    drawn = []
    for letter in words:
        steps, width = _letter(letter, size, bold)
        drawn.append(f"M{x:.2f} {y:.2f}{steps}" if steps else "")
        x += width
    return "".join(drawn)


@lru_cache(maxsize=4096)
def _letter(letter: str, size: float, bold: bool) -> tuple[str, float]:
    """The shape of a letter in steps from where it begins, and its width; a report has few letters in few sizes."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    glyphs, names, units = _face(BOLD if bold else REGULAR)
    glyph, pen = glyphs[names.get(ord(letter), ".notdef")], DecomposingRecordingPen(glyphs)
    glyph.draw(pen)
    return "".join(_steps(pen.value, size / units)), glyph.width * size / units


def _steps(drawn: Iterable[tuple[str, tuple[Any, ...]]], scale: float) -> Iterator[str]:
    """What was drawn as steps between rounded points, so that no rounding adds up along a contour."""
    at = begin = (0.0, 0.0)
    for sign, points in _segments(drawn):
        placed = [(round(x * scale, 2), round(-y * scale, 2)) for x, y in points]
        numbers = [
            f"{round(end - start, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
            for point in placed
            for end, start in zip(point, at, strict=True)
        ]
        yield sign + " ".join(numbers)
        at = placed[-1] if placed else begin
        begin = at if sign == "m" else begin


def _segments(drawn: Iterable[tuple[str, tuple[Any, ...]]]) -> Iterator[tuple[str, Sequence[Any]]]:
    """Each segment by its sign in SVG; the curves of a font may leave out the points between them."""
    from fontTools.pens.basePen import decomposeQuadraticSegment

    for operation, points in drawn:
        if operation == "qCurveTo":
            yield from (("q", segment) for segment in decomposeQuadraticSegment(points))
        else:
            yield SIGNS[operation], points


@lru_cache(maxsize=2)
def _face(face: str) -> tuple[_TTGlyphSet, dict[int, str], int]:
    from fontTools.ttLib import TTFont

    font = TTFont(face_file(face))
    return font.getGlyphSet(), font.getBestCmap(), font["head"].unitsPerEm
