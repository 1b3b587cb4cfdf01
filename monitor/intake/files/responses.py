"""One wave's file as it came: nothing judged, nothing dropped, confidential answers split off at the door."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from monitor.errors import IntakeError
from monitor.intake.files.coded_columns import in_codes
from monitor.intake.files.columns import ID_COLUMN, ColumnPlan, check_columns
from monitor.intake.files.delimited import Header, read_header, read_rows
from monitor.intake.files.fixed_width import read_fixed
from monitor.intake.files.header_rows import header_rows, names_as_known, without_rows
from monitor.intake.files.isolated import read_isolated
from monitor.intake.files.limits import Limits, read_limits
from monitor.intake.files.mapped_columns import (
    check_mapped,
    few_texts,
    file_columns,
    mapped_table,
    rows_left_out,
)
from monitor.intake.files.readers import READERS, format_of, is_text
from monitor.intake.files.source import UTF_16, file_sha256, parts_sha256
from monitor.intake.files.spellings import Recode
from monitor.intake.files.table import RawTable, TextColumn, column_of_array, raw_table
from monitor.intake.files.two_headings import both_names, first_names, has_two, numbered, under_names
from monitor.intake.files.value_labels import ValueLabels
from monitor.study.column_map import ColumnMap
from monitor.study.study import Study

if TYPE_CHECKING:
    import pyarrow as pa

TOP = 60  # rows in which a header row of a mapped file is looked for
FIRST_ROW = 2  # the header is row 1, as in a spreadsheet


class SplitOff:
    """Contact, open and identifying answers, and replicate weights, apart from the rest and never printed.

    Statistics and rules learn only whether something stands in a cell. The texts themselves are for
    privacy.py (search, mask, write on request) and for counting municipalities.
    """

    def __init__(self, columns: Mapping[str, pa.Array]) -> None:
        self._columns = dict(columns)

    def __repr__(self) -> str:
        return f"SplitOff({', '.join(self._columns)})"

    def __contains__(self, item: str) -> bool:
        return item in self._columns

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(self._columns)

    def filled(self, item: str) -> np.ndarray:
        """Rows with an answer."""
        import pyarrow.compute as pc

        return pc.greater(pc.binary_length(self._columns[item]), 0).to_numpy(zero_copy_only=False)

    def texts(self, item: str) -> TextColumn:
        return column_of_array(self._columns[item])

    def array(self, item: str) -> pa.Array:
        """The texts of a column as they came."""
        return self._columns[item]

    def changed(self, item: str, cells: Mapping[int, str], rows: int) -> SplitOff:
        """The same with other texts in some rows."""
        import pyarrow as pa

        texts = self._columns[item].to_pylist() if item in self else [""] * rows
        for row, text in cells.items():
            texts[row] = text
        return SplitOff({**self._columns, item: pa.array(texts, pa.string())})


@dataclass(frozen=True, repr=False)
class Responses:
    """The responses of one wave as texts.

    **Rows**: one per record of the file; `rows` holds row numbers as in a spreadsheet (header 1; in an
    SPSS file that is the case number plus one).
    `columns` has the closed items, design columns and the municipality column, in the codes of the
    questionnaire; `recodes` says what was read as another code, `headers` which rows were header rows,
    `left_out` by reason which rows the column map leaves out. `split_off` has the rest.
    """

    wave: str
    path: Path
    sha256: str
    form: str
    rows: np.ndarray
    respondent_id: np.ndarray
    columns: Mapping[str, TextColumn]
    split_off: SplitOff
    corrected: frozenset[int] = frozenset()
    recodes: tuple[Recode, ...] = ()
    headers: tuple[int, ...] = ()
    left_out: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"Responses({self.path.name!r}, wave {self.wave}, {len(self)} rows)"

    @property
    def file(self) -> str:
        return self.path.name


def read_responses(study: Study, wave: str) -> Responses:
    """Read the response file of one wave, known by its content.

    **Raises** IntakeError naming the file, its row or column and what to do, for anything that is
    not a complete table of this wave's columns. No message holds an answer.
    """
    limits, path, plan = read_limits(), study.wave(wave).responses, ColumnPlan(study, wave)
    raw, sha256, form, labels, first = _read(path, plan, limits)
    rows = np.arange(first, first + raw.rows)
    headers = _headers(raw, plan, labels, rows, path.name)
    gone = np.isin(rows, headers)
    left_out = {reason: mask & ~gone for reason, mask in rows_left_out(raw, plan).items()}
    away = np.logical_or.reduce([gone, *left_out.values()])
    raw = without_rows(raw, np.flatnonzero(away)) if away.any() else raw
    raw, labels, mapped = mapped_table(raw, plan, labels, rows[~away], path.name)
    table, recodes = in_codes(raw, plan, labels, path.name)
    respondent_id = table.other.pop(ID_COLUMN).to_numpy(zero_copy_only=False)
    return Responses(
        wave=wave,
        path=path,
        sha256=sha256,
        form=form,
        rows=rows[~away],
        respondent_id=respondent_id,
        columns=table.closed,
        split_off=SplitOff(table.other),
        recodes=(*mapped, *recodes),
        left_out={reason: tuple(rows[mask].tolist()) for reason, mask in left_out.items()},
        headers=headers,
    )


def _headers(
    raw: RawTable, plan: ColumnPlan, labels: Mapping[str, ValueLabels], rows: np.ndarray, file: str
) -> tuple[int, ...]:
    """Row numbers of header rows below the header; in a file with a column map only those at its top."""
    second = rows[: 1 if has_two(plan) else 0]
    if plan.columns is not None:
        top = np.arange(len(second), min(TOP, raw.rows))
        raw, _, _ = mapped_table(
            without_rows(raw, np.setdiff1d(np.arange(raw.rows), top)), plan, labels, rows[top], file
        )
        rows = rows[top]
    below = header_rows(raw, plan, int(rows[0]), file) if len(rows) else []
    return tuple(int(row) for row in (*second, *rows[below]))


class _Read(NamedTuple):
    """The table of a file, its SHA-256, how it was understood (for the ledger), and its value labels."""

    table: RawTable
    sha256: str
    form: str
    labels: Mapping[str, ValueLabels]
    first: int = FIRST_ROW


def _read(path: Path, plan: ColumnPlan, limits: Limits) -> _Read:
    file_format = format_of(path, limits)
    if plan.columns is not None and plan.columns.fixed:
        return _read_places(path, file_format, plan, limits)
    return (_read_text if is_text(file_format) else _read_other)(path, file_format, plan, limits)


def _read_places(path: Path, file_format: str, plan: ColumnPlan, limits: Limits) -> _Read:
    """A text without headings; its first line is row 1."""
    mapped = plan.columns or ColumnMap()
    if not is_text(file_format):
        raise IntakeError("response_files.no_fixed_places", where=path.name, got=READERS[file_format].title)
    names = check_mapped(list(mapped.fixed), plan, path.name)
    check_columns(names, plan, path.name)
    table, text = read_fixed(path, file_format, mapped, few_texts(plan), limits)
    return _Read(table, text.sha256, text.encoding, {}, 1)


def _read_text(path: Path, file_format: str, plan: ColumnPlan, limits: Limits) -> _Read:
    if has_two(plan):
        header = read_header(path, file_format, first_names(file_columns(plan)), limits)
        named = Header(numbered(header.names), header.delimiter)
        raw, form = read_rows(path, file_format, named, (), limits)
        table = _under_both_rows(raw, header.names, plan, path.name)
    else:
        header = read_header(path, file_format, file_columns(plan), limits)
        check_columns(check_mapped(header.names, plan, path.name), plan, path.name)
        table, form = read_rows(path, file_format, header, few_texts(plan), limits)
    words = f"{UTF_16}, {form.separator}" if file_format == UTF_16 else form.words
    return _Read(
        table,
        form.sha256 if file_format == "text" else file_sha256(path),
        words,
        {},
        FIRST_ROW + form.skipped,
    )


def _under_both_rows(raw: RawTable, first: Sequence[str], plan: ColumnPlan, file: str) -> RawTable:
    """A table with two heading rows under the names that its columns have by both; the second row is still in it."""
    if raw.rows < 2:
        raise IntakeError("response_files.file_has_two_header_rows_but", where=file)
    names = both_names(raw, first, file_columns(plan))
    check_columns(check_mapped(names, plan, file), plan, file)
    return under_names(raw, names, few_texts(plan))


def _read_other(path: Path, file_format: str, plan: ColumnPlan, limits: Limits) -> _Read:
    sheet = plan.columns.sheet if plan.columns and file_format == "excel" else ""
    above = plan.columns.above if plan.columns and file_format == "excel" else 0
    table = read_isolated(path, file_format, limits, sheet, above)
    facts = {key.decode(): json.loads(text) for key, text in table.schema.metadata.items()}
    if has_two(plan):
        raw = raw_table(numbered(facts["names"]), table.columns, ())
        raw = _under_both_rows(raw, facts["names"], plan, path.name)
        return _Read(raw, parts_sha256(path), READERS[file_format].title, {}, FIRST_ROW + above)
    names = names_as_known(facts["names"], file_columns(plan))
    check_columns(check_mapped(names, plan, path.name), plan, path.name)
    raw = raw_table(names, table.columns, few_texts(plan))
    labels, missing = facts.get("labels", {}), facts.get("missing", {})
    said = {
        known: ValueLabels(labels.get(name, {}), tuple(missing.get(name, ())))
        for name, known in zip(facts["names"], names, strict=True)
        if name in labels or name in missing
    }
    return _Read(raw, parts_sha256(path), READERS[file_format].title, said, FIRST_ROW + above)
