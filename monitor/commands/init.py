"""`monitor init`: a working study from files of another survey program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.screen import progress, show


def init(
    files: Annotated[
        list[str],
        typer.Argument(metavar="[WAVE=]FILE...", help="help.answers_questionnaire_where_it"),
    ],
    to: Annotated[Path, typer.Option(help="help.folder_study_nothing_in")] = Path("onderzoek"),
    like: Annotated[Path | None, typer.Option(help="help.study_or_questionnaire_like")] = None,
) -> None:
    """Make a study of the files of another survey program."""
    from monitor.exchange.begin import begin
    from monitor.exchange.begin_like import begin_like

    show(begin(files, to, progress) if like is None else begin_like(files, like, to, progress))
