"""Coded open answers in a report: released quotes with their role, and the agreement of coders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.errors import PublicationError, nearest
from monitor.publication.exhibits.table_model import Table
from monitor.publication.language.filling import filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.publication.tables.text_table import annex_table, figure_text
from monitor.study.questionnaire import Item
from monitor.study.study import Study
from monitor.study.study_file import Indicator

if TYPE_CHECKING:
    from monitor.release.results.method import ReleasedQuote, WaveAgreement
    from monitor.release.results.released_set import ReleasedSet

QUOTES = "quotes--"


def quote_names(study: Study) -> list[str]:
    """`quotes--<question>` for all quotes of a question, `quotes--<question>--<code>` for those of one code."""
    codebook = study.questionnaire.codebook(study.current.id)
    endings = {question: ["", *(f"--{code}" for code in codes)] for question, codes in codebook.items()}
    return [f"{QUOTES}{question}{ending}" for question, known in endings.items() for ending in known]


def check_quotes(name: str, study: Study) -> None:
    """**Raises** PublicationError for quotes of a question or code that the study does not have."""
    known = quote_names(study)
    if name not in known:
        raise PublicationError("publication.there_are_no_quotes", hint=nearest(name, known), name=name)


def quotes_block(name: str, released: ReleasedSet, voice: Voice) -> str:
    """Markdown of the released quotes of the latest wave, each with the role of who said it."""
    question, _, code = name.removeprefix(QUOTES).partition("--")
    words = voice.words.coded_answers
    blocks = [
        "::: {.quote}\n"
        + filled(words.quote, {key: escape_markdown(getattr(quote, key)) for key in ("text", "role")})
        + "\n:::"
        for quote in _quotes_of(question, released, voice.study)
        if code in ("", quote.code)
    ]
    return "\n\n".join(blocks or [words.no_quotes]) + "\n"


def quotes_of_indicator(indicator: Indicator, released: ReleasedSet, voice: Voice) -> list[str]:
    """Paragraphs with the quotes of a coded question, for a generated chapter; none where none was released."""
    question = voice.study.questionnaire.items[indicator.items[0]].coded_from
    if not question or not _quotes_of(question, released, voice.study):
        return []
    return [voice.words.coded_answers.quotes, f"{{{{< include tables/{QUOTES}{question}.md >}}}}"]


def agreement_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """Krippendorff's alpha per coded question and per code, None where nothing was coded."""
    words = voice.words.coded_answers.agreement
    rows = [
        row
        for wave in voice.study.waves
        for agreement in released.method.agreement
        if agreement.wave == wave.id
        for row in _agreement_rows(agreement, wave.label, voice)
    ]
    return annex_table("method-agreement", words, rows, voice, notes=list(words.notes.values()))


def coded_remark(item: Item, voice: Voice) -> str:
    """What the questionnaire says of an open question whose answers were coded; "" for other items."""
    codes = voice.study.questionnaire.codebook().get(item.id)
    if not codes:
        return ""
    return filled(
        voice.words.coded_answers.question, {"codes": "; ".join(one.text for one in codes.values())}
    )


def _quotes_of(question: str, released: ReleasedSet, study: Study) -> list[ReleasedQuote]:
    place = (study.current.id, question)
    return [quote for quote in released.method.quotes if (quote.wave, quote.question) == place]


def _agreement_rows(agreement: WaveAgreement, wave: str, voice: Voice) -> Iterator[list[str]]:
    words, questionnaire = voice.words.coded_answers, voice.study.questionnaire
    question = agreement.question
    counts = [number(agreement.compared), number(agreement.coders)]
    label = filled(words.together, {"question": questionnaire.items[question].short})
    yield [wave, label, *counts, figure_text(agreement.alpha, words.unknown, 2)]
    for code, item in questionnaire.codebook(agreement.wave)[question].items():
        yield [wave, item.short, *counts, figure_text(agreement.alpha_by_code[code], words.unknown, 2)]
