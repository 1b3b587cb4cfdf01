"""`monitor check`: what is wrong with the responses, rule by rule."""

from __future__ import annotations

from pathlib import Path

from monitor.commands.options import (
    Confidential,
    Corrections,
    Out,
    Policy,
    StudyFile,
    Wave,
    corrections_by_wave,
)
from monitor.commands.screen import expect, progress, show


def check(
    study: StudyFile,
    out: Out = Path("build"),
    confidential: Confidential = None,
    wave: Wave = None,
    policy: Policy = None,
    corrections: Corrections = None,
) -> None:
    """Check the responses; count each rule passed and failed."""
    from monitor.pipeline import check_study
    from monitor.stages.options import RunOptions

    options = RunOptions(
        out=out,
        expect=expect,
        confidential=confidential,
        wave=wave,
        policy=policy,
        corrections=corrections_by_wave(corrections),
    )
    show(check_study(study, options, progress))
