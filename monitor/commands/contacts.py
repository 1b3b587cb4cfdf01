"""`monitor contacts`: contact data on request, the one way out of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.options import Confidential, Out, Policy, StudyFile, Wave
from monitor.commands.screen import show
from monitor.messages.catalogue import text


def contacts(
    study: StudyFile,
    to: Annotated[Path, typer.Option(help="help.new_file_outside_output")],
    out: Out = Path("build"),
    confidential: Confidential = None,
    wave: Wave = None,
    policy: Policy = None,
) -> None:
    """Write the contact data that respondents left, on request only."""
    from monitor.intake.files.responses import read_responses
    from monitor.intake.open_answers.privacy import write_contacts
    from monitor.pipeline import declared_study
    from monitor.stages.options import RunOptions, check_folders, confidential_root

    options = RunOptions(out=out, confidential=confidential, wave=wave, policy=policy)
    declared = declared_study(study, options)
    check_folders(declared, options)
    outputs = [out, confidential_root(options)]
    people = write_contacts(read_responses(declared, declared.current.id), declared, to, outputs)
    show((text("run.contacts", count=people, to=to, study=study),))
