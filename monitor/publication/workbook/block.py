"""One table of the book: a question, its answers in rows, waves and groups in columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.publication.cells.selection import Quantity
from monitor.publication.workbook.book import Value
from monitor.publication.workbook.columns import Column, Context, EstimateColumn
from monitor.schema import Estimate
from monitor.study.questionnaire import Item

Counted = Literal["n", "effective"]


@dataclass(frozen=True)
class BlockRow:
    """A row of a table: its two labels and its cells; `first` where something new begins."""

    item: str
    answer: str
    values: tuple[Value, ...]
    first: bool = False


@dataclass(frozen=True)
class Block:
    """A table as it is written: headers under headings (column, text, columns under it), and rows."""

    columns: tuple[Column, ...]
    rows: tuple[BlockRow, ...]

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """What stands above each column: its heading and its header."""
        return tuple((column.heading, column.header) for column in self.columns)

    @property
    def headings(self) -> list[tuple[int, str, int]]:
        """Where each heading begins, what it says and over how many columns it stands."""
        found: list[tuple[int, str, int]] = []
        for place, column in enumerate(self.columns):
            if found and found[-1][1] == column.heading:
                found[-1] = (*found[-1][:2], found[-1][2] + 1)
            else:
                found.append((place, column.heading, 1))
        return found


def block_of(items: Sequence[Item], columns: Sequence[Column], context: Context, many: bool = False) -> Block:
    """The table of some items; with `many`, of several questions, without what no group is told of."""
    maker = _Maker(tuple(columns), context, many)
    return Block(tuple(columns), tuple(maker.rows(items)))


@dataclass(frozen=True)
class _Maker:
    columns: tuple[Column, ...]
    context: Context
    many: bool

    @property
    def _places(self) -> list[EstimateColumn]:
        return [column for column in self.columns if isinstance(column, EstimateColumn)]

    def rows(self, items: Sequence[Item]) -> Iterator[BlockRow]:
        quantities = {item: self._quantities(item) for item in items}
        shared = not self.many and self._share_a_base(quantities.values())
        words = self.context.words.block
        if shared:
            every = [quantity for several in quantities.values() for quantity in several]
            yield from self._bases(words["all_items"], every, True)
        for item, own in quantities.items():
            label = self.context.values.label(item, self.many)
            first = not shared or self._many(own)
            if not shared and own:
                main = [quantity for quantity in own if self._same_base(own[0], quantity)]
                yield from self._bases(label, main, first)
                first = False
            yield from self._answers(item, label, own, first)
        yield from self._whole_sets(items)

    def _quantities(self, item: Item) -> list[Quantity]:
        found = self.context.figures.quantities_of(item)
        if not self.many:
            return found
        groups = [place for place in self._places if place.breakdown]
        return [each for each in found if any((row := place.estimate(each)) and row.told for place in groups)]

    def _answers(self, item: Item, label: str, own: Sequence[Quantity], first: bool) -> Iterator[BlockRow]:
        for quantity in own:
            if not self._same_base(own[0], quantity):
                yield from self._own_base(label, quantity)
            answer = self.context.values.answer(quantity, self._any(quantity))
            yield BlockRow(label, answer, tuple(column.value(quantity) for column in self.columns), first)
            first = False
        if own:
            yield from self._whole(item.id, label)

    def _whole(self, tested: str, label: str, first: bool = False) -> Iterator[BlockRow]:
        """The test of all answers of an item, or of all items of a question, where a column tells of it."""
        cells = tuple(column.whole(tested) for column in self.columns)
        if any(cell.text != self.context.words.signs["empty"] for cell in cells):
            yield BlockRow(label, self.context.words.block["whole"], cells, first)

    def _whole_sets(self, items: Sequence[Item]) -> Iterator[BlockRow]:
        for group in dict.fromkeys(item.group for item in items if item.group != item.id):
            if not self.many:
                yield from self._whole(group, self.context.words.block["all_items"], True)

    # bases

    def _bases(self, label: str, own: Sequence[Quantity], first: bool) -> Iterator[BlockRow]:
        words = self.context.words.block
        yield BlockRow(label, words["n"], self._counts(own, "n"), first)
        effective, differ = self._counts(own, "effective"), self._effective_differs(own)
        yield BlockRow(label, words["effective_least" if differ else "effective"], effective)

    def _own_base(self, label: str, quantity: Quantity) -> Iterator[BlockRow]:
        answer = self.context.values.answer(quantity, self._any(quantity))
        named = self.context.words.block["n_of"].replace("{answer}", answer)
        yield BlockRow(label, named, self._counts([quantity], "n"))

    def _counts(self, own: Sequence[Quantity], counted: Counted) -> tuple[Value, ...]:
        return tuple(self._count(column, own, counted) for column in self.columns)

    def _count(self, column: Column, own: Sequence[Quantity], counted: Counted) -> Value:
        if not isinstance(column, EstimateColumn):
            return self.context.values.sign("empty", "word" if column.in_words else "right")
        rows = [row for quantity in own if (row := column.estimate(quantity)) is not None]
        if not rows:
            return column.missing(own[0].item)
        numbers = [number for row in rows if (number := _number(row, counted)) is not None]
        return self.context.values.count(min(numbers, default=None), rows[0])

    def _effective_differs(self, own: Sequence[Quantity]) -> bool:
        for column in self._places:
            rows = (column.estimate(quantity) for quantity in own)
            found = {row.n_effective for row in rows if row is not None and row.n_effective is not None}
            if len(found) > 1:
                return True
        return False

    def _share_a_base(self, items: Iterable[Sequence[Quantity]]) -> bool:
        """Whether several items, each with few figures, have one base in every column."""
        several = [own for own in items if own]
        if len(several) < 2 or any(self._many(own) for own in several):
            return False
        first = several[0][0]
        return all(self._same_base(first, quantity, True) for own in several for quantity in own)

    @staticmethod
    def _many(own: Sequence[Quantity]) -> bool:
        return len(own) > 2

    def _same_base(self, one: Quantity, other: Quantity, strict: bool = False) -> bool:
        """Whether two figures have one base in every column where both are known; `strict` in every column."""
        for place in self._places:
            first, second = (
                None if row is None else row.n for row in (place.estimate(one), place.estimate(other))
            )
            if first != second and (strict or None not in (first, second)):
                return False
        return True

    def _any(self, quantity: Quantity) -> Estimate | None:
        found = (place.estimate(quantity) for place in self._places)
        return next((row for row in found if row is not None), None)


def _number(row: Estimate, counted: Counted) -> float | None:
    return row.n if counted == "n" else row.n_effective
