"""`monitor next-wave`: one wave more in a study that stands."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.commands.options import StudyFile
from monitor.commands.screen import progress, show


def next_wave(
    study: StudyFile,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="[WAVE=]FILE...", help="Answers, and the questionnaire where it is a file of its own."
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")
    ] = False,
) -> None:
    """Add the answers of one wave more to a study.

    Questions are matched to those of the questionnaire; every byte that stands there stays.

    Example: monitor next-wave study.yaml 2027=contact2027.xlsx --dry-run
    """
    from monitor.exchange.add_wave import add_wave

    show(add_wave(study, files, dry_run, progress))
