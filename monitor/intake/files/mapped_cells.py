"""What one cell of a mapped column says in the terms of the questionnaire."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from monitor.intake.files.spellings import folded
from monitor.study.column_map import MappedColumn

NOT_ASKED_TEXT = "\x00"  # stands in a cell for "not asked"; no file can hold it
CHOSEN, NOT_CHOSEN = "1", "0"
UNREAD = (
    "?"  # in every option of a cell that holds something the map does not name: an answer of the wrong form
)
NO_CODES = ("", "0")  # what fills up cells and digits without a code


def reading(text: str, entry: MappedColumn) -> str:
    """What a cell says in the terms of the questionnaire; a text that the map does not name as it is."""
    fold = folded(text)
    if fold and fold in set(map(folded, entry.no_answer)):
        return ""
    if fold and fold in set(map(folded, entry.not_asked)):
        return NOT_ASKED_TEXT
    for said in (entry.special, entry.values):
        named = {folded(answer): code for answer, code in said.items()}
        if fold in named:
            return named[fold]
    if text and entry.other is not None and not entry.joined:
        return str(entry.other)
    if text and entry.filled is not None:
        return entry.filled
    if not text and entry.empty is not None:
        return entry.empty
    if entry.suffix and fold.endswith(folded(entry.suffix)):
        text = text.strip()[: -len(entry.suffix)].strip()
    return _multiplied(text, entry.times) if entry.times is not None else text


def is_named(text: str, entry: MappedColumn) -> bool:
    """Whether a map says of a text itself what it means, and not only of any text."""
    if entry.filled is not None:
        return False
    named = (*entry.values, *entry.special, *entry.no_answer, *entry.not_asked)
    return entry.other is None or not text or folded(text) in set(map(folded, named))


def _multiplied(text: str, times: float) -> str:
    try:
        number = Decimal(text.replace(",", ".")) * Decimal(str(times))
    except InvalidOperation:
        return text
    return format(number.normalize(), "f") if number.is_finite() else text


def joined(text: str, entry: MappedColumn) -> set[str]:
    """Options in a cell, longest first: an option may hold the separator itself."""
    answers = sorted(((folded(answer), option) for answer, option in entry.values.items()), key=_longest)
    sign, rest, chosen = entry.joined.strip() or " ", folded(text), set()
    while rest := rest.strip().removeprefix(sign).strip():
        named = next(((one, option) for one, option in answers if _begins(rest, one, sign)), None)
        if named is None:
            chosen.add(str(entry.other or UNREAD))
            rest = rest.partition(sign)[2]
        else:
            chosen.add(named[1])
            rest = rest[len(named[0]) :]
    return chosen


def _begins(text: str, answer: str, sign: str) -> bool:
    """Whether a text begins with an answer and goes on with the separator, or ends there."""
    tail = text[len(answer) :]
    ended = not tail or (tail.lstrip() if sign.strip() else tail).startswith(sign)
    return text.startswith(answer) and ended


def _longest(pair: tuple[str, str]) -> int:
    return -len(pair[0])


def option_cell(text: str, option: str, chosen: Iterable[str] | None) -> str:
    """Whether a cell that names these options names this one; empty where it says nothing."""
    if chosen is None or not text:
        return ""
    if UNREAD in chosen:
        return UNREAD
    return CHOSEN if option in chosen else NOT_CHOSEN
