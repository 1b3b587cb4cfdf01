"""What is measured of each kind of item: categories, nets, mean scores, means, the n.v.t. share."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from monitor.intake.answers.typed_answers import NOT_APPLICABLE, VALID, Answers, Variable
from monitor.statistics.design.group_sums import CodedSums, coded_sums, kept_sums, number_sums, together
from monitor.statistics.design.grouped_respondents import GroupedRespondents
from monitor.statistics.design.layout import Layout
from monitor.statistics.design.taylor import ROUNDING
from monitor.statistics.estimates.moments import Moments, mean_moments, share_moments
from monitor.study.questionnaire import Item

MOST_TOGETHER = 500_000


@dataclass(frozen=True)
class Figures:
    """Figures of one item that come from one set of moments, each linear in its K estimates.

    `weights` [K, F] says how: a unit column for a category, a sum for a net, scores for a mean.
    `categories` and `measures` name the F figures; `own_base` marks a figure with its own base.
    """

    moments: Moments
    weights: np.ndarray
    categories: tuple[str, ...]
    measures: tuple[str, ...]
    own_base: bool = False

    def of(self, mine: np.ndarray) -> Figures:
        """The figures of some of the items or groups (mask of the first axis)."""
        return replace(self, moments=self.moments.of(mine))

    def estimates(self) -> np.ndarray:
        """The figures [group, wave, F]."""
        return self.moments.estimate @ self.weights

    def covariance(self) -> np.ndarray:
        """[group, wave, F, wave, F]; rounding left over where terms cancel is 0."""
        groups, waves, size = self.moments.estimate.shape
        figures = self.weights.shape[1]
        raw = self.moments.covariance.reshape(groups, waves * size, waves * size)
        full = np.nan_to_num(raw)
        weights = np.kron(np.eye(waves), self.weights)
        matrix = weights.T @ full @ weights
        least = ROUNDING * (np.diagonal(full, axis1=1, axis2=2) @ weights**2)
        zero = np.diagonal(matrix, axis1=1, axis2=2) <= least
        matrix = np.where(zero[:, :, None] | zero[:, None, :], 0.0, matrix)
        unknown = np.diagonal(raw, axis1=1, axis2=2).reshape(groups, waves, size)[:, :, 0]
        empty = np.repeat(np.isnan(unknown), figures, axis=1)
        matrix = np.where(empty[:, :, None] | empty[:, None, :], np.nan, matrix)
        return matrix.reshape(groups, waves, figures, waves, figures)

    def unit_variance(self) -> np.ndarray:
        """Variance of the figure's value among respondents [group, wave, F]; p(1 - p) for a share."""
        sums = self.moments.sums
        if not isinstance(sums, CodedSums):
            return self.moments.spread
        estimate = self.moments.estimate
        centred = self.weights - (estimate @ self.weights)[:, :, None, :]
        return (estimate[:, :, :, None] * centred**2).sum(axis=2)

    def counts(self) -> np.ndarray:
        """Unweighted answers behind each share [group, wave, F]; NaN for means."""
        shares = np.array([measure == "share" for measure in self.measures])
        sums = self.moments.sums
        if not isinstance(sums, CodedSums):
            return np.full(self.estimates().shape, np.nan)
        return np.where(shares, sums.counts @ self.weights, np.nan)


def shape_of(variable: Variable, item: Item) -> tuple[Hashable, ...]:
    """Items of one shape have the same figures and can be measured together."""
    if not is_coded(variable):
        return (variable.kind, item.id)
    nets = tuple((name, tuple(members)) for name, members in variable.nets.items())
    return (variable.kind, categories_of(variable), nets, variable.scores, _not_applicable_code(item))


def measure(grouped: GroupedRespondents, variables: Sequence[Variable], item: Item) -> list[Figures]:
    """All figures of items of one shape by group and wave, medians apart.

    The first axis of the figures is item x group. `item` is one of the items.
    """
    first = variables[0]
    if not is_coded(first):
        return [_numbers(grouped, variables)]
    own = figures_of(first, sums_of(grouped, variables))
    return [own, *_not_applicable(grouped, variables, item)] if first.traits.graded else [own]


def sums_of(grouped: GroupedRespondents, variables: Sequence[Variable]) -> CodedSums:
    """The sums of items with categories of one shape."""
    size = len(categories_of(variables[0]))
    return together([kept_sums(grouped, _codes(variable), variable.state, size) for variable in variables])


