"""Small CSV files beside the responses, such as coded answers and corrections: columns of texts by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from monitor.errors import IntakeError, nearest
from monitor.intake.files.columns import shown
from monitor.intake.files.delimited import read_header, read_rows
from monitor.intake.files.limits import read_limits
from monitor.intake.files.readers import format_of, is_text


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
            f"{what} are read from CSV only", where=path.name, got=file_format, hint="Save the file as CSV"
        )
    header = read_header(path, file_format, known, limits)
    for place, name in enumerate(header.names):
        if name not in known or name in header.names[:place]:
            raise IntakeError(
                f'column "{shown(name)}" is {"double" if name in known else "unknown"}', where=path.name, line=1,
                expected=expected, hint=nearest(name, known) if name not in known else "Keep one of them",
            )  # fmt: skip
    for name in needed:
        if name not in header.names:
            raise IntakeError(
                f'column "{name}" is missing', where=path.name, line=1, expected=expected, hint=hint
            )
    table, form = read_rows(path, file_format, header, (), limits, controls)
    if most is not None and form.rows > most:
        raise IntakeError(
            f"this file has too many {what}",
            where=path.name,
            got=f"{form.rows:,}",
            expected=f"at most {most:,}",
        )
    return {name: column.to_pylist() for name, column in table.other.items()}
