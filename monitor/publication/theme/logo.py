"""The logo of a theme: checked, measured, and drawn as PNG for Word, which shows no SVG everywhere."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from monitor.input_files import is_file

PNG_MARK = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 20_000_000
PIXELS_HIGH = 480  # of the PNG made from an SVG: sharp in print at the largest height
WIDEST = 6  # times as wide as its height allows; a wider logo is made lower


class UnusableLogo(ValueError):
    """Why a file cannot be the logo of a report: the code of a message, and what it is filled with."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Logo:
    """A logo as it stands in a project: its file, its PNG, and how many times it is wider than high."""

    name: str
    content: bytes
    png_name: str
    png: bytes
    ratio: float

    def height(self, most: float) -> float:
        """Its height in mm: `most`, or less where it would become too wide."""
        return round(min(most, most * WIDEST / self.ratio), 1)

    def write(self, project: Path) -> None:
        """Put it into a project folder."""
        (project / self.name).write_bytes(self.content)
        (project / self.png_name).write_bytes(self.png)


def read_logo(path: Path) -> Logo:
    """Read a logo.

    **Raises** UnusableLogo for a file that is missing, neither SVG nor PNG, or that would look
    different elsewhere: text in an SVG is drawn with whatever font a machine has.
    """
    kinds = {".svg": _png_of_svg, ".png": _png}
    if path.suffix.lower() not in kinds:
        raise UnusableLogo("rendering.is_neither_svg_nor_png_file", path=path.name)
    if not is_file(path):
        raise UnusableLogo("rendering.there_is_no_file_beside_theme", path=path.name)
    if path.stat().st_size > MOST_BYTES:
        raise UnusableLogo("rendering.has_more_than_bytes", path=path.name, most_bytes=MOST_BYTES)
    content = path.read_bytes()
    png = kinds[path.suffix.lower()](path.name, content)
    width, height = struct.unpack(">II", png[16:24])
    return Logo(f"title-logo{path.suffix.lower()}", content, "title-logo.png", png, width / max(height, 1))


def _png(name: str, content: bytes) -> bytes:
    if not content.startswith(PNG_MARK) or len(content) < 24:
        raise UnusableLogo("rendering.is_called_png_file_and_is", name=name)
    return content


def _png_of_svg(name: str, content: bytes) -> bytes:
    _check_svg(name, content)
    import vl_convert

    svg = content.decode("utf-8")
    try:
        _, high = struct.unpack(">II", vl_convert.svg_to_png(svg)[16:24])
        return vl_convert.svg_to_png(svg, scale=PIXELS_HIGH / high)
    except (ValueError, RuntimeError):
        raise UnusableLogo("rendering.cannot_be_drawn", name=name) from None


def _check_svg(name: str, content: bytes) -> None:
    try:
        root = ElementTree.fromstring(content.decode("utf-8"))
    except (ElementTree.ParseError, UnicodeDecodeError):
        raise UnusableLogo("rendering.is_no_readable_svg", name=name) from None
    kinds = {str(node.tag).rpartition("}")[2] for node in root.iter()}
    if str(root.tag).rpartition("}")[2] != "svg":
        raise UnusableLogo("rendering.is_called_svg_file_and_is", name=name)
    if "text" in kinds:
        raise UnusableLogo("rendering.holds_text_which_needs_font_let", name=name)
    outside = [
        value for node in root.iter() for key, value in node.attrib.items() if _leads_outside(key, value)
    ]
    if outside:
        raise UnusableLogo("rendering.loads_file_from_elsewhere", name=name, outside=outside[0][:60])


def _leads_outside(key: str, value: str) -> bool:
    return key.rpartition("}")[2] in ("href", "src") and not value.startswith(("#", "data:"))
