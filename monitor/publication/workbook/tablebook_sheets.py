"""An Excel workbook with the same bytes on every run: formats, safe texts, sheet set-up."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.publication.theme.theme import Colours
from monitor.release.results.table_files import neutralised

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

A4, LONGEST_NAME, LONGEST_FOOTER = 9, 31, 200
FONT = "Calibri"
FONTS = {"font_name": FONT, "font_size": 10}
LOOKS: dict[str, dict[str, Any]] = {
    "text": {"valign": "top", "text_wrap": True},
    "line": {"valign": "top"},
    "bold": {"bold": True, "valign": "top", "text_wrap": True},
    "right": {"align": "right", "valign": "top", "text_wrap": True},
    "sign": {"align": "center", "valign": "top"},
    "percent": {"num_format": "0%", "valign": "top"},
    "number": {"num_format": "#,##0", "valign": "top"},
    "decimal": {"num_format": "0.0", "valign": "top"},
    "points": {"num_format": "+0;-0;0", "valign": "top"},
    "difference": {"num_format": "+0.0;-0.0;0.0", "valign": "top"},
}


class Book:
    """A workbook with its formats; `created` is the only date in it.

    Texts that a spreadsheet could take for a formula get a quote before them, as in the CSV files.
    """

    def __init__(self, path: Path, created: date, properties: dict[str, str], colours: Colours) -> None:
        import xlsxwriter

        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.workbook = xlsxwriter.Workbook(str(path), options)
        moment = datetime(created.year, created.month, created.day)
        self.workbook.set_properties(
            {**{name: neutralised(text) for name, text in properties.items()}, "created": moment}
        )
        self._names: set[str] = set()
        base = FONTS
        self.formats: dict[str, Format] = {
            name: self.workbook.add_format(base | look) for name, look in LOOKS.items()
        }
        self.formats["title"] = self.workbook.add_format(
            base | {"bold": True, "font_size": 14, "font_color": colours.accent_dark}
        )
        self.formats["note"] = self.workbook.add_format(base | {"font_color": colours.muted})
        self.formats["link"] = self.workbook.add_format(base | {"font_color": colours.accent, "underline": 1})
        self.formats["header"] = self.workbook.add_format(
            base | {"bold": True, "bg_color": colours.surface, "bottom": 1, "border_color": colours.line,
                    "text_wrap": True, "valign": "bottom"}
        )  # fmt: skip

    def sheet(self, name: str, title: str, footer: str) -> Worksheet:
        """A sheet with its title in A1, landscape on A4, as wide as one page."""
        sheet = self.workbook.add_worksheet(sheet_name(name, self._names))
        self._names.add(sheet.get_name().lower())
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer(f"&L{_footer_text(title)}&R{footer}")
        sheet.hide_gridlines(2)
        self.text(sheet, 0, 0, title, "title")
        return sheet

    def text(self, sheet: Worksheet, row: int, column: int, text: str, look: str = "text") -> None:
        sheet.write_string(row, column, neutralised(text), self.formats[look])

    def number(
        self, sheet: Worksheet, row: int, column: int, value: float | None, look: str, finer: int = 0
    ) -> None:
        """Write a number in its look, with so many decimals more than others of that look."""
        if value is not None:
            sheet.write_number(row, column, value, self._format(look, finer))

    def _format(self, look: str, finer: int) -> Format:
        name = f"{look} {finer}" if finer else look
        if name not in self.formats:
            finer_look = {**LOOKS[look], "num_format": _with_decimals(LOOKS[look]["num_format"], finer)}
            self.formats[name] = self.workbook.add_format(FONTS | finer_look)
        return self.formats[name]

    def table(self, sheet: Worksheet, place: tuple[int, int, int], headers: list[str], name: str) -> None:
        """Declare a header row with filters over rows already written: (header row, last row, last column)."""
        first, last, width = place
        columns = [{"header": header, "header_format": self.formats["header"]} for header in headers]
        sheet.add_table(first, 0, last, width, {"columns": columns, "style": None, "name": name})

    def link(self, sheet: Worksheet, row: int, column: int, target: str, text: str) -> None:
        """A link to the first cell of another sheet."""
        address = "internal:'" + target.replace("'", "''") + "'!A1"
        sheet.write_url(row, column, address, self.formats["link"], neutralised(text))

    def number_of(self, sheet: Worksheet) -> int:
        """The place of a sheet in the book, from 1."""
        return self.workbook.worksheets().index(sheet) + 1

    def close(self) -> None:
        self.workbook.close()


def _with_decimals(num_format: str, more: int) -> str:
    """A format of Excel with more decimals.

    >>> _with_decimals("+0.0;-0.0;0.0", 1), _with_decimals("0%", 2)
    ('+0.00;-0.00;0.00', '0.00%')
    """
    return re.sub(r"0(\.0+)?", lambda part: f"0{part[1] or '.'}{'0' * more}", num_format)


def sheet_name(text: str, taken: set[str]) -> str:
    """A name that Excel accepts: at most 31 characters, none of []:*?/\\, not used before.

    >>> sheet_name("Wat? [hinder]", set())
    'Wat hinder'
    """
    plain = re.sub(r"\s+", " ", re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", text)).strip(" '") or "Blad"
    name, number = _short(plain, LONGEST_NAME), 2
    while name.lower() in taken:
        ending = f" ({number})"
        name, number = _short(plain, LONGEST_NAME - len(ending)) + ending, number + 1
    return name


def _short(text: str, most: int) -> str:
    """Whole words that fit, or the beginning of a single long word."""
    if len(text) <= most:
        return text
    cut = text[: most + 1].rsplit(" ", 1)[0]
    cut = cut if len(cut) <= most else text[:most]
    return re.sub(r"(?: \w{1,3})+$", "", cut).rstrip(" ,'") or cut  # no article or preposition at the end


def _footer_text(text: str) -> str:
    """In a footer `&` starts a command. Excel takes at most 255 characters: a long title stands whole in A1 only."""
    short = text
    while len(short.replace("&", "&&")) > LONGEST_FOOTER:
        short = _short(short, len(short) - 1)
    return (short if short == text else f"{short} …").replace("&", "&&")
