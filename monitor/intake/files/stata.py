"""Stata responses (.dta): the values as texts, missing values by their letter (.a to .z), with labels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.intake.files.limits import Limits
from monitor.intake.files.survey_table import read_whole, shown_value, survey_table

if TYPE_CHECKING:
    import pyarrow as pa

_EPOCH = date(1960, 1, 1)
_DAYS, _MILLISECONDS = ("%td", "%d"), ("%tc", "%tC")


def read_stata(path: Path, limits: Limits) -> pa.Table:
    """The values of a .dta file as texts by column, with value labels and missing values as metadata.

    **Raises** IntakeError for a damaged file, no responses, and more cells than the limit.
    """
    import pyreadstat

    too_large, damaged = (
        "response_files.stata_file_is_too_large",
        "response_files.stata_file_is_damaged_or_ends",
    )
    columns, meta = read_whole(pyreadstat.read_dta, path, limits, too_large, damaged)
    formats = {name: form or "" for name, form in meta.original_variable_types.items()}
    texts = {name: _texts(columns[name], formats[name]) for name in meta.column_names}
    labels = {
        name: {_letter(value): str(label) for value, label in by_value.items()}
        for name, by_value in meta.variable_value_labels.items()
    }
    missing = {name: [{"lo": f".{one}", "hi": f".{one}"} for one in letters]
               for name, letters in meta.missing_user_values.items()}  # fmt: skip
    return survey_table(texts, labels, missing, _survey(meta), path, limits)


def _survey(meta: Any) -> dict[str, Any]:
    """What a file tells of the survey besides answers: title, texts and formats."""
    return {
        "title": meta.file_label or "",
        "texts": {name: text for name, text in meta.column_names_to_labels.items() if text},
        "measure": {}, "formats": {name: form or "" for name, form in meta.original_variable_types.items()}, "widths": {}, "sets": {},
    }  # fmt: skip


def _texts(values: Sequence[Any], form: str) -> list[str]:
    if form.startswith(("%s", "%-")) and form.endswith("s"):
        return [shown_value(value) for value in values]
    return [_shown(value, form) for value in values]


def _shown(value: Any, form: str) -> str:
    """A number, a day in ISO order, or a missing value by its letter."""
    if isinstance(value, str):
        return _letter(value)
    if isinstance(value, int | float) and value == value:
        try:
            if form.startswith(_DAYS):
                return (_EPOCH + timedelta(days=value)).isoformat()
            if form.startswith(_MILLISECONDS):
                moment = datetime.combine(_EPOCH, datetime.min.time()) + timedelta(milliseconds=value)
                return moment.date().isoformat()
        except OverflowError:
            return shown_value(value)
    return shown_value(value)


def _letter(value: Any) -> str:
    """Missing values of Stata have a letter; everything else is as it is shown."""
    return (
        f".{value}" if isinstance(value, str) and len(value) == 1 and value.isalpha() else shown_value(value)
    )
