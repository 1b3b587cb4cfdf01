"""The Word reference document: styles, page, header and footer, made from the theme."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from monitor.publication.theme.office_file import hexadecimal_colours, office_file, with_parts_changed
from monitor.publication.theme.templates import shared_root
from monitor.publication.theme.theme import Theme

STYLED_TEXT = re.compile(
    r'(<w:rStyle w:val="(?P<style>\w+)"/>.*?<w:t[^>]*>)(?P<text>[^<]*)(?=</w:t>)', re.DOTALL
)

REPORT = {
    "size": "22", "after": "120", "leading": "283", "title_size": "60", "subtitle_size": "30",
    "heading1_size": "40", "heading1_before": "0", "heading2_size": "29", "author_before": "0",
    "author_after": "3800", "date_before": "5200", "chapter_break": "<w:pageBreakBefore/>",
    "first_page": "<w:titlePg/>", "logo_after": "240",
}  # fmt: skip
BELOW_LOGO = "2500"
TITLE_SIZES = (60, 50, 42, 36, 30)  # half points
TITLE_USUAL, TITLE_ROOM, DATE_LEAST = 2400, 4800, 240  # twentieths of a point
PAGE_WIDTH = 453  # points
COMPACT = {
    **REPORT, "size": "20", "after": "100", "leading": "259", "title_size": "38", "subtitle_size": "23",
    "heading1_size": "27", "heading1_before": "240", "heading2_size": "23", "author_after": "60",
    "date_before": "0", "chapter_break": "", "first_page": "", "logo_after": "80",
}  # fmt: skip


def reference_document(theme: Theme, compact: bool = False, logo: bool = False) -> bytes:
    """A .docx whose styles pandoc and Quarto copy; `compact` is for documents without title page.

    With a `logo` the words below it move up, so that the title page stays one page.
    """
    folder = shared_root() / "word" / "reference"
    values = {**(COMPACT if compact else REPORT), **hexadecimal_colours(theme), "font": theme.fonts.word}
    values |= {"author_after": BELOW_LOGO} if logo and not compact else {}
    values["chapter_rule"] = "" if compact else _rule(values["accent_dark"])
    return office_file(folder, values)


def with_header(reference: bytes, title: str, mark: str) -> bytes:
    """A reference document in whose header the styles Header Title and Header Mark hold these words."""
    words = {"HeaderTitle": title, "HeaderMark": mark}
    with zipfile.ZipFile(io.BytesIO(reference)) as archive:
        headers = [name for name in archive.namelist() if re.fullmatch(r"word/header\d*\.xml", name)]
    return with_parts_changed(reference, {name: lambda xml: _with_words(xml, words) for name in headers})


def with_title_page(reference: bytes, title: str, subtitle: str) -> bytes:
    """A reference document on whose title page a long title stays: smaller, with less room above the date.

    Half the size of a letter is about its width.
    """
    below = _height(subtitle, int(REPORT["subtitle_size"]))
    fitting = (size for size in TITLE_SIZES if _height(title, size) + below <= TITLE_ROOM)
    size = next(fitting, TITLE_SIZES[-1])
    more = max(_height(title, size) + below - TITLE_USUAL, 0)
    sizes = {
        "Title": (r'<w:sz w:val="\d+"', f'<w:sz w:val="{size}"'),
        "Date": (r'w:before="\d+"', f'w:before="{max(int(REPORT["date_before"]) - more, DATE_LEAST)}"'),
    }

    def sized(xml: str) -> str:
        for style, (pattern, value) in sizes.items():
            found = re.search(rf'<w:style [^>]*w:styleId="{style}">.*?</w:style>', xml, re.DOTALL)
            if found is not None:
                xml = xml.replace(found[0], re.sub(pattern, value, found[0]), 1)
        return xml

    return with_parts_changed(reference, {"word/styles.xml": sized})


def _height(text: str, size: int) -> int:
    """The height of some lines across the page, in twentieths of a point; `size` is in half points."""
    return math.ceil(len(text) * size / 4 / PAGE_WIDTH) * size * 12


def _with_words(xml: str, words: Mapping[str, str]) -> str:
    def replace(match: re.Match[str]) -> str:
        return match[1] + escape(words[match["style"]] or " ") if match["style"] in words else match[0]

    return STYLED_TEXT.sub(replace, xml)


def _rule(colour: str) -> str:
    return f'<w:top w:val="single" w:sz="12" w:space="8" w:color="{colour}"/>'
