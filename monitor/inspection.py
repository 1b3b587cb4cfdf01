"""Looking at what was released: every variable a report can use, and what an attacker could work out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import ReleaseError
from monitor.pipeline import (
    DEMONSTRATION,
    RunOptions,
    chosen_reports,
    declared_study,
    read_companions,
    targets_of,
)
from monitor.study.study import Study
from monitor.study.study_reader import read_study

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet


def find_variables(path: Path, word: str, options: RunOptions) -> tuple[str, ...]:
    """Every variable that a report of this study can use, with its value and where it comes from.

    **Raises** ReleaseError when the study has not been run into `options.out` yet.
    """
    from monitor.publication.sentences.variables import Variables

    study = declared_study(path, options)
    found = Variables(_released(study, path, options), study).search(word)
    return tuple(f"{each.path}  =  {each.value}  ({each.origin})" for each in found) or (
        f'Nothing holds "{word}".',
    )


def propose_texts(path: Path, report: str, options: RunOptions) -> tuple[str, ...]:
    """A first teksten.yaml for a report: every proposed sentence, to be edited.

    **Raises** ReleaseError when the study has not been run yet, DeclarationError for an unknown report.
    """
    from monitor.publication.drafts.proposed_texts import proposed_texts

    study = declared_study(path, options)
    plan = chosen_reports(study, (report,))[0]
    return (proposed_texts(plan, _released(study, path, options), study).rstrip("\n"),)


def audit_results(folders: Sequence[Path], studies: Sequence[Path]) -> tuple[str, ...]:
    """Play the attacker over released sets together.

    The declaration of each study is one of `studies`, or looked for below the current folder.
    **Raises** ReleaseError when something suppressed can be worked out, naming what.
    """
    from monitor.release.door.audit import audit
    from monitor.release.results.released_set import read_results, results_folder

    released = [read_results(results_folder(folder)) for folder in folders]
    names = sorted({str(found.method.get("study", "")) for found in released})
    given = [read_study(path) for path in studies]
    declared = given + [_study_called(name) for name in names if name not in {study.id for study in given}]
    report = audit(released, declared)
    if not report.passed:
        lines = [
            " ".join(str(part) for part in row if str(part))
            for row in report.findings.drop(columns=["low", "high"]).head(20).to_numpy()
        ]
        raise ReleaseError(
            f"{report.summary()}: {'; '.join(lines)}",
            hint="Do not hand these results on; run the study again",
        )
    return (report.summary(),)


def _released(study: Study, path: Path, options: RunOptions) -> ReleasedSet:
    """What the last run of a study released, with its companions beside it."""
    from monitor.release.results.released_set import read_results

    results = targets_of(study, options)["public"] / "results"
    if not results.is_dir():
        raise ReleaseError(
            "this study has no released results yet", where=results, hint=f"Run it first: monitor run {path}"
        )
    companions = read_companions(study, options, lambda *_: None)
    return replace(read_results(results), companions=companions)


def _study_called(name: str) -> Study:
    """The declaration of a study, looked for below the current folder and in the demonstration."""
    wanted = re.compile(rf"^study:\s*{re.escape(name)}\s*$", re.MULTILINE)
    for folder in (Path.cwd(), DEMONSTRATION.parent.parent):
        for path in sorted(folder.rglob("study*.yaml")):
            if wanted.search(path.read_text(encoding="utf-8", errors="replace")):
                return read_study(path)
    raise ReleaseError(
        f'the study file of "{name}" was not found', hint="Name it: --study path/to/study.yaml"
    )
