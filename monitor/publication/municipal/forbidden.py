"""Words that a comparison of municipalities may not use: they make an order, a cause or a judgement of a difference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from monitor.errors import PublicationError
from monitor.publication.language.voice import Voice
from monitor.publication.language.whole_words import whole_words
from monitor.publication.quarto.template_documents import TemplateDocument


def forbidden_words(documents: Iterable[TemplateDocument], voice: Voice) -> Iterator[PublicationError]:
    """Each such word that somebody wrote in the report of a municipality, at its place; none in other reports."""
    if not voice.place:
        return
    pattern = whole_words(map(re.escape, voice.words.municipality.forbidden))
    for document in documents:
        if document.generated:
            continue
        for line, text in document.lines():
            for found in pattern.finditer(text):
                problem = PublicationError("publication.word_is_no_comparison", word=found[0])
                yield document.error(line, problem)
