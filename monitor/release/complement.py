"""A first complementary suppression in identifiable groups, by sums alone.

In each coarser group the suppressed finer groups are known together: the total minus what is released.
So they have to hide among themselves, with answers enough for and against. Smallest blocks are added until
they do. The audit then finds what this leaves open; it only makes the audit's work small.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from monitor.release.nesting import Nesting, Refinement
from monitor.study.study import DisclosureRules


class Complement:
    """Adds blocks to the suppressed ones, table by table.

    `blocks` as in thresholds.py with group places; `counts` [blocks, k] are the answers behind each
    published code, NaN where a block has no such code; `people` says whose group has anybody.
    """

    def __init__(
        self, blocks: pd.DataFrame, counts: np.ndarray, people: np.ndarray, nesting: Nesting, rules: DisclosureRules
    ) -> None:
        self.n = blocks["n"].to_numpy(float)
        self.place = blocks["place"].to_numpy()
        self.counts = counts
        self.people = people
        self.nesting = nesting
        self.enough = max(rules.width, rules.reaches)
        self.tables = blocks.groupby(["wave", "item", "breakdown"], sort=False).indices

    def add(self, suppressed: np.ndarray) -> np.ndarray:
        """The suppressed blocks with those that the sums ask for."""
        suppressed = suppressed.copy()
        by_item: dict[tuple[str, str], dict[str, np.ndarray]] = {}
        for (wave, item, breakdown), found in self.tables.items():
            by_item.setdefault((wave, item), {})[breakdown] = found
        for tables in by_item.values():
            for name in self.nesting.breakdowns:
                if name in tables and self.nesting.breakdowns[name].identifiable:
                    for refinement in self.nesting.parents(name, list(tables)):
                        self._table(tables, refinement, suppressed)
        return suppressed

    def _table(self, tables: Mapping[str, np.ndarray], refinement: Refinement, suppressed: np.ndarray) -> None:
        fine, coarse = tables[refinement.finer], tables[refinement.coarser]
        fine = fine[self.people[fine]]
        parent = refinement.parent[self.place[fine]]
        for block in coarse:
            children = fine[parent == max(self.place[block], 0)]
            children = children[np.lexsort((self.place[children], self.n[children]))]
            hidden = suppressed[children]
            if hidden.any() or (suppressed[block] and self.people[block]):
                self._hide(children, hidden, bool(suppressed[block]), block)
                suppressed[children] = hidden

    def _hide(self, children: np.ndarray, hidden: np.ndarray, parent_hidden: bool, block: int) -> None:
        """Mark more children as hidden, smallest first, until the hidden ones are enough together."""
        for child in np.flatnonzero(~hidden):
            if self._is_enough(children[hidden], parent_hidden, block):
                return
            hidden[child] = True

    def _is_enough(self, hidden: np.ndarray, parent_hidden: bool, block: int) -> bool:
        n = self.n[hidden]
        if parent_hidden:
            return bool(n.sum() >= self.enough)
        if n.sum() - n.max(initial=0.0) < self.enough:
            return False
        rest, whole = np.nansum(self.counts[hidden], axis=0), self.counts[block]
        against = n.sum() - rest
        known = ~np.isnan(self.counts[hidden]).all(axis=0) & ~np.isnan(whole)
        with np.errstate(invalid="ignore"):
            for_it = rest >= np.minimum(self.enough, whole)
            against_it = against >= np.minimum(self.enough, self.n[block] - whole)
        return bool((for_it & against_it)[known].all())


def counts_behind(estimates: pd.DataFrame, kept: np.ndarray, number: np.ndarray, size: int) -> np.ndarray:
    """Per block the answers behind its kept shares, the first code and its complement [blocks, 2]."""
    counts = np.full((size, 2), np.nan)
    rows = kept & (estimates["measure"] == "share").to_numpy()
    own = pd.DataFrame({"block": number[rows], "count": estimates["count"].to_numpy()[rows]})
    place = own.groupby("block").cumcount().to_numpy()
    first = place < counts.shape[1]
    counts[own["block"].to_numpy()[first], place[first]] = own["count"].to_numpy()[first]
    return counts
