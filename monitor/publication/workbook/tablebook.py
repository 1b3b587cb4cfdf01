"""The table book: every released figure in an Excel file that people can filter and compute with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.publication.annex.method_annex import method_tables
from monitor.publication.cells.certainty import Certainty, certainty_of
from monitor.publication.exhibits.table_model import SUPPRESSED_SIGN, UNRELIABLE_SIGN, Table
from monitor.publication.language.filling import capital, filled
from monitor.publication.language.numbers import percent
from monitor.publication.language.voice import Voice
from monitor.publication.theme.theme import load_theme
from monitor.publication.workbook.tablebook_rows import BookRows
from monitor.publication.workbook.tablebook_sheets import Book
from monitor.publication.workbook.theme_sheet import HEADER_ROW, ThemeSheet, write_theme_sheet
from monitor.release.results.released_set import ReleasedSet
from monitor.schema_words import PAIRS, REFERENCE
from monitor.study.labels import group_label, theme_label

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WHOLE_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})*")  # as a Dutch reader sees it
SETTINGS_WIDTHS = (44, 28, 28, 28, 28, 28)


def write_tablebook(released: ReleasedSet, voice: Voice, path: Path) -> Path:
    """Write the table book: contents, settings, and one sheet per theme with one row per figure.

    **Rows** of a theme sheet: item x breakdown x group x wave x answer (or mean, median), as in
    `estimates`, with the change that ends in that wave. **Units**: shares as part of 1 with a
    percentage format, differences of shares in points; nothing is rounded. Equal released sets and
    study files give equal bytes.
    """
    words, study = voice.words.tablebook, voice.study
    rows, certainty = BookRows(released, study), certainty_of(released, study)
    compared, groups = released.compares_waves, released.compares_groups
    about = words.settings_sheet["compared" if compared else "alone"]
    properties = {
        "title": f"{words.title} {study.title}",
        "author": study.publisher,
        "comments": words.comments,
    }
    book = Book(path, study.published, properties, load_theme(study.theme).colours)
    contents = book.sheet(words.contents, f"{words.title}: {study.title}", words.page)
    settings = book.sheet(words.settings, about, words.page)
    sheets = [(settings.get_name(), about, 0)]
    for theme, items in rows.themes().items():
        title = theme_label(theme, study.questionnaire) or words.other_theme
        sheet = book.sheet(title, title, words.page)
        theme_sheet = ThemeSheet(book, sheet, contents.get_name(), voice, certainty, compared, groups)
        write_theme_sheet(theme_sheet, rows, items)
        sheets.append((sheet.get_name(), title, len(items)))
    _write_settings(book, settings, released, voice)
    _write_contents(book, contents, voice, released, sheets)
    book.close()
    return path


# contents


def _write_contents(
    book: Book, sheet: Worksheet, voice: Voice, released: ReleasedSet, sheets: list[tuple[str, str, int]]
) -> None:
    words, study = voice.words.tablebook, voice.study
    for column, width in enumerate((34, 60, 14)):
        sheet.set_column(column, column, width)
    book.text(sheet, 1, 0, filled(words.made_of, {"title": study.title, "published": _date(voice)}), "note")
    marks = [words.demonstration] * study.demonstration + [words.concept] * study.concept
    book.text(sheet, 2, 0, " ".join(marks), "bold" if marks else "note")
    for column, header in enumerate(words.contents_header):
        book.text(sheet, HEADER_ROW, column, header, "header")
    for row, (name, title, items) in enumerate(sheets, start=HEADER_ROW + 1):
        book.link(sheet, row, 0, name, name)
        book.text(sheet, row, 1, title)
        book.number(sheet, row, 2, items or None, "number")
    row = _write_lines(
        book, sheet, HEADER_ROW + len(sheets) + 2, words.legend_title, _legend(released, voice)
    )
    notes = [(note, "") for note in _notes(released, voice)]
    notes += [(words.identifiable, "")] * any(breakdown.identifiable for breakdown in study.breakdowns)
    weights = words.weighted_unknown if study.weighted else words.weighted_same
    _write_lines(book, sheet, row + 1, words.notes_title, [*notes, (weights, "")])
    sheet.activate()


def _date(voice: Voice) -> str:
    return voice.phrases.date(voice.study.published.isoformat())


def _notes(released: ReleasedSet, voice: Voice) -> list[str]:
    """How to read the columns that the book has."""
    words, certainty = voice.words.tablebook, certainty_of(released, voice.study)
    values = {"respondents": voice.respondents.plural, "confidence": certainty.confidence}
    adjusted = words.margins_adjusted if certainty.adjusted else words.margins_unadjusted
    notes = (*words.notes_of_changes, adjusted) if released.compares_waves else (words.margins,)
    told = [filled(note, values) for note in (*words.notes, *notes)]
    return [*told, *_notes_of_groups(voice)] if released.compares_groups else told


def _notes_of_groups(voice: Voice) -> Iterator[str]:
    """With what the groups of each tested breakdown are compared."""
    words = voice.words.tablebook
    tested = [breakdown for breakdown in voice.study.breakdowns if breakdown.groups_are_tested]
    if any(breakdown.marks_groups for breakdown in tested):
        yield words.groups
    forms = {REFERENCE: words.groups_reference, PAIRS: words.groups_pairs}
    for breakdown in tested:
        if breakdown.compared in forms:
            reference = group_label(breakdown.id, breakdown.reference, voice.study)
            values = {"breakdown": breakdown.label, "reference": reference}
            yield filled(forms[breakdown.compared], values)


def _legend(released: ReleasedSet, voice: Voice) -> list[tuple[str, str]]:
    words, verdicts = voice.words.tablebook, voice.words.sentences.verdicts
    marks = voice.words.figures.marks
    signs = [(SUPPRESSED_SIGN, words.legend["suppressed"]), (UNRELIABLE_SIGN, words.legend["unreliable"])]
    signs += [(mark, words.legend[name]) for name, mark in marks.items() if name in words.legend]
    of_changes = words.change_marks.items() if released.compares_waves else ()
    known = {sign for sign, _ in signs}
    return [*signs, *((sign, verdicts[verdict]) for verdict, sign in of_changes if sign not in known)]


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


def _write_settings(book: Book, sheet: Worksheet, released: ReleasedSet, voice: Voice) -> None:
    words = voice.words.tablebook
    for column, width in enumerate(SETTINGS_WIDTHS):
        sheet.set_column(column, column, width)
    book.link(sheet, 1, 0, words.contents, words.back)
    weights = words.weighted_unknown if voice.study.weighted else words.weighted_same
    book.text(sheet, 2, 0, weights, "note")
    certainty = certainty_of(released, voice.study) if len(released.changes) else None
    row = _write_facts(book, sheet, HEADER_ROW + 1, voice, certainty) + 1
    for maker in method_tables().values():
        table = maker(released, voice)
        if table is not None:
            row = _write_table(book, sheet, row, table) + 1


def _write_facts(book: Book, sheet: Worksheet, row: int, voice: Voice, certainty: Certainty | None) -> int:
    """What was studied, and how sure a verdict is where there are any. Returns the next free row."""
    words, study = voice.words.tablebook, voice.study
    values = {
        "study": study.title, "publisher": study.publisher, "published": _date(voice),
        "waves": voice.phrases.listed([wave.label for wave in study.waves]), "respondents": voice.respondents.plural,
        "confidence": certainty.confidence if certainty else "", "power": percent(certainty.power) if certainty else "",
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
    for column, header in enumerate((table.stub, *(each.header for each in table.columns))):
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
