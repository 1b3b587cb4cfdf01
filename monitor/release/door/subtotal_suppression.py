"""A first complementary suppression, by routes and by sums alone.

A routed item is suppressed where its filter is, in any group: its base is a count of the filter.

In identifiable groups, and in each coarser group, the suppressed finer groups are known together: the total minus what is released.
So they have to hide among themselves, with answers enough for and against. Smallest blocks are added until
they do. The audit then finds what this leaves open; it only makes the audit's work small.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from monitor.release.attack.nesting import Nesting, Refinement
from monitor.release.door.blocks import Door, State
from monitor.study.policy import DisclosureRules


class Complement:
    """Adds blocks to the suppressed ones, table by table."""

    def __init__(
        self,
        door: Door,
        nesting: Nesting,
        filters: Mapping[str, frozenset[str]],
        rules: DisclosureRules,
    ) -> None:
        self.n = door.blocks["n"].to_numpy(float)
        self.place = door.blocks["place"].to_numpy()
        self.counts = _counts_behind(door)
        self.people = door.people
        self.before = door.arrived.suppressed
        self.nesting = nesting
        self.enough = max(rules.width, rules.reaches)
        self.filters = {item: sorted(found) for item, found in filters.items()}
        self.by_item: dict[tuple[str, str], dict[str, np.ndarray]] = {}
        for (wave, item, name), found in door.blocks.groupby(
            ["wave", "item", "breakdown"], sort=False
        ).indices.items():
            self.by_item.setdefault((wave, item), {})[name] = found
        depth = {item: len(found) for item, found in filters.items()}
        self.by_item = dict(sorted(self.by_item.items(), key=lambda entry: depth[entry[0][1]]))

    def add(self, state: State) -> None:
        """Suppress the blocks that routes and sums ask for; what came suppressed stays as it came."""
        for wave, item in self.by_item:
            if not any(self.before[table].any() for table in self.by_item[wave, item].values()):
                self.hide(wave, item, state)

    def hide(self, wave: str, item: str, state: State) -> None:
        """Suppress the blocks of one item that routes and sums ask for."""
        tables = self.by_item[wave, item]
        self._follow(wave, item, state.suppressed)
        for name, breakdown in self.nesting.breakdowns.items():
            if name in tables and breakdown.identifiable:
                for refinement in self.nesting.parents(name, list(tables)):
                    self._table(tables, refinement, state.suppressed)

    def _follow(self, wave: str, item: str, suppressed: np.ndarray) -> None:
        """A routed item goes with its filters: its base is a count of theirs."""
        for name, own in self.by_item[wave, item].items():
            for asked in self.filters[item]:
                above = self.by_item.get((wave, asked), {}).get(name, own[:0])
                hidden = self.place[above[suppressed[above]]]
                suppressed[own[np.isin(self.place[own], hidden)]] = True

    def _table(
        self, tables: Mapping[str, np.ndarray], refinement: Refinement, suppressed: np.ndarray
    ) -> None:
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


def _counts_behind(door: Door) -> np.ndarray:
    """Per block the answers behind its kept shares, the first code and its complement [blocks, 2]; else NaN."""
    counts = np.full((len(door.blocks), 2), np.nan)
    rows = door.coarse & (door.estimates["measure"] == "share").to_numpy()
    block, count = door.number[rows], door.estimates["count"].to_numpy()[rows]
    place = pd.Series(block).groupby(block).cumcount().to_numpy()
    first = place < counts.shape[1]
    counts[block[first], place[first]] = count[first]
    return counts
