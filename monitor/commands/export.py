"""`monitor export`: accepted answers and their codebook for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.commands.last_run import last_released
from monitor.commands.options import Confidential, Out, StudyFile, Wave, choices
from monitor.commands.screen import progress, show
from monitor.errors import IntakeError

if TYPE_CHECKING:
    import pandas as pd

    from monitor.stages.options import RunOptions
    from monitor.stages.taking_in import Intake
    from monitor.study.study import Study

KINDS = ("sav", "csv", "ddi", "r", "spss")
COMPARED = frozenset(("r", "spss"))
"""What is made of them holds the released figures beside its own."""


def export(
    study: StudyFile,
    to: Annotated[Path, typer.Option(help="help.empty_folder_it_may")],
    as_: Annotated[list[str] | None, typer.Option("--as", help="help.sav_csv_ddi_r")] = None,
    wave: Wave = None,
    keep_ids: Annotated[bool, typer.Option("--keep-ids", help="help.with_respondent_ids_response")] = False,
    metadata: Annotated[bool, typer.Option("--metadata", help="help.codebook_only_without_single")] = False,
    out: Out = Path("build"),
    confidential: Confidential = None,
) -> None:
    """Write the accepted answers for SPSS, R and others."""
    from monitor.stages.options import RunOptions

    formats = choices(as_, KINDS, "--as") or KINDS
    options = RunOptions(out=out, confidential=confidential)
    show(export_study(study, options, formats, to, wave, keep_ids, metadata))


def export_study(
    path: Path,
    options: RunOptions,
    formats: Sequence[str],
    to: Path,
    wave: str | None,
    keep_ids: bool,
    metadata: bool,
) -> tuple[str, ...]:
    """Export a study; returns what there is to say.

    **Raises** IntakeError for a folder inside an output folder, and as `monitor.exchange.export` does.
    """
    from monitor.exchange.export import export as write
    from monitor.exchange.export import told
    from monitor.pipeline import declared_study
    from monitor.stages.options import confidential_root
    from monitor.stages.taking_in import take_in

    study = declared_study(path, options)
    if wave is not None:
        study.wave(wave)
    for root in (options.out, confidential_root(options)):
        if to.resolve().is_relative_to(root.resolve()):
            raise IntakeError("exchange.inside_output", where=to, root=root)
    taken_in = take_in(study, progress, {})
    compared = not metadata and not COMPARED.isdisjoint(formats)
    estimates = _estimates(study, path, options)
    if compared and estimates is None:
        estimates = _computed(study, taken_in)
    files = write(study, taken_in.answers, estimates, formats, to, wave, keep_ids, metadata)
    return told(study, formats, files, to, metadata)


def _estimates(study: Study, path: Path, options: RunOptions) -> pd.DataFrame | None:
    """The released figures of the last run, None where there was none."""
    from monitor.stages.options import targets_of

    if not (targets_of(study, options)["public"] / "results").is_dir():
        return None
    return last_released(study, path, options).estimates


def _computed(study: Study, taken_in: Intake) -> pd.DataFrame:
    """The figures that a run would release, where nobody has run the study yet."""
    from monitor.stages.measuring import measure
    from monitor.stages.releasing import pass_the_door

    return pass_the_door(study, taken_in, *measure(study, taken_in, progress), progress).estimates
