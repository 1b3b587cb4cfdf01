"""The changes of one item or set: its item-level test and the figures inside it."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from monitor.intake.answers import NO_ANSWER, VALID, Answers
from monitor.statistics.change_rows import Columns, Policy, chosen, figure_changes, omnibus_columns, with_test
from monitor.statistics.comparisons import SETS, Unit
from monitor.statistics.group_sums import CodedSums, Layout, number_sums
from monitor.statistics.measurement import Figures, measure, numbers_of
from monitor.statistics.moments import Moments, mean_moments
from monitor.statistics.ranks import rank_of_numbers
from monitor.statistics.tests_of_change import (
    Differences,
    Tests,
    contrast_covariance,
    contrast_of,
    contrast_variance,
    rank_differences,
    rao_scott_test,
    two_wave_df,
    used_waves,
    wald_test,
)
from monitor.study.questionnaire import Questionnaire

SCORED = ("likert", "grade", "percentage", "number")
RANK_CHECKED = ("grade", "percentage", "number")


class ItemChanges:
    """Measures an item once and compares any waves of it.

    **Method** of the item-level test: scored items the t test or rank test of the mean, declared
    beforehand; single choice Rao-Scott F; sets of options and parts of 100 Wald F.
    """

    def __init__(
        self, answers: Answers, layout: Layout, questionnaire: Questionnaire, unit: Unit, policy: Policy
    ) -> None:
        self.layout = layout
        self.unit = unit
        self.policy = policy
        self.variables = [answers.variables[item] for item in unit.items]
        self.figures = [
            measure(layout, variable, questionnaire.items[item])
            for item, variable in zip(unit.items, self.variables, strict=True)
        ]

    def parts(self, contrast: np.ndarray) -> list[Columns]:
        """The item-level row and the rows inside, each [group, figure] with their keys."""
        if self.unit.kind in SETS:
            return self._set_parts(contrast)
        item, main = self.unit.items[0], self.figures[0][0]
        columns = figure_changes(main, contrast, self.policy)
        means = [place for place, name in enumerate(main.measures) if name == "mean"]
        if self.unit.kind in SCORED and means:
            top = self._scored(main, chosen(columns, means), contrast)
            parts = [_keyed(top, item, "item", ("",), ("mean",), 0)]
        else:
            means = []
            parts = [self._omnibus(columns, self._nominal_test(main, contrast), item, "share")]
        inside = [place for place in range(len(main.measures)) if place not in means]
        parts += self._inside(item, main, columns, inside)
        for other in self.figures[0][1:]:
            columns = figure_changes(other, contrast, self.policy)
            parts += self._inside(item, other, columns, list(range(len(other.measures))), 500)
        return parts

    def _inside(
        self, item: str, figures: Figures, columns: Columns, places: list[int], first: int = 1
    ) -> list[Columns]:
        if not places:
            return []
        categories = tuple(figures.categories[place] for place in places)
        measures = tuple(figures.measures[place] for place in places)
        part = _keyed(chosen(columns, places), item, "category", categories, measures, first)
        keys = np.empty(len(places), dtype=object)
        keys[:] = [same_test(figures, place) for place in places]
        return [part | {"same_test": keys}]

    def _omnibus(self, columns: Columns, tests: Tests, item: str, name: str) -> Columns:
        return _keyed(omnibus_columns(columns, tests), item, "item", ("",), (name,), 0)

    def _nominal_test(self, figures: Figures, contrast: np.ndarray) -> Tests:
        """Rao-Scott F for two waves; for a trend the Wald F of the trends of all categories but one."""
        used = used_waves(contrast)
        moments = figures.moments
        if len(used) == 2:
            return rao_scott_test(moments.sums, used)
        return vector_test(moments, contrast, drop_last=True)

    def _scored(self, figures: Figures, columns: Columns, contrast: np.ndarray) -> Columns:
        ranks = None
        if self.unit.kind in RANK_CHECKED or self.unit.primary_test == "wilcoxon":
            ranks = self._rank_test(figures, contrast)
        if self.unit.kind not in RANK_CHECKED and self.unit.primary_test == "wilcoxon":
            return with_test(columns, ranks)
        if ranks is not None:
            with np.errstate(invalid="ignore"):
                apart = (ranks.p[:, None] < self.policy.alpha) != (columns["p"] < self.policy.alpha)
            known = np.isfinite(ranks.p[:, None]) & np.isfinite(columns["p"])
            columns = columns | {"note": np.where(apart & known, "rank_disagrees", "")}
        return columns

    def _rank_test(self, figures: Figures, contrast: np.ndarray) -> Tests:
        if isinstance(figures.moments.sums, CodedSums):
            found = rank_differences(figures.moments, contrast)
        else:
            found = self._number_ranks(contrast)
        tests = found.t_test()
        return Tests("wilcoxon", tests.statistic, tests.df, tests.p)

    def _number_ranks(self, contrast: np.ndarray) -> Differences:
        variable = self.variables[0]
        ranks, state = rank_of_numbers(
            self.layout, numbers_of(variable), variable.state, used_waves(contrast)
        )
        moments = mean_moments(number_sums(self.layout, ranks[:, None], state))
        variance = contrast_variance(moments.covariance, contrast)[:, 0]
        difference = contrast_of(moments.estimate, contrast)[:, 0]
        return Differences(difference, np.sqrt(variance), two_wave_df(moments, contrast))

    @cached_property
    def set_moments(self) -> Moments:
        """Means of all options (0/1) or parts together, over those who answered all of them."""
        numbers = np.stack([_set_numbers(variable) for variable in self.variables], axis=1)
        complete = np.all([variable.state == VALID for variable in self.variables], axis=0)
        state = np.where(complete, VALID, NO_ANSWER).astype(np.int8)
        return mean_moments(number_sums(self.layout, numbers, state))

    def _set_parts(self, contrast: np.ndarray) -> list[Columns]:
        inside = [figure_changes(figures[0], contrast, self.policy) for figures in self.figures]
        parts_of_100 = self.unit.kind == "parts_of_100"
        tests = vector_test(self.set_moments, contrast, drop_last=parts_of_100 and len(self.variables) > 1)
        name = "mean" if parts_of_100 else "share"
        parts = [self._omnibus(inside[0], tests, self.unit.id, name)]
        for place, (item, columns) in enumerate(zip(self.unit.items, inside, strict=True)):
            figures = self.figures[place][0]
            parts.append(_keyed(columns, item, "category", figures.categories, figures.measures, place + 1))
        return parts


def _set_numbers(variable) -> np.ndarray:
    """0/1 for an option, the share for a part; 0 where not answered, which is never used."""
    if variable.kind == "multi":
        return (variable.codes == variable.categories.index("1")).astype(float)
    return np.nan_to_num(numbers_of(variable))


def vector_test(moments: Moments, contrast: np.ndarray, drop_last: bool) -> Tests:
    """Wald F of the contrasts of all estimates; the last left out where they add to a constant."""
    kept = moments.estimate.shape[2] - (1 if drop_last else 0)
    difference = contrast_of(moments.estimate, contrast)[:, :kept]
    matrix = contrast_covariance(moments.covariance, contrast)[:, :kept, :kept]
    df = two_wave_df(moments, contrast) + 1
    return wald_test(difference, matrix, df)


def same_test(figures: Figures, place: int) -> tuple:
    """What makes two figures the same test: equal weights, or a share and the share of all others."""
    weights = figures.weights[:, place]
    rest = 1.0 - weights if figures.measures[place] == "share" else weights
    return (figures.own_base, *min(tuple(weights), tuple(rest)))


def _keyed(
    columns: Columns,
    item: str,
    level: str,
    categories: tuple[str, ...],
    measures: tuple[str, ...],
    first: int,
) -> Columns:
    """Columns with the keys of each figure; `part_place` and `figure_place` order the rows."""
    shape = columns["p"].shape
    return {
        "note": np.full(shape, "", dtype=object),
        **columns,
        "item": np.full(shape, item, dtype=object),
        "level": np.full(shape, level, dtype=object),
        "category": np.broadcast_to(np.array(categories, dtype=object), shape),
        "measure": np.broadcast_to(np.array(measures, dtype=object), shape),
        "same_test": np.full(shape[1], item, dtype=object),
        "part_place": np.full(shape, first),
        "figure_place": np.broadcast_to(np.arange(shape[1]), shape),
    }
