"""`monitor run`: a study from its file to its reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.options import (
    ENGINES,
    REPORT_FORMATS,
    Companions,
    Confidential,
    Corrections,
    Engine,
    Formats,
    Out,
    Policy,
    Reports,
    StudyFile,
    Wave,
    choices,
    corrections_by_wave,
    folders_by_companion,
    several,
)
from monitor.commands.screen import expect, progress, show


def run(
    study: StudyFile,
    out: Out = Path("build"),
    confidential: Confidential = None,
    wave: Wave = None,
    policy: Policy = None,
    report: Reports = None,
    format: Formats = None,
    engine: Engine = "auto",
    corrections: Corrections = None,
    companion: Companions = None,
    without: Annotated[list[str] | None, typer.Option(help="help.leave_out_breakdowns_comma")] = None,
) -> None:
    """Run a study: from its responses to its reports."""
    from monitor.pipeline import run_study
    from monitor.stages.options import RunOptions

    options = RunOptions(
        out=out,
        expect=expect,
        confidential=confidential,
        wave=wave,
        policy=policy,
        reports=several(report),
        formats=choices(format, REPORT_FORMATS, "--format"),
        engine=(choices([engine], ENGINES, "--engine") or ("auto",))[0],
        corrections=corrections_by_wave(corrections),
        companions=folders_by_companion(companion),
        without=several(without) or (),
    )
    show(run_study(study, options, progress))
