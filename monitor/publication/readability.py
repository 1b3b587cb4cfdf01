"""Readability of a report by section: the Flesch score for Dutch, and sentences that are too long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from monitor.publication.checks.prose import SENTENCE_END, Block
from monitor.study.declarations import Declared, load

READABILITY = Path(__file__).with_name("readability.yaml")
PROSE = ("paragraph", "item", "note")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,]*%?")
MARKS = re.compile(r"[*_`]+|\[\^[^\]]*\]|@[\w:-]+|\]\([^()]*\)|\\(?=\W)")


class ReadabilityPolicy(Declared):
    """Formula and limits; see the comments in readability.yaml."""

    constant: float
    per_word: float
    per_syllable: float
    levels: dict[int, str]
    wanted: str
    shortest: int
    longest_sentence: int
    syllables_of_a_number: int
    vowels: tuple[str, ...]
    single_vowels: str

    def level(self, score: float) -> str:
        """The level of a score: the highest whose bound it reaches, else the lowest."""
        reached = [name for bound, name in sorted(self.levels.items(), reverse=True) if score >= bound]
        return reached[0] if reached else self.levels[min(self.levels)]

    @property
    def least(self) -> int:
        """The lowest score of the level that is wanted."""
        return next(bound for bound, name in self.levels.items() if name == self.wanted)


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
    """Every section of a report in reading order, and the sentences that are too long."""

    sections: tuple[Section, ...]
    long_sentences: tuple[LongSentence, ...]

    def too_hard(self) -> tuple[Section, ...]:
        """Sections that score below the level that is wanted."""
        least = load_readability().least
        return tuple(found for found in self.sections if found.score is not None and found.score < least)


@lru_cache(maxsize=2)
def load_readability(path: Path = READABILITY) -> ReadabilityPolicy:
    """Read readability.yaml.

    **Raises** DeclarationError for a wrong file.
    """
    return load(path, ReadabilityPolicy)[0]


def read_aloud(blocks: Iterable[Block]) -> Readability:
    """Score the prose of a report, headings, tables and captions left out."""
    sections: dict[int, list[Block]] = {}
    for block in blocks:
        if block.kind in PROSE:
            sections.setdefault(block.place.section, []).append(block)
    scored = tuple(_section(found) for found in sections.values())
    return Readability(scored, tuple(long for found in sections.values() for long in _long_sentences(found)))


def _section(blocks: list[Block]) -> Section:
    policy = load_readability()
    sentences = [sentence for block in blocks for sentence in spoken_sentences(block)]
    words = sum(len(words_of(sentence)) for sentence in sentences)
    score = flesch_douma(sentences) if words >= policy.shortest else None
    first = blocks[0]
    level = "" if score is None else policy.level(score)
    return Section(
        first.document.place, first.line_at(0), first.place.heading, words, len(sentences), score, level
    )


def _long_sentences(blocks: list[Block]) -> Iterator[LongSentence]:
    for block in blocks:
        for sentence in spoken_sentences(block):
            length = len(words_of(sentence))
            if length > load_readability().longest_sentence:
                yield LongSentence(block.document.place, block.line_at(0), length)


def spoken_sentences(block: Block) -> list[str]:
    """The sentences a reader hears: variables filled in, marks left out."""
    text = MARKS.sub("", block.plain())
    return [part for part in SENTENCE_END.split(text) if WORD.search(part)]


def words_of(sentence: str) -> list[str]:
    """Words and numbers of a sentence."""
    return WORD.findall(sentence)


def flesch_douma(sentences: list[str]) -> float:
    """The Flesch reading ease for Dutch: 60 to 70 is plain, above is easier (Douma 1960).

    >>> round(flesch_douma(["De kat zit op de mat."]))
    124
    """
    policy = load_readability()
    words = [word for sentence in sentences for word in words_of(sentence)]
    per_sentence = len(words) / len(sentences)
    per_word = sum(map(syllables, words)) / len(words)
    return policy.constant - policy.per_word * per_sentence - policy.per_syllable * per_word


def syllables(word: str) -> int:
    """Syllables of a Dutch word: its vowel sounds, at least one.

    >>> [syllables(word) for word in ("klant", "gemeente", "financiële", "moeilijk")]
    [1, 3, 5, 2]
    """
    policy = load_readability()
    if word[:1].isdigit():
        return policy.syllables_of_a_number
    plain = re.sub(r"qu", "kw", word.lower())
    sounds = re.compile(
        "|".join([*sorted(policy.vowels, key=len, reverse=True), f"[{policy.single_vowels}]"])
    )
    return max(len(sounds.findall(plain)), 1)
