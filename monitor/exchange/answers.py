"""What the cells of one column look like: numbers, a few answers, several answers in a cell, or texts of one's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from monitor.exchange.source import counts
from monitor.exchange.vocabulary import clean, plain, vocabulary
from monitor.intake.files.table import TextColumn

NUMBER = re.compile(r"-?\d+([.,]\d+)?")
MARK = re.compile(r"-([7-9]|66|77|88|9\d|777|888|9\d\d)")  # what survey programs write for no answer
MOST_CODES = 7  # whole numbers that may be answers without their labels
MOSTLY = 0.8  # of the filled cells that must be numbers for a column of numbers
LONG, MOST_CHOICES = 60, 30
FEW = 3  # respondents below which a label that only answers show is not shown
SEPARATORS = (";", "|", ", ")


@dataclass(frozen=True)
class Seen:
    """The filled cells of a column, by text. Answers that mean no answer or the like are told apart by `asked`."""

    texts: Mapping[str, int]

    @classmethod
    def of(cls, column: TextColumn | None) -> Seen:
        return cls(counts(column) if column is not None else {})

    @cached_property
    def answers(self) -> dict[str, int]:
        """Texts that are answers, not words such as geen antwoord."""
        return {text: n for text, n in self.texts.items() if vocabulary().means(text) is None}

    @property
    def total(self) -> int:
        return sum(self.answers.values())

    @cached_property
    def numbers(self) -> dict[float, int]:
        """Numbers, with a percent sign or without, and how often each stands."""
        read: Counter[float] = Counter()
        for text, n in self.answers.items():
            value = number_of(text)
            if value is not None:
                read[value] += n
        return dict(read)

    @property
    def is_numeric(self) -> bool:
        return self.total > 0 and sum(self.numbers.values()) >= MOSTLY * self.total

    @property
    def is_whole(self) -> bool:
        return all(value.is_integer() for value in self.numbers)

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Negative numbers such as -9 in a column that holds none but these: marks of no answer."""
        below = tuple(text for text in self.answers if (number_of(text) or 0) < 0)
        return below if all(MARK.fullmatch(clean(text)) for text in below) else ()

    @property
    def may_be_codes(self) -> bool:
        """Whether the numbers are so few, whole and small that they may be answers of which the labels are lost."""
        kept = {number_of(text) for text in self.answers if text not in self.marks} - {None}
        return 2 <= len(kept) <= MOST_CODES and all(
            one.is_integer() and 0 <= one <= 10 for one in kept if one is not None
        )

    @property
    def percent_signs(self) -> bool:
        return any(text.rstrip().endswith("%") for text in self.answers)

    @property
    def is_open(self) -> bool:
        """More than half of the filled cells differ, or the longest is longer than a label."""
        longest = max(map(len, self.answers), default=0)
        return bool(self.answers) and (
            longest > LONG or len(self.answers) > MOST_CHOICES or len(self.answers) * 2 > self.total > FEW
        )

    @cached_property
    def separator(self) -> str:
        """What stands between several answers in a cell, "" where cells hold one."""
        for sign in SEPARATORS:
            joined = {text: n for text, n in self.answers.items() if sign.strip() in text}
            if all(number_of(text) is not None for text in joined):  # none, or decimals with a comma
                continue
            closed = all(text.rstrip().endswith(sign.strip()) for text in self.answers)
            pieces = self.pieces(sign)
            repeated = sum(n for _, n in pieces.items() if n >= FEW)
            if (closed and sign == ";") or (
                len(joined) >= 2
                and len(pieces) < len(self.answers)
                and repeated >= MOSTLY * sum(pieces.values())
            ):
                return sign
        return ""

    def pieces(self, sign: str) -> dict[str, int]:
        """How often each answer stands in a cell, by its text, in order of appearance."""
        found: Counter[str] = Counter()
        for text, n in self.answers.items():
            for piece in dict.fromkeys(part.strip() for part in text.split(sign.strip())):
                if piece:
                    found[piece] += n
        return dict(found)


def number_of(text: str) -> float | None:
    """The number that a cell holds, with a full stop or a comma, and maybe a percent sign; None for a text."""
    bare = clean(text).removesuffix("%").strip()
    return float(bare.replace(",", ".")) if NUMBER.fullmatch(bare) else None


def shown_labels(given: Mapping[str, int]) -> tuple[list[str], tuple[str, ...]]:
    """Labels known from answers only that may be shown, in order of appearance, and the others.

    An answer word, a label that fits its neighbours by a number in it, or one that at least three gave.
    """
    ranked = sum(rank(label) is not None for label in given)
    capital = _usual_capital(given)
    shown = [
        label
        for label, n in given.items()
        if is_answer_word(label)
        or (rank(label) is not None and ranked >= FEW)
        or (n >= FEW and capital in (None, label[:1].isupper()))
    ]
    return shown, tuple(label for label in given if label not in shown)


def _usual_capital(given: Mapping[str, int]) -> bool | None:
    """Whether labels begin with a capital, where nearly all do or do not: who makes a form writes its options alike,
    and a text that somebody typed stands out. None where they differ."""
    letters = {label: n for label, n in given.items() if label[:1].isalpha()}
    total, upper = sum(letters.values()), sum(n for label, n in letters.items() if label[:1].isupper())
    kinds = len(letters), sum(label[:1].isupper() for label in letters)
    if upper >= MOSTLY * total and 2 * kinds[1] > kinds[0]:
        return True
    return False if total and upper <= (1 - MOSTLY) * total and 2 * kinds[1] < kinds[0] else None


def is_answer_word(label: str) -> bool:
    """Whether a label is one of the answers that everybody knows."""
    words, said = vocabulary(), plain(label)
    scales = (place for scale in words.file.scales.values() for place in scale.places)
    return (
        any(said in map(plain, place) for place in scales)
        or words.is_yes(label)
        or words.is_no(label)
        or words.is_exclusive(label)
        or words.means(label) is not None
    )


def rank(label: str) -> float | None:
    """Where a label with a number stands among its like: 18 tot 27 is 18, vaker dan 3 is 3.5; None without a number."""
    words, said = vocabulary().file, plain(label)
    if said in set(map(plain, words.none)):
        return -1.0
    found = re.search(r"\d+", re.sub(r"(?<=\d)[ .](?=\d{3}\b)", "", said))
    if not found:
        return None
    value = float(found[0])
    before, behind = said[: found.start()].strip(), said[found.end() :].strip()
    if any(before.endswith(plain(word)) for word in words.below) or _holds(behind, words.or_below):
        return value - 0.5
    if any(before.endswith(plain(word)) for word in words.above) or _holds(behind, words.or_above):
        return value + 0.5
    return value


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(f" {plain(word)} " in f" {text} " for word in words)
