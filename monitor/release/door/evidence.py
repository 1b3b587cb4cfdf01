"""Release of what was said in interviews: approved, of nobody who could be recognised, and never counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.intake.open_answers.evidence import UNPRINTABLE, recognised_by
from monitor.release.results.method import ReleasedEvidence
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.intake.open_answers.evidence import Evidence


@dataclass(frozen=True)
class HeldBack:
    """Approved evidence that does not go out, and why: masks of personal data and codes of messages."""

    evidence: Evidence
    why: tuple[str, ...]


def with_evidence(
    released: ReleasedSet, evidence: Iterable[Evidence], study: Study, can_print: Callable[[str], bool]
) -> tuple[ReleasedSet, tuple[HeldBack, ...]]:
    """The released set with the evidence that may go out in its method, and what of the approved is held back.

    It stands beside the figures: no estimate, base or test knows of it.
    """
    safe, held = [], []
    for one in evidence:
        if not one.approved:
            continue
        why = (
            recognised_by(one, study)
            or tuple(UNPRINTABLE for text in one.texts if text and not can_print(text))[:1]
        )
        if why:
            held.append(HeldBack(one, why))
        else:
            safe.append(ReleasedEvidence(one.theme, one.condition, one.summary, one.quote, one.role))
    method = replace(released.method, evidence=tuple(safe))
    return replace(released, method=method), tuple(held)
