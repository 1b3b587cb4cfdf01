"""The first sheets of the book: cover, contents with a link for each question, and what signs and columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.publication.cells.certainty import Certainty
from monitor.publication.language.filling import capital, filled
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.voice import Voice
from monitor.publication.workbook.book import Book, height_of
from monitor.publication.workbook.question_sheets import Listed
from monitor.release.results.released_set import ReleasedSet
from monitor.schema_words import PAIRS, REFERENCE
from monitor.study.labels import group_label, wave_label

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TWO_COLUMNS = (40.0, 100.0)
FIRST_ROW = 3


@dataclass(frozen=True)
class Front:
    """Writes the first sheets in the words of a voice."""

    book: Book
    voice: Voice
    released: ReleasedSet
    certainty: Certainty
    contents: str

    # cover

    def cover(self, sheet: Worksheet) -> None:
        """Who published what and when, and how to find a question."""
        words = self.voice.words.tablebook
        row = self._marks(sheet, 1)
        self.book.text(
            sheet, row, 0, filled(words.cover.what, {"contents": words.sheets["contents"].name}), "line"
        )
        self.book.link(sheet, row + 1, 0, (self.contents, 0), words.back)
        rows = [(words.cover.facts[name], text) for name, text in self._facts() if text]
        rows += list(self._counted())
        self._table(sheet, row + 3, words.cover.header, rows, words.tables["facts"])
        sheet.activate()

    def _marks(self, sheet: Worksheet, row: int) -> int:
        words, study = self.voice.words.tablebook, self.voice.study
        for mark in [words.demonstration] * study.demonstration + [words.concept] * study.concept:
            self.book.text(sheet, row, 0, mark, "bold")
            row += 1
        return row

    def _facts(self) -> Iterator[tuple[str, str]]:
        words, study, certainty = self.voice.words.tablebook, self.voice.study, self.certainty
        yield "study", f"{study.title}. {study.subtitle}" if study.subtitle else study.title
        yield "publisher", study.publisher
        yield "published", self.voice.phrases.date(study.published.isoformat())
        yield "contact", study.contact or self._ask(study.publisher)
        yield "waves", self.voice.phrases.listed([wave.label for wave in study.waves])
        yield "respondents", self.voice.respondents.plural
        yield "weights", words.weighted_unknown if study.weighted else words.weighted_same
        if len(self.released.changes):
            yield "confidence", certainty.confidence
            yield "power", percent(certainty.power)

    def _counted(self) -> Iterator[tuple[str, str]]:
        """How many respondents count in each wave of which the run tells it."""
        words, counted = self.voice.words.tablebook.cover, self.released.method.waves
        for wave in self.voice.study.waves:
            n = counted[wave.id].n_counted if wave.id in counted else None
            if n is not None:
                told = {"n": number(n), "respondents": self.voice.respondents.plural}
                yield filled(words.facts["n"], {"wave": wave.label}), filled(words.count, told)

    def _ask(self, publisher: str) -> str:
        return filled(self.voice.words.tablebook.cover.ask, {"publisher": publisher}) if publisher else ""

    # contents

    def contents_sheet(
        self, sheet: Worksheet, sheets: Sequence[tuple[str, str]], listed: Sequence[Listed]
    ) -> None:
        """Every sheet, and every question with a link to its table."""
        book, words = self.book, self.voice.words.tablebook
        widths = (48.0, 80.0, 34.0, 26.0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        self._marks(sheet, 1)
        header = FIRST_ROW
        headers = book.headers(sheet, header, words.contents.sheets_header, widths)
        for row, (name, about) in enumerate(sheets, start=header + 1):
            book.link(sheet, row, 0, (name, 0), name)
            book.text(sheet, row, 1, about)
            sheet.set_row(row, height_of((name, about), widths))
        last = header + len(sheets)
        book.table(sheet, (header, last), headers, words.tables["sheets"], words.sheets["contents"].title)
        if listed:
            self._questions(sheet, last + 2, listed, widths)

    def _questions(
        self, sheet: Worksheet, row: int, listed: Sequence[Listed], widths: Sequence[float]
    ) -> None:
        book, words = self.book, self.voice.words.tablebook
        book.text(sheet, row, 0, words.contents.questions_title, "section")
        sheet.set_row(row, 20)
        header = row + 1
        headers = book.headers(sheet, header, words.contents.questions_header, widths)
        for line, entry in enumerate(listed, start=header + 1):
            label = f"{entry.number} {entry.label}" if entry.number else entry.label
            label = filled(words.contents.row, {"label": label}) if entry.is_row else label
            waves = self.voice.phrases.listed([self._wave(wave) for wave in entry.waves])
            look = "link_below" if entry.is_row else "link_wrapped"
            book.link(sheet, line, 0, (entry.place.sheet, entry.place.row), label, look)
            book.text(sheet, line, 1, entry.asked or words.signs["empty"])
            book.text(sheet, line, 2, entry.place.sheet)
            book.text(sheet, line, 3, waves or words.signs["empty"])
            sheet.set_row(line, height_of((label, entry.asked, entry.place.sheet, waves), widths))
        place = (header, header + len(listed))
        book.table(
            sheet, place, headers, words.tables["questions"], words.contents.questions_title, filters=True
        )

    def _wave(self, wave: str) -> str:
        return wave_label(wave, self.voice.study)

    # notes

    def notes(self, sheet: Worksheet) -> None:
        """The signs in words, the outcomes of tests, and how to read the tables."""
        words = self.voice.words.tablebook
        self.book.link(sheet, 1, 0, (self.contents, 0), words.back)
        row = FIRST_ROW
        for title, header, lines, name in (
            (words.signs_title, words.signs_header, list(self._signs()), "signs"),
            (words.outcomes_title, words.outcomes_header, list(self._outcomes()), "outcomes"),
            (words.notes_title, words.notes_header, list(self._notes()), "notes"),
        ):
            if lines:
                self.book.text(sheet, row, 0, title, "section")
                sheet.set_row(row, 20)
                row = self._table(sheet, row + 1, header, lines, words.tables[name]) + 2

    def _signs(self) -> Iterator[tuple[str, str]]:
        words, marks = self.voice.words.tablebook, self.voice.words.figures.marks
        shown = {**words.signs, **marks}
        yield from ((shown[name], meaning) for name, meaning in words.legend.items())

    def _outcomes(self) -> Iterator[tuple[str, str]]:
        """The words of every outcome that a comparison of this study can have."""
        words, verdicts = self.voice.words.tablebook, self.voice.words.sentences.verdicts
        waves, groups = self.released.compares_waves, self.released.compares_groups
        told = (words.outcomes_of_waves if waves else {}) | (words.outcomes_of_groups if groups else {})
        for name, meaning in (told | (words.outcomes if waves or groups else {})).items():
            yield capital(verdicts[name]), meaning

    def _notes(self) -> Iterator[tuple[str, str]]:
        words, study = self.voice.words.tablebook, self.voice.study
        values = {"confidence": self.certainty.confidence, "figures": words.sheets["figures"].name}
        waves = self.released.compares_waves
        for about, note in (*words.notes, *(words.notes_of_changes if waves else ())):
            yield about, filled(note, values)
        adjusted = words.margins_adjusted if self.certainty.adjusted else words.margins_unadjusted
        yield words.margins_name, filled(adjusted if waves else words.margins, values)
        if self.released.compares_groups:
            yield from ((words.groups_name, note) for note in self._notes_of_groups())
        if any(breakdown.identifiable for breakdown in study.breakdowns):
            yield words.identifiable_name, words.identifiable
        yield words.weights_name, words.weighted_unknown if study.weighted else words.weighted_same

    def _notes_of_groups(self) -> Iterator[str]:
        """With what the groups of each tested breakdown are compared."""
        words = self.voice.words.tablebook
        tested = [breakdown for breakdown in self.voice.study.breakdowns if breakdown.groups_are_tested]
        if any(breakdown.marks_groups for breakdown in tested):
            yield words.groups
        forms = {REFERENCE: words.groups_reference, PAIRS: words.groups_pairs}
        for breakdown in tested:
            if breakdown.compared in forms:
                reference = group_label(breakdown.id, breakdown.reference, self.voice.study)
                values = {"breakdown": breakdown.label, "reference": reference}
                yield filled(forms[breakdown.compared], values)

    def _table(
        self,
        sheet: Worksheet,
        header: int,
        headers: Sequence[str],
        rows: Iterable[tuple[str, str]],
        name: str,
    ) -> int:
        """A table of two columns; returns its last row."""
        for column, width in enumerate(TWO_COLUMNS):
            sheet.set_column(column, column, width)
        written = self.book.headers(sheet, header, headers, TWO_COLUMNS)
        line = header
        for line, cells in enumerate(rows, start=header + 1):
            for column, text in enumerate(cells):
                self.book.text(sheet, line, column, text)
            sheet.set_row(line, height_of(cells, TWO_COLUMNS))
        self.book.table(sheet, (header, line), written, name, sheet.get_name())
        return line
