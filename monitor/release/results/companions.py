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
from monitor.release.results.conditions import other_conditions
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
            study, plan.line, f'the results of "{plan.name}" are not there', got=str(folder),
            hint=f"Run that study first: {_command(plan, folder)}; or name them: --companion {plan.name}=FOLDER",
        )  # fmt: skip
    try:
        released = read_results(folder, plan.study)
    except MonitorError as failure:
        raise _fail(
            study, plan.line, f'the results of "{plan.name}" cannot be used: {str(failure).rstrip(".")}'
        ) from None
    for what, got, expected in _differences(plan, released):
        raise _fail(study, plan.line, f'the results of "{plan.name}" are of {what}', got=got,
                    expected=f"{expected}, as its study file says",
                    hint=f"Name another folder, or run that study again: {_command(plan, folder)}")  # fmt: skip
    if released.method.demonstration and not study.demonstration:
        raise _fail(
            study, plan.line, f'the results of "{plan.name}" are a demonstration and this study is not'
        )
    return Companion(plan.study, released, folder)


def _differences(plan: CompanionPlan, released: ReleasedSet) -> Iterator[tuple[str, str, str]]:
    """What does not fit between the results and the declaration: what, got and expected."""
    named = released.method.study
    if named != plan.study.id:
        yield "another study", named or "no study at all", plan.study.id
    held, declared = released.method.waves, [wave.id for wave in plan.study.waves]
    if sorted(held) != sorted(declared):
        yield "other waves", ", ".join(sorted(held)) or "none", ", ".join(declared)
    yield from other_conditions(released.method, plan.study)
    least, smallest = plan.study.disclosure.anonymous.minimum_base, _smallest_base(released)
    if smallest < least:
        yield "figures on too few answers", f"{smallest:.0f}", f"at least {least}"


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
            study, row.line, f'the results of "{row.companion}" hold no figure "{figure}" of wave {wave}',
            hint=f"Run that study again: {_command(study.companions[row.companion], companion.folder)}",
        )  # fmt: skip


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
