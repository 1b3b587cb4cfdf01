"""A table of estimates in blocks: what each row would look like when published, and which rows go together.

All figures of one item in one group and wave are released together or not at all. Such a block is what a
threshold rule looks at and what is suppressed. So no distribution is ever published with holes, and no mean,
SE or net can give back what a hole hides.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from monitor.release.door.classes import classes_of, with_classes
from monitor.release.door.coarsening import Coarsening, coarsenings_of, kept
from monitor.release.door.few_weights import FewWeights
from monitor.release.door.rounded_estimates import rounded_estimates
from monitor.release.results.keys import numbered
from monitor.release.results.reasons import COARSENED, NO_RESPONDENTS, SMALL_GROUP, WITHHELD
from monitor.schema import STATE_COUNTS
from monitor.statistics.change.census import without_chance
from monitor.statistics.estimates.pooled_variance import PooledVariances
from monitor.study.study import Study

BLOCK = ["wave", "item", "breakdown", "group", "peer_set"]


@dataclass
class SuppressionPattern:
    """What is decided so far: per block suppressed and withheld, per row coarsened away."""

    suppressed: np.ndarray
    withheld: np.ndarray
    coarsened: np.ndarray

    def kept_back(self, table: EstimateTable) -> np.ndarray:
        """Rows that have no number, of groups in which somebody is."""
        return ~np.isin(self.reasons(table), ["", NO_RESPONDENTS])

    def reasons(self, table: EstimateTable) -> np.ndarray:
        """Why each row is suppressed; empty where it is not."""
        suppressed, withheld = self.suppressed[table.block], self.withheld[table.block]
        empty = table.empty[table.block]
        left_out, coarsened = ~table.publishable, self.coarsened
        return np.select(
            [empty, withheld, left_out, suppressed, coarsened],
            [NO_RESPONDENTS, WITHHELD, COARSENED, SMALL_GROUP, COARSENED],
            "",
        )


@dataclass(frozen=True)
class EstimateTable:
    """`estimates` as they came; per row: `displayed` as it would be written, `identifiable` by its group, `rounded` whether its figure is,
    `kept` whether a coarsened table keeps it, `block` the number of its block.

    **Rows** of `blocks`: one per `BLOCK`, in order of first appearance; n (smallest base of its rows, in
    respondents), size (respondents in the group at most), place (order of the group). `empty` says
    per block whether nobody at all is in its group.
    """

    estimates: pd.DataFrame
    displayed: pd.DataFrame
    identifiable: np.ndarray
    rounded: np.ndarray
    coarsenings: dict[str, Coarsening]
    kept: np.ndarray
    block: np.ndarray
    blocks: pd.DataFrame
    empty: np.ndarray

    @property
    def share_of_respondents(self) -> np.ndarray:
        """The share of each row without weights, NaN where there is no count."""
        count, n = (self.estimates[name].to_numpy(float) for name in ("count", "n"))
        return np.divide(count, n, out=np.full(len(n), np.nan), where=n > 0)

    @property
    def publishable(self) -> np.ndarray:
        """Rows that may be published at all: identifiable groups show a coarsening only."""
        return ~self.identifiable | self.kept

    @property
    def pattern_before(self) -> SuppressionPattern:
        """The suppressions it came with: a released table that is released again stays as it is."""
        suppressed = (self.estimates["status"] == "suppressed").to_numpy()
        reason = self.estimates["reason"].to_numpy(object)
        return SuppressionPattern(
            self.blocks_with(suppressed & np.isin(reason, [SMALL_GROUP, WITHHELD])),
            self.blocks_with(suppressed & (reason == WITHHELD)),
            suppressed & (reason == COARSENED) & ~self.identifiable,
        )

    def blocks_with(self, rows: np.ndarray) -> np.ndarray:
        """Blocks of which some row is marked."""
        return np.bincount(self.block[rows], minlength=len(self.blocks)) > 0


def estimate_table(
    estimates: pd.DataFrame,
    study: Study,
    variances: PooledVariances,
    complete: Collection[str] = (),
    inside: bool = False,
) -> EstimateTable:
    """Divide a typed table of estimates into blocks; `variances` as of `rounded_estimates`.

    Nothing is left to chance in `complete` waves; for use `inside` nobody and everybody keep their numbers.
    """
    identifiable = in_identifiable_group(estimates, study)
    coarsenings = coarsenings_of(estimates["item"].unique(), study)
    blocks, block = _blocks(estimates, study)
    without = without_chance(estimates, complete)
    displayed = rounded_estimates(without, identifiable, study, variances)
    return EstimateTable(
        estimates=without,
        displayed=displayed if inside else with_classes(displayed, classes_of(estimates, identifiable)),
        identifiable=identifiable,
        rounded=identifiable,
        coarsenings=coarsenings,
        kept=kept(estimates, coarsenings),
        block=block,
        blocks=blocks,
        empty=(blocks.groupby(["wave", "breakdown", "group"])["size"].transform("max") <= 0).to_numpy(),
    )


def with_few_weights(
    table: EstimateTable, few: FewWeights, study: Study, variances: PooledVariances
) -> EstimateTable:
    """The same table with what is displayed of tables of few weights rounded first."""
    displayed = rounded_estimates(table.estimates, table.identifiable, study, variances, few)
    return replace(
        table,
        displayed=with_classes(displayed, classes_of(table.estimates, table.identifiable)),
        rounded=table.identifiable | few.rows(table.estimates),
    )


def identifiable_breakdowns(study: Study) -> frozenset[str]:
    """The breakdowns of groups in which people can be recognised."""
    return frozenset(breakdown.id for breakdown in study.breakdowns if breakdown.identifiable)


def in_identifiable_group(frame: pd.DataFrame, study: Study) -> np.ndarray:
    """Per row of estimates or changes: whether people can be recognised in its group."""
    return frame["breakdown"].isin(identifiable_breakdowns(study)).to_numpy()


def _blocks(estimates: pd.DataFrame, study: Study) -> tuple[pd.DataFrame, np.ndarray]:
    """The blocks of a table, and the number of each row's block."""
    block = numbered(estimates, BLOCK)
    suppressed = (estimates["status"] == "suppressed") & (estimates["reason"] != NO_RESPONDENTS)
    size = estimates[["n", *STATE_COUNTS]].sum(axis=1)
    rows = estimates[[*BLOCK, "n"]].assign(size=np.maximum(size, suppressed.to_numpy(float)))
    blocks = rows.groupby(BLOCK, sort=False).agg(n=("n", "min"), size=("size", "max")).reset_index()
    blocks["n"] = blocks["n"].fillna(0.0)
    order = {
        (breakdown.id, group): place
        for breakdown in study.breakdowns
        for place, group in enumerate(breakdown.groups)
    }
    pairs = zip(blocks["breakdown"], blocks["group"], strict=True)
    return blocks.assign(place=[order.get(pair, -1) for pair in pairs]), block
