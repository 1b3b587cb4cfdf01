"""From base weights to calibrated weights: nonresponse cells, raking or calibration, trimming.

Each wave is weighted to its own population. What was done, reached and left over is in the
WeightingReport, which the method annex prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd

from monitor.errors import StatisticsError
from monitor.intake.answers import Answers
from monitor.statistics.calibrate import PRECISION, Calibrated, calibrate, largest_gap, rake
from monitor.statistics.calibration import Calibration, joint_cells
from monitor.statistics.control_totals import ControlTotals, read_control_totals
from monitor.statistics.design import declared_weights
from monitor.statistics.domains import labels_of
from monitor.statistics.trimming import trim
from monitor.study.study import Study, WeightingPlan

MOST_ROUNDS = 50
MISSING = "(no answer)"


@dataclass(frozen=True)
class MarginReport:
    """One margin category of one wave: the share before, the total wanted and the total reached."""

    wave: str
    margin: str
    category: str
    respondents: int
    base_share: float
    total: float
    achieved: float
    source: str
    reference_date: str


@dataclass(frozen=True)
class WaveReport:
    """How the weights of one wave came out. `gap` is the largest relative margin error.

    `deff` is Kish's design effect of the weights, `trim_gap` the largest relative excess over the
    trimming limits, 0 when they hold.
    """

    wave: str
    respondents: int
    iterations: int
    rounds: int
    gap: float
    trim_gap: float
    trimmed: int
    deff: float
    n_effective: float
    least: float
    greatest: float
    cv: float
    empty_cells: int


@dataclass(frozen=True)
class WeightingReport:
    """What was done per wave and what every margin reached; `calibration` is for the design."""

    method: str
    waves: tuple[WaveReport, ...]
    margins: tuple[MarginReport, ...]
    calibration: Calibration | None = None

    def as_dict(self) -> dict:
        """For weighting.json and the method annex."""
        return {
            "method": self.method,
            "waves": [asdict(found) for found in self.waves],
            "margins": [asdict(found) for found in self.margins],
        }


def weight_respondents(
    answers: Answers,
    study: Study,
    controls: Mapping[str, ControlTotals] | None = None,
    sampled: Mapping[str, pd.DataFrame] | None = None,
) -> tuple[np.ndarray, WeightingReport]:
    """Weights in persons for the stacked answers, and the report on them.

    `controls` holds control totals by wave and is read from the study's files when not given;
    `sampled` holds per wave one row per eligible sampled unit, for nonresponse cells.

    **Method**: base weight, times the inverse response rate of the nonresponse cell, then raking
    (Deming & Stephan 1940) or calibration (Deville & Särndal 1992), then trimming and calibration
    in turn until both hold, at most 50 rounds.
    **Raises** StatisticsError naming margin and wave where a respondent has no category, a category
    has a total but no respondents, margins count different populations, or nothing converges.
    """
    plan = study.weighting
    if plan is None:
        weights = declared_weights(answers, study.design)
        return weights, WeightingReport("none", tuple(_diagnostics(answers, weights)), ())
    weights = declared_weights(answers, replace(study.design, weights=plan.base_weight))
    weights = _nonresponse(answers, plan, weights, sampled or {})
    labels = {margin: _margin_labels(answers, plan, margin) for margin in plan.margins}
    found, waves, margins = np.zeros(len(answers)), [], []
    for number, wave in enumerate(answers.waves):
        rows = np.flatnonzero(answers.wave == number)
        if len(rows):
            totals = controls[wave] if controls is not None else _controls(study, wave)
            mine = _WaveWeights(wave, plan, totals, {name: label[rows] for name, label in labels.items()})
            found[rows] = mine.weigh(weights[rows])
            waves.append(mine.report(weights[rows], found[rows]))
            margins += mine.margin_reports(weights[rows], found[rows])
    calibration = joint_cells(
        [pd.factorize(label, sort=True)[0] for label in labels.values()], np.asarray(answers.wave, np.int64), len(answers.waves)
    )  # fmt: skip
    return found, WeightingReport(plan.method, tuple(waves), tuple(margins), calibration)


def _controls(study: Study, wave: str) -> ControlTotals:
    return read_control_totals(study.wave(wave).controls or study.weighting.controls)


def _margin_labels(answers: Answers, plan: WeightingPlan, margin: tuple[str, ...]) -> np.ndarray:
    """Category of each respondent on a margin, merged as declared, crossed by `|`."""
    parts = []
    for item in margin:
        labels = labels_of(answers, item, f"weighting margin {'*'.join(margin)}")
        parts.append(labels.replace(dict(plan.merge.get(item, {}))).fillna(MISSING))
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.str.cat(part, sep="|")
    return joined.to_numpy(dtype=object)


def _nonresponse(
    answers: Answers, plan: WeightingPlan, weights: np.ndarray, sampled: Mapping[str, pd.DataFrame]
) -> np.ndarray:
    """Each respondent also stands for the sampled units of their cell that did not respond."""
    if not plan.nonresponse_cells:
        return weights
    labels = _margin_labels(answers, replace(plan, merge={}), plan.nonresponse_cells)
    found = weights.copy()
    for number, wave in enumerate(answers.waves):
        rows = np.flatnonzero(answers.wave == number)
        if wave not in sampled:
            raise StatisticsError(
                f"nonresponse cells need the sampled units of wave {wave}",
                hint="Declare dispositions for this wave",
            )
        cells = sampled[wave][list(plan.nonresponse_cells)].astype("string").agg("|".join, axis=1)
        units, mine = cells.value_counts(), pd.Series(labels[rows]).value_counts()
        _check_cells(units, mine, wave)
        found[rows] *= (units / mine)[labels[rows]].to_numpy(dtype=float)
    return found


def _check_cells(units: pd.Series, mine: pd.Series, wave: str) -> None:
    silent = sorted(set(units.index) - set(mine.index))
    unknown = sorted(set(mine.index) - set(units.index))
    if silent or unknown:
        names = ", ".join(f'"{name}"' for name in (silent or unknown)[:5])
        what = "hold sampled units but no respondents" if silent else "hold respondents but no sampled units"
        raise StatisticsError(
            f"nonresponse cells of wave {wave} {what}: {names}", hint="Merge cells in the study file"
        )


class _WaveWeights:
    """The calibration of one wave on its table of margin cells."""

    def __init__(
        self,
        wave: str,
        plan: WeightingPlan,
        controls: ControlTotals,
        labels: dict[tuple[str, ...], np.ndarray],
    ) -> None:
        self.wave, self.plan, self.controls = wave, plan, controls
        self.names = tuple("*".join(margin) for margin in labels)
        controls.check_agreement(self.names)
        self.totals = [self._totals(name) for name in self.names]
        self.codes = [
            self._codes(name, label, totals)
            for name, label, totals in zip(self.names, labels.values(), self.totals, strict=True)
        ]
        _, first, self.cell = np.unique(np.stack(self.codes), axis=1, return_index=True, return_inverse=True)
        self.cell = self.cell.ravel()
        self.cell_codes = [codes[first] for codes in self.codes]

    def _totals(self, name: str) -> pd.Series:
        """Control totals in the merged categories, those of 0 persons left out."""
        totals = pd.Series(dict(self.controls.margin(name)))
        merge = [self.plan.merge.get(item, {}) for item in name.split("*")]
        merged = [
            "|".join(codes.get(part, part) for codes, part in zip(merge, category.split("|"), strict=True))
            for category in totals.index
        ]
        return totals.groupby(merged, sort=True).sum()

    def _codes(self, name: str, labels: np.ndarray, totals: pd.Series) -> np.ndarray:
        codes = totals.index.get_indexer(labels)
        if (codes < 0).any():
            category = sorted(map(str, set(labels[codes < 0])))[0]
            raise StatisticsError(
                f'category "{category}" of margin "{name}" has respondents in wave {self.wave} but no control total',
                where=self.controls.path.name,
                hint="Add the total, or declare a merge of categories in the study file",
            )
        empty = totals.index[(np.bincount(codes, minlength=len(totals)) == 0) & (totals.to_numpy() > 0)]
        if len(empty):
            raise StatisticsError(
                f'category "{empty[0]}" of margin "{name}" has a control total but no respondents in wave {self.wave}',
                where=self.controls.path.name,
                hint="Declare a merge with a neighbouring category in the study file",
            )
        return codes

    def weigh(self, base: np.ndarray) -> np.ndarray:
        """Calibrated weights, trimmed and calibrated in turn where limits are declared."""
        self.rounds, self.trimmed, self.trim_gap = 1, 0, 0.0
        found = self._calibrated(base)
        if self.plan.trim is None:
            return found
        mean = found.mean()
        low, high = (None if limit is None else limit * mean for limit in self.plan.trim)
        self.trimmed = int(_excess(found, low, high)[1])
        while _excess(found, low, high)[0] > PRECISION and self.rounds < MOST_ROUNDS:
            self.rounds += 1
            found = self._calibrated(trim(found, low, high))
        self.trim_gap = float(_excess(found, low, high)[0])
        return found

    def _calibrated(self, base: np.ndarray) -> np.ndarray:
        table = np.bincount(self.cell, base, minlength=len(self.cell_codes[0]))
        solved = self._solve(table)
        if not solved.converged:
            raise StatisticsError(
                f"{self.plan.method} of wave {self.wave} did not converge on {', '.join(self.names)}",
                got=f"a margin error of {solved.gap:.2g} after {solved.iterations} iterations",
                expected=f"at most {PRECISION:g}",
                hint="Look for margins that cannot hold together, or widen the bounds",
            )
        self.iterations, self.gap = solved.iterations, solved.gap
        return base * solved.g[self.cell]

    def _solve(self, table: np.ndarray) -> Calibrated:
        totals = [found.to_numpy(dtype=float) for found in self.totals]
        if self.plan.method == "raking" and self.plan.bounds is None:
            return rake(table, list(zip(self.cell_codes, totals, strict=True)))
        dummies = [np.eye(len(found))[codes] for codes, found in zip(self.cell_codes, totals, strict=True)]
        wanted = np.concatenate(totals)
        return calibrate(table, np.concatenate(dummies, axis=1), wanted, self.plan.method, self.plan.bounds)

    def report(self, base: np.ndarray, weights: np.ndarray) -> WaveReport:
        possible = int(np.prod([len(found) for found in self.totals]))
        gap = largest_gap(
            weights, [(codes, found.to_numpy()) for codes, found in zip(self.codes, self.totals, strict=True)]
        )
        return replace(
            _summary(self.wave, weights), iterations=self.iterations, rounds=self.rounds, gap=gap,
            trim_gap=self.trim_gap, trimmed=self.trimmed, empty_cells=possible - len(self.cell_codes[0]),
        )  # fmt: skip

    def margin_reports(self, base: np.ndarray, weights: np.ndarray) -> list[MarginReport]:
        found = []
        for name, codes, totals in zip(self.names, self.codes, self.totals, strict=True):
            n = np.bincount(codes, minlength=len(totals))
            share = np.bincount(codes, base, minlength=len(totals)) / base.sum()
            achieved = np.bincount(codes, weights, minlength=len(totals))
            source, day = self.controls.sources[name], self.controls.dates[name]
            found += [
                MarginReport(self.wave, name, str(category), int(n[place]), float(share[place]), float(total),
                             float(achieved[place]), source, day)
                for place, (category, total) in enumerate(totals.items())
            ]  # fmt: skip
        return found


def _excess(weights: np.ndarray, low: float | None, high: float | None) -> tuple[float, int]:
    """Largest relative excess over the limits, and how many weights have one."""
    over = np.zeros(len(weights)) if high is None else weights / high - 1
    under = np.zeros(len(weights)) if low is None else 1 - weights / low
    excess = np.maximum(np.maximum(over, under), 0.0)
    return float(excess.max(initial=0.0)), int((excess > PRECISION).sum())


def _diagnostics(answers: Answers, weights: np.ndarray) -> list[WaveReport]:
    return [_summary(wave, weights[answers.wave == number]) for number, wave in enumerate(answers.waves)]


def _summary(wave: str, weights: np.ndarray) -> WaveReport:
    """Kish (1965) design effect n sum(w^2) / (sum w)^2 and the spread of the weights."""
    total = weights.sum()
    deff = float(len(weights) * (weights**2).sum() / total**2) if total > 0 else float("nan")
    least, greatest = (float(weights.min()), float(weights.max())) if len(weights) else (float("nan"),) * 2
    return WaveReport(
        wave=wave, respondents=len(weights), iterations=0, rounds=0, gap=0.0, trim_gap=0.0, trimmed=0, deff=deff,
        n_effective=len(weights) / deff if deff else float("nan"), least=least, greatest=greatest,
        cv=float(np.sqrt(max(deff - 1, 0.0))), empty_cells=0,
    )  # fmt: skip
