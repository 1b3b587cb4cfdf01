"""Ranks of numbers in a weighted sample, for design-based rank tests (Lumley & Scott 2013)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monitor.intake.answers.typed_answers import NO_ANSWER, VALID
from monitor.statistics.design.grouped_respondents import GroupedRespondents


def rank_of_numbers(
    grouped: GroupedRespondents,
    numbers: np.ndarray,
    state: np.ndarray,
    waves: Sequence[int],
    scale: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Pooled weighted mid-ranks in [0, 1] within each group over some waves, and the state they hold for.

    `scale` [wave] multiplies the weights that the ranks are pooled with.
    """
    design = grouped.design
    rows = np.flatnonzero((state == VALID) & grouped.inside & np.isin(design.wave, list(waves)))
    group = grouped.domains.group[rows]
    ranks = np.zeros(len(numbers))
    ranks[rows] = mid_ranks(numbers[rows], design.weights[rows] * scale[design.wave[rows]], group)
    ranked = np.full(len(numbers), NO_ANSWER, dtype=np.int8)
    ranked[rows] = VALID
    return ranks, ranked


def mid_ranks(numbers: np.ndarray, weights: np.ndarray, group: np.ndarray | None = None) -> np.ndarray:
    """Weight below plus half the weight at each number, as a share of the group's weight.

    Ties share one rank whatever their order. R survey averages running positions over ties in file
    order instead, which is the same where tied rows have equal weights.
    """
    group = np.zeros(len(numbers), dtype=np.int64) if group is None else group
    order = np.lexsort((numbers, group))
    g, y, w = group[order], numbers[order], weights[order]
    new_tie = np.ones(len(y), dtype=bool)
    new_tie[1:] = (g[1:] != g[:-1]) | (y[1:] != y[:-1])
    tie = np.cumsum(new_tie) - 1
    at = np.bincount(tie, w)
    total = np.bincount(g, w)
    first = g[new_tie]
    start = np.concatenate([[0.0], np.cumsum(total)])[first]
    middle = (np.cumsum(at) - at / 2 - start) / total[first]
    ranks = np.empty(len(y))
    ranks[order] = middle[tie]
    return ranks
