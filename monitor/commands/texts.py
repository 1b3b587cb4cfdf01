"""`monitor texts`: a first teksten.yaml for an editor to change, an approval, and texts of before rewritten to roles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.commands.last_run import as_last_run, last_released, voice_of_last
from monitor.commands.options import Companions, Out, Policy, StudyFile, Wave, folders_by_companion
from monitor.commands.screen import give
from monitor.messages.catalogue import text as said

if TYPE_CHECKING:
    from monitor.stages.options import RunOptions


def texts(
    study: StudyFile,
    report: Annotated[str, typer.Option(help="help.report_texts_are")] = "inspectorate",
    out: Out = Path("build"),
    wave: Wave = None,
    policy: Policy = None,
    companion: Companions = None,
    roles: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="help.rewrite_texts_in_folder",
        ),
    ] = None,
    approve: Annotated[str | None, typer.Option(metavar="NAME", help="help.approve_as")] = None,
) -> None:
    """Print a first teksten.yaml, approve a report, or rewrite texts to roles."""
    from monitor.stages.options import RunOptions

    options = RunOptions(out=out, wave=wave, policy=policy, companions=folders_by_companion(companion))
    if approve is not None:
        give(approve_texts(study, report, approve, options))
    else:
        give(propose_texts(study, report, options) if roles is None else rewrite_to_roles(study, roles, wave))


def propose_texts(path: Path, report: str, options: RunOptions) -> tuple[str, ...]:
    """A first teksten.yaml for a report: every proposed sentence, to be edited.

    **Raises** ReleaseError when the study has not been run yet, DeclarationError for an unknown report.
    """
    from monitor.pipeline import declared_study
    from monitor.publication.drafts.proposed_texts import proposed_texts
    from monitor.stages.options import chosen_reports

    declared = declared_study(path, options)
    own, plan = next(
        (own, plan) for own in (declared, declared.inside()) for plan in chosen_reports(own, (report,))
    )
    study = as_last_run(own, options)
    released = last_released(study, path, options)
    return (proposed_texts(plan, released, voice_of_last(study, released)).rstrip("\n"),)


def approve_texts(path: Path, report: str, name: str, options: RunOptions) -> tuple[str, ...]:
    """Note in teksten.yaml of a report that somebody approves its texts as they are.

    **Raises** DeclarationError for an unknown report, PublicationError for a name that is there already and a report
    without a folder of its own.
    """
    from monitor.errors import PublicationError
    from monitor.outputs import write_over
    from monitor.pipeline import declared_study
    from monitor.publication.drafts.editors_texts import TEXTS, read_editors_texts
    from monitor.publication.drafts.report_status import NEEDED, approved_by, texts_hash
    from monitor.publication.quarto.template_documents import ANY, template_folders
    from monitor.stages.options import chosen_reports

    declared = declared_study(path, options)
    study, plan = next(
        (own, plan) for own in (declared, declared.inside()) for plan in chosen_reports(own, (report,))
    )
    folders = template_folders(plan, study)
    home = folders.folders[0]
    if home.name == ANY:
        raise PublicationError("publication.approval_goes_nowhere", report=report)
    file, editors = folders.find(TEXTS) or home / TEXTS, read_editors_texts(folders, study)
    text = file.read_text(encoding="utf-8-sig") if file.exists() else ""
    told, count = approved_by(name, date.today(), text, editors, texts_hash(folders, study))
    file.touch()
    write_over(file, told.encode("utf-8"), "--approve")
    return (said("run.approved", name=" ".join(name.split()), report=report, count=count, needed=NEEDED),)


def rewrite_to_roles(path: Path, folder: Path, wave: str | None) -> Iterator[str]:
    """Rewrite every text of a folder so that waves go by their role; tells what changed and what an editor must do.

    **Raises** DeclarationError for an unknown wave, PublicationError for a folder without texts.
    """
    from monitor.outputs import write_over
    from monitor.publication.drafts.role_texts import as_written, read_texts, with_roles
    from monitor.study.study_reader import read_study

    found = read_texts(folder)
    study = as_written(found.values(), read_study(path), wave)
    yield said("run.written_for", wave=study.current.label)
    for file, text in found.items():
        done = with_roles(text, study, yaml=file.suffix in (".yaml", ".yml"))
        name = file.relative_to(folder).as_posix()
        if done.changed:
            write_over(file, done.text.encode("utf-8"), "--roles")
            yield said("run.by_role", file=name, count=done.changed)
        for line, variable in done.left:
            yield said("run.without_role", file=name, line_given=line, variable=variable)
