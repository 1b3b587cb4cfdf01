"""Small CSV tables that belong to a study: frames, mergers, control totals."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path

from monitor.errors import DeclarationError, reason
from monitor.input_files import size_of
from monitor.messages.catalogue import text

MOST_BYTES = 1_000_000_000
ROWS_TOGETHER = 1 << 10  # what fits in the memory of a processor
_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class DeclaredColumns:
    """The rows of a table, column by column: the cells of each by its heading, and `lines` of the file where rows end."""

    lines: list[int]
    cells: dict[str, list[str]]


def declared_rows(
    path: Path, wanted: tuple[str, ...], key: tuple[str, ...] = (), known: tuple[str, ...] = ()
) -> list[tuple[int, dict[str, str]]]:
    """Line number and cells of every row. The columns of `key` together tell rows apart.

    **Raises** DeclarationError as `declared_columns` does, and for a key that occurs twice, with both lines.
    """
    table = declared_columns(path, wanted, known)
    if key:
        check_keys(table, key, path)
    names, rows = list(table.cells), zip(*table.cells.values(), strict=True)
    return [(line, dict(zip(names, row, strict=True))) for line, row in zip(table.lines, rows, strict=True)]


def declared_columns(path: Path, wanted: tuple[str, ...], known: tuple[str, ...] = ()) -> DeclaredColumns:
    """The cells of a table with at least the columns `wanted`, blanks around them left out; lines without cells are none.

    Columns of `wanted` and `known` are found without capitals and blanks around them. **Raises** DeclarationError for a
    file that cannot be read, a missing column, two of one name, and a ragged row.
    """
    try:
        size_of(path, DeclarationError, MOST_BYTES)
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            names = _as_known(next(reader, []), (*wanted, *known))
            _check_headings(names, path)
            _check_columns(names, wanted, path)
            columns, before = _Columns(len(names)), reader.line_num
            while rows := list(islice(reader, ROWS_TOGETHER)):
                columns.add(rows, _ends(rows, before, reader.line_num))
                before = reader.line_num
    except (OSError, UnicodeDecodeError, csv.Error) as failure:
        raise DeclarationError("declared.table_cannot_be_read", where=path, got=reason(failure)) from None
    if columns.ragged is not None:
        raise DeclarationError(
            "declared.row_has_another_number_of_fields", where=path.name, line=columns.ragged
        )
    return DeclaredColumns(columns.lines, dict(zip(names, columns.cells, strict=True)))


def _check_columns(names: Sequence[str], wanted: tuple[str, ...], path: Path) -> None:
    """**Raises** DeclarationError for a column that is missing."""
    missing = [name for name in wanted if name not in names]
    if missing:
        raise DeclarationError(
            "declared.column_is_missing",
            where=path.name,
            line=1,
            expected=", ".join(wanted),
            missing=missing[0],
        )


class _Columns:
    """Cells gathered column by column, equal ones of a column as one text; row by row a million rows take ten times the memory.

    `ragged` is the line of the first row of another width.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[int] = []
        self.cells: list[list[str]] = [[] for _ in range(width)]
        self.ragged: int | None = None
        self._texts: list[dict[str, str]] = [{} for _ in range(width)]

    def add(self, rows: list[list[str]], lines: Sequence[int]) -> None:
        """Take in rows with the lines where they end; one without cells is an empty line."""
        if set(map(len, rows)) - {self.width}:
            told = [(line, row) for line, row in zip(lines, rows, strict=True) if row]
            others = [line for line, row in told if len(row) != self.width]
            self.ragged = self.ragged or next(iter(others), None)
            lines, rows = [line for line, _ in told], [row for _, row in told if not others]
        self.lines.extend(lines)
        for cells, texts, column in zip(zip(*rows, strict=True), self._texts, self.cells, strict=False):
            texts.update({cell: cell.strip() for cell in cells if cell not in texts})
            column.extend(map(texts.__getitem__, cells))


def _ends(rows: list[list[str]], before: int, after: int) -> Sequence[int]:
    """The line where each of these rows ends, which together run from the line after `before` to `after`."""
    if after - before == len(rows):
        return range(before + 1, after + 1)
    lengths = (1 + sum(len(_BREAK.findall(cell)) for cell in row) for row in rows)
    return list(accumulate(lengths, initial=before))[1:]


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


def check_keys(table: DeclaredColumns, key: tuple[str, ...], path: Path, about_people: bool = False) -> None:
    """**Raises** DeclarationError naming both lines of a key that occurs twice; not the key itself `about_people`, where
    rows without one are passed over."""
    lines: dict[tuple[str, ...], int] = {}
    keys = zip(*(table.cells[name] for name in key), strict=True)
    for line, values in zip(table.lines, keys, strict=True):
        first = lines.setdefault(values, line)
        if first != line and not (about_people and not any(values)):
            said = [
                text("declared.one_name", name=name) if about_people else f"{name} {value}"
                for name, value in zip(key, values, strict=True)
            ]
            raise DeclarationError(
                "declared.occurs_twice",
                where=path.name,
                line=line,
                lines=first,
                other=line,
                said=said,
            )
