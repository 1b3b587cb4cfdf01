"""What nobody may write in a report on files: words that judge what is open or order people, counts over other months."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from monitor.errors import PublicationError
from monitor.publication.language.whole_words import whole_words
from monitor.publication.quality.checked_files import CheckedFiles
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.sentences.variables import Variables

UNDECIDED = "undecided"
COUNTED = re.compile(r"\{\{<\s*var\s+([\w.]+)\.count\s*>\}\}")


def words_of_files(documents: Iterable[TemplateDocument], variables: Variables) -> Iterator[PublicationError]:
    """Each such word that somebody wrote in a report on files, at its place, and each line that holds counts of two waves over
    another number of months; none in other reports."""
    if not variables.study.checks_files:
        return
    words = variables.voice.words.quality
    of_people, of_a_verdict = (
        whole_words(map(re.escape, one)) for one in (words.of_people, words.of_a_verdict)
    )
    files = CheckedFiles(variables.released, variables.voice)
    open_still = [one.label for one in files.processes if UNDECIDED in (one.right.verdict, one.score.verdict)]
    for document in (one for one in documents if not one.generated):
        for line, text in document.lines():
            for found in of_people.findall(text):
                yield document.error(line, PublicationError("publication.word_orders_people", word=found))
            for found in of_a_verdict.findall(text) if open_still else ():
                problem = PublicationError(
                    "publication.word_judges_undecided", word=found, process=open_still[0]
                )
                yield document.error(line, problem)
            for problem in _over_other_months(text, variables):
                yield document.error(line, problem)


def _over_other_months(text: str, variables: Variables) -> Iterator[PublicationError]:
    """A line with counts of waves that were drawn over another number of months: 6 in a year and 17 in a quarter."""
    files = variables.released.method.files
    counted = [cell for path in COUNTED.findall(text) if (cell := variables.estimate_of(path)) is not None]
    months = {
        cell.wave: len({draw.period for draw in files.waves[cell.wave].draws})
        for cell in counted
        if files is not None and cell.wave in files.waves
    }
    for one, other in pairwise(sorted(months)):
        if months[one] != months[other]:
            yield PublicationError(
                "publication.counts_over_other_months",
                one=one,
                other=other,
                before=months[one],
                after=months[other],
            )
