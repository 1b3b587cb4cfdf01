"""`monitor render`: the reports of a study again, from what its last run released."""

from __future__ import annotations

from pathlib import Path

from monitor.commands.options import (
    ENGINES,
    REPORT_FORMATS,
    Companions,
    Confidential,
    Engine,
    Formats,
    Out,
    Policy,
    Reports,
    StudyFile,
    Wave,
    choices,
    folders_by_companion,
    several,
)
from monitor.commands.screen import progress, show


def render(
    study: StudyFile,
    out: Out = Path("build"),
    confidential: Confidential = None,
    wave: Wave = None,
    policy: Policy = None,
    report: Reports = None,
    format: Formats = None,
    engine: Engine = "auto",
    companion: Companions = None,
) -> None:
    """Render the reports again, after a change of text."""
    from monitor.commands.rendering import render_study
    from monitor.stages.options import RunOptions

    options = RunOptions(
        out=out,
        confidential=confidential,
        wave=wave,
        policy=policy,
        reports=several(report),
        formats=choices(format, REPORT_FORMATS, "--format"),
        engine=(choices([engine], ENGINES, "--engine") or ("auto",))[0],
        companions=folders_by_companion(companion),
    )
    show(render_study(study, options, progress))
