"""Two items crossed: percentages of everybody, with totals added before rounding."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.errors import PublicationError, nearest
from monitor.publication.cells.missing import limit_of, missing_from_any
from monitor.publication.cells.selection import Quantity, Selection
from monitor.publication.exhibits.names import CROSS
from monitor.publication.exhibits.notes import counts_note, source
from monitor.publication.exhibits.table_model import SUPPRESSED, Cell, Column, Table, TableRow
from monitor.publication.language import numbers
from monitor.publication.language.voice import Voice
from monitor.publication.tables.table_cells import HIDDEN
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import Estimate
from monitor.study.questionnaire import Item
from monitor.study.scale import Category
from monitor.study.study import Study

CrossedCells = dict[tuple[str, str], Estimate | None]
Summed = tuple[str, tuple[str, ...]]  # a label with the codes that are added up under it


@dataclass(frozen=True)
class Crossed:
    """An item whose categories are `<row code>_<column code>`, and the two items that it crosses."""

    cells: Item
    rows: tuple[Category, ...]
    columns: tuple[Category, ...]
    row_label: str
    column_label: str


def cross_table(name: str, released: ReleasedSet, voice: Voice) -> Table:
    """Build `cross--<cells>--<rows>--<columns>` for the latest wave.

    **Raises** PublicationError for an unknown item, and for a cell item that does not cross the two.
    """
    crossed = crossed_items(name, voice.study)
    selection = Selection(released, [crossed.cells])
    wave = next(iter(selection.waves(crossed.cells)[::-1]), voice.study.current.id)
    cells: CrossedCells = {
        (row.code, column.code): selection.estimate(
            Quantity(crossed.cells, f"{row.code}_{column.code}"), wave
        )
        for row in crossed.rows
        for column in crossed.columns
    }
    n = selection.base(crossed.cells, wave) or 0
    counts = n < voice.words.figures.counts_below
    total = voice.say("tables", "total")
    columns = _with_total(crossed.columns, total)
    rows = tuple(_row(line, columns, cells, counts) for line in _with_total(crossed.rows, total))
    return Table(
        name,
        voice.study.indicator_of(crossed.cells.id).title,
        crossed.row_label,
        tuple(Column(label, crossed.column_label) for label, _ in columns),
        rows,
        _notes(voice, wave, n, counts, rows, limit_of(missing_from_any(cells.values()), (crossed.cells,))),
    )


def _with_total(categories: tuple[Category, ...], total: str) -> list[Summed]:
    """Each category with its own code, and the total with all of them."""
    every = tuple(category.code for category in categories)
    return [*((category.label, (category.code,)) for category in categories), (total, every)]


def _row(line: Summed, columns: list[Summed], cells: CrossedCells, counts: bool) -> TableRow:
    label, rows = line
    return TableRow(
        label,
        tuple(_sum([cells[row, column] for row in rows for column in codes], counts) for _, codes in columns),
    )


def _sum(estimates: list[Estimate | None], counts: bool) -> Cell:
    """The sum of some cells before rounding; a dash where one of them is suppressed."""
    shown = [estimate for estimate in estimates if estimate is not None and estimate.shown]
    if len(shown) < len(estimates):
        return HIDDEN
    share = sum(estimate.estimate or 0.0 for estimate in shown)
    text = numbers.percent(share)
    if counts and all(estimate.count is not None for estimate in shown):
        text += f"{numbers.NBSP}({numbers.number(sum(estimate.count or 0.0 for estimate in shown))})"
    return Cell(text, share, "percent")


def _notes(
    voice: Voice, wave: str, n: float, counts: bool, rows: tuple[TableRow, ...], limit: str
) -> tuple[str, ...]:
    form = "cross_unit_of_some" if limit else "cross_unit"
    notes = [voice.say("tables", form, who=voice.who(limit).plural, base=numbers.base(n))]
    if counts:
        notes.append(counts_note(voice))
    if any(cell.status == SUPPRESSED for row in rows for cell in row.cells):
        notes.append(voice.say("notes", "suppressed"))
    return (*notes, source([wave], voice))


def check_cross(name: str, study: Study) -> None:
    """**Raises** PublicationError for an unknown item, and for a cell item that does not cross the two."""
    items = study.questionnaire.items
    for part in name.removeprefix(CROSS).split("--"):
        if part not in items:
            raise PublicationError(
                "publication.table_names_unknown_item", hint=nearest(part, items), name=name, part=part
            )
    crossed_items(name, study)


def crossed_items(name: str, study: Study) -> Crossed:
    """The three items that a name crosses."""
    parts = name.removeprefix(CROSS).split("--")
    if len(parts) != 3:
        raise PublicationError("publication.does_not_name_crossed_table", name=name)
    cells, rows, columns = (_scaled(part, study) for part in parts)
    wanted = {f"{row.code}_{column.code}" for row in rows[1] for column in columns[1]}
    if {category.code for category in cells[1]} != wanted:
        raise PublicationError(
            "publication.does_not_cross_with",
            got=", ".join(category.code for category in cells[1]),
            expected=", ".join(sorted(wanted)),
            cells=cells[0].id,
            rows=rows[0].id,
            columns=columns[0].id,
        )
    return Crossed(cells[0], rows[1], columns[1], rows[0].short, columns[0].short)


def _scaled(item_id: str, study: Study) -> tuple[Item, tuple[Category, ...]]:
    items = study.questionnaire.items
    item = items.get(item_id)
    if item is None or item.scale is None:
        known = [other.id for other in items.values() if other.scale is not None]
        raise PublicationError(
            "publication.there_is_no_item_with_categories", hint=nearest(item_id, known), item_id=item_id
        )
    return item, item.scale.categories
