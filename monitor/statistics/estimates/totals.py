"""Totals in the population and ratios of totals, by domain: how many people, how many hours, hours per client.

A total needs the sample of its own wave: in the design of all waves together those of other waves would count as people
who gave nothing. A ratio compares two totals of the same people, and needs no such thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from monitor.intake.answers.typed_answers import NO_ANSWER, VALID, Answers, Variable
from monitor.schema import ESTIMATES, STATE_COUNTS
from monitor.schema_words import RATIO, TOTAL
from monitor.statistics.design.calibration import Calibration
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.design.domains import domains_of, waves_asked
from monitor.statistics.design.group_sums import GroupSums, NumberSums, coded_sums, number_sums
from monitor.statistics.design.grouped_respondents import GroupedRespondents, grouped
from monitor.statistics.design.kernels import number_tables, number_totals
from monitor.statistics.design.replicate_variance import replicate_covariance
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.design.taylor import covariance
from monitor.statistics.estimates.intervals import mean_interval
from monitor.statistics.estimates.measurement import asked_waves, numbers_of
from monitor.statistics.estimates.moments import degrees_of_freedom
from monitor.statistics.estimates.precision import too_few
from monitor.study.questionnaire import Questionnaire
from monitor.study.study import Study
from monitor.study.study_file import Breakdown, Indicator


@dataclass(frozen=True)
class Amounts:
    """Estimates [group, figure] of one wave with `se` and `df`, and the sums that they are made of."""

    estimate: np.ndarray
    se: np.ndarray
    df: np.ndarray
    count: np.ndarray
    sums: GroupSums
    wave: int


def totals_and_ratios(
    answers: Answers, design: SurveyDesign, study: Study, questionnaire: Questionnaire
) -> list[pd.DataFrame]:
    """**Rows**: per indicator that declares `totals` or `ratio_to` one per wave, item, answer and anonymous group, in
    the columns of schema.Estimate; measures `total` and `ratio`.

    **Units**: a total of an answer is people, of a number its own unit; a ratio is the one unit per the other.
    **Method**: Taylor linearisation, or replicate weights; t limits. See docs/methods.md.
    """
    maker = _Maker(answers, design, study, questionnaire)
    return [frame for indicator in study.indicators for frame in maker.of_indicator(indicator)]


@dataclass(frozen=True)
class _Maker:
    answers: Answers
    design: SurveyDesign
    study: Study
    questionnaire: Questionnaire
    waves: dict[int, tuple[Answers, SurveyDesign]] = field(default_factory=dict)

    def of_indicator(self, indicator: Indicator) -> Iterator[pd.DataFrame]:
        for item in indicator.items if indicator.totals or indicator.ratio_to else ():
            for breakdown in (None, *(one for one in self.study.breakdowns if not one.identifiable)):
                if breakdown is not None and item in breakdown.items:
                    continue
                for wave in self._waves(item, indicator, breakdown):
                    if indicator.totals:
                        yield self._frame(
                            indicator, item, breakdown, TOTAL, self._total(item, breakdown, wave)
                        )
                    if indicator.ratio_to:
                        found = self._ratio(item, indicator.ratio_to, breakdown, wave)
                        yield self._frame(indicator, item, breakdown, RATIO, found)

    def _waves(self, item: str, indicator: Indicator, breakdown: Breakdown | None) -> list[int]:
        allowed = set(waves_asked(self.answers, breakdown, self.questionnaire))
        for name in (item, indicator.ratio_to):
            if name:
                allowed &= set(asked_waves(self.answers, self.questionnaire.items[name]))
        return [place for place, wave in enumerate(self.answers.waves) if wave in allowed]

    def _total(self, item: str, breakdown: Breakdown | None, wave: int) -> Amounts:
        answers, design = self._of_wave(wave)
        by_group = grouped(design, domains_of(answers, breakdown), keep=False)
        layout, variable = by_group.layout, answers.variables[item]
        amounts = _amounts_of(variable)
        sums, totals = _uncentred(by_group, amounts, variable.state)
        size = amounts.shape[1]
        if sums.replicates is None:
            influence = np.zeros((layout.n_groups, layout.n_waves * size, size))
            influence[:, wave * size : (wave + 1) * size] = np.eye(size)
            matrix = covariance(sums, influence)
        else:
            full = np.concatenate([totals, sums.weight[:, :, None]], axis=2)
            matrix = replicate_covariance(sums, full, lambda table: table[:, :, :-1])
            matrix = matrix[:, wave * size : (wave + 1) * size, wave * size : (wave + 1) * size]
        return _amounts(totals[:, wave], matrix, sums, wave, _counts(by_group, variable, wave, size))

    def _of_wave(self, wave: int) -> tuple[Answers, SurveyDesign]:
        """The respondents of one wave, and their design."""
        if wave not in self.waves:
            rows, calibration = self.answers.wave == wave, self.design.calibration
            answers = self.answers.take(rows)
            own = None if calibration is None else _of_rows(calibration, rows)
            weights = self.design.weights[rows]
            made = build_design(answers, self.study.design, weights=weights, calibration=own)
            self.waves[wave] = answers, made
        return self.waves[wave]

    def _ratio(self, item: str, other: str, breakdown: Breakdown | None, wave: int) -> Amounts:
        by_group = grouped(self.design, domains_of(self.answers, breakdown), keep=False)
        layout = by_group.layout
        above, below = self.answers.variables[item], self.answers.variables[other]
        both = (above.state == VALID) & (below.state == VALID)
        state = np.where(both, VALID, NO_ANSWER).astype(np.int8)
        numbers = np.nan_to_num(np.stack([numbers_of(above), numbers_of(below)], axis=1))
        sums = number_sums(by_group, numbers, state)
        mean = sums.means[:, wave]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(mean[:, 1] != 0, mean[:, 0] / mean[:, 1], np.nan)
            if sums.replicates is None:
                influence = np.zeros((layout.n_groups, layout.n_waves * 2, 1))
                by = sums.weight[:, wave] * mean[:, 1]
                influence[:, wave * 2, 0] = np.where(by != 0, 1 / by, np.nan)
                influence[:, wave * 2 + 1, 0] = np.where(by != 0, -ratio / by, np.nan)
                matrix = covariance(sums, np.nan_to_num(influence))
            else:
                full = np.concatenate([np.zeros_like(sums.means), sums.weight[:, :, None]], axis=2)
                means = sums.means[..., None]
                matrix = replicate_covariance(sums, full, lambda table: _ratios(table, means))
                matrix = matrix[:, wave : wave + 1, wave : wave + 1]
        return _amounts(ratio[:, None], matrix, sums, wave, np.full((layout.n_groups, 1), np.nan))

    def _frame(
        self, indicator: Indicator, item: str, breakdown: Breakdown | None, measure: str, found: Amounts
    ) -> pd.DataFrame:
        """The rows of one item, wave and breakdown."""
        variable, layout, policy = self.answers.variables[item], found.sums.layout, self.study.comparison
        groups, size = found.estimate.shape
        names = variable.categories if measure == TOTAL and variable.codes is not None else ("",)
        low, high = mean_interval(
            found.estimate, np.where(found.se > 0, found.se, np.nan), found.df[:, None], 1 - policy.alpha
        )
        n = found.sums.n[:, found.wave]
        rules = self.study.disclosure.threshold(breakdown)
        reasons = too_few(n, n / layout.kish_deff[:, found.wave], found.df, rules)
        repeated = {
            "group": np.repeat(np.array(layout.names, dtype=object), size),
            "category": np.tile(np.array(names, dtype=object), groups),
            "n": np.repeat(n, size), "df": np.repeat(found.df, size), "reason": np.repeat(reasons, size),
            "estimate": found.estimate.ravel(), "se": found.se.ravel(), "ci_low": low.ravel(), "ci_high": high.ravel(),
            "count": found.count.ravel(),
        }  # fmt: skip
        frame = pd.DataFrame(repeated).assign(
            study=self.study.id, wave=self.answers.waves[found.wave], indicator=indicator.id, item=item,
            breakdown="" if breakdown is None else breakdown.id, measure=measure, peer_set="",
            status=np.where(repeated["reason"] == "", "released", "unreliable"),
            **dict.fromkeys(("n_effective", "deff", *STATE_COUNTS), np.nan),
        )  # fmt: skip
        return frame[frame["n"] > 0][list(ESTIMATES.names)]


def _amounts_of(variable: Variable) -> np.ndarray:
    """What each respondent adds to the totals [row, figure]: 1 to the answer given, or the number."""
    if variable.codes is None:
        return np.nan_to_num(numbers_of(variable))[:, None]
    return (variable.codes[:, None] == np.arange(len(variable.categories))).astype(float)


def _uncentred(
    by_group: GroupedRespondents, amounts: np.ndarray, state: np.ndarray
) -> tuple[NumberSums, np.ndarray]:
    """Sums about 0, not about the mean, and the totals [group, wave, figure]."""
    first = number_totals(by_group, amounts, state)
    tables = number_tables(by_group, amounts, state, np.zeros_like(first["totals"]))
    return NumberSums.from_tables(by_group.layout, first, tables), first["totals"].reshape(
        *by_group.shape, -1
    )


def _counts(by_group: GroupedRespondents, variable: Variable, wave: int, size: int) -> np.ndarray:
    """How many respondents gave each answer [group, figure]; NaN of a number."""
    if variable.codes is None:
        return np.full((by_group.shape[0], size), np.nan)
    return coded_sums(by_group, variable.codes, variable.state, size).counts[:, wave].astype(float)


def _of_rows(calibration: Calibration, rows: np.ndarray) -> Calibration:
    """The calibration of some respondents: the margin cells and auxiliaries that they have."""
    used, cell = np.unique(calibration.cell[rows], return_inverse=True)
    values = calibration.values[used]
    return Calibration(
        cell, calibration.cell_wave[used], values[:, values.any(axis=0)], calibration.base[rows]
    )


def _ratios(table: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Ratios [group, wave, 1, replicate] of sums about the mean [group, wave, 3, replicate], the weight last."""
    weight = table[:, :, 2:]
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = table[:, :, :2] + means * weight
        return parts[:, :, :1] / parts[:, :, 1:]


def _amounts(
    estimate: np.ndarray, matrix: np.ndarray, sums: GroupSums, wave: int, count: np.ndarray
) -> Amounts:
    variance = np.maximum(np.einsum("gff->gf", matrix), 0.0)
    return Amounts(estimate, np.sqrt(variance), degrees_of_freedom(sums, [wave]), count, sums, wave)
