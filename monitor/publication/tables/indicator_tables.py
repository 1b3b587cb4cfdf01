"""Tables from the released set, by name: one wave or several, changes, breakdowns, crossed items."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from monitor.errors import PublicationError
from monitor.publication.cells.certainty import Certainty, certainty_of
from monitor.publication.cells.margins import margin_of, reason_without
from monitor.publication.cells.missing import missing_from_any
from monitor.publication.cells.purposes import Purpose, shown
from monitor.publication.cells.selection import PERCENT, Quantity, Selection
from monitor.publication.exhibits.content import LATEST
from monitor.publication.exhibits.names import Name, parse_name
from monitor.publication.exhibits.notes import about_margins, figure_table_notes, table_notes
from monitor.publication.exhibits.selecting import STACKED, WITH_INTERVALS, figure_kind
from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.exhibits.units import unit_in_words
from monitor.publication.language import numbers
from monitor.publication.language.filling import small_start
from monitor.publication.language.voice import Voice
from monitor.publication.tables.table_cells import (
    base_cell,
    difference_cell,
    difference_interval_cell,
    estimate_cell,
    interval_cell,
    verdict_cell,
)
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import Change
from monitor.study.labels import wave_label
from monitor.study.questionnaire import Item
from monitor.study.study import Study


def wave_table(name: str, released: ReleasedSet, voice: Voice) -> Table:
    """Build the table `<indicator>`: one wave, or several side by side.

    **Raises** PublicationError for an unknown name, or one of which nothing was released.
    """
    return _wave_table(_builder(parse_name(name, voice.study), released, voice))


def change_table(name: str, released: ReleasedSet, voice: Voice) -> Table:
    """Build the table `<indicator>--change`: the waves, their difference and what the test says of it.

    **Raises** PublicationError for an unknown name, or one of which nothing was released.
    """
    return _change_table(_builder(parse_name(name, voice.study), released, voice))


def group_table(name: str, released: ReleasedSet, voice: Voice) -> Table:
    """Build the table `<indicator>--by-<breakdown>`: the latest wave, everybody and each group.

    **Raises** PublicationError for an unknown name, or one of which nothing was released.
    """
    return _group_table(_builder(parse_name(name, voice.study), released, voice))


def figure_table(name: Name, released: ReleasedSet, voice: Voice) -> Table:
    """Build the data of the figure of this name: its wave only, its whole distribution.

    **Raises** PublicationError where nothing was released.
    """
    builder = _builder(name, released, voice, of_figure=True)
    if name.change:
        return _change_table(builder)
    return _group_table(builder) if name.breakdown else _wave_table(builder)


@dataclass(frozen=True)
class _Builder:
    """What every table of an indicator needs: its items, the waves that hold them, whether counts show."""

    name: Name
    voice: Voice
    certainty: Certainty
    selection: Selection
    items: tuple[Item, ...]
    waves: tuple[str, ...]
    counts: bool
    of_figure: bool

    @property
    def study(self) -> Study:
        return self.voice.study

    def say(self, name: str, **values: str) -> str:
        """A wording of tables."""
        return self.voice.say("tables", name, **values)

    def shown(self, purpose: Purpose, under_stacked: Purpose) -> tuple[Quantity, ...]:
        """What a table of its purpose shows; under a stacked chart all that the chart draws."""
        stacked = self.of_figure and figure_kind(self.name, self.items) == STACKED
        return shown(self.name.indicator, self.items, under_stacked if stacked else purpose)

    def base(self, wave: str, place: tuple[str, str] = ("", "")) -> float | None:
        """The base that all items have in common, None where they differ."""
        bases = {self.selection.base(item, wave, *place) for item in self.items} - {None}
        return bases.pop() if len(bases) == 1 else None

    def header(self, label: str, wave: str, place: tuple[str, str] = ("", "")) -> str:
        """`2022 (n = 79)`; without a base where bases differ."""
        n = self.base(wave, place)
        return label if n is None else self.say("base", label=label, base=numbers.base(n))

    def table(
        self, quantities: tuple[Quantity, ...], columns: Iterable[Column], rows: Iterable[TableRow],
        changes: tuple[Change, ...] = (), stub: str = "row", margins: tuple[str, ...] = (),
    ) -> Table:  # fmt: skip
        body = tuple(rows)
        if self.of_figure:
            said = figure_kind(self.name, self.items) in WITH_INTERVALS  # by the note of the figure
            notes = figure_table_notes(body, self.voice, () if said else margins)
        else:
            notes = table_notes(
                self._unit(quantities), self.name, self.voice, self.certainty, quantities, self.waves, body, changes,
                margins,
            )  # fmt: skip
        return Table(self.name.text, self._title(), self.say(stub), tuple(columns), body, notes)

    def _unit(self, quantities: tuple[Quantity, ...]) -> str:
        """What the figures of the table are a share or a mean of, and over whom."""
        cells = (
            self.selection.estimate(quantity, wave, *place)
            for quantity in quantities
            for wave in self.waves
            for place in self.places
        )
        whole = len({quantity.item.id for quantity in quantities}) < len(quantities)
        return unit_in_words(quantities, self.voice, missing_from_any(cells), distribution=whole)

    @property
    def places(self) -> list[tuple[str, str]]:
        """Breakdown and group of its columns: everybody, and every group."""
        breakdown = self.name.breakdown
        groups = [(breakdown.id, group) for group in breakdown.groups] if breakdown is not None else []
        return [("", ""), *groups]

    def _title(self) -> str:
        """The title of the indicator, with what sets this table apart from its others."""
        title = self.name.indicator.title
        if self.name.breakdown is not None:
            return self.say("by", title=title, breakdown=small_start(self.name.breakdown.label))
        if self.name.change:
            waves = self.voice.phrases.listed([wave_label(wave, self.study) for wave in self.waves])
            return self.say("change", title=title, waves=waves)
        return title


def _builder(name: Name, released: ReleasedSet, voice: Voice, of_figure: bool = False) -> _Builder:
    items = voice.study.items_of(name.indicator)
    places = [("", "")]
    if name.breakdown is not None:
        places += [(name.breakdown.id, group) for group in name.breakdown.groups]
    selection = Selection(released, items, {place[0] for place in places})
    least = 2 if name.change else 1
    asked = tuple(item for item in items if len(selection.waves(item)) >= least)
    waves = tuple(
        wave.id for wave in voice.study.waves if any(wave.id in selection.waves(item) for item in asked)
    )
    if name.breakdown is not None or (of_figure and not name.change):
        waves = waves[-1:]
        asked = tuple(item for item in asked if waves and waves[0] in selection.waves(item))
    if not asked:
        raise PublicationError(
            f'the table "{name.text}" has nothing to show',
            hint="Take it out of the report, or look in estimates.csv whether its items were asked",
            code="table",
        )
    bases = [selection.base(item, wave, *place) for item in asked for wave in waves for place in places]
    counts = any(n is not None and n < voice.words.figures.counts_below for n in bases)
    return _Builder(
        name, voice, certainty_of(released, voice.study), selection, asked, waves, counts, of_figure
    )


# one wave or several: items in rows with answers in columns, else one quantity a row


def _wave_table(builder: _Builder) -> Table:
    answers = _answers(builder)
    if answers is None:
        return _long_table(builder)
    first = answers[builder.items[0].id]
    columns: list[Column] = []
    for wave in builder.waves:
        group = builder.header(wave_label(wave, builder.study), wave)
        columns += [Column(part.label, group) for part in first]
        columns += [] if builder.base(wave) is not None else [Column(builder.say("n"), group)]
    rows = [
        TableRow(item.short, tuple(cell for wave in builder.waves for cell in _answer_cells(builder, item, wave, answers)))
        for item in builder.items
    ]  # fmt: skip
    return builder.table(tuple(part for parts in answers.values() for part in parts), columns, rows)


def _answers(builder: _Builder) -> dict[str, tuple[Quantity, ...]] | None:
    """Per item the answers that become columns, None where the items have none in common."""
    indicator, items = builder.name.indicator, builder.items
    if len(items) == 1 or any(item.traits.dichotomous for item in items):
        return None
    quantities = builder.shown("columns", under_stacked="stacked")
    answers = {item.id: tuple(part for part in quantities if part.item is item) for item in items}
    codes = {tuple((part.category, part.label) for part in parts) for parts in answers.values()}
    means = figure_kind(builder.name, items) != STACKED and not indicator.show
    return None if means or len(codes) != 1 or codes == {()} or len(answers[items[0].id]) < 2 else answers


def _answer_cells(
    builder: _Builder, item: Item, wave: str, answers: dict[str, tuple[Quantity, ...]]
) -> list[Cell]:
    find = builder.selection.estimate
    cells = [estimate_cell(part, find(part, wave), builder.counts) for part in answers[item.id]]
    return (
        cells if builder.base(wave) is not None else [*cells, base_cell(builder.selection.base(item, wave))]
    )


def _long_table(builder: _Builder) -> Table:
    quantities = builder.shown("rows", under_stacked="stacked rows")
    value = builder.say("mean" if quantities[0].measure == "mean" else "share")
    columns: list[Column] = []
    for wave in builder.waves:
        group = builder.header(wave_label(wave, builder.study), wave)
        columns += [
            Column(value, group),
            Column(builder.say("interval", confidence=builder.certainty.confidence), group),
        ]
        columns += [] if builder.base(wave) is not None else [Column(builder.say("n"), group)]
    rows = _rows(
        quantities, lambda part: [cell for wave in builder.waves for cell in _long_cells(builder, part, wave)]
    )
    return builder.table(
        quantities, columns, rows, stub=_stub(quantities), margins=_without_margin(builder, quantities)
    )


def _without_margin(builder: _Builder, quantities: tuple[Quantity, ...]) -> tuple[str, ...]:
    """Why figures of a long table have no margin beside them."""
    found = [builder.selection.estimate(part, wave) for part in quantities for wave in builder.waves]
    some = any(cell is not None and margin_of(cell) is not None for cell in found)
    reasons = {reason_without(cell, builder.study) for cell in found} - {""}
    return tuple(about_margins(reasons, some, builder.voice))


def _long_cells(builder: _Builder, quantity: Quantity, wave: str) -> list[Cell]:
    estimate = builder.selection.estimate(quantity, wave)
    cells = [
        estimate_cell(quantity, estimate, builder.counts),
        interval_cell(quantity, estimate, builder.voice.phrases),
    ]
    return (
        cells
        if builder.base(wave) is not None
        else [*cells, base_cell(builder.selection.base(quantity.item, wave))]
    )


def _rows(quantities: tuple[Quantity, ...], cells: Callable[[Quantity], Iterable[Cell]]) -> list[TableRow]:
    """Rows under the item, the answer, or the answer in the section of its item."""
    items = {quantity.item.id for quantity in quantities}
    rows = []
    for quantity in quantities:
        one_each = len(items) == len(quantities)
        section = "" if one_each or len(items) == 1 else quantity.item.short
        label = quantity.item.short if one_each and not _one_answer(quantities) else quantity.label
        rows.append(TableRow(label, tuple(cells(quantity)), section))
    return rows


def _stub(quantities: tuple[Quantity, ...]) -> str:
    one_item = len({quantity.item.id for quantity in quantities}) == 1
    return "answer" if one_item and (len(quantities) > 1 or _one_answer(quantities)) else "row"


def _one_answer(quantities: tuple[Quantity, ...]) -> bool:
    """Whether one answer to one question is all there is; the caption names the question, the row the answer."""
    only = quantities[0]
    return len(quantities) == 1 and not only.item.traits.dichotomous and only.label != ""


# changes


def _change_table(builder: _Builder) -> Table:
    quantities = shown(builder.name.indicator, builder.items, "change")
    points = all(part.display == PERCENT for part in quantities)
    columns = [Column(builder.header(wave_label(wave, builder.study), wave)) for wave in builder.waves]
    columns += [
        Column(builder.say("difference_points" if points else "difference")),
        Column(builder.say("margin")),
        Column(builder.say("verdict"), numeric=False),
    ]
    changes_of = {part: builder.selection.change(part, LATEST) for part in quantities}
    rows = _rows(quantities, lambda part: _change_cells(builder, part, changes_of[part]))
    changes = tuple(change for change in changes_of.values() if change is not None)
    return builder.table(quantities, columns, rows, changes, _stub(quantities))


def _change_cells(builder: _Builder, quantity: Quantity, change: Change | None) -> list[Cell]:
    find = builder.selection.estimate
    return [
        *(estimate_cell(quantity, find(quantity, wave), builder.counts) for wave in builder.waves),
        difference_cell(quantity, change),
        difference_interval_cell(quantity, change, builder.voice.phrases),
        verdict_cell(change, builder.voice.words.sentences.verdicts),
    ]


# breakdowns


def _group_table(builder: _Builder) -> Table:
    breakdown, wave = builder.name.breakdown, builder.waves[-1]
    assert breakdown is not None
    quantities = builder.shown("rows", under_stacked="stacked rows")
    everybody = builder.say("everybody")
    places = {("", ""): everybody} | {(breakdown.id, code): label for code, label in breakdown.groups.items()}
    columns = [Column(builder.header(label, wave, place)) for place, label in places.items()]
    find = builder.selection.estimate
    rows = _rows(
        quantities,
        lambda part: [estimate_cell(part, find(part, wave, *place), builder.counts) for place in places],
    )
    return builder.table(quantities, columns, rows, stub=_stub(quantities))
