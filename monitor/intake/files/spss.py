"""SPSS responses (.sav): the values as texts, with their labels and user-missing ranges."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.errors import IntakeError
from monitor.intake.files.limits import Limits

if TYPE_CHECKING:
    import pyarrow as pa

_DATES = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "DATETIME", "YMDHMS")
_FIRST_DAY = datetime(1582, 10, 14)


def read_spss(path: Path, limits: Limits) -> pa.Table:
    """The values of an .sav file as texts by column, with value labels and missing ranges as metadata.

    **Raises** IntakeError for a damaged file, no responses, and more cells than the limit.
    """
    import pyreadstat

    try:
        _, meta = pyreadstat.read_sav(path, metadataonly=True)
        _check_size(meta, path, limits)
        columns, meta = pyreadstat.read_sav(
            path, user_missing=True, disable_datetime_conversion=True, output_format="dict"
        )
    except (IntakeError, ImportError):
        raise
    except Exception:
        raise IntakeError("response_files.spss_file_is_damaged_or_ends", where=path.name) from None
    return _table(columns, meta, path, limits)


def _check_size(meta: Any, path: Path, limits: Limits) -> None:
    cells = max(meta.number_rows or 0, 0) * meta.number_columns
    if cells > limits.workbook_cells:
        raise IntakeError(
            "response_files.spss_file_is_too_large",
            where=path.name,
            cells=cells,
            workbook_cells=limits.workbook_cells,
        )


def _table(columns: Mapping[str, Any], meta: Any, path: Path, limits: Limits) -> pa.Table:
    import pyarrow as pa

    names = list(meta.column_names)
    arrays = [
        pa.array(_texts(columns[name], meta.original_variable_types[name]), pa.string()) for name in names
    ]
    if not names or not len(arrays[0]):
        raise IntakeError("response_files.file_has_header_but_no_responses", where=path.name)
    longest = {name: max(map(len, array.to_pylist())) for name, array in zip(names, arrays, strict=True)}
    for name, length in longest.items():
        if length > limits.cell_characters:
            raise IntakeError(
                "response_files.column_has_cell_of_characters",
                where=path.name,
                cell_characters=limits.cell_characters,
                name=name,
                length=length,
            )
    labels = {
        name: {_text(value): str(label) for value, label in by_value.items()}
        for name, by_value in meta.variable_value_labels.items()
    }
    table = pa.Table.from_arrays(arrays, names=[f"c{place}" for place in range(len(names))])
    return table.replace_schema_metadata(
        {
            "names": json.dumps(names),
            "labels": json.dumps(labels),
            "missing": json.dumps(meta.missing_ranges),
            "survey": json.dumps(_survey(meta)),
        }
    )


def _survey(meta: Any) -> dict[str, Any]:
    """What a file tells of the survey besides answers: title, texts, measures, widths and sets of variables."""
    return {
        "title": meta.file_label or "",
        "texts": {name: text for name, text in meta.column_names_to_labels.items() if text},
        "measure": meta.variable_measure,
        "formats": meta.original_variable_types,
        "widths": meta.variable_storage_width,
        "sets": {
            name: {
                "text": one["label"],
                "counted": _text(one["counted_value"]),
                "variables": one["variable_list"],
            }
            for name, one in (meta.mr_sets or {}).items()
            if one["is_dichotomy"]
        },
    }


def _texts(values: Sequence[Any], form: str) -> list[str]:
    dated = form.startswith(_DATES)
    return [_day(value) if dated and isinstance(value, float) else _text(value) for value in values]


def _day(seconds: float) -> str:
    """A date of SPSS, seconds since the first Gregorian day, in ISO order; its time of day is left out."""
    if seconds != seconds:
        return ""
    try:
        return (_FIRST_DAY + timedelta(seconds=seconds)).date().isoformat()
    except OverflowError:
        return _text(seconds)


def _text(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).strip()
