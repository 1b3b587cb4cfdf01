"""Secondary suppression by simple rules: what a subtraction from a total would give back goes too.

Three rules come before any linear program: the next smallest group, items behind a suppressed filter, and
subtotals. The audit then finds what they leave open; they only make its work small.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from monitor.release.attack.nesting import Nesting, Refinement
from monitor.release.door.blocks import EstimateTable, SuppressionPattern
from monitor.release.door.checks import Check, blocks_concerned
from monitor.release.results.keys import positions_by_key
from monitor.study.policy import DisclosureRules


def next_smallest(table: EstimateTable, suppressed: np.ndarray) -> Check:
    """Blocks to suppress beside a lonely suppressed one, so that no total gives it back.

    Where one group of an item in a breakdown and wave is suppressed, the smallest of the others goes too.
    A group nobody is in hides nothing and does not count.
    """
    blocks = table.blocks
    mask = np.zeros(len(blocks), bool)
    n, place = blocks["n"].to_numpy(), blocks["place"].to_numpy()
    for groups in positions_by_key(blocks, ["wave", "item", "breakdown", "peer_set"]).values():
        groups = groups[~table.empty[groups]]
        others = groups[~suppressed[groups]]
        if len(groups) - len(others) == 1 and len(others):
            mask[others[np.lexsort((place[others], n[others]))[0]]] = True
    return Check("next_smallest", f"{blocks_concerned(mask)} zijn de op een na kleinste groep.", mask)


class SubtotalSuppression:
    """Adds blocks to the suppressed ones, item by item.

    A routed item is suppressed where its filter is, in any group: its base is a count of the filter.
    In identifiable groups, and in each coarser group, the suppressed finer groups are known together: the total
    minus what is published. So they have to hide among themselves, with answers enough for and against. Smallest
    blocks are added until they do.
    """

    def __init__(
        self,
        table: EstimateTable,
        nesting: Nesting,
        filters: Mapping[str, frozenset[str]],
        rules: DisclosureRules,
    ) -> None:
        self.n = table.blocks["n"].to_numpy(float)
        self.place = table.blocks["place"].to_numpy()
        self.counts = _counts_behind(table)
        self.empty = table.empty
        self.suppressed_before = table.pattern_before.suppressed
        self.nesting = nesting
        self.enough = max(rules.width, rules.reaches)
        self.filters = {item: sorted(names) for item, names in filters.items()}
        self.by_item = _blocks_by_item(table.blocks, filters)

    def suppress(self, pattern: SuppressionPattern) -> None:
        """Suppress the blocks that filters and subtotals ask for; what came suppressed stays as it came."""
        for wave, item in self.by_item:
            blocks = self.by_item[wave, item].values()
            if not any(self.suppressed_before[own].any() for own in blocks):
                self.suppress_item(wave, item, pattern)

    def suppress_item(self, wave: str, item: str, pattern: SuppressionPattern) -> None:
        """Suppress the blocks of one item that filters and subtotals ask for."""
        by_breakdown = self.by_item[wave, item]
        self._suppress_with_filters(wave, item, pattern.suppressed)
        for name, breakdown in self.nesting.breakdowns.items():
            if name in by_breakdown and breakdown.identifiable:
                for refinement in self.nesting.parents(name, list(by_breakdown)):
                    self._suppress_subtotals(by_breakdown, refinement, pattern.suppressed)

    def _suppress_with_filters(self, wave: str, item: str, suppressed: np.ndarray) -> None:
        """A routed item goes with its filters: its base is a count of theirs."""
        for name, own in self.by_item[wave, item].items():
            for filter_item in self.filters[item]:
                blocks = self.by_item.get((wave, filter_item), {}).get(name, own[:0])
                places = self.place[blocks[suppressed[blocks]]]
                suppressed[own[np.isin(self.place[own], places)]] = True

    def _suppress_subtotals(
        self, by_breakdown: Mapping[str, np.ndarray], refinement: Refinement, suppressed: np.ndarray
    ) -> None:
        """In each coarser group, suppress finer ones until they are enough together."""
        fine, coarse = by_breakdown[refinement.finer], by_breakdown[refinement.coarser]
        fine = fine[~self.empty[fine]]
        parent = refinement.parent[self.place[fine]]
        for block in coarse:
            children = fine[parent == max(self.place[block], 0)]
            children = children[np.lexsort((self.place[children], self.n[children]))]
            if suppressed[children].any() or (suppressed[block] and not self.empty[block]):
                self._suppress_smallest(children, block, suppressed)

    def _suppress_smallest(self, children: np.ndarray, block: int, suppressed: np.ndarray) -> None:
        """Suppress more children, smallest first, until the suppressed ones are enough together."""
        for child in children[~suppressed[children]]:
            if self._is_enough(children[suppressed[children]], bool(suppressed[block]), block):
                return
            suppressed[child] = True

    def _is_enough(self, children: np.ndarray, parent_suppressed: bool, block: int) -> bool:
        """Whether suppressed children of a coarser block hide each other."""
        n = self.n[children]
        if parent_suppressed:
            return bool(n.sum() >= self.enough)
        if n.sum() - n.max(initial=0.0) < self.enough:
            return False
        answers_for, whole = np.nansum(self.counts[children], axis=0), self.counts[block]
        answers_against = n.sum() - answers_for
        known = ~np.isnan(self.counts[children]).all(axis=0) & ~np.isnan(whole)
        with np.errstate(invalid="ignore"):
            enough_for = answers_for >= np.minimum(self.enough, whole)
            enough_against = answers_against >= np.minimum(self.enough, self.n[block] - whole)
        return bool((enough_for & enough_against)[known].all())


def _blocks_by_item(
    blocks: pd.DataFrame, filters: Mapping[str, frozenset[str]]
) -> dict[tuple[str, str], dict[str, np.ndarray]]:
    """Block numbers by wave and item, then by breakdown; filters before what they lead to."""
    by_item: dict[tuple[str, str], dict[str, np.ndarray]] = {}
    for (wave, item, name), own in positions_by_key(blocks, ["wave", "item", "breakdown"]).items():
        by_item.setdefault((wave, item), {})[name] = own
    return dict(sorted(by_item.items(), key=lambda entry: len(filters[entry[0][1]])))


def _counts_behind(table: EstimateTable) -> np.ndarray:
    """Per block the answers behind its kept shares, the first code and its complement [blocks, 2]; else NaN."""
    counts = np.full((len(table.blocks), 2), np.nan)
    rows = table.kept & (table.estimates["measure"] == "share").to_numpy()
    block, count = table.block[rows], table.estimates["count"].to_numpy()[rows]
    place = pd.Series(block).groupby(block).cumcount().to_numpy()
    first = place < counts.shape[1]
    counts[block[first], place[first]] = count[first]
    return counts
