"""All Dutch wording of the reports, read once and handed to whoever tells something."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

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


@dataclass(frozen=True)
class Words:
    """One part for each file of `language/words`."""

    sentences: SentenceWords
    figures: FigureWords
    annex: AnnexWords
    side_by_side: SideBySideWords
    coded_answers: CodedAnswerWords
    summaries: SummaryWords
    tablebook: TableBookWords
    consistency: ConsistencyWords
    readability: ReadabilityPolicy
    sampling: SamplingWords
    erratum: ErratumWords
    memo: MemoWords
    slides: SlideWords
    letter: LetterWords
    evidence: EvidenceWords
    municipality: MunicipalityWords
    quality: QualityWords
    vignettes: VignetteWords
    reference: ReferenceWords
    register: RegisterWords
    site: SiteWords
    synonyms: Synonyms

    @cached_property
    def phrases(self) -> Phrases:
        """Numbers, lists and dates in these words."""
        return Phrases(self.sentences)


def read_words(folder: Path = FOLDER) -> Words:
    """Read every file of words.

    **Raises** DeclarationError for a wrong file, PublicationError for amounts that do not rise from
    0 to 1 or an amount without a phrase, each with file and line.
    """
    sentences, declaration = load(folder / "sentences.yaml", SentenceWords)
    _check_amounts(sentences, declaration)
    return Words(
        sentences,
        load(folder / "figures.yaml", FigureWords)[0],
        load(folder / "annex.yaml", AnnexWords)[0],
        load(folder / "side_by_side.yaml", SideBySideWords)[0],
        load(folder / "coded_answers.yaml", CodedAnswerWords)[0],
        load(folder / "summaries.yaml", SummaryWords)[0],
        load(folder / "tablebook.yaml", TableBookWords)[0],
        load(folder / "consistency.yaml", ConsistencyWords)[0],
        load(folder / "readability.yaml", ReadabilityPolicy)[0],
        load(folder / "sampling.yaml", SamplingWords)[0],
        load(folder / "erratum.yaml", ErratumWords)[0],
        load(folder / "memo.yaml", MemoWords)[0],
        load(folder / "slides.yaml", SlideWords)[0],
        load(folder / "letter.yaml", LetterWords)[0],
        load(folder / "evidence.yaml", EvidenceWords)[0],
        load(folder / "municipality.yaml", MunicipalityWords)[0],
        load(folder / "quality.yaml", QualityWords)[0],
        load(folder / "vignette_report.yaml", VignetteWords)[0],
        load(folder / "reference.yaml", ReferenceWords)[0],
        load(folder / "register.yaml", RegisterWords)[0],
        load(folder / "site.yaml", SiteWords)[0],
        load(folder / "site_synonyms.yaml", Synonyms)[0],
    )


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
