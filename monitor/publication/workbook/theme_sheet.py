"""A sheet of the table book: every figure of one theme, a row each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.publication.cells.certainty import Certainty
from monitor.publication.cells.margins import margin_of, told_margin_of
from monitor.publication.cells.outcomes import outcome_word
from monitor.publication.cells.selection import PERCENT
from monitor.publication.exhibits.table_model import SUPPRESSED_SIGN, UNRELIABLE_SIGN
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import decimals_apart, percent
from monitor.publication.language.parts import TableBookWords
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.sentences import divided_by
from monitor.publication.workbook.tablebook_rows import BookRow, BookRows
from monitor.publication.workbook.tablebook_sheets import Book
from monitor.schema import Change, Estimate
from monitor.schema_words import TOTAL, quantile_of
from monitor.study.labels import answer_label, group_label, wave_label
from monitor.study.questionnaire import Item
from monitor.study.study import Study
from monitor.study.study_file import Breakdown

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

SHOWN_WITH = {"percent": (100, 0), "decimal": (1, 1), "points": (1, 0), "difference": (1, 1)}
"""By look how a value is shown: times what, and with how many decimals."""
HEADER_ROW = 3  # below title, explanation and the link back
OF_CHANGES = (
    "difference",
    "change_low",
    "change_high",
    "mdd",
    "change_mark",
)  # columns where waves are compared
OF_GROUPS = ("rest_difference", "rest_mark")  # where groups are compared with the rest, or a reference
OF_PAIRS = ("letter", "higher_than")  # where every two groups are compared
LABEL_COLUMNS = 3  # that stay in view: question number, item, breakdown


@dataclass(frozen=True)
class ThemeSheet:
    """A sheet of one theme: where it stands in the book, the name of the sheet with the contents, and its words.

    `compared` where there are earlier figures to compare with, `groups` where groups are compared with each other.
    """

    book: Book
    sheet: Worksheet
    contents: str
    voice: Voice
    certainty: Certainty
    compared: bool
    groups: bool

    @property
    def words(self) -> TableBookWords:
        return self.voice.words.tablebook

    @property
    def columns(self) -> dict[str, int]:
        """The place of each column; weighted n only where it is known to be the unweighted n."""
        without = (
            ("weighted",) * self.voice.study.weighted
            + OF_CHANGES * (not self.compared)
            + OF_GROUPS * (not self.groups or not self._compared_with(lambda each: each.marks_groups))
            + OF_PAIRS * (not self.groups or not self._compared_with(lambda each: not each.marks_groups))
        )
        names = [name for name in self.words.columns if name not in without]
        return {name: place for place, name in enumerate(names)}

    def _compared_with(self, chosen: Callable[[Breakdown], bool]) -> bool:
        return any(each.groups_are_tested and chosen(each) for each in self.voice.study.breakdowns)


def write_theme_sheet(theme: ThemeSheet, rows: BookRows, items: Sequence[Item]) -> None:
    """Write the rows of some items, with links, filters and headers that stay in view."""
    book, sheet, words, columns = theme.book, theme.sheet, theme.words, theme.columns
    for name, place in columns.items():
        sheet.set_column(place, place, words.columns[name].width)
    book.text(sheet, 1, 0, words.row_note, "note")
    book.link(sheet, 2, 0, theme.contents, words.back)
    sheet.set_row(HEADER_ROW, 44)
    line = HEADER_ROW
    for item in items:
        for row in rows.rows(item):
            line += 1
            _Line(theme, line, columns).write(row)
    sheet.freeze_panes(HEADER_ROW + 1, LABEL_COLUMNS)
    values = {"confidence": theme.certainty.confidence}
    headers = [filled(words.columns[name].header, values) for name in columns]
    book.table(sheet, (HEADER_ROW, line, len(columns) - 1), headers, f"{words.table}{book.number_of(sheet)}")
    sheet.repeat_rows(HEADER_ROW)
    sheet.print_area(0, 0, line, columns["text"] - 1)


class _Line:
    """One row of a theme sheet."""

    def __init__(self, theme: ThemeSheet, line: int, columns: dict[str, int]) -> None:
        self.book, self.sheet, self.line, self.columns = theme.book, theme.sheet, line, columns
        self.words, self.voice = theme.words, theme.voice

    def text(self, column: str, text: str, look: str = "text") -> None:
        if text:
            self.book.text(self.sheet, self.line, self.columns[column], text, look)

    def number(self, column: str, value: float | None, look: str, finer: int = 0) -> None:
        self.book.number(self.sheet, self.line, self.columns[column], value, look, finer)

    def _ends(self, columns: Sequence[str], margin: tuple[float, float] | None, look: str) -> None:
        """Both ends of an interval, with as many decimals as set them apart."""
        if margin is None:
            return
        factor, fewest = SHOWN_WITH[look]
        low, high = (end * factor for end in margin)
        finer = (decimals_apart(low, high, fewest) or fewest) - fewest
        for column, end in zip(columns, margin, strict=True):
            self.number(column, end, look, finer)

    def write(self, row: BookRow) -> None:
        self._labels(row)
        self._bases(row.estimate)
        display = row.quantity.display
        if row.quantity.measure == "share":
            self._value(("share", "low", "high"), row.estimate, "percent")
        else:
            look = "percent" if display == PERCENT else "decimal"
            self._value(("mean", "mean_low", "mean_high"), row.estimate, look)
        if row.change is not None:
            self._change(row.change, display)
        if row.rest is not None:
            self._difference("rest_difference", row.rest, display)
            self.text("rest_mark", outcome_word(row.rest, self.words.group_marks), "sign")
        self.text("letter", row.letter, "sign")
        self.text("higher_than", row.higher_than, "sign")

    def _labels(self, row: BookRow) -> None:
        item, study = row.item, self.voice.study
        breakdown = study.breakdown(row.breakdown)
        self.text("number", item.number)
        self.text("item", self.voice.label_beside_number(item))
        self.text("breakdown", breakdown.label if breakdown else "")
        self.text(
            "group", group_label(row.breakdown, row.group, study) if breakdown else self.words.everybody
        )
        self.text("wave", wave_label(row.estimate.wave, study))
        self.text("answer", self._answer(row))
        self.text("text", _question(item, study), "line")

    def _answer(self, row: BookRow) -> str:
        measure, category = row.quantity.measure, row.quantity.category
        if measure != "share":
            return self._measure(row)
        label, scale = answer_label(row.item, category), row.item.scale
        is_net = scale is not None and category in {net.id for net in scale.nets}
        return filled(self.words.net, {"label": label}) if is_net else label

    def _measure(self, row: BookRow) -> str:
        """What a figure is that is no share of an answer."""
        estimate, words = row.estimate, self.words.measures
        people = estimate.measure == TOTAL and bool(estimate.category)
        values = {
            "percent": percent((quantile_of(estimate.measure) or 0) / 100),
            "other": divided_by(estimate, self.voice.study),
            "label": answer_label(row.item, estimate.category) if people else "",
            "respondents": self.voice.respondents.plural,
        }
        form = "quantile" if quantile_of(estimate.measure) is not None else estimate.measure
        return filled(words["people" if people else form], values)

    def _bases(self, estimate: Estimate) -> None:
        self.number("n", estimate.n, "number")
        if "weighted" in self.columns:
            self.number("weighted", estimate.n, "number")
        self.number("effective", estimate.n_effective, "decimal")
        self.number("count", estimate.count, "number")

    def _value(self, columns: tuple[str, str, str], estimate: Estimate, look: str) -> None:
        if estimate.is_class:
            self.text(columns[0], self.voice.words.figures.marks[estimate.status], "right")
            return
        if not estimate.shown:
            self.text(columns[0], SUPPRESSED_SIGN, "right")
            self.text("status", SUPPRESSED_SIGN, "sign")
            return
        self.number(columns[0], estimate.estimate, look)
        self._ends(columns[1:], margin_of(estimate), look)
        if estimate.status == "unreliable":
            self.text("status", UNRELIABLE_SIGN, "sign")

    def _difference(self, column: str, change: Change, display: str) -> tuple[int, str]:
        """A difference in points or in the unit of the figure; returns times what it is shown, and its look."""
        factor, look = (100, "points") if display == PERCENT else (1, "difference")
        self.number(column, None if change.difference is None else change.difference * factor, look)
        return factor, look

    def _change(self, change: Change, display: str) -> None:
        factor, look = self._difference("difference", change, display)
        mdd = None if change.mdd is None else change.mdd * factor
        self.number("mdd", mdd, "number" if factor == 100 else "decimal")
        margin = told_margin_of(change)
        told = None if margin is None else (margin[0] * factor, margin[1] * factor)
        self._ends(("change_low", "change_high"), told, look)
        self.text("change_mark", outcome_word(change, self.words.change_marks), "sign")


def _question(item: Item, study: Study) -> str:
    """The question as it was put: the stem, and the row of a grid."""
    stem = study.questionnaire.group_of(item.id).stem
    return item.text if stem == item.text else f"{stem} {item.text}"
