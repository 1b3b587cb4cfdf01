"""`monitor demo`: the demonstration studies that come with the project, run one after the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.commands.audit import audit_results
from monitor.commands.demonstration import CLIENTS, KLANTMANAGERS, LARGE, make_responses
from monitor.commands.options import Out
from monitor.commands.screen import progress, show

if TYPE_CHECKING:
    from monitor.pipeline import Tell


def demo(
    out: Out = Path("build"),
    whole: Annotated[
        bool, typer.Option("--whole", help="With the figures by municipality, and audited once more.")
    ] = False,
) -> None:
    """Run both demonstration studies: klantmanagers, and clients.

    Example: monitor demo --out build
    """
    show(run_demonstration(out, whole, progress))


def run_demonstration(out: Path, whole: bool, tell: Tell) -> tuple[str, ...]:
    """Run the study on klantmanagers, then the one on clients, which sets both side by side.

    `whole` also makes the figures by municipality, and audits all that was released once more.
    **Raises** MonitorError as `run_study` does.
    """
    from monitor.pipeline import RunOptions, declared_study, run_study, targets_of

    make_responses(tell)
    lines = run_study(KLANTMANAGERS, RunOptions(out=out), tell)
    options = RunOptions(out=out, without=() if whole else LARGE)
    lines += run_study(CLIENTS, options, tell)
    if whole:
        studies = (declared_study(path, options) for path in (KLANTMANAGERS, CLIENTS))
        folders = [targets_of(study, options)["public"] for study in studies]
        lines += audit_results(folders, (KLANTMANAGERS, CLIENTS))
    return lines
