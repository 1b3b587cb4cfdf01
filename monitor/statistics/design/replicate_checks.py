"""Whether delivered replicate weights are what they are said to be: each type leaves its own trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from monitor.errors import StatisticsError
from monitor.intake.answers.typed_answers import Answers
from monitor.study.study_file import ReplicatesPlan

HALF = (0.2, 0.8)  # of respondents in a half sample: PSUs differ in size
NEAR = 0.1  # of rho: weights that were adjusted afterwards move a little
SUMS = 2.0  # how far the sum of a column may be from that of the weights, as a factor


def check_replicates(
    answers: Answers,
    plan: ReplicatesPlan,
    rows: np.ndarray,
    names: Sequence[str],
    table: np.ndarray,
    weights: np.ndarray,
) -> None:
    """The replicate weights `table` [row, column] of one wave, beside the full `weights` of these `rows`.

    **Raises** StatisticsError naming column and row where a weight is missing or negative, and the column with what was
    found where it is not of the declared type.
    """
    wrong = np.argwhere(~(table >= 0) | ~np.isfinite(table))
    if len(wrong):
        row, column = wrong[0]
        value = table[row, column]
        raise StatisticsError(
            "statistics.replicates_hold_no_weight",
            got=None if np.isnan(value) else f"{value:g}",
            name=names[column],
            place=answers.place(int(rows[row])),
            count=len(wrong),
        )
    counted = weights > 0
    _Columns(answers, plan, rows[counted], names, table[counted], weights[counted]).check()


@dataclass(frozen=True)
class _Columns:
    """The columns of one wave, of those who count."""

    answers: Answers
    plan: ReplicatesPlan
    rows: np.ndarray
    names: Sequence[str]
    table: np.ndarray
    weights: np.ndarray

    @cached_property
    def ratio(self) -> np.ndarray:
        return self.table / self.weights[:, None]

    @cached_property
    def zero(self) -> np.ndarray:
        return self.table == 0

    def check(self) -> None:
        total = self.weights.sum()
        for column, found in enumerate(self.table.sum(axis=0)):
            if not total / SUMS <= found <= total * SUMS:
                self._wrong("statistics.replicates_sums", column, found=f"{found:.6g}", total=f"{total:.6g}")
        of_type = {
            "BRR": self._half_samples,
            "Fay": self._fay,
            "JK1": self._jackknife,
            "JKn": self._jackknife,
            "bootstrap": self._bootstrap,
            "SDR": self._successive,
        }
        of_type[self.plan.type]()

    def _wrong(self, code: str, column: int, **values: Any) -> None:
        raise StatisticsError(
            code,
            name=self.names[column],
            type=self.plan.type,
            wave=self.answers.waves[self.answers.wave[self.rows[0]]],
            **values,
        )

    def _half_samples(self) -> None:
        for column, share in enumerate(self.zero.mean(axis=0)):
            if not HALF[0] <= share <= HALF[1]:
                self._wrong("statistics.replicates_no_half_sample", column, found=f"{share:.0%}")

    def _fay(self) -> None:
        rho = float(self.plan.rho or 0.0)
        for column in range(self.table.shape[1]):
            if self.zero[:, column].any():
                self._wrong("statistics.replicates_zeros", column, found=f"{self.zero[:, column].mean():.0%}")
            ratio = self.ratio[:, column]
            below = ratio[ratio < 1]
            share, low = len(below) / len(ratio), float(np.median(below)) if len(below) else 1.0
            if not HALF[0] <= share <= HALF[1] or abs(low - rho) > NEAR:
                self._wrong("statistics.replicates_no_fay", column, found=f"{low:.3g}", rho=f"{rho:g}")

    def _jackknife(self) -> None:
        for column, share in enumerate(self.zero.mean(axis=0)):
            if share == 0:
                self._wrong("statistics.replicates_nothing_dropped", column)
            if share > 0.5:
                self._wrong("statistics.replicates_half_dropped", column, found=f"{share:.0%}")
        times = self.zero.sum(axis=1)
        least = 1 if self.plan.type == "JK1" else 0
        wrong = np.flatnonzero((times > 1) | (times < least))
        if len(wrong):
            row = int(wrong[0])
            raise StatisticsError(
                "statistics.replicates_drop_nobody_once",
                type=self.plan.type,
                times=int(times[row]),
                place=self.answers.place(int(self.rows[row])),
                count=len(wrong),
            )

    def _bootstrap(self) -> None:
        for column in range(self.table.shape[1]):
            if np.ptp(self.ratio[:, column]) <= 1e-9:
                self._wrong("statistics.replicates_nothing_drawn", column)

    def _successive(self) -> None:
        for column, share in enumerate(self.zero.mean(axis=0)):
            if share > 0:
                self._wrong("statistics.replicates_zeros", column, found=f"{share:.0%}")
        if np.ptp(self.ratio) <= 1e-9:
            self._wrong("statistics.replicates_nothing_drawn", 0)
