"""`monitor demo`: the demonstration studies that come with the project, run one after the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.commands.audit import audit_results
from monitor.commands.demonstration import (
    LARGE,
    file_check,
    make_panel,
    make_responses,
    register_study,
    study_files,
    vignettes,
    writable_studies,
)
from monitor.commands.options import FORMATS, Out
from monitor.commands.screen import expect, progress, show
from monitor.errors import DeclarationError
from monitor.messages.catalogue import text

if TYPE_CHECKING:
    from monitor.stages.options import Tell


DOSSIERS, VIGNETTES, REGISTER = "dossiers", "vignettes", "register"
ALONE = {DOSSIERS: file_check, VIGNETTES: vignettes, REGISTER: register_study}
"""Demonstrations that run by name, each with where its study file is."""
SITE = "site"  # where the whole demonstration has its site, in the folder of its output


def demo(
    name: Annotated[str | None, typer.Argument(metavar=f"[{'|'.join(ALONE)}]", help="help.demo_name")] = None,
    out: Out = Path("build"),
    whole: Annotated[bool, typer.Option("--whole", help="help.with_figures_by_municipality")] = False,
) -> None:
    """Run the demonstration studies: klantmanagers and clients, and with --whole the others; or one of these alone."""
    if name not in (None, *ALONE):
        raise DeclarationError("program.no_such_demonstration", expected=", ".join(ALONE), name=name)
    show(run_alone(name, out, progress) if name else run_demonstration(out, whole, progress))


def run_alone(name: str, out: Path, tell: Tell) -> tuple[str, ...]:
    """Run a demonstration by its name. **Raises** MonitorError as `run_study` does."""
    from monitor.pipeline import run_study
    from monitor.stages.options import RunOptions, confidential_root

    options = RunOptions(out=out, expect=expect)
    studies = writable_studies(confidential_root(options))
    if name == REGISTER:
        make_panel(studies, tell)
    return run_study(ALONE[name](studies), options, tell)


def run_demonstration(out: Path, whole: bool, tell: Tell) -> tuple[str, ...]:
    """Run the study on klantmanagers, then the one on clients, which sets both side by side.

    `whole` also makes the figures by municipality, audits all that was released once more, writes the report of each
    municipality, runs the check of files, the vignettes and the register, and makes one site of all of them.
    **Raises** MonitorError as `run_study` does.
    """
    from monitor.commands.benchmarking import write_places
    from monitor.commands.site_writing import write_site
    from monitor.pipeline import declared_study, run_study
    from monitor.stages.options import RunOptions, confidential_root, targets_of

    options = RunOptions(out=out, without=() if whole else LARGE, expect=expect)
    studies = writable_studies(confidential_root(options))
    klantmanagers, clients = study_files(studies)
    make_responses(studies, tell)
    lines = run_study(klantmanagers, RunOptions(out=out, expect=expect), tell)
    lines += run_study(clients, options, tell)
    if whole:
        declared = (declared_study(path, options) for path in (klantmanagers, clients))
        folders = [targets_of(study, options)["public"] for study in declared]
        lines += audit_results(folders, (klantmanagers, clients))
        places = write_places(clients, None, replace(options, formats=FORMATS), True, tell)
        lines = (*lines, *places, *(line for one in ALONE for line in run_alone(one, out, tell)))
        told = (klantmanagers, clients, *(study(studies) for study in ALONE.values()))
        return (*lines, *write_site(told, options, out / SITE, tell))
    return (*lines, text("benchmark.next"))
