"""What may be told of the counts of one municipality: nothing on few people, and the rest from counts that are rounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitor.study.house_policy import HouseRegister

WIDTH = 5  # persons within which a count that is kept back may not be known


@dataclass(frozen=True)
class ToldCounts:
    """The counts of municipalities as they are told; `hidden` ones are not."""

    numerator: np.ndarray
    denominator: np.ndarray
    hidden: np.ndarray


def rounded_counts(counts: np.ndarray, step: int) -> np.ndarray:
    """Counts to the nearest multiple of a step, halves up."""
    return step * np.floor(np.asarray(counts, float) / step + 0.5)


def few_people(
    numerator: np.ndarray, denominator: np.ndarray, policy: HouseRegister, of_people: bool
) -> np.ndarray:
    """Municipalities with fewer persons than may be told: in the numerator or, where that is part of the denominator, beside it."""
    few = numerator < policy.people
    return few | few_beside(numerator, denominator, policy) if of_people else few


def few_beside(numerator: np.ndarray, denominator: np.ndarray, policy: HouseRegister) -> np.ndarray:
    """Municipalities with few persons in the denominator and not in the numerator; one that is larger is no part of it."""
    rest = denominator - numerator
    return np.asarray((rest >= 0) & (rest < policy.people))


def told_counts(
    numerator: np.ndarray,
    denominator: np.ndarray,
    sums: Sequence[np.ndarray],
    policy: HouseRegister,
    of_people: bool,
) -> ToldCounts:
    """The counts of municipalities at one moment.

    `sums` are masks of municipalities whose counts are told together, exactly. `of_people` says that the numerator is a
    part of the denominator, so that the rest of it is people too. Numerators below the floor are hidden; then the next smallest
    ones, until no told sum leaves a hidden numerator within five persons.
    """
    few = few_people(numerator, denominator, policy, of_people)
    told, below = rounded_counts(numerator, policy.round_to), rounded_counts(denominator, policy.round_to)
    hidden = few | (below == 0)  # of nobody there is no rate
    order = np.argsort(numerator, kind="stable")
    for members in sums:
        while _narrow(numerator, told, hidden, few, members, policy):
            open_still = order[(~hidden & members)[order]]
            hidden[open_still[0]] = True
    return ToldCounts(told, below, hidden)


def _narrow(
    numerator: np.ndarray,
    told: np.ndarray,
    hidden: np.ndarray,
    few: np.ndarray,
    members: np.ndarray,
    policy: HouseRegister,
) -> bool:
    """Whether a sum leaves a hidden count of few people within the width of protection, and another one can be hidden beside it."""
    inside, shown = members & hidden, members & ~hidden
    if not (inside & few).any() or not shown.any():
        return False
    half = policy.round_to / 2
    rest = numerator[members].sum() - told[shown].sum()
    low, high = rest - half * shown.sum(), rest + (half - 1) * shown.sum()
    if not few[inside].all():  # of another one that is hidden beside it nobody knows how large it is
        return False
    most = policy.people - 1
    others = inside.sum() - 1
    return bool(min(most, high) - max(0.0, low - most * others) < WIDTH)


def hidden_groups(municipalities: np.ndarray, least: int) -> np.ndarray:
    """Groups of a breakdown that are not told: those of fewer municipalities, and beside a lonely one the next smallest."""
    there = municipalities > 0
    hidden = there & (municipalities < least)
    if hidden.sum() == 1 and (there & ~hidden).any():
        hidden[np.argmin(np.where(there & ~hidden, municipalities, np.inf))] = True
    return hidden


def hidden_cells(cells: np.ndarray, least: int) -> np.ndarray:
    """Cells of a table with known margins that are not told: those of one or a few municipalities, each with three others that
    make a rectangle with it, so that the margins tell none of them.

    An empty cell tells of nobody. Where no such rectangle is left, nothing of the table is told.
    """
    small = (cells > 0) & (cells < least)
    hidden = small.copy()
    for row, column in np.argwhere(small):
        corners = [
            (other, across)
            for other in range(cells.shape[0])
            for across in range(cells.shape[1])
            if other != row
            and across != column
            and min(cells[row, across], cells[other, column], cells[other, across]) >= least
        ]
        if not corners:
            return np.ones_like(hidden)
        other, across = max(
            corners, key=lambda at: min(cells[row, at[1]], cells[at[0], column], cells[at[0], at[1]])
        )
        for place in ((row, across), (other, column), (other, across)):
            hidden[place] = True
    return hidden
