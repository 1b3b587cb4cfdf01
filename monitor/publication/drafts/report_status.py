"""How far a report is: `concept`, `akkoord` of two people, `definitief`; and whether its texts are still those approved.

    status:                                  in teksten.yaml
      stage: akkoord
      approved:
        - {name: A. de Vries, date: 2025-11-30, texts: 3f2a9c0d1b7e}
        - {name: B. Jansen, date: 2025-12-01, texts: 3f2a9c0d1b7e}

`texts` is what stood in the report when somebody approved it, as a short hash: of every document of its template and
of teksten.yaml, without this. Where one of them says something else now, the report is a concept again.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from monitor.errors import PublicationError
from monitor.publication.drafts.editors_texts import TEXTS, Approval, EditorsTexts, read_editors_texts
from monitor.publication.drafts.own_documents import own_documents
from monitor.publication.language.filling import filled
from monitor.publication.language.voice import Voice
from monitor.publication.quarto.template_documents import TemplateFolders
from monitor.study.study import Study

Stage = Literal["", "concept", "akkoord", "definitief"]
CONCEPT: Final = "concept"
APPROVED: Final = "akkoord"
NEEDED = 2
DIGITS = 12
BLOCK = re.compile(r"(?m)^status:.*\n?(?:(?:[ \t-].*)?\n|[ \t-].*\Z)*")


@dataclass(frozen=True)
class ReportStatus:
    """The stage of a report, "" where nobody declared one; who approved these very texts; whether they changed since."""

    stage: Stage = ""
    approved: tuple[Approval, ...] = ()
    changed: bool = False

    @property
    def date(self) -> date | None:
        """When the last of them approved it."""
        return max((one.date for one in self.approved), default=None)


UNDECLARED = ReportStatus()


def report_status(editors: EditorsTexts, folders: TemplateFolders, study: Study) -> ReportStatus:
    """What a report is: a study that is a concept makes all its reports one."""
    declared = editors.status
    if study.concept or declared is None or declared.stage == CONCEPT:
        return ReportStatus(CONCEPT) if study.concept or declared is not None else UNDECLARED
    now = texts_hash(folders, study)
    valid = tuple(one for one in declared.approved if one.texts == now)
    if len(valid) < NEEDED:
        return ReportStatus(CONCEPT, valid, changed=True)
    return ReportStatus(declared.stage, valid)


def told_status(status: ReportStatus, voice: Voice) -> str:
    """How far a report is, in a sentence; "" where nobody declared it."""
    if not status.stage:
        return ""
    day = status.date.isoformat() if status.date else ""
    slots = {
        "names": voice.phrases.listed([one.name for one in status.approved]),
        "date": voice.phrases.date(day) if day else "",
    }
    return filled(voice.words.annex.status[status.stage], slots)


def status_mark(status: ReportStatus, voice: Voice) -> str:
    """What stands on the title page and above each page of a report that was approved; a concept has a mark of its own."""
    if status.date is None or status.stage in ("", CONCEPT):
        return ""
    return f"{status.stage.capitalize()}, {voice.phrases.date(status.date.isoformat())}"


def texts_hash(folders: TemplateFolders, study: Study) -> str:
    """The texts of a report as a short hash; where a text stands in its file makes no difference."""
    whole = hashlib.sha256()
    for document in sorted(own_documents(folders, study), key=lambda one: (one.place, one.name)):
        for part in (document.name, document.text.strip()):
            whole.update(f"{len(part)}:{part}".encode())
    for row, _ in read_editors_texts(folders, study).at_a_glance:
        for part in (row.label, row.figure, row.says, str(row.border), row.good):
            whole.update(f"{len(part)}:{part}".encode())
    return whole.hexdigest()[:DIGITS]


def approved_by(name: str, day: date, file: str, editors: EditorsTexts, texts: str) -> tuple[str, int]:
    """teksten.yaml with the approval of one person more, and how many have approved these texts now.

    Approvals of other texts fall away. **Raises** PublicationError for somebody who approved them already.
    """
    name = " ".join(name.split())
    if not name:
        raise PublicationError("publication.approval_has_no_name")
    kept = [one for one in editors.status.approved if one.texts == texts] if editors.status else []
    if any(one.person == Approval(name=name, date=day, texts=texts).person for one in kept):
        raise PublicationError("publication.approved_already", where=TEXTS, name=name)
    approvals = [*kept, Approval(name=name, date=day, texts=texts)]
    stage = APPROVED if len(approvals) >= NEEDED else CONCEPT
    lines = [
        f'    - {{name: "{one.name}", date: {one.date.isoformat()}, texts: "{one.texts}"}}'
        for one in approvals
    ]
    block = "\n".join(["status:", f"  stage: {stage}", "  approved:", *lines])
    rest = BLOCK.sub("", file).rstrip("\n")
    return f"{rest}\n\n{block}\n".lstrip("\n"), len(approvals)
