"""How the columns of a response file answer the items: a file of its own, or the same keys under a wave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from monitor.errors import nearest
from monitor.study.declarations import Declaration, Key, load
from monitor.study.fields import (
    Code,
    Column,
    File,
    Identifier,
    Short,
    Text,
    Words,
    WrittenAs,
    declared_by_name,
)
from monitor.study.questionnaire import Questionnaire

Answer = str  # a text as it stands in a cell, "" for an empty one
BETWEEN = " | "  # in the name of a column that has two heading rows


def named_by_both(first: str, second: str) -> str:
    """The name of a column by both its heading rows."""
    return f"{first}{BETWEEN}{second}"


Heading = Annotated[
    str,
    WrittenAs(Text | tuple[Text, Text], lambda said: said if isinstance(said, str) else named_by_both(*said)),
]
FURTHEST = 1_000_000  # place in a line
Place = Annotated[int, Field(ge=1, le=FURTHEST)]
Columns = Annotated[
    tuple[str, ...],
    WrittenAs(list[Heading] | Text, lambda said: (said,) if isinstance(said, str) else tuple(said)),
]


@declared_by_name
class MappedColumn:
    """The column that answers an item, which may also be written by its name alone, and what its cells mean."""

    column: Columns
    """Name of the column as it stands in the header, or [first, second] where there are two heading rows; with
    `spread` a list of columns."""
    values: Mapping[Answer, Identifier | Code] = field(default_factory=dict)
    """Answer in the file to code; with `joined`, answer to the option that it stands for. "" is an empty cell."""
    no_answer: tuple[Answer, ...] = ()
    """Answers that mean no answer."""
    not_asked: tuple[Answer, ...] = ()
    """Answers that mean that the question was not asked."""
    special: Mapping[Answer, Code] = field(default_factory=dict)
    """Answer in the file to code outside the base."""
    joined: str = ""
    """What separates several options in one cell, such as ;."""
    other: Identifier | Code | None = None
    """The code, and with `joined` the option, that any other text in the cell stands for."""
    other_in: Heading = ""
    """With `other`, a column in which those who chose it filled in what, while the cell of the item is empty."""
    spread: Mapping[Answer, Identifier] = field(default_factory=dict)
    """Code to option, where the codes of the chosen options stand in several columns, or as digits in one."""
    positions: Mapping[Annotated[str, Field(pattern=r"^[1-9][0-9]*$")], Identifier] = field(
        default_factory=dict
    )
    """Position to option, where one cell holds a 1 or 0 for each option."""
    filled: Code | None = None
    """Code of a cell in which something stands, whatever it is."""
    empty: Code | None = None
    """Code of an empty cell."""
    by: Literal["label"] | None = None
    """label: the answers are the value labels of the file, whatever their values."""
    times: float | None = None
    """What numbers are multiplied by, such as 100 for shares that become percentages."""
    suffix: Words = ""
    """What stands behind numbers, such as %."""

    @property
    def options(self) -> tuple[str, ...]:
        """The options that one entry answers together; none where it answers one item."""
        chosen = {**(self.values if self.joined else {}), **self.spread, **self.positions}
        other = (str(self.other),) if self.other and self.joined else ()
        return tuple(dict.fromkeys((*chosen.values(), *other)))

    @property
    def sources(self) -> tuple[str, ...]:
        """Every column that answers the item."""
        return (*self.column, *((self.other_in,) if self.other_in else ()))


@declared_by_name
class RowsLeftOut:
    """Rows that are no responses, by one column: where it is empty, or holds one of some values, or none of them."""

    column: Column = None
    """Name of the column; with `empty`, left out for rows without an answer in any mapped column."""
    empty: bool = False
    """Rows where it is empty."""
    values: tuple[Answer, ...] = ()
    """Rows where it holds one of these."""
    other_than: tuple[Answer, ...] = ()
    """Rows where it holds anything but these."""


@declared_by_name
class ColumnMap:
    """How the columns of one response file answer the items; columns that have the id of an item need no entry."""

    source: File | None = None
    """The file that holds these keys, in place of them."""
    file: Words = ""
    """The response file that this map is for."""
    header_rows: Annotated[int, Field(ge=1, le=2)] = 1
    """Heading rows of the file; 2 where a column is named by both. An empty cell in the first continues the one before."""
    above: Annotated[int, Field(ge=0, le=20)] = 0
    """Of a workbook, the rows above the headings, such as a title."""
    fixed: Mapping[Heading, tuple[Place, Place]] = field(default_factory=dict)
    """Of a text without headings, in which columns stand at fixed places: by name the first and the last sign, from 1."""
    fixed_in: Literal["signs", "bytes"] = "signs"
    """What those places count: signs, or bytes, of which a letter with an accent may take two."""
    sheet: Words = ""
    """Of a workbook with several filled sheets, the one with the responses."""
    respondent_id: Column = "respondent_id"
    """Column with the respondent number; none where there is no such column and rows are numbered."""
    weight: Column = None
    """Column with the weight that the study names."""
    strata: Column = None
    """Column with the stratum that the study names."""
    municipality: Column = None
    """Column with the municipality that the study names."""
    completed: Column = None
    """Column with the day of completion that the study names."""
    left_out: Mapping[Identifier, RowsLeftOut] = field(default_factory=dict)
    """Rows that are left out and counted, by reason, such as not_completed."""
    columns: Mapping[Identifier, Annotated[MappedColumn, Short("column", Text | list[Text], (str, list))]] = (
        field(default_factory=dict)
    )
    """By item, the column that answers it; by question, one that answers several of its options."""
    ignored: tuple[Heading, ...] = ()
    """Columns that are not read."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Every column that the map reads or ignores."""
        roles = (self.respondent_id, self.weight, self.strata, self.municipality, self.completed)
        mapped = (name for entry in self.columns.values() for name in entry.sources)
        left = (rows.column for rows in self.left_out.values() if rows.column)
        return tuple(dict.fromkeys((*(one for one in roles if one), *mapped, *left, *self.ignored)))


