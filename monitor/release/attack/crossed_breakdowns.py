"""Breakdowns that are crossed because what is released tells how many lie in a group of each.

Who answers so in a group is a group as well: the ages of a region, told as answers, are sizes of region by age. The
attack counts every item by such a crossing, of which nothing is published: its counts add up to both breakdowns.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from monitor.release.attack.known_weights import MAX_CROSSED
from monitor.release.attack.nesting import Nesting
from monitor.release.attack.released_rows import ReleasedRows, Rows
from monitor.study.study_file import Breakdown


def with_answered_crossings(nesting: Nesting, released: ReleasedRows, wave: str) -> Nesting:
    """The breakdowns with their crossings by items that break down the sample, up to MAX_CROSSED groups each."""
    crossed: dict[str, Breakdown] = {}
    taken = {frozenset(breakdown.items) for breakdown in nesting.breakdowns.values()}
    for one, other in _told_apart(nesting, released, wave):
        crossing = nesting.crossing(one, other)
        if len(crossing.groups) <= MAX_CROSSED and frozenset(crossing.items) not in taken:
            taken.add(frozenset(crossing.items))
            crossed[crossing.id] = crossing
    return nesting.with_crossings(crossed, nesting.answered) if crossed else nesting


def _told_apart(nesting: Nesting, released: ReleasedRows, wave: str) -> Iterator[tuple[Breakdown, Breakdown]]:
    """Pairs of breakdowns: of some group of the one is told in a number how many answered to the item of the other.

    Where none of them is, as in large groups told in whole percents, what is known of the two lets the crossing be anything.
    """
    in_use = [nesting.breakdowns[name] for name in nesting.breakdowns if name in released.breakdowns(wave)]
    answers = [one for one in in_use if len(one.items) == 1 and one.items[0] in nesting.questionnaire.items]
    for one in in_use:
        for other in answers:
            names = (one.id, other.id)
            if one is other or nesting.is_coarser(*names) or nesting.is_coarser(*names[::-1]):
                continue
            rows = released.table(wave, other.items[0], one.id)
            if rows is not None and _has_number(rows, other):
                yield one, other


def _has_number(rows: Rows, breakdown: Breakdown) -> bool:
    """Whether some row leaves one whole number for how many are in a group of the breakdown."""
    answers = rows.published & (rows.measure == "share") & np.isin(rows.category, list(breakdown.groups))
    return bool((answers & (rows.high - rows.low < 1.0)).any())
