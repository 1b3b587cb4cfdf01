"""Words that a report on files may not use: they judge what a sample leaves open, or put people in an order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from monitor.errors import PublicationError
from monitor.publication.quality.checked_files import CheckedFiles
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.sentences.variables import Variables

UNDECIDED = "undecided"


def words_of_files(documents: Iterable[TemplateDocument], variables: Variables) -> Iterator[PublicationError]:
    """Each such word that somebody wrote in a report on files, at its place; none in other reports."""
    if not variables.study.checks_files:
        return
    words = variables.voice.words.quality
    files = CheckedFiles(variables.released, variables.voice)
    open_still = [one.label for one in files.processes if UNDECIDED in (one.right.verdict, one.score.verdict)]
    for document in (one for one in documents if not one.generated):
        for line, text in document.lines():
            for found in _found(text, words.of_people):
                yield document.error(line, PublicationError("publication.word_orders_people", word=found))
            for found in _found(text, words.of_a_verdict) if open_still else ():
                problem = PublicationError(
                    "publication.word_judges_undecided", word=found, process=open_still[0]
                )
                yield document.error(line, problem)


def _found(text: str, words: Iterable[str]) -> list[str]:
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
    return [found[0] for found in pattern.finditer(text)]
