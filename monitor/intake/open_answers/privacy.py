"""Contact data kept apart and destroyed; open answers searched and masked before anything leaves."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from monitor.errors import IntakeError, reason
from monitor.input_files import lies_in, read_bytes, size_of
from monitor.intake.files.responses import Responses
from monitor.intake.personal_data.search import Municipalities, find_personal_data
from monitor.intake.validation.shown import harmless
from monitor.study.kinds import ItemKind
from monitor.study.questionnaire import Questionnaire
from monitor.study.study import Study

OWNER_ONLY = 0o600
MOST_CONTACTS = 1_000_000_000  # bytes
REVIEW_COLUMNS = ("file", "row", "column", "kind", "certain")


@dataclass(frozen=True)
class PersonalData:
    """What was found in open answers: places and kinds, never the texts.

    **Rows** of `findings`: one per finding, by column, then row. `certain` False asks for a look.
    """

    findings: pd.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """Findings per kind, by name of the kind."""
        return {
            str(kind): int(count) for kind, count in self.findings["kind"].value_counts().sort_index().items()
        }

    @property
    def review(self) -> pd.DataFrame:
        """Findings a person should look at."""
        return self.findings[~self.findings["certain"].astype(bool)].reset_index(drop=True)


def search_open_answers(responses: Responses, study: Study) -> PersonalData:
    """Search every open answer for personal data; each distinct text is read once."""
    names, lines = _municipalities(study), []
    for item in _split_off(responses, study.questionnaire, lambda kind: kind.free_text):
        column = responses.split_off.texts(item)
        findings = [find_personal_data(text, names) if text else () for text in column.texts]
        for place in np.flatnonzero(np.array([bool(one) for one in findings] or [False])[column.index]):
            lines += [
                (responses.file, int(responses.rows[place]), item, finding.kind, finding.certain)
                for finding in findings[column.index[place]]
            ]
    return PersonalData(pd.DataFrame(lines, columns=list(REVIEW_COLUMNS)))


def write_contacts(responses: Responses, study: Study, target: Path, outputs: Collection[Path]) -> int:
    """Write contact data to a file of their own that only its owner may read; how many people.

    No respondent number goes along and the lines are sorted, so that they cannot be laid beside the
    answers. **Raises** IntakeError when the file lies inside an output folder or exists already, and
    when nobody left contact data.
    """
    for folder in outputs:
        if lies_in(target, folder):
            raise IntakeError("intake.contact_data_may_not_stand_inside", where=target)
    items = _split_off(responses, study.questionnaire, lambda kind: kind.contact)
    texts = [responses.split_off.texts(item) for item in items]
    lines = sorted(
        {tuple(harmless(column.at(row)) for column in texts) for row in range(len(responses))}
        - {("",) * len(texts)}
    )
    if not lines:
        raise IntakeError("intake.nobody_left_contact_data_in_file", where=responses.file)
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except OSError as failure:
        raise IntakeError("intake.contact_file_cannot_be_made", where=target, got=reason(failure)) from None  # fmt: skip
    try:
        with open(handle, "w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([items, *lines])
    except OSError as failure:
        target.unlink(missing_ok=True)
        raise IntakeError("places.contacts_not_written", where=target, got=reason(failure)) from None
    return len(lines)


def forget(contacts: Path, questionnaire: Questionnaire, log: Path, on: date) -> None:
    """Delete a contact file and note the date, its name, its SHA-256 and the number of people in `log`.

    The note is written before the file is deleted. **Raises** IntakeError when the file is no contact
    file of this questionnaire, so that nothing else can be deleted by mistake.
    """
    try:
        data = read_bytes(contacts, IntakeError, MOST_CONTACTS)
    except OSError as failure:
        raise IntakeError("intake.contact_file_cannot_be_read", where=contacts, got=reason(failure)) from None  # fmt: skip
    contact_items = {item.id for item in questionnaire.items.values() if item.traits.contact}
    lines = list(csv.reader(data.decode("utf-8", "replace").splitlines()))
    if not lines or not lines[0] or not set(lines[0]) <= contact_items:
        raise IntakeError("intake.is_no_contact_file_of_survey", where=contacts)
    note = {
        "deleted": on.isoformat(),
        "file": contacts.name,
        "people": len(lines) - 1,
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    try:
        if log.exists():
            size_of(log, IntakeError, MOST_CONTACTS)
        with log.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(json.dumps(note, sort_keys=True) + "\n")
        contacts.unlink()
    except OSError as failure:
        raise IntakeError("intake.contact_file_could_not_be_deleted", where=contacts, got=reason(failure)) from None  # fmt: skip


def _split_off(
    responses: Responses, questionnaire: Questionnaire, wanted: Callable[[ItemKind], bool]
) -> list[str]:
    """Items apart from the rest, of the kinds that are wanted."""
    items = questionnaire.items
    return [name for name in responses.split_off.items if name in items and wanted(items[name].traits)]


def _municipalities(study: Study) -> Municipalities | None:
    return Municipalities(study.municipalities.names) if study.municipalities else None
