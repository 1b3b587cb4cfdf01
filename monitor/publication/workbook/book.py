"""An Excel workbook with the same bytes on every run: formats, safe texts, sheets, tables and links."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.publication.theme.theme import Colours
from monitor.publication.workbook.names import footer_text, headers_of, sheet_name, table_name
from monitor.publication.workbook.package import write_package
from monitor.release.results.table_files import neutralised

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

A4 = 9
LINE = 15.0  # height of a line of text, in points
BOLD = 1.05  # how much wider letters of a header are
LETTERS = 1.1  # letters of a text in the width of one digit
MOST_HEIGHT = 400.0  # Excel takes 409
HEADER, NUMBER_HEADER, WORD_HEADER = "header", "header_number", "header_word"
FONTS = {"font_name": "Calibri", "font_size": 11}
INDENTED = {"indent": 1, "align": "left"}  # without a side a spreadsheet leaves the indent out
LOOKS: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "line": {},
    "word": {"text_wrap": True} | INDENTED,  # between numbers
    "bold": {"bold": True},
    "right": {"align": "right", "text_wrap": True},
    "percent": {"num_format": "0%"},
    "number": {"num_format": "#,##0"},
    "decimal": {"num_format": "#,##0.0"},
    "points": {"num_format": "+0;-0;0"},
    "difference": {"num_format": "+0.0;-0.0;0.0"},
    "zero_points": {"num_format": "0;0"},
    "zero_difference": {"num_format": "0.0;0.0"},
    "p": {"num_format": '[<0.001]"< 0,001";0.000'},
}


@dataclass(frozen=True)
class Header:
    """The header row of a table: its texts, no two alike, and the look of each."""

    texts: tuple[str, ...]
    looks: tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """What stands in a cell: a number in its look with so many decimals more, or a text.

    `mark` is shown behind the number, which stays a number. A `quiet` text repeats what stands above it.
    """

    number: float | None = None
    text: str = ""
    look: str = "text"
    finer: int = 0
    mark: str = ""
    quiet: bool = False


class Book:
    """A workbook with its formats; `created` is the only date in it.

    Texts that a spreadsheet could take for a formula get a quote before them, as in the CSV files.
    """

    def __init__(self, created: date, properties: dict[str, str], colours: Colours) -> None:
        import xlsxwriter

        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._made = BytesIO()
        self.workbook = xlsxwriter.Workbook(self._made, {**options, "in_memory": True})
        moment = datetime(created.year, created.month, created.day)
        told = {name: neutralised(text) for name, text in properties.items()}
        self.workbook.set_properties({**told, "created": moment})
        self.heights: dict[str, dict[int, float]] = {}  # of rows that are not as high as a line, by sheet
        self._sheets: set[str] = set()
        self._tables: set[str] = set()
        self._formats: dict[tuple[str, int, str, bool, bool], Format] = {}
        line = {"bottom": 1, "bottom_color": colours.line}
        link = {"font_color": colours.accent, "underline": 1}
        header = {"bold": True, "bg_color": colours.surface, "text_wrap": True, "valign": "bottom", **line}
        self._line = {"top": 1, "top_color": colours.line}
        self._muted = {"font_color": colours.muted}
        self._looks = LOOKS | {
            "title": {"bold": True, "font_size": 16, "font_color": colours.accent_dark},
            "section": {"bold": True, "font_size": 13, "font_color": colours.accent_dark},
            "note": self._muted,
            "link": link,
            "link_wrapped": link | {"text_wrap": True},
            "link_below": link | {"text_wrap": True} | INDENTED,
            "heading": {"bold": True, "font_color": colours.accent_dark, **line},
            "heading_above": {"bold": True, "font_color": colours.accent_dark},
            HEADER: header,
            NUMBER_HEADER: header | {"align": "right"},
            WORD_HEADER: header | INDENTED,
        }

    def sheet(self, name: str, title: str, footer: str) -> Worksheet:
        """A sheet with its title in A1, landscape on A4, as wide as one page."""
        sheet = self.workbook.add_worksheet(sheet_name(name, self._sheets))
        self._sheets.add(sheet.get_name().lower())
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer(f"&L{footer_text(title)}&R{footer}")
        sheet.hide_gridlines(2)
        sheet.set_default_row(LINE)
        self.row(sheet, 0, 24)
        self.text(sheet, 0, 0, title, "title")
        return sheet

    def row(self, sheet: Worksheet, row: int, height: float) -> None:
        """Make a row so many points high."""
        sheet.set_row(row, height)
        self.heights.setdefault(sheet.get_name(), {})[row] = height

    def text(self, sheet: Worksheet, row: int, column: int, text: str, look: str = "text") -> None:
        sheet.write_string(row, column, neutralised(text), self._format(look))

    def write(self, sheet: Worksheet, row: int, column: int, value: Value, first: bool = False) -> None:
        """Write a value; `first` draws a line above it."""
        look = self._format(value.look, value.finer, value.mark, first, value.quiet)
        if value.number is not None:
            sheet.write_number(row, column, value.number, look)
        else:
            sheet.write_string(row, column, neutralised(value.text), look)

    def _format(
        self, look: str, finer: int = 0, mark: str = "", first: bool = False, quiet: bool = False
    ) -> Format:
        key = (look, finer, mark, first, quiet)
        if key not in self._formats:
            made: dict[str, Any] = FONTS | {"valign": "top"} | self._looks[look]
            if finer or mark:
                made["num_format"] = number_format(made["num_format"], finer, mark)
            made = made | (self._line if first else {}) | (self._muted if quiet else {})
            self._formats[key] = self.workbook.add_format(made)
        return self._formats[key]

    def headers(
        self,
        sheet: Worksheet,
        row: int,
        texts: Sequence[str],
        widths: Sequence[float],
        looks: Sequence[str] = (),
    ) -> Header:
        """Write the header row of a table, high enough for its texts, each in its look."""
        named = tuple(neutralised(text) for text in headers_of(texts))
        header = Header(named, tuple(looks) or (HEADER,) * len(named))
        for column, (text, look) in enumerate(zip(header.texts, header.looks, strict=True)):
            sheet.write_string(row, column, text, self._format(look))
        self.row(sheet, row, height_of(header.texts, widths, BOLD))
        return header

    def table(
        self,
        sheet: Worksheet,
        place: tuple[int, int],
        header: Header,
        name: str,
        title: str,
        filters: bool = False,
    ) -> None:
        """Mark rows that were written as a table with a header row, a name and a title: (header row, last row)."""
        columns = [
            {"header": text, "header_format": self._format(look)}
            for text, look in zip(header.texts, header.looks, strict=True)
        ]
        named = table_name(name, self._tables)
        self._tables.add(named.lower())
        options = {
            "columns": columns,
            "style": None,
            "name": named,
            "autofilter": filters,
            "title": title[:250],
        }
        sheet.add_table(place[0], 0, place[1], len(columns) - 1, options)

    def link(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        target: tuple[str, int],
        text: str,
        look: str = "link",
    ) -> None:
        """A link to the first cell of a row of a sheet, counted from 0."""
        address = f"internal:'{target[0].replace(chr(39), chr(39) * 2)}'!A{target[1] + 1}"
        sheet.write_url(row, column, address, self._format(look), neutralised(text))

    def close(self, language: str, path: Path) -> None:
        """Finish the workbook and write it."""
        self.workbook.close()
        write_package(self._made, language, path)


def number_format(plain: str, more: int, mark: str) -> str:
    """A format of Excel with more decimals, and a mark behind what it shows.

    >>> number_format("+0.0;-0.0;0.0", 1, ""), number_format("0%", 0, "[u]")
    ('+0.00;-0.00;0.00', '0%" [u]"')
    """
    finer = re.sub(r"0(\.0+)?", lambda part: f"0{part[1] or '.'}{'0' * more}", plain) if more else plain
    return f'{finer}" {mark}"' if mark else finer


def height_of(texts: Sequence[str], widths: Sequence[float], wider: float = 1.0) -> float:
    """The height of a row in which every text is seen whole, by the widths of its columns in characters."""
    lines = (lines_of(text, width / wider) for text, width in zip(texts, widths, strict=False))
    return min(LINE * max(lines, default=1), MOST_HEIGHT)


def lines_of(text: str, width: float) -> int:
    """On how many lines a text stands in a column that is as wide as so many digits.

    >>> lines_of("korter dan drie jaar", 12), lines_of("", 12)
    (2, 1)
    """
    letters = max(int(width * LETTERS), 1)
    return 1 if len(text) <= letters else len(textwrap.wrap(text, letters)) or 1
