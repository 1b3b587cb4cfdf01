"""One model of a table: what stands in it, apart from how it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PLAIN, UNRELIABLE, SUPPRESSED, EMPTY, CLASS = "plain", "unreliable", "suppressed", "empty", "classes"
SUPPRESSED_SIGN, UNRELIABLE_SIGN = "–", "*"

Display = Literal["text", "percent", "grade", "number", "count", "points", "difference"]


@dataclass(frozen=True)
class Cell:
    """One value. `value` is the unrounded number (a share in [0, 1]) or a text; `text` is what is printed."""

    text: str
    value: float | str | None = None
    display: Display = "text"
    status: str = PLAIN


@dataclass(frozen=True)
class Column:
    """A column under its header, and under a header group such as a wave with its base."""

    header: str
    group: str = ""
    numeric: bool = True


@dataclass(frozen=True)
class TableRow:
    """A row with its header; rows of one `section` stand together under it."""

    header: str
    cells: tuple[Cell, ...]
    section: str = ""


@dataclass(frozen=True)
class Table:
    """A table of one statement: caption, header of the row headers, columns, rows, notes (plain text)."""

    name: str
    caption: str
    stub: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...] = ()

    @property
    def identifier(self) -> str:
        """The anchor of the table: `tbl-` and its name, with single hyphens."""
        return "tbl-" + self.name.replace("--", "-")


def header_groups(columns: tuple[Column, ...]) -> list[tuple[str, int]]:
    """Header groups with the number of columns under each, in order."""
    groups: list[tuple[str, int]] = []
    for column in columns:
        if groups and groups[-1][0] == column.group:
            groups[-1] = (column.group, groups[-1][1] + 1)
        else:
            groups.append((column.group, 1))
    return groups
