"""Small CSV tables that belong to a study: frames, mergers, control totals."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from monitor.errors import DeclarationError, reason
from monitor.input_files import size_of
from monitor.messages.catalogue import text

MOST_BYTES = 1_000_000_000


def declared_rows(
    path: Path, wanted: tuple[str, ...], key: tuple[str, ...] = (), known: tuple[str, ...] = ()
) -> list[tuple[int, dict[str, str]]]:
    """Line number and cells of every row, blanks around them left out, with at least the columns `wanted`.

    Columns of `wanted` and `known` are found without capitals and blanks around them. The columns of `key` together tell
    rows apart. **Raises** DeclarationError for a file that cannot be read, a missing column, two of one name, a ragged row, and a key that occurs twice, with both lines.
    """
    try:
        size_of(path, DeclarationError, MOST_BYTES)
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            reader.fieldnames = _as_known(reader.fieldnames or (), (*wanted, *known))
            _check_headings(reader.fieldnames, path)
            missing = [name for name in wanted if name not in (reader.fieldnames or ())]
            if missing:
                raise DeclarationError(
                    "declared.column_is_missing",
                    where=path.name,
                    line=1,
                    expected=", ".join(wanted),
                    missing=missing[0],
                )
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as failure:
        raise DeclarationError("declared.table_cannot_be_read", where=path, got=reason(failure)) from None
    for line, row in rows:
        if None in row or None in row.values():
            raise DeclarationError("declared.row_has_another_number_of_fields", where=path.name, line=line)
    rows = [(line, {name: cell.strip() for name, cell in row.items()}) for line, row in rows]
    check_keys(rows, key, path)
    return rows


def _as_known(names: Sequence[str], known: tuple[str, ...]) -> list[str]:
    """Headings without blanks around them, in the spelling of a known one from which they differ by capitals only."""
    bare = [name.strip() for name in names]
    spelt = {name.casefold(): name for name in known if name not in bare}
    return [spelt.get(name.casefold(), name) for name in bare]


def _check_headings(names: Sequence[str], path: Path) -> None:
    """**Raises** DeclarationError for a heading that stands twice."""
    twice = next((name for place, name in enumerate(names) if name and name in names[:place]), None)
    if twice is not None:
        raise DeclarationError("declared.heading_twice", where=path.name, line=1, name=twice)


def check_keys(
    rows: list[tuple[int, dict[str, str]]], key: tuple[str, ...], path: Path, about_people: bool = False
) -> None:
    """**Raises** DeclarationError naming both lines of a key that occurs twice; not the key itself `about_people`."""
    lines: dict[tuple[str, ...], int] = {}
    for line, row in rows:
        values = tuple(row[name] for name in key)
        if key and values in lines:
            said = [
                text("declared.one_name", name=name) if about_people else f"{name} {value}"
                for name, value in zip(key, values, strict=True)
            ]
            raise DeclarationError(
                "declared.occurs_twice",
                where=path.name,
                line=line,
                lines=lines[values],
                other=line,
                said=said,
            )
        lines[values] = line
