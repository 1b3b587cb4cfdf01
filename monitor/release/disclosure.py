"""The door: the only maker of a released table.

    typed -> thresholds -> next smallest -> suppress, audit, cut -> numbers out, reasons in

What is decided here is told in `method["disclosure"]`: per released table each check with its status,
a Dutch summary and how often it applied. Never which rows: that would tell small groups from those
that were suppressed to protect them. For the same reason both have the one reason `small_group`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from monitor.errors import ReleaseError, nearest
from monitor.release.coarsening import Coarsening, coarsening_of, kept
from monitor.release.complement import Complement, counts_behind
from monitor.release.differences import released_changes, shut_changes
from monitor.release.display import as_displayed, weighted
from monitor.release.nesting import Nesting
from monitor.release.protection import Account, Protection, State
from monitor.release.reasons import COARSENED, NO_RESPONDENTS, SMALL_GROUP, WITHHELD
from monitor.release.results import (
    CHANGE_COLUMNS,
    ESTIMATE_COLUMNS,
    ESTIMATE_NUMBERS,
    ReleasedSet,
    typed,
)
from monitor.release.thresholds import (
    Check,
    blocks_of,
    extreme_means,
    minimum_base,
    minimum_count,
    next_smallest,
    present,
)
from monitor.study.study import Study


@dataclass(frozen=True)
class Door:
    """A table of estimates at the door.

    `displayed` holds the rows as they would be written, `published` those that coarsening lets stay,
    `number` the block of each row, `people` whether there is anybody in the group of a block.
    """

    displayed: pd.DataFrame
    published: np.ndarray
    blocks: pd.DataFrame
    number: np.ndarray
    people: np.ndarray
    state: State

    @property
    def reason(self) -> np.ndarray:
        """Why each row is suppressed; empty where it is not."""
        shut, withheld = self.state.suppressed[self.number], self.state.withheld[self.number]
        coarse = ~self.published | self.state.coarsened
        nobody = ~self.people[self.number]
        return np.select(
            [nobody, withheld, coarse, shut], [NO_RESPONDENTS, WITHHELD, COARSENED, SMALL_GROUP], ""
        )


def release(
    estimates: pd.DataFrame, changes: pd.DataFrame, method: Mapping[str, Any], study: Study
) -> ReleasedSet:
    """Let through what may be published of a study; all else keeps its key and loses its numbers.

    **Rows**: those of the tables that came, in the same order.
    **Method**: thresholds per kind of group (anonymous, identifiable), complementary suppression and an
    audit by linear programming; see docs/decisions/004-disclosure.md.
    **Raises** ReleaseError for columns, waves, items, breakdowns or groups that the study does not have.
    """
    estimates = typed(estimates, ESTIMATE_COLUMNS, "estimates")
    changes = typed(changes, CHANGE_COLUMNS, "changes")
    for frame, name in ((estimates, "estimates"), (changes, "changes")):
        _check_declared(frame, name, study)
    door, checks = _first_checks(estimates, study)
    _complement(door, estimates, study)
    account = _protected(door, study)
    released = _released_estimates(door)
    shut = shut_changes(changes, released, study)
    tables = {"estimates": checks, "changes": [shut]}
    record = {"thresholds": asdict(study.disclosure), "tables": {name: [check.record() for check in found] for name, found in tables.items()}, "audit": asdict(account)}  # fmt: skip
    return ReleasedSet(
        released,
        released_changes(changes, shut.mask, _identifiable(changes, study), study),
        {**method, "study": study.id, "disclosure": record},
    )


def _first_checks(estimates: pd.DataFrame, study: Study) -> tuple[Door, list[Check]]:
    identifiable = _identifiable(estimates, study)
    displayed = as_displayed(estimates, identifiable, study.questionnaire, weighted(study))
    published = ~identifiable | kept(estimates, _coarsenings(estimates, study))
    blocks, number = blocks_of(estimates, study)
    checks = [
        minimum_base(blocks, study),
        minimum_count(estimates, number, published, blocks, study),
        extreme_means(displayed, number, published, blocks, study),
    ]
    suppressed = np.logical_or.reduce([check.mask for check in checks])
    beside = next_smallest(blocks, suppressed)
    state = State(suppressed | beside.mask, np.zeros(len(blocks), bool), np.zeros(len(estimates), bool))
    return Door(displayed, published, blocks, number, present(blocks), state), [*checks, beside]


def _complement(door: Door, estimates: pd.DataFrame, study: Study) -> None:
    """A first complementary suppression by sums; changes the state of the door."""
    stay = kept(estimates, _coarsenings(estimates, study))
    counts = counts_behind(estimates, stay, door.number, len(door.blocks))
    rules = Complement(door.blocks, counts, door.people, Nesting(study), study.disclosure)
    door.state.suppressed = rules.add(door.state.suppressed)


def _protected(door: Door, study: Study) -> Account:
    """Complementary suppression until the audit passes; changes the state of the door."""
    frame = door.displayed
    protection = Protection(
        frame, door.published, kept(frame, _coarsenings(frame, study)), _identifiable(frame, study), door.blocks,
        door.number, door.people, weighted(study), study,
    )  # fmt: skip
    protection.protect(door.state)
    return protection.account


def _identifiable(frame: pd.DataFrame, study: Study) -> np.ndarray:
    named = [found.id for found in study.breakdowns if found.identifiable]
    return frame["breakdown"].isin(named).to_numpy()


def _coarsenings(frame: pd.DataFrame, study: Study) -> dict[str, Coarsening]:
    items = study.questionnaire.items
    return {name: coarsening_of(items[name], study) for name in sorted(set(frame["item"])) if name in items}


def _released_estimates(door: Door) -> pd.DataFrame:
    frame, reason = door.displayed.copy(), door.reason
    shut = reason != ""
    frame.loc[shut, list(ESTIMATE_NUMBERS)] = np.nan
    frame["status"] = frame["status"].mask(shut, "suppressed")
    frame["reason"] = np.where(shut, reason, frame["reason"])
    return typed(frame, ESTIMATE_COLUMNS, "estimates")


def _check_declared(frame: pd.DataFrame, name: str, study: Study) -> None:
    questionnaire = study.questionnaire
    breakdowns = {"": {""}} | {found.id: set(found.groups) for found in study.breakdowns}
    waves = {wave.id for wave in study.waves}
    known = {
        "study": {study.id},
        "indicator": {found.id for found in study.indicators},
        "item": {*questionnaire.items, *questionnaire.groups},
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
