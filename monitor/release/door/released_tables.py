"""The door: the only maker of a released table.

    typed -> thresholds -> next smallest -> suppress, audit, cut -> numbers out, reasons in

What is decided here is told in `method["disclosure"]`: per released table each check with its status,
a Dutch summary and how often it applied. Never which rows: that would tell small groups from those
that were suppressed to protect them. For the same reason both have the one reason `small_group`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from monitor.errors import ReleaseError, nearest
from monitor.release.door.blocks import Door, State, at_the_door, in_identifiable_group
from monitor.release.door.change_suppression import released_changes, shut_changes
from monitor.release.door.primary_suppression import (
    Check,
    extreme_means,
    minimum_base,
    minimum_count,
    next_smallest,
)
from monitor.release.door.secondary_suppression import Account, Protection
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.study import Study


def release(
    estimates: pd.DataFrame, changes: pd.DataFrame, method: Mapping[str, Any], study: Study
) -> ReleasedSet:
    """Let through what may be published of a study; all else keeps its key and loses its numbers.

    **Rows**: those of the tables that came, in the same order.
    **Method**: thresholds per kind of group (anonymous, identifiable), complementary suppression and an
    audit by linear programming; see docs/decisions/004-disclosure.md.
    **Raises** ReleaseError for columns, waves, items, breakdowns or groups that the study does not have.
    """
    estimates = typed(estimates, ESTIMATES, "estimates")
    changes = typed(changes, CHANGES, "changes")
    for frame, name in ((estimates, "estimates"), (changes, "changes")):
        _check_declared(frame, name, study)
    door = at_the_door(estimates.sort_values(list(ESTIMATES.key)), study)
    state, checks = _first_checks(door, study)
    protection = Protection(door, study)
    protection.protect(state)
    released = _released_estimates(door, state)
    shut = shut_changes(changes, released, study)
    identifiable = in_identifiable_group(changes, study)
    record = _record({"estimates": checks, "changes": [shut]}, protection.account, study)
    return ReleasedSet(
        released,
        released_changes(changes, shut.mask, identifiable, study),
        {**method, "study": study.id, "disclosure": record},
    )


def _first_checks(door: Door, study: Study) -> tuple[State, list[Check]]:
    checks = [minimum_base(door, study), minimum_count(door, study), extreme_means(door, study)]
    state = door.arrived
    state.suppressed = np.logical_or.reduce([state.suppressed, *(check.mask for check in checks)])
    checks.append(next_smallest(door, state.suppressed))
    state.suppressed |= checks[-1].mask
    return state, checks


def _record(tables: Mapping[str, list[Check]], account: Account, study: Study) -> dict[str, Any]:
    """What method.json tells of the door."""
    records = {name: [check.record() for check in checks] for name, checks in tables.items()}
    return {"thresholds": asdict(study.disclosure), "tables": records, "audit": asdict(account)}


def _released_estimates(door: Door, state: State) -> pd.DataFrame:
    frame, reason = door.displayed.copy(), state.reasons(door)
    shut = reason != ""
    frame.loc[shut, list(ESTIMATES.numbers)] = np.nan
    frame["status"] = np.where(shut, "suppressed", frame["status"])
    frame["reason"] = np.where(shut, reason, frame["reason"])
    return typed(frame.sort_index(), ESTIMATES, "estimates")


def _check_declared(frame: pd.DataFrame, name: str, study: Study) -> None:
    items = {item for indicator in study.indicators for item in indicator.items}
    sets = study.questionnaire.groups if name == "changes" else ()
    breakdowns = {"": {""}} | {found.id: set(found.groups) for found in study.breakdowns}
    waves = {wave.id for wave in study.waves}
    known = {
        "study": {study.id},
        "indicator": {found.id for found in study.indicators},
        "item": {*items, *sets},
        "breakdown": set(breakdowns),
        "wave": waves, "from_wave": waves, "to_wave": waves,
    }  # fmt: skip
    for column in (column for column in known if column in frame):
        for value in sorted(set(frame[column]) - known[column]):
            raise ReleaseError(f'the study has no {column.replace("_", " ")} "{value}"', where=name,
                               hint=nearest(value, known[column]))  # fmt: skip
    for breakdown, group in sorted(set(zip(frame["breakdown"], frame["group"], strict=True))):
        if group not in breakdowns[breakdown]:
            raise ReleaseError(f'breakdown "{breakdown}" has no group "{group}"', where=name,
                               hint=nearest(group, breakdowns[breakdown]))  # fmt: skip
