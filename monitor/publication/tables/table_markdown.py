"""A table as Markdown: a grid table, or a pipe table where a character has no certain width."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from monitor.publication.exhibits.table_model import Column, Table, TableRow, header_groups
from monitor.publication.language.markdown import escape_markdown

LABEL_WIDTH = 36  # characters; longer labels are wrapped
HEADER_WIDTH = 14
MOST_SPANNED = (
    6  # rows under one label; of more, each row says its label itself, so that a page may end between them
)
UNCERTAIN = ("Mn", "Me", "Cf", "Cc", "So")  # marks that join others, controls, symbols such as emoji
CERTAIN = "▲▼"  # symbols of one position


@dataclass(frozen=True)
class _Line:
    """A row of a grid: the lines of each cell, and under what label it stands.

    `spanned` is 0 where the row says its label itself, else how many rows from here on stand under that label;
    None where an earlier row holds the label.
    """

    label: list[str]
    header: list[str]
    cells: list[list[str]]
    spanned: int | None = 0

    @property
    def texts(self) -> list[list[str]]:
        return [self.header, *self.cells]


def table_markdown(table: Table, numbered: bool = False, caption: str = "") -> str:
    """Markdown of a table and its notes; `numbered` adds the caption and the anchor that make it count.

    `caption` is Markdown of another caption, for a table that does not count.
    """
    grid = _is_narrow(table)
    lines = _grid(table) if grid else _pipe(table)
    told = f"{escape_markdown(table.caption)} {{#{table.identifier}}}" if numbered else caption
    above = [f": {told}", ""] if told else []
    notes = [" ".join(escape_markdown(note) for note in table.notes)] if table.notes else []
    note = ["::: {.table-note}", *notes, ":::", ""] if notes else []
    return "\n".join([*lines, "", *above, *note])


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
        letter in CERTAIN
        or (
            unicodedata.east_asian_width(letter) not in "WF" and unicodedata.category(letter) not in UNCERTAIN
        )
        for letter in letters
    )


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of a cell, each escaped by itself: a line may not open a list or a heading."""
    wrapped = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]
    return [escape_markdown(line) for line in wrapped]


def _grid(table: Table) -> list[str]:
    """The lines of a grid; where rows stand in sections these have a column of their own, over all their rows."""
    sections = any(row.section for row in table.rows)
    body = [line for section in _sections(table.rows) for line in _section_lines(section)]
    headers = [_wrapped(column.header, HEADER_WIDTH) for column in table.columns]
    stub = _wrapped(table.stub, LABEL_WIDTH)
    columns = [
        *([[line.label for line in body if line.label != [""]]] if sections else []),
        [line.header for line in body if line.label != [""] or not sections],
        *([header, *cells] for header, cells in zip(headers, zip(*(line.cells for line in body), strict=True), strict=True)),
    ]  # fmt: skip
    widths = [max((len(text) for cell in column for text in cell), default=1) for column in columns]
    stubs = 2 if sections else 1
    widest = max(len(text) for cell in [stub, *(line.header for line in body)] for text in cell)
    widths[0] += max(0, widest - _room(widths[:stubs]))
    widths = _wide_enough(widths, table.columns, stubs)
    lines = _grid_head(table, stub, headers, widths, stubs)
    for line, below in zip(body, [*body[1:], None], strict=True):
        lines += _body_lines(line, below, widths, stubs)
    return lines


def _room(widths: list[int]) -> int:
    """Positions of a cell over columns of these widths."""
    return sum(widths) + 3 * (len(widths) - 1)


def _sections(rows: tuple[TableRow, ...]) -> Iterator[list[TableRow]]:
    """Rows that stand under one label, each other row by itself."""
    for section, members in groupby(rows, key=lambda row: row.section):
        found = list(members)
        yield from [found] if section else ([row] for row in found)


def _section_lines(rows: list[TableRow]) -> list[_Line]:
    spans = 1 < len(rows) <= MOST_SPANNED
    return [
        _Line(
            _wrapped(row.section, LABEL_WIDTH),
            _wrapped(row.header, LABEL_WIDTH),
            [_wrapped(cell.text, 2 * HEADER_WIDTH) for cell in row.cells],
            (len(rows) if place == 0 else None) if spans else 0,
        )
        for place, row in enumerate(rows)
    ]


def _with_sections(table: Table) -> Iterator[TableRow]:
    """Rows whose header names their section too, for a table without cells over several rows."""
    for row in table.rows:
        header = f"{row.section}: {row.header}" if row.section and row.header else row.section or row.header
        yield TableRow(header, row.cells)


def _wide_enough(widths: list[int], columns: tuple[Column, ...], stubs: int) -> list[int]:
    """Columns that together hold the longest word of the group above them."""
    enough, place = list(widths), stubs
    for group, count in header_groups(columns):
        longest = max((len(line) for line in _wrapped(group, HEADER_WIDTH * count)), default=0)
        room = _room(enough[place : place + count])
        enough[place] += max(0, longest - room)
        place += count
    return enough


def _fitting(text: str, room: int, certain: int) -> list[str]:
    """Lines of a cell as long as fit in `room` once escaped; wrapped at `certain` they do, by `_wide_enough`."""
    widths = range(max(room, certain), certain, -1)
    wrapped = (_wrapped(text, width) for width in widths)
    fitting = (lines for lines in wrapped if max(map(len, lines)) <= room)
    return next(fitting, _wrapped(text, certain))


def _grid_head(
    table: Table, stub: list[str], headers: list[list[str]], widths: list[int], stubs: int
) -> list[str]:
    closing = _rule(widths, "=", [*[False] * stubs, *(column.numeric for column in table.columns)])
    own = _grid_row([stub, *headers], [_room(widths[:stubs]), *widths[stubs:]])
    if not any(column.group for column in table.columns):
        return [_rule(widths), *own, closing]
    spans, place = [_room(widths[:stubs])], stubs
    cells, inner = [[""]], [f"|{' ' * (spans[0] + 2)}"]
    for group, count in header_groups(table.columns):
        room = _room(widths[place : place + count])
        spans.append(room)
        cells.append(_fitting(group, room, HEADER_WIDTH * count))
        inner += [f"+{'-' * (width + 2)}" for width in widths[place : place + count]]
        place += count
    return [_rule(widths), *_grid_row(cells, spans), "".join(inner) + "+", *own, closing]


def _body_lines(line: _Line, below: _Line | None, widths: list[int], stubs: int) -> list[str]:
    """A row and the rule below it, which leaves out a label that goes on."""
    if stubs == 1:
        return [*_grid_row(line.texts, widths), _rule(widths)]
    if line.label == [""]:  # the header stands over both columns
        return [*_grid_row(line.texts, [_room(widths[:2]), *widths[2:]]), _rule(widths)]
    label = [] if line.spanned is None else line.label
    rows = _grid_row([label or [""], *line.texts], widths)
    goes_on = below is not None and below.spanned is None
    return [*rows, f"|{' ' * (widths[0] + 2)}{_rule(widths[1:])}" if goes_on else _rule(widths)]


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
