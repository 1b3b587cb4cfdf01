"""Sets of zeros: where a file cannot tell nothing chosen from not answered, and an option for that was offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.exchange.source import Source, kept_rows
from monitor.exchange.typed import Typed
from monitor.exchange.vocabulary import vocabulary

NOT_CHOSEN = "0"


def with_open_zeros(source: Source, members: Sequence[Typed]) -> tuple[Typed, ...]:
    """The options of a set; zeros say nothing by themselves where every cell of every respondent holds a sign, and one
    option excludes the others or is left to respondents. Somebody who chose something did not choose the rest."""
    if not _offers_none(members) or not all(_is_always_filled(source, one) for one in members):
        return tuple(members)
    return tuple(
        replace(one, zeros_open=True, no_answer=tuple(text for text, code in one.values.items() if code == NOT_CHOSEN))
        for one in members
    )  # fmt: skip


def _offers_none(members: Sequence[Typed]) -> bool:
    words = vocabulary()
    return any(
        one.variable.exclusive or words.is_exclusive(one.variable.text) or words.is_other(one.variable.text)
        for one in members
    )


def _is_always_filled(source: Source, one: Typed) -> bool:
    cells = source.cells(one.variable)
    if cells is None or one.kind != "option" or one.filled or NOT_CHOSEN not in one.values.values():
        return False
    known = all(text in one.values for text in one.seen.texts)
    return known and bool(cells.filled[kept_rows(source)].all())
