"""The changes of one item or set: its item-level test and the figures inside it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cached_property

import numpy as np

from monitor.intake.answers.typed_answers import NO_ANSWER, VALID, Answers, Variable
from monitor.statistics.change.change_rows import (
    Policy,
    chosen,
    figure_changes,
    item_columns,
    one,
    test_columns,
)
from monitor.statistics.change.comparisons import Unit, has_order
from monitor.statistics.change.item_tests import distribution_test, either_test, vector_test
from monitor.statistics.change.ranks import rank_of_numbers
from monitor.statistics.change.tests_of_change import (
    Differences,
    Tests,
    contrast_of,
    contrast_variance,
    rank_differences,
    two_wave_df,
    used_waves,
)
from monitor.statistics.design.group_sums import CodedSums, NumberSums, number_sums
from monitor.statistics.design.grouped_respondents import GroupedRespondents
from monitor.statistics.estimates.measurement import Figures, measure, numbers_of
from monitor.statistics.estimates.moments import Moments, mean_moments
from monitor.statistics.estimates.rows import Columns
from monitor.study.questionnaire import Questionnaire


class ItemChanges:
    """Measures items of one shape, or one set, and compares any waves of them.

    The first axis of all columns is item x group. **Method** of the test of the item: it looks at what is
    published. Single choice and agreement the distribution, grades the mean and the declared classes, sets of
    options and parts of 100 Wald F; a number or percentage is its mean. Where a study shows only means and
    says so beforehand, the mean or its ranks decide.
    """

    def __init__(
        self,
        answers: Answers,
        grouped: GroupedRespondents,
        questionnaire: Questionnaire,
        units: Sequence[Unit],
        policy: Policy,
    ) -> None:
        self.grouped = grouped
        self.units = units
        self.traits = units[0].traits
        self.policy = policy
        self.ordered = has_order(units[0], questionnaire)
        items = [questionnaire.items[item] for unit in units for item in unit.items]
        self.variables = [answers.variables[item.id] for item in items]
        if self.traits.in_set:
            self.set_figures = [
                measure(grouped, [variable], item)[0]
                for variable, item in zip(self.variables, items, strict=True)
            ]
        else:
            self.figures = measure(grouped, self.variables, items[0])

    def parts(self, contrast: np.ndarray) -> list[Columns]:
        """The item-level row and the rows inside, each [item x group, figure] with their keys."""
        if self.traits.in_set:
            return self._set_parts(contrast)
        main, names = self.figures[0], self._names([unit.items[0] for unit in self.units])
        columns = figure_changes(main, contrast, self.policy)
        places = list(range(len(main.measures)))
        aside = self._aside(main)
        if main.measures == ("mean",):
            top = self._noted(main, columns, contrast)
            parts = [keyed(top, names, "item", ("",), ("mean",), 0, [same_test(main, 0)])]
            places = []
        else:
            tests = self._item_test(main, columns, contrast)
            own = None if self.declared == "wilcoxon" else own_test(main, np.flatnonzero(~aside).tolist())
            parts = [keyed(item_columns(columns, tests), names, "item", ("",), ("share",), 0, [own])]
        parts += _inside(names, main, self._noted(main, columns, contrast), places, 1, aside)
        for other in self.figures[1:]:
            columns, places = figure_changes(other, contrast, self.policy), list(range(len(other.measures)))
            parts += _inside(names, other, columns, places, 500, self._aside(other))
        return parts

    @property
    def declared(self) -> str:
        """The test of means that the study declares where it shows nothing else; auto where it does not."""
        return self.units[0].primary_test

    def _aside(self, figures: Figures) -> np.ndarray:
        """Figures that are not tested: all but the mean where a study shows, and tests, only that."""
        shares = np.array([name != "mean" for name in figures.measures])
        return shares & (self.declared != "auto")

    def _names(self, items: Sequence[str]) -> np.ndarray:
        return np.repeat(np.array(items, dtype=object), self.grouped.layout.n_groups)

    def _item_test(self, figures: Figures, columns: Columns, contrast: np.ndarray) -> Columns:
        """The test of an item with shares, and perhaps a mean."""
        means = [place for place, name in enumerate(figures.measures) if name == "mean"]
        if means and self.declared == "wilcoxon":
            return test_columns(self._rank_test(figures, contrast))
        if means and self.declared == "mean":
            return one(columns, means[0])
        if not self.traits.graded:
            return self._distribution(shares_of(figures), chosen(columns, _first_shares(figures)), contrast)
        classes = classes_of(figures)
        rows = figure_changes(classes, contrast, self.policy)
        return either_test(one(columns, means[0]), self._distribution(classes, rows, contrast))

    def _distribution(self, classes: Figures, rows: Columns, contrast: np.ndarray) -> Columns:
        return distribution_test(classes, rows, contrast, self.policy, self.ordered)

    def _noted(self, figures: Figures, columns: Columns, contrast: np.ndarray) -> Columns:
        """The mean says where a rank test comes to another conclusion."""
        if not self.traits.rank_check:
            return columns
        mean = figures.measures.index("mean")
        ranks = self._rank_test(figures, contrast).p
        p = columns["p"][:, mean]
        with np.errstate(invalid="ignore"):
            apart = (ranks < self.policy.alpha) != (p < self.policy.alpha)
        note = np.full(columns["p"].shape, "", dtype=object)
        note[apart & np.isfinite(ranks) & np.isfinite(p), mean] = "rank_disagrees"
        return columns | {"note": note}

    def _rank_test(self, figures: Figures, contrast: np.ndarray) -> Tests:
        if isinstance(figures.moments.sums, CodedSums):
            order = figures.weights[:, figures.measures.index("mean")]
            ranks = rank_differences(figures.moments, order, contrast, self.grouped.layout.scale)
        else:
            ranks = self._number_ranks(contrast)
        tests = ranks.t_test()
        return Tests("wilcoxon", tests.statistic, tests.df, tests.p)

    def _number_ranks(self, contrast: np.ndarray) -> Differences:
        variable = self.variables[0]
        ranks, state = rank_of_numbers(
            self.grouped, numbers_of(variable), variable.state, used_waves(contrast),
            self.grouped.layout.scale,
        )  # fmt: skip
        moments = mean_moments(number_sums(self.grouped, ranks[:, None], state))
        variance = contrast_variance(moments.covariance, contrast)[:, 0]
        difference = contrast_of(moments.estimate, contrast)[:, 0]
        return Differences(difference, np.sqrt(variance), two_wave_df(moments, contrast))

    @cached_property
    def set_moments(self) -> Moments:
        return mean_moments(sums_of_set(self.grouped, self.variables))

    def _set_parts(self, contrast: np.ndarray) -> list[Columns]:
        unit = self.units[0]
        inside = [figure_changes(figures, contrast, self.policy) for figures in self.set_figures]
        measure_name = "mean" if self.traits.adds_up else "share"
        own = same_test(self.set_figures[0], 0) if len(inside) == 1 else None
        top = item_columns(inside[0], self._set_test(inside, contrast))
        parts = [keyed(top, self._names([unit.id]), "item", ("",), (measure_name,), 0, [own])]
        for place, (item, columns) in enumerate(zip(unit.items, inside, strict=True)):
            figures, names = self.set_figures[place], self._names([item])
            tests = [same_test(figures, figure) for figure in range(len(figures.measures))]
            keys = tests if own else [(item, *test) for test in tests]
            part = keyed(columns, names, "category", figures.categories, figures.measures, place + 1, keys)
            parts.append(part)
        return parts

    def _set_test(self, inside: list[Columns], contrast: np.ndarray) -> Columns:
        """One test over all options; over all parts but one, since they add up."""
        if len(inside) == 1:
            return one(inside[0])
        rows = {"p": np.concatenate([columns["p"] for columns in inside], axis=1)}
        size = len(inside)
        kept = np.eye(size)[:, : size - 1] if self.traits.adds_up else np.eye(size)
        return vector_test(self.set_moments, contrast, kept, rows)


def _inside(
    names: np.ndarray, figures: Figures, columns: Columns, places: list[int], first: int, aside: np.ndarray
) -> list[Columns]:
    """The rows of some figures inside an item, as a list of one part or none; `aside` are not tested."""
    if not places:
        return []
    categories = tuple(figures.categories[place] for place in places)
    measures = tuple(figures.measures[place] for place in places)
    keys = [same_test(figures, place) for place in places]
    part = keyed(chosen(columns, places), names, "category", categories, measures, first, keys)
    return [part | {"aside": np.broadcast_to(aside[places], part["p"].shape)}]


def shares_of(figures: Figures) -> Figures:
    """The single categories of an item: shares that add up to 1."""
    size = len(figures.weights)
    return Figures(figures.moments, np.eye(size), ("",) * size, ("share",) * size)


def _first_shares(figures: Figures) -> list[int]:
    """The places of the single categories: they stand before nets and means."""
    return list(range(len(figures.weights)))


def classes_of(figures: Figures) -> Figures:
    """The classes into which the declared nets divide the grades, from low to high."""
    shares = [place for place, name in enumerate(figures.measures) if name == "share"]
    member = figures.weights[:, shares]
    patterns = list(dict.fromkeys(map(tuple, member)))
    weights = np.array([[float(tuple(row) == pattern) for pattern in patterns] for row in member])
    return Figures(figures.moments, weights, ("",) * len(patterns), ("share",) * len(patterns))


def sums_of_set(grouped: GroupedRespondents, variables: Sequence[Variable]) -> NumberSums:
    """All options (0/1) or parts of a set together, of those who answered all of them."""
    numbers = np.stack([_set_numbers(variable) for variable in variables], axis=1)
    complete = np.all([variable.state == VALID for variable in variables], axis=0)
    return number_sums(grouped, numbers, np.where(complete, VALID, NO_ANSWER).astype(np.int8))


def _set_numbers(variable: Variable) -> np.ndarray:
    """0/1 for an option, the share for a part; 0 where not answered, which is never used."""
    if variable.traits.is_option:
        chosen = variable.codes == variable.categories.index(variable.traits.positive)
        return np.asarray(chosen, dtype=float)
    return np.nan_to_num(numbers_of(variable))


def same_test(figures: Figures, place: int) -> tuple:
    """What makes two figures the same test: equal weights, or a share and the share of all others."""
    weights = figures.weights[:, place]
    rest = 1.0 - weights if figures.measures[place] == "share" else weights
    return (figures.own_base, *min(tuple(weights), tuple(rest)))


def own_test(figures: Figures, places: Sequence[int]) -> Hashable:
    """The one test that all figures of an item are; None where there are several."""
    keys = {same_test(figures, place) for place in places}
    return keys.pop() if len(keys) == 1 else None


def keyed(
    columns: Columns,
    names: np.ndarray,
    level: str,
    categories: tuple[str, ...],
    measures: tuple[str, ...],
    first: int,
    tests: Sequence[Hashable],
) -> Columns:
    """Columns with the keys of each figure; `part_place` and `figure_place` order the rows."""
    shape = columns["p"].shape
    keys = np.empty(len(tests), dtype=object)
    keys[:] = tests
    return {
        "note": np.full(shape, "", dtype=object),
        "aside": np.zeros(shape, dtype=bool),
        **columns,
        "item": np.broadcast_to(names[:, None], shape),
        "level": np.full(shape, level, dtype=object),
        "category": np.broadcast_to(np.array(categories, dtype=object), shape),
        "measure": np.broadcast_to(np.array(measures, dtype=object), shape),
        "same_test": np.broadcast_to(keys, shape),
        "part_place": np.full(shape, first),
        "figure_place": np.broadcast_to(np.arange(shape[1]), shape),
    }
