"""Replicate weights that came with the responses: what a fieldwork agency delivers in place of strata and PSUs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RANK = 1e-5  # of the largest singular value: smaller ones are rounding of the delivered weights


@dataclass(frozen=True)
class Replicates:
    """What is known of replicate weights besides the weights themselves.

    `scale` [wave, replicate] is the factor on each square, 0 where a wave does not have the replicate. `mse`: squares are
    taken around the figure itself. `linked`: a replicate stands for the same draw in all waves. `df` is what whoever made
    them declares, or None.
    """

    scale: np.ndarray
    mse: bool = False
    linked: bool = False
    df: int | None = None

    @property
    def columns(self) -> int:
        return self.scale.shape[1]

    def together(self, waves: Sequence[int]) -> list[tuple[int, ...]]:
        """Waves that vary together: all of them where replicates are linked, else one by one."""
        return [tuple(waves)] if self.linked else [(wave,) for wave in waves]

    def df_of(self, rank: int) -> int:
        """Degrees of freedom: the rank less 1, and no more than declared."""
        own = max(rank - 1, 0)
        return own if self.df is None else min(own, self.df)


@dataclass(frozen=True)
class ReplicateWeights:
    """The replicate weights of all waves.

    **Rows**: respondents as in the design, `weights` [row, replicate], 0 where a wave does not have the replicate.
    """

    weights: np.ndarray
    known: Replicates

    def sums(
        self, rows: np.ndarray, cell: np.ndarray, cells: int, values: np.ndarray | None = None
    ) -> np.ndarray:
        """Sums of the replicate weights of some rows by cell [cell, replicate], times a value of each row."""
        from scipy.sparse import csc_matrix

        every, place = len(self.weights), np.full(len(self.weights), cells)
        place[rows] = cell
        numbers = np.ones(every)
        if values is not None:
            numbers[rows] = values
        # A column per respondent, so that the table is read once, row by row.
        cells_by_row = csc_matrix((numbers, place, np.arange(every + 1)), shape=(cells + 1, every))
        return (cells_by_row @ self.weights)[:cells]

    def rank(self, rows: np.ndarray) -> int:
        """How many of the replicates of some rows (mask) are independent."""
        mine = self.weights[rows]
        if not mine.size:
            return 0
        wide = mine.shape[1] > mine.shape[0]
        values = np.linalg.eigvalsh(mine @ mine.T if wide else mine.T @ mine)
        return int((values > RANK**2 * max(values[-1], 0.0)).sum())


class ReplicateRanks:
    """The ranks of the replicate weights of groups: what looks at respondents again, so that they must be in memory."""

    def __init__(
        self, replicates: ReplicateWeights, wave: np.ndarray, group: np.ndarray, inside: np.ndarray
    ) -> None:
        self.replicates, self.wave, self.group, self.inside = replicates, wave, group, inside
        self.found: dict[tuple[tuple[int, ...], int, bool], int] = {}

    def rank(self, waves: Sequence[int], group: int, others: bool = False) -> int:
        """Rank of the replicate weights of a group in some waves, or of all other groups; -1 is all of them together."""
        key = (tuple(waves), group, others)
        if key not in self.found:
            inside = self.inside & np.isin(self.wave, list(waves))
            mine = inside if group < 0 else inside & ((self.group == group) != others)
            self.found[key] = self.replicates.rank(mine)
        return self.found[key]

    def df(self, waves: Sequence[int], groups: int) -> np.ndarray:
        """Degrees of freedom of each group in some waves together."""
        known = self.replicates.known
        parts = known.together(waves)
        return np.array(
            [sum(known.df_of(self.rank(part, group)) for part in parts) for group in range(groups)]
        )
