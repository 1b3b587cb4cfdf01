"""The sheets of the book that people read: per theme a table for each question, and breakdowns too wide for those."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.publication.cells.missing import limit_of, missing_from_any
from monitor.publication.cells.selection import PERCENT
from monitor.publication.language.filling import filled
from monitor.publication.sentences.routes import condition_in_words
from monitor.publication.workbook.block import Block, BlockRow, block_of
from monitor.publication.workbook.book import HEADER, LINE, NUMBER_HEADER, WORD_HEADER, Book, Value, height_of
from monitor.publication.workbook.column_choice import (
    group_columns,
    in_banner,
    question_columns,
    wave_columns,
)
from monitor.publication.workbook.columns import NUMBER_WIDTH, WORD_WIDTH, ChangeColumn, Context
from monitor.publication.workbook.moves import moves_headers, moves_rows, moves_title
from monitor.publication.workbook.printing import ACROSS, Part, across, column_breaks, print_scale, row_breaks
from monitor.publication.workbook.released_figures import Question
from monitor.study.questionnaire import Item
from monitor.study.study_file import Breakdown

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LABEL_WIDTHS = (34.0, 30.0)
LABELS = len(LABEL_WIDTHS)
LINE_OF_TEXT = 110  # characters of a question on one line above its table
BODY = 4  # first row below title, note and the link back


@dataclass(frozen=True)
class Place:
    """Where something of a question stands: sheet and row, counted from 0."""

    sheet: str
    row: int


@dataclass(frozen=True)
class Listed:
    """An entry of the contents: a question, or a row of it, and where it stands."""

    number: str
    label: str
    asked: str
    place: Place
    waves: tuple[str, ...]
    is_row: bool = False


@dataclass
class QuestionSheet:
    """Writes the questions of one theme below each other on a sheet."""

    book: Book
    sheet: Worksheet
    context: Context
    contents: str

    def write(self, questions: Sequence[Question], note: str) -> list[Listed]:
        """Write every question; returns what the contents list of them."""
        listed, parts, row = [], [], BODY
        _top(self.book, self.sheet, note, (self.contents, 0), self.context)
        blocks = [
            block_of(question.items, question_columns(question.items, self.context), self.context)
            for question in questions
        ]
        widths = widths_of(blocks)
        for question, block in zip(questions, blocks, strict=True):
            top = row
            entries, last, row = self._question(question, block, row, widths)
            listed += entries
            parts.append(Part(top, row - 2, _joints(block, last)))
        _set_up(self.sheet, widths)
        self._set_pages(parts, blocks, widths)
        return listed

    def _set_pages(self, parts: Sequence[Part], blocks: Sequence[Block], widths: Sequence[float]) -> None:
        """On paper no table is cut that fits a page; of one that is, the header comes back where all have the same."""
        scale = print_scale(widths)
        self.sheet.set_print_scale(scale)
        heights = self.book.heights[self.sheet.get_name()]
        header = parts[0].joints[0]
        head = range(header - heading_rows(blocks[0], widths), header + 1)
        same = len({block.headers for block in blocks}) == 1
        repeated = sum(heights.get(row, LINE) for row in head) if same else 0.0
        breaks = row_breaks(parts, heights, LINE, scale, repeated)
        self.sheet.set_h_pagebreaks(breaks)
        if same and set(breaks) - {part.top for part in parts}:
            self.sheet.repeat_rows(head[0], header)
        if across(widths) * scale > 100 * ACROSS:
            groups = [
                LABELS + place for place, _, _ in max(blocks, key=lambda block: len(block.columns)).headings
            ]
            self.sheet.set_v_pagebreaks(column_breaks(widths, LABELS, groups, scale))
            self.sheet.repeat_columns(0, LABELS - 1)
            self.sheet.print_across()

    def _question(
        self, question: Question, block: Block, row: int, widths: Sequence[float]
    ) -> tuple[list[Listed], int, int]:
        """Write a question; returns what is listed of it, the last row of its table and the next free row."""
        top = row
        for look, text in self._above(question, block):
            self.book.text(self.sheet, row, 0, text, look)
            if look == "section":
                self.book.row(self.sheet, row, 20)
            row += 1
        self.book.link(self.sheet, row, 0, (self.contents, 0), self.context.words.back)
        name = filled(self.context.words.tables["question"], {"id": question.group.id})
        title = _asked(question)
        header = row + 1 + heading_rows(block, widths)
        last = write_block(self.book, self.sheet, block, header, (name, title), widths, self.context)
        entries = list(self._listed(question, block, top, header))
        row = last + 2
        for item in question.items:
            row = self._moves(item, row, widths)
        return entries, last, row + 1

    def _above(self, question: Question, block: Block) -> Iterator[tuple[str, str]]:
        """The lines above a table: what was asked, of whom, and how to read it."""
        words = self.context.words.block
        yield "section", self._name(question)
        asked = _asked(question)
        if asked and asked != self._label(question):
            yield from (("line", line) for line in textwrap.wrap(asked, LINE_OF_TEXT))
        yield from (
            ("note", line) for line in textwrap.wrap(" ".join(self._notes(question, block)), LINE_OF_TEXT)
        )
        wide = [each for each in self.context.voice.study.breakdowns if not in_banner(each, self.context)]
        wide = [each for each in wide if self.context.figures.waves_of(question.items, each.id)]
        if wide:
            names = self.context.voice.phrases.listed([f"‘{each.label}’" for each in wide])
            yield "note", filled(words["others"], {"breakdowns": names})

    def _notes(self, question: Question, block: Block) -> Iterator[str]:
        words, voice = self.context.words.block, self.context.voice
        figures = [
            row
            for item in question.items
            for row in self.context.figures.estimates_of(item)
            if not row.breakdown and row.category not in {entry.code for entry in item.special}
        ]
        missing = missing_from_any(figures)
        limit = limit_of(missing, question.items)
        who = {"who": voice.who(limit).plural}
        yield filled(words["basis" if limit else "basis_all"], who)
        routes = {str(item.asked_if) for item in question.items}
        route = question.items[0].asked_if
        if route is not None and len(routes) == 1 and missing.not_asked:
            yield filled(words["route"], {"condition": condition_in_words(route, voice)})
        shares = any(
            quantity.display == PERCENT
            for item in question.items
            for quantity in self.context.figures.quantities_of(item)
        )
        if shares and any(isinstance(column, ChangeColumn) for column in block.columns):
            yield words["points"]

    def _label(self, question: Question) -> str:
        return question.items[0].short if question.whole else question.group.short or question.group.stem

    def _name(self, question: Question) -> str:
        """The question by its number and short label."""
        number, label = question.group.number, self._label(question)
        return (
            filled(self.context.words.block["heading"], {"number": number, "label": label})
            if number
            else label
        )

    def _listed(self, question: Question, block: Block, top: int, header: int) -> Iterator[Listed]:
        name = self.sheet.get_name()
        waves = tuple(self.context.figures.waves_of(question.items))
        yield Listed(question.group.number, self._label(question), _asked(question), Place(name, top), waves)
        if question.whole:
            return
        for item in question.items:
            label = self.context.values.label(item)
            at = next((place for place, row in enumerate(block.rows) if row.item == label), 0)
            waves = tuple(self.context.figures.waves_of((item,)))
            plain = self.context.voice.label_beside_number(item)
            yield Listed(item.number, plain, item.text, Place(name, header + 1 + at), waves, True)

    def _moves(self, item: Item, row: int, widths: Sequence[float]) -> int:
        """The table of who moved, where it is told; returns the next free row."""
        flows = self.context.figures.flows_of(item)
        if not any(flow.told for flow in flows.values()):
            return row
        title = moves_title(item, self.context)
        self.book.text(self.sheet, row, 0, title, "heading")
        name = filled(self.context.words.tables["moves"], {"id": item.id})
        headers, rows = moves_headers(item, self.context), moves_rows(item, flows, self.context)
        return _write_table(self.book, self.sheet, row + 1, headers, rows, (name, title), widths) + 2


def _asked(question: Question) -> str:
    """The question as it was put."""
    return question.items[0].text if question.whole else question.group.stem


def write_breakdown(
    book: Book, sheet: Worksheet, items: Sequence[Item], breakdown: Breakdown, context: Context, back: str
) -> bool:
    """A sheet with all questions by one breakdown whose groups do not fit under a question; False where none is told."""
    chosen = tuple(item for item in items if item.id not in breakdown.items)
    groups = group_columns(chosen, breakdown, context)
    if not groups:
        return False
    wave = context.figures.waves_of(chosen, breakdown.id)[-1]
    total = [column for column in wave_columns(chosen, context) if getattr(column, "wave", "") == wave][:1]
    block = block_of(chosen, [*total, *groups], context, many=True)
    words = context.words
    _top(book, sheet, words.by_note, (back, 0), context)
    name = filled(words.tables["by"], {"id": breakdown.id})
    widths = widths_of([block])
    header = BODY + heading_rows(block, widths)
    write_block(book, sheet, block, header, (name, sheet.get_name()), widths, context)
    _set_up(sheet, widths, header + 1)
    sheet.repeat_rows(header)
    return True


def widths_of(blocks: Sequence[Block]) -> list[float]:
    """The widths of the columns of a sheet: wider where most tables that have a column there have words in it."""
    widest = max((len(block.columns) for block in blocks), default=0)
    widths = list(LABEL_WIDTHS)
    for place in range(widest):
        in_words = [block.columns[place].in_words for block in blocks if place < len(block.columns)]
        widths.append(WORD_WIDTH if sum(in_words) * 2 > len(in_words) else NUMBER_WIDTH)
    return widths


def write_block(
    book: Book,
    sheet: Worksheet,
    block: Block,
    header: int,
    named: tuple[str, str],
    widths: Sequence[float],
    context: Context,
) -> int:
    """Write a table with the headings above its header row; returns its last row."""
    words = context.words.block
    for place, heading, span in block.headings:
        lines = _heading_lines(heading, widths[LABELS + place : LABELS + place + span])
        for line, text in enumerate(lines, start=header - len(lines)):
            book.text(sheet, line, LABELS + place, text, "heading" if line == header - 1 else "heading_above")
        for column in range(1, span):
            book.text(sheet, header - 1, LABELS + place + column, "", "heading")
    headers = [words["item"], words["answer"], *(column.header for column in block.columns)]
    looks = [WORD_HEADER if column.in_words else NUMBER_HEADER for column in block.columns]
    return _write_table(book, sheet, header, headers, block.rows, named, widths, looks)


def heading_rows(block: Block, widths: Sequence[float]) -> int:
    """How many rows the headings of a table need above its header row."""
    spans = (
        (heading, widths[LABELS + place : LABELS + place + span]) for place, heading, span in block.headings
    )
    return max((len(_heading_lines(heading, own)) for heading, own in spans), default=0)


def _heading_lines(heading: str, widths: Sequence[float]) -> list[str]:
    """A heading on lines as wide as the columns that stand under it."""
    return textwrap.wrap(heading, max(int(sum(widths)), 1))


def _write_table(
    book: Book,
    sheet: Worksheet,
    header: int,
    headers: Sequence[str],
    rows: Sequence[BlockRow],
    named: tuple[str, str],
    widths: Sequence[float],
    looks: Sequence[str] = (),
) -> int:
    widths = [*widths, *[NUMBER_WIDTH] * (len(headers) - len(widths))]
    looks = (*(HEADER,) * LABELS, *(looks or (NUMBER_HEADER,) * (len(headers) - LABELS)))
    written = book.headers(sheet, header, headers, widths, looks)
    before = ""
    for line, row in enumerate(rows, start=header + 1):
        labels = (Value(text=row.item, quiet=row.item == before), Value(text=row.answer))
        cells = (*labels, *row.values)
        for column, value in enumerate(cells):
            book.write(sheet, line, column, value, row.first)
        book.row(sheet, line, height_of([cell.text for cell in cells], widths))
        before = row.item
    last = header + len(rows)
    book.table(sheet, (header, last), written, *named)
    return last


def _joints(block: Block, last: int) -> tuple[int, ...]:
    """The header row of a table, of which `last` is the last row, and the rows where another item begins."""
    first = last - len(block.rows) + 1
    return (first - 1, *(first + place for place, row in enumerate(block.rows) if row.first and place))


def _top(book: Book, sheet: Worksheet, note: str, target: tuple[str, int], context: Context) -> None:
    book.text(sheet, 1, 0, note, "note")
    book.link(sheet, 2, 0, target, context.words.back)


def _set_up(sheet: Worksheet, widths: Sequence[float], frozen: int = 0) -> None:
    """Widths, and what stays in view."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(frozen, LABELS)
