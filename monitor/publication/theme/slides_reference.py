"""The reference document of slides: master, layouts and notes, made from the theme."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

from monitor.publication.theme.office_file import hexadecimal_colours, office_file, with_parts_changed
from monitor.publication.theme.templates import shared_root
from monitor.publication.theme.theme import Theme

LAYOUT = re.compile(r"ppt/slideLayouts/slideLayout\d+\.xml")
TITLE_LAYOUT = "ppt/slideLayouts/slideLayout1.xml"
FOOTER = re.compile(r'(<p:ph type="ftr".*?<a:t>)[^<]*', re.DOTALL)
ACCENTS = 6  # colours that a palette of PowerPoint has


def slides_reference(theme: Theme) -> bytes:
    """A .pptx of 13.33 by 7.5 inches without slides, whose layouts pandoc and Quarto fill."""
    palette = theme.colours.categorical
    accents = {
        f"categorical{place + 1}": palette[place % len(palette)].removeprefix("#").upper()
        for place in range(ACCENTS)
    }
    values = {**hexadecimal_colours(theme), **accents, "font": escape(theme.fonts.word)}
    return office_file(shared_root() / "slides" / "reference", values)


def with_footer(reference: bytes, title: str, mark: str) -> bytes:
    """A reference document with these words at the foot of every slide; on the title slide the mark alone."""
    with zipfile.ZipFile(io.BytesIO(reference)) as archive:
        layouts = [name for name in archive.namelist() if LAYOUT.fullmatch(name)]
    words = {
        name: mark if name == TITLE_LAYOUT else " · ".join(filter(None, (title, mark))) for name in layouts
    }
    return with_parts_changed(reference, {name: _with_words(words[name]) for name in layouts})


def _with_words(words: str) -> Callable[[str], str]:
    def change(xml: str) -> str:
        return FOOTER.sub(lambda match: match[1] + escape(words or " "), xml, count=1)

    return change
