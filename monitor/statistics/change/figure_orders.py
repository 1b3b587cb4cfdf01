"""Which of two figures of one wave is the larger: their difference is tested with what the same people answered to both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.intake.answers.typed_answers import NO_ANSWER, VALID, Answers, Variable
from monitor.statistics.change.multiplicity import holm
from monitor.statistics.change.order_summary import FigureOrder
from monitor.statistics.change.tests_of_change import Differences
from monitor.statistics.design.domains import domains_of
from monitor.statistics.design.group_sums import NumberSums, number_sums
from monitor.statistics.design.grouped_respondents import GroupedRespondents, grouped
from monitor.statistics.design.replicate_variance import replicate_covariance
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.design.taylor import covariance
from monitor.statistics.estimates.measurement import asked_waves, is_coded, numbers_of
from monitor.statistics.estimates.moments import degrees_of_freedom
from monitor.statistics.estimates.precision import NO_VARIANCE
from monitor.study.questionnaire import Questionnaire
from monitor.study.study import Study

SHARE, MEAN = "share", "mean"


@dataclass(frozen=True)
class FigureName:
    """A figure of everybody in the latest wave: an item, its answer or net, and what is measured."""

    item: str
    category: str
    measure: str


Pair = tuple[FigureName, FigureName]


@dataclass(frozen=True)
class Difference:
    """The first of two figures less the second, with its standard error, degrees of freedom and two-sided p."""

    difference: float
    se: float
    df: float
    p: float


def figure_orders(
    answers: Answers,
    design: SurveyDesign,
    study: Study,
    questionnaire: Questionnaire,
    asked: Sequence[Pair] = (),
    complete: bool = False,
) -> tuple[FigureOrder, ...]:
    """The largest two figures of each answer of each indicator, and the two of every pair that was asked for.

    **Method**: t test of the difference of two ratios in one design, with their covariance (Taylor linearisation or
    replicate weights). The test of the largest against the next holds its level however many there are (Hung and
    Fithian 2019). Pairs that were asked for are one family, adjusted by Holm. Nothing is proven of shares with fewer
    than `sparse_below` answers on a side; in a census (`complete`) every difference is.
    """
    design = design if study.comparison.fpc else design.without_fpc()
    orders = _Orders(answers, design, study, questionnaire, complete)
    return (*orders.leaders(), *orders.pairs(asked))


class _Orders:
    def __init__(
        self,
        answers: Answers,
        design: SurveyDesign,
        study: Study,
        questionnaire: Questionnaire,
        complete: bool,
    ) -> None:
        self.answers, self.study, self.questionnaire = answers, study, questionnaire
        self.complete = complete
        self.wave = len(answers.waves) - 1
        self.grouped = grouped(design, domains_of(answers, None), keep=False)
        self.weights = np.where(design.wave == self.wave, design.weights, 0.0)
        items = dict.fromkeys(item for indicator in study.indicators for item in indicator.items)
        self.figures = dict(self._figures(items))

    def leaders(self) -> Iterator[FigureOrder]:
        for indicator in self.study.indicators:
            sets: dict[tuple[str, str], list[FigureName]] = {}
            for name in self.figures:
                if name.item in indicator.items:
                    sets.setdefault((name.category, name.measure), []).append(name)
            for names in sets.values():
                ranked = sorted(names, key=lambda name: -self.figures[name])
                if len(ranked) > 1:
                    found = self._difference(ranked[0], ranked[1])
                    yield self._order(ranked[0], ranked[1], found, found.p, indicator.id)

    def pairs(self, asked: Sequence[Pair]) -> Iterator[FigureOrder]:
        known = [pair for pair in dict.fromkeys(asked) if set(pair) <= self.figures.keys()]
        found = [self._difference(*pair) for pair in known]
        adjusted = holm(np.array([1.0 if np.isnan(one.p) else one.p for one in found]))
        for (first, second), one, p in zip(known, found, adjusted, strict=True):
            larger = (first, second) if one.difference >= 0 else (second, first)
            yield self._order(*larger, one, float(p), "")

    def _order(
        self, more: FigureName, less: FigureName, found: Difference, p: float, indicator: str
    ) -> FigureOrder:
        enough = all(self._is_dense(name) for name in (more, less))
        proven = found.difference != 0 if self.complete else enough and p <= self.study.comparison.alpha
        return FigureOrder(
            indicator, more.item, more.category, less.item, less.category, more.measure, bool(proven)
        )

    def _names(self, items: Iterable[str]) -> Iterator[FigureName]:
        """The figures of some items that the latest wave asked."""
        for item in items:
            declared = self.questionnaire.items[item]
            if self.answers.waves[-1] not in asked_waves(self.answers, declared):
                continue
            variable = self.answers.variables[item]
            for category in _categories(variable):
                yield FigureName(item, category, SHARE)
            if not is_coded(variable) or variable.traits.graded or variable.scores is not None:
                yield FigureName(item, "", MEAN)

    def _parts(self, name: FigureName) -> tuple[np.ndarray, np.ndarray]:
        """What each respondent adds to the numerator and to the base of a figure."""
        variable = self.answers.variables[name.item]
        valid = variable.state == VALID
        return np.where(valid, _values(variable, name), 0.0), valid.astype(float)

    def _figures(self, items: Iterable[str]) -> Iterator[tuple[FigureName, float]]:
        """Every figure of some items to which somebody gave an answer."""
        for name in self._names(items):
            values, base = self._parts(name)
            total = float(self.weights @ base)
            if total > 0:
                yield name, float(self.weights @ values) / total

    def _is_dense(self, name: FigureName) -> bool:
        """Whether so many gave the answer, and so many another, that a t test can be trusted."""
        if name.measure != SHARE:
            return True
        values, base = self._parts(name)
        counted = self.weights > 0
        given, n = float(values[counted].sum()), float(base[counted].sum())
        return min(given, n - given) >= self.study.comparison.sparse_below

    def _difference(self, first: FigureName, second: FigureName) -> Difference:
        columns = np.stack([column for name in (first, second) for column in self._parts(name)], axis=1)
        return difference_of_ratios(self.grouped, columns, self.wave)


def difference_of_ratios(by_group: GroupedRespondents, columns: np.ndarray, wave: int) -> Difference:
    """The difference of two ratios of totals [row: above, below, above, below] in one wave, of everybody together."""
    state = np.where(by_group.design.wave == wave, np.int8(VALID), np.int8(NO_ANSWER))
    sums = number_sums(by_group, columns, state)
    above, below = sums.means[0, wave, [0, 2]], sums.means[0, wave, [1, 3]]
    ratio = above / below
    variance = float(_variance(sums, ratio, below, wave))
    difference, df = float(ratio[0] - ratio[1]), float(degrees_of_freedom(sums, [wave])[0])
    se = variance**0.5 if variance > NO_VARIANCE**2 and df > 0 else 0.0
    tested = Differences(np.array(difference), np.array(se), np.array(df)).t_test()
    return Difference(difference, se, df, float(tested.p))


def _variance(sums: NumberSums, ratio: np.ndarray, below: np.ndarray, wave: int) -> float:
    if sums.replicates is not None:
        full = np.concatenate([np.zeros_like(sums.means), sums.weight[:, :, None]], axis=2)
        means = sums.means[..., None]
        matrix = replicate_covariance(sums, full, lambda table: _differences(table, means))
        return matrix[0, wave, wave]
    influence = np.zeros((1, sums.means.shape[1] * 4, 1))
    by = sums.weight[0, wave] * below
    influence[0, wave * 4 : wave * 4 + 4, 0] = [
        1 / by[0], -ratio[0] / by[0], -1 / by[1], ratio[1] / by[1],
    ]  # fmt: skip
    return covariance(sums, influence)[0, 0, 0]


def _differences(table: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Differences [group, wave, 1, replicate] of ratios, of sums about the mean [group, wave, 5, replicate]."""
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = table[:, :, :4] + means * table[:, :, 4:]
        return parts[:, :, :1] / parts[:, :, 1:2] - parts[:, :, 2:3] / parts[:, :, 3:]


def _categories(variable: Variable) -> tuple[str, ...]:
    """The answers and nets of which a share is told."""
    if not is_coded(variable):
        return ()
    if variable.traits.graded:
        return tuple(variable.nets)
    own = (variable.traits.positive,) if variable.traits.is_option else variable.categories
    return (*own, *variable.nets)


def _values(variable: Variable, name: FigureName) -> np.ndarray:
    """What an answer counts for in a figure: 1 in a share, a number or a score in a mean."""
    if name.measure == SHARE:
        members = variable.nets.get(name.category, (name.category,))
        if variable.traits.graded:
            return np.isin(numbers_of(variable), [float(code) for code in members]).astype(float)
        codes = [place for place, code in enumerate(variable.categories) if code in members]
        return np.isin(np.asarray(variable.codes), codes).astype(float)
    if variable.scores is not None and not variable.traits.graded and variable.codes is not None:
        return np.array([*variable.scores, 0.0])[variable.codes]
    return np.nan_to_num(numbers_of(variable))
