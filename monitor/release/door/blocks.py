"""A table of estimates at the door: what each row would look like outside, and in which block it is.

All figures of one item in one group and wave go through the door together or not at all. Such a
block is what a threshold judges and what is suppressed. So no distribution is ever published with
holes, and no mean, SE or net can give back what a hole hides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitor.release.door.coarsening import coarsening_of, kept
from monitor.release.results.keys import numbered
from monitor.release.results.reasons import COARSENED, NO_RESPONDENTS, SMALL_GROUP, WITHHELD
from monitor.release.results.rounding import STATE_COUNTS, as_displayed, weighted
from monitor.study.study import Study

BLOCK = ["wave", "item", "breakdown", "group", "peer_set"]


@dataclass
class State:
    """What is decided so far: per block suppressed and withheld, per row coarsened away."""

    suppressed: np.ndarray
    withheld: np.ndarray
    coarsened: np.ndarray

    def reasons(self, door: Door) -> np.ndarray:
        """Why each row is suppressed; empty where it is not."""
        shut, withheld = self.suppressed[door.number], self.withheld[door.number]
        coarse, nobody = ~door.published | self.coarsened, ~door.people[door.number]
        return np.select(
            [nobody, withheld, coarse, shut], [NO_RESPONDENTS, WITHHELD, COARSENED, SMALL_GROUP], ""
        )


@dataclass(frozen=True)
class Door:
    """`estimates` as they came; per row: `displayed` as it would be written, `identifiable` by its group,
    `coarse` whether a coarsened table keeps it, `number` of its block.

    **Rows** of `blocks`: one per `BLOCK`, in order of first appearance; n (smallest base of its rows, in
    respondents), size (respondents in the group at most), place (order of the group). `people` says
    per block whether anybody at all is in its group.
    """

    estimates: pd.DataFrame
    displayed: pd.DataFrame
    identifiable: np.ndarray
    coarse: np.ndarray
    number: np.ndarray
    blocks: pd.DataFrame
    people: np.ndarray

    @property
    def published(self) -> np.ndarray:
        """Rows that may be published at all: identifiable groups show a coarsening only."""
        return ~self.identifiable | self.coarse

    @property
    def arrived(self) -> State:
        """What was suppressed before it came: a released table may come again and stays as it is."""
        suppressed = (self.estimates["status"] == "suppressed").to_numpy()
        reason = self.estimates["reason"].to_numpy(object)
        return State(
            self.any_row(suppressed & np.isin(reason, [SMALL_GROUP, WITHHELD])),
            self.any_row(suppressed & (reason == WITHHELD)),
            suppressed & (reason == COARSENED) & ~self.identifiable,
        )

    def any_row(self, rows: np.ndarray) -> np.ndarray:
        """Blocks of which some row is marked."""
        return np.bincount(self.number[rows], minlength=len(self.blocks)) > 0


def at_the_door(estimates: pd.DataFrame, study: Study) -> Door:
    """Sort out a typed table of estimates."""
    identifiable = in_identifiable_group(estimates, study)
    items = study.questionnaire.items
    coarsenings = {name: coarsening_of(items[name], study) for name in estimates["item"].unique()}
    blocks, number = _blocks(estimates, study)
    return Door(
        estimates=estimates,
        displayed=as_displayed(estimates, identifiable, study.questionnaire, weighted(study)),
        identifiable=identifiable,
        coarse=kept(estimates, coarsenings),
        number=number,
        blocks=blocks,
        people=(blocks.groupby(["wave", "breakdown", "group"])["size"].transform("max") > 0).to_numpy(),
    )


def in_identifiable_group(frame: pd.DataFrame, study: Study) -> np.ndarray:
    """Per row of estimates or changes."""
    named = [found.id for found in study.breakdowns if found.identifiable]
    return frame["breakdown"].isin(named).to_numpy()


def _blocks(estimates: pd.DataFrame, study: Study) -> tuple[pd.DataFrame, np.ndarray]:
    number = numbered(estimates, BLOCK)
    hidden = ((estimates["status"] == "suppressed") & (estimates["reason"] != NO_RESPONDENTS)).to_numpy(float)
    size = estimates[["n", *STATE_COUNTS]].sum(axis=1)
    rows = estimates[[*BLOCK, "n"]].assign(size=np.maximum(size, hidden))
    blocks = rows.groupby(BLOCK, sort=False).agg(n=("n", "min"), size=("size", "max")).reset_index()
    blocks["n"] = blocks["n"].fillna(0.0)
    order = {
        (found.id, group): place for found in study.breakdowns for place, group in enumerate(found.groups)
    }
    pairs = zip(blocks["breakdown"], blocks["group"], strict=True)
    return blocks.assign(place=[order.get(pair, -1) for pair in pairs]), number
