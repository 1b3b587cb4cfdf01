"""`monitor init`: a working study from files of another survey program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.screen import progress, show


def init(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="[WAVE=]FILE...", help="Answers, and the questionnaire where it is a file of its own."
        ),
    ],
    to: Annotated[Path, typer.Option(help="Folder for the study; nothing in it is overwritten.")] = Path(
        "onderzoek"
    ),
) -> None:
    """Make a study of the files of another survey program.

    SPSS, Excel, CSV, Microsoft Forms, LimeSurvey and others. What a person should look at is marked TODO.

    Example: monitor init 2023=contact.xlsx contact2025.sav --to onderzoek
    """
    from monitor.exchange.begin import begin

    show(begin(files, to, progress))
