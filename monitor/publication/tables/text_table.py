"""A table of texts, as the annexes have them."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.language.annex_wording import load_annex


def annex_table(
    name: str, header: Sequence[str], rows: Sequence[Sequence[str]], caption: str, notes: Sequence[str] = ()
) -> Table | None:
    """A table of texts; a column of figures, known or not, stands to the right. None without rows."""
    if not rows:
        return None
    numeric = [all(_is_figure(row[place]) for row in rows) for place in range(len(header))]
    return Table(
        name=name,
        caption=caption,
        stub=header[0],
        columns=tuple(Column(text, "", right) for text, right in zip(header[1:], numeric[1:], strict=True)),
        rows=tuple(TableRow(row[0], tuple(Cell(cell) for cell in row[1:])) for row in rows),
        notes=tuple(note for note in notes if note),
    )


def _is_figure(cell: str) -> bool:
    return cell == load_annex().unknown or not any(letter.isalpha() for letter in cell)
