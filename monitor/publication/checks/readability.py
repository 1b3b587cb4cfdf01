"""Readability of a report by section: textstat's score for Dutch, and sentences that are too long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.publication.checks.prose import SENTENCE_END, Block
from monitor.publication.language.check_words import ReadabilityPolicy

if TYPE_CHECKING:
    from textstat.textstat import textstatistics

PROSE = ("paragraph", "item", "note")
WORD = re.compile(r"\w")
INNER_END = re.compile(r"[.!?]")
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
    return _textstat().lexicon_count(sentence)


def reading_ease(sentences: Sequence[str]) -> float:
    """The Flesch reading ease for Dutch: 60 to 70 is plain, above is easier.

    **Method** Flesch-Douma (Douma 1960), computed by textstat. A point inside a sentence ("1.356", "enz.") would
    count as its end there, so each sentence is handed over with one point, at its end.

    >>> round(reading_ease(["De kat zit op de mat."]))
    124
    """
    return _textstat().flesch_reading_ease(" ".join(f"{INNER_END.sub('', each)}." for each in sentences))


@lru_cache(maxsize=1)
def _textstat() -> textstatistics:
    """textstat set to Dutch; loaded only when a report is checked, since it takes a while."""
    from textstat.textstat import textstatistics

    reader = textstatistics()
    reader.set_lang("nl")
    return reader
