"""Widths of table columns: as written in `tbl-colwidths`, or shared out by what the cells hold."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from monitor.publication.engines import nodes
from monitor.publication.engines.nodes import Node

LINE = 98  # letters of table text that fit on a line of the narrowest page, the A4 of PDF and Word
PADDING = 3  # letters that the white around a cell takes
LONGEST_WISH = 40  # a longer cell is wrapped rather than given the whole line
BREAKS = re.compile(r"[ \n]|(?<=[-/])")


def with_column_widths(table: Node) -> Node:
    """A table as wide as the text, with a width for every column."""
    attributes, caption, columns, head, bodies, foot = table["c"]
    rows = [row for body in bodies for row in [*body[2], *body[3]]]
    texts = [_texts([*head[1], *rows], index) for index in range(len(columns))]
    shares = _written(nodes.key(attributes, "tbl-colwidths")) or shared_widths(texts, len(head[1]))
    sized = [
        [align, {"t": "ColWidth", "c": share}] for (align, _), share in zip(columns, shares, strict=True)
    ]
    kept = [attributes[0], attributes[1], [pair for pair in attributes[2] if pair[0] != "tbl-colwidths"]]
    return {"t": "Table", "c": [kept, caption, sized, head, bodies, foot]}


def shared_widths(columns: Sequence[Sequence[str]], heads: int) -> list[float]:
    """Shares of the line for columns with these cell texts, `heads` of them head cells; they add up to 1.

    No column is narrower than its longest word, and head cells ask no more than that. Where all else
    fits on one line, the first column, which names the rows, takes what is left; where not, the
    columns share by what their cells ask.
    """
    least = [max(_longest_word(cell) for cell in cells) + PADDING for cells in columns]
    asked = [min(max(map(len, cells[heads:]), default=0), LONGEST_WISH) + PADDING for cells in columns]
    wishes = [max(small, wish) for small, wish in zip(least, asked, strict=True)]
    spare = LINE - sum(wishes)
    if spare >= 0:
        widths = [wishes[0] + spare, *wishes[1:]]
    elif sum(least) >= LINE:
        widths = least
    else:
        part = (LINE - sum(least)) / (sum(wishes) - sum(least))
        widths = [small + (wish - small) * part for small, wish in zip(least, wishes, strict=True)]
    return [round(width / sum(widths), 4) for width in widths]


def _written(text: str) -> list[float]:
    return [share / 100 for share in json.loads(text)] if text else []


def _texts(rows: list, index: int) -> list[str]:
    return [nodes.words(row[1][index][4]) if index < len(row[1]) else "" for row in rows]


def _longest_word(text: str) -> int:
    return max(map(len, BREAKS.split(text)))
