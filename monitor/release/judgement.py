"""Which secrets of a puzzle are not protected.

Protected means: the range a reader can infer is at least `width` wide and holds a value of at least
`reaches`; or it is as wide as what is published on purpose leaves it. Published on purpose is every
coarser breakdown (a small count in a large base is no secret, so three of 103 for all means at most
three for any group) and, for a routed item, the answers of the same group to its filters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from monitor.release.attack import Puzzle
from monitor.release.nesting import Nesting
from monitor.release.propagation import propagated
from monitor.release.reach import Need, exact_range, ranges
from monitor.study.study import DisclosureRules


@dataclass(frozen=True)
class Units:
    """Blocks by number: the breakdown, item and group of each."""

    breakdown: np.ndarray
    item: np.ndarray


@dataclass(frozen=True)
class Judgement:
    """Per secret: the range found (inner bounds where protected), what it needs, and whether it is met.

    `limited` secrets have less than the full width left by what is published on purpose.
    """

    low: np.ndarray
    high: np.ndarray
    need: Need
    limited: np.ndarray

    @property
    def protected(self) -> np.ndarray:
        return self.need.met(self.low, self.high)


class Judge:
    """Judges puzzles by the rules of a study."""

    def __init__(
        self, units: Units, nesting: Nesting, filters: Mapping[str, frozenset[str]], rules: DisclosureRules
    ) -> None:
        self.units = units
        self.nesting = nesting
        self.filters = filters
        self.rules = rules

    def judge(self, puzzle: Puzzle) -> Judgement:
        """**Raises** Contradiction when what is told cannot be true together."""
        equations, secrets = puzzle.equations, puzzle.secrets
        need = self._need(puzzle)
        found = ranges(equations, *equations.bounds(), secrets.unknown, need)
        for place in np.flatnonzero(~need.met(found.low, found.high)):
            self._lower_need(puzzle, need, int(place))
        limited = (need.width < self.rules.width) | (need.reach < self.rules.reaches)
        return Judgement(found.low, found.high, need, limited)

    def on_purpose(self, puzzle: Puzzle, breakdown: str, item: str) -> np.ndarray:
        """Which readings are published on purpose, as seen from a secret of an item in a breakdown."""
        unit = puzzle.equations.reading_unit
        names, items = self.units.breakdown[unit], self.units.item[unit]
        coarser = {name: self.nesting.is_coarser(name, breakdown) for name in set(names)}
        filters = self.filters.get(item, frozenset())
        asked = np.array([own in filters for own in items], bool) & (names == breakdown)
        return np.array([coarser[name] for name in names], bool) | asked

    def _need(self, puzzle: Puzzle) -> Need:
        """What each secret needs; outer bounds of what is published on purpose ask for no less than it leaves."""
        secrets, equations = puzzle.secrets, puzzle.equations
        width = np.full(len(secrets), float(self.rules.width))
        reach = np.full(len(secrets), float(self.rules.reaches))
        known: dict[tuple[str, frozenset[str]], tuple[np.ndarray, np.ndarray]] = {}
        for place, (breakdown, item) in enumerate(zip(secrets.breakdown, secrets.item, strict=True)):
            key = (breakdown, self.filters.get(item, frozenset()) & set(secrets.item))
            if key not in known:
                told = self.on_purpose(puzzle, breakdown, item)
                known[key] = propagated(equations, *equations.bounds(told))
            low, high = (side[secrets.unknown[place]] for side in known[key])
            width[place], reach[place] = min(width[place], high - low), min(reach[place], high)
        return Need(width, reach)

    def _lower_need(self, puzzle: Puzzle, need: Need, place: int) -> None:
        secrets, equations = puzzle.secrets, puzzle.equations
        told = self.on_purpose(puzzle, secrets.breakdown[place], secrets.item[place])
        low, high = exact_range(equations, *equations.bounds(told), int(secrets.unknown[place]))
        need.width[place] = min(need.width[place], high - low)
        need.reach[place] = min(need.reach[place], high)
