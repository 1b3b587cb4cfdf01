"""The changes of one item or set: its item-level test and the figures inside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from monitor.intake.answers.typed_answers import NO_ANSWER, VALID, Answers, Variable
from monitor.statistics.change.change_rows import Policy, chosen, figure_changes, omnibus_columns, with_test
from monitor.statistics.change.comparisons import Unit
from monitor.statistics.change.ranks import rank_of_numbers
from monitor.statistics.change.tests_of_change import (
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
from monitor.statistics.design.group_sums import CodedSums, Layout, number_sums
from monitor.statistics.estimates.measurement import Figures, measure, numbers_of
from monitor.statistics.estimates.moments import Moments, mean_moments
from monitor.statistics.estimates.rows import Columns
from monitor.study.questionnaire import Questionnaire


class ItemChanges:
    """Measures items of one shape, or one set, and compares any waves of them.

    The first axis of all columns is item x group. **Method** of the item-level test: scored items
    the t test or rank test of the mean, declared beforehand; single choice Rao-Scott F; sets of
    options and parts of 100 Wald F.
    """

    def __init__(
        self,
        answers: Answers,
        layout: Layout,
        questionnaire: Questionnaire,
        units: Sequence[Unit],
        policy: Policy,
    ) -> None:
        self.layout = layout
        self.units = units
        self.traits = units[0].traits
        self.policy = policy
        items = [questionnaire.items[item] for unit in units for item in unit.items]
        self.variables = [answers.variables[item.id] for item in items]
        if self.traits.in_set:
            self.set_figures = [
                measure(layout, [variable], item)[0]
                for variable, item in zip(self.variables, items, strict=True)
            ]
        else:
            self.figures = measure(layout, self.variables, items[0])

    def parts(self, contrast: np.ndarray) -> list[Columns]:
        """The item-level row and the rows inside, each [item x group, figure] with their keys."""
        if self.traits.in_set:
            return self._set_parts(contrast)
        main, names = self.figures[0], self._names([unit.items[0] for unit in self.units])
        columns = figure_changes(main, contrast, self.policy)
        means = [place for place, name in enumerate(main.measures) if name == "mean"]
        if self.traits.item_test == "mean" and means:
            top = self._scored(main, chosen(columns, means), contrast)
            parts = [_keyed(top, names, "item", ("",), ("mean",), 0)]
        else:
            means = []
            tests = omnibus_columns(columns, self._nominal_test(main, contrast))
            parts = [_keyed(tests, names, "item", ("",), ("share",), 0)]
        inside = [place for place in range(len(main.measures)) if place not in means]
        parts += _inside(names, main, columns, inside, 1)
        for other in self.figures[1:]:
            columns = figure_changes(other, contrast, self.policy)
            parts += _inside(names, other, columns, list(range(len(other.measures))), 500)
        return parts

    def _names(self, items: Sequence[str]) -> np.ndarray:
        return np.repeat(np.array(items, dtype=object), self.layout.n_groups)

    def _nominal_test(self, figures: Figures, contrast: np.ndarray) -> Tests:
        """Rao-Scott F for two waves; for a trend the Wald F of the trends of all categories but one."""
        if len(used_waves(contrast)) == 2:
            return rao_scott_test(figures.moments.coded_sums, used_waves(contrast))
        return vector_test(figures.moments, contrast, drop_last=True)

    def _scored(self, figures: Figures, columns: Columns, contrast: np.ndarray) -> Columns:
        if not self.traits.rank_check:
            if self.units[0].primary_test == "wilcoxon":
                return with_test(columns, self._rank_test(figures, contrast))
            return columns
        ranks = self._rank_test(figures, contrast).p[:, None]
        with np.errstate(invalid="ignore"):
            apart = (ranks < self.policy.alpha) != (columns["p"] < self.policy.alpha)
        known = np.isfinite(ranks) & np.isfinite(columns["p"])
        return columns | {"note": np.where(apart & known, "rank_disagrees", "")}

    def _rank_test(self, figures: Figures, contrast: np.ndarray) -> Tests:
        if isinstance(figures.moments.sums, CodedSums):
            order = figures.weights[:, figures.measures.index("mean")]
            ranks = rank_differences(figures.moments, order, contrast)
        else:
            ranks = self._number_ranks(contrast)
        tests = ranks.t_test()
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
        unit = self.units[0]
        inside = [figure_changes(figures, contrast, self.policy) for figures in self.set_figures]
        adds_up = self.traits.adds_up
        tests = vector_test(self.set_moments, contrast, drop_last=adds_up and len(self.variables) > 1)
        top = omnibus_columns(inside[0], tests)
        parts = [_keyed(top, self._names([unit.id]), "item", ("",), ("mean" if adds_up else "share",), 0)]
        for place, (item, columns) in enumerate(zip(unit.items, inside, strict=True)):
            figures, names = self.set_figures[place], self._names([item])
            parts.append(_keyed(columns, names, "category", figures.categories, figures.measures, place + 1))
        return parts


def _inside(
    names: np.ndarray, figures: Figures, columns: Columns, places: list[int], first: int
) -> list[Columns]:
    """The rows of some figures inside an item, as a list of one part or none."""
    if not places:
        return []
    categories = tuple(figures.categories[place] for place in places)
    measures = tuple(figures.measures[place] for place in places)
    part = _keyed(chosen(columns, places), names, "category", categories, measures, first)
    keys = np.empty(len(places), dtype=object)
    keys[:] = [same_test(figures, place) for place in places]
    return [part | {"same_test": np.broadcast_to(keys, part["p"].shape)}]


def _set_numbers(variable: Variable) -> np.ndarray:
    """0/1 for an option, the share for a part; 0 where not answered, which is never used."""
    if variable.traits.is_option:
        chosen = variable.codes == variable.categories.index(variable.traits.positive)
        return np.asarray(chosen, dtype=float)
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
    names: np.ndarray,
    level: str,
    categories: tuple[str, ...],
    measures: tuple[str, ...],
    first: int,
) -> Columns:
    """Columns with the keys of each figure; `part_place` and `figure_place` order the rows."""
    shape = columns["p"].shape
    items = np.broadcast_to(names[:, None], shape)
    return {
        "note": np.full(shape, "", dtype=object),
        **columns,
        "item": items,
        "level": np.full(shape, level, dtype=object),
        "category": np.broadcast_to(np.array(categories, dtype=object), shape),
        "measure": np.broadcast_to(np.array(measures, dtype=object), shape),
        "same_test": items,
        "part_place": np.full(shape, first),
        "figure_place": np.broadcast_to(np.arange(shape[1]), shape),
    }
