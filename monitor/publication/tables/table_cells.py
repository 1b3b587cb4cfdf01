"""Estimates and changes as table cells: how they print, and the mark they carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from monitor.publication.cells.margins import margin_of, told_margin_of
from monitor.publication.cells.outcomes import outcome_word
from monitor.publication.cells.selection import (
    PERCENT,
    UNRELIABLE,
    Quantity,
    shown_ends,
    shown_value,
    signed_ends,
)
from monitor.publication.exhibits.table_model import (
    CLASS,
    EMPTY,
    PLAIN,
    SUPPRESSED,
    SUPPRESSED_SIGN,
    UNRELIABLE_SIGN,
    Cell,
)
from monitor.publication.exhibits.table_model import UNRELIABLE as UNRELIABLE_MARK
from monitor.publication.language import numbers
from monitor.publication.language.phrases import Phrases
from monitor.schema import Change, Estimate

NOTHING = Cell("", status=EMPTY)
HIDDEN = Cell(SUPPRESSED_SIGN, status=SUPPRESSED)


def text_cell(text: str) -> Cell:
    return Cell(text, text)


def estimate_cell(
    quantity: Quantity, estimate: Estimate | None, marks: Mapping[str, str], with_count: bool = False
) -> Cell:
    """A value, with its count in brackets where asked; a dash where suppressed, empty where not measured.

    Of a class, (almost) nobody or (almost) everybody, `marks` has the words.
    """
    if estimate is None:
        return NOTHING
    if estimate.is_class:
        return Cell(marks[estimate.status], status=CLASS)
    if not estimate.shown or estimate.estimate is None:
        return HIDDEN
    text = shown_value(estimate.estimate, quantity.display)
    if with_count and quantity.measure == "share" and estimate.count is not None:
        text += f"{numbers.NBSP}({numbers.number(estimate.count)})"
    unreliable = estimate.status == UNRELIABLE
    sign = UNRELIABLE_SIGN if unreliable else ""
    return Cell(text + sign, estimate.estimate, quantity.display, UNRELIABLE_MARK if unreliable else PLAIN)


def marked_cell(cell: Cell, change: Change | None, marks: Mapping[str, str]) -> Cell:
    """A value with the sign that it is higher or lower than that of all other groups together."""
    mark = marks.get(change.verdict, "") if change is not None else ""
    return replace(cell, text=f"{cell.text}{numbers.NBSP}{mark}") if mark and cell.value is not None else cell


def interval_cell(quantity: Quantity, estimate: Estimate | None, phrases: Phrases) -> Cell:
    """The interval of a value; empty where it has none, or one without width."""
    if estimate is None or not estimate.shown:
        return NOTHING if estimate is None or estimate.is_class else HIDDEN
    margin = margin_of(estimate)
    ends = None if margin is None else shown_ends(*margin, quantity.display)
    return text_cell("" if ends is None else phrases.spanned(ends))


def base_cell(n: float | None) -> Cell:
    return NOTHING if n is None else Cell(numbers.number(n), n, "count")


def difference_cell(quantity: Quantity, change: Change | None) -> Cell:
    """A difference with its sign: in percentage points, or in the unit of the mean."""
    if change is None or change.difference is None:
        return HIDDEN if change is not None else NOTHING
    if quantity.display == PERCENT:
        return Cell(numbers.signed(change.difference * 100), change.difference * 100, "points")
    return Cell(numbers.signed(change.difference, 1), change.difference, "difference")


def difference_interval_cell(quantity: Quantity, change: Change | None, phrases: Phrases) -> Cell:
    """The interval of a difference, both ends with their sign."""
    margin = None if change is None else told_margin_of(change)
    if margin is None:
        return HIDDEN if change is not None and change.difference is None else NOTHING
    return text_cell(phrases.spanned(signed_ends(*margin, quantity.display)))


def verdict_cell(change: Change | None, verdicts: Mapping[str, str]) -> Cell:
    """The verdict in the words that all reports use."""
    if change is None:
        return NOTHING
    return text_cell(outcome_word(change, verdicts))
