"""A table as HTML that a screen reader can follow: caption, header cells, scope."""

from __future__ import annotations

from html import escape

from monitor.publication.exhibits.table_model import Column, Table, TableRow, header_groups


def table_html(table: Table) -> str:
    """HTML of a table with its notes below."""
    body = "\n".join(_row(row, place, table) for place, row in enumerate(table.rows))
    notes = f'\n<p class="table-note">{escape(" ".join(table.notes))}</p>' if table.notes else ""
    return (
        f'<table id="{escape(table.identifier)}">\n<caption>{escape(table.caption)}</caption>\n'
        f"<thead>\n{_head(table)}\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>{notes}\n"
    )


def _head(table: Table) -> str:
    grouped = any(column.group for column in table.columns)
    rowspan = ' rowspan="2"' if grouped else ""
    stub = f'<th scope="col"{rowspan}>{escape(table.stub)}</th>'
    headers = "".join(
        f'<th scope="col"{_align(column)}>{escape(column.header)}</th>' for column in table.columns
    )
    if not grouped:
        return f"<tr>{stub}{headers}</tr>"
    groups = "".join(_group(group, count) for group, count in header_groups(table.columns))
    return f"<tr>{stub}{groups}</tr>\n<tr>{headers}</tr>"


def _group(group: str, count: int) -> str:
    if not group:
        return f'<td colspan="{count}"></td>'
    return f'<th scope="colgroup" colspan="{count}">{escape(group)}</th>'


def _align(column: Column) -> str:
    return ' style="text-align: right;"' if column.numeric else ""


def _row(row: TableRow, place: int, table: Table) -> str:
    before = table.rows[place - 1].section if place else ""
    section = ""
    if row.section and row.section != before:
        section = (
            f'<tr><th scope="rowgroup" colspan="{len(table.columns) + 1}">{escape(row.section)}</th></tr>\n'
        )
    cells = "".join(
        f"<td{_align(column)}>{escape(cell.text)}</td>"
        for column, cell in zip(table.columns, row.cells, strict=True)
    )
    return f'{section}<tr><th scope="row">{escape(row.header)}</th>{cells}</tr>'
