"""Feasibility intervals of suppressed cells: the values that fit all that is published, by linear programming.

**Method**: bounds first tightened by propagation; then linear programs (HiGHS) over the unknowns that are still
open. A cell that is protected needs no exact interval: one program moves many cells at once, and every solution
is a table that could be true, in which each cell has a possible value. Only cells that no such table shows to be
protected get the two programs of the attacker's problem (least and largest value). The questions of several attacks
go into the same programs: connected components have nothing in common (see component_program.py).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from monitor.release.attack.component_program import ComponentProgram
from monitor.release.attack.components import Components
from monitor.release.attack.equations import Equations, joined, rounded_inward
from monitor.release.attack.propagation import TOLERANCE, Contradiction, propagated_bounds
from monitor.release.attack.protection_levels import FeasibilityIntervals, ProtectionLevels

BATCH = 3000
"""Unknowns of small components that are solved in one program."""
SIDE_BY_SIDE = 150_000
"""Unknowns of questions whose equations are set side by side."""
AT_ONCE = 4
"""Programs that are solved at the same time, where there are as many cores: HiGHS leaves the interpreter to others. Each answers
for cells of its own, so that the answers are the same whatever the number of cores."""


@dataclass(frozen=True)
class Question:
    """Asks the intervals of some unknowns, as far as is needed to tell which of them are protected.

    All unknowns of the equations lie between `lower` and `upper`.
    """

    equations: Equations
    lower: np.ndarray
    upper: np.ndarray
    unknowns: np.ndarray
    levels: ProtectionLevels


def feasibility_intervals(questions: Sequence[Question]) -> list[FeasibilityIntervals | None]:
    """The answer to each question, None where nothing fits its equations."""
    begun = [_Begun(question) for question in questions]
    open_ = [each for each in begun if each.possible and not each.intervals.settled.all()]
    for batch in _batches([len(each.lower) for each in open_], SIDE_BY_SIDE):
        _complete([open_[place] for place in batch])
    return [each.intervals if each.possible else None for each in begun]


class _Begun:
    """A question with the bounds and intervals that propagation gives; `possible` is whether anything fits."""

    def __init__(self, question: Question) -> None:
        self.equations, self.unknowns, self.levels = question.equations, question.unknowns, question.levels
        self.lower, self.upper = question.lower, question.upper
        self.possible = True
        size = len(self.unknowns)
        self.intervals = FeasibilityIntervals(
            np.full(size, np.inf), np.full(size, -np.inf), np.zeros(size, bool)
        )
        try:
            self.lower, self.upper = propagated_bounds(self.equations, self.lower, self.upper)
        except Contradiction:
            self.possible = False
        else:
            self._settle()

    def _settle(self) -> None:
        """Settle what propagation decides."""
        low, high = rounded_inward(self.equations, self.lower, self.upper, self.unknowns)
        settled = ~self.levels.met(low, high) | (high - low <= TOLERANCE)
        self.intervals.low[settled], self.intervals.high[settled] = low[settled], high[settled]
        self.intervals.settled = settled


def _complete(begun: list[_Begun]) -> None:
    """Answer questions by programs; where nothing fits all of them, each half by itself."""
    try:
        intervals = _by_programs(begun)
    except Contradiction:
        if len(begun) == 1:
            begun[0].possible = False
            return
        half = len(begun) // 2
        for part in (begun[:half], begun[half:]):
            _complete(part)
        return
    ends = np.cumsum([len(each.unknowns) for each in begun])
    for each, low, high, settled in zip(
        begun,
        *(np.split(part, ends[:-1]) for part in (intervals.low, intervals.high, intervals.settled)),
        strict=True,
    ):
        each.intervals = FeasibilityIntervals(low, high, settled)


def _by_programs(begun: list[_Begun]) -> FeasibilityIntervals:
    """The intervals of all questions, one after the other."""
    starts = np.cumsum([0, *(len(each.lower) for each in begun)])
    equations = joined([each.equations for each in begun])
    lower, upper = (np.concatenate([getattr(each, side) for each in begun]) for side in ("lower", "upper"))
    unknowns = np.concatenate([each.unknowns + start for each, start in zip(begun, starts, strict=False)])
    levels = ProtectionLevels(
        *(np.concatenate([getattr(each.levels, part) for each in begun]) for part in ("width", "reaches"))
    )
    intervals = FeasibilityIntervals(
        *(
            np.concatenate([getattr(each.intervals, part) for each in begun])
            for part in ("low", "high", "settled")
        )
    )
    found = _programs(equations, lower, upper, unknowns, ~intervals.settled)
    programs = sorted(
        found, key=lambda program: -program.size
    )  # a large one begun last would keep all waiting
    with ThreadPoolExecutor(max(1, min(AT_ONCE, len(programs), os.cpu_count() or 1))) as pool:
        for solved in [pool.submit(program.solve, intervals, levels) for program in programs]:
            solved.result()
    return intervals


def _programs(
    equations: Equations, lower: np.ndarray, upper: np.ndarray, unknowns: np.ndarray, wanted: np.ndarray
) -> Iterator[ComponentProgram]:
    """Programs over whole components that hold wanted cells, small components several at a time."""
    components = Components(equations, lower, upper)
    of_cell = components.label[unknowns]
    labels = np.array(list(dict.fromkeys(of_cell[wanted])), np.int64)
    for batch in _batches(components.sizes[labels].tolist(), BATCH):
        cells = np.flatnonzero(wanted & np.isin(of_cell, labels[batch]))
        subsystem = components.subsystem(labels[batch].tolist())
        yield ComponentProgram(equations, lower, upper, subsystem, unknowns, cells, components.label)


def _batches(sizes: Sequence[int], most: int) -> list[list[int]]:
    """Places in batches of at most `most` in all, a larger one alone."""
    batches: list[list[int]] = []
    total = most
    for place, size in enumerate(sizes):
        if total + size > most or not batches:
            batches.append([])
            total = 0
        batches[-1].append(place)
        total += size
    return batches
