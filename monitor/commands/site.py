"""`monitor site`: the released figures of studies as a site that people look things up in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.options import Out, Policy
from monitor.commands.screen import progress, show


def site(
    study: Annotated[list[Path], typer.Argument(metavar="STUDY...", help="help.study_files_of_site")],
    to: Annotated[Path, typer.Option(help="help.folder_of_site")] = Path("site"),
    out: Out = Path("build"),
    policy: Policy = None,
) -> None:
    """Make a site of what was released of studies."""
    from monitor.commands.site_writing import write_site
    from monitor.stages.options import RunOptions

    show(write_site(study, RunOptions(out=out, policy=policy), to, progress))
