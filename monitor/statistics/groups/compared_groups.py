"""What each group of a breakdown is compared with: all others together, each other group, or one of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.schema_words import PAIRS, REFERENCE, REST, pairs_of
from monitor.statistics.change.change_rows import Policy, figure_changes
from monitor.statistics.estimates.measurement import Figures
from monitor.statistics.estimates.rows import Columns
from monitor.study.study_file import Breakdown


@dataclass(frozen=True)
class ComparedGroups:
    """The comparisons of one breakdown.

    `names` is what `group` holds of each, `pairs` the places of its two groups (empty for the rest), `tests` the
    number of the test that it is: of two groups each is the rest of the other.
    """

    kind: str
    names: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]
    tests: tuple[int, ...]
    groups: int

    @property
    def one_test(self) -> bool:
        """Whether all comparisons are one and the same."""
        return len(set(self.tests)) == 1

    def rows(self, against_rest: Columns, of_groups: Figures, policy: Policy) -> Columns:
        """Columns [item x comparison, figure], from tests against the rest [item x group, figure] and the figures
        of all groups [item, group]."""
        if self.kind == REST:
            return against_rest
        parts = [self._pair(of_groups, one, other, policy) for one, other in self.pairs]
        return {
            name: np.stack([part[name] for part in parts], axis=1).reshape(-1, *column.shape[1:])
            for name, column in parts[0].items()
        }

    def _pair(self, figures: Figures, one: int, other: int, policy: Policy) -> Columns:
        """One group minus another; the answers of the first stand first."""
        numbers = np.full(self.groups, np.nan)
        numbers[[one, other]] = 1.0, -1.0
        rows = figure_changes(figures, numbers, policy)
        if one > other:
            rows["n_from"], rows["n_to"] = rows["n_to"], rows["n_from"]
        return rows


def compared_groups(breakdown: Breakdown) -> ComparedGroups:
    """The comparisons that a breakdown declares."""
    names = tuple(breakdown.groups)
    if breakdown.compared == PAIRS:
        pairs = tuple((names.index(one), names.index(other)) for one, other in pairs_of(names).values())
        return ComparedGroups(PAIRS, tuple(pairs_of(names)), pairs, tuple(range(len(pairs))), len(names))
    if breakdown.compared == REFERENCE:
        at = names.index(breakdown.reference)
        others = tuple(place for place in range(len(names)) if place != at)
        pairs = tuple((place, at) for place in others)
        return ComparedGroups(REFERENCE, tuple(names[place] for place in others), pairs, others, len(names))
    tests = (0, 0) if len(names) == 2 else tuple(range(len(names)))
    return ComparedGroups(REST, names, (), tests, len(names))
