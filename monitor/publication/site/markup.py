"""HTML of one page: text that is escaped, sentences without their Markdown, tables that a screen reader can walk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby

from monitor.publication.exhibits.table_model import (
    SUPPRESSED,
    Cell,
    Column,
    Table,
    TableRow,
    header_groups,
)
from monitor.publication.language.markdown import escape_markdown, unescape_markdown
from monitor.publication.sentences.variables import Variables

VARIABLE = re.compile(r"\{\{< var ([^ >]+) >\}\}")
WIDE = 7  # columns from which a table scrolls on a narrow screen, and does not stack


def text(value: str) -> str:
    """Text as it stands between tags and in attributes."""
    return escape(value, quote=True)


def told(template: str, variables: Variables) -> str:
    """A sentence of a generated chapter as plain text: its variables filled in, its Markdown read."""
    filled = VARIABLE.sub(lambda match: escape_markdown(variables.resolve(match[1])), template)
    return unescape_markdown(filled)


def paragraph(value: str, kind: str = "") -> str:
    """A paragraph of text; "" of nothing."""
    return f"<p{attribute('class', kind)}>{text(value)}</p>\n" if value else ""


def bullets(lines: Iterable[str]) -> str:
    """A list of texts; "" of none."""
    items = "".join(f"<li>{text(line)}</li>\n" for line in lines)
    return f"<ul>\n{items}</ul>\n" if items else ""


def link(address: str, label: str, kind: str = "") -> str:
    return f'<a href="{address}"{attribute("class", kind)}>{text(label)}</a>'


def attribute(name: str, value: str) -> str:
    """An attribute with a space before it; "" where it would be empty."""
    return f' {name}="{text(value)}"' if value else ""


@dataclass(frozen=True)
class Extra:
    """A column behind all others with HTML that is no text, a piece for each row."""

    header: str
    cells: Sequence[str]


@dataclass(frozen=True)
class Said:
    """What is read aloud in a table: `hidden` for a figure that is not told; `margin` and `base` are the headers of rows that
    stand under the figure that they belong to, in its own cell."""

    hidden: str
    margin: str = ""
    base: str = ""


def table_html(table: Table, said: Said, extra: Extra | None = None) -> str:
    """A table with its notes.

    On a narrow screen its rows stack, each value with the name of its column; one with many columns scrolls.
    """
    kind = "table-box wide" if len(table.columns) >= WIDE else "table-box stacks"
    title = text(table.caption)
    head, body = _head(table), _body(table, said)
    if extra is not None:
        head, body = _with_extra(head, body, extra)
    notes = paragraph(" ".join(table.notes), "note")
    return f'<div class="{kind}">\n<table>\n<caption>{title}</caption>\n{head}{body}</table>\n</div>\n{notes}'


def _with_extra(head: str, body: str, extra: Extra) -> tuple[str, str]:
    """The last column, seen and not read aloud: it shows what the others say."""
    head = head.replace("</tr>", f'<th scope="col" aria-hidden="true">{text(extra.header)}</th></tr>', 1)
    for cell in extra.cells:
        body = body.replace("</td></tr>", f'</td><td class="picture" aria-hidden="true">{cell}</td></tr >', 1)
    return head, body.replace("</tr >", "</tr>")


def _head(table: Table) -> str:
    own = "".join(_column(column) for column in table.columns)
    stub = f'<th scope="col">{text(table.stub)}</th>' if table.stub else "<td></td>"
    if not any(column.group for column in table.columns):
        return f"<thead>\n<tr>{stub}{own}</tr>\n</thead>\n"
    groups = "".join(
        f'<th scope="colgroup" colspan="{count}">{text(group)}</th>'
        if group
        else f'<td colspan="{count}"></td>'
        for group, count in header_groups(table.columns)
    )
    above = stub.replace(">", ' rowspan="2">', 1)
    return f"<thead>\n<tr>{above}{groups}</tr>\n<tr>{own}</tr>\n</thead>\n"


def _column(column: Column) -> str:
    kind = ' class="number"' if column.numeric else ""
    return f'<th scope="col"{kind}>{text(column.header)}</th>'


def _body(table: Table, said: Said) -> str:
    sections = [list(rows) for _, rows in groupby(table.rows, lambda row: row.section)]
    return "".join(_section(rows, table, said) for rows in sections)


def _section(rows: list[TableRow], table: Table, said: Said) -> str:
    name, (first, *below) = rows[0].section, rows
    if name and below and all(row.header in (said.margin, said.base) for row in below):
        return f"<tbody>\n{_row(replace(first, header=name), table, said, below)}</tbody>\n"
    columns = len(table.columns) + 1
    head = (
        f'<tr class="section"><th scope="rowgroup" colspan="{columns}">{text(name)}</th></tr>\n'
        if name
        else ""
    )
    return f"<tbody>\n{head}{''.join(_row(row, table, said) for row in rows)}</tbody>\n"


def _row(row: TableRow, table: Table, said: Said, below: Sequence[TableRow] = ()) -> str:
    cells = "".join(
        _cell(cell, column, said, [(part.header, part.cells[place].text) for part in below])
        for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True))
    )
    return f'<tr><th scope="row">{text(row.header)}</th>{cells}</tr>\n'


def _cell(cell: Cell, column: Column, said: Said, below: Sequence[tuple[str, str]]) -> str:
    """A value, with what stands under it; those parts say their own name to who hears them."""
    label = " ".join(part for part in (column.group, column.header) if part)
    kind = ' class="number"' if column.numeric else ""
    aloud = f'<span class="aloud"> {text(said.hidden)}</span>' if cell.status == SUPPRESSED else ""
    under = "".join(
        f'<span class="under">{_under(name, value, said)}</span>'
        for name, value in below
        if value and cell.value is not None
    )
    shown = f"<span>{text(cell.text)}{aloud}{under}</span>" if cell.text else ""
    return f"<td{kind}{attribute('data-label', label)}>{shown}</td>"


def _under(name: str, value: str, said: Said) -> str:
    if name == said.base:
        return f"{text(name)} = {text(value)}"
    return f'<span class="aloud">{text(name)} </span>{text(value)}'
