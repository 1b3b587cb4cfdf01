"""The sheets of the book to filter and compute with: every figure, and every difference with its test, a row each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.publication.cells.selection import Quantity
from monitor.publication.language.filling import filled
from monitor.publication.language.parts import ColumnWords
from monitor.publication.workbook.book import HEADER, NUMBER_HEADER, WORD_HEADER, Book, Value, height_of
from monitor.publication.workbook.columns import Context
from monitor.publication.workbook.printing import ACROSS, LEAST, across
from monitor.publication.workbook.values import of_differences
from monitor.schema import Change, Estimate
from monitor.schema_words import REFERENCE
from monitor.study.labels import group_label, theme_label
from monitor.study.questionnaire import Item

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HEADER_ROW = 3  # below title, note and the link back
LABELS = 3  # columns that say what a row is about: number, item, answer
JOINED = "_joined"
NUMBERS = frozenset((
    "estimate", "low", "high", "n", "effective", "count", "difference", "p", "adjusted", "n_from", "n_to", "mdd",
    "margin", "statistic", "df",
))  # fmt: skip
WORDS = frozenset(("unit", "sign", "outcome", "test", "reason", "number"))  # signs may stand in these too


@dataclass(frozen=True)
class LongSheet:
    """A sheet that is one table with filters, its header in view."""

    book: Book
    sheet: Worksheet
    context: Context
    contents: str
    columns: Mapping[str, ColumnWords]
    confidence: str

    @staticmethod
    def _look(column: str) -> str:
        """The look of a header; what stands under it is a number, a word that may be a sign, or a text."""
        return NUMBER_HEADER if column in NUMBERS else WORD_HEADER if column in WORDS else HEADER

    def write(self, rows: Sequence[Mapping[str, Value]], name: str, note: str) -> None:
        """Write the rows under their headers and mark them as a table; of a long one only what it is comes on paper."""
        book, sheet, columns = self.book, self.sheet, self.columns
        long = len(rows) > self.context.words.most_printed
        note = f"{note} {self.context.words.not_printed}" if long else note
        book.text(sheet, 1, 0, note, "note")
        book.link(sheet, 2, 0, (self.contents, 0), self.context.words.back)
        widths = [column.width for column in columns.values()]
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        values = {"confidence": self.confidence}
        texts = [filled(column.header, values) for column in columns.values()]
        looks = [self._look(name) for name in columns]
        header = book.headers(sheet, HEADER_ROW, texts, [width - 2 for width in widths], looks)
        line = HEADER_ROW
        for row in rows:
            line += 1
            cells = [replace(row[name], look="word") if name in WORDS else row[name] for name in columns]
            for place, value in enumerate(cells):
                book.write(sheet, line, place, value)
            sheet.set_row(
                line,
                height_of([cell.text if cell.look in ("text", "word") else "" for cell in cells], widths),
            )
        sheet.freeze_panes(HEADER_ROW + 1, 0)
        book.table(sheet, (HEADER_ROW, line), header, name, sheet.get_name(), filters=True)
        sheet.repeat_rows(HEADER_ROW)
        sheet.print_area(0, 0, HEADER_ROW - 1 if long else line, len(texts) - 1 - ("text" in columns))
        pages = math.ceil(across(widths) * LEAST / 100 / ACROSS)
        if pages > 1 and not long:
            sheet.fit_to_pages(pages, 0)
            sheet.repeat_columns(0, LABELS - 1)
            sheet.print_across()


def figure_rows(items: Sequence[Item], context: Context) -> Iterable[dict[str, Value]]:
    """A row for every figure, question by question."""
    for item in items:
        labels = _labels(item, context)
        for estimate in context.figures.estimates_of(item):
            yield labels | _figure(item, estimate, context)


def _labels(item: Item, context: Context) -> dict[str, Value]:
    voice = context.voice
    theme = theme_label(item.theme, voice.study.questionnaire) or context.words.other_theme
    stem = voice.study.questionnaire.group_of(item.id).stem
    asked = item.text if stem == item.text else f"{stem} {item.text}"
    return {
        "theme": Value(text=theme),
        "number": Value(text=item.number) if item.number else context.values.sign("empty"),
        "item": Value(text=voice.label_beside_number(item)),
        "text": Value(text=asked, look="line"),
    }


def _figure(item: Item, estimate: Estimate, context: Context) -> dict[str, Value]:
    values, words = context.values, context.words
    quantity = Quantity(item, estimate.category, estimate.measure)
    low, high = values.margin(estimate, quantity)
    return {
        "answer": Value(text=values.answer(quantity, estimate)),
        **_place(estimate.breakdown, estimate.group, context),
        "wave": Value(text=context.wave(estimate.wave)),
        "estimate": values.figure(estimate, quantity, marked=False),
        "unit": Value(text=words.units[quantity.display]),
        "low": low,
        "high": high,
        "n": values.count(estimate.n, estimate),
        "effective": values.count(estimate.n_effective, estimate),
        "count": values.count(estimate.count, estimate),
        "sign": _sign(estimate, context),
    }


def _sign(estimate: Estimate, context: Context) -> Value:
    """Why there is no number, or what to keep in mind of it."""
    if estimate.is_class:
        return Value(text=context.voice.words.figures.marks[estimate.status])
    if estimate.status == "unreliable":
        return Value(text=context.words.signs["unreliable"])
    shown = context.values.figure(estimate, Quantity(context.figures.items[0]))
    return Value(text=shown.text or context.words.no_sign)


def _place(breakdown: str, group: str, context: Context) -> dict[str, Value]:
    study, everybody = context.voice.study, Value(text=context.words.everybody)
    declared = study.breakdown(breakdown)
    if declared is None:
        return {"breakdown": everybody, "group": everybody}
    label = group_label(breakdown, group, study) if group else context.words.all_groups
    return {"breakdown": Value(text=declared.label), "group": Value(text=label)}


def difference_rows(changes: Iterable[Change], context: Context) -> Iterable[dict[str, Value]]:
    """A row for every difference, with all numbers of its test."""
    for change in changes:
        item = context.voice.study.questionnaire.items.get(change.item)
        quantity = Quantity(item, change.category, change.measure) if item is not None else None
        yield (
            _tested(change, context)
            | _about(change, item, quantity, context)
            | _size(change, quantity, context)
        )


def _about(
    change: Change, item: Item | None, quantity: Quantity | None, context: Context
) -> dict[str, Value]:
    """What is compared."""
    voice, words, values = context.voice, context.words, context.values
    group = voice.study.questionnaire.groups.get(change.item)
    number = item.number if item is not None else group.number if group is not None else ""
    label = change.item if group is None else group.short or group.stem
    whole = quantity is None or (not change.category and change.measure == "share")
    comparison = change.comparison.partition(":")[0]
    breakdown = voice.study.breakdown(change.breakdown)
    reference = group_label(change.breakdown, breakdown.reference, voice.study) if breakdown else ""
    told = {"reference": reference if comparison == REFERENCE else ""}
    return {
        "number": Value(text=number) if number else values.sign("empty"),
        "item": Value(text=voice.label_beside_number(item) if item is not None else label),
        "answer": Value(
            text=words.all_answers if whole or quantity is None else values.answer(quantity, None)
        ),
        **_place(change.breakdown, change.group, context),
        "comparison": Value(text=filled(words.comparisons.get(comparison, comparison), told)),
        "from": Value(text=context.wave(change.from_wave)),
        "to": Value(text=context.wave(change.to_wave)),
    }


def _size(change: Change, quantity: Quantity | None, context: Context) -> dict[str, Value]:
    """How large the difference is, in its unit."""
    values, empty = context.values, context.values.sign("empty")
    if quantity is None or change.difference is None:
        number = values.number(None, change, "points")
        return {
            "difference": number,
            "unit": empty,
            "low": number,
            "high": number,
            "mdd": number,
            "margin": empty,
        }
    factor, look = of_differences(quantity)
    low, high = values.told_margin(change, quantity) if change.verdict else (empty, empty)
    size = "number" if look == "points" else "decimal"
    return {
        "difference": values.difference(change, quantity),
        "unit": Value(text=context.words.units_of_differences[quantity.display]),
        "low": low,
        "high": high,
        "mdd": values.number(change.mdd, change, size, factor),
        "margin": values.number(change.margin, change, size, factor),
    }


def _tested(change: Change, context: Context) -> dict[str, Value]:
    """The test and what it says; a difference that was not judged has no test."""
    values, words = context.values, context.words
    judged = bool(change.verdict)
    test, joined = change.test.removesuffix(JOINED), change.test.endswith(JOINED)
    name = words.tests.get(test, test)
    told = filled(words.joined, {"test": name}) if joined else name

    def number(value: float | None, look: str) -> Value:
        return values.number(value if judged else None, change, look)

    return {
        "outcome": values.outcome(change),
        "p": number(change.p, "p"),
        "adjusted": number(change.p_adjusted, "p"),
        "n_from": values.number(change.n_from, change, "number"),
        "n_to": values.number(change.n_to, change, "number"),
        "test": Value(text=told) if told and judged else values.sign("empty"),
        "statistic": number(change.statistic, "decimal"),
        "df": number(change.df, "decimal"),
        "reason": Value(text=words.reasons[change.reason]) if change.reason else values.sign("empty"),
    }
