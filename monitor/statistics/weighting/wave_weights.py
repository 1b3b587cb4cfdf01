"""The calibration of one wave on its table of margin cells."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from monitor.errors import StatisticsError
from monitor.statistics.design.calibration import distinct_rows
from monitor.statistics.design.combinations import cells_of
from monitor.statistics.design.domains import JOINT, Categories
from monitor.statistics.weighting.calibrate import PRECISION, Calibrated, calibrate, largest_gap, rake
from monitor.statistics.weighting.trimming import trim
from monitor.statistics.weighting.weighting_report import (
    MarginReport,
    NumberReport,
    WaveReport,
    describe_weights,
)
from monitor.study.control_totals import ControlTotals
from monitor.study.study_file import WeightingPlan

MOST_ROUNDS = 50
TRIM_TOLERANCE = 1e-5  # trimming converges slowly; a weight this little over a limit is at it


class WaveWeights:
    """Weights of the respondents of one wave; `numbers` [respondent, number] are those of the plan.

    **Raises** StatisticsError naming margin, category and wave where categories and control totals
    do not fit, and where nothing converges.
    """

    def __init__(
        self,
        wave: str,
        plan: WeightingPlan,
        controls: ControlTotals,
        margins: Mapping[str, Categories],
        numbers: np.ndarray,
    ) -> None:
        self.wave, self.plan, self.controls = wave, plan, controls
        self.names = tuple(margins)
        controls.check_agreement(self.names)
        self.totals = [self._totals(name) for name in self.names]
        self.codes = [
            self._codes(name, margins[name], totals)
            for name, totals in zip(self.names, self.totals, strict=True)
        ]
        sizes = [len(totals) for totals in self.totals]
        self.number_totals = np.array([controls.number(name) for name in plan.numbers])
        values, code = distinct_rows(numbers)
        joint, size = np.ravel_multi_index(self.codes, sizes), int(np.prod(sizes))
        cells = cells_of(joint * np.int64(len(values)) + code, size * len(values))
        used, number = np.divmod(cells.used, len(values))
        self.cell, self.cell_numbers = cells.row, values[number]
        self.cell_margins = self._margins(np.unravel_index(used, sizes))
        self.empty_cells = size - len(np.unique(used))

    def _totals(self, name: str) -> pd.Series:
        """Control totals in the merged categories."""
        totals = self.controls.margin(name)
        merge = [self.plan.merge.get(item, {}) for item in name.split("*")]
        merged = [
            JOINT.join(
                codes.get(part, part) for codes, part in zip(merge, category.split(JOINT), strict=False)
            )
            for category in totals
        ]
        found = pd.Series(list(totals.values()), index=merged, dtype=float)
        return found.sort_index() if found.index.is_unique else found.groupby(level=0, sort=True).sum()

    def _codes(self, name: str, margin: Categories, totals: pd.Series) -> np.ndarray:
        """Place of each respondent's category among the control totals."""
        place = totals.index.get_indexer(pd.Index(list(margin.names)))
        used = np.bincount(margin.codes, minlength=len(margin.names)) > 0
        for category in np.array(margin.names, dtype=object)[used & (place < 0)]:
            raise StatisticsError(
                "statistics.category_of_margin_has_respondents_in",
                where=self.controls.path.name,
                category=category,
                name=name,
                wave=self.wave,
            )
        return place[margin.codes]

    def _margins(self, codes: tuple[np.ndarray, ...]) -> list[tuple[np.ndarray, np.ndarray]]:
        return [(mine, totals.to_numpy()) for mine, totals in zip(codes, self.totals, strict=True)]

    def weigh(self, base: np.ndarray) -> np.ndarray:
        """Calibrated weights, trimmed and calibrated in turn where limits are declared.

        Limits are multiples of the mean weight. What is left after the last round is in the report.
        """
        self._check_no_empty_category(base)
        self.rounds, self.trimmed, self.trim_gap = 1, 0, 0.0
        weights = self._calibrated(base)
        if self.plan.trim is None:
            return weights
        mean = weights[weights > 0].mean()
        limits = tuple(None if limit is None else limit * mean for limit in self.plan.trim)
        self.trim_gap, self.trimmed = excess(weights, *limits)
        while self.trim_gap > TRIM_TOLERANCE and self.rounds < MOST_ROUNDS:
            self.rounds += 1
            weights = self._calibrated(trim(weights, *limits))
            self.trim_gap = excess(weights, *limits)[0]
        return weights

    def _check_no_empty_category(self, base: np.ndarray) -> None:
        for name, codes, totals in zip(self.names, self.codes, self.totals, strict=True):
            weight = np.bincount(codes, base, minlength=len(totals))
            for category in totals.index[(weight <= 0) & (totals.to_numpy() > 0)]:
                raise StatisticsError(
                    "statistics.category_of_margin_has_control_total",
                    where=self.controls.path.name,
                    category=category,
                    name=name,
                    wave=self.wave,
                )

    def _calibrated(self, base: np.ndarray) -> np.ndarray:
        solved = self._solve(np.bincount(self.cell, base, minlength=len(self.cell_margins[0][0])))
        if not solved.converged:
            raise StatisticsError(
                "statistics.of_wave_did_not_converge_on",
                gap=solved.gap,
                iterations=solved.iterations,
                precision=PRECISION,
                method=self.plan.method,
                wave=self.wave,
                names=", ".join((*self.names, *self.plan.numbers)),
            )
        self.iterations = solved.iterations
        return base * solved.g[self.cell]

    def _solve(self, table: np.ndarray) -> Calibrated:
        if self.plan.method == "raking" and self.plan.bounds is None and not self.plan.numbers:
            return rake(table, self.cell_margins)
        dummies = [np.eye(len(totals))[codes] for codes, totals in self.cell_margins]
        wanted = np.concatenate([*self.totals, self.number_totals])
        values = np.concatenate([*dummies, self.cell_numbers], axis=1)
        return calibrate(table, values, wanted, self.plan.method, self.plan.bounds)

    def report(self, weights: np.ndarray) -> WaveReport:
        """How the weights came out."""
        table = np.bincount(self.cell, weights, minlength=len(self.cell_margins[0][0]))
        return describe_weights(
            self.wave, weights, iterations=self.iterations, rounds=self.rounds, trim_gap=self.trim_gap,
            gap=max(largest_gap(table, self.cell_margins), self._number_gap(table)), trimmed=self.trimmed, empty_cells=self.empty_cells,
        )  # fmt: skip

    def _number_gap(self, table: np.ndarray) -> float:
        scale = np.where(self.number_totals != 0, np.abs(self.number_totals), 1.0)
        return float((np.abs(table @ self.cell_numbers - self.number_totals) / scale).max(initial=0.0))

    def number_reports(self, weights: np.ndarray) -> list[NumberReport]:
        """Every number of which the sum is known, and what was reached."""
        reached = np.bincount(self.cell, weights, minlength=len(self.cell_numbers)) @ self.cell_numbers
        sources, dates = self.controls.sources, self.controls.dates
        rows = zip(self.plan.numbers, self.number_totals.tolist(), reached.tolist(), strict=True)
        return [
            NumberReport(self.wave, name, total, achieved, sources[name], dates[name])
            for name, total, achieved in rows
        ]

    def margin_reports(self, base: np.ndarray, weights: np.ndarray) -> list[MarginReport]:
        """Every category of every margin, before and after."""
        reports = []
        for name, codes, totals in zip(self.names, self.codes, self.totals, strict=True):
            size, source, day = len(totals), self.controls.sources[name], self.controls.dates[name]
            n, before, after = (
                np.bincount(codes, column, minlength=size) for column in (None, base, weights)
            )
            rows = zip(
                totals.index, n.tolist(), (before / base.sum()).tolist(), totals, after.tolist(), strict=True
            )
            reports += [MarginReport(self.wave, name, *row, source, day) for row in rows]
        return reports


def excess(weights: np.ndarray, low: float | None, high: float | None) -> tuple[float, int]:
    """Largest relative excess over the limits, and how many weights have one; 0 is no weight."""
    used = weights[weights > 0]
    over = np.zeros(len(used)) if high is None else used / high - 1
    under = np.zeros(len(used)) if low is None else 1 - used / low
    beyond = np.maximum(np.maximum(over, under), 0.0)
    return float(beyond.max(initial=0.0)), int((beyond > TRIM_TOLERANCE).sum())
