"""`monitor audit`: what an attacker could work out from everything that was released together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.commands.declared import read_under, study_called
from monitor.commands.options import Out, Policy
from monitor.commands.screen import show
from monitor.errors import ReleaseError

if TYPE_CHECKING:
    pass


def audit(
    results: Annotated[
        list[Path], typer.Argument(metavar="RESULTS...", help="help.results_folders_one_more")
    ],
    study: Annotated[list[Path] | None, typer.Option(help="help.study_files_where_they")] = None,
    policy: Policy = None,
    out: Out = Path("build"),
) -> None:
    """Play the attacker over everything released together."""
    show(audit_all(results, study or [], policy, out))


def audit_all(
    folders: Sequence[Path], studies: Sequence[Path], policy: Path | None, out: Path
) -> tuple[str, ...]:
    """Results folders, and sites with the results in `out` that they were made of.

    **Raises** ReleaseError as `audit_results` and `audit_site` do.
    """
    from monitor.commands.site_audit import audit_site, is_site

    results, lines = [folder for folder in folders if not is_site(folder)], []
    for folder in (folder for folder in folders if is_site(folder)):
        homes, said = audit_site(folder, studies, out, policy)
        results += [home for home in homes if home not in results]
        lines.append(said)
    return (*lines, *audit_results(results, studies, policy))


def audit_results(
    folders: Sequence[Path], studies: Sequence[Path], policy: Path | None = None
) -> tuple[str, ...]:
    """Play the attacker over released sets together.

    The declaration of each study is one of `studies`, or looked for below the current folder.
    `policy` is the file in which an organisation lowered a floor for one of them: without it figures that rest
    on less than the floor of the house are findings.
    **Raises** ReleaseError when something suppressed can be worked out, naming what, DeclarationError for a
    policy that names none of the studies.
    """
    from monitor.release.door.audit import audit
    from monitor.release.results.released_set import read_results, results_folder
    from monitor.study.organisation_policy import not_named, read_policy
    from monitor.study.study_file import PUBLIC

    lowered = read_policy(policy) if policy else None
    released = [read_results(results_folder(folder)) for folder in folders]
    for folder, one in zip(folders, released, strict=True):
        if one.method.audience != PUBLIC:
            raise ReleaseError("program.results_are_for_inside_use_they", where=folder)
    names = sorted({one.method.study for one in released})
    given = [read_under(path, lowered) for path in studies]
    declared = given + [
        study_called(one.method.study, lowered, folder)
        for folder, one in {
            one.method.study: (folder, one) for folder, one in zip(folders, released, strict=True)
        }.values()
        if one.method.study not in {study.id for study in given}
    ]
    if lowered and not any(study.policy for study in declared):
        raise not_named(lowered, *names)
    report = audit(released, declared)
    if not report.passed:
        lines = [
            " ".join(str(part) for part in row if str(part))
            for row in report.findings.drop(columns=["kind", "low", "high"]).head(20).to_numpy()
        ]
        raise ReleaseError("program.audit_failed", summary=report.summary(), lines="; ".join(lines))
    return (report.summary(),)
