"""What a file of a statistics program holds, as one table: the values as texts, everything else as metadata."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.errors import IntakeError
from monitor.intake.files.limits import Limits

if TYPE_CHECKING:
    import pyarrow as pa


Read = Callable[..., tuple[Any, Any]]  # columns, and what the file tells of them


def read_whole(read: Read, path: Path, limits: Limits, too_large: str, damaged: str) -> tuple[Any, Any]:
    """Columns by name and metadata of a file, by a reader of its format; its size is known before its cells are read.

    **Raises** IntakeError of these codes for more cells than the limit, and for a damaged file.
    """
    try:
        _, meta = read(path, metadataonly=True)
        cells = max(meta.number_rows or 0, 0) * meta.number_columns
        if cells > limits.workbook_cells:
            raise IntakeError(too_large, where=path.name, cells=cells, workbook_cells=limits.workbook_cells)
        columns, meta = read(path, user_missing=True, disable_datetime_conversion=True, output_format="dict")
        if not all(meta.column_names):
            raise ValueError("a column without a name")
    except (IntakeError, ImportError):
        raise
    except Exception:
        raise IntakeError(damaged, where=path.name) from None
    return columns, meta


def survey_table(
    texts: Mapping[str, Sequence[str]],
    labels: Mapping[str, Mapping[str, str]],
    missing: Mapping[str, Any],
    survey: Mapping[str, Any],
    path: Path,
    limits: Limits,
) -> pa.Table:
    """Columns of texts by name. **Raises** IntakeError for no rows and for a cell that is too long."""
    import pyarrow as pa

    names = list(texts)
    arrays = [pa.array(column, pa.string()) for column in texts.values()]
    if not names or not len(arrays[0]):
        raise IntakeError("response_files.file_has_header_but_no_responses", where=path.name)
    for name, column in texts.items():
        check_cells(column, name, path, limits)
    table = pa.Table.from_arrays(arrays, names=[f"c{place}" for place in range(len(names))])
    said = {"names": names, "labels": labels, "missing": missing, "survey": survey}
    return table.replace_schema_metadata({name: json.dumps(value) for name, value in said.items()})


def check_cells(texts: Iterable[str], name: str, path: Path, limits: Limits) -> None:
    """**Raises** IntakeError for a column with a cell that is too long."""
    length = max(map(len, texts), default=0)
    if length > limits.cell_characters:
        raise IntakeError(
            "response_files.column_has_cell_of_characters",
            where=path.name,
            cell_characters=limits.cell_characters,
            name=name,
            length=length,
        )


def shown_value(value: Any) -> str:
    """A value as a text; whole numbers without decimals, a missing value empty."""
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).strip()
