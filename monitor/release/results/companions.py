"""The released sets of other surveys that stand beside a study: read, and held against their declarations.

A companion is read as anybody else would read it: what its own door released, and never a response.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os.path import normpath
from pathlib import Path
from typing import Any

from monitor.errors import MonitorError, ReleaseError
from monitor.input_files import is_folder
from monitor.messages.catalogue import text
from monitor.release.results.conditions import as_released, other_conditions
from monitor.release.results.released_set import Companion, ReleasedSet, read_results, results_folder
from monitor.study.companions import CompanionPlan, Side, SideBySide
from monitor.study.study import Study


def read_companions(study: Study, folders: Mapping[str, Path]) -> dict[str, Companion]:
    """The companions of a study by name, each from its folder in `folders`.

    **Raises** ReleaseError, naming the line of the study file, where there are no results or damaged ones,
    for results of another study or other waves, for a demonstration beside a real survey, and for a figure
    in `side_by_side` that the results do not hold.
    """
    companions = {name: _companion(plan, folders[name], study) for name, plan in study.companions.items()}
    for row in study.side_by_side:
        _check_held(row, companions[row.companion], study)
    return companions


def _companion(plan: CompanionPlan, folder: Path, study: Study) -> Companion:
    folder = results_folder(folder)
    if not is_folder(folder):
        raise _fail(
            study,
            plan.line,
            "release.results_of_are_not_there",
            got=str(folder),
            command=_command(plan, folder),
            plan=plan.name,
        )
    try:
        released = read_results(folder, plan.study)
    except MonitorError as failure:
        raise _fail(
            study,
            plan.line,
            "release.results_of_cannot_be_used",
            plan=plan.name,
            failure=failure,
        ) from None
    for what, got, expected in _differences(plan, released):
        raise _fail(
            study,
            plan.line,
            "release.results_of_are_of",
            got=got,
            declared=expected,
            command=_command(plan, folder),
            plan=plan.name,
            finding=what,
        )
    if released.method.demonstration and not study.demonstration:
        raise _fail(study, plan.line, "release.results_of_are_demonstration_and_study", plan=plan.name)
    return Companion(as_released(plan.study, [released.method]), released, folder)


def _differences(plan: CompanionPlan, released: ReleasedSet) -> Iterator[tuple[str, str, str]]:
    """What does not fit between the results and the declaration: what, got and expected."""
    named = released.method.study
    if named != plan.study.id:
        yield text("release.another_study"), named or text("release.no_study"), plan.study.id
    held, declared = released.method.waves, [wave.id for wave in plan.study.waves]
    if sorted(held) != sorted(declared):
        yield (
            text("release.other_waves"),
            ", ".join(sorted(held)) or text("release.none"),
            ", ".join(declared),
        )
    yield from other_conditions(released.method, plan.study)
    least, smallest = plan.study.disclosure.anonymous.minimum_base, _smallest_base(released)
    if smallest < least:
        yield text("release.too_few_answers"), f"{smallest:.0f}", text("release.at_least", least=least)


def _smallest_base(released: ReleasedSet) -> float:
    """The fewest answers under a figure of the whole sample that is told, whatever its limits are said to be."""
    rows = released.estimates
    return float(rows.loc[(rows["breakdown"] == "") & (rows["status"] != "suppressed"), "n"].min())


def _command(plan: CompanionPlan, folder: Path) -> str:
    """The command that leaves the results of a companion in this folder, as far as a run would put them there."""
    wave = plan.study.current.id
    place = f" --out {folder.parents[2]}" if folder.parts[-3:] == (plan.study.id, wave, "results") else ""
    return f"monitor run {normpath(plan.study.path)} --wave {wave}{place}"


def _check_held(row: SideBySide, companion: Companion, study: Study) -> None:
    if not _holds(row.other, companion):
        figure = f"{row.other.item}.{row.other.category or row.other.measure}"
        wave = row.other.wave_in(companion.study)
        raise _fail(
            study,
            row.line,
            "release.results_of_hold_no_figure_of",
            command=_command(study.companions[row.companion], companion.folder),
            companion=row.companion,
            figure=figure,
            current=wave,
        )


def _holds(side: Side, companion: Companion) -> bool:
    estimates = companion.released.estimates
    wanted = {
        "item": side.item, "category": side.category, "measure": side.measure,
        "wave": side.wave_in(companion.study), "breakdown": "",
    }  # fmt: skip
    rows = estimates[estimates["item"].eq(side.item)]
    return bool((rows[list(wanted)] == list(wanted.values())).all(axis=1).any())


def _fail(study: Study, line: int | None, what: str, **details: Any) -> ReleaseError:
    return ReleaseError(what, where=study.path.name, line=line, code="companion", **details)
