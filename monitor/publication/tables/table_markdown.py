"""A table as Markdown: a grid table, or a pipe table where a character has no certain width."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator

from monitor.publication.exhibits.table_model import Column, Table, TableRow, header_groups
from monitor.publication.language.markdown import escape_markdown

LABEL_WIDTH = 36  # characters; longer labels are wrapped
HEADER_WIDTH = 14
UNCERTAIN = ("Mn", "Me", "Cf", "Cc", "So")  # marks that join others, controls, symbols such as emoji


def table_markdown(table: Table, numbered: bool = False) -> str:
    """Markdown of a table and its notes; `numbered` adds the caption and the anchor that make it count."""
    grid = _is_narrow(table)
    lines = _grid(table) if grid else _pipe(table)
    caption = [f": {escape_markdown(table.caption)} {{#{table.identifier}}}", ""] if numbered else []
    notes = [" ".join(escape_markdown(note) for note in table.notes)] if table.notes else []
    note = ["::: {.table-note}", *notes, ":::", ""] if notes else []
    return "\n".join([*lines, "", *caption, *note])


def _texts(table: Table) -> Iterator[str]:
    yield table.stub
    for column in table.columns:
        yield from (column.header, column.group)
    for row in table.rows:
        yield from (row.header, row.section, *(cell.text for cell in row.cells))


def _is_narrow(table: Table) -> bool:
    """Whether every character is one position wide, so that the lines of a grid stand straight."""
    letters = {letter for text in _texts(table) for letter in text if not letter.isspace()}
    return all(
        unicodedata.east_asian_width(letter) not in "WF" and unicodedata.category(letter) not in UNCERTAIN
        for letter in letters
    )


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of a cell, each escaped by itself: a line may not open a list or a heading."""
    wrapped = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]
    return [escape_markdown(line) for line in wrapped]


def _grid(table: Table) -> list[str]:
    headers = [
        _wrapped(table.stub, LABEL_WIDTH),
        *(_wrapped(column.header, HEADER_WIDTH) for column in table.columns),
    ]
    body = [_row_lines(row) for row in _with_sections(table)]
    widths = [
        max(len(line) for cell in column for line in cell) for column in zip(headers, *body, strict=True)
    ]
    widths = _wide_enough(widths, table.columns)
    lines = _grid_head(table, headers, widths)
    for cells in body:
        lines += [*_grid_row(cells, widths), _rule(widths)]
    return lines


def _row_lines(row: TableRow) -> list[list[str]]:
    return [_wrapped(row.header, LABEL_WIDTH), *(_wrapped(cell.text, 2 * HEADER_WIDTH) for cell in row.cells)]


def _with_sections(table: Table) -> Iterator[TableRow]:
    """Rows whose header names their section too, so that each row can be read by itself."""
    for row in table.rows:
        header = f"{row.section}: {row.header}" if row.section and row.header else row.section or row.header
        yield TableRow(header, row.cells)


def _wide_enough(widths: list[int], columns: tuple[Column, ...]) -> list[int]:
    """Columns that together hold the longest word of the group above them."""
    enough, place = list(widths), 1
    for group, count in header_groups(columns):
        longest = max((len(line) for line in _wrapped(group, HEADER_WIDTH * count)), default=0)
        room = sum(enough[place : place + count]) + 3 * (count - 1)
        enough[place] += max(0, longest - room)
        place += count
    return enough


def _fitting(text: str, room: int, certain: int) -> list[str]:
    """Lines of a cell as long as fit in `room` once escaped; wrapped at `certain` they do, by `_wide_enough`."""
    widths = range(max(room, certain), certain, -1)
    wrapped = (_wrapped(text, width) for width in widths)
    fitting = (lines for lines in wrapped if max(map(len, lines)) <= room)
    return next(fitting, _wrapped(text, certain))


def _grid_head(table: Table, headers: list[list[str]], widths: list[int]) -> list[str]:
    closing = _rule(widths, "=", [False, *(column.numeric for column in table.columns)])
    if not any(column.group for column in table.columns):
        return [_rule(widths), *_grid_row(headers, widths), closing]
    spans, place = [widths[0]], 1
    cells, inner = [[""]], [f"|{' ' * (widths[0] + 2)}"]
    for group, count in header_groups(table.columns):
        room = sum(widths[place : place + count]) + 3 * (count - 1)
        spans.append(room)
        cells.append(_fitting(group, room, HEADER_WIDTH * count))
        inner += [f"+{'-' * (width + 2)}" for width in widths[place : place + count]]
        place += count
    return [
        _rule(widths),
        *_grid_row(cells, spans),
        "".join(inner) + "+",
        *_grid_row(headers, widths),
        closing,
    ]


def _rule(widths: list[int], sign: str = "-", right: list[bool] | None = None) -> str:
    ends = right or [False] * len(widths)
    return (
        "+"
        + "+".join(
            sign * (width + 1) + (":" if end else sign) for width, end in zip(widths, ends, strict=True)
        )
        + "+"
    )


def _grid_row(cells: list[list[str]], widths: list[int]) -> list[str]:
    height = max(len(cell) for cell in cells)
    filled = [[*cell, *[""] * (height - len(cell))] for cell in cells]
    return [
        "| " + " | ".join(cell[line].ljust(width) for cell, width in zip(filled, widths, strict=True)) + " |"
        for line in range(height)
    ]


def _pipe(table: Table) -> list[str]:
    headers = [
        " ".join(filter(None, (f"{column.group}:" if column.group else "", column.header)))
        for column in table.columns
    ]
    marks = ["---", *("--:" if column.numeric else "---" for column in table.columns)]
    lines = [_pipe_row([table.stub, *headers]), f"|{'|'.join(marks)}|"]
    return [
        *lines,
        *(_pipe_row([row.header, *(cell.text for cell in row.cells)]) for row in _with_sections(table)),
    ]


def _pipe_row(texts: list[str]) -> str:
    return "| " + " | ".join(escape_markdown(text) for text in texts) + " |"
