"""What was asked of a run, and the places and reports that follow from it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import DeclarationError, nearest
from monitor.output_places import check_places
from monitor.run_record import declared_files, files_about_people
from monitor.study.study import Study
from monitor.study.study_file import INTERNAL, ReportPlan

if TYPE_CHECKING:
    pass

ALL_FORMATS = ("html", "pdf", "docx")
KNOWN_FORMATS = (*ALL_FORMATS, "pptx")  # slides are made where somebody asks for them

Tell = Callable[[str, str], None]
Expect = Callable[[Mapping[str, int]], None]


def _nobody(parts: Mapping[str, int]) -> None:
    """Who is told what is to come, where nobody waits for it."""


@dataclass(frozen=True)
class RunOptions:
    """Where to write, which wave, reports and engine, `without` which breakdowns, under whose `policy`."""

    out: Path
    confidential: Path | None = None
    wave: str | None = None
    reports: tuple[str, ...] | None = None
    formats: tuple[str, ...] | None = None
    engine: str = "auto"
    corrections: Mapping[str, Path] = field(default_factory=dict)
    companions: Mapping[str, Path] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    policy: Path | None = None
    expect: Expect = field(default=_nobody, compare=False)
    """Who is told, once the study is read, how many parts each stage will have."""


def chosen_reports(study: Study, wanted: tuple[str, ...] | None) -> tuple[ReportPlan, ...]:
    """The reports asked for, or all of the study, as far as they are for its audience.

    **Raises** DeclarationError for an unknown one.
    """
    known = {report.id: report for report in study.reports}
    check_known(wanted or (), known, "report", study)
    return tuple(known[name] for name in wanted or known if known[name].audience == study.audience)


UNKNOWN = {
    "report": "program.no_such_report",
    "wave": "program.no_such_wave",
    "breakdown": "program.no_such_breakdown",
    "companion": "program.no_such_companion",
}


def check_known(names: Iterable[str], known: Iterable[str], what: str, study: Study) -> None:
    """**Raises** DeclarationError for a name on the command line that the study does not have."""
    for name in names:
        if name not in known:
            raise DeclarationError(
                UNKNOWN[what],
                where=study.path.name,
                expected=", ".join(known) or None,
                hint=nearest(name, known),
                name=name,
            )


def targets_of(study: Study, options: RunOptions) -> dict[str, Path]:
    """The public and the confidential folder of a study's wave: side by side, never one inside the other."""
    place = Path(study.id) / study.current.id
    return {"confidential": confidential_root(options) / place, "public": options.out / place}


def home_of(study: Study, options: RunOptions) -> Path:
    """The folder that holds results and reports for the audience of a study."""
    return targets_of(study, options)["confidential" if study.audience == INTERNAL else "public"]


def confidential_root(options: RunOptions) -> Path:
    """The folder for what is for its owner only: the one asked for, or one beside the public folder."""
    out = Path(os.path.abspath(options.out)) if options.out.name in ("", "..") else options.out
    return options.confidential or out.parent / f"{out.name}-confidential"


def check_folders(study: Study, options: RunOptions) -> None:
    """**Raises** OutputError for folders that a run may not write to, before anything is computed."""
    roots = {"--out": options.out, "--confidential": confidential_root(options)}
    inputs = [*declared_files(study), *files_about_people(study), *options.corrections.values()]
    check_places(roots, targets_of(study, options).values(), inputs, options.policy)
