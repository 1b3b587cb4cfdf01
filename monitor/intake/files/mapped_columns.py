"""A file's columns read through its column map: under the names and in the codes of the questionnaire."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from monitor.errors import IntakeError, nearest
from monitor.intake.files.columns import ID_COLUMN, ColumnPlan, check_names, shown
from monitor.intake.files.mapped_cells import (
    CHOSEN,
    NO_CODES,
    NOT_ASKED_TEXT,
    NOT_CHOSEN,
    UNREAD,
    is_named,
    joined,
    option_cell,
    reading,
)
from monitor.intake.files.spellings import Codebook, Recode, folded
from monitor.intake.files.table import RawTable, TextColumn, column_of_array, text_column
from monitor.intake.files.value_labels import ValueLabels
from monitor.study.column_map import BETWEEN, ColumnMap, MappedColumn, RowsLeftOut
from monitor.study.questionnaire import Item


def file_columns(plan: ColumnPlan) -> tuple[str, ...]:
    """Every column that the file of a wave may have."""
    mapped = plan.columns
    return plan.known if mapped is None else tuple(dict.fromkeys((*mapped.sources, *plan.known)))


def few_texts(plan: ColumnPlan) -> frozenset[str]:
    """Columns of the file that repeat few distinct texts."""
    mapped = plan.columns
    if mapped is None:
        return plan.few_texts
    fields = plan.fields
    answers = {
        column
        for name, entry in mapped.columns.items()
        if entry.options or not fields[name].confidential
        for column in entry.column
    }
    roles = {one for one in (mapped.weight, mapped.strata, mapped.municipality) if one}
    return (plan.few_texts | answers | roles) - {mapped.respondent_id, mapped.completed}


def check_mapped(names: Sequence[str], plan: ColumnPlan, file: str) -> tuple[str, ...]:
    """The names that the columns have once they are mapped. **Raises** IntakeError for a mapped column that is missing."""
    check_names(names, file)
    mapped = plan.columns
    if mapped is None:
        return tuple(names)
    for name in mapped.sources:
        if name not in names and name not in mapped.ignored and name != ID_COLUMN:
            raise IntakeError(
                "response_files.column_of_column_map_is_missing",
                where=file,
                line=1,
                hint=_by_both(name, names)
                or nearest(name, [one for one in names if one not in mapped.sources])
                or "response_files.map_of_another_file",
                shown=shown(name),
            )
    used = set(mapped.sources)
    made = [name for name, entry in mapped.columns.items() if not entry.options]
    made += [option for entry in mapped.columns.values() for option in entry.options]
    made += [target for target, _ in _roles(plan)]
    made += [ID_COLUMN] if mapped.respondent_id is None else []
    return tuple(dict.fromkeys((*made, *(name for name in names if name not in used))))


def _by_both(name: str, names: Sequence[str]) -> str | None:
    """What to do with a name that stands above several columns, and with two that are none of one column."""
    if any(one.startswith(f"{name}{BETWEEN}") for one in names):
        return "response_files.stands_above_several"
    if BETWEEN in name:
        return "response_files.two_heading_rows"
    return None


def mapped_table(
    raw: RawTable, plan: ColumnPlan, labels: Mapping[str, ValueLabels], rows: np.ndarray, file: str
) -> tuple[RawTable, dict[str, ValueLabels], tuple[Recode, ...]]:
    """The table under the names of the questionnaire, its value labels, and what the map recoded.

    `rows` are row numbers, for a file without respondent numbers. **Raises** IntakeError where a map recodes
    some codes of an item and leaves others as they are.
    """
    mapped = plan.columns
    if mapped is None:
        return raw, dict(labels), ()
    reader = _Reader(raw, plan, mapped, labels, file)
    for name, entry in mapped.columns.items():
        reader.read(name, entry)
    reader.leave_blank_sets()
    for target, source in _roles(plan):
        reader.take(target, source)
    if mapped.respondent_id is None:
        import pyarrow as pa

        reader.other[ID_COLUMN] = pa.array([str(row) for row in rows], pa.string())
    for name in (*raw.closed, *raw.other):
        if name not in mapped.sources:
            reader.take(name, name)
    return RawTable(reader.closed, reader.other), reader.labels, tuple(reader.recodes)


def rows_left_out(raw: RawTable, plan: ColumnPlan) -> dict[str, np.ndarray]:
    """By reason, a mask of the rows that are no responses; a row stands under its first reason only."""
    masks: dict[str, np.ndarray] = {}
    gone: np.ndarray | None = None
    for reason, rule in (plan.columns.left_out if plan.columns else {}).items():
        mask = _left_out(_column(raw, rule.column), rule) if rule.column else _unanswered(raw, plan)
        masks[reason] = mask if gone is None else mask & ~gone
        gone = mask if gone is None else gone | mask
    return masks


def _unanswered(raw: RawTable, plan: ColumnPlan) -> np.ndarray:
    """Rows without an answer in any mapped column."""
    entries = plan.columns.columns.values() if plan.columns else ()
    answered = [
        _column(raw, name).filled for name in dict.fromkeys(one for entry in entries for one in entry.sources)
    ]
    return ~np.logical_or.reduce(answered) if answered else np.zeros(raw.rows, bool)


def _left_out(column: TextColumn, rule: RowsLeftOut) -> np.ndarray:
    values, others = set(map(folded, rule.values)), set(map(folded, rule.other_than))

    def out(text: str) -> bool:
        fold = folded(text)
        return bool((rule.empty and not fold) or fold in values or (others and fold not in others))

    return np.array([out(text) for text in column.texts] or [False], bool)[column.index]


def _roles(plan: ColumnPlan) -> list[tuple[str, str]]:
    """Columns of the study by name, with the columns of the file that hold them."""
    mapped, study = plan.columns, plan.study
    if mapped is None:
        return []
    weight = study.design.weights or (study.weighting.base_weight if study.weighting else None)
    said = (
        (ID_COLUMN, mapped.respondent_id),
        (weight, mapped.weight),
        (study.design.strata, mapped.strata),
        (study.municipalities.column if study.municipalities else None, mapped.municipality),
        (study.completed.column if study.completed else None, mapped.completed),
    )
    return [(target, source) for target, source in said if target and source]


def _column(raw: RawTable, name: str) -> TextColumn:
    return raw.closed[name] if name in raw.closed else column_of_array(raw.other[name])


class _Reader:
    """The mapped columns, as far as they have been read."""

    def __init__(
        self, raw: RawTable, plan: ColumnPlan, mapped: ColumnMap, labels: Mapping[str, ValueLabels], file: str
    ) -> None:
        self.raw, self.plan, self.mapped, self.file = raw, plan, mapped, file
        self.said = labels
        self.closed: dict[str, TextColumn] = {}
        self.other: dict[str, Any] = {}
        self.labels: dict[str, ValueLabels] = {}
        self.recodes: list[Recode] = []
        self.empty: dict[str, np.ndarray] = {}

    def leave_blank_sets(self) -> None:
        """Rows in which every option of a question was empty stay blank: the questionnaire says what that means."""
        for group in self.plan.study.questionnaire.groups.values():
            options = [name for name in group.items if name in self.plan.fields]
            if options and all(name in self.empty for name in options):
                blank = np.logical_and.reduce([self.empty[name] for name in options])
                cells = dict.fromkeys(map(int, np.flatnonzero(blank)), "")
                for name in options if cells else ():
                    self.closed[name] = self.closed[name].changed(cells)

    def take(self, target: str, source: str) -> None:
        """A column as it is, under another name."""
        self._put(target, _column(self.raw, source))
        if source in self.said:
            self.labels[target] = self.said[source]

    def _put(self, name: str, column: TextColumn) -> None:
        if name in self.plan.few_texts:
            self.closed[name] = column
        else:
            import pyarrow as pa

            texts = [text.strip(NOT_ASKED_TEXT) for text in column.texts]
            self.other[name] = pa.array(texts, pa.string()).take(pa.array(column.index))

    def read(self, name: str, entry: MappedColumn) -> None:
        column = _column(self.raw, entry.column[0])
        if entry.spread and len(entry.column) > 1:
            self._read_cells(entry)
        elif entry.options:
            self._read_options(entry, column)
        elif entry == MappedColumn(column=entry.column):
            self.take(name, entry.column[0])
        else:
            self._read_item(self.plan.fields[name], entry, column)

    def _read_item(self, item: Item, entry: MappedColumn, column: TextColumn) -> None:
        said = self.said.get(entry.column[0])
        if said and entry.by == "label":
            labels = said.labels
            column = _renamed(column, lambda text: labels.get(text, text))
        readings = {text: reading(text, entry) for text in column.texts}
        self._check_values(item, entry, column, readings)
        if said and not entry.by and not entry.values:
            self.labels[item.id] = said
        if not item.confidential and entry.times is None and not entry.suffix:
            self._count(item, entry, column, readings)
        if item.traits.is_option and readings.get("") == item.traits.negative:
            self.empty[item.id] = ~column.filled
        self._put(item.id, self._with_other(item, entry, column, _renamed(column, readings.__getitem__)))

    def _with_other(
        self, item: Item, entry: MappedColumn, column: TextColumn, read: TextColumn
    ) -> TextColumn:
        """The answers, and the code of those who filled in another one in a column beside it."""
        if not entry.other_in:
            return read
        beside = np.flatnonzero(~column.filled & _column(self.raw, entry.other_in).filled)
        if not len(beside):
            return read
        self.recodes.append(Recode(item.id, "*", str(entry.other), "map", len(beside)))
        return read.changed(dict.fromkeys(map(int, beside), str(entry.other)))

    def _count(
        self, item: Item, entry: MappedColumn, column: TextColumn, readings: Mapping[str, str]
    ) -> None:
        for text, count in zip(column.texts, column.counts(), strict=True):
            code = readings[text]
            if count and code != text:
                given = text if is_named(text, entry) else "*"
                self.recodes.append(Recode(item.id, given, code.strip(NOT_ASKED_TEXT), "map", int(count)))

    def _check_values(
        self, item: Item, entry: MappedColumn, column: TextColumn, readings: Mapping[str, str]
    ) -> None:
        book = Codebook(item)
        codes = book.codes - book.special
        turned = {text for text, code in entry.values.items() if text in codes and code != text}
        left = [
            text
            for text in column.texts
            if text in codes and readings[text] == text and text not in entry.values
        ]
        if turned and left:
            raise IntakeError(
                "response_files.column_map_recodes_of_and_leaves",
                where=self.file,
                sorted=", ".join(sorted(turned)),
                item=item.id,
                left=", ".join(left),
            )

    def _read_options(self, entry: MappedColumn, column: TextColumn) -> None:
        chosen = [self._chosen(text, entry) for text in column.texts]
        for option in entry.options:
            cells = [
                option_cell(text, option, picked) for text, picked in zip(column.texts, chosen, strict=True)
            ]
            self._put_option(
                option, _renamed(column, dict(zip(column.texts, cells, strict=True)).__getitem__)
            )

    def _chosen(self, text: str, entry: MappedColumn) -> set[str] | None:
        """The options that a cell names; None where it says that there is no answer."""
        if folded(text) in set(map(folded, entry.no_answer)):
            return None
        if entry.joined:
            return joined(text, entry)
        if entry.positions:
            return _in_places(text, entry.positions)
        width = max(map(len, entry.spread))
        codes = {text[start : start + width].strip() for start in range(0, len(text), width)}
        known = {option for code, option in entry.spread.items() if code in codes}
        return known if codes <= {*entry.spread, *NO_CODES} else known | {UNREAD}

    def _read_cells(self, entry: MappedColumn) -> None:
        columns = [_column(self.raw, name) for name in entry.column]
        filled = np.logical_or.reduce([column.filled for column in columns])
        known = {folded(code) for code in (*entry.spread, *NO_CODES)}
        unread = np.logical_or.reduce(
            [np.array([folded(text) not in known for text in one.texts], bool)[one.index] for one in columns]
        )
        for option in entry.options:
            codes = {folded(code) for code, named in entry.spread.items() if named == option}
            hits = np.logical_or.reduce(
                [np.array([folded(text) in codes for text in one.texts], bool)[one.index] for one in columns]
            )
            cells = np.where(unread, UNREAD, np.where(hits, CHOSEN, np.where(filled, NOT_CHOSEN, "")))
            self._put_option(option, text_column(cells.tolist()))

    def _put_option(self, option: str, column: TextColumn) -> None:
        count = int(sum(n for text, n in zip(column.texts, column.counts(), strict=True) if text == CHOSEN))
        self.recodes.append(Recode(option, "*", CHOSEN, "map", count))
        self._put(option, column)


def _in_places(text: str, positions: Mapping[str, str]) -> set[str]:
    """The options of which the sign is 1; a sign that is neither 1, 0 nor blank, or a 1 that no option has, is not read."""
    chosen = {str(at) for at, sign in enumerate(text, start=1) if sign == CHOSEN}
    known = {positions[at] for at in chosen if at in positions}
    read = chosen <= positions.keys() and set(text) <= {CHOSEN, NOT_CHOSEN, " "}
    return known if read else known | {UNREAD}


def _renamed(column: TextColumn, name: Callable[[str], str]) -> TextColumn:
    texts = text_column(name(text) for text in column.texts)
    return TextColumn(texts.texts, texts.index[column.index])
