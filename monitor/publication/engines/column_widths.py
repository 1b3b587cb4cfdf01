"""Widths of table columns: as written in `tbl-colwidths`, or shared out by what the cells hold."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from monitor.publication.engines import nodes
from monitor.publication.engines.nodes import Node
from monitor.publication.theme.fonts import text_width

LINE = 453  # points between the margins of an A4 page in Word, the narrowest of the three formats
TEXT_SIZE = 10  # points of table text
PADDING = 13  # points of white beside a cell's text, and a little for fonts that run wider
WIDEST_WISH = 190  # points; a longer cell is wrapped rather than given the whole line
SHORT = 12  # letters of a cell that is never broken
BREAKS = re.compile(r"[ \n]|(?<=[^%]-)|(?<=/)")  # "95%-marge" stays whole


def with_column_widths(table: Node) -> Node:
    """A table as wide as the text, with a width for every column."""
    attributes, caption, columns, head, bodies, foot = table["c"]
    rows = [row for body in bodies for row in [*body[2], *body[3]]]
    texts = cell_texts([*head[1], *rows], len(columns))
    shares = _written(nodes.key(attributes, "tbl-colwidths")) or shared_widths(texts, len(head[1]))
    sized = [
        [align, {"t": "ColWidth", "c": share}] for (align, _), share in zip(columns, shares, strict=True)
    ]
    kept = [attributes[0], attributes[1], [pair for pair in attributes[2] if pair[0] != "tbl-colwidths"]]
    return {"t": "Table", "c": [kept, caption, sized, head, bodies, foot]}


def shared_widths(columns: Sequence[Sequence[str]], heads: int) -> list[float]:
    """Shares of the line for columns with these cell texts, `heads` of them head cells; they add up to 1.

    No column is narrower than its longest word. Where all fits on one line, the first column, which
    names the rows, takes what is left; where not, head cells wrap first, then the columns share by
    what their cells ask.
    """
    least = [_longest_word(cells, heads) + PADDING for cells in columns]
    asked = [min(max(map(_width, cells[heads:]), default=0), WIDEST_WISH) + PADDING for cells in columns]
    wishes = [max(small, wish) for small, wish in zip(least, asked, strict=True)]
    headed = [max(wish, _head_width(cells, heads)) for wish, cells in zip(wishes, columns, strict=True)]
    wishes = headed if sum(headed) <= LINE else wishes
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


def cell_texts(rows: Sequence[list], count: int) -> list[list[str]]:
    """Texts of each column from top to bottom; a cell over several columns counts for none of them."""
    texts: list[list[str]] = [[] for _ in range(count)]
    below: dict[int, int] = {}
    for row in rows:
        taken = {column for column, left in below.items() if left}
        below = {column: left - 1 for column, left in below.items() if left}
        free = iter([column for column in range(count) if column not in taken])
        line = [""] * count
        for cell in row[1]:
            _, _, height, width, blocks = cell
            columns = [next(free) for _ in range(width)]
            below |= dict.fromkeys(columns, height - 1)
            line[columns[0]] = _words_of(blocks) if width == 1 else ""
        for column, text in enumerate(line):
            texts[column].append(text)
    return texts


def _words_of(blocks: list[Node]) -> str:
    """The words of a cell, footnotes left out: its paragraphs and items with a space between them."""
    kept = nodes.rewrite(blocks, {"Note": lambda note: []})
    leaves = (node for node in nodes.descend(kept) if node["t"] in ("Para", "Plain", "Header", "CodeBlock"))
    return " ".join(nodes.words(leaf) for leaf in leaves)


def _head_width(cells: Sequence[str], heads: int) -> float:
    return min(max((_width(cell, bold=True) for cell in cells[:heads]), default=0), WIDEST_WISH) + PADDING


def _longest_word(cells: Sequence[str], heads: int) -> float:
    """Width of the longest piece that stays on one line: a word, or a short cell such as "−12 tot +15"."""
    words = [_width(word, bold=True) for cell in cells[:heads] for word in BREAKS.split(cell)]
    for cell in cells[heads:]:
        words += [_width(piece) for piece in ([cell] if len(cell) <= SHORT else BREAKS.split(cell))]
    return max(words, default=0.0)


def _width(text: str, bold: bool = False) -> float:
    return text_width(text, TEXT_SIZE, bold)
