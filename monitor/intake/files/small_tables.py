"""Small CSV files beside the responses, such as coded answers and corrections: columns of texts by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from monitor.errors import IntakeError, nearest
from monitor.intake.files.columns import shown
from monitor.intake.files.delimited import read_header, read_rows
from monitor.intake.files.limits import read_limits
from monitor.intake.files.readers import READERS, format_of, is_text
from monitor.messages.catalogue import text


def read_small_table(
    path: Path, what: str, known: Sequence[str], needed: Sequence[str], *,
    expected: str | None = None, hint: str | None = None, most: int | None = None, controls: bool = False,
) -> dict[str, list[str]]:  # fmt: skip
    """The columns of a CSV file; `what` it holds, for messages.

    `known` may be there and `needed` must be; `expected` says what these are and `hint` where a missing one is
    found; there are at most `most` rows; `controls` lets signs stand that are no text.
    **Raises** IntakeError for another format, an unknown, double or missing column, and too many rows.
    """
    limits = read_limits()
    file_format = format_of(path, limits)
    if not is_text(file_format):
        raise IntakeError(
            "response_files.are_read_from_csv_only",
            where=path.name,
            got=READERS[file_format].title,
            rows=text(what),
        )
    header = read_header(path, file_format, known, limits)
    for place, name in enumerate(header.names):
        if name not in known or name in header.names[:place]:
            raise IntakeError(
                "response_files.column_is_double" if name in known else "response_files.column_is_unknown",
                where=path.name,
                line=1,
                expected=expected,
                hint=nearest(name, known) if name not in known else "response_files.keep_one",
                shown=shown(name),
            )
    for name in needed:
        if name not in header.names:
            raise IntakeError(
                "response_files.column_is_missing",
                where=path.name,
                line=1,
                expected=expected,
                hint=hint,
                name=name,
            )
    table, form = read_rows(path, file_format, header, (), limits, controls)
    if most is not None and form.rows > most:
        raise IntakeError(
            "response_files.file_has_too_many", where=path.name, count=form.rows, most=most, rows=text(what)
        )
    return {name: column.to_pylist() for name, column in table.other.items()}
