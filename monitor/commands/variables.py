"""`monitor variables`: every variable that a report can use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.commands.last_run import as_last_run, last_released, voice_of_last
from monitor.commands.options import Companions, Out, Policy, StudyFile, Wave, folders_by_companion
from monitor.commands.screen import give
from monitor.messages.catalogue import text

if TYPE_CHECKING:
    from monitor.stages.options import RunOptions


def variables(
    study: StudyFile,
    word: Annotated[str, typer.Argument(metavar="WORD", help="help.only_variables_whose_name")] = "",
    out: Out = Path("build"),
    wave: Wave = None,
    policy: Policy = None,
    companion: Companions = None,
) -> None:
    """List what a report can refer to, with value and source."""
    from monitor.stages.options import RunOptions

    options = RunOptions(out=out, wave=wave, policy=policy, companions=folders_by_companion(companion))
    give(find_variables(study, word, options))


def find_variables(path: Path, word: str, options: RunOptions) -> tuple[str, ...]:
    """Every variable of the study that holds a word, with its value and where it comes from.

    **Raises** ReleaseError when the study has not been run into `options.out` yet.
    """
    from monitor.pipeline import declared_study
    from monitor.publication.sentences.variables import Variables

    study = as_last_run(declared_study(path, options), options)
    released = last_released(study, path, options)
    matching = Variables(released, voice_of_last(study, released)).search(word)
    return tuple(f"{each.path}  =  {each.value}  ({each.origin})" for each in matching) or (
        text("run.nothing_holds", word=word),
    )
