"""What nobody may write in a report on a register: words of a cause, at any verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from monitor.errors import PublicationError
from monitor.publication.language.whole_words import whole_words
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.sentences.variables import Variables


def words_of_a_cause(
    documents: Iterable[TemplateDocument], variables: Variables
) -> Iterator[PublicationError]:
    """Each word of a cause that somebody wrote in a report on a register, at its place; and each event with `door` before it."""
    register = variables.study.register
    if register is None:
        return
    words = variables.voice.words.register
    causes = map(re.escape, words.of_a_cause)
    before = rf"{re.escape(words.caused_by)}\s+(?:de |het |een )?"
    pattern = whole_words([*causes, *(before + re.escape(event.label) for event in register.events)])
    for document in (one for one in documents if not one.generated):
        for line, text in document.lines():
            for found in pattern.finditer(text):
                yield document.error(line, PublicationError("publication.word_of_a_cause", word=found[0]))