ColumnMapEntry = Annotated[ColumnMap, Short("source", Text)]


def read_column_map(
    said: ColumnMap,
    path: Path | None,
    document: Declaration,
    key: Key,
    questionnaire: Questionnaire,
    wave: str,
) -> ColumnMap:
    """The column map of a wave, from its file where it is one.

    **Raises** DeclarationError for a name that is no item of the wave, an option that its question does not
    have, and keys that exclude each other.
    """
    found = said
    if path is not None:
        found, document = load(path, ColumnMap)
        found, key = replace(found, source=path), ()
    found = _by_both_rows(found)
    fields = {item.id for item in questionnaire.fields_of(wave)}
    for name, (first, last) in found.fixed.items():
        if last < first:
            raise document.error(
                (*key, "fixed"), "declared.ends_before_it_begins", name=name, first=first, last=last
            )
    for name, entry in found.columns.items():
        _check_entry(name, entry, document, (*key, "columns", name), questionnaire, fields)
    return found


def _by_both_rows(said: ColumnMap) -> ColumnMap:
    """The map with two names of one column as one: only `spread` reads several columns.

    Two names say that there are two heading rows; a heading in which " | " stands says nothing of the kind.
    """
    pairs = {
        name: replace(entry, column=(named_by_both(*entry.column),))
        for name, entry in said.columns.items()
        if len(entry.column) == 2 and not entry.spread
    }
    changed = replace(said, columns={**said.columns, **pairs})
    return replace(changed, header_rows=2) if pairs else changed


def _check_entry(
    name: str,
    entry: MappedColumn,
    document: Declaration,
    key: Key,
    questionnaire: Questionnaire,
    fields: set[str],
) -> None:
    forms = [form for form in ("joined", "spread", "positions", "filled") if getattr(entry, form)]
    if len(forms) > 1:
        raise document.error(key, "declared.is_read_in_two_ways", forms=forms, name=name)
    if len(entry.column) > 1 and not entry.spread:
        raise document.error(key, "declared.names_several_columns", name=name)
    if entry.other_in and entry.other is None:
        raise document.error(key, "declared.other_in_without_other", name=name)
    if not entry.options and name not in fields:
        raise document.error(
            key, "declared.is_no_item_of_wave", hint=nearest(name, sorted(fields)), name=name
        )
    options = [one for one in sorted(fields) if questionnaire.items[one].traits.is_option]
    for option in entry.options:
        if option not in options:
            raise document.error(
                key, "declared.is_no_option_of_question_of", hint=nearest(option, options), option=option
            )
