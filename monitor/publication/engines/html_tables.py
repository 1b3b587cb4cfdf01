"""Tables of the page: header cells with their scope, and rows that stack where the screen is too narrow for columns.

A table that does not fit shows each row below the other, every value with the header of its column before it, so
that nobody has to scroll sideways. Roles are written out: a browser may forget them where cells are no longer cells.
"""

from __future__ import annotations

from typing import Any

from monitor.publication.engines import nodes
from monitor.publication.engines.column_widths import (
    CLOSER,
    PADDING,
    SMALLER,
    at_size,
    broken_widths,
    least_widths,
    table_texts,
    with_column_widths,
)
from monitor.publication.engines.nodes import Attr, Node
from monitor.publication.engines.table_grid import Placed, column_labels, placed, stub_columns
from monitor.publication.theme.templates import STACKED_BELOW

LETTERS = 1.6  # size on the page over that in Word: 16 of 10 points
WHITE = 24  # pixels beside the words of a cell


def stacked_below(table: Node) -> tuple[int, bool]:
    """Width in rem below which the rows of a table are stacked, and whether it is set smaller above that, so that no word
    leaves its column; 0 where it always scrolls instead."""
    texts, heads = table_texts(table)
    least, broken = least_widths(texts, heads), broken_widths(texts)
    for widths, smaller in (
        (least, False),
        (broken, False),
        (at_size(least, SMALLER), True),
        (at_size(broken, SMALLER), True),
    ):
        if rem := _first_that_holds(_rem(widths)):
            return rem, smaller
    return 0, False


def _first_that_holds(needed: float) -> int:
    return next((rem for rem in STACKED_BELOW if needed <= rem), 0)


def _rem(widths: list[float]) -> float:
    return sum((width - PADDING) * LETTERS + WHITE for width in widths) / 16


def page_table(table: Node, caption: list[Node]) -> list[Node]:
    """A table with headers and its caption inside; the key `aria-label` is what it is called where it has none."""
    (rem, smaller), own = stacked_below(table), table["c"][0]
    name = nodes.key(own, "aria-label")
    named = {} if caption or not name else {"aria_label": name}
    _, _, *rest = _with_headers(with_column_widths(table, CLOSER))["c"]
    body = {"t": "Table", "c": [nodes.attr(own[0], role="table", **named), [None, _caption(caption)], *rest]}
    if rem:
        classes = ["table-box", f"stacks-{rem}", *(["smaller"] if smaller else [])]
        return [nodes.div([body], nodes.attr(classes=classes))]
    label = {"role": "region", "aria_label": nodes.words(caption) or name} if caption or name else {}
    return [nodes.div([body], nodes.attr(classes=["table-box", "scrolls"], tabindex="0", **label))]


def _caption(caption: list[Node]) -> list[Node]:
    return [nodes.plain(caption)] if caption else []


def _with_headers(table: Node) -> Node:
    """Head cells and the cells that head a row become header cells with their scope; others name their column."""
    attributes, caption, columns, head, bodies, foot = table["c"]
    count, stubs = len(columns), stub_columns(table)
    labels = column_labels(head[1], count)
    scoped = [_with_role(head[0], "rowgroup"), _rows(head[1], count, count, [], "col")]
    headed = [
        [_with_role(body[0], "rowgroup"), stubs, body[2], _rows(body[3], count, stubs, labels, "row")]
        for body in bodies
    ]
    return {"t": "Table", "c": [attributes, caption, columns, scoped, headed, foot]}


def _rows(rows: list[Any], count: int, stubs: int, labels: list[str], scope: str) -> list[Any]:
    return [
        [_with_role(row[0], "row"), [_cell(cell, stubs, labels, scope) for cell in cells]]
        for row, cells in zip(rows, placed(rows, count), strict=True)
    ]


def _cell(cell: Placed, stubs: int, labels: list[str], scope: str) -> list[Any]:
    if cell.column < stubs:
        covers = cell.width if scope == "col" else cell.height
        role = "columnheader" if scope == "col" else "rowheader"
        attributes = nodes.attr(scope=f"{scope}group" if covers > 1 else scope, role=role)
    else:
        label = labels[cell.column] if labels else ""
        attributes = nodes.attr(role="cell", **({"data_label": label} if label else {}))
    return [attributes, *cell.cell[1:]]


def _with_role(attributes: Attr, role: str) -> Attr:
    identifier, classes, keys = attributes
    return [identifier, classes, [*keys, ["role", role]]]
