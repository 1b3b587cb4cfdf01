"""Small CSV tables that belong to a study: frames, mergers, control totals."""

from __future__ import annotations

import csv
from pathlib import Path

from monitor.errors import DeclarationError, reason


def declared_rows(path: Path, wanted: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Line number and cells of every row, with at least the columns `wanted`.

    **Raises** DeclarationError for a file that cannot be read, a missing column and a ragged row.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            missing = [name for name in wanted if name not in (reader.fieldnames or ())]
            if missing:
                raise DeclarationError(
                    f'column "{missing[0]}" is missing', where=path.name, line=1, expected=", ".join(wanted)
                )
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as failure:
        raise DeclarationError(
            "this file cannot be read",
            where=path,
            got=reason(failure),
            expected="CSV in UTF-8, with commas",
        ) from None
    for line, row in rows:
        if None in row or None in row.values():
            raise DeclarationError(
                "this row has another number of fields than the header", where=path.name, line=line,
                hint="Look for a comma too many, too few, or without quotation marks around its text",
            )  # fmt: skip
    return rows
