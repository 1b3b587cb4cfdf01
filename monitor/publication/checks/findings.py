"""What the check finds, and what every rule knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.messages.catalogue import again
from monitor.messages.speech import language
from monitor.publication.checks.guards import Guards
from monitor.publication.checks.prose import Block, Sentence
from monitor.publication.language.check_words import ConsistencyWords, Scope, Severity
from monitor.publication.sentences.variables import Variables
from monitor.study.study import Study


@dataclass(frozen=True)
class Context:
    """The words, the figures and the report of one check.

    `amounts` are words with their interval, `label_numbers` per document numbers that
    questions hold, `guards` the sentences that are claims.
    """

    words: ConsistencyWords
    amounts: Mapping[str, tuple[float, float]]
    variables: Variables
    report: str
    label_numbers: Mapping[str, set[str]] = field(default_factory=dict)
    guards: Guards = field(default_factory=Guards)

    @property
    def scope(self) -> Scope:
        """What this report may not hold; `parliament` holds for `parliament-senate` too."""
        scopes = (
            scope for name, scope in self.words.scope.items() if f"{self.report}-".startswith(f"{name}-")
        )
        return next(scopes, Scope())

    @property
    def respondents(self) -> tuple[str, ...]:
        """What one respondent and several are called, of this survey and of those beside it."""
        return tuple(word for survey in self.surveys for word in words_for(survey))

    @property
    def surveys(self) -> tuple[Study, ...]:
        """This survey, and those that stand beside it."""
        variables = self.variables
        return (variables.study, *(other.study for other in variables.beside.values()))


def words_for(survey: Study) -> tuple[str, str]:
    """What one respondent and several are called."""
    return survey.questionnaire.respondent, survey.questionnaire.respondents


@dataclass(frozen=True)
class Finding:
    """One contradiction: the rule it breaks, where it stands, what is wrong and what to do."""

    rule: str
    place: str
    line: int
    what: str
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        return self.said_in(language())

    def said_in(self, spoken: str) -> str:
        """The finding as one line, in a language."""
        what, hint = again(self.what, spoken), again(self.hint, spoken)
        ended = f" {hint}{'' if hint.endswith('?') else '.'}" if hint else ""
        return f"{self.place}:{self.line}: {what}.{ended}"


def in_sentence(
    rule: str, sentence: Sentence, what: str, hint: str = "", severity: Severity = "error"
) -> Finding:
    """A finding at the line of a sentence."""
    return Finding(rule, sentence.block.document.place, sentence.line, what, hint, severity)


def in_block(rule: str, block: Block, what: str, hint: str = "") -> Finding:
    """A finding at the first line of a block."""
    return Finding(rule, block.document.place, block.line_at(0), what, hint)
