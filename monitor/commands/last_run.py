"""What the last run of a study released, for the commands that look at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import ReleaseError
from monitor.messages.catalogue import text
from monitor.outputs import MANIFEST, RUN_AGAIN, read_manifest

if TYPE_CHECKING:
    from monitor.publication.language.voice import Voice
    from monitor.release.results.method import Method
    from monitor.release.results.released_set import ReleasedSet
    from monitor.stages.options import RunOptions
    from monitor.study.study import Study


def last_released(study: Study, path: Path, options: RunOptions) -> ReleasedSet:
    """The released set of a study in `options.out`, with its companions beside it; `path` is its file.

    **Raises** ReleaseError when the study has not been run yet, and for results that were released under other
    limits or another policy: what is written about them would be false.
    """
    from monitor.pipeline import read_companions
    from monitor.release.results.conditions import other_conditions
    from monitor.release.results.released_set import read_results

    results = last_results(study, path, options)
    released = read_results(results, study)
    for what, got, expected in other_conditions(released.method, study):
        raise ReleaseError(
            "program.results_were_released_under",
            where=results,
            got=got,
            expected=expected,
            hint=RUN_AGAIN,
            finding=what,
        )
    return replace(released, companions=read_companions(study, options, lambda *_: None))


def voice_of_last(study: Study, released: ReleasedSet) -> Voice:
    """The words of reports on a released set, with what only that knows of the groups of the study."""
    from monitor.pipeline import voice_of
    from monitor.release.results.conditions import as_released

    return voice_of(as_released(study, [released.method]))


def confidential_of(run: Path, confidential: Path | None = None) -> Path | None:
    """The confidential folder that goes with the public folder of a run, None where it is not there."""
    from monitor.stages.options import RunOptions, confidential_root

    home = run.resolve()
    root = home.parents[1]
    folder = confidential_root(RunOptions(out=root, confidential=confidential)) / home.relative_to(root)
    return folder if (folder / MANIFEST).is_file() else None


def as_last_run(study: Study, options: RunOptions) -> Study:
    """The study without the breakdowns that its last run was made without."""
    from monitor.stages.options import home_of

    target = home_of(study, options)
    if not (target / MANIFEST).is_file():
        return study
    held = read_manifest(target).get("breakdowns")
    known = [breakdown.id for breakdown in study.breakdowns]
    return study.without([name for name in known if name not in held]) if held is not None else study


def last_results(study: Study, path: Path, options: RunOptions) -> Path:
    """The results folder of a study in `options.out`; `path` is its file.

    **Raises** ReleaseError when the study has not been run yet.
    """
    from monitor.stages.options import home_of

    results = home_of(study, options) / "results"
    if not results.is_dir():
        raise ReleaseError("program.study_has_no_released_results_yet", where=results, path=path)
    return results


def check_as_run(study: Study, method: Method, now: Mapping[str, str], run: Mapping[str, str]) -> None:
    """**Raises** ReleaseError where the study is marked otherwise than its results, and for municipalities that are not those of
    the run: what is told of their peers and people would be of others."""
    if method.demonstration != study.demonstration:
        marks = (
            f"demonstration: {str(mark).lower()}" for mark in (method.demonstration, study.demonstration)
        )
        raise ReleaseError(
            "program.results_were_released_under", where=study.path.name, got=next(marks), expected=next(marks),
            hint=RUN_AGAIN, finding=text("release.other_demonstration"),
        )  # fmt: skip
    frame = {path.name for path in study.municipalities.files} if study.municipalities is not None else set()
    for name, digest in now.items():
        if Path(name).name in frame and run.get(name) != digest:
            raise ReleaseError("benchmark.other_municipalities", where=name)
