"""The columns of a table of the book: waves, margins, differences and groups, each with what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from monitor.publication.cells.selection import Quantity
from monitor.publication.language.parts import TableBookWords
from monitor.publication.language.voice import Voice
from monitor.publication.workbook.book import Value
from monitor.publication.workbook.released_figures import ReleasedFigures
from monitor.publication.workbook.values import Values
from monitor.schema import Estimate
from monitor.study.labels import wave_label
from monitor.study.questionnaire import Item

NUMBER_WIDTH, WORD_WIDTH = 13.0, 24.0


@dataclass(frozen=True)
class Context:
    """What every column looks up: the figures and the words."""

    figures: ReleasedFigures
    voice: Voice

    @property
    def words(self) -> TableBookWords:
        return self.voice.words.tablebook

    @cached_property
    def values(self) -> Values:
        return Values(self.voice)

    def wave(self, wave: str) -> str:
        return wave_label(wave, self.voice.study)


class Column(Protocol):
    """A column under its header and heading: a cell for a figure, and one for the test of a whole question.

    `in_words` where its cells are texts, for which it is wider.
    """

    @property
    def header(self) -> str: ...

    @property
    def heading(self) -> str: ...

    @property
    def in_words(self) -> bool: ...

    def value(self, quantity: Quantity) -> Value: ...

    def whole(self, item: str) -> Value: ...


@dataclass(frozen=True)
class EstimateColumn:
    """Figures of one wave, of everybody or of one group."""

    context: Context
    header: str
    heading: str
    wave: str
    breakdown: str = ""
    group: str = ""
    in_words: bool = False

    def estimate(self, quantity: Quantity) -> Estimate | None:
        return self.context.figures.selection.estimate(quantity, self.wave, self.breakdown, self.group)

    def value(self, quantity: Quantity) -> Value:
        estimate = self.estimate(quantity)
        return (
            self.missing(quantity.item)
            if estimate is None
            else self.context.values.figure(estimate, quantity)
        )

    def missing(self, item: Item) -> Value:
        """Why an item has no figure here: broken down by itself, not asked, or left out to protect people."""
        breakdown = self.context.voice.study.breakdown(self.breakdown)
        if item.id in self.context.figures.own.get(self.breakdown, ()):
            return self.context.values.sign("empty")
        kept = breakdown is not None and bool(breakdown.identifiable) and self.wave in item.asked
        return self.context.values.sign("suppressed" if kept else "absent")

    def whole(self, item: str) -> Value:
        return self.context.values.sign("empty")


@dataclass(frozen=True)
class MarginColumn:
    """One end of the margin of the figures of a column."""

    of: EstimateColumn
    header: str
    end: int
    in_words: bool = False

    @property
    def heading(self) -> str:
        return self.of.heading

    def value(self, quantity: Quantity) -> Value:
        return self.of.context.values.margin(self.of.estimate(quantity), quantity)[self.end]

    def whole(self, item: str) -> Value:
        return self.of.context.values.sign("empty")


@dataclass(frozen=True)
class ChangeColumn:
    """The difference between two waves, or its outcome."""

    context: Context
    header: str
    heading: str
    comparison: str
    outcome: bool

    @property
    def in_words(self) -> bool:
        return self.outcome

    def value(self, quantity: Quantity) -> Value:
        change = self.context.figures.selection.change(quantity, self.comparison)
        values = self.context.values
        return values.outcome(change) if self.outcome else values.difference(change, quantity)

    def whole(self, item: str) -> Value:
        change = self.context.figures.whole_change(item, self.comparison)
        return self.context.values.outcome(change) if self.outcome else self.context.values.sign("empty")
