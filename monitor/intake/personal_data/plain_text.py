"""A text as a search reads it: signs of every alphabet as plain ones, and where each stood in the original.

Whoever writes a number with hard spaces, small digits or signs that nobody sees gives the number all the same.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from monitor.intake.personal_data.words import privacy_words

_ORDINARY = re.compile(r"[ -~À-ÖØ-öø-ÿ€]*")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_UNSEEN = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters and signs that print as nothing


@dataclass(frozen=True)
class PlainText:
    """`text` with, for each sign, the place in the original where it starts and ends; None where they are the same."""

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where signs `start` to `end` stand in the original."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def replaced(self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]) -> PlainText:
        """The text with other words for what a pattern matches; each new sign stands for the whole match."""
        old_starts = range(len(self.text)) if self.starts is None else self.starts
        old_ends = range(1, len(self.text) + 1) if self.ends is None else self.ends
        texts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        place = 0
        for match in pattern.finditer(self.text):
            word = new if isinstance(new, str) else new(match)
            if word == match[0]:
                continue
            begin, end = self.span(match.start(), match.end())
            texts += [self.text[place : match.start()], word]
            starts += [*old_starts[place : match.start()], *[begin] * len(word)]
            ends += [*old_ends[place : match.start()], *[end] * len(word)]
            place = match.end()
        if not texts:
            return self
        return PlainText(
            "".join((*texts, self.text[place:])), [*starts, *old_starts[place:]], [*ends, *old_ends[place:]]
        )


def plain_text(text: str) -> PlainText:
    """A text with plain signs: compatible forms (NFKC), digits 0 to 9, one kind of hyphen, single spaces.

    Signs that nobody sees and marks that no letter takes are left out; written entities such as `&#64;` count
    as their sign, and letters of other alphabets as the Latin ones that look the same.

    >>> plain_text("０６\u2011１２\u200b３").text
    '06-123'
    """
    if _ORDINARY.fullmatch(text) and "&" not in text and "  " not in text:
        return PlainText(text)
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, piece in _clusters(text):
        for sign in _plain(piece):
            if sign == " " and signs and signs[-1] == " ":
                continue
            signs.append(sign)
            starts.append(start)
            ends.append(end)
    return PlainText("".join(signs), starts, ends)


def _clusters(text: str) -> Iterator[tuple[int, int, str]]:
    """Letters with the marks that stand on them, and entities as their sign, with their places."""
    place = 0
    while place < len(text):
        entity = _ENTITY.match(text, place) if text[place] == "&" else None
        if entity:
            yield place, entity.end(), html.unescape(entity[0])
            place = entity.end()
            continue
        end = place + 1
        while end < len(text) and unicodedata.category(text[end]) in ("Mn", "Me"):
            end += 1
        yield place, end, text[place:end]
        place = end


@cache
def _plain(piece: str) -> str:
    lookalikes = privacy_words().lookalikes
    return "".join(lookalikes.get(sign, _sign(sign)) for sign in unicodedata.normalize("NFKC", piece))


def _sign(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign.isspace() or kind == "Zs":
        return " "
    if kind in ("Cf", "Cc", "Mn", "Me") or sign in _UNSEEN:
        return ""
    if kind == "Pd" or sign in "\u2212\u00ad":
        return "-"
    if kind == "Nd":
        return str(unicodedata.digit(sign))
    return "." if sign in "\u3002\u00b7\u2022\u2024" else sign
