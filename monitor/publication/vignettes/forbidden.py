"""What nobody may write in a report on vignettes: percentages of few, words about people who were not asked, and a decision that
rests on who sees room."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from monitor.errors import PublicationError
from monitor.publication.exhibits.names import known_names
from monitor.publication.language.filling import filled
from monitor.publication.language.whole_words import whole_words
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.quarto.template_scan import Needs, Use, variables_in
from monitor.publication.sentences.variables import Variables
from monitor.study.house_policy import house_vignettes
from monitor.study.vignettes import DECISION, ROOM

PERCENT = re.compile(r"%|\bprocent")
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")


def words_of_vignettes(
    documents: Iterable[TemplateDocument], needs: Needs, values: Mapping[str, str], variables: Variables
) -> Iterator[PublicationError]:
    """Each percentage of few respondents, and what somebody wrote that says too much, at its place; none in other studies."""
    if not variables.study.tells_counts:
        return
    yield from _percentages(needs, values, variables)
    words, slots = variables.voice.words.vignettes, variables.voice.respondents.slots
    of_everybody = whole_words(re.escape(filled(word, slots)) for word in words.of_everybody)
    of_a_decision = whole_words(map(re.escape, words.of_a_decision))
    for document in (one for one in documents if not one.generated):
        for line, text in document.lines():
            for found in of_everybody.findall(text):
                yield document.error(line, PublicationError("vignettes.word_generalises", word=found))
            for sentence in SENTENCE.split(text):
                for found in _decided_by_room(sentence, of_a_decision, variables):
                    yield document.error(line, PublicationError("vignettes.decision_from_room", word=found))


def _percentages(needs: Needs, values: Mapping[str, str], variables: Variables) -> Iterator[PublicationError]:
    """Variables that print a percentage of few, and figures and tables that hold any."""
    least = house_vignettes().shares_from
    respondents = _respondents(variables)
    study = variables.study
    told = {*study.questionnaire.items, *(one.id for one in study.indicators)}
    of_answers = {path: use for path, use in needs.variables.items() if told & set(path.split("."))}
    uses = [use for path, use in of_answers.items() if PERCENT.search(values.get(path, ""))]
    figures = set(known_names(study))
    uses += [use for names in (needs.figures, needs.tables) for name, use in names.items() if name in figures]
    for use in uses:
        count = _base(use, variables) or respondents
        if count < least:
            yield use.error(
                PublicationError("vignettes.percentage_of_few", name=use.name, count=count, least=least)
            )


def _base(use: Use, variables: Variables) -> int | None:
    cell = variables.estimate_of(use.name.rpartition(".")[0])
    return None if cell is None or cell.n is None else int(cell.n)


def _respondents(variables: Variables) -> int:
    summary = variables.released.method.vignettes
    return summary.waves[variables.study.current.id].respondents if summary else 0


def _decided_by_room(sentence: str, of_a_decision: re.Pattern[str], variables: Variables) -> list[str]:
    """Words of a decision in a sentence whose figures are of who sees room, and none of what anybody decides."""
    items = variables.study.questionnaire.items
    roles = {items[name].role for path in variables_in(sentence) if (name := path.split(".")[0]) in items}
    return of_a_decision.findall(sentence) if ROOM in roles and DECISION not in roles else []
