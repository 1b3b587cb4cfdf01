"""The consistency check: does the text say what the figures say, before anything is rendered?

It reads the documents of a report with the figures behind their variables and reports every place where words
and figures part, with document and line. Which rule is an error and which a warning stands in
consistency.yaml; errors stop a report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.errors import PublicationError
from monitor.messages.catalogue import again
from monitor.publication.checks.amounts import amounts, bounds, equals, orders, superlatives, weighted_counts
from monitor.publication.checks.bases import everybody
from monitor.publication.checks.claims import HELD, covered, held
from monitor.publication.checks.direction import directions, no_difference
from monitor.publication.checks.findings import Context, Finding
from monitor.publication.checks.guards import Guards
from monitor.publication.checks.patterns import amounts_of
from monitor.publication.checks.perspectives import perspectives
from monitor.publication.checks.prose import TEXT_KINDS, Block, blocks_of
from monitor.publication.checks.scope import scope
from monitor.publication.checks.structure import lists, papers, references
from monitor.publication.checks.totals import counts, differences, totals
from monitor.publication.checks.typed import (
    numbers_in_labels,
    typed_amounts,
    typed_counts,
    typed_numbers,
    typed_references,
)
from monitor.publication.checks.waves import waves, waves_elsewhere
from monitor.publication.checks.wording import forbidden, means, repeated, units
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.sentences.variables import Variables

if TYPE_CHECKING:
    from monitor.study.study_file import ReportPlan

LANGUAGE = "nl"  # of the page with findings, whatever the screen speaks
TYPED_RULES = (
    typed_numbers,
    typed_references,
    typed_amounts,
    typed_counts,
    everybody,
    superlatives,
    equals,
    directions,
    perspectives,
)  # what people type
UNGUARDED_RULES = (typed_amounts, superlatives, directions)  # of a claim `covered` asks more
SENTENCE_RULES = (amounts, bounds, orders, weighted_counts, no_difference, forbidden)
BLOCK_RULES = (papers, scope)
DOCUMENT_RULES = (counts, totals, differences, lists, means, units, repeated, waves)


@dataclass(frozen=True)
class Consistency:
    """Every finding about the documents of one report, in reading order."""

    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "warning")

    def raise_errors(self) -> None:
        """**Raises** PublicationError that lists every error."""
        if len(self.errors) == 1:
            raise PublicationError("publication.text_contradicts", finding=self.errors[0])
        if self.errors:
            raise PublicationError(
                "publication.text_contradicts_figures_or_rules_of",
                count=len(self.errors),
                findings=self.errors,
            )


def check_consistency(
    documents: Mapping[str, TemplateDocument], report: ReportPlan, variables: Variables
) -> Consistency:
    """Check the documents of a report, by name and in reading order, against the figures."""
    words = variables.voice.words
    blocks = blocks_of(documents, variables)
    known = numbers_in_labels(blocks, variables)
    context = Context(
        words.consistency,
        amounts_of(words, (variables.study, *(other.study for other in variables.beside.values()))),
        variables,
        report.id,
        known,
        Guards.of(documents.values()),
    )
    findings = [*references(documents), *waves_elsewhere(documents, context), *held(context)]
    findings += _of_blocks(blocks, context)
    for rule in DOCUMENT_RULES:
        findings += rule(blocks, context)
    return Consistency(tuple(_judged(findings, blocks, context)))


def _of_blocks(blocks: Iterable[Block], context: Context) -> Iterator[Finding]:
    for block in blocks:
        for rule in BLOCK_RULES:
            yield from rule(block, context)
        if block.kind in (*TEXT_KINDS, "caption"):
            rules = SENTENCE_RULES if block.document.generated else (*SENTENCE_RULES, *TYPED_RULES)
            for sentence in block.sentences():
                claim = context.guards.of_sentence(sentence)
                if claim is not None:
                    yield from covered(sentence, claim, context)
                for sentence_rule in rules:
                    if claim is None or sentence_rule not in UNGUARDED_RULES:
                        yield from sentence_rule(sentence, context)


def _judged(findings: Iterable[Finding], blocks: list[Block], context: Context) -> Iterator[Finding]:
    """Findings with the severity of their rule, once each, without those on a line that an editor allowed.

    Nobody allows a claim that does not hold.
    """
    allowed = {(block.document.place, line) for block in blocks for line in block.accepted}
    places = {
        document: order for order, document in enumerate(dict.fromkeys(b.document.place for b in blocks))
    }
    kept = {each for each in findings if each.rule == HELD or (each.place, each.line) not in allowed}
    for each in sorted(
        kept, key=lambda each: (places.get(each.place, -1), each.line, each.rule, again(each.what, LANGUAGE))
    ):
        severity = context.words.severity[each.rule]
        severity = each.severity if severity == "error" else severity
        if severity != "off":
            yield replace(each, severity=severity)
