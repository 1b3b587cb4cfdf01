"""How many values of a figure fit on one page, and which are left out where not all of them do."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.publication.cells.selection import Quantity, Selection
from monitor.publication.exhibits.content import point_of
from monitor.study.questionnaire import Item

MOST_HEIGHT = 860  # pixels of rows that fit on one page
HEADER_HEIGHT = 28


def asked_items(quantities: Sequence[Quantity]) -> tuple[Item, ...]:
    """The items of quantities, each once."""
    return tuple(dict.fromkeys(quantity.item for quantity in quantities))


def fitting(
    quantities: tuple[Quantity, ...], row_height: float, selection: Selection, wave: str
) -> tuple[Quantity, ...]:
    """All quantities where they fit a page; else the first of each item, of one item the largest that fit.

    The table beside it has all.
    """
    first: dict[str, Quantity] = {}
    for quantity in quantities:
        first.setdefault(quantity.item.id, quantity)
    if len(first) == 1:
        return largest(quantities, row_height, selection, wave)
    headers = len(first) if len(quantities) > len(first) else 0
    fits = len(quantities) * row_height + headers * HEADER_HEIGHT <= MOST_HEIGHT
    return quantities if fits else tuple(first.values())


def largest(
    quantities: tuple[Quantity, ...], row_height: float, selection: Selection, wave: str
) -> tuple[Quantity, ...]:
    """All quantities where they fit a page, else as many of each item as fit: those that are largest in a wave."""
    items = asked_items(quantities)
    room = MOST_HEIGHT - HEADER_HEIGHT * (len(items) if len(items) > 1 else 0)
    if len(quantities) * row_height <= room:
        return quantities

    def size(quantity: Quantity) -> float:
        return point_of(selection.estimate(quantity, wave)).value or 0.0

    most = max(1, int(room / row_height / len(items)))
    kept: set[Quantity] = set()
    for item in items:
        own = (quantity for quantity in quantities if quantity.item is item)
        kept |= set(sorted(own, key=size, reverse=True)[:most])
    return tuple(quantity for quantity in quantities if quantity in kept)