def figures_of(variable: Variable, sums: CodedSums) -> Figures:
    """The figures on the own base of items with the categories of one of them."""
    made = _grades if variable.traits.graded else _coded
    return made(variable, share_moments(sums))


def is_coded(variable: Variable) -> bool:
    """Whether the answers are categories; whole grades are."""
    return variable.traits.graded or (variable.codes is not None and bool(variable.categories))


def numbers_of(variable: Variable) -> np.ndarray:
    """The numbers of an item in the unit they are published in: percentages and parts in [0, 1]."""
    values = _values(variable)
    return values / 100.0 if variable.traits.in_percent else values


def _values(variable: Variable) -> np.ndarray:
    if variable.values is None:
        raise TypeError(f"an answer of kind {variable.kind} is no number")
    return variable.values


def categories_of(variable: Variable) -> tuple[str, ...]:
    """Category codes; of grades without codes the whole numbers that were given."""
    if variable.categories:
        return variable.categories
    return tuple(f"{grade:g}" for grade in np.unique(_values(variable)[variable.state == VALID]))


def _codes(variable: Variable) -> np.ndarray:
    if variable.codes is not None and variable.categories:
        return variable.codes
    valid = variable.state == VALID
    values = _values(variable)
    grades = np.unique(values[valid])
    return np.searchsorted(grades, np.where(valid, values, 0.0)).astype(np.int16)


def _coded(variable: Variable, moments: Moments) -> Figures:
    categories, nets = variable.categories, dict(variable.nets)
    shown = (variable.traits.positive,) if variable.traits.is_option else categories
    names, columns = [*shown, *nets], [_members(categories, (name,)) for name in shown]
    columns += [_members(categories, members) for members in nets.values()]
    measures = ["share"] * len(names)
    if variable.scores is not None:
        names, columns, measures = (
            [*names, ""],
            [*columns, np.array(variable.scores, float)],
            [*measures, "mean"],
        )
    return Figures(moments, np.stack(columns, axis=1), tuple(names), tuple(measures))


def _grades(variable: Variable, moments: Moments) -> Figures:
    """Mean grade and the declared nets."""
    categories = categories_of(variable)
    columns = [np.array([float(code) for code in categories])]
    columns += [_members(categories, members) for members in variable.nets.values()]
    names = ("", *variable.nets)
    return Figures(moments, np.stack(columns, axis=1), names, ("mean", *["share"] * len(variable.nets)))


def _not_applicable_code(item: Item) -> str:
    return next((entry.code for entry in item.special if entry.means == "not_applicable"), "")


def _not_applicable(grouped: GroupedRespondents, variables: Sequence[Variable], item: Item) -> list[Figures]:
    """The share of n.v.t. on its own base: everybody who gave a grade or said n.v.t."""
    code = _not_applicable_code(item)
    if not code:
        return []
    sums = []
    for variable in variables:
        outside = variable.state == NOT_APPLICABLE
        state = np.where(outside, VALID, variable.state)
        sums.append(coded_sums(grouped, outside.astype(np.int8), state, 2))
    moments = share_moments(together(sums))
    return [Figures(moments, np.array([[0.0], [1.0]]), (code,), ("share",), own_base=True)]


def _numbers(grouped: GroupedRespondents, variables: Sequence[Variable]) -> Figures:
    sums = [number_sums(grouped, numbers_of(variable)[:, None], variable.state) for variable in variables]
    return Figures(mean_moments(together(sums)), np.ones((1, 1)), ("",), ("mean",))


def _members(categories: tuple[str, ...], members: Sequence[str]) -> np.ndarray:
    return np.array([1.0 if code in members else 0.0 for code in categories])


def asked_waves(answers: Answers, item: Item) -> tuple[str, ...]:
    """Waves of the answers in which the questionnaire asks an item."""
    return tuple(wave for wave in answers.waves if item.id in answers.variables and wave in item.asked)


def in_batches(shapes: Sequence[Hashable], layout: Layout) -> list[list[int]]:
    """Places of items that are measured together: those of one shape, as many as fit in memory."""
    replicates = layout.design.replicates
    blocks = layout.n_blocks if replicates is None else replicates.columns
    size = layout.n_groups * blocks * layout.n_waves
    most = max(1, MOST_TOGETHER // size)
    by_shape: dict[Hashable, list[int]] = {}
    for place, shape in enumerate(shapes):
        by_shape.setdefault(shape, []).append(place)
    return [
        places[start : start + most] for places in by_shape.values() for start in range(0, len(places), most)
    ]
