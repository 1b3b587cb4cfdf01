"""The words of `vocabulary.yaml`, and how words are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from typing import Literal

from monitor.study.declarations import load
from monitor.study.fields import declared_by_name

FILE = Path(__file__).with_name("vocabulary.yaml")
Outside = Literal["dont_know", "not_applicable", "no_answer", "not_asked"]


@declared_by_name
class ScaleWords:
    """A family of answers by place, from the positive side to the negative."""

    kind: Literal["likert", "ordinal"]
    """Kind of scale."""
    positive: tuple[tuple[str, ...], ...]
    """Labels of the positive side, the outer one first."""
    middle: tuple[str, ...]
    """Labels between both sides."""
    negative: tuple[tuple[str, ...], ...]
    """Labels of the negative side, the outer one last."""
    nets: tuple[str, str]
    """What the positive and the negative side are called together."""

    @property
    def places(self) -> tuple[tuple[str, ...], ...]:
        return (*self.positive, self.middle, *self.negative)


@declared_by_name
class TellingWords:
    """How a statement or a question becomes a clause in the third person."""

    statement: dict[str, str]
    """Verb behind "Ik" to its third person."""
    question: dict[str, str]
    """Verb before "u" to its third person."""
    owner: dict[str, str]
    """Words for whose something is."""
    first_person: tuple[str, ...]
    """Words that keep a text from becoming a clause."""


@declared_by_name
class VocabularyFile:
    """Words by which files of other programs are understood."""

    small_words: tuple[str, ...]
    scales: Mapping[str, ScaleWords]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    chosen: tuple[str, ...]
    not_chosen: tuple[str, ...]
    outside: Mapping[Outside, tuple[str, ...]]
    exclusive: tuple[str, ...]
    other: tuple[str, ...]
    below: tuple[str, ...]
    above: tuple[str, ...]
    or_above: tuple[str, ...]
    or_below: tuple[str, ...]
    none: tuple[str, ...]
    least: tuple[str, ...]
    most: tuple[str, ...]
    times: Mapping[str, str]
    per: tuple[str, ...]
    days: Mapping[str, float]
    exclusive_words: tuple[str, ...]
    texts: Mapping[str, tuple[str, ...]]
    names: Mapping[str, tuple[str, ...]]
    codebook: Mapping[str, tuple[str, ...]]
    telling: TellingWords


@dataclass(frozen=True)
class Vocabulary:
    """The words, in the form in which texts are compared."""

    file: VocabularyFile
    small_words: frozenset[str] = field(init=False)
    outside: Mapping[str, Outside] = field(init=False)

    def __post_init__(self) -> None:
        small = {plain(word) for word in self.file.small_words}
        object.__setattr__(self, "small_words", frozenset(small))
        told = {plain(label): means for means, labels in self.file.outside.items() for label in labels}
        object.__setattr__(self, "outside", told)

    def means(self, label: str) -> Outside | None:
        """What a label outside the base means, None for an answer."""
        return self.outside.get(plain(label))

    def is_yes(self, label: str) -> bool:
        return plain(label) in set(map(plain, self.file.yes))

    def is_no(self, label: str) -> bool:
        return plain(label) in set(map(plain, self.file.no))

    def is_exclusive(self, label: str) -> bool:
        """Whether an option says that none of the others holds."""
        return _any_matches(self.file.exclusive, label)

    def is_none(self, label: str) -> bool:
        """Whether a label says that no option holds and not a word beside that."""
        said = plain(label)
        return self.is_exclusive(label) and set(said.split()) <= set(self.file.exclusive_words)

    def is_other(self, label: str) -> bool:
        """Whether an option is the one for whatever was not listed."""
        return _any_matches(self.file.other, label)

    def asks_for(self, what: str, text: str) -> bool:
        """Whether a text holds one of the words of `texts`."""
        padded = f" {re.sub(r'(?<=[a-z])[0-9]+ ', ' ', plain(text) + ' ')}"
        return any(f" {plain(word)} " in padded for word in self.file.texts[what])

    def is_named(self, role: str, name: str) -> bool:
        """Whether a column has a name of a role."""
        return plain(name).replace(" ", "") in {plain(one).replace(" ", "") for one in self.file.names[role]}

    def content_words(self, text: str) -> list[str]:
        """The words of a text that are no small words, in order."""
        return [word for word in plain(text).split() if word not in self.small_words]


@cache
def vocabulary() -> Vocabulary:
    """The words of this installation. **Raises** DeclarationError for a wrong file."""
    return Vocabulary(load(FILE, VocabularyFile)[0])


def clean(text: str) -> str:
    """A text as people read it: without HTML, hard blanks and line ends."""
    without = re.sub(r"<[^<>]{0,500}>", " ", text)
    return re.sub(r"[\s\u00a0\u200b-\u200d\ufeff]+", " ", unescape(without)).strip()


@cache
def plain(text: str) -> str:
    """A text for comparing: small letters and digits, without accents and signs, one blank between words."""
    decomposed = unicodedata.normalize("NFKD", clean(text).replace("'", "").replace("’", ""))
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).lower()
    return re.sub(r"[^a-z0-9%]+", " ", letters).strip()


def _any_matches(patterns: Iterable[str], label: str) -> bool:
    said = plain(label)
    return any(re.search(pattern, said) for pattern in patterns)
