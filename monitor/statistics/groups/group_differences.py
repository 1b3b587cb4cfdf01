"""Differences between the groups of a breakdown in the latest wave: one test per item, and each group against the rest."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from monitor.intake.answers.typed_answers import Answers, Variable
from monitor.schema_words import GROUPS
from monitor.statistics.change.change_rows import Policy, figure_changes, item_columns, one
from monitor.statistics.change.changes import MeasuredChanges, unit_columns
from monitor.statistics.change.comparisons import Unit, has_order, units_of
from monitor.statistics.change.item_changes import (
    classes_of,
    keyed,
    same_test,
    shares_of,
    sums_of_set,
)
from monitor.statistics.change.item_tests import bonferroni_test, either_test
from monitor.statistics.design.domains import domains_of, waves_asked
from monitor.statistics.design.group_sums import CodedSums, NumberSums, number_sums, together
from monitor.statistics.design.grouped_respondents import GroupedRespondents, grouped
from monitor.statistics.design.kernels import number_tables, number_totals
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.estimates.measurement import (
    Figures,
    asked_waves,
    figures_of,
    in_batches,
    is_coded,
    numbers_of,
    shape_of,
    sums_of,
)
from monitor.statistics.estimates.moments import Moments, mean_moments
from monitor.statistics.estimates.rows import Columns, joined
from monitor.statistics.groups.compared_groups import ComparedGroups, compared_groups
from monitor.statistics.groups.group_tests import (
    between,
    distribution_over_groups,
    means_over_groups,
    ranks_over_groups,
)
from monitor.statistics.groups.sides import (
    against_rest,
    beside_each_other,
    numbers_against_rest,
    one_below_another,
)
from monitor.study.questionnaire import Questionnaire
from monitor.study.study import Study
from monitor.study.study_file import Breakdown

OWN_MINUS_REST = np.array([1.0, -1.0])
Part = tuple[bool, Columns]  # whether it holds the tests of whole items, and its rows
FAMILY = "groups"


def with_group_differences(
    measured: MeasuredChanges,
    answers: Answers,
    design: SurveyDesign,
    study: Study,
    questionnaire: Questionnaire,
) -> MeasuredChanges:
    """The changes and below them the differences between groups, of the breakdowns that declare `test_groups`.

    Per item or set and breakdown one row for the test over all groups (`groups:BREAKDOWN`, level item), and one for each
    comparison of groups and figure (level category), as declared: of each group with all others together
    (`rest:BREAKDOWN`, the group minus the others), of every two groups (`pairs:BREAKDOWN`, the first minus the second) or
    of each with one (`reference:BREAKDOWN`, the group minus that one). Only the latest wave, and only groups in which
    nobody can be recognised.
    """
    design = design if study.comparison.fpc else design.without_fpc()
    parts = []
    for place, breakdown in enumerate(study.breakdowns):
        if breakdown.groups_are_tested:
            parts += _OfBreakdown(answers, design, study, questionnaire, breakdown, place).columns()
    if not parts:
        return measured
    units = measured.units or tuple(units_of(study, questionnaire))
    rows = joined([measured.rows, *parts] if measured.rows else parts)
    return replace(measured, rows=rows, units=units)


@dataclass
class _OfBreakdown:
    """The differences between the groups of one breakdown."""

    answers: Answers
    design: SurveyDesign
    study: Study
    questionnaire: Questionnaire
    breakdown: Breakdown
    place: int

    def columns(self) -> list[Columns]:
        wave = self.answers.waves[-1]
        if wave not in waves_asked(self.answers, self.breakdown, self.questionnaire):
            return []
        self.grouped = grouped(self.design, domains_of(self.answers, self.breakdown))
        policy = self.study.comparison
        rules = self.study.disclosure.threshold(self.breakdown)
        self.policy = Policy(policy.alpha, policy.sparse_below, rules)
        self.compared = compared_groups(self.breakdown)
        units = units_of(self.study, self.questionnaire)
        tested = [place for place, unit in enumerate(units) if self._is_tested(unit, wave)]
        shapes = [self._shape(place, units[place]) for place in tested]
        batches = ([tested[at] for at in batch] for batch in in_batches(shapes, self.grouped.layout))
        return [part for batch in batches for part in self._batch(batch, units)]

    def _is_tested(self, unit: Unit, wave: str) -> bool:
        """Whether all its items are asked, and do not make up the groups themselves."""
        items = [self.questionnaire.items[item] for item in unit.items]
        asked = all(wave in asked_waves(self.answers, item) for item in items)
        return asked and not set(unit.items) & set(self.breakdown.items)

    def _shape(self, place: int, unit: Unit) -> tuple:
        if unit.traits.in_set:
            return (place,)
        item = self.questionnaire.items[unit.items[0]]
        kind = item.scale.kind if item.scale else ""
        return (unit.primary_test, kind, shape_of(self.answers.variables[item.id], item))

    def _batch(self, batch: list[int], units: Sequence[Unit]) -> list[Columns]:
        together = [units[place] for place in batch]
        tests = ItemGroups(
            self.answers, self.grouped, self.questionnaire, together, self.policy, self.compared
        )
        return [self._flat(whole, part, np.array(batch), together) for whole, part in tests.parts()]

    def _flat(self, whole: bool, part: Columns, batch: np.ndarray, units: Sequence[Unit]) -> Columns:
        """One row per unit, group and figure; the test of an item is of no one group."""
        shape = part["p"].shape
        groups = shape[0] // len(units)
        row = np.indices(shape)[0].ravel()
        unit, group = row // groups, row % groups
        size = len(row)
        flat = {name: np.broadcast_to(value, shape).ravel() for name, value in part.items()}
        flat |= unit_columns(units, unit)
        wave, id_ = self.answers.waves[-1], self.breakdown.id
        texts = {
            "comparison": f"{GROUPS if whole else self.compared.kind}:{id_}", "within": f"{GROUPS}:{id_}", "family_own": FAMILY,
            "from_wave": wave, "to_wave": wave, "breakdown": id_, "break_reason": "",
        }  # fmt: skip
        flat |= {name: np.full(size, value, dtype=object) for name, value in texts.items()}
        names = np.array([""] if whole else self.compared.names, dtype=object)
        nothing = {"hidden": False, "headline": False, "comparable": True, "within_group": -1}
        flat |= {name: np.full(size, value) for name, value in nothing.items()}
        return flat | {
            "left_out": flat["left_out"] | flat.pop("aside"),
            "contrast": np.full((size, len(self.answers.waves)), np.nan),
            "group": names[group], "group_place": np.full(size, -1) if whole else group, "unit_place": batch[unit],
            "breakdown_place": np.full(size, self.place + 1),
        }  # fmt: skip


class ItemGroups:
    """Tests items of one shape, or one set, over the groups of a breakdown in the latest wave."""

    def __init__(
        self,
        answers: Answers,
        grouped: GroupedRespondents,
        questionnaire: Questionnaire,
        units: Sequence[Unit],
        policy: Policy,
        compared: ComparedGroups,
    ) -> None:
        self.grouped, self.units, self.policy, self.compared = grouped, units, policy, compared
        self.n_groups, self.n_waves = grouped.shape
        self.traits = units[0].traits
        self.declared = units[0].primary_test
        self.wave = self.n_waves - 1
        self.ordered = has_order(units[0], questionnaire)
        self.variables = [answers.variables[item] for unit in units for item in unit.items]

    def parts(self) -> list[Part]:
        """The test of each item, and the groups compared: [item x comparison, figure] with their keys."""
        return self._parts_of_set() if self.traits.in_set else self._parts_of_items()

    def _parts_of_items(self) -> list[Part]:
        of_rest, of_groups = self._figures(self.variables)
        used, rows = self._used_and_rows(of_rest, of_groups)
        names = [unit.items[0] for unit in self.units]
        measure = "mean" if of_rest.measures == ("mean",) else "share"
        aside = self._aside(of_rest)
        tested = {name: column[:, ~aside] for name, column in rows.items()}
        whole_test = self._whole_test(of_rest, aside)
        whole = self._whole(
            names, measure, rows, used, self._over_groups(of_groups, used, tested), whole_test
        )
        return [whole, self._compared(names, of_rest, rows, 1)]

    def _whole_test(self, figures: Figures, aside: np.ndarray) -> Hashable:
        """The one test that an item is, as its rows name it; None where it is a test of its own."""
        if self.declared == "wilcoxon" or not self.compared.one_test:
            return None
        keys = {self._key("", 0, figures, place) for place in np.flatnonzero(~aside).tolist()}
        return keys.pop() if len(keys) == 1 else None

    def _key(self, within: str, row: int, figures: Figures, place: int) -> Hashable:
        """What makes two rows one test."""
        return (within, self.compared.tests[row], *same_test(figures, place))

    def _aside(self, figures: Figures) -> np.ndarray:
        """Figures that are not tested: all but the mean where a study shows, and tests, only that."""
        return np.array([name != "mean" and self.declared != "auto" for name in figures.measures])

    def _used_and_rows(self, of_rest: Figures, of_groups: Figures) -> tuple[list[np.ndarray], Columns]:
        """By item the groups that take part in its test, those with a reliable figure; and the tests inside."""
        against = figure_changes(of_rest, OWN_MINUS_REST, self.policy)
        return self._used(against), self.compared.rows(against, of_groups, self.policy)

    def _parts_of_set(self) -> list[Part]:
        unit, rows = self.units[0], list[Columns]()
        parts, taking_part = list[Part](), set[int]()
        for place, (item, variable) in enumerate(zip(unit.items, self.variables, strict=True)):
            of_rest, of_groups = self._figures([variable])
            (groups,), own = self._used_and_rows(of_rest, of_groups)
            taking_part |= set(groups.tolist())
            rows.append(own)
            parts.append(self._compared([item], of_rest, own, place + 1, item))
        inside = {name: np.concatenate([row[name] for row in rows], axis=1) for name in ("p", "unreliable")}
        sums = sums_of_set(self.grouped, self.variables)
        moments = mean_moments(beside_each_other(sums, self.wave))
        used = np.array(sorted(taking_part), dtype=np.int64)
        by_item, numbers = _by_item(inside, 1), between(self.n_groups, used)
        test = means_over_groups(moments, by_item, numbers) if len(used) > 1 else bonferroni_test(by_item)
        measure = "mean" if self.traits.adds_up else "share"
        return [self._whole([unit.id], measure, rows[0], [used], test, None), *parts]

    def _figures(self, variables: Sequence[Variable]) -> tuple[Figures, Figures]:
        """Each group against the rest [item x group, 2 sides], and all groups beside each other [item, group]."""
        if is_coded(variables[0]):
            sums = sums_of(self.grouped, variables)
            return (
                figures_of(variables[0], against_rest(sums, self.wave)),
                figures_of(variables[0], beside_each_other(sums, self.wave)),
            )
        beside = [beside_each_other(_number_sums(self.grouped, one), self.wave) for one in variables]
        against = [numbers_against_rest(*self._about_one_number(one), self.wave) for one in variables]
        return _means(one_below_another(against)), _means(together(beside))

    def _about_one_number(self, variable: Variable) -> tuple[NumberSums, float]:
        """Sums of 1 and of the number minus the mean of everybody in the wave, about 0; and that mean."""
        numbers = np.nan_to_num(numbers_of(variable))
        both = np.stack([np.ones(len(numbers)), numbers], axis=1)
        totals = number_totals(self.grouped, both, variable.state)
        mine = np.arange(self.n_groups) * self.n_waves + self.wave
        weight = totals["weight"][mine].sum()
        pivot = float(totals["totals"][mine, 1].sum() / weight) if weight > 0 else 0.0
        about = np.tile([0.0, pivot], (len(totals["weight"]), 1))
        tables = number_tables(self.grouped, both, variable.state, about)
        return NumberSums.from_tables(self.grouped.layout, totals, tables), pivot

    def _used(self, rows: Columns) -> list[np.ndarray]:
        """By item the groups with a reliable figure, which itself and the others bear."""
        reliable = (rows["unreliable"] == "").any(axis=1).reshape(-1, self.n_groups)
        return [np.flatnonzero(row) for row in reliable]

    def _over_groups(self, figures: Figures, used: Sequence[np.ndarray], rows: Columns) -> Columns:
        """Columns [item] of the test of each item over its `used` groups, those with the same groups together."""
        by_item = _by_item(rows, len(self.units))
        found = _no_tests(len(used))
        for groups in {tuple(each) for each in used}:
            mine = np.array([tuple(each) == groups for each in used])
            own = {name: column[mine] for name, column in by_item.items()}
            numbers = between(self.n_groups, np.array(groups, dtype=np.int64))
            several = len(groups) > 1
            tests = self._test(figures.of(mine), own, numbers) if several else bonferroni_test(own)
            for name, column in tests.items():
                found[name][mine] = column
        return found

    def _test(self, figures: Figures, rows: Columns, numbers: np.ndarray) -> Columns:
        if self.declared == "wilcoxon" and isinstance(figures.moments.sums, CodedSums):
            return ranks_over_groups(figures, rows, numbers)
        auto = self.declared == "auto"
        if auto and not self.traits.graded and "share" in figures.measures:
            return distribution_over_groups(shares_of(figures), rows, numbers, self.policy, self.ordered)
        mean = figures.measures.index("mean")
        of_mean = self._test_of_mean(figures, mean, rows, numbers)
        if not (auto and self.traits.graded):
            return of_mean
        classes = classes_of(figures)
        return either_test(of_mean, distribution_over_groups(classes, rows, numbers, self.policy, True))

    def _test_of_mean(self, figures: Figures, mean: int, rows: Columns, numbers: np.ndarray) -> Columns:
        if len(np.flatnonzero(np.isfinite(numbers))) == 2:
            return one(figure_changes(figures, numbers, self.policy), mean)
        alone = Moments(
            figures.moments.sums,
            figures.estimates()[:, :, [mean]],
            figures.covariance()[:, :, [mean]][:, :, :, :, [mean]],
            figures.moments.spread,
        )
        return means_over_groups(alone, rows, numbers)

    def _whole(
        self,
        names: Sequence[str],
        measure: str,
        rows: Columns,
        used: Sequence[np.ndarray],
        tests: Columns,
        own: Hashable,
    ) -> Part:
        """The rows [item, 1] of the tests of items; `own` is the one test that an item is, where it is one."""
        items = len(names)
        tested = np.array([len(groups) > 0 for groups in used])
        first = {
            name: value.reshape(items, len(self.compared.names), -1)[:, 0] for name, value in rows.items()
        }
        top = item_columns(first, tests) | {
            "unreliable": np.where(tested, "", "few_answers").astype(object)[:, None],
            "n_from": np.full((items, 1), np.nan), "n_to": np.full((items, 1), np.nan),
        }  # fmt: skip
        made = keyed(top, np.array(names, dtype=object), "item", ("",), (measure,), 0, [own])
        return True, made

    def _compared(
        self, names: Sequence[str], figures: Figures, rows: Columns, first: int, within: str = ""
    ) -> Part:
        """The rows [item x comparison, figure]. Of two groups each is the rest of the other: that is one test."""
        several = len(self.compared.names)
        repeated = np.repeat(np.array(names, dtype=object), several)
        places = range(len(figures.measures))
        made = keyed(rows, repeated, "category", figures.categories, figures.measures, first, list(places))
        keys = np.empty(rows["p"].shape, dtype=object)
        for row in range(len(keys)):
            for place in places:
                keys[row, place] = self._key(within, row % several, figures, place)
        aside = np.broadcast_to(self._aside(figures), rows["p"].shape)
        return False, made | {"same_test": keys, "aside": aside}


def _no_tests(items: int) -> Columns:
    nothing = {name: np.full(items, np.nan) for name in ("statistic", "df", "p")}
    return {"test": np.full(items, "", dtype=object), **nothing}


def _means(sums: NumberSums) -> Figures:
    return Figures(mean_moments(sums), np.ones((1, 1)), ("",), ("mean",))


def _number_sums(grouped: GroupedRespondents, variable: Variable) -> NumberSums:
    return number_sums(grouped, numbers_of(variable)[:, None], variable.state)


def _by_item(rows: Columns, items: int) -> Columns:
    """Tests [item x group, figure] as [item, group x figure], those that are reliable."""
    p = np.where(rows["unreliable"] == "", rows["p"], np.nan)
    return {"p": p.reshape(items, -1)}
