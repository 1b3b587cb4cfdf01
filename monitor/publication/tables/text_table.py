"""A table of texts, as the annexes have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.language.numbers import number
from monitor.publication.language.parts import TableWords
from monitor.publication.language.voice import Voice


def annex_table(
    name: str, words: TableWords, rows: Sequence[Sequence[str]], voice: Voice, *,
    header: Sequence[str] = (), caption: str = "", notes: Sequence[str] = (),
) -> Table | None:  # fmt: skip
    """A table of texts; a column of figures, known or not, stands to the right. None without rows.

    `header` and `caption` take the place of those of `words`.
    """
    if not rows:
        return None
    stub, *heads = header or words.header
    unknown = voice.words.annex.unknown
    numeric = [all(_is_figure(row[place], unknown) for row in rows) for place in range(1, len(heads) + 1)]
    return Table(
        name=name,
        caption=caption or words.caption,
        stub=stub,
        columns=tuple(Column(text, "", right) for text, right in zip(heads, numeric, strict=True)),
        rows=tuple(TableRow(row[0], tuple(Cell(cell) for cell in row[1:])) for row in rows),
        notes=tuple(note for note in notes if note),
    )


def figure_text(value: Any, unknown: str = "", decimals: int = 0) -> str:
    """A figure of the method as it stands in a cell; `unknown` where nobody knows it."""
    return unknown if value is None else number(float(value), decimals)


def _is_figure(cell: str, unknown: str) -> bool:
    return cell == unknown or not any(letter.isalpha() for letter in cell)
