"""The one font of figures: its four faces, the width of a text, and a subset to carry inside an SVG."""

from __future__ import annotations

import base64
import io
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.shipped import incomplete

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY = "Source Sans Pro"
REGULAR, ITALIC, BOLD, BOLD_ITALIC = "Regular", "It", "Bold", "BoldIt"
FACES = (REGULAR, ITALIC, BOLD, BOLD_ITALIC)
WEIGHTS = {REGULAR: 400, BOLD: 700}
SIGNS = "‑–—‘’“”•…€←→−"  # between words and before numbers
DUTCH = "".join(map(chr, range(0x20, 0x7F))) + "ÀÁÂÄÇÈÉÊËÍÏÓÔÖÚÜàáâäçèéêëíïñóôöúü" + SIGNS
LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) + SIGNS


def face_file(face: str) -> Path:
    """The TrueType file of a face.

    **Raises** MonitorError where the font package is not installed.
    """
    package = find_spec("font_source_sans_pro")
    origin = package.origin if package else None
    path = Path(origin).parent / "files" / f"SourceSansPro-{face}.ttf" if origin else None
    if path is None or not path.is_file():
        raise incomplete("font-source-sans-pro", is_package=True)
    return path


@lru_cache(maxsize=1)
def font_folder() -> tempfile.TemporaryDirectory:
    """A folder with exactly the four faces: the package also holds 20 others, which would mix with them."""
    folder = tempfile.TemporaryDirectory(prefix="monitor-fonts-", ignore_cleanup_errors=True)
    for face in FACES:
        shutil.copyfile(face_file(face), Path(folder.name) / face_file(face).name)
    return folder


@lru_cache(maxsize=len(FACES))
def _metrics(face: str) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    from fontTools.ttLib import TTFont

    with TTFont(face_file(face), lazy=True) as font:
        return font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm


def can_print(text: str) -> bool:
    """Whether every face has a sign for every letter of a text, and none of them steers how the others are shown."""
    return not any(
        unicodedata.category(letter)[0] == "C" or any(ord(letter) not in _metrics(face)[0] for face in FACES)
        for letter in text
    )


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of a line of text in pixels, from the advance widths of the font (kerning only narrows it)."""
    glyphs, advances, units = _metrics(BOLD if bold else REGULAR)
    total = sum(advances[glyphs.get(ord(letter), ".notdef")][0] for letter in text)
    return total * size / units


def letter_widths(face: str) -> dict[int, int]:
    """Advance width of each character (by code point) of a face, in font units; 0 is any other character."""
    glyphs, advances, _ = _metrics(face)
    return {0: advances[".notdef"][0], **{code: advances[glyph][0] for code, glyph in glyphs.items()}}


def units_per_em(face: str = REGULAR) -> int:
    """Font units in the type size."""
    return _metrics(face)[2]


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Lines of a text, each at most `width` pixels wide; a word that is wider is broken with a hyphen.

    >>> wrap("Klanten weten welke hulp er is", 90, 13)
    ['Klanten weten', 'welke hulp er is']
    """
    lines: list[str] = []
    for word in re.split(r"[ \t\r\n]+", text.strip(" \t\r\n")):
        pieces = _pieces(word, width, size, bold)
        if lines and text_width(f"{lines[-1]} {pieces[0]}", size, bold) <= width:
            lines[-1] += f" {pieces.pop(0)}"
        lines += pieces
    return lines


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    """A word, or its parts where it is too wide, broken after an own hyphen or slash if there is one."""
    if text_width(word, size, bold) <= width or len(word) < 2:
        return [word]
    fits = max(1, next(
        (end for end in range(len(word), 1, -1) if text_width(f"{word[:end]}-", size, bold) <= width), 1
    ))  # fmt: skip
    own = max(word.rfind(mark, 0, fits + 1) for mark in "-/") + 1
    cut, hyphen = (own, "") if own > fits / 2 else (fits, "-")
    return [word[:cut] + hyphen, *_pieces(word[cut:], width, size, bold)]


def font_faces(texts: Iterable[tuple[str, bool]]) -> str:
    """`@font-face` rules with the glyphs of these (text, bold) pairs, for use inside an SVG.

    An SVG that is shown as `<img>` cannot reach the fonts of the page.
    """
    letters: dict[str, set[str]] = {REGULAR: set(), BOLD: set()}
    for text, bold in texts:
        letters[BOLD if bold else REGULAR] |= set(text)
    return "".join(_font_face(face, "".join(sorted(used))) for face, used in letters.items() if used)


@cache
def _font_face(face: str, letters: str) -> str:
    data = base64.b64encode(_subset(_source(face, letters), letters)).decode("ascii")
    return (
        f'@font-face{{font-family:"{FAMILY}";font-weight:{WEIGHTS[face]};'
        f'src:url("data:font/ttf;base64,{data}")}}'
    )


def _source(face: str, letters: str) -> bytes:
    """The smallest font that has these letters: a subset of it takes 10 ms, of the face itself 60 ms."""
    enough = next((common for common in (DUTCH, LATIN) if set(letters) <= set(common)), None)
    return _common(face, enough) if enough else face_file(face).read_bytes()


@cache
def _common(face: str, letters: str) -> bytes:
    """A face with the letters that most figures are written in."""
    return _subset(face_file(face).read_bytes(), letters)


def _subset(font: bytes, letters: str) -> bytes:
    from fontTools import subset

    options = subset.Options(
        hinting=False,
        layout_features=["kern", "liga"],
        glyph_names=False,
        notdef_outline=True,
        recalc_timestamp=False,
    )
    options.drop_tables += ["DSIG", "meta"]
    loaded: TTFont = subset.load_font(io.BytesIO(font), options)
    names = loaded["name"]
    names.names = [record for record in names.names if record.nameID in (1, 2)]
    del loaded["name"]  # put back below: the subsetter would walk through the whole font for it
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(loaded)
    loaded["name"] = names
    stream = io.BytesIO()
    loaded.save(stream, reorderTables=False)
    return stream.getvalue()
