"""Readability of a report by section: the score of Flesch-Douma, and sentences that are too long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.publication.checks.prose import SENTENCE_END, Block
from monitor.publication.language.check_words import ReadabilityPolicy

if TYPE_CHECKING:
    from pyphen import Pyphen

PROSE = ("paragraph", "item", "note")
WORD = re.compile(r"\w")
SIGN = re.compile(r"(?!'[std])\W")  # Dutch patterns know the straight apostrophe of collega's and baby'tje
FRAGMENT = 2  # words of what is no sentence by itself
BASE, PER_SENTENCE, PER_WORD = 206.835, 0.93, 77  # Douma 1960
MARKS = re.compile(r"[*_`]+|\[\^[^\]]*\]|@[\w:-]+|\]\([^()]*\)|\\(?=\W)")


@dataclass(frozen=True)
class Section:
    """One section: where it begins, its heading, its size and score; None where it is too short to score."""

    place: str
    line: int
    heading: str
    words: int
    sentences: int
    score: float | None
    level: str


@dataclass(frozen=True)
class LongSentence:
    place: str
    line: int
    words: int


@dataclass(frozen=True)
class Readability:
    """Every section of a report in reading order, and the sentences that are too long, by a policy."""

    policy: ReadabilityPolicy
    sections: tuple[Section, ...]
    long_sentences: tuple[LongSentence, ...]

    def too_hard(self) -> tuple[Section, ...]:
        """Sections that score below the level that is wanted."""
        least = self.policy.least
        return tuple(
            section for section in self.sections if section.score is not None and section.score < least
        )


def read_aloud(blocks: Iterable[Block], policy: ReadabilityPolicy) -> Readability:
    """Score the prose of a report, headings, tables and captions left out."""
    sections: dict[int, list[Block]] = {}
    for block in blocks:
        if block.kind in PROSE:
            sections.setdefault(block.place.section, []).append(block)
    scored = tuple(_section(section, policy) for section in sections.values())
    long = (sentence for section in sections.values() for sentence in _long_sentences(section, policy))
    return Readability(policy, scored, tuple(long))


def _section(blocks: list[Block], policy: ReadabilityPolicy) -> Section:
    sentences = [sentence for block in blocks for sentence in spoken_sentences(block)]
    words = sum(map(words_in, sentences))
    score = reading_ease(sentences) if words >= policy.shortest else None
    first = blocks[0]
    level = "" if score is None else policy.level(score)
    return Section(
        first.document.place, first.line_at(0), first.place.heading, words, len(sentences), score, level
    )


def _long_sentences(blocks: list[Block], policy: ReadabilityPolicy) -> Iterator[LongSentence]:
    for block in blocks:
        for sentence in spoken_sentences(block):
            length = words_in(sentence)
            if length > policy.longest_sentence:
                yield LongSentence(block.document.place, block.line_at(0), length)


def spoken_sentences(block: Block) -> list[str]:
    """The sentences a reader hears: variables filled in, marks left out."""
    text = MARKS.sub("", block.plain())
    return [part for part in SENTENCE_END.split(text) if WORD.search(part)]


def words_in(sentence: str) -> int:
    """How many words and numbers a sentence has; "re-integratie" and "72%" are one each."""
    return len(_words(sentence))


def _words(sentence: str) -> list[str]:
    """Its words without the signs around and inside them: a number is one word without syllables to break."""
    return [word for written in sentence.split() if (word := SIGN.sub("", written))]


def reading_ease(sentences: Sequence[str]) -> float:
    """The Flesch reading ease for Dutch: 60 to 70 is plain, above is easier; 0 where there are no words.

    **Method** Flesch-Douma (Douma 1960): 206.835 - 0.93 * words per sentence - 77 * syllables per word. Syllables are
    the parts into which a word may be broken at the end of a line. A sentence of one or two words counts as part of
    the one beside it.

    >>> round(reading_ease(["De kat zit op de mat."]))
    124
    """
    spoken = [_words(sentence) for sentence in sentences]
    words = [word for sentence in spoken for word in sentence]
    if not words:
        return 0.0
    syllables = sum(len(_dutch().positions(word)) + 1 for word in words)
    ended = sum(len(sentence) > FRAGMENT for sentence in spoken)
    return BASE - PER_SENTENCE * (len(words) / max(1, ended)) - PER_WORD * (syllables / len(words))


@lru_cache(maxsize=1)
def _dutch() -> Pyphen:
    """Where Dutch words may be broken; read only when a report is checked."""
    from pyphen import Pyphen

    return Pyphen(lang="nl")
