"""What every table of an indicator is built with: its items and waves, headers, bases and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from monitor.errors import PublicationError
from monitor.publication.cells.certainty import Certainty, certainty_of
from monitor.publication.cells.missing import missing_from_any
from monitor.publication.cells.purposes import Purpose, shown
from monitor.publication.cells.selection import Quantity, Selection
from monitor.publication.exhibits.bases import bases_by_wave
from monitor.publication.exhibits.names import Name, items_of
from monitor.publication.exhibits.notes import figure_table_notes, table_notes
from monitor.publication.exhibits.order import in_order
from monitor.publication.exhibits.rounding import rounding_of_table
from monitor.publication.exhibits.selecting import (
    COMPOSITION,
    DUMBBELL,
    SLOPE,
    STACKED,
    WITH_INTERVALS,
    draws_points,
    figure_kind,
)
from monitor.publication.exhibits.subject import subject_of
from monitor.publication.exhibits.table_model import EMPTY, SUPPRESSED, Cell, Column, Table, TableRow
from monitor.publication.exhibits.units import unit_in_words
from monitor.publication.language import numbers
from monitor.publication.language.filling import filled
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.breaks import is_before_break
from monitor.publication.tables.table_cells import HIDDEN, NOTHING, base_cell, estimate_cell, interval_cell
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import Change
from monitor.study.questionnaire import Item
from monitor.study.study import Study
from monitor.study.study_file import Breakdown


@dataclass(frozen=True)
class TableBuilder:
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

    @property
    def marks(self) -> Mapping[str, str]:
        """What stands in a cell instead of a number."""
        return self.voice.words.figures.marks

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

    @property
    def bases(self) -> str:
        """The bases of each wave, as a note."""
        found = [
            ([n for item in self.items if (n := self.selection.base(item, wave)) is not None], wave)
            for wave in self.waves
        ]
        return f"{bases_by_wave([(sorted(set(bases)), wave) for bases, wave in found], self.voice)}."

    def base_cell(self, item: Item, wave: str) -> Cell:
        """The base of an item in a wave: a dash where it was asked and nothing is shown, empty where it was not."""
        n = self.selection.base(item, wave)
        return HIDDEN if n is None and wave in self.selection.waves(item) else base_cell(n)

    def place_base(self, item: Item, wave: str, place: tuple[str, str] = ("", "")) -> Cell:
        """The base of an item in a column whose header does not say it; empty where that does."""
        n = self.selection.base(item, wave, *place)
        return NOTHING if self.base(wave, place) is not None or n is None else base_cell(n)

    def cell(self, part: Quantity, wave: str) -> Cell:
        """A figure of everybody; beside other waves it says where it stands before a break in its series."""
        cell = estimate_cell(part, self.selection.estimate(part, wave), self.marks, self.counts)
        broken = len(self.waves) > 1 and is_before_break(part.item, wave, self.study)
        if not broken or not _says(cell):
            return cell
        return replace(cell, text=filled(self.marks["before_break"], {"figure": cell.text}))

    def margin_cell(self, part: Quantity, wave: str, place: tuple[str, str] = ("", "")) -> Cell:
        """The margin of a figure."""
        return interval_cell(part, self.selection.estimate(part, wave, *place), self.voice.phrases)

    def measured_rows(
        self, label: str, part: Quantity, values: Iterable[Cell], margins: Iterable[Cell], bases: Iterable[Cell] = ()
    ) -> list[TableRow]:  # fmt: skip
        """Figures under one label, with a row for their margins and one for their bases where there are any."""
        value = self.say("mean" if part.measure == "mean" else "share")
        below = {self.say("interval", confidence=self.certainty.confidence): margins, self.say("n"): bases}
        rows = [(name, tuple(cells)) for name, cells in ((value, values), *below.items())]
        told = [rows[0], *((name, cells) for name, cells in rows[1:] if any(_says(cell) for cell in cells))]
        if len(told) == 1:
            return [TableRow(label, told[0][1])]
        return [TableRow(name, cells, label) for name, cells in told]

    def header(self, label: str, wave: str, place: tuple[str, str] = ("", "")) -> str:
        """`2022 (n = 79)`; without a base where bases differ."""
        n = self.base(wave, place)
        return label if n is None else self.say("base", label=label, base=numbers.base(n))

    def table(
        self, quantities: tuple[Quantity, ...], columns: Iterable[Column], rows: Iterable[TableRow],
        changes: tuple[Change, ...] = (), stub: str = "row", margins: tuple[str, ...] = (),
        rounding: tuple[str, ...] = (), finer: tuple[str, ...] = (),
    ) -> Table:  # fmt: skip
        """The table of these columns and rows, with its title and notes; the others are notes besides."""
        body = tuple(rows)
        rounding = (
            *rounding_of_table(self._shares(quantities), self._compositions(quantities), self.voice),
            *rounding,
        )
        if self.of_figure:  # what the note of the figure does not say
            kind = self._figure_kind
            margins = () if kind in WITH_INTERVALS else margins
            rounding = () if kind in (STACKED, COMPOSITION, DUMBBELL) else rounding
            notes = figure_table_notes(body, self.voice, (*rounding, *margins, *finer), self._marked)
        else:
            notes = table_notes(
                self._unit(quantities), self.name, self.voice, self.certainty, quantities, self.waves, body, changes,
                (*rounding, *margins, *finer),
            )  # fmt: skip
        return Table(
            self.name.text,
            subject_of(self.name, self.waves, self.voice),
            self.say(stub),
            tuple(columns),
            body,
            notes,
        )

    @property
    def _marked(self) -> Breakdown | None:
        """The breakdown whose tested groups the data of a figure mark and the figure does not."""
        breakdown = self.name.breakdown
        told = breakdown is None or not breakdown.marks_groups or draws_points(self.name, self.items)
        return None if told else breakdown

    @property
    def _figure_kind(self) -> str:
        if self.name.change:
            return DUMBBELL if len(self.waves) <= 2 else SLOPE
        return figure_kind(self.name, self.items)

    def _columns(self) -> list[tuple[str, str, str]]:
        """Wave, breakdown and group of each column of figures."""
        return [(wave, *place) for wave in self.waves for place in self.places]

    def _shares(self, quantities: tuple[Quantity, ...]) -> Iterator[tuple[Item, dict[str, float]]]:
        """The printed shares of each item, column by column."""
        for column in self._columns():
            for item in self.items:
                own = [part for part in quantities if part.item is item and part.measure == "share"]
                yield item, self._printed({part: part.category for part in own}, column)

    def _compositions(self, quantities: tuple[Quantity, ...]) -> Iterator[dict[str, float]]:
        """Parts of 100 that are all printed, column by column."""
        names = {
            part: part.item.id for part in quantities if part.item.traits.adds_up and part.measure == "mean"
        }
        if names and set(names.values()) >= set(self.study.questionnaire.group_of(min(names.values())).items):
            for column in self._columns():
                printed = self._printed(names, column)
                if len(printed) == len(names):
                    yield printed

    def _printed(self, names: Mapping[Quantity, str], column: tuple[str, str, str]) -> dict[str, float]:
        """The figures of some quantities that are shown in a column, by name."""
        found = {name: self.selection.estimate(part, *column) for part, name in names.items()}
        return {name: cell.estimate or 0.0 for name, cell in found.items() if cell is not None and cell.shown}

    def _unit(self, quantities: tuple[Quantity, ...]) -> str:
        """What the figures of the table are a share or a mean of, and over whom; one after another where they differ."""
        units = (
            self._one_unit(tuple(part for part in quantities if part.axis == axis))
            for axis in dict.fromkeys(part.axis for part in quantities)
        )
        return "; ".join(dict.fromkeys(units))

    def _one_unit(self, quantities: tuple[Quantity, ...]) -> str:
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


def _says(cell: Cell) -> bool:
    return cell.status not in (EMPTY, SUPPRESSED) and cell.text != ""


def builder_of(name: Name, released: ReleasedSet, voice: Voice, of_figure: bool = False) -> TableBuilder:
    """The builder of a table by its name, with the items and waves that it shows.

    **Raises** PublicationError where nothing was released.
    """
    items = items_of(name, voice.study)
    places = [("", "")]
    if name.breakdown is not None:
        places += [(name.breakdown.id, group) for group in name.breakdown.groups]
    selection = Selection(released, items, {place[0] for place in places})
    least = 2 if name.change else 1
    asked = in_order(
        [item for item in items if len(selection.waves(item)) >= least],
        name.indicator,
        selection,
        voice.study,
    )
    waves = tuple(
        wave.id for wave in voice.study.waves if any(wave.id in selection.waves(item) for item in asked)
    )
    if name.breakdown is not None or (of_figure and not name.change):
        waves = waves[-1:]
        asked = tuple(item for item in asked if waves and waves[0] in selection.waves(item))
    if not asked:
        raise PublicationError("publication.table_has_nothing_to_show", text=name.text)
    bases = [selection.base(item, wave, *place) for item in asked for wave in waves for place in places]
    counts = any(n is not None and n < voice.words.figures.counts_below for n in bases)
    return TableBuilder(
        name, voice, certainty_of(released, voice.study), selection, asked, waves, counts, of_figure
    )
