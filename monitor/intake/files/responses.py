"""One wave's file as it came: nothing judged, nothing dropped, confidential answers split off at the door."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from monitor.intake.files.columns import ID_COLUMN, ColumnPlan, check_columns
from monitor.intake.files.delimited import read_header, read_rows
from monitor.intake.files.isolated import read_isolated
from monitor.intake.files.limits import Limits, read_limits
from monitor.intake.files.readers import READERS, format_of, is_text
from monitor.intake.files.source import UTF_16, file_sha256
from monitor.intake.files.table import RawTable, TextColumn, column_of_array, raw_table
from monitor.intake.files.value_labels import codes_from_labels
from monitor.study.study import Study

if TYPE_CHECKING:
    import pyarrow as pa

FIRST_ROW = 2  # the header is row 1, as in a spreadsheet


class SplitOff:
    """Contact, open and identifying answers, apart from the rest and never printed.

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
    `columns` has the closed items, design columns and the municipality column; `split_off` the rest.
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
    table, sha256, form = _read(path, plan, limits)
    respondent_id = table.other.pop(ID_COLUMN).to_numpy(zero_copy_only=False)
    return Responses(
        wave=wave,
        path=path,
        sha256=sha256,
        form=form,
        rows=np.arange(FIRST_ROW, FIRST_ROW + len(respondent_id)),
        respondent_id=respondent_id,
        columns=table.closed,
        split_off=SplitOff(table.other),
    )


def _read(path: Path, plan: ColumnPlan, limits: Limits) -> tuple[RawTable, str, str]:
    """The table of a file, its SHA-256, and how it was understood, for the ledger."""
    file_format = format_of(path, limits)
    return (_read_text if is_text(file_format) else _read_other)(path, file_format, plan, limits)


def _read_text(path: Path, file_format: str, plan: ColumnPlan, limits: Limits) -> tuple[RawTable, str, str]:
    header = read_header(path, file_format, plan.known, limits)
    check_columns(header.names, plan, path.name)
    table, form = read_rows(path, file_format, header, plan.few_texts, limits)
    words = f"{UTF_16}, {form.separator}" if file_format == UTF_16 else form.words
    return table, form.sha256 if file_format == "text" else file_sha256(path), words


def _read_other(path: Path, file_format: str, plan: ColumnPlan, limits: Limits) -> tuple[RawTable, str, str]:
    table = read_isolated(path, file_format, limits)
    facts = {key.decode(): json.loads(text) for key, text in table.schema.metadata.items()}
    check_columns(facts["names"], plan, path.name)
    raw = raw_table(facts["names"], table.columns, plan.few_texts)
    if "labels" in facts:
        raw = _in_codes(raw, plan, facts["labels"], facts["missing"])
    return raw, file_sha256(path), READERS[file_format].title


def _in_codes(raw: RawTable, plan: ColumnPlan, labels: dict, missing: dict) -> RawTable:
    closed = {
        name: codes_from_labels(plan.fields[name], column, labels.get(name, {}), missing.get(name, []))
        if name in plan.fields
        else column
        for name, column in raw.closed.items()
    }
    return RawTable(closed, raw.other)
