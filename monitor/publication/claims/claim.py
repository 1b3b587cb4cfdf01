"""A claim: sentences that an author wrote, where they stand, and the conditions under which they are true."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.errors import PublicationError
from monitor.publication.claims.conditions import Condition, read_conditions
from monitor.publication.quarto.claim_marks import ClaimMark, claim_marks
from monitor.publication.quarto.source import SHORTCODE
from monitor.publication.quarto.template_documents import TemplateDocument


@dataclass(frozen=True)
class Claim:
    """The text of a claim in Markdown, its document and lines, and what it rests on."""

    document: TemplateDocument
    line: int
    last: int
    text: str
    conditions: tuple[Condition, ...]

    def says(self, line: int, words: str) -> bool:
        """Whether words of its document, from a line on, are its own, or its own are among them."""
        own, given = letters(self.text), letters(words)
        return self.line <= line <= self.last and (given in own or own in given)


def letters(text: str) -> str:
    """A text without blanks and marks, to find it in another."""
    return re.sub(r"[\W_]+", "", SHORTCODE.sub(lambda match: match["arguments"], text))


def claims_of(document: TemplateDocument) -> Iterator[Claim]:
    """The claims of a document that can be read; what is wrong with others, `claim_problems` says."""
    for mark in claim_marks(document.text):
        if _fault(mark) is None:
            yield Claim(document, mark.line, mark.last, mark.text, read_conditions(mark.holds or ""))


def claim_problems(documents: Iterable[TemplateDocument]) -> Iterator[PublicationError]:
    """Every mark that is no claim, at its line."""
    for document in documents:
        for mark in claim_marks(document.text):
            if problem := _fault(mark):
                yield document.error(mark.line, problem)


def _fault(mark: ClaimMark) -> PublicationError | None:
    if not mark.closed:
        return PublicationError("claims.is_not_closed")
    if not (mark.holds or "").strip():
        return PublicationError("claims.has_no_guard")
    try:
        read_conditions(mark.holds or "")
    except PublicationError as problem:
        return problem
    return None
