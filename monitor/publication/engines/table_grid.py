"""Where the cells of a table stand, and which of them are headers: cells may cover columns and rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.publication.engines import nodes
from monitor.publication.engines.nodes import Node


@dataclass(frozen=True)
class Placed:
    """A cell, the column in which it begins, and how many columns and rows it covers."""

    cell: list[Any]
    column: int
    width: int
    height: int

    @property
    def text(self) -> str:
        return words_of(self.cell[4])


def placed(rows: Sequence[list], count: int) -> list[list[Placed]]:
    """The cells of each row of a table of `count` columns, with their place."""
    found: list[list[Placed]] = []
    below: dict[int, int] = {}
    for row in rows:
        taken = {column for column, left in below.items() if left}
        below = {column: left - 1 for column, left in below.items() if left}
        free = iter([column for column in range(count) if column not in taken])
        cells = []
        for cell in row[1]:
            _, _, height, width, _ = cell
            columns = [next(free) for _ in range(width)]
            below |= dict.fromkeys(columns, height - 1)
            cells.append(Placed(cell, columns[0], width, height))
        found.append(cells)
    return found


def stub_columns(table: Node) -> int:
    """Columns whose cells head their row: as many as the first head cell covers; none in a table without head."""
    head_rows = table["c"][3][1]
    return int(head_rows[0][1][0][3]) if head_rows and head_rows[0][1] else 0


def column_labels(head_rows: Sequence[list], count: int) -> list[str]:
    """What stands above each column, from the widest head cell down: "2022 (n = 79): %"."""
    labels: list[list[str]] = [[] for _ in range(count)]
    for row in placed(head_rows, count):
        for cell in row:
            for column in range(cell.column, cell.column + cell.width):
                labels[column] += [cell.text] if cell.text else []
    return [": ".join(label) for label in labels]


def words_of(blocks: list[Node]) -> str:
    """The words of a cell, footnotes left out: its paragraphs and items with a space between them."""
    return " ".join(nodes.words(leaf) for leaf in _leaves(blocks))


def _leaves(blocks: list[Node]) -> Iterator[Node]:
    kept = nodes.rewrite(blocks, {"Note": lambda note: []})
    return (node for node in nodes.descend(kept) if node["t"] in ("Para", "Plain", "Header", "CodeBlock"))
