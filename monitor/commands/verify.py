"""`monitor verify`: a finished run made again from its inputs, and whether every byte is the same."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.commands.declared import study_called
from monitor.commands.last_run import confidential_of
from monitor.commands.options import (
    Companions,
    Confidential,
    Corrections,
    Policy,
    corrections_by_wave,
    folders_by_companion,
)
from monitor.commands.screen import expect, progress, show
from monitor.errors import MonitorError
from monitor.messages.catalogue import text

if TYPE_CHECKING:
    from monitor.run_differences import Difference
    from monitor.stages.options import RunOptions
    from monitor.study.study import Study

MOST_NAMED = 20
REPORTS = "reports/"
CAUSES = {
    "study": "verify.study",
    "questionnaire": "verify.questionnaire",
    "rules": "verify.rules",
    "answers": "verify.answers",
    "companion": "verify.companion",
    "other": "verify.other",
    "added": "verify.added",
    "left": "verify.left",
    "version": "verify.version",
    "package": "verify.package",
    "policy": "verify.policy",
}
BECAME = {"other": "verify.files_other", "missing": "verify.files_missing", "added": "verify.files_added"}


@dataclass(frozen=True)
class Recomputed:
    """The files of one folder of a run that are not those that its inputs give now, by what became of them."""

    other: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    same: int

    @property
    def is_same(self) -> bool:
        return not (self.other or self.missing or self.added)


class VerifyError(MonitorError):
    """What was made again is not what the run made, or cannot be made again."""


def verify(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="help.folder_finished_run_such")],
    study: Annotated[Path | None, typer.Option(help="help.study_file_where_it")] = None,
    confidential: Confidential = None,
    policy: Policy = None,
    corrections: Corrections = None,
    companion: Companions = None,
) -> None:
    """Make a finished run again, and hold every byte against it."""
    from monitor.stages.options import RunOptions

    options = RunOptions(
        expect=expect,
        out=run,
        confidential=confidential,
        policy=policy,
        corrections=corrections_by_wave(corrections),
        companions=folders_by_companion(companion),
    )
    show(verify_run(run, study, options))


def verify_run(run: Path, study: Path | None, options: RunOptions) -> tuple[str, ...]:
    """Make a run again in a folder of its own; returns what there is to say.

    `options` holds the policy, corrections and companions of that run, as far as they are asked for on the command
    line. **Raises** VerifyError when a file was changed since, or when a file comes out otherwise, naming which and
    what differs beneath; MonitorError for what a run cannot do.
    """
    from monitor.outputs import read_manifest
    from monitor.pipeline import run_study
    from monitor.run_differences import differing_facts
    from monitor.stages.options import targets_of

    manifest = read_manifest(run)
    _check_untouched(run, manifest["outputs"])
    declared = _declared(study, run, manifest, options)
    secret = confidential_of(run, options.confidential)
    known = read_manifest(secret) if secret else manifest
    _check_corrections(known, options)
    with tempfile.TemporaryDirectory(prefix="monitor-") as temporary:
        again = replace(
            _again(Path(temporary), run, manifest, declared, options),
            formats=_formats({**manifest["outputs"], **known["outputs"]}, declared),
        )
        run_study(declared.path, again, progress)
        made = targets_of(declared.until(str(manifest["wave"])), again)
        folders = {run: made["public"], **({secret: made["confidential"]} if secret else {})}
        outcomes = {home: _compared(home, copy) for home, copy in folders.items()}
        now = read_manifest(made["confidential" if secret else "public"])
        beneath = list(differing_facts(known, now, declared))
    return (*told(outcomes, beneath), text("verify.made_from", study=declared.path))


def _check_untouched(run: Path, outputs: Mapping[str, str]) -> None:
    """**Raises** VerifyError for a run whose files are not those that it wrote."""
    changed = [name for name, digest in outputs.items() if _hash(run / name) != digest]
    if changed:
        raise VerifyError("verify.touched", where=run, count=len(changed), names=_named(changed))


def _hash(path: Path) -> str:
    from monitor.outputs import file_hash

    return file_hash(path) if path.is_file() else ""


def _declared(path: Path | None, run: Path, manifest: Mapping[str, Any], options: RunOptions) -> Study:
    from monitor.pipeline import declared_study

    name = str(manifest.get("study", ""))
    declared = declared_study(path or study_called(name, results=run).path, options)
    if declared.id != name:
        raise VerifyError("verify.other_study", where=path, got=declared.id, expected=name)
    return declared


def _check_corrections(manifest: Mapping[str, Any], options: RunOptions) -> None:
    missing = sorted(set(manifest.get("corrections", {})) - set(options.corrections))
    if missing:
        raise VerifyError("verify.corrections", waves=", ".join(missing), wave=missing[0])


def _again(
    folder: Path, run: Path, manifest: Mapping[str, Any], study: Study, options: RunOptions
) -> RunOptions:
    """What to ask of the run that is made again: the wave, reports, breakdowns and engine of the first one."""
    from monitor.stages.options import targets_of

    reports = [name.split("/") for name in manifest["outputs"] if name.startswith(REPORTS)]
    held = manifest.get("breakdowns")
    without = () if held is None else tuple(one.id for one in study.breakdowns if one.id not in held)
    beside_run = replace(options, out=run.resolve().parents[1])
    beside = {
        name: plan.results or targets_of(plan.study, beside_run)["public"] / "results"
        for name, plan in study.companions.items()
    }
    return replace(
        options,
        out=folder / "build",
        confidential=None,
        wave=str(manifest["wave"]),
        reports=_reports(tuple(dict.fromkeys(parts[1] for parts in reports)), study),
        engine=str(manifest.get("engine", "auto")),
        companions={**beside, **options.companions},
        without=without,
    )


def _formats(outputs: Iterable[str], study: Study) -> tuple[str, ...] | None:
    """The formats that were asked for, for everybody and inside; None where each report has those of the study file."""
    from monitor.stages.options import ALL_FORMATS

    made: dict[str, set[str]] = {}
    for name in outputs:
        parts = name.split("/")
        if name.startswith(REPORTS) and len(parts) == 3:
            made.setdefault(parts[1], set()).add(Path(name).suffix[1:])
    declared = {report.id: set(report.formats or ALL_FORMATS) for report in study.reports}
    if all(declared.get(report) == formats for report, formats in made.items()):
        return None
    return tuple(sorted(set().union(*made.values()))) or None


def _reports(held: tuple[str, ...], study: Study) -> tuple[str, ...] | None:
    """The reports of the run; None where it has all, so that those for inside use come with them."""
    from monitor.study.study_file import PUBLIC

    public = {report.id for report in study.reports if report.audience == PUBLIC}
    known = {report.id for report in study.reports}
    return None if public <= set(held) else tuple(name for name in held if name in known)


def _compared(home: Path, again: Path) -> Recomputed:
    """The files of one folder beside those that were made again."""
    from monitor.outputs import file_hashes

    before, now = file_hashes(home, home), file_hashes(again, again)
    both = set(before) & set(now)
    other = _figures_first(name for name in both if before[name] != now[name])
    return Recomputed(
        other, _figures_first(set(before) - both), _figures_first(set(now) - both), len(both) - len(other)
    )


def _figures_first(names: Iterable[str]) -> tuple[str, ...]:
    """Reports come last: a figure that moved moves every drawing of it, and only the first names are told."""
    return tuple(sorted(names, key=lambda name: (name.startswith(REPORTS), name)))


def told(outcomes: Mapping[Path, Recomputed], beneath: Sequence[Difference]) -> tuple[str, ...]:
    """What there is to say of a run that was made again. **Raises** VerifyError where it is not the same."""
    causes = [text(CAUSES[one.kind], name=one.name, old=one.old, new=one.new) for one in beneath]
    if all(outcome.is_same for outcome in outcomes.values()):
        same = sum(outcome.same for outcome in outcomes.values())
        return (text("verify.same", count=same), *(text("verify.though", cause=cause) for cause in causes))
    lines = [line for outcome in outcomes.values() for line in _lines(outcome)]
    raise VerifyError(
        "verify.differs",
        where=", ".join(str(home) for home, outcome in outcomes.items() if not outcome.is_same),
        files=lines,
        causes=causes or None,
    )


def _lines(outcome: Recomputed) -> Iterator[str]:
    for kind, line in BECAME.items():
        names = getattr(outcome, kind)
        if names:
            yield text(line, count=len(names), names=_named(names))


def _named(names: Sequence[str]) -> str | Sequence[str]:
    more = len(names) - MOST_NAMED
    return text("verify.more", names=names[:MOST_NAMED], count=more) if more > 0 else names
