"""SPSS responses (.sav): the values as texts, with their labels and user-missing ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.intake.files.limits import Limits
from monitor.intake.files.survey_table import read_whole, shown_value, survey_table

if TYPE_CHECKING:
    import pyarrow as pa

_DATES = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "DATETIME", "YMDHMS")
_FIRST_DAY = datetime(1582, 10, 14)


def read_spss(path: Path, limits: Limits) -> pa.Table:
    """The values of an .sav file as texts by column, with value labels and missing ranges as metadata.

    **Raises** IntakeError for a damaged file, no responses, and more cells than the limit.
    """
    import pyreadstat

    too_large, damaged = (
        "response_files.spss_file_is_too_large",
        "response_files.spss_file_is_damaged_or_ends",
    )
    columns, meta = read_whole(pyreadstat.read_sav, path, limits, too_large, damaged)
    return _table(columns, meta, path, limits)


def _table(columns: Mapping[str, Any], meta: Any, path: Path, limits: Limits) -> pa.Table:
    forms = meta.original_variable_types
    texts = {name: _texts(columns[name], forms[name]) for name in meta.column_names}
    labels = {
        name: {shown_value(value): str(label) for value, label in by_value.items()}
        for name, by_value in meta.variable_value_labels.items()
    }
    return survey_table(texts, labels, meta.missing_ranges, _survey(meta), path, limits)


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
                "counted": shown_value(one["counted_value"]),
                "variables": one["variable_list"],
            }
            for name, one in (meta.mr_sets or {}).items()
            if one["is_dichotomy"]
        },
    }


def _texts(values: Sequence[Any], form: str) -> list[str]:
    dated = form.startswith(_DATES)
    return [_day(value) if dated and isinstance(value, float) else shown_value(value) for value in values]


def _day(seconds: float) -> str:
    """A date of SPSS, seconds since the first Gregorian day, in ISO order; its time of day is left out."""
    if seconds != seconds:
        return ""
    try:
        return (_FIRST_DAY + timedelta(seconds=seconds)).date().isoformat()
    except OverflowError:
        return shown_value(seconds)
