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
from monitor.release.display import as_displayed
from monitor.release.protection import Account, Protection, State
from monitor.release.results import (
    CHANGE_COLUMNS,
    CHANGE_KEY,
    CHANGE_NUMBERS,
    ESTIMATE_COLUMNS,
    ESTIMATE_NUMBERS,
    ReleasedSet,
    typed,
)
from monitor.release.thresholds import (
    BLOCK,
    Check,
    blocks_of,
    extreme_means,
    minimum_base,
    minimum_count,
    next_smallest,
    present,
)
from monitor.study.study import Study

SMALL_GROUP, COARSENED, WITHHELD, NO_RESPONDENTS = "small_group", "coarsened", "withheld", "no_respondents"
ESTIMATE_SUPPRESSED = "estimate_suppressed"


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
    account = _protected(door, study)
    released = _released_estimates(door)
    shut = _shut_changes(changes, released, study)
    tables = {"estimates": checks, "changes": [shut]}
    record = {"thresholds": asdict(study.disclosure), "tables": {name: [check.record() for check in found] for name, found in tables.items()}, "audit": asdict(account)}  # fmt: skip
    return ReleasedSet(
        released,
        _released_changes(changes, shut.mask, study),
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


def _protected(door: Door, study: Study) -> Account:
    """Complementary suppression until the audit passes; changes the state of the door."""
    frame = door.displayed
    protection = Protection(
        frame, door.published, kept(frame, _coarsenings(frame, study)), _identifiable(frame, study), door.blocks,
        door.number, door.people, weighted(study), study,
    )  # fmt: skip
    protection.protect(door.state)
    return protection.account


def weighted(study: Study) -> bool:
    """Whether shares of the study differ from counts over bases."""
    return study.weighting is not None or study.design.weights is not None


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


def _shut_changes(changes: pd.DataFrame, released: pd.DataFrame, study: Study) -> Check:
    """Changes of which an estimate, in any wave they use, is not released.

    A test of a whole item or set uses all its categories or options.
    """
    shown = released["status"] != "suppressed"
    exact = _waves_by(released[shown], ["item", "category", "breakdown", "group", "measure"])
    hidden = _waves_by(released[~shown], ["item", "breakdown", "group"])
    mask = np.array([_is_shut(row, exact, hidden, study) for row in changes.itertuples(index=False)], dtype=bool)
    return Check("both_estimates", f"{int(mask.sum())} van de {len(mask)} veranderingen missen een vrijgegeven schatting.", mask)


def _waves_by(frame: pd.DataFrame, key: list[str]) -> dict[tuple, set[str]]:
    found: dict[tuple, set[str]] = {}
    for *name, wave in frame[[*key, "wave"]].itertuples(index=False, name=None):
        found.setdefault(tuple(name), set()).add(wave)
    return found


def _is_shut(row: Any, exact: dict[tuple, set[str]], hidden: dict[tuple, set[str]], study: Study) -> bool:
    waves = _waves_of(row, study)
    key = (row.item, row.category, row.breakdown, row.group, row.measure)
    if row.level == "category" or key in exact:
        return not waves <= exact.get(key, set())
    group = study.questionnaire.groups.get(row.item)
    members = group.items if group is not None and row.item not in study.questionnaire.items else (row.item,)
    return any(waves & hidden.get((item, row.breakdown, row.group), set()) for item in members)


def _waves_of(row: Any, study: Study) -> set[str]:
    waves = [wave.id for wave in study.waves]
    if row.comparison != "trend":
        return {row.from_wave, row.to_wave}
    return set(waves[waves.index(row.from_wave) : waves.index(row.to_wave) + 1])


def _released_changes(changes: pd.DataFrame, shut: np.ndarray, study: Study) -> pd.DataFrame:
    """Changes as displayed; a shut one has no numbers, no test and no verdict but that of a break."""
    frame = as_displayed(changes, _identifiable(changes, study), study.questionnaire, weighted(study))
    frame.loc[shut, list(CHANGE_NUMBERS)] = np.nan
    frame["test"] = frame["test"].mask(shut, "")
    frame["verdict"] = frame["verdict"].mask(shut & (frame["verdict"] != "not_comparable").to_numpy(), "too_few")
    frame["reason"] = frame["reason"].mask(shut & (frame["verdict"] != "not_comparable").to_numpy(), ESTIMATE_SUPPRESSED)
    doubled = frame.duplicated(list(CHANGE_KEY)) & shut
    return typed(frame[~doubled], CHANGE_COLUMNS, "changes")


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


__all__ = ["BLOCK", "Door", "release", "weighted"]
