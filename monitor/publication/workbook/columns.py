"""The columns of a table of the book: waves, margins, differences and groups, each with what stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from xlsxwriter.utility import xl_col_to_name

from monitor.publication.cells.outcomes import outcome_of, outcome_word
from monitor.publication.cells.selection import Quantity
from monitor.publication.language.filling import filled
from monitor.publication.language.parts import TableBookWords
from monitor.publication.language.voice import Voice
from monitor.publication.workbook.book import Value
from monitor.publication.workbook.released_figures import ReleasedFigures
from monitor.publication.workbook.values import Values
from monitor.schema import Change, Estimate
from monitor.schema_words import GROUPS, PAIRS, pairs_of
from monitor.study.labels import wave_label
from monitor.study.questionnaire import Item
from monitor.study.study_file import Breakdown

NUMBER_WIDTH = 13.0


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
    """A column under its header and heading: a cell for a figure, and one for the test of a whole question."""

    @property
    def header(self) -> str: ...

    @property
    def heading(self) -> str: ...

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

    def estimate(self, quantity: Quantity) -> Estimate | None:
        return self.context.figures.selection.estimate(quantity, self.wave, self.breakdown, self.group)

    def value(self, quantity: Quantity) -> Value:
        estimate = self.estimate(quantity)
        return self.missing(quantity.item) if estimate is None else self.context.values.figure(estimate, quantity)

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

    def value(self, quantity: Quantity) -> Value:
        change = self.context.figures.selection.change(quantity, self.comparison)
        values = self.context.values
        return values.outcome(change) if self.outcome else values.difference(change, quantity)

    def whole(self, item: str) -> Value:
        change = self.context.figures.whole_change(item, self.comparison)
        return self.context.values.outcome(change if self.outcome else None)


@dataclass(frozen=True)
class TestedColumn:
    """Which groups of a tested breakdown differ, by their letters."""

    context: Context
    header: str
    heading: str
    breakdown: Breakdown

    @property
    def letters(self) -> dict[str, str]:
        return letters_of(self.breakdown)

    def value(self, quantity: Quantity) -> Value:
        told = self._pairs(quantity) if self.breakdown.compared == PAIRS else self._groups(quantity)
        return Value(text=told, look="word") if told else self.context.values.sign("empty")

    def whole(self, item: str) -> Value:
        comparison = f"{GROUPS}:{self.breakdown.id}"
        return self.context.values.outcome(self.context.figures.whole_change(item, comparison, self.breakdown.id))

    def _groups(self, quantity: Quantity) -> str:
        """Of each outcome the letters of the groups that have it; of one that all have, the outcome alone."""
        selection = self.context.figures.selection
        found = {group: selection.against(quantity, self.breakdown.id, group) for group in self.breakdown.groups}
        return self._told({group: change for group, change in found.items() if change is not None})

    def _told(self, changes: dict[str, Change]) -> str:
        words, outcomes = self.context.voice.words, self.context.voice.words.sentences
        by_outcome: dict[str, list[str]] = {}
        for group, change in changes.items():
            by_outcome.setdefault(outcome_of(change), []).append(group)
        if len(by_outcome) == 1 and not by_outcome.keys() & set(outcomes.verdicts_of_two):
            return outcome_word(next(iter(changes.values())), outcomes.verdicts)
        told = []
        for name in sorted(by_outcome, key=list(outcomes.verdicts).index):
            if name == "undecided":
                continue
            label = {**outcomes.verdicts, **outcomes.verdicts_of_two}[name]
            letters = ", ".join(self.letters[group] for group in by_outcome[name])
            told.append(filled(words.tablebook.block["tested_rest"], {"outcome": label, "letters": letters}))
        return "; ".join(told)

    def _pairs(self, quantity: Quantity) -> str:
        selection, breakdown = self.context.figures.selection, self.breakdown
        pairs = pairs_of(breakdown.groups)
        found = {pair: selection.change(quantity, f"{PAIRS}:{breakdown.id}", breakdown.id, pair) for pair in pairs}
        changes = {pair: change for pair, change in found.items() if change is not None}
        lower: dict[str, list[str]] = {}
        for pair, change in changes.items():
            one, other = pairs[pair]
            if change.verdict in ("higher", "lower"):
                high, low = (one, other) if change.verdict == "higher" else (other, one)
                lower.setdefault(high, []).append(low)
        if not lower:
            words = dict.fromkeys(outcome_word(change, self.context.voice.words.sentences.verdicts) for change in changes.values())
            return "; ".join(words)
        form = self.context.words.block["higher_than"]
        return "; ".join(
            filled(form, {"letter": letter, "letters": ", ".join(self.letters[low] for low in lower[group])})
            for group, letter in self.letters.items()
            if group in lower
        )


def letters_of(breakdown: Breakdown) -> dict[str, str]:
    """A letter for every group, in order."""
    return {group: xl_col_to_name(place) for place, group in enumerate(breakdown.groups)}


# which columns a table has


def wave_columns(items: tuple[Item, ...], context: Context) -> list[Column]:
    """Everybody in each wave, the margin of the latest, and the differences with earlier waves."""
    words = context.words.block
    waves = context.figures.waves_of(items)
    heading = words["heading_waves"]
    totals = [
        EstimateColumn(context, filled(words["total"], {"wave": context.wave(wave)}), heading, wave) for wave in waves
    ]
    if not totals:
        return []
    latest = totals[-1]
    margins = [
        MarginColumn(latest, filled(words[name], {"wave": context.wave(latest.wave)}), end)
        for end, name in enumerate(("low", "high"))
    ]
    return [*totals, *margins, *_change_columns(items, context)]


def _change_columns(items: tuple[Item, ...], context: Context) -> list[Column]:
    names = {item.id for item in items} | {item.group for item in items}
    columns: list[Column] = []
    told = context.words.block_changes
    for comparison, heading in told["heading"].items():
        waves = {
            (row.from_wave, row.to_wave)
            for row in context.figures.changes
            if row.comparison == comparison and row.item in names and not row.breakdown
        }
        if not waves or (comparison != "previous" and waves <= _waves_of_previous(names, context)):
            continue
        for outcome, one, mixed in (
            (False, told["difference"], told["difference_mixed"]),
            (True, told["outcome"], told["outcome_mixed"]),
        ):
            header = _header(waves, one[comparison], mixed[comparison], context)
            columns.append(ChangeColumn(context, header, heading, comparison, outcome))
    return columns


def _waves_of_previous(names: set[str], context: Context) -> set[tuple[str, str]]:
    """Pairs of waves that the comparison with the previous wave tells already."""
    changes: Iterable[Change] = context.figures.changes
    return {
        (row.from_wave, row.to_wave)
        for row in changes
        if row.comparison == "previous" and row.item in names and not row.breakdown
    }


def _header(waves: set[tuple[str, str]], one: str, mixed: str, context: Context) -> str:
    if len(waves) > 1:
        return mixed
    ((before, after),) = waves
    return filled(one, {"from": context.wave(before), "to": context.wave(after)})


def group_columns(items: tuple[Item, ...], breakdown: Breakdown, context: Context) -> list[Column]:
    """The groups of a breakdown in the latest wave in which a figure of one is told, and which of them differ."""
    waves = context.figures.waves_of(items, breakdown.id)
    if not waves:
        return []
    words, wave = context.words.block, waves[-1]
    heading = filled(words["heading_group"], {"breakdown": breakdown.label, "wave": context.wave(wave)})
    letters = letters_of(breakdown) if _is_tested(breakdown, context) else {}
    columns: list[Column] = []
    for group, label in breakdown.groups.items():
        form = words["group"] if letters else "{label}"
        header = filled(form, {"label": label.strip() or group, "letter": letters.get(group, "")})
        columns.append(EstimateColumn(context, header, heading, wave, breakdown.id, group))
    if letters:
        columns.append(
            TestedColumn(context, filled(words["tested"], {"breakdown": breakdown.label}), heading, breakdown)
        )
    return columns


def _is_tested(breakdown: Breakdown, context: Context) -> bool:
    return breakdown.groups_are_tested and any(
        row.breakdown == breakdown.id for row in context.figures.differences(True)
    )


def in_banner(breakdown: Breakdown, context: Context) -> bool:
    """Whether the groups of a breakdown stand beside each other under every question."""
    return not breakdown.identifiable and len(breakdown.groups) <= context.words.most_groups


def question_columns(items: tuple[Item, ...], context: Context) -> list[Column]:
    """All columns of the table of a question."""
    groups: Sequence[Breakdown] = [each for each in context.voice.study.breakdowns if in_banner(each, context)]
    of_groups = (column for breakdown in groups for column in group_columns(items, breakdown, context))
    return [*wave_columns(items, context), *of_groups]
