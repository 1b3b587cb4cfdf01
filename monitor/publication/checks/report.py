"""The check of a report before it is rendered: consistency and readability, as one page for its editor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from monitor.messages.catalogue import text, text_in
from monitor.publication.checks.consistency import LANGUAGE, Consistency, check_consistency
from monitor.publication.checks.findings import Finding
from monitor.publication.checks.prose import blocks_of
from monitor.publication.checks.readability import Readability, read_aloud
from monitor.publication.drafts.composed_report import ComposedReport
from monitor.publication.language.numbers import number
from monitor.publication.quarto.template_documents import TemplateDocument


@dataclass(frozen=True)
class ReportCheck:
    """What the check of one report found."""

    report: str
    consistency: Consistency
    readability: Readability

    def raise_errors(self) -> None:
        """**Raises** PublicationError that lists every error of consistency; warnings stop nothing."""
        self.consistency.raise_errors()

    def summary(self) -> str:
        """One line for the screen."""
        errors, warnings = len(self.consistency.errors), len(self.consistency.warnings)
        scored = [section for section in self.readability.sections if section.score is not None]
        easy = len(scored) - len(self.readability.too_hard())
        wanted = self.readability.policy.wanted
        return text(
            "checks.summary",
            report=self.report,
            errors=errors,
            warnings=warnings,
            easy=easy,
            sections=len(scored),
            level=wanted,
        )

    def to_markdown(self) -> str:
        """The page: findings first, then the score of each section, then the sentences that are too long."""
        policy = self.readability.policy
        long = self.readability.long_sentences
        parts = [
            _said("checks.page_title", report=self.report),
            _said("checks.page_consistency"),
            _findings(self.consistency.findings),
            _said("checks.page_readability", wanted=policy.wanted, least=policy.least),
            "\n".join(_sections(self.readability)),
            _said("checks.page_long", most=policy.longest_sentence),
            "\n".join(
                _said("checks.page_words", place=one.place, line=one.line, count=one.words) for one in long
            )
            or _said("checks.page_none"),
        ]
        return "\n\n".join(parts) + "\n"


def _said(code: str, **values: Any) -> str:
    return text_in(LANGUAGE, code, **values)


def check_report(report: ComposedReport) -> ReportCheck:
    """Hold the documents of a report against the released figures, and read them aloud."""
    documents, variables = report.documents, report.variables
    consistency = check_consistency(documents, report.plan, variables)
    stopping = _stopping_editors_only(consistency, documents)
    policy = variables.voice.words.readability
    return ReportCheck(report.plan.id, stopping, read_aloud(blocks_of(documents, variables), policy))


def _stopping_editors_only(
    consistency: Consistency, documents: Mapping[str, TemplateDocument]
) -> Consistency:
    """Errors in what a person wrote stop a release; in proposed text, which nobody can correct, they warn."""
    proposed = {document.place for document in documents.values() if document.generated}
    return Consistency(
        tuple(
            replace(finding, severity="warning") if finding.place in proposed else finding
            for finding in consistency.findings
        )
    )


_SEVERITY = {"error": "checks.page_error", "warning": "checks.page_warning"}


def _findings(findings: Sequence[Finding]) -> str:
    told = (_said(_SEVERITY[finding.severity], finding=finding.said_in(LANGUAGE)) for finding in findings)
    return "\n".join(told) or _said("checks.page_nothing")


def _sections(readability: Readability) -> Iterator[str]:
    yield _said("checks.page_table")
    for section in readability.sections:
        score = _said("checks.page_too_short") if section.score is None else number(section.score)
        heading = section.heading.replace("|", "\\|") or _said("checks.page_start")
        yield (
            f"| {heading} | {section.place}:{section.line} | {section.words} | {section.sentences} | {score} | {section.level} |"
        )
