"""The logo of a theme: checked, measured, and drawn as PNG for Word, which shows no SVG everywhere."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from monitor.input_files import is_file

PNG_MARK = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 20_000_000
PIXELS_HIGH = 480  # of the PNG made from an SVG: sharp in print at the largest height
WIDEST = 6  # times as wide as its height allows; a wider logo is made lower


class UnusableLogo(ValueError):
    """Why a file cannot be the logo of a report: what is wrong, and what to do."""


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
        raise UnusableLogo(f"{path.name} is neither an SVG nor a PNG file")
    if not is_file(path):
        raise UnusableLogo(f"there is no file {path.name} beside the theme")
    if path.stat().st_size > MOST_BYTES:
        raise UnusableLogo(f"{path.name} has more than {MOST_BYTES:,} bytes")
    content = path.read_bytes()
    png = kinds[path.suffix.lower()](path.name, content)
    width, height = struct.unpack(">II", png[16:24])
    return Logo(f"title-logo{path.suffix.lower()}", content, "title-logo.png", png, width / max(height, 1))


def _png(name: str, content: bytes) -> bytes:
    if not content.startswith(PNG_MARK) or len(content) < 24:
        raise UnusableLogo(f"{name} is called a PNG file and is none")
    return content


def _png_of_svg(name: str, content: bytes) -> bytes:
    _check_svg(name, content)
    import vl_convert

    svg = content.decode("utf-8")
    try:
        _, high = struct.unpack(">II", vl_convert.svg_to_png(svg)[16:24])
        return vl_convert.svg_to_png(svg, scale=PIXELS_HIGH / high)
    except (ValueError, RuntimeError):
        raise UnusableLogo(f"{name} cannot be drawn") from None


def _check_svg(name: str, content: bytes) -> None:
    try:
        root = ElementTree.fromstring(content.decode("utf-8"))
    except (ElementTree.ParseError, UnicodeDecodeError):
        raise UnusableLogo(f"{name} is no readable SVG") from None
    kinds = {str(node.tag).rpartition("}")[2] for node in root.iter()}
    if str(root.tag).rpartition("}")[2] != "svg":
        raise UnusableLogo(f"{name} is called an SVG file and is none")
    if "text" in kinds:
        raise UnusableLogo(f"{name} holds text, which needs a font; let a drawing program turn it into paths")
    outside = [
        value for node in root.iter() for key, value in node.attrib.items() if _leads_outside(key, value)
    ]
    if outside:
        raise UnusableLogo(f"{name} loads a file from elsewhere ({outside[0][:60]})")


def _leads_outside(key: str, value: str) -> bool:
    return key.rpartition("}")[2] in ("href", "src") and not value.startswith(("#", "data:"))
