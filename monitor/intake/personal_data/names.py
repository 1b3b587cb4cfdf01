"""Names of people after a title or with a known first name, and names of municipalities."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from monitor.intake.personal_data.digits import either
from monitor.intake.personal_data.plain_text import PlainText
from monitor.intake.personal_data.words import Finding, privacy_words

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"['’., -]{1,3}")
_FEWEST_LETTERS = 5  # of a name of a municipality without a capital


def people(text: str) -> Iterator[Finding]:
    """Names behind a title (certain), initials with a surname and known first names (doubtful)."""
    words = privacy_words()
    titled, small, initials, first = _people()
    for match in titled.finditer(text):
        if match["name"].casefold() not in words.not_names:
            yield Finding(match.start(), match.end(), "name", True)
    for match in small.finditer(text):
        if match["name"].casefold() in words.last_names:
            yield Finding(match.start(), match.end(), "name", False)
    for match in initials.finditer(text):
        if (
            not (match.start() == 0 and match["initials"].count(".") == 1)
            and match["name"].casefold() not in words.not_names
        ):
            yield Finding(match.start(), match.end(), "name", False)
    for match in first.finditer(text):
        yield Finding(match.start(), match.end(), "name", False)


class Municipalities:
    """The names of a frame as one search: whole words, whatever their capitals, accents and hyphens."""

    def __init__(self, names: Iterable[str]) -> None:
        self.by_first_word: dict[str, list[tuple[str, ...]]] = {}
        for words in sorted({_words(name) for name in names}, key=lambda words: (-len(words), words)):
            if words:
                self.by_first_word.setdefault(words[0], []).append(words)

    def find(self, plain: PlainText, original: str) -> Iterator[Finding]:
        """Findings in the places of the original; doubtful at the start of a sentence and without a capital.

        A name at the start of a sentence can be another word ("Best", "Houten", "Buren"). Without a capital only
        those are found that are no ordinary word and have at least five letters.
        """
        if not self.by_first_word:
            return
        tokens = list(_WORD.finditer(plain.text))
        folded = [_folded(token[0]) for token in tokens]
        place = 0
        while place < len(tokens):
            last = self._name_at(folded, tokens, plain.text, place)
            if last is None:
                place += 1
                continue
            begin, end = tokens[place].start(), tokens[last].end()
            if begin and plain.text[begin - 1] in "'’" and len(tokens[place][0]) == 1:
                begin -= 1
            capital = any(token[0][0].isupper() for token in tokens[place : last + 1])
            if capital or _may_be_small(folded[place : last + 1]):
                start, stop = plain.span(begin, end)
                yield Finding(start, stop, "municipality", capital and not starts_sentence(original, start))
            place = last + 1

    def _name_at(self, folded: list[str], tokens: list[re.Match[str]], text: str, place: int) -> int | None:
        """The last word of the longest name that begins at this word."""
        for words in self.by_first_word.get(folded[place], ()):
            last = place + len(words) - 1
            if tuple(folded[place : last + 1]) == words and all(
                _BETWEEN.fullmatch(text, one.end(), other.start())
                for one, other in zip(tokens[place:last], tokens[place + 1 : last + 1], strict=True)
            ):
                return last
        return None


def starts_sentence(text: str, place: int) -> bool:
    """Whether a sentence starts at this place."""
    before = text[:place].rstrip(" \t\"'‘’“”(-–•*")
    return not before or before[-1] in ".!?:;\n\r…"


def _may_be_small(words: list[str]) -> bool:
    name = " ".join(words)
    return len(name) >= _FEWEST_LETTERS and name not in privacy_words().ordinary_names


def _words(name: str) -> tuple[str, ...]:
    return tuple(_folded(word) for word in _WORD.findall(name))


def _folded(word: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()


@cache
def _people() -> tuple[re.Pattern[str], ...]:
    words = privacy_words()
    titles, between = either(words.titles), either(words.particles)
    link = rf"(?:(?i:{between})[ ]?)"
    particles = rf"(?:{link}(?<=[ ']))*"
    capital = r"(?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][\w'’-]*)"
    more = rf"(?:[ -]{{0,2}}{particles}{capital})*"
    title = rf"(?<!\w)(?i:{titles})\.?,?(?: ?(?:en|/|&|,)? ?(?i:{titles})\.?){{0,3}}[ :'\"(]{{0,2}}"
    listed = either(words.first_names)
    shouted = either(name.upper() for name in words.first_names)
    return (
        re.compile(rf"{title}{particles}(?P<name>{capital}){more}"),
        re.compile(rf"{title}{particles}(?P<name>[a-zà-þ]{{2,}})(?!\w)"),
        re.compile(
            rf"(?<![\w.])(?P<initials>(?:[A-ZÀ-Þ]\. ?){{1,5}}){particles}(?P<name>[A-ZÀ-Þ][\w'’-]{{2,}}){more}"
        ),
        re.compile(rf"(?<![\w-])(?:{listed}|{shouted})(?!\w)(?: {particles}{capital}{more})?"),
    )
