"""The Word reference document: styles, page, header and footer, made from the theme."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape

from monitor.publication.theme.templates import shared_root
from monitor.publication.theme.theme import Theme

OLDEST_DATE = (1980, 1, 1, 0, 0, 0)  # the first date a zip can hold: no clock in the file
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
    values = {**(COMPACT if compact else REPORT), **_colours(theme), "font": theme.fonts.word}
    values |= {"author_after": BELOW_LOGO} if logo and not compact else {}
    values["chapter_rule"] = "" if compact else _rule(values["accent_dark"])
    parts = {
        path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()
    }
    return with_parts({name: _filled(path, values) for name, path in parts.items()})


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


def with_parts_changed(document: bytes, changes: Mapping[str, Callable[[str], str]]) -> bytes:
    """A Word file in which some XML parts are changed, written without a clock."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    changed = {name: change(parts[name].decode("utf-8")).encode("utf-8") for name, change in changes.items()}
    return with_parts({**parts, **changed})


def _with_words(xml: str, words: Mapping[str, str]) -> str:
    def replace(match: re.Match[str]) -> str:
        return match[1] + escape(words[match["style"]] or " ") if match["style"] in words else match[0]

    return STYLED_TEXT.sub(replace, xml)


def _colours(theme: Theme) -> dict[str, str]:
    names = ("ink", "muted", "line", "surface", "accent", "accent_dark")
    return {name: getattr(theme.colours, name).removeprefix("#").upper() for name in names}


def _rule(colour: str) -> str:
    return f'<w:top w:val="single" w:sz="12" w:space="8" w:color="{colour}"/>'


def _filled(path: Path, values: Mapping[str, str]) -> bytes:
    return Template(path.read_text(encoding="utf-8")).substitute(values).encode("utf-8")


def with_parts(parts: Mapping[str, bytes]) -> bytes:
    """A Word file of these parts, written without a clock."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            packing = (
                zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            )  # PNG is packed already
            archive.writestr(zipfile.ZipInfo(name, OLDEST_DATE), parts[name], packing)
    return stream.getvalue()
