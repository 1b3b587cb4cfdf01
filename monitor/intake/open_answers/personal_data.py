"""Personal data found in a text: numbers by their own check, addresses and names by their form.

Searching errs on the safe side: a number that only looks like an account number is masked too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from monitor.study.declarations import Declared, load

WORDS_FILE = Path(__file__).with_name("privacy.yaml")
# What programs put in the place of a hyphen or a space, and signs that nobody sees; one sign for one.
_PLAIN_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys(
            "\u00a0\u00ad\u2000\u2002\u2003\u2007\u2009\u200a\u200b\u200c\u200d\u202f\u2060\ufeff", " "
        ),
    }
)


class PrivacyWords(Declared):
    """What privacy.yaml holds: masks by kind, titles before names, endings of streets, months."""

    masks: dict[str, str]
    titles: tuple[str, ...]
    streets: tuple[str, ...]
    months: tuple[str, ...]
    account_lengths: dict[str, int]


class Finding(NamedTuple):
    """Where something personal stands in a text. `certain` is False where a person should look."""

    start: int
    end: int
    kind: str
    certain: bool


@cache
def privacy_words() -> PrivacyWords:
    """The words in force. **Raises** DeclarationError when privacy.yaml is damaged."""
    return load(WORDS_FILE, PrivacyWords)[0]


@dataclass(frozen=True)
class Search:
    """One pattern; `check` says whether a match is what it looks like, None means always."""

    kind: str
    pattern: re.Pattern[str]
    check: Callable[[str], bool] | None = None


def passes_eleven_test(digits: str) -> bool:
    """The eleven test of a burgerservicenummer: weights 9 to 2 and -1, sum divisible by 11."""
    padded = digits.zfill(9)
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, padded, strict=True))
    return len(digits) in (8, 9) and int(digits) > 0 and total % 11 == 0


def passes_mod_97(account: str) -> bool:
    """The check of an IBAN (ISO 13616): rearranged, letters as 10 to 35, remainder 1."""
    turned = account[4:] + account[:4]
    return (
        turned.isalnum()
        and turned.isascii()
        and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
    )


def find_personal_data(text: str, municipalities: Municipalities | None = None) -> tuple[Finding, ...]:
    """Everything personal in a text, in order, without overlap: the longer finding wins.

    `municipalities` searches for the names of a frame. A name at the start of a sentence can be
    another word ("Best", "Houten", "Buren") and is not certain.
    """
    text = text.translate(_PLAIN_SIGNS)
    findings = [finding for search in searches() for finding in _matches(search, text)]
    findings += _accounts(text)
    if municipalities is not None:
        findings += municipalities.find(text)
    return _without_overlap(findings)


def mask(text: str, municipalities: Municipalities | None = None) -> str:
    """The text with every finding, certain or not, replaced by its kind."""
    masks, pieces, place = privacy_words().masks, [], 0
    for finding in find_personal_data(text, municipalities):
        pieces += [text[place : finding.start], masks[finding.kind]]
        place = finding.end
    return "".join((*pieces, text[place:]))


class Municipalities:
    """The names of a frame as one search: whole words, with a capital."""

    def __init__(self, names: Iterable[str]) -> None:
        listed = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
        self.pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, listed))})(?!\w)") if listed else None

    def find(self, text: str) -> list[Finding]:
        if self.pattern is None:
            return []
        return [
            Finding(match.start(), match.end(), "municipality", not _starts_sentence(text, match.start()))
            for match in self.pattern.finditer(text)
        ]


def _starts_sentence(text: str, place: int) -> bool:
    before = text[:place].rstrip(" \t\"'‘’“”(-–•*")
    return not before or before[-1] in ".!?:;\n\r…"


def _matches(search: Search, text: str) -> Iterator[Finding]:
    for match in search.pattern.finditer(text):
        if search.check is None or search.check(match[0]):
            yield Finding(match.start(), match.end(), search.kind, True)


def _accounts(text: str) -> Iterator[Finding]:
    """Account numbers by the length of their country and mod 97; a Dutch form that fails is doubtful."""
    lengths = privacy_words().account_lengths
    for match in _ACCOUNT.finditer(text):
        wanted = lengths.get(match[0][:2].upper())
        right = [end for end in _ends(match[0], wanted) if passes_mod_97(_letters(match[0][:end]).upper())]
        if right:
            yield Finding(match.start(), match.start() + max(right), "iban", True)
    for match in _DUTCH_ACCOUNT.finditer(text):
        yield Finding(match.start(), match.end(), "iban", passes_mod_97(_letters(match[0]).upper()))


def _ends(text: str, length: int | None) -> list[int]:
    """Where an account number at the start of a text can end: after so many letters and digits."""
    places = [place + 1 for place, sign in enumerate(text) if sign.isalnum()]
    return places[length - 1 : length] if length else places[14:]


def _letters(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text)


def _without_overlap(findings: list[Finding]) -> tuple[Finding, ...]:
    """Overlapping findings become one: the span of all, called after the longest."""
    merged: list[Finding] = []
    longest = 0
    for finding in sorted(findings, key=lambda one: (one.start, -one.end, one.kind, not one.certain)):
        length = finding.end - finding.start
        if merged and finding.start < merged[-1].end:
            last = merged.pop()
            named = finding if length > longest else last
            finding = named._replace(start=last.start, end=max(last.end, finding.end))
            length = max(length, longest)
        merged.append(finding)
        longest = length
    return tuple(merged)


_ACCOUNT = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}\d{2}(?:[ .-]?[0-9A-Za-z]){11,30}")
_DUTCH_ACCOUNT = re.compile(
    r"(?<![0-9A-Za-z])[Nn][Ll][ .-]?\d{2}[ .-]?(?:[A-Za-z][ .-]?){4}(?:\d[ .-]?){9}\d(?!\d)"
)


@cache
def searches() -> tuple[Search, ...]:
    """The searches in force, made with the words of privacy.yaml."""
    words = privacy_words()
    months, streets, titles = (_either(forms) for forms in (words.months, words.streets, words.titles))
    name = r"[A-ZÀ-Þ](?:\.|[\w'’-]*)(?:[ -]*(?:(?:van|de|der|den|te|ten|ter|el|al|'t|in) ?)*[A-ZÀ-Þ](?:\.|[\w'’-]*))*"
    gap = r"(?:[ .()/-]{0,3}\d)"
    number = r"\d{1,5}(?: ?[a-zA-Z](?![a-zA-Z]))?(?: ?-? ?\d{1,3}(?!\d))?"
    street = rf"[A-ZÀ-Þ][\w'’-]{{0,40}}(?: [A-ZÀ-Þ][\w'’-]{{0,40}}){{0,4}}(?:(?<=\w)(?i:{streets})| (?i:{streets}))(?!\w)"
    code = r"(?:[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}|[1-9]\d{3}(?!sa|sd|ss)[a-z]{2})(?![A-Za-z0-9])"
    return (
        Search("bsn", re.compile(r"(?<!\d)\d(?:[ .-]?\d){7,8}(?![ .-]?\d)"), _is_bsn),
        Search("email", re.compile(r"[\w.+%'-]{1,64}(?:@| ?[\[(](?:at|apenstaartje)[\])] ?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")),
        Search("phone", re.compile(rf"(?<![\w+])(?:(?:\+|00) ?31[ .()/-]*(?:\(?0\)?)?{gap}{{9}}|0{gap}{{9}})(?!\d)")),
        Search("phone", re.compile(rf"\((?:0\d\){gap}{{8}}|0\d\d\){gap}{{7}}|0\d{{3}}\){gap}{{6}})(?!\d)")),
        Search("postcode", re.compile(rf"(?<![\w])(?:{number}[, ]+)?{code}(?:,? ?(?:nr\.?|nummer|huisnummer)? ?{number}(?!\w))?")),
        Search("address", re.compile(rf"(?<!\w){street} (?:nr\.? )?{number}(?!\w)")),
        Search("date", re.compile(r"(?<!\d)(?:[0-3]?\d[-/. ][01]?\d[-/. ](?:19|20)?\d{2}|(?:19|20)\d{2}[-/.][01]?\d[-/.][0-3]?\d)(?!\d)")),
        Search("date", re.compile(rf"(?<!\d)[0-3]?\d(?:e|ste|de)? (?i:{months})\.? (?:(?:19|20)\d{{2}}|['’]?\d{{2}})(?!\d)")),
        Search("name", re.compile(rf"(?<!\w)(?i:{titles})\.? (?:(?:van|de|der|den|ten|ter|te) )*{name}")),
    )  # fmt: skip


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _is_bsn(text: str) -> bool:
    return passes_eleven_test(re.sub(r"\D", "", text))
