"""The table book: every released figure in an Excel file that people can filter and compute with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.publication.annex.method_annex import method_tables
from monitor.publication.cells.selection import PERCENT
from monitor.publication.exhibits.table_model import SUPPRESSED_SIGN, UNRELIABLE_SIGN, Table
from monitor.publication.language.numbers import percent
from monitor.publication.language.phrases import capital, date_in_words, filled, listed, load_wording
from monitor.publication.language.tablebook_words import book_words
from monitor.publication.theme.theme import load_theme
from monitor.publication.workbook.tablebook_rows import BookRow, BookRows
from monitor.publication.workbook.tablebook_sheets import Book
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import Change, Estimate
from monitor.study.questionnaire import Item
from monitor.study.study import Study

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HEADER_ROW = 3  # below title, explanation and the link back
LABEL_COLUMNS = 3  # that stay in view: question number, item, breakdown
WHOLE_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})*")  # as a Dutch reader sees it
SETTINGS_WIDTHS = (44, 28, 28, 28, 28, 28)


def write_tablebook(released: ReleasedSet, study: Study, path: Path) -> Path:
    """Write the table book: contents, settings, and one sheet per theme with one row per figure.

    **Rows** of a theme sheet: item x breakdown x group x wave x answer (or mean, median), as in
    `estimates`, with the change that ends in that wave. **Units**: shares as part of 1 with a
    percentage format, differences of shares in points; nothing is rounded. Equal released sets and
    study files give equal bytes.
    """
    words = book_words()
    rows = BookRows(released, study)
    properties = {
        "title": f"{words.title} {study.title}",
        "author": study.publisher,
        "comments": words.comments,
    }
    book = Book(path, study.published, properties, load_theme(study.theme).colours)
    contents = book.sheet(words.contents, f"{words.title}: {study.title}", words.page)
    settings = book.sheet(words.settings, words.settings_sheet, words.page)
    sheets = [(settings.get_name(), words.settings_sheet, 0)]
    for theme, items in rows.themes().items():
        title = study.questionnaire.themes.get(theme, words.other_theme)
        sheet = book.sheet(title, title, words.page)
        _write_theme(book, sheet, contents.get_name(), study, rows, items)
        sheets.append((sheet.get_name(), title, len(items)))
    _write_settings(book, settings, released, study)
    _write_contents(book, contents, study, sheets)
    book.close()
    return path


# contents


def _write_contents(book: Book, sheet: Worksheet, study: Study, sheets: list[tuple[str, str, int]]) -> None:
    words = book_words()
    for column, width in enumerate((34, 60, 14)):
        sheet.set_column(column, column, width)
    book.text(sheet, 1, 0, filled(words.made_of, {"title": study.title, "published": _date(study)}), "note")
    marks = [words.demonstration] * study.demonstration + [words.concept] * study.concept
    book.text(sheet, 2, 0, " ".join(marks), "bold" if marks else "note")
    for column, header in enumerate(words.contents_header):
        book.text(sheet, HEADER_ROW, column, header, "header")
    for row, (name, title, items) in enumerate(sheets, start=HEADER_ROW + 1):
        book.link(sheet, row, 0, name, name)
        book.text(sheet, row, 1, title)
        book.number(sheet, row, 2, items or None, "number")
    row = _write_lines(book, sheet, HEADER_ROW + len(sheets) + 2, words.legend_title, _legend())
    notes = [(filled(note, {"respondents": study.questionnaire.respondents}), "") for note in words.notes]
    notes += [(words.identifiable, "")] * any(breakdown.identifiable for breakdown in study.breakdowns)
    weights = words.weighted_unknown if study.weighted else words.weighted_same
    _write_lines(book, sheet, row + 1, words.notes_title, [*notes, (weights, "")])
    sheet.activate()


def _date(study: Study) -> str:
    return date_in_words(study.published.isoformat())


def _legend() -> list[tuple[str, str]]:
    words, verdicts = book_words(), load_wording().verdicts
    signs = [(SUPPRESSED_SIGN, words.legend["suppressed"]), (UNRELIABLE_SIGN, words.legend["unreliable"])]
    return [*signs, *((sign, verdicts[verdict]) for verdict, sign in words.change_marks.items())]


def _write_lines(book: Book, sheet: Worksheet, row: int, title: str, lines: Iterable[tuple[str, str]]) -> int:
    """A small list under a title: sign and meaning, or one sentence a row. Returns the next free row."""
    book.text(sheet, row, 0, title, "bold")
    for row, (first, second) in enumerate(lines, start=row + 1):  # noqa: B020
        if second:
            book.text(sheet, row, 0, first, "sign")
            book.text(sheet, row, 1, capital(second))
        else:
            book.text(sheet, row, 1, first)
    return row + 1


# settings


def _write_settings(book: Book, sheet: Worksheet, released: ReleasedSet, study: Study) -> None:
    words = book_words()
    for column, width in enumerate(SETTINGS_WIDTHS):
        sheet.set_column(column, column, width)
    book.link(sheet, 1, 0, words.contents, words.back)
    weights = words.weighted_unknown if study.weighted else words.weighted_same
    book.text(sheet, 2, 0, weights, "note")
    row = _write_facts(book, sheet, HEADER_ROW + 1, study) + 1
    for maker in method_tables().values():
        table = maker(released, study)
        if table is not None:
            row = _write_table(book, sheet, row, table) + 1


def _write_facts(book: Book, sheet: Worksheet, row: int, study: Study) -> int:
    """What was studied and how sure a verdict is. Returns the next free row."""
    words = book_words()
    values = {
        "study": study.title, "publisher": study.publisher, "published": _date(study),
        "waves": listed([wave.label for wave in study.waves]), "respondents": study.questionnaire.respondents,
        "confidence": percent(1 - study.comparison.alpha), "power": percent(study.comparison.power),
    }  # fmt: skip
    book.text(sheet, row, 0, words.facts_title, "bold")
    shown = [(label, values[name]) for name, label in words.facts.items() if values[name]]
    for line, (label, value) in enumerate(shown, start=row + 1):
        book.text(sheet, line, 0, label)
        book.text(sheet, line, 1, value)
    return row + 1 + len(shown)


def _write_table(book: Book, sheet: Worksheet, row: int, table: Table) -> int:
    """A table of the method annex: caption, header, rows and notes. Returns the next free row."""
    book.text(sheet, row, 0, table.caption, "bold")
    for column, header in enumerate((table.stub, *(found.header for found in table.columns))):
        book.text(sheet, row + 1, column, header, "header")
    row += 2
    for line in table.rows:
        book.text(sheet, row, 0, line.header)
        for column, cell in enumerate(line.cells, start=1):
            if cell.display in ("text", "count") and WHOLE_NUMBER.fullmatch(cell.text):
                book.number(sheet, row, column, float(cell.text.replace(".", "")), "number")
            else:
                book.text(
                    sheet, row, column, cell.text, "right" if table.columns[column - 1].numeric else "text"
                )
        row += 1
    for note in table.notes:
        book.text(sheet, row, 0, note, "note")
        row += 1
    return row


# themes


def _write_theme(
    book: Book, sheet: Worksheet, contents: str, study: Study, rows: BookRows, items: Sequence[Item]
) -> None:
    words = book_words()
    columns = {name: place for place, name in enumerate(_columns(study))}
    for name, place in columns.items():
        sheet.set_column(place, place, words.columns[name].width)
    book.text(sheet, 1, 0, words.row_note, "note")
    book.link(sheet, 2, 0, contents, words.back)
    sheet.set_row(HEADER_ROW, 44)
    line = HEADER_ROW
    for item in items:
        for found in rows.rows(item):
            line += 1
            _Line(book, sheet, line, columns, study).write(found)
    sheet.freeze_panes(HEADER_ROW + 1, LABEL_COLUMNS)
    headers = [words.columns[name].header for name in columns]
    book.table(sheet, (HEADER_ROW, line, len(columns) - 1), headers, f"{words.table}{book.number_of(sheet)}")
    sheet.repeat_rows(HEADER_ROW)
    sheet.print_area(0, 0, line, columns["text"] - 1)


def _columns(study: Study) -> list[str]:
    """Columns in order; weighted n only where it is known to be the unweighted n."""
    found = list(book_words().columns)
    if study.weighted:
        found.remove("weighted")
    return found


class _Line:
    """One row of a theme sheet."""

    def __init__(self, book: Book, sheet: Worksheet, row: int, columns: dict[str, int], study: Study) -> None:
        self.book, self.sheet, self.row, self.columns, self.study = book, sheet, row, columns, study

    def text(self, column: str, text: str, look: str = "text") -> None:
        if text:
            self.book.text(self.sheet, self.row, self.columns[column], text, look)

    def number(self, column: str, value: float | None, look: str) -> None:
        self.book.number(self.sheet, self.row, self.columns[column], value, look)

    def write(self, found: BookRow) -> None:
        self._labels(found)
        self._bases(found.estimate)
        if found.quantity.measure == "share":
            self._value(("share", "low", "high"), found, "percent")
        else:
            self._value(
                ("mean", "mean_low", "mean_high"),
                found,
                "percent" if found.quantity.display == PERCENT else "decimal",
            )
        if found.change is not None:
            self._change(found.change, found.quantity.display)

    def _labels(self, found: BookRow) -> None:
        words, item = book_words(), found.item
        breakdown = self.study.breakdown(found.breakdown)
        everybody = filled(words.everybody, {"respondents": self.study.questionnaire.respondents})
        self.text("number", item.number)
        self.text("item", item.short)
        self.text("breakdown", breakdown.label if breakdown else "")
        self.text("group", breakdown.groups.get(found.group, found.group) if breakdown else everybody)
        self.text("wave", self.study.wave(found.estimate.wave).label)
        self.text("answer", _answer(found))
        self.text("text", _question(found, self.study), "line")

    def _bases(self, estimate: Estimate) -> None:
        self.number("n", estimate.n, "number")
        if "weighted" in self.columns:
            self.number("weighted", estimate.n, "number")
        self.number("effective", estimate.n_effective, "decimal")
        self.number("count", estimate.count, "number")

    def _value(self, columns: tuple[str, str, str], found: BookRow, look: str) -> None:
        estimate = found.estimate
        if not estimate.shown:
            self.text(columns[0], SUPPRESSED_SIGN, "right")
            self.text("status", SUPPRESSED_SIGN, "sign")
            return
        for column, value in zip(
            columns, (estimate.estimate, estimate.ci_low, estimate.ci_high), strict=True
        ):
            self.number(column, value, look)
        if estimate.status == "unreliable":
            self.text("status", UNRELIABLE_SIGN, "sign")

    def _change(self, change: Change, display: str) -> None:
        factor, look = (100, "points") if display == PERCENT else (1, "difference")
        values = {
            "difference": change.difference, "change_low": change.told_low, "change_high": change.told_high, "mdd": change.mdd
        }  # fmt: skip
        for column, value in values.items():
            shown = None if value is None else value * factor
            self.number(
                column, shown, ("number" if factor == 100 else "decimal") if column == "mdd" else look
            )
        self.text("change_mark", book_words().change_marks.get(change.verdict, ""), "sign")


def _question(found: BookRow, study: Study) -> str:
    """The question as it was put: the stem, and the row of a grid."""
    item = found.item
    stem = study.questionnaire.group_of(item.id).stem
    return item.text if stem == item.text else f"{stem} {item.text}"


def _answer(found: BookRow) -> str:
    words, quantity = book_words(), found.quantity
    if quantity.measure != "share":
        return words.median if quantity.measure == "median" else words.mean
    if found.item.traits.is_option:
        return found.item.scale.label(quantity.category) if found.item.scale else ""
    special = {entry.code: entry.label for entry in found.item.special}
    nets = {net.id for net in found.item.scale.nets} if found.item.scale else set()
    label = special.get(quantity.category) or quantity.label
    return filled(words.net, {"label": label}) if quantity.category in nets else label
