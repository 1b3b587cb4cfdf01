"""`monitor texts`: a first teksten.yaml, for an editor to change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.commands.last_run import last_released
from monitor.commands.options import Companions, Out, Policy, StudyFile, Wave, folders_by_companion
from monitor.commands.screen import give

if TYPE_CHECKING:
    from monitor.pipeline import RunOptions


def texts(
    study: StudyFile,
    report: Annotated[str, typer.Option(help="The report the texts are for.")] = "inspectorate",
    out: Out = Path("build"),
    wave: Wave = None,
    policy: Policy = None,
    companion: Companions = None,
) -> None:
    """Print the proposed sentences of a report as teksten.yaml.

    For an editor to change; see docs/editing.md.

    Example: monitor texts study.yaml --report parliament > teksten.yaml
    """
    from monitor.pipeline import RunOptions

    options = RunOptions(out=out, wave=wave, policy=policy, companions=folders_by_companion(companion))
    give(propose_texts(study, report, options))


def propose_texts(path: Path, report: str, options: RunOptions) -> tuple[str, ...]:
    """A first teksten.yaml for a report: every proposed sentence, to be edited.

    **Raises** ReleaseError when the study has not been run yet, DeclarationError for an unknown report.
    """
    from monitor.pipeline import chosen_reports, declared_study, voice_of
    from monitor.publication.drafts.proposed_texts import proposed_texts

    study = declared_study(path, options)
    plan = chosen_reports(study, (report,))[0]
    return (proposed_texts(plan, last_released(study, path, options), voice_of(study)).rstrip("\n"),)
