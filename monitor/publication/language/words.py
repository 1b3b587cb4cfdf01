"""All Dutch wording of the reports, each part read once and handed to whoever tells something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

from monitor.errors import PublicationError
from monitor.publication.language.check_words import ConsistencyWords, ReadabilityPolicy
from monitor.publication.language.municipality_words import MunicipalityWords
from monitor.publication.language.parts import (
    AnnexWords,
    CodedAnswerWords,
    ErratumWords,
    EvidenceWords,
    FigureWords,
    LetterWords,
    MemoWords,
    SamplingWords,
    SentenceWords,
    SideBySideWords,
    SlideWords,
    SummaryWords,
    TableBookWords,
)
from monitor.publication.language.phrases import Phrases
from monitor.publication.language.quality_words import QualityWords
from monitor.publication.language.reference_words import ReferenceWords
from monitor.publication.language.register_words import RegisterWords
from monitor.publication.language.site_words import SiteWords, Synonyms
from monitor.publication.language.vignette_words import VignetteWords
from monitor.study.declarations import Declaration, load

FOLDER = Path(__file__).with_name("words")
SAMPLING, PHRASES = "sampling", "phrases"


Entry = TypeVar("Entry")
Reworded = Callable[[Any], Any]


class _Part(Generic[Entry]):
    """A part of the words, read from its file when somebody first asks for it; most reports ask for half of them."""

    def __init__(
        self, file: str, kind: type[Entry], check: Callable[[Entry, Declaration], None] | None = None
    ) -> None:
        self.file, self.kind, self.check = file, kind, check

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, words: Words, owner: type) -> Entry:
        read, declaration = load(words.folder / self.file, self.kind)
        if self.check is not None:
            self.check(read, declaration)
        told: Entry = words.told(self.name, read)
        words.__dict__[self.name] = told
        return told


class Words:
    """One part for each file of `language/words`.

    Asking for a part **raises** DeclarationError for a wrong file, PublicationError for amounts that do not rise from 0 to 1 or an
    amount without a phrase, each with file and line.
    """

    sentences = _Part("sentences.yaml", SentenceWords, lambda words, file: _check_amounts(words, file))
    figures = _Part("figures.yaml", FigureWords)
    annex = _Part("annex.yaml", AnnexWords)
    side_by_side = _Part("side_by_side.yaml", SideBySideWords)
    coded_answers = _Part("coded_answers.yaml", CodedAnswerWords)
    summaries = _Part("summaries.yaml", SummaryWords)
    tablebook = _Part("tablebook.yaml", TableBookWords)
    consistency = _Part("consistency.yaml", ConsistencyWords)
    readability = _Part("readability.yaml", ReadabilityPolicy)
    sampling = _Part("sampling.yaml", SamplingWords)
    erratum = _Part("erratum.yaml", ErratumWords)
    memo = _Part("memo.yaml", MemoWords)
    slides = _Part("slides.yaml", SlideWords)
    letter = _Part("letter.yaml", LetterWords)
    evidence = _Part("evidence.yaml", EvidenceWords)
    municipality = _Part("municipality.yaml", MunicipalityWords)
    quality = _Part("quality.yaml", QualityWords)
    vignettes = _Part("vignette_report.yaml", VignetteWords)
    reference = _Part("reference.yaml", ReferenceWords)
    register = _Part("register.yaml", RegisterWords)
    site = _Part("site.yaml", SiteWords)
    synonyms = _Part("site_synonyms.yaml", Synonyms)

    def __init__(self, folder: Path = FOLDER, rewordings: Sequence[Reworded] = ()) -> None:
        self.folder, self.rewordings = folder, tuple(rewordings)

    def told(self, name: str, part: Any) -> Any:
        """A part as these words say it; what says how to reword the others stays, or it would be reworded itself."""
        for reworded in self.rewordings if name != SAMPLING else ():
            part = reworded(part)
        return part

    def reworded(self, other: Reworded) -> Words:
        """The same words, each part after it went through `other`."""
        return Words(self.folder, (*self.rewordings, other))

    def with_parts(self, **parts: Any) -> Words:
        """The same words with other parts."""
        words = Words(self.folder, self.rewordings)
        words.__dict__.update(
            {name: part for name, part in self.__dict__.items() if name != PHRASES}, **parts
        )
        return words

    @cached_property
    def phrases(self) -> Phrases:
        """Numbers, lists and dates in these words."""
        return Phrases(self.sentences)


def _check_amounts(words: SentenceWords, declaration: Declaration) -> None:
    """Every share has one amount in words, and each amount a phrase."""
    amounts = words.quantities
    bounds = [entry.below or 0.0 for entry in amounts.table]
    if not bounds or bounds[-1] != 1 or bounds != sorted(set(bounds)) or bounds[0] == 0:
        raise _wrong(declaration, "publication.amounts_in_words_do_not_rise")
    for entry in (amounts.none, *amounts.table, amounts.all):
        if not entry.singular and not entry.plural:
            raise _wrong(declaration, "publication.amount_has_no_phrase", words=entry.words)


def _wrong(declaration: Declaration, what: str, **details: Any) -> PublicationError:
    line = declaration.line(("quantities", "table"))
    return PublicationError(what, where=declaration.path.name, line=line, **details)
