"""Which secrets of a puzzle are not protected.

Protected means: the range a reader can infer is at least `width` wide and holds a value of at least
`reaches`; or it is as wide as what is published on purpose leaves it. Published on purpose is every
coarser breakdown (a small count in a large base is no secret, so three of 103 for all means at most
three for any group) and, for a routed item, the answers of the same group to its filters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.release.attack.attacker_problem import Puzzle, PuzzleBuilder
from monitor.release.attack.feasibility_intervals import Need, ranges
from monitor.release.attack.item_relations import Relation
from monitor.release.attack.nesting import Nesting
from monitor.release.attack.propagation import Contradiction, propagated
from monitor.study.policy import DisclosureRules


@dataclass(frozen=True)
class Case:
    """A puzzle and its judgement: None where there is no secret, or nothing fits what is told.

    `holds` says whether the relations of the questionnaire hold: answers kept against a route break them.
    """

    puzzle: Puzzle
    judgement: Judgement | None
    holds: bool = True

    @property
    def closed(self) -> bool:
        """Whether there is nothing left to protect."""
        return not len(self.puzzle.secrets) or (
            self.judgement is not None and bool(self.judgement.protected.all())
        )


@dataclass(frozen=True)
class Units:
    """Blocks by number: the breakdown and item of each."""

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
        failing = np.flatnonzero(~need.met(found.low, found.high))
        lowered = failing[self._lower_needs(puzzle, need, failing)]
        again = ranges(equations, *equations.bounds(), secrets.unknown[lowered], need.take(lowered))
        found.low[lowered], found.high[lowered] = again.low, again.high
        limited = (need.width < self.rules.width) | (need.reach < self.rules.reaches)
        return Judgement(found.low, found.high, need, limited)

    def on_purpose(self, puzzle: Puzzle, breakdown: str, item: str) -> np.ndarray:
        """Which readings are published on purpose, as seen from a secret of an item in a breakdown."""
        unit = puzzle.equations.reading_unit
        names, items = self.units.breakdown[unit], self.units.item[unit]
        coarser = [name for name in set(names) if self.nesting.is_coarser(name, breakdown)]
        asked = np.isin(items, list(self.filters.get(item, ()))) & (names == breakdown)
        return np.isin(names, coarser) | asked

    def _need(self, puzzle: Puzzle) -> Need:
        """What each secret needs; outer bounds of what is published on purpose ask for no less than it leaves."""
        secrets, equations = puzzle.secrets, puzzle.equations
        width = np.full(len(secrets), float(self.rules.width))
        reach = np.full(len(secrets), float(self.rules.reaches))
        for places in self._alike(puzzle, np.arange(len(secrets))):
            told = self._told(puzzle, places)
            low, high = (
                side[secrets.unknown[places]] for side in propagated(equations, *equations.bounds(told))
            )
            width[places] = np.minimum(width[places], high - low)
            reach[places] = np.minimum(reach[places], high)
        return Need(width, reach)

    def _lower_needs(self, puzzle: Puzzle, need: Need, failing: np.ndarray) -> np.ndarray:
        """Take the true bounds of what is published on purpose; returns which needs that lowered."""
        secrets, equations = puzzle.secrets, puzzle.equations
        before = need.take(failing)
        for places in self._alike(puzzle, failing):
            bounds, own = equations.bounds(self._told(puzzle, places)), need.take(places)
            found = ranges(equations, *bounds, secrets.unknown[places], own)
            less = ~own.met(found.low, found.high)
            need.width[places[less]] = np.minimum(own.width, found.high - found.low)[less]
            need.reach[places[less]] = np.minimum(own.reach, found.high)[less]
        after = need.take(failing)
        return (after.width < before.width) | (after.reach < before.reach)

    def _told(self, puzzle: Puzzle, places: np.ndarray) -> np.ndarray:
        return self.on_purpose(puzzle, puzzle.secrets.breakdown[places[0]], puzzle.secrets.item[places[0]])

    def _alike(self, puzzle: Puzzle, places: np.ndarray) -> list[np.ndarray]:
        """Secrets in groups for which the same is published on purpose."""
        secrets, found = puzzle.secrets, {}
        items = set(secrets.item)
        for place in places:
            key = (secrets.breakdown[place], self.filters.get(secrets.item[place], frozenset()) & items)
            found.setdefault(key, []).append(place)
        return [np.array(alike) for alike in found.values()]


def case_of(builder: PuzzleBuilder, cluster: Sequence[str], known: Sequence[Relation], judge: Judge) -> Case:
    """Judge one cluster, first with all that the questionnaire tells, else without it."""
    for holds, used in ((True, known), (False, ())):
        puzzle = builder.puzzle(cluster, used)
        try:
            return Case(puzzle, judge.judge(puzzle) if len(puzzle.secrets) else None, holds)
        except Contradiction:
            continue
    return Case(puzzle, None, False)
