"""`monitor forget`: the destruction of contact data, noted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.options import Policy, StudyFile
from monitor.commands.screen import show


def forget(
    study: StudyFile,
    file: Annotated[Path, typer.Argument(metavar="CONTACTS", help="The file that `monitor contacts` wrote.")],
    log: Annotated[Path, typer.Option(help="Deletion log: date and hash of what was deleted.")] = Path(
        "deletion-log.jsonl"
    ),
    policy: Policy = None,
) -> None:
    """Delete a contact file; the log keeps date and hash.

    Example: monitor forget study.yaml /media/safe/contacts.csv
    """
    from datetime import date

    from monitor.intake.open_answers import privacy
    from monitor.study.organisation_policy import read_policy
    from monitor.study.study_reader import read_study

    declared = read_study(study, read_policy(policy) if policy else None)
    privacy.forget(file, declared.questionnaire, log, date.today())
    show((f"{file} is deleted; noted in {log}",))
