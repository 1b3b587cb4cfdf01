"""Which suppressed cells are protected against a reader who solves the attacker's problem.

Protected means: the feasibility interval is at least `width` wide and holds a value of at least `reaches`; or it
is as wide as what is published on purpose leaves it. Published on purpose is every coarser breakdown (a small
count in a large base is not confidential, so three of 103 for all means at most three for any group) and, for a
routed item, the answers of the same group to its filters. Such figures are forced: they are never suppressed to
protect the cell. Where the coarser breakdown puts the same item in fewer classes (nested classifications), only the one
figure that is shown of an item is on purpose: its distribution gives way to the small group inside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.release.attack.attacker_problem import AttackerProblem, AttackerProblemBuilder
from monitor.release.attack.equations import rounded_inward
from monitor.release.attack.feasibility_intervals import Question
from monitor.release.attack.item_relations import Relation
from monitor.release.attack.nesting import Nesting
from monitor.release.attack.propagation import Contradiction, propagated_bounds
from monitor.release.attack.protection_levels import ProtectionLevels
from monitor.release.attack.questions import Asking
from monitor.study.policy import DisclosureRules


@dataclass(frozen=True)
class Protection:
    """Per suppressed cell: its interval (inner bounds where protected), the levels asked, and whether they are met.

    `limited` cells have less than the full width left by what is published on purpose.
    """

    low: np.ndarray
    high: np.ndarray
    levels: ProtectionLevels
    limited: np.ndarray

    @property
    def protected(self) -> np.ndarray:
        return self.levels.met(self.low, self.high)


@dataclass(frozen=True)
class Attack:
    """The attacker's problem of some linked tables and the protection it leaves.

    `protection` is None where no cell is suppressed, or nothing fits the published figures. `relations_hold` says
    whether the relations of the questionnaire do: answers kept against a route break them.
    """

    problem: AttackerProblem
    protection: Protection | None
    relations_hold: bool = True

    @property
    def is_safe(self) -> bool:
        """Whether there is nothing left to protect."""
        return not len(self.problem.suppressed) or (
            self.protection is not None and bool(self.protection.protected.all())
        )

    @property
    def unprotected(self) -> np.ndarray:
        """Places of the suppressed cells that are not protected; all, where nothing fits the published figures."""
        if self.protection is None:
            return np.arange(len(self.problem.suppressed))
        return np.flatnonzero(~self.protection.protected)


@dataclass(frozen=True)
class BlockKeys:
    """The breakdown and item of each block, by its number."""

    breakdown: np.ndarray
    item: np.ndarray


class ProtectionCheck:
    """Checks suppressed cells against the protection levels of a study."""

    def __init__(
        self,
        blocks: BlockKeys,
        nesting: Nesting,
        filters: Mapping[str, frozenset[str]],
        rules: DisclosureRules,
    ) -> None:
        self.blocks = blocks
        self.nesting = nesting
        self.filters = filters
        self.rules = rules

    def attack(
        self, builder: AttackerProblemBuilder, linked: Sequence[str], relations: Sequence[Relation]
    ) -> Asking[Attack]:
        """Attack the tables of linked items, first with all that the questionnaire says, else without it."""
        for relations_hold, used in ((True, relations), (False, ())):
            problem = builder.build(linked, used)
            try:
                protection = (yield from self.protection(problem)) if len(problem.suppressed) else None
                return Attack(problem, protection, relations_hold)
            except Contradiction:
                continue
        return Attack(problem, None, False)

    def protection(self, problem: AttackerProblem) -> Asking[Protection]:
        """How the suppressed cells of a problem are protected.

        **Raises** Contradiction when the published figures cannot all be true.
        """
        equations, unknowns = problem.equations, problem.suppressed.unknown
        levels = self._levels(problem)
        (intervals,) = yield [Question(equations, *equations.bounds(), unknowns, levels)]
        failing = np.flatnonzero(~levels.met(intervals.low, intervals.high))
        lowered = failing[(yield from self._lower_levels(problem, levels, failing))]
        if len(lowered):
            own = levels.take(lowered)
            (again,) = yield [Question(equations, *equations.bounds(), unknowns[lowered], own)]
            intervals.low[lowered], intervals.high[lowered] = again.low, again.high
        limited = (levels.width < self.rules.width) | (levels.reaches < self.rules.reaches)
        return Protection(intervals.low, intervals.high, levels, limited)

    def forced(self, problem: AttackerProblem, breakdown: str, item: str) -> np.ndarray:
        """Which published bounds are published on purpose, as seen from a cell of an item in a breakdown."""
        block = problem.equations.published_block
        names, items = self.blocks.breakdown[block], self.blocks.item[block]
        coarser = [name for name in set(names) if self.nesting.is_coarser(name, breakdown)]
        classes = [name for name in coarser if self.nesting.is_classification(name, breakdown)]
        gives_way = np.isin(names, classes) & ~problem.equations.published_shown
        of_filters = np.isin(items, list(self.filters.get(item, ()))) & (names == breakdown)
        return (np.isin(names, coarser) & ~gives_way) | of_filters

    def _levels(self, problem: AttackerProblem) -> ProtectionLevels:
        """What is asked of each cell: no more than the outer bounds of what is published on purpose leave."""
        cells, equations = problem.suppressed, problem.equations
        width = np.full(len(cells), float(self.rules.width))
        reaches = np.full(len(cells), float(self.rules.reaches))
        for places in self._with_same_forced(problem, np.arange(len(cells))):
            bounds = propagated_bounds(equations, *equations.bounds(self._forced_of(problem, places)))
            low, high = rounded_inward(equations, *bounds, cells.unknown[places])
            width[places] = np.minimum(width[places], high - low)
            reaches[places] = np.minimum(reaches[places], high)
        return ProtectionLevels(width, reaches)

    def _lower_levels(
        self, problem: AttackerProblem, levels: ProtectionLevels, failing: np.ndarray
    ) -> Asking[np.ndarray]:
        """Take the exact bounds of what is published on purpose; returns which levels that lowered."""
        cells, equations = problem.suppressed, problem.equations
        before = levels.take(failing)
        alike = self._with_same_forced(problem, failing)
        answers = yield [
            Question(
                equations,
                *equations.bounds(self._forced_of(problem, places)),
                cells.unknown[places],
                levels.take(places),
            )
            for places in alike
        ]
        for places, left in zip(alike, answers, strict=True):
            own = levels.take(places)
            less = ~own.met(left.low, left.high)
            levels.width[places[less]] = np.minimum(own.width, left.high - left.low)[less]
            levels.reaches[places[less]] = np.minimum(own.reaches, left.high)[less]
        after = levels.take(failing)
        return (after.width < before.width) | (after.reaches < before.reaches)

    def _forced_of(self, problem: AttackerProblem, places: np.ndarray) -> np.ndarray:
        """The published bounds that are forced for cells which all have the same."""
        cells = problem.suppressed
        return self.forced(problem, cells.breakdown[places[0]], cells.item[places[0]])

    def _with_same_forced(self, problem: AttackerProblem, places: np.ndarray) -> list[np.ndarray]:
        """Places of cells for which the same figures are published on purpose, together."""
        cells = problem.suppressed
        items = set(cells.item)
        alike: dict[tuple[str, frozenset[str]], list[int]] = {}
        for place in places:
            key = (cells.breakdown[place], self.filters.get(cells.item[place], frozenset()) & items)
            alike.setdefault(key, []).append(place)
        return [np.array(own) for own in alike.values()]
