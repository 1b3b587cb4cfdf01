"""Tables from the released set, by name: one wave or several, changes, breakdowns, crossed items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.errors import PublicationError, nearest
from monitor.publication import numbers
from monitor.publication.figures.content import LATEST, STACKED, figure_kind
from monitor.publication.figures.notes import table_notes
from monitor.publication.figures.wording import say
from monitor.publication.names import CROSS, Name, parse_name
from monitor.publication.selection import (
    Quantity,
    Selection,
    distribution,
    mean_of,
    shown_quantities,
)
from monitor.publication.table_cells import (
    HIDDEN,
    base_cell,
    difference_cell,
    difference_interval_cell,
    estimate_cell,
    figure_policy,
    interval_cell,
    verdict_cell,
)
from monitor.publication.table_markdown import table_markdown
from monitor.publication.table_model import Cell, Column, Table, TableRow
from monitor.release.results import ReleasedSet
from monitor.study.questionnaire import Item
from monitor.study.study import Study

__all__ = ["Cell", "Column", "Table", "TableRow", "build_table", "table_markdown"]


def build_table(name: str, released: ReleasedSet, study: Study) -> Table:
    """Build the table `<indicator>`, `<indicator>--change`, `<indicator>--by-<breakdown>` or
    `cross--<cells>--<rows>--<columns>`.

    **Raises** PublicationError for an unknown name, or one of which nothing was released.
    """
    if name.startswith(CROSS):
        return cross_table(name, released, study)
    found = parse_name(name, study)
    items = [study.questionnaire.items[item] for item in found.indicator.items]
    breakdowns = ("", found.breakdown.id) if found.breakdown else ("",)
    selection = Selection(released, items, breakdowns)
    maker = _change_table if found.change else _group_table if found.breakdown else _wave_table
    table = maker(found, study, selection, items)
    if not table.rows:
        raise PublicationError(
            f'the table "{name}" has nothing to show',
            hint="Take it out of the report, or look in estimates.csv whether its items were asked",
            code="table",
        )
    return table


def _small(bases: Sequence[float | None]) -> bool:
    """Whether counts stand beside percentages: some base is small."""
    return any(n is not None and n < figure_policy().counts_below for n in bases)


# one wave or several: items in rows, answers in columns under each wave


def _wave_table(name: Name, study: Study, selection: Selection, items: list[Item]) -> Table:
    waves = [wave.id for wave in study.waves if any(wave.id in selection.waves(item) for item in items)]
    asked = [item for item in items if selection.waves(item)]
    answers = _answers(name, study, asked)
    if answers is None:
        return _long_table(name, study, selection, asked, waves)
    columns: list[Column] = []
    for wave in waves:
        columns += _wave_columns(wave, study, selection, asked, answers[asked[0].id])
    counts = _small([selection.base(item, wave) for item in asked for wave in waves])
    rows = tuple(
        TableRow(item.short, tuple(cell for wave in waves for cell in _wave_cells(item, wave, selection, asked, answers, counts)))
        for item in asked
    )  # fmt: skip
    return Table(
        name.text, name.indicator.title, say("tables", "row"), tuple(columns), rows,
        table_notes(name, study, selection, asked, waves, rows, counts),
    )  # fmt: skip


def _answers(name: Name, study: Study, items: list[Item]) -> dict[str, tuple[Quantity, ...]] | None:
    """Per item the categories that become columns, None where items have no answers in common."""
    shown = shown_quantities(name.indicator, study) if name.indicator.show else ()
    found = {
        item.id: tuple(part for part in shown if part.item is item) or distribution(item) for item in items
    }
    labels = {tuple(part.label for part in parts) for parts in found.values()}
    if len(labels) != 1 or labels == {()} or (len(items) == 1 and figure_kind(name, tuple(items)) != STACKED):
        return None
    if any(item.kind in ("multi", "yes_no") for item in items):
        return None
    return found


def _one_base(selection: Selection, items: list[Item], wave: str) -> float | None:
    """The base that all items have in common in a wave, None where they differ."""
    bases = {selection.base(item, wave) for item in items} - {None}
    return bases.pop() if len(bases) == 1 else None


def _wave_header(wave: str, study: Study, n: float | None) -> str:
    label = study.wave(wave).label
    return label if n is None else say("tables", "base", label=label, base=numbers.base(n))


def _wave_columns(
    wave: str, study: Study, selection: Selection, items: list[Item], parts: tuple[Quantity, ...]
) -> list[Column]:
    n = _one_base(selection, items, wave)
    group = _wave_header(wave, study, n)
    columns = [Column(part.label, group) for part in parts]
    return columns if n is not None else [*columns, Column(say("tables", "n"), group)]


def _wave_cells(
    item: Item, wave: str, selection: Selection, items: list[Item],
    answers: dict[str, tuple[Quantity, ...]], counts: bool,
) -> list[Cell]:  # fmt: skip
    cells = [estimate_cell(part, selection.estimate(part, wave), counts) for part in answers[item.id]]
    if _one_base(selection, items, wave) is None:
        cells.append(base_cell(selection.base(item, wave)))
    return cells


# one quantity a row: value, interval and base under each wave


def _rows_of(name: Name, study: Study, items: list[Item]) -> tuple[Quantity, ...]:
    shown = tuple(part for part in shown_quantities(name.indicator, study) if part.item in items)
    means = name.indicator.figure in ("grades", "means") and not name.indicator.show
    if means:
        return tuple(mean_of(item) for item in items)
    if len(items) == 1 and not name.indicator.show and distribution(items[0]):
        return distribution(items[0])
    return shown


def _label(quantity: Quantity, quantities: tuple[Quantity, ...]) -> tuple[str, str]:
    """(section, row header): the item, its answer, or the answer under its item."""
    items = {other.item.id for other in quantities}
    if len(items) == len(quantities):
        return "", quantity.item.short
    return (quantity.item.short if len(items) > 1 else ""), quantity.label


def _stub(quantities: tuple[Quantity, ...]) -> str:
    items = {quantity.item.id for quantity in quantities}
    return say("tables", "answer" if len(items) == 1 and len(quantities) > 1 else "row")


def _long_table(
    name: Name, study: Study, selection: Selection, items: list[Item], waves: list[str]
) -> Table:
    quantities = _rows_of(name, study, items)
    counts = _small([selection.base(item, wave) for item in items for wave in waves])
    value = say("tables", "mean" if quantities and quantities[0].measure == "mean" else "share")
    columns: list[Column] = []
    for wave in waves:
        n = _one_base(selection, items, wave)
        group = _wave_header(wave, study, n)
        columns += [Column(value, group), Column(say("tables", "interval"), group)]
        columns += [] if n is not None else [Column(say("tables", "n"), group)]
    rows = tuple(
        TableRow(
            _label(quantity, quantities)[1],
            tuple(cell for wave in waves for cell in _long_cells(quantity, wave, selection, items, counts)),
            _label(quantity, quantities)[0],
        )
        for quantity in quantities
    )
    notes = table_notes(name, study, selection, items, waves, rows, counts and value == say("tables", "share"))
    return Table(name.text, name.indicator.title, _stub(quantities), tuple(columns), rows, notes)


def _long_cells(
    quantity: Quantity, wave: str, selection: Selection, items: list[Item], counts: bool
) -> list[Cell]:
    estimate = selection.estimate(quantity, wave)
    cells = [estimate_cell(quantity, estimate, counts), interval_cell(quantity, estimate)]
    if _one_base(selection, items, wave) is None:
        cells.append(base_cell(selection.base(quantity.item, wave)))
    return cells


# changes


def _change_table(name: Name, study: Study, selection: Selection, items: list[Item]) -> Table:
    common = [item for item in items if len(selection.waves(item)) > 1]
    waves = [wave.id for wave in study.waves if any(wave.id in selection.waves(item) for item in common)]
    quantities = tuple(part for part in shown_quantities(name.indicator, study) if part.item in common)
    counts = _small([selection.base(item, wave) for item in common for wave in waves])
    columns = [Column(_wave_header(wave, study, _one_base(selection, common, wave))) for wave in waves]
    points = all(part.display == "percent" for part in quantities)
    columns += [
        Column(say("tables", "difference_points" if points else "difference")),
        Column(say("tables", "margin")),
        Column(say("tables", "verdict"), numeric=False),
    ]
    rows = tuple(
        TableRow(
            _label(part, quantities)[1], tuple(_change_cells(part, waves, selection, counts)), _label(part, quantities)[0]
        )
        for part in quantities
    )
    notes = table_notes(name, study, selection, common, waves, rows, counts and points)
    return Table(name.text, name.indicator.title, _stub(quantities), tuple(columns), rows, notes)


def _change_cells(quantity: Quantity, waves: list[str], selection: Selection, counts: bool) -> list[Cell]:
    change = selection.change(quantity, LATEST)
    return [
        *(estimate_cell(quantity, selection.estimate(quantity, wave), counts) for wave in waves),
        difference_cell(quantity, change),
        difference_interval_cell(quantity, change),
        verdict_cell(change),
    ]


# breakdowns


def _group_table(name: Name, study: Study, selection: Selection, items: list[Item]) -> Table:
    breakdown = name.breakdown
    assert breakdown is not None
    wave = next((wave.id for wave in reversed(study.waves) if any(wave.id in selection.waves(i) for i in items)), "")
    asked = [item for item in items if wave in selection.waves(item)]
    quantities = _rows_of(name, study, asked)
    everybody = say("tables", "everybody", respondents=study.questionnaire.respondents)
    places = [("", "", everybody), *((breakdown.id, code, label) for code, label in breakdown.groups.items())]
    bases = {place: [selection.base(item, wave, *place[:2]) for item in asked] for place in places}
    counts = _small([n for found in bases.values() for n in found])
    columns = tuple(
        Column(
            place[2]
            if len(set(bases[place]) - {None}) != 1
            else say("tables", "base", label=place[2], base=numbers.base(next(n for n in bases[place] if n is not None)))
        )
        for place in places
    )
    rows = tuple(
        TableRow(
            _label(part, quantities)[1],
            tuple(estimate_cell(part, selection.estimate(part, wave, *place[:2]), counts) for place in places),
            _label(part, quantities)[0],
        )
        for part in quantities
    )
    notes = table_notes(name, study, selection, asked, [wave], rows, counts)
    return Table(name.text, name.indicator.title, _stub(quantities), columns, rows, notes)


# two items crossed


def cross_table(name: str, released: ReleasedSet, study: Study) -> Table:
    """Two items crossed, in percentages of everybody, with totals added before rounding.

    The cells are the categories `<row code>_<column code>` of one derived item.

    **Raises** PublicationError for an unknown item and for a cell item without the needed categories.
    """
    cells, rows, columns = _cross_items(name, study)
    selection = Selection(released, [cells])
    wave = next(iter(selection.waves(cells)[::-1]), study.current.id)
    shares = {
        (row, column): selection.estimate(Quantity(cells, f"{row}_{column}"), wave)
        for row in rows.scale.codes
        for column in columns.scale.codes
    }
    values = {
        key: None if found is None or not found.shown else (found.estimate or 0.0, found.count)
        for key, found in shares.items()
    }
    n = selection.base(cells, wave)
    counts = _small([n])
    total = say("tables", "total")
    body = [
        TableRow(label, tuple(_summed([values[row, column] for row in group for column in part], counts) for part in (*((c,) for c in columns.scale.codes), columns.scale.codes)))
        for label, group in [*((category.label, (category.code,)) for category in rows.scale.categories), (total, rows.scale.codes)]
    ]  # fmt: skip
    headers = (*(category.label for category in columns.scale.categories), total)
    unit = say("tables", "cross_unit", respondents=study.questionnaire.respondents, base=numbers.base(n or 0))
    notes = [unit, say("tables", "counts", respondents=study.questionnaire.respondents)] if counts else [unit]
    notes.append(say("notes", "source", title=study.title, waves=study.wave(wave).label))
    caption = study.indicator_of(cells.id).title
    return Table(
        name, caption, f"{rows.short} / {columns.short}",
        tuple(Column(header, columns.short) for header in headers), tuple(body), tuple(notes),
    )  # fmt: skip


def _cross_items(name: str, study: Study) -> tuple[Item, Item, Item]:
    parts = name.removeprefix(CROSS).split("--")
    items = study.questionnaire.items
    if len(parts) != 3:
        raise PublicationError(
            f'"{name}" does not name a crossed table', expected="cross--<cells>--<rows>--<columns>", code="figure-name"
        )
    for part in parts:
        if part not in items or items[part].scale is None:
            known = [item.id for item in items.values() if item.scale is not None]
            raise PublicationError(
                f'there is no item "{part}" with a scale', hint=nearest(part, known), code="figure-name"
            )
    cells, rows, columns = (items[part] for part in parts)
    wanted = {f"{row}_{column}" for row in rows.scale.codes for column in columns.scale.codes}
    if set(cells.scale.codes) != wanted:
        raise PublicationError(
            f'"{cells.id}" does not cross "{rows.id}" with "{columns.id}"',
            got=", ".join(cells.scale.codes),
            expected=", ".join(sorted(wanted)),
            code="figure-name",
        )
    return cells, rows, columns


def _summed(found: list[tuple[float, float | None] | None], counts: bool) -> Cell:
    """The sum of some cells, before rounding; a dash where one of them is suppressed."""
    if None in found:
        return HIDDEN
    share = sum(part[0] for part in found if part)
    text = numbers.percent(share)
    if counts and all(part[1] is not None for part in found if part):
        text += f"{numbers.NBSP}({numbers.number(sum(part[1] for part in found if part))})"
    return Cell(text, share, "percent")
