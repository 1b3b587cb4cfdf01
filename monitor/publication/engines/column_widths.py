"""Widths of table columns: as written in `tbl-colwidths`, or shared out by what the cells hold."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from monitor.publication.engines import nodes
from monitor.publication.engines.nodes import Node
from monitor.publication.engines.table_grid import placed
from monitor.publication.theme.fonts import text_width

LINE = 453  # points between the margins of an A4 page in Word, the narrowest of the three formats
CLOSER = 500  # points that a tight table has on a page, which is wider, and in a PDF, where it is set a tenth smaller
TIGHT = 0.25  # of what long cells lack: a table whose columns get less is tight
TEXT_SIZE = 10  # points of table text
SMALLER, SMALLEST = 0.8, 0.65  # of the size of table text, where its longest words do not fit the line
PADDING = 13  # points of white beside a cell's text, and a little for fonts that run wider
WIDEST_WISH = 190  # points; a longer cell is wrapped rather than given the whole line
SHORT = 12  # letters of a cell that is never broken
LONG = 1200  # letters of a cell that may fill a page
BREAKS = re.compile(r"[ \n]|(?<=[^%]-)|(?<=/)")  # "95%-marge" stays whole
ANY_BREAK = re.compile(r"[ \n]|(?<=[-/])")


def with_column_widths(table: Node, roomier: float = LINE) -> Node:
    """A table as wide as the text, with a width for every column; a tight one is `roomier` points wide.

    `squeezed` says by how much a table is too narrow for its longest words: 0.8 where they need 25% more; `long-cells`
    that a cell may fill a page.
    """
    attributes, caption, columns, head, bodies, foot = table["c"]
    texts, heads = table_texts(table)
    shares = _written(nodes.key(attributes, "tbl-colwidths")) or shared_widths(texts, heads, roomier)
    sized = [
        [align, {"t": "ColWidth", "c": share}] for (align, _), share in zip(columns, shares, strict=True)
    ]
    kept = [pair for pair in attributes[2] if pair[0] != "tbl-colwidths"]
    kept += [["long-cells", "true"]] if any(len(cell) > LONG for column in texts for cell in column) else []
    needed = max(sum(least_widths(texts, heads)), _room(texts, heads, roomier))
    kept += [["squeezed", f"{LINE / needed:.2f}"]] if needed > LINE else []
    return {"t": "Table", "c": [[attributes[0], attributes[1], kept], caption, sized, head, bodies, foot]}


def size_that_fits(table: Node) -> float:
    """How large the words of a table are set so that none is broken: 1, or a part of that."""
    least = least_widths(*table_texts(table))
    sizes = (size for size in (1.0, SMALLER) if sum(at_size(least, size)) <= LINE)
    return next(sizes, SMALLEST)


def at_size(least: Sequence[float], size: float) -> list[float]:
    """Widths of columns, the white beside their words left out of it, where words are set that large."""
    return [(width - PADDING) * size + PADDING for width in least]


def table_texts(table: Node) -> tuple[list[list[str]], int]:
    """Texts of each column of a table from top to bottom, and how many of them are of its head."""
    _, _, columns, head, bodies, _ = table["c"]
    rows = [row for body in bodies for row in [*body[2], *body[3]]]
    return cell_texts([*head[1], *rows], len(columns)), len(head[1])


def least_widths(columns: Sequence[Sequence[str]], heads: int) -> list[float]:
    """Points that each column needs for its longest word or short cell, and the white beside it."""
    return [_longest_word(cells, heads) + PADDING for cells in columns]


def broken_widths(columns: Sequence[Sequence[str]]) -> list[float]:
    """Points that each column needs where cells are broken at every space, hyphen and slash."""
    pieces = ([piece for cell in cells for piece in ANY_BREAK.split(cell)] for cells in columns)
    return [max((_width(piece, bold=True) for piece in found), default=0.0) + PADDING for found in pieces]


def shared_widths(columns: Sequence[Sequence[str]], heads: int, roomier: float = LINE) -> list[float]:
    """Shares of the line for columns with these cell texts, `heads` of them head cells; they add up to 1.

    No column is narrower than its longest word. Where all fits on one line, the first column, which
    names the rows, takes what is left; where not, head cells wrap first, each by what it lacks, then the
    columns share by what their cells ask.
    """
    least, wishes = least_widths(columns, heads), _wishes(columns, heads)
    line = _room(columns, heads, roomier)
    headed = [max(wish, _head_width(cells, heads)) for wish, cells in zip(wishes, columns, strict=True)]
    if sum(headed) <= line:
        widths = [headed[0] + line - sum(headed), *headed[1:]]
    elif sum(wishes) <= line:
        widths = _grown(wishes, headed, line)
    elif sum(least) < line:
        widths = _grown(least, wishes, line)
    else:
        widths = least
    return [round(width / sum(widths), 4) for width in widths]


def _wishes(columns: Sequence[Sequence[str]], heads: int) -> list[float]:
    """Points in which the cells of each column stand on one line, long ones on a few."""
    asked = [min(max(map(_width, cells[heads:]), default=0), WIDEST_WISH) + PADDING for cells in columns]
    return [max(small, wish) for small, wish in zip(least_widths(columns, heads), asked, strict=True)]


def _room(columns: Sequence[Sequence[str]], heads: int, roomier: float) -> float:
    """Points that a table may be wide: the line, or more where its long cells would stand in columns of a word."""
    least, wishes = sum(least_widths(columns, heads)), sum(_wishes(columns, heads))
    return roomier if wishes > LINE and LINE - least < TIGHT * (wishes - least) else LINE


def _grown(least: Sequence[float], most: Sequence[float], line: float) -> list[float]:
    """Widths between the least and the most that together fill the line: each gets the same part of what it lacks."""
    part = (line - sum(least)) / (sum(most) - sum(least))
    return [small + (large - small) * part for small, large in zip(least, most, strict=True)]


def _written(text: str) -> list[float]:
    return [share / 100 for share in json.loads(text)] if text else []


def cell_texts(rows: Sequence[list], count: int) -> list[list[str]]:
    """Texts of each column from top to bottom; a cell over several columns counts for none of them."""
    texts: list[list[str]] = [[] for _ in range(count)]
    for row in placed(rows, count):
        line = {cell.column: cell.text for cell in row if cell.width == 1}
        for column in range(count):
            texts[column].append(line.get(column, ""))
    return texts


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
