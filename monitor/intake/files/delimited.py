"""CSV and its relatives: the separator found by the header, every record checked, then read fast."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from monitor.errors import IntakeError
from monitor.intake.files.columns import ID_COLUMN
from monitor.intake.files.header_rows import names_as_known
from monitor.intake.files.limits import Limits
from monitor.intake.files.records import (
    BOM,
    CONTROL_BYTES,
    DELIMITERS,
    TextForm,
    scan_text,
    separator_line,
    split_record,
)
from monitor.intake.files.source import CHUNK, READABLE, open_bytes
from monitor.intake.files.spellings import folded
from monitor.intake.files.table import RawTable, raw_table

_OTHERS = "|:^~ "


class Header(NamedTuple):
    names: list[str]
    delimiter: str


def read_header(path: Path, file_format: str, known: Collection[str], limits: Limits) -> Header:
    """The column names of a delimited text, and the separator under which most of them are known.

    **Raises** IntakeError for an empty or foreign first row, for another separator, and for a header that runs on into
    the answers: what stands in it is then told to nobody.
    """
    record, below = _first_records(path, file_format, limits)
    delimiter = _delimiter(record, known, path)
    names = names_as_known([name.strip() for name in split_record(record, delimiter)], tuple(known))
    cells = len(split_record(below, delimiter)) if below else 0
    if cells < len(names) and not set(names) <= set(known):
        raise IntakeError(
            "response_files.header_runs_on", where=path.name, line=1, count=len(names), cells=cells
        )
    if len(names) > limits.columns:
        raise IntakeError(
            "response_files.header_has_too_many_columns",
            where=path.name,
            line=1,
            got=len(names),
            columns=limits.columns,
        )
    return Header(names, delimiter)


def read_rows(
    path: Path,
    file_format: str,
    header: Header,
    few_texts: Collection[str],
    limits: Limits,
    controls: bool = False,
) -> tuple[RawTable, TextForm]:
    """Every cell of a delimited text as it came, after every record has been checked.

    `few_texts` names columns that repeat few distinct texts; `controls` lets signs stand that are no text. **Raises** IntakeError naming the row.
    """
    form = scan_text(path, file_format, header.delimiter, len(header.names), limits, controls)
    return _table(path, file_format, header.names, few_texts, form), form


def _first_records(path: Path, file_format: str, limits: Limits) -> tuple[str, str]:
    """The header, up to the first line end outside quotation marks, and the row below it."""
    with open_bytes(path, file_format) as stream:
        start = stream.read(min(CHUNK, limits.record_bytes)).removeprefix(BOM)
    start = start[len(separator_line(start)) :]
    text = start.decode("latin-1")
    header = start[: _record_end(text)]
    below = text[len(header) :].lstrip("\r\n")
    return _as_header(header, path), below[: _record_end(below)]


def _as_header(header: bytes, path: Path) -> str:
    if not header.strip():
        raise IntakeError("response_files.row_is_empty", where=path.name)
    if header.translate(None, CONTROL_BYTES) != header:
        raise IntakeError("response_files.row_holds_bytes_that_are_no", where=path.name, expected=READABLE)
    try:
        return header.decode("utf-8")
    except UnicodeDecodeError:
        return header.decode("cp1252", "replace")


def _record_end(text: str) -> int:
    quoted = False
    for place, letter in enumerate(text):
        quoted ^= letter == '"'
        if letter in "\r\n" and not quoted:
            return place
    return len(text)


def _delimiter(record: str, known: Collection[str], path: Path) -> str:
    """The separator under which the header shows most known columns."""
    recognised = {one: _recognised(record, one, known) for one in DELIMITERS}
    best = max(DELIMITERS, key=lambda one: (recognised[one], record.count(one)))
    if recognised[best] >= 2 or (recognised[best] and len(known) == 1):
        return best
    for other in _OTHERS:
        if _recognised(record, other, known) >= 2:
            raise IntakeError("response_files.columns_are_separated_by", where=path.name, line=1, other=other)
    raise IntakeError(
        "response_files.row_is_no_header_of_survey",
        where=path.name,
        count=len(split_record(record, best)),
        recognised=recognised[best],
        id_column=ID_COLUMN,
        other_id=ID_COLUMN if recognised[best] and not _recognised(record, best, {ID_COLUMN}) else None,
    )


def _recognised(record: str, delimiter: str, known: Collection[str]) -> int:
    return len({folded(name) for name in split_record(record, delimiter)} & {folded(name) for name in known})


def _table(
    path: Path, file_format: str, names: list[str], closed: Collection[str], form: TextForm
) -> RawTable:
    import pyarrow as pa
    from pyarrow import csv

    keys = [f"c{place}" for place in range(len(names))]
    few, many = pa.dictionary(pa.int32(), pa.string()), pa.string()
    types = {key: few if name in closed else many for key, name in zip(keys, names, strict=True)}
    read = csv.ReadOptions(
        column_names=keys,
        skip_rows=form.skipped,
        skip_rows_after_names=1,
        block_size=max(CHUNK, 2 * form.longest + 64),
        encoding=form.encoding,
    )
    parse = csv.ParseOptions(delimiter=form.delimiter, newlines_in_values=form.quoted_newlines)
    convert = csv.ConvertOptions(column_types=types, null_values=[], strings_can_be_null=False)
    try:
        with open_bytes(path, file_format) as stream:
            table = csv.read_csv(stream, read_options=read, parse_options=parse, convert_options=convert)
    except pa.ArrowException:
        raise IntakeError("response_files.text_cannot_be_read_as_rows", where=path.name) from None
    if table.num_rows != form.rows:
        raise IntakeError(
            "response_files.rows_read_are_not_rows_counted",
            where=path.name,
            got=table.num_rows,
            expected=form.rows,
        )
    return raw_table(names, table.columns, closed)
