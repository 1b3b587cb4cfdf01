"""Clauses for sentences about an answer, proposed from the text of a statement or a question; none where a rule is unsure."""

from __future__ import annotations

import re

from monitor.exchange.scales import YES_NO, Scale
from monitor.exchange.vocabulary import vocabulary

AGREEMENT = "eens"
MOST_WORDS = 15
_STATEMENT = re.compile(r"Ik (?P<verb>\w+)(?P<rest>(?: .*)?)")
_QUESTION = re.compile(r"(?P<verb>\w+) u(?P<rest> .*)")


def told_of(text: str, scale: Scale | None) -> dict[str, str]:
    """By net or code, the clause behind "42% van de klanten": of agreement with an own statement, and of a yes."""
    if scale is None or len(text.split()) > MOST_WORDS:
        return {}
    said = text.strip().rstrip(".?!").strip()
    if scale.name.startswith(AGREEMENT) and scale.nets:
        clause = _clause(_STATEMENT.fullmatch(said), vocabulary().file.telling.statement)
        return {next(iter(scale.nets)): clause} if clause else {}
    if scale.name == YES_NO:
        clause = _clause(_QUESTION.fullmatch(said), vocabulary().file.telling.question)
        return {scale.categories[0].code: clause} if clause else {}
    return {}


def _clause(found: re.Match[str] | None, verbs: dict[str, str]) -> str:
    """Verb and rest in the third person; "" for an unknown verb, and where somebody speaks of themselves further on."""
    words = vocabulary().file.telling
    verb = verbs.get(found["verb"].lower()) if found else None
    if found is None or verb is None or re.search(r"[.?!;:()]", found["rest"]):
        return ""
    rest = [words.owner.get(word, word) for word in found["rest"].split()]
    if {word.strip(",") for word in rest} & set(words.first_person):
        return ""
    return " ".join([verb, *rest])
