"""The check of a report before it is rendered: consistency and readability, as one page for its editor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.publication.checks.consistency import Consistency, check_consistency
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
        return f"report {self.report}: {errors} errors, {warnings} warnings, {easy} of {len(scored)} sections at {wanted} or easier"

    def to_markdown(self) -> str:
        """The page: findings first, then the score of each section, then the sentences that are too long."""
        policy = self.readability.policy
        parts = [
            f"# Check of the report {self.report}",
            "## Consistency",
            _findings(self.consistency.findings),
            "## Readability",
            f"Flesch-Douma by section; {policy.wanted} begins at {policy.least}. A score warns, it stops nothing.",
            "\n".join(_sections(self.readability)),
            f"## Sentences of more than {policy.longest_sentence} words",
            "\n".join(
                f"- {sentence.place}:{sentence.line}: {sentence.words} words"
                for sentence in self.readability.long_sentences
            )
            or "None.",
        ]
        return "\n\n".join(parts) + "\n"


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


def _findings(findings: Sequence[Finding]) -> str:
    return "\n".join(f"- {finding.severity}: {finding}" for finding in findings) or "Nothing found."


def _sections(readability: Readability) -> Iterator[str]:
    yield "| Section | Place | Words | Sentences | Score | Level |"
    yield "|---|---|---|---|---|---|"
    for section in readability.sections:
        score = "too short" if section.score is None else number(section.score)
        heading = section.heading.replace("|", "\\|") or "(start)"
        yield (
            f"| {heading} | {section.place}:{section.line} | {section.words} | {section.sentences} | {score} | {section.level} |"
        )
