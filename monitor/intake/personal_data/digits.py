"""Numbers as they may be written: in words, with a letter for a digit, in groups with any sign between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from monitor.intake.personal_data.plain_text import PlainText
from monitor.intake.personal_data.words import privacy_words

LONGEST = 15  # digits of a telephone number with its country, the longest number that is put together here
_NEAR = 16
_GAP = re.compile(r"[ .,:;/\\_|*~()\[\]{}'+<>=\"-]{1,4}")
_DIGITS = re.compile(r"\d+")
_STEMS = re.compile("nul|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|tig", re.IGNORECASE)
_WITH_LETTERS = re.compile(r"(?:(?<![^\W_])|(?<=(?i:bsn)))(?=[OoIl]*\d)[\dOoIl]{2,}(?![^\W_])")
_AS_DIGITS = str.maketrans("OoIl", "0011")


@dataclass(frozen=True)
class Grouped:
    """Digits in one or more groups: where they start and end, the digits, the groups' sizes, the signs between.

    `alone` says that no further digits stand beside them with only a sign between.
    """

    start: int
    end: int
    digits: str
    sizes: tuple[int, ...]
    gaps: tuple[str, ...]
    alone: bool

    @property
    def one_by_one(self) -> bool:
        """Whether every digit stands by itself."""
        return len(self.sizes) > 1 and set(self.sizes) == {1}

    @property
    def even(self) -> bool:
        """Whether the same sign stands between all groups."""
        return len(set(self.gaps)) <= 1


def with_digits(plain: PlainText) -> PlainText:
    """The text with four or more numbers in a row, and the day before a month, in digits; letters among digits too.

    >>> with_digits(PlainText("bel nul zes, twaalf 34 vijf zes 7 8 of O6-12")).text
    'bel 0 6, 12 34 5 6 7 8 of 06-12'
    """
    numbers, spelled = _numbers_in_words(), plain
    if len(_STEMS.findall(plain.text)) >= 2:
        in_row, number = _number_words()
        spelled = plain.replaced(
            in_row, lambda row: " ".join(numbers.get(one.casefold(), one) for one in number.findall(row[0]))
        )
    day, year = _dates_in_words()
    spelled = spelled.replaced(day, lambda match: numbers[match[0].casefold()])
    spelled = spelled.replaced(year, lambda match: f"{match['month']} {_year(match)}")
    return spelled.replaced(_WITH_LETTERS, lambda match: match[0].translate(_AS_DIGITS))


def grouped_digits(text: str, least: int) -> Iterator[Grouped]:
    """Ways to read neighbouring groups as one number of `least` to `LONGEST` digits: all, or some of two digits and more."""
    for run in _runs(text):
        sizes = [len(group[0]) for group in run]
        if least <= sum(sizes) <= LONGEST:
            yield _as_one(text, run, 0, len(run) - 1)
        for first in range(len(run) if len(run) > 1 else 0):
            size = 0
            for last in range(first, len(run)):
                size += sizes[last]
                if size > LONGEST or sizes[last] == 1:
                    break
                if size >= least and (first, last) != (0, len(run) - 1):
                    yield _as_one(text, run, first, last)


def before(text: str, place: int) -> str:
    """The few signs before a place, in which a word can stand that says what follows."""
    return text[max(0, place - _NEAR) : place]


def either(words: Iterable[str]) -> str:
    """A pattern for one of these words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _as_one(text: str, run: list[re.Match[str]], first: int, last: int) -> Grouped:
    groups = run[first : last + 1]
    return Grouped(
        groups[0].start(),
        groups[-1].end(),
        "".join(group[0] for group in groups),
        tuple(len(group[0]) for group in groups),
        tuple(text[one.end() : other.start()] for one, other in zip(groups, groups[1:], strict=False)),
        len(groups) == len(run),
    )


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Groups of digits with nothing but a few signs between."""
    run: list[re.Match[str]] = []
    for group in _DIGITS.finditer(text):
        if run and not _GAP.fullmatch(text, run[-1].end(), group.start()):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


@cache
def _numbers_in_words() -> dict[str, str]:
    words = privacy_words()
    joined = {
        f"{one}{link}{ten}": 10 * tens + ones
        for ten, tens in words.tens.items()
        for one, ones in words.ones.items()
        for link in ("en", "ën")
    }
    tens = {ten: 10 * number for ten, number in words.tens.items()}
    return {word: str(number) for word, number in {**words.ones, **words.numbers, **tens, **joined}.items()}


@cache
def _dates_in_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A day in words before a month, and a year in words behind one."""
    months, number = either(privacy_words().months), either(_numbers_in_words())
    return (
        re.compile(rf"(?<!\w)(?:{number})(?= (?:{months})(?!\w))", re.IGNORECASE),
        re.compile(
            rf"(?<!\w)(?P<month>{months}) (?P<hundreds>negentien ?(?:honderd)?|tweeduizend) ?(?:en ?)?(?P<rest>{number})(?!\w)",
            re.IGNORECASE,
        ),
    )


def _year(match: re.Match[str]) -> str:
    hundreds = 1900 if match["hundreds"].casefold().startswith("negentien") else 2000
    return str(hundreds + int(_numbers_in_words()[match["rest"].casefold()]))


@cache
def _number_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Four or more numbers in a row of which the first or second is a word; and one number."""
    word = either(_numbers_in_words())
    number = rf"(?:{word}|\d+)"
    gap = r"[ .,/_:-]{0,4}"
    return (
        re.compile(
            rf"(?:(?<!\w)|(?<=bsn)|(?<=tel))(?:{number}{gap})?(?:{word})(?:{gap}{number}){{3,}}(?!\w)",
            re.IGNORECASE,
        ),
        re.compile(number, re.IGNORECASE),
    )
