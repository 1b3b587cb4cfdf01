"""`monitor draw`: which of the handled files are reviewed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.options import StudyFile
from monitor.commands.screen import show


def draw(
    study: StudyFile,
    period: Annotated[str, typer.Option(metavar="YEAR-MONTH", help="help.draw_period")],
    frame: Annotated[Path, typer.Option(metavar="FILE", help="help.draw_frame")],
    again: Annotated[str | None, typer.Option(metavar="REASON", help="help.draw_again")] = None,
) -> None:
    """Draw the files of a period that are reviewed, once, into a ledger that anybody can check."""
    from monitor.stages.drawing import draw_files
    from monitor.study.study_reader import read_study

    show(tuple(draw_files(read_study(study), period, frame, again)))
