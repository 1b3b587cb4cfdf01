"""What pandoc's slides lack: titles and texts in the size that fits, pictures as large as the slide allows, their
descriptions alone, numbers of shapes that differ, the language.

Pandoc writes these parts in one form, so they are changed as text, as those of Word are (`word_finish`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from xml.sax.saxutils import escape

from monitor.errors import PublicationError
from monitor.publication.theme.fonts import wrap
from monitor.publication.theme.office_file import hexadecimal_colours, with_parts_changed
from monitor.publication.theme.theme import Theme

POINT = 12_700  # English metric units, in which slides are measured
LEFT, TOP, WIDTH = 40.8, 28.8, 878.4  # points: the margin, the top of titles, the width of all
BOTTOM = 497.0  # of what stands above the line over the footer
GAP = 10.0
LOWER = 36.0  # how far below the title a low picture stands, at most
SIDE, SIDE_GAP = 250.0, 24.0  # width of the words beside a high figure, and what parts them from it
TITLE_SIZES = (28, 26, 24, 22, 20, 18)
FRONT_SIZES, MOST_FRONT_LINES = (40, 36, 32, 28, 24, 20), 3  # of the title slide
MOST_TITLE_LINES = 2
TEXT_SIZES = (20, 18, 16, 14, 12)
CAPTION_SIZES = (12, 11, 10, 9)
MOST_CAPTION_LINES = 4
LINE, TITLE_LINE, SPACE = 1.2, 1.16, 9.0  # height of a line by its size; points before a paragraph
WIDER = 1.05  # what a reader's font may be wider than the one that is measured with
BULLET = 22.5  # points that text stands behind its bullet
LANGUAGE = "nl-NL"

SLIDE = re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml")
SHAPE = re.compile(r"<p:(?P<kind>sp|pic)>.*?</p:(?P=kind)>", re.DOTALL)
TITLE = '<p:ph type="title" />'
FRONT_TITLE = '<p:ph type="ctrTitle" />'
PARAGRAPH = re.compile(r"<a:p>.*?</a:p>", re.DOTALL)
TEXT = re.compile(r"<a:t>([^<]*)</a:t>")
RUN = re.compile(r"<a:rPr(?P<keys>[^>]*?) ?/>")
PLACE = re.compile(r"<p:spPr(?P<keys>[^>]*?)(?: />|>(?:<a:xfrm>.*?</a:xfrm>)?)", re.DOTALL)
EXTENT = re.compile(r'<a:ext cx="(\d+)" cy="(\d+)" />')
FILE_BEHIND = re.compile(r'(descr="[^"]*?)\n\n[^"\n]*"')
IDENTIFIER = re.compile(r'(<p:cNvPr [^>]*?\bid=")\d+(")')


@dataclass(frozen=True)
class Box:
    """Where a shape stands, in points from the corner of the slide."""

    left: float
    top: float
    width: float
    height: float

    def xml(self) -> str:
        left, top, width, height = (
            round(part * POINT) for part in (self.left, self.top, self.width, self.height)
        )
        return f'<a:xfrm><a:off x="{left}" y="{top}" /><a:ext cx="{width}" cy="{height}" /></a:xfrm>'


def finished(slides: bytes, title: str, theme: Theme) -> bytes:
    """The file of slides with these things put right; `title` is what the file is called.

    **Raises** PublicationError for a title that does not fit on two lines.
    """
    with zipfile.ZipFile(io.BytesIO(slides)) as archive:
        names = [name for name in archive.namelist() if SLIDE.fullmatch(name)]
    muted = hexadecimal_colours(theme)["muted"]
    changes = {name: lambda xml: _slide(xml, muted) for name in names}
    return with_parts_changed(slides, {**changes, "docProps/core.xml": lambda xml: _properties(xml, title)})


def _properties(xml: str, title: str) -> str:
    xml = re.sub(r"<dc:title>[^<]*", lambda _: f"<dc:title>{escape(title)}", xml)
    return xml.replace("</dc:title>", f"</dc:title><dc:language>{LANGUAGE}</dc:language>", 1)


def _slide(xml: str, muted: str) -> str:
    shapes = [match[0] for match in SHAPE.finditer(xml)]
    picture = next((shape for shape in shapes if shape.startswith("<p:pic>")), None)
    top = TOP
    if head := next((shape for shape in shapes if TITLE in shape), None):
        placed, top = _title(head)
        xml = xml.replace(head, placed, 1)
    if front := next((shape for shape in shapes if FRONT_TITLE in shape), None):
        xml = xml.replace(front, _front(front), 1)
    if picture:
        words = next((shape for shape in shapes if 'txBox="1"' in shape), "")
        drawn, told = _exhibit(picture, words, top, muted)
        xml = xml.replace(picture, drawn, 1)
        xml = xml.replace(words, told, 1) if words else xml
    elif head:
        for shape in shapes:
            xml = xml.replace(shape, _body(shape, top), 1) if '<p:ph idx="1" />' in shape else xml
    numbers = iter(range(1, xml.count("<p:cNvPr ") + 1))
    xml = IDENTIFIER.sub(lambda match: f"{match[1]}{next(numbers)}{match[2]}", xml)
    return RUN.sub(_in_dutch, xml)


def _in_dutch(run: re.Match[str]) -> str:
    keys = re.sub(r' lang="[^"]*"', "", run["keys"])
    return f'<a:rPr lang="{LANGUAGE}"{keys} />'


def _words(shape: str) -> list[str]:
    """The text of each paragraph of a shape."""
    paragraphs = (
        "".join(unescape(text) for text in TEXT.findall(match[0])) for match in PARAGRAPH.finditer(shape)
    )
    return [words for words in paragraphs if words.strip()]


def _lines(paragraphs: list[str], width: float, size: int, bold: bool = False) -> int:
    return sum(len(wrap(words, width / WIDER, size, bold)) for words in paragraphs)


def _title(shape: str) -> tuple[str, float]:
    """A title in the largest size in which it has two lines at most, and where what is below it begins."""
    words = _words(shape)
    sizes = (size for size in TITLE_SIZES if _lines(words, WIDTH, size, bold=True) <= MOST_TITLE_LINES)
    size = next(sizes, None)
    if size is None:
        raise PublicationError(
            "rendering.title_does_not_fit_slide", got=" ".join(words)[:100], lines=MOST_TITLE_LINES
        )
    height = max(_lines(words, WIDTH, size, bold=True), 1) * size * TITLE_LINE
    placed = _sized(_at(shape, Box(LEFT, TOP, WIDTH, height)), size)
    return placed, TOP + height + GAP


def _front(shape: str) -> str:
    """The title of the title slide, smaller where it is long."""
    words = _words(shape)
    fitting = (size for size in FRONT_SIZES if _lines(words, WIDTH, size, bold=True) <= MOST_FRONT_LINES)
    return _sized(shape, next(fitting, FRONT_SIZES[-1]))


def _body(shape: str, top: float) -> str:
    """Bullets in the largest size in which all of them stand on the slide."""
    words, room = _words(shape), BOTTOM - top
    fitting = (size for size in TEXT_SIZES if _height(words, size) <= room)
    return _sized(_at(shape, Box(LEFT, top, WIDTH, room)), next(fitting, TEXT_SIZES[-1]))


def _height(paragraphs: list[str], size: int) -> float:
    return _lines(paragraphs, WIDTH - BULLET, size) * size * LINE + len(paragraphs) * SPACE


def _exhibit(picture: str, words: str, top: float, muted: str) -> tuple[str, str]:
    """A picture and the words with it: below each other, or beside each other where that leaves a larger picture."""
    width, height = (int(part) for part in EXTENT.findall(picture)[0])
    drawn, told, size = max(
        _arrangements(_words(words), height / width, top), key=lambda one: round(one[0].width, 1)
    )
    small = _sized(_at(words, told), size, muted).replace(' algn="ctr"', ' algn="l"')
    small = small.replace("<a:bodyPr />", '<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" wrap="square" />', 1)
    return FILE_BEHIND.sub(r'\1"', _at(picture, drawn)), small


def _arrangements(words: list[str], ratio: float, top: float) -> Iterator[tuple[Box, Box, int]]:
    """Places of picture and words, and the size of these; first below each other."""
    size = next(
        (s for s in CAPTION_SIZES if _lines(words, WIDTH, s) <= MOST_CAPTION_LINES), CAPTION_SIZES[-1]
    )
    high = _lines(words, WIDTH, size) * size * LINE
    room = BOTTOM - top - (high + GAP if words else 0)
    wide = min(WIDTH, room / ratio)
    drawn = Box(LEFT + (WIDTH - wide) / 2, top + min((room - wide * ratio) / 2, LOWER), wide, wide * ratio)
    yield drawn, Box(LEFT, BOTTOM - high, WIDTH, high), size
    room = BOTTOM - top
    sizes = (s for s in CAPTION_SIZES if _lines(words, SIDE, s) * s * LINE <= room)
    if words and (size := next(sizes, 0)):
        wide = min(WIDTH - SIDE - SIDE_GAP, room / ratio)
        drawn = Box(LEFT + WIDTH - wide, top, wide, wide * ratio)
        yield drawn, Box(LEFT, top, SIDE, _lines(words, SIDE, size) * size * LINE), size


def _at(shape: str, box: Box) -> str:
    """A shape at a place of its own."""

    def placed(match: re.Match[str]) -> str:
        closed = "</p:spPr>" if match[0].endswith("/>") else ""
        return f"<p:spPr{match['keys']}>{box.xml()}{closed}"

    return PLACE.sub(placed, shape, count=1)


def _sized(shape: str, size: int, colour: str = "") -> str:
    """A shape with all its words in one size, in points."""
    fill = f'<a:solidFill><a:srgbClr val="{colour}" /></a:solidFill>' if colour else ""
    end = f">{fill}</a:rPr>" if fill else " />"
    return RUN.sub(lambda match: f'<a:rPr{match["keys"]} lang="{LANGUAGE}" sz="{size * 100}"{end}', shape)
