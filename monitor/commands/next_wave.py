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
        typer.Argument(metavar="[WAVE=]FILE...", help="help.answers_questionnaire_where_it"),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help.show_what_would_change")] = False,
) -> None:
    """Add the answers of one wave more to a study."""
    from monitor.commands.closing_check import closing_check
    from monitor.exchange.add_wave import add_wave

    show(add_wave(study, files, dry_run, progress, closing_check))
