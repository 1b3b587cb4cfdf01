"""Contact data on request, and their destruction: the one way in and the one way out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from monitor.pipeline import RunOptions, declared_study
from monitor.study.study_reader import read_study


def hand_over_contacts(path: Path, target: Path, options: RunOptions) -> tuple[str, ...]:
    """Write the contact data of one wave to a file for its owner only, outside every output folder."""
    from monitor.intake.files.responses import read_responses
    from monitor.intake.open_answers.privacy import write_contacts

    study = declared_study(path, options)
    outputs = [options.out, options.confidential or options.out.with_name(f"{options.out.name}-confidential")]
    people = write_contacts(read_responses(study, study.current.id), study, target, outputs)
    return (f"{people} people in {target}. Destroy it with: monitor forget {path} {target}",)


def forget_contacts(path: Path, contacts: Path, log: Path, on: date) -> tuple[str, ...]:
    """Delete a contact file and note date and hash in the deletion log."""
    from monitor.intake.open_answers.privacy import forget

    forget(contacts, read_study(path).questionnaire, log, on)
    return (f"{contacts} is deleted; noted in {log}",)
