"""What the cells of one column look like: numbers, a few answers, several answers in a cell, or texts of one's own."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from monitor.exchange.source import counts
from monitor.exchange.vocabulary import clean, plain, vocabulary
from monitor.intake.files.table import TextColumn

NUMBER = re.compile(r"-?\d+([.,]\d+)?")
MARK = re.compile(r"-([7-9]|66|77|88|9\d|777|888|9\d\d)")  # what survey programs write for no answer
GRADES_TO = 10  # the highest grade
MOST_CODES = 7  # whole numbers that may be answers without their labels
MOSTLY = 0.8  # of the filled cells that must be numbers for a column of numbers
LONG, MOST_CHOICES = 60, 30
LIMITS, MOST_DIGITS = 2, 5  # numbers in a range, and digits of each
FEW = 3  # respondents below which a label that only answers show is not shown
SEPARATORS = (";", "|", ", ")
_NUMBER = re.compile(r"(?<![a-z])\d+")


@dataclass(frozen=True)
class Seen:
    """The filled cells of a column, by text. Answers that mean no answer or the like are told apart by `asked`."""

    texts: Mapping[str, int]
    outside: frozenset[str] = frozenset()
    """Texts that the program says to be no answer, or an answer outside the base."""

    @classmethod
    def of(cls, column: TextColumn | None, outside: Iterable[str] = ()) -> Seen:
        return cls(counts(column) if column is not None else {}, frozenset(outside))

    def read(self, values: Mapping[str, str]) -> Seen:
        """The same cells with what some texts mean in their place."""
        read: Counter[str] = Counter()
        for text, n in self.texts.items():
            read[values.get(text, text)] += n
        return Seen(dict(read), self.outside)

    @cached_property
    def answers(self) -> dict[str, int]:
        """Texts that are answers, not words such as geen antwoord."""
        return {
            text: n
            for text, n in self.texts.items()
            if text not in self.outside and vocabulary().means(text) is None
        }

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
            pieces = self.options(sign)
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

    def is_ranking(self, sign: str) -> bool:
        """Whether every cell holds the same answers, in one order or another."""
        orders = {tuple(filter(None, map(str.strip, text.split(sign.strip())))) for text in self.answers}
        answers = {frozenset(one) for one in orders}
        return len(orders) > 1 and len(answers) == 1 and len(next(iter(answers))) >= FEW and self.total > FEW

    def options(self, sign: str) -> dict[str, int]:
        """The same with answers that hold the sign themselves in one piece: a piece in small letters that always
        follows one and the same piece with a capital, and that one always stands before it."""
        cells = [([part.strip() for part in text.split(sign.strip())], n) for text, n in self.answers.items()]
        while pair := _always_together(cells):
            cells = [(_in_one(parts, pair, sign), n) for parts, n in cells]
        found: Counter[str] = Counter()
        for parts, n in cells:
            for piece in filter(None, dict.fromkeys(parts)):
                found[piece] += n
        return dict(found)


def _always_together(cells: Sequence[tuple[list[str], int]]) -> tuple[str, str] | None:
    """Two pieces of which neither stands without the other, the second in small letters."""
    alone: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for parts, n in cells:
        for piece in parts:
            alone[piece] += n
        for pair in zip(parts, parts[1:], strict=False):
            pairs[pair] += n
    for (one, other), n in pairs.items():
        if n >= FEW and n == alone[one] == alone[other] and one[:1].isupper() and other[:1].islower():
            return one, other
    return None


def _in_one(parts: Sequence[str], pair: tuple[str, str], sign: str) -> list[str]:
    made: list[str] = []
    for piece in parts:
        if made and (made[-1], piece) == pair:
            made[-1] = f"{made[-1]}{sign.strip()} {piece}"
        else:
            made.append(piece)
    return made


def number_of(text: str) -> float | None:
    """The number that a cell holds, with a full stop or a comma, and maybe a percent sign; None for a text."""
    bare = clean(text).removesuffix("%").strip()
    return float(bare.replace(",", ".")) if NUMBER.fullmatch(bare) else None


def shown_labels(given: Mapping[str, int], one_answer: bool = True) -> tuple[list[str], tuple[str, ...]]:
    """Labels known from answers only that may be shown, in order of appearance, and the others.

    An answer word, one that at least three gave, or, where a cell holds `one_answer`, a label that says nothing beside
    its neighbours but a number.
    """
    neighbours = _Neighbours(given)
    capital = _usual_capital(given)
    shown = [
        label
        for label, n in given.items()
        if is_answer_word(label)
        or (one_answer and neighbours.hold(label))
        or (n >= FEW and capital in (None, label[:1].isupper()))
    ]
    return shown, tuple(label for label in given if label not in shown)


class _Neighbours:
    """Labels of which nearly all hold a number, and the words that at least three respondents gave in them."""

    def __init__(self, given: Mapping[str, int]) -> None:
        ranked = {label: n for label, n in given.items() if rank(label) is not None}
        self.are_numbers = len(ranked) >= FEW and sum(ranked.values()) >= MOSTLY * sum(given.values())
        words: Counter[str] = Counter()
        for label, n in ranked.items():
            words.update(dict.fromkeys(_words_of(label), n))
        known = vocabulary().file
        compared = (*known.below, *known.above, *known.or_above, *known.or_below, *known.none)
        self.words = {word for word, n in words.items() if n >= FEW}
        self.words |= {word for said in compared for word in plain(said).split()}

    def hold(self, label: str) -> bool:
        """Whether a label is a number or a range among others, in words that the others have too."""
        numbers = re.findall(r"\d+", _joined_thousands(plain(label)))
        return (
            self.are_numbers
            and rank(label) is not None
            and len(numbers) <= LIMITS
            and all(len(number) <= MOST_DIGITS for number in numbers)
            and _words_of(label) <= self.words
        )


def _words_of(label: str) -> set[str]:
    return {word for word in plain(label).split() if not word.isdigit()}


def _joined_thousands(said: str) -> str:
    return re.sub(r"(?<=\d) (?=\d{3}\b)", "", said)


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
        or words.is_none(label)
        or words.means(label) is not None
    )


def rank(label: str) -> float | None:
    """Where a label with a number stands among its like: 18 tot 27 is 18, vaker dan 3 is 3.5; None without a number."""
    return _rank(_counted(label), 1.0)


def ranks(labels: Iterable[str]) -> list[float | None]:
    """The same for all labels of a question. Where each number has a unit of time, they are ranked in one unit:
    6 maanden come before 1 jaar, and 1 keer per week behind 1 keer per maand."""
    said = [_counted(label) for label in labels]
    units = [_unit(one) for one in said]
    numbered = [unit for one, unit in zip(said, units, strict=True) if _NUMBER.search(one)]
    timed = bool(numbered) and all(numbered)
    return [_rank(one, unit or 1.0 if timed else 1.0) for one, unit in zip(said, units, strict=True)]


def _rank(said: str, unit: float) -> float | None:
    words = vocabulary().file
    for place, ends in ((-1.0, words.none), (-0.5, words.least), (math.inf, words.most)):
        if said in set(map(plain, ends)):
            return place
    found = _NUMBER.search(said)
    if not found:
        return None
    value = float(found[0])
    before, behind = said[: found.start()].strip(), said[found.end() :].strip()
    if any(before.endswith(plain(word)) for word in words.below) or _holds(behind, words.or_below):
        value -= 0.5
    elif any(before.endswith(plain(word)) for word in words.above) or _holds(behind, words.or_above):
        value += 0.5
    return value * unit


def _counted(label: str) -> str:
    """A label in plain words with its numbers in figures: wekelijks and elke week are 1 keer per week."""
    said = f" {_joined_thousands(plain(label))} "
    for word, times in vocabulary().file.times.items():
        said = said.replace(f" {plain(word)} ", f" {times} ")
    return said.strip()


def _unit(said: str) -> float | None:
    """The days in the unit of time behind the first number; of so many times per unit, its share of a day."""
    found = _NUMBER.search(said)
    words = said[found.end() :].split() if found else []
    days = vocabulary().file.days
    for place, word in enumerate(words):
        if word in days:
            return 1 / days[word] if {*words[:place]} & {*vocabulary().file.per} else days[word]
    return None


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(f" {plain(word)} " in f" {text} " for word in words)
