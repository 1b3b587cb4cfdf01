"""The table book: every released figure in an Excel file, to look a question up in and to compute with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.publication.cells.certainty import certainty_of
from monitor.publication.language.filling import filled
from monitor.publication.language.parts import ColumnWords
from monitor.publication.language.voice import Voice
from monitor.publication.theme.theme import load_theme
from monitor.publication.workbook.book import Book, Value
from monitor.publication.workbook.column_choice import in_banner
from monitor.publication.workbook.columns import Context
from monitor.publication.workbook.front_sheets import Front
from monitor.publication.workbook.long_sheets import LongSheet, difference_rows, figure_rows
from monitor.publication.workbook.method_sheet import write_method
from monitor.publication.workbook.question_sheets import Listed, QuestionSheet, write_breakdown
from monitor.publication.workbook.released_figures import ReleasedFigures
from monitor.release.results.released_set import ReleasedSet
from monitor.study.labels import theme_label

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


def write_tablebook(released: ReleasedSet, voice: Voice, path: Path) -> Path:
    """Write the table book: cover, contents, notes, a sheet per theme, and the long lists.

    **Theme sheets**: a table per question; rows are answers, columns are waves and groups. **Lists**: a row per
    figure, and a row per difference with its test. **Units**: shares as part of 1 with a percentage format,
    differences of shares in points; nothing is rounded. Equal released sets and study files give equal bytes.
    """
    words, study = voice.words.tablebook, voice.study
    title = f"{words.title} {study.title}"
    properties = {"title": title, "author": study.publisher, "comments": words.comments}
    book = Book(study.published, properties, load_theme(study.theme).colours)
    _Maker(book, released, voice).write()
    book.close(words.language, path)
    return path


@dataclass
class _Maker:
    """Makes the sheets in their order; keeps what the contents tell of each."""

    book: Book
    released: ReleasedSet
    voice: Voice
    about: list[tuple[str, str]] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.words = self.voice.words.tablebook
        self.figures = ReleasedFigures(self.released, self.voice.study)
        self.context = Context(self.figures, self.voice)
        self.certainty = certainty_of(self.released, self.voice.study)

    def write(self) -> None:
        cover = self._sheet("cover", title=f"{self.words.title}: {self.voice.study.title}")
        contents = self._sheet("contents")
        self.contents = contents.get_name()
        front = Front(self.book, self.voice, self.released, self.certainty, self.contents)
        front.cover(cover)
        front.notes(self._sheet("notes", self.words.about["notes"]))
        self._themes()
        self._breakdowns()
        self._differences()
        self._figures()
        form = "compared" if self.released.compares_waves else "alone"
        method = self._sheet(form, self.words.about[form])
        write_method(self.book, method, self.released, self.voice, self.contents)
        front.contents_sheet(contents, self.about, self.listed)

    def _sheet(self, form: str, about: str = "", name: str = "", title: str = "", **values: str) -> Worksheet:
        words = self.words.sheets.get(form)
        if words is not None:
            name, title = name or filled(words.name, values), title or filled(words.title, values)
        sheet = self.book.sheet(name, title, self.words.page)
        if about:
            self.about.append((sheet.get_name(), about))
        return sheet

    def _themes(self) -> None:
        names = {
            "notes": "notes",
            "figures": "figures",
            "waves": "waves" if self.released.compares_waves else "groups",
        }
        told = {name: self.words.sheets[sheet].name for name, sheet in names.items()}
        tested = len(self.released.changes) > 0
        note = filled(self.words.theme_note if tested else self.words.theme_note_alone, told)
        for theme, questions in self.figures.themes().items():
            title = theme_label(theme, self.voice.study.questionnaire).strip() or self.words.other_theme
            about = filled(self.words.about["theme"], {"title": title})
            sheet = self._sheet("", about, title, title)
            writer = QuestionSheet(self.book, sheet, self.context, self.contents)
            self.listed += writer.write(questions, note)

    def _breakdowns(self) -> None:
        """A sheet for each breakdown whose groups do not fit beside each other under a question."""
        for breakdown in self.voice.study.breakdowns:
            if in_banner(breakdown, self.context) or not self.figures.waves_of(
                tuple(self.figures.items), breakdown.id
            ):
                continue
            values = {"breakdown": breakdown.label}
            sheet = self._sheet("by", filled(self.words.about["by"], values), **values)
            write_breakdown(self.book, sheet, self.figures.items, breakdown, self.context, self.contents)

    def _differences(self) -> None:
        noted = self.words.differences_note if self.certainty.adjusted else self.words.differences_note_plain
        for form, of_groups in (("waves", False), ("groups", True)):
            changes = self.figures.differences(of_groups)
            if changes:
                self._list(form, difference_rows(changes, self.context), self.words.differences, noted)

    def _figures(self) -> None:
        items = [item for several in self.figures.themes().values() for one in several for item in one.items]
        self._list("figures", figure_rows(items, self.context), self.words.figures, self.words.figures_note)

    def _list(
        self, form: str, rows: Iterable[Mapping[str, Value]], columns: Mapping[str, ColumnWords], note: str
    ) -> None:
        """One table on a sheet, and on more where a sheet of Excel has too few rows for it."""
        waiting = iter(rows)
        part = list(islice(waiting, self.words.most_rows))
        while True:
            sheet = self._sheet(form, self.words.about[form])
            long = LongSheet(
                self.book, sheet, self.context, self.contents, columns, self.certainty.confidence
            )
            long.write(part, self.words.tables[form], note)
            part = list(islice(waiting, self.words.most_rows))
            if not part:
                return
