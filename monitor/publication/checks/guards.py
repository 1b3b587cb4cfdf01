"""Which sentences are claims: what guards them is for claims to say, not for the rules on what people type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from monitor.publication.checks.prose import Sentence, with_paths
from monitor.publication.claims.claim import Claim, claims_of
from monitor.publication.quarto.template_documents import TemplateDocument


@dataclass(frozen=True)
class Guards:
    """The claims of a report, by the name of their document."""

    by_name: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterable[TemplateDocument]) -> Guards:
        """The claims of some documents."""
        return cls({document.name: tuple(claims_of(document)) for document in documents})

    def of_sentence(self, sentence: Sentence) -> Claim | None:
        """The claim that a sentence belongs to, or is more of; None where there is none."""
        own = self.by_name.get(sentence.block.document.name, ())
        said = with_paths(sentence) if own else ""
        return next((claim for claim in own if claim.says(sentence.line, said)), None)
