"""`monitor benchmark`: a report for each municipality, from what the last run released."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.options import (
    ENGINES,
    FORMATS,
    Engine,
    Formats,
    Out,
    Policy,
    StudyFile,
    Wave,
    choices,
    several,
    usage_error,
)
from monitor.commands.screen import progress, show


def benchmark(
    study: StudyFile,
    municipality: Annotated[list[str] | None, typer.Option(help="help.code_of_municipality")] = None,
    all: Annotated[bool, typer.Option("--all", help="help.every_municipality")] = False,
    out: Out = Path("build"),
    wave: Wave = None,
    policy: Policy = None,
    format: Formats = None,
    engine: Engine = "auto",
    pack: Annotated[bool, typer.Option("--pack", help="help.one_zip_for_each_municipality")] = False,
) -> None:
    """Write a report for each municipality."""
    from monitor.commands.benchmarking import write_places
    from monitor.stages.options import RunOptions

    codes = several(municipality)
    if all == bool(codes):
        raise usage_error("program.municipality_or_all", "--municipality")
    options = RunOptions(
        out=out,
        wave=wave,
        policy=policy,
        formats=choices(format, FORMATS, "--format") or FORMATS,
        engine=(choices([engine], ENGINES, "--engine") or ("auto",))[0],
    )
    show(write_places(study, codes, options, pack, progress))
