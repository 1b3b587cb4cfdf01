"""Tables from the released set, by name: one wave or several, changes, breakdowns, crossed items."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from monitor.publication.cells.margins import margin_of, reason_without
from monitor.publication.cells.purposes import shown
from monitor.publication.cells.selection import PERCENT, Quantity
from monitor.publication.exhibits.content import LATEST
from monitor.publication.exhibits.names import Name, parse_name
from monitor.publication.exhibits.notes import about_margins
from monitor.publication.exhibits.rounding import rounding_of_differences, rounding_of_margins
from monitor.publication.exhibits.selecting import STACKED, figure_kind, outside_of
from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.language.voice import Voice
from monitor.publication.tables.table_builder import TableBuilder, builder_of
from monitor.publication.tables.table_cells import (
    NOTHING,
    base_cell,
    difference_cell,
    difference_interval_cell,
    estimate_cell,
    interval_cell,
    marked_cell,
    verdict_cell,
)
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import Change, Estimate
from monitor.study.labels import wave_label
from monitor.study.questionnaire import Item

MOST_WITH_BASES = 3  # waves of which each column says its base; more of them leave names and answers no room


def wave_table(name: str, released: ReleasedSet, voice: Voice) -> Table:
    """Build the table `<indicator>`: one wave, or several side by side.

    **Raises** PublicationError for an unknown name, or one of which nothing was released.
    """
    return _wave_table(builder_of(parse_name(name, voice.study), released, voice))


def change_table(name: str, released: ReleasedSet, voice: Voice) -> Table:
    """Build the table `<indicator>--change`: the waves, their difference and what the test says of it.

    **Raises** PublicationError for an unknown name, or one of which nothing was released.
    """
    return _change_table(builder_of(parse_name(name, voice.study), released, voice))


def group_table(name: str, released: ReleasedSet, voice: Voice) -> Table:
    """Build the table `<indicator>--by-<breakdown>`: the latest wave, everybody and each group.

    **Raises** PublicationError for an unknown name, or one of which nothing was released.
    """
    return _group_table(builder_of(parse_name(name, voice.study), released, voice))


def figure_table(name: Name, released: ReleasedSet, voice: Voice) -> Table:
    """Build the data of the figure of this name: its wave only, its whole distribution.

    **Raises** PublicationError where nothing was released.
    """
    builder = builder_of(name, released, voice, of_figure=True)
    if name.change:
        return _change_table(builder)
    return _group_table(builder) if name.breakdown else _wave_table(builder)


# one wave or several: items in rows with answers in columns, else one quantity a row


def _wave_table(builder: TableBuilder) -> Table:
    answers = _answers(builder)
    if answers is None:
        return _long_table(builder)
    first = answers[builder.items[0].id]
    columns: list[Column] = []
    for wave in builder.waves:
        group = builder.header(wave_label(wave, builder.study), wave)
        columns += [Column(part.label, group) for part in first]
        columns += [] if builder.base(wave) is not None else [Column(builder.say("n"), group)]
    rows = [row for item in builder.items for row in _answer_rows(builder, item, answers)]
    return builder.table(tuple(part for parts in answers.values() for part in parts), columns, rows)


def _answer_rows(
    builder: TableBuilder, item: Item, answers: dict[str, tuple[Quantity, ...]]
) -> list[TableRow]:
    """The answers to an item; of a figure, with their margins in a row of their own."""
    values = [cell for wave in builder.waves for cell in _answer_cells(builder, item, wave, answers)]
    if not builder.of_figure:
        return [TableRow(item.short, tuple(values))]
    margins = [cell for wave in builder.waves for cell in _answer_margins(builder, item, wave, answers)]
    return builder.measured_rows(item.short, answers[item.id][0], values, margins)


def _answer_margins(
    builder: TableBuilder, item: Item, wave: str, answers: dict[str, tuple[Quantity, ...]]
) -> list[Cell]:
    cells = [builder.margin_cell(part, wave) for part in answers[item.id]]
    return cells if builder.base(wave) is not None else [*cells, NOTHING]


def _answers(builder: TableBuilder) -> dict[str, tuple[Quantity, ...]] | None:
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
    builder: TableBuilder, item: Item, wave: str, answers: dict[str, tuple[Quantity, ...]]
) -> list[Cell]:
    cells = [builder.cell(part, wave) for part in answers[item.id]]
    return cells if builder.base(wave) is not None else [*cells, builder.base_cell(item, wave)]


def _long_table(builder: TableBuilder) -> Table:
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
        columns += [Column(builder.say("outside"), group)] if _of_norms(builder) else []
    rows = _rows(
        quantities, lambda part: [cell for wave in builder.waves for cell in _long_cells(builder, part, wave)]
    )
    find = builder.selection.estimate
    shown_in = [(part, find(part, wave)) for part in quantities for wave in builder.waves]
    return builder.table(
        quantities, columns, rows, stub=_stub(quantities), margins=_without_margin(builder, quantities),
        finer=tuple(rounding_of_margins(shown_in, builder.voice)),
    )  # fmt: skip


def _without_margin(builder: TableBuilder, quantities: tuple[Quantity, ...]) -> tuple[str, ...]:
    """Why figures of a long table have no margin beside them."""
    found = [builder.selection.estimate(part, wave) for part in quantities for wave in builder.waves]
    some = any(cell is not None and margin_of(cell) is not None for cell in found)
    reasons = {reason_without(cell, builder.study) for cell in found} - {""}
    return tuple(about_margins(reasons, some, builder.voice))


def _long_cells(builder: TableBuilder, quantity: Quantity, wave: str) -> list[Cell]:
    estimate = builder.selection.estimate(quantity, wave)
    cells = [
        builder.cell(quantity, wave),
        interval_cell(quantity, estimate, builder.voice.phrases),
    ]
    cells += [] if builder.base(wave) is not None else [builder.base_cell(quantity.item, wave)]
    return [*cells, base_cell(outside_of(quantity.item, estimate))] if _of_norms(builder) else cells


def _of_norms(builder: TableBuilder) -> bool:
    """Whether a table is about norms, of which it says how many files they did not apply to."""
    return all(item.is_norm for item in builder.items)


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


def _change_table(builder: TableBuilder) -> Table:
    quantities = shown(builder.name.indicator, builder.items, "change")
    points = all(part.display == PERCENT for part in quantities)
    many = len(builder.waves) > MOST_WITH_BASES
    columns = [
        Column(label if many else builder.header(label, wave))
        for wave in builder.waves
        for label in [wave_label(wave, builder.study)]
    ]
    columns += [
        Column(builder.say("difference_points" if points else "difference")),
        *([] if builder.of_figure else [Column(builder.say("margin"))]),
        Column(builder.say("verdict"), numeric=False),
    ]
    changes_of = {part: builder.selection.change(part, LATEST) for part in quantities}
    rows = _rows(quantities, lambda part: _change_cells(builder, part, changes_of[part]))
    if builder.of_figure:
        rows = [
            line
            for part, row in zip(quantities, rows, strict=True)
            for line in _measured_change(builder, part, row, changes_of[part])
        ]
    changes = tuple(change for change in changes_of.values() if change is not None)
    find = builder.selection.estimate
    pairs = [
        (_value(find(part, change.from_wave)), _value(find(part, change.to_wave)), change)
        for part, change in changes_of.items()
        if change is not None
    ]
    rounding = rounding_of_differences(pairs, PERCENT if points else "", builder.voice)
    notes = (*((builder.bases,) if many and not builder.of_figure else ()), *rounding)
    return builder.table(quantities, columns, rows, changes, _stub(quantities), rounding=notes)


def _measured_change(
    builder: TableBuilder, part: Quantity, row: TableRow, change: Change | None
) -> list[TableRow]:
    """A change with the margins of its figures and of their difference below these."""
    margin = difference_interval_cell(part, change, builder.voice.phrases)
    margins = [*(builder.margin_cell(part, wave) for wave in builder.waves), margin, NOTHING]
    bases = [*(builder.place_base(part.item, wave) for wave in builder.waves), NOTHING, NOTHING]
    label = f"{row.section}: {row.header}" if row.section else row.header
    return builder.measured_rows(label, part, row.cells, margins, bases)


def _value(cell: Estimate | None) -> float | None:
    return cell.estimate if cell is not None and cell.shown else None


def _change_cells(builder: TableBuilder, quantity: Quantity, change: Change | None) -> list[Cell]:
    return [
        *(builder.cell(quantity, wave) for wave in builder.waves),
        difference_cell(quantity, change),
        *([] if builder.of_figure else [difference_interval_cell(quantity, change, builder.voice.phrases)]),
        verdict_cell(change, builder.voice.words.sentences.verdicts),
    ]


# breakdowns


def _group_table(builder: TableBuilder) -> Table:
    breakdown, wave = builder.name.breakdown, builder.waves[-1]
    assert breakdown is not None
    quantities = builder.shown("rows", under_stacked="stacked rows")
    everybody = builder.say("everybody")
    places = {("", ""): everybody} | {(breakdown.id, code): label for code, label in breakdown.groups.items()}
    columns = [Column(builder.header(label, wave, place)) for place, label in places.items()]
    selection = builder.selection

    def cell(part: Quantity, place: tuple[str, str]) -> Cell:
        shown = estimate_cell(part, selection.estimate(part, wave, *place), builder.marks, builder.counts)
        return marked_cell(shown, selection.against(part, *place), builder.marks)

    rows = _rows(quantities, lambda part: [cell(part, place) for place in places])
    if builder.of_figure:
        rows = [
            line
            for part, row in zip(quantities, rows, strict=True)
            for line in builder.measured_rows(
                f"{row.section}: {row.header}" if row.section else row.header,
                part,
                row.cells,
                [builder.margin_cell(part, wave, place) for place in places],
                [builder.place_base(part.item, wave, place) for place in places],
            )
        ]
    return builder.table(quantities, columns, rows, stub=_stub(quantities))
