"""Parquet responses, as Spark, R, DuckDB and pandas write them: one file, or a folder of parts, the values as texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from monitor.errors import IntakeError
from monitor.intake.files.columns import check_names
from monitor.intake.files.limits import Limits
from monitor.intake.files.source import parts_of
from monitor.intake.files.survey_table import check_cells, shown_value

if TYPE_CHECKING:
    import pyarrow as pa

INDEX = "__index_level_"  # how pandas calls a column that is the index of its frame
FEW_TEXTS = 1 << 15


def read_parquet(path: Path, limits: Limits) -> pa.Table:
    """The values of a Parquet file, or of all parts in a folder in the order of their names, as texts by column.

    Whole numbers have no decimals, days are in ISO order, a moment is its day, true is 1, a missing value is empty.
    **Raises** IntakeError naming the part: damaged or gone, other columns than the first, a value that is no text,
    number or day; and for no responses, more rows and longer cells than the limit.
    """
    import pyarrow as pa

    parts = parts_of(path)
    opened = [_schema(part) for part in parts]
    names = opened[0].names
    check_names(names, path.name)
    for part, schema in zip(parts, opened, strict=True):
        _check_part(part, schema, names, parts[0])
    rows = sum(schema.rows for schema in opened)
    if rows > limits.rows:
        raise IntakeError(
            "response_files.file_has_too_many_rows", where=path.name, got=rows, rows=limits.rows
        )
    if not rows or not names:
        raise IntakeError("response_files.file_has_header_but_no_responses", where=path.name)
    columns: list[list[pa.Array]] = [[] for _ in names]
    for part in parts:
        for place, texts in enumerate(_texts_of_part(part, names, limits)):
            columns[place].append(texts)
    arrays = [_one(chunks) for chunks in columns]
    table = pa.Table.from_arrays(arrays, names=[f"c{place}" for place in range(len(names))])
    return table.replace_schema_metadata({"names": json.dumps(names)})


class _Schema(NamedTuple):
    """What the foot of a part says: its columns and how many rows it has."""

    names: list[str]
    rows: int


def _schema(part: Path) -> _Schema:
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(part) as file:
            schema = file.schema_arrow
            for field in schema:
                _check_kind(field, part)
            return _Schema(
                [name for name in schema.names if not name.startswith(INDEX)], file.metadata.num_rows
            )
    except IntakeError:
        raise
    except Exception:
        raise _damaged(part) from None


def _damaged(part: Path) -> IntakeError:
    return IntakeError("response_files.parquet_file_is_damaged", where=part.name)


def _check_kind(field: pa.Field, part: Path) -> None:
    import pyarrow as pa

    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        raise IntakeError(
            "response_files.parquet_column_is_no_answer", where=part.name, name=field.name, got=str(kind)
        )


def _check_part(part: Path, schema: _Schema, names: list[str], first: Path) -> None:
    if sorted(schema.names) == sorted(names):
        return
    other = sorted(set(schema.names) ^ set(names))
    raise IntakeError(
        "response_files.part_has_other_columns", where=part.name, first=first.name, columns=", ".join(other[:5]) or "-",
    )  # fmt: skip


def _texts_of_part(part: Path, names: list[str], limits: Limits) -> Iterator[pa.Array]:
    """The columns of a part in the order of the first part, each distinct value shown once."""
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(part) as file:
            table = file.read()
    except Exception:
        raise _damaged(part) from None
    for name in names:
        texts = _texts(table.column(name))
        check_cells(texts.dictionary.to_pylist(), name, part, limits)
        yield texts


def _texts(column: pa.ChunkedArray) -> pa.DictionaryArray:
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    narrow = pa.types.is_float32(column.type) or pa.types.is_float16(column.type)
    coded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    shown = pa.array(
        [_shown(_as_written(value) if narrow else value) for value in coded.dictionary.to_pylist()],
        pa.string(),
    )
    return pa.DictionaryArray.from_arrays(coded.indices, shown)


def _as_written(value: float | None) -> float | None:
    """A number of few digits as somebody wrote it: 0.1 of 32 bits is 0.10000000149 of 64."""
    return None if value is None else float(str(np.float32(value)))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return shown_value(value)


def _one(chunks: list[pa.Array]) -> pa.ChunkedArray | pa.Array:
    """The parts of a column together; a column of many distinct texts as these texts."""
    import pyarrow as pa

    column = pa.chunked_array(chunks).unify_dictionaries().combine_chunks()
    if len(column.dictionary) > FEW_TEXTS:
        return column.cast(pa.string())
    return pa.DictionaryArray.from_arrays(column.indices.cast(pa.int16()), column.dictionary)
