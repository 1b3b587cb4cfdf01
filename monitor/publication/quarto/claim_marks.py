"""Marks that tell which sentences of a text are claims, and when they hold.

    [Meer dan de helft heeft te veel klanten.]{.claim holds="caseload_too_large.yes.now > 0.5"}

    ::: {.claim holds="leads(barriers.strong, bar_budget)"}
    Geld is de sterkste hinder.
    :::

The marks are for the program. A reader's document has the sentences without them, each on the line it had.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from monitor.publication.quarto.attributes import BRACES, Attributes, read_attributes
from monitor.publication.quarto.source import comments_blanked

CLAIM, HOLDS = "claim", "holds"
SPAN = re.compile(rf"\](?P<attributes>{BRACES})")
OPENS = re.compile(rf"^[ ]{{0,3}}:{{3,}}[ \t]*(?P<attributes>{BRACES}|\w[\w-]*)[ \t]*:*[ \t]*$", re.M)
FENCE = re.compile(r"^[ ]{0,3}:{3,}[ \t]*(?P<opens>[^\s:][^\n]*?)?[ \t]*:*[ \t]*$", re.M)


@dataclass(frozen=True)
class ClaimMark:
    """One marked text: its first and last line, what it says in Markdown, and its conditions as written.

    `holds` is None where the mark names none; `closed` is False where nothing ends or begins it.
    """

    line: int
    last: int
    text: str
    holds: str | None
    closed: bool = True


@dataclass(frozen=True)
class _Place:
    """A mark in a text: what opens it and what closes it, as offsets, and its attributes."""

    opens: tuple[int, int]
    closes: tuple[int, int]
    attributes: Attributes
    closed: bool = True


def claim_marks(text: str) -> Iterator[ClaimMark]:
    """The marks of a text, in reading order."""
    for place in sorted(_places(text), key=lambda place: place.opens):
        start, end = place.opens[1], place.closes[0]
        yield ClaimMark(
            _line(text, _begin(text, start, end)),
            _line(text, end),
            text[start:end].strip(),
            place.attributes.keys.get(HOLDS),
            place.closed,
        )


def without_claim_marks(text: str) -> str:
    """A text without the marks, every line where it was."""
    cuts = sorted(cut for place in _places(text) if place.closed for cut in (place.opens, place.closes))
    kept, end = [], 0
    for first, last in cuts:
        kept += [text[end:first], "\n" * text.count("\n", first, last)]
        end = last
    return "".join([*kept, text[end:]])


@lru_cache(maxsize=512)
def _places(text: str) -> tuple[_Place, ...]:
    if f".{CLAIM}" not in text:
        return ()
    plain = comments_blanked(text)
    return (*_spans(plain), *_blocks(plain))


def _spans(text: str) -> Iterator[_Place]:
    for match in SPAN.finditer(text):
        attributes = read_attributes(match["attributes"])
        if CLAIM in attributes.classes:
            start = _bracket(text, match.start())
            opens = (match.start(), match.start()) if start is None else (start, start + 1)
            yield _Place(opens, match.span(), attributes, start is not None)


def _bracket(text: str, end: int) -> int | None:
    """Where the bracket opens that closes at a place, None where none does in the same paragraph."""
    depth = 0
    for place in range(end, -1, -1):
        if text[place] == "]" and text[place - 1 : place] != "\\":
            depth += 1
        elif text[place] == "[" and text[place - 1 : place] != "\\":
            depth -= 1
            if depth == 0:
                return place
        elif text.startswith("\n\n", place):
            return None
    return None


def _blocks(text: str) -> Iterator[_Place]:
    for match in OPENS.finditer(text):
        attributes = read_attributes(match["attributes"])
        if CLAIM in attributes.classes:
            closes = _closing(text, match.end())
            yield _Place(match.span(), closes or (len(text), len(text)), attributes, closes is not None)


def _closing(text: str, start: int) -> tuple[int, int] | None:
    depth = 1
    for match in FENCE.finditer(text, start):
        depth += 1 if match["opens"] else -1
        if depth == 0:
            return match.span()
    return None


def _begin(text: str, start: int, end: int) -> int:
    """The first place between two that is no blank."""
    return start + len(text[start:end]) - len(text[start:end].lstrip())


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
