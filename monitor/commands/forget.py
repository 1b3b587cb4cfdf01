"""`monitor forget`: the destruction of contact data, noted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.options import Policy, StudyFile
from monitor.commands.screen import show
from monitor.messages.catalogue import text


def forget(
    study: StudyFile,
    file: Annotated[Path, typer.Argument(metavar="CONTACTS", help="help.file_that_monitor_contacts")],
    log: Annotated[Path, typer.Option(help="help.deletion_log_date_hash")] = Path("deletion-log.jsonl"),
    policy: Policy = None,
) -> None:
    """Delete a contact file; the log keeps date and hash."""
    from datetime import date

    from monitor.intake.open_answers import privacy
    from monitor.study.organisation_policy import read_policy
    from monitor.study.study_reader import read_study

    declared = read_study(study, read_policy(policy) if policy else None)
    privacy.forget(file, declared.questionnaire, log, date.today())
    show((text("run.deleted", file=file, log=log),))
