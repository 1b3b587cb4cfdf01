"""What is measured of each kind of item: categories, nets, mean scores, means, the n.v.t. share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.intake.answers import NOT_APPLICABLE, NOT_ASKED, VALID, Answers, Variable
from monitor.statistics.group_sums import CodedSums, Layout, coded_sums, number_sums
from monitor.statistics.moments import Moments, mean_moments, share_moments
from monitor.study.questionnaire import Item

PERCENT_KINDS = ("percentage", "parts_of_100")


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

    def estimates(self) -> np.ndarray:
        """[group, wave, F]"""
        return self.moments.estimate @ self.weights

    def covariance(self) -> np.ndarray:
        """[group, wave, F, wave, F]; rounding left over where terms cancel is 0."""
        full = self.moments.covariance
        found = np.einsum("kf,gwkvl,lh->gwfvh", self.weights, full, self.weights, optimize=True)
        size = self.moments.variance() @ self.weights**2
        nothing = np.einsum("gwfwf->gwf", found) <= 1e-12 * size
        return np.where(nothing[:, :, :, None, None] | nothing[:, None, None, :, :], 0.0, found)

    def unit_variance(self) -> np.ndarray:
        """Variance of the figure's value among respondents [group, wave, F]; p(1 - p) for a share."""
        sums = self.moments.sums
        if not isinstance(sums, CodedSums):
            return self.moments.spread
        estimate = self.moments.estimate
        centred = self.weights[None, None] - (estimate @ self.weights)[:, :, None, :]
        return np.einsum("gwk,gwkf->gwf", estimate, centred**2)

    def counts(self) -> np.ndarray:
        """Unweighted answers behind each share [group, wave, F]; NaN for means."""
        shares = np.array([measure == "share" for measure in self.measures])
        sums = self.moments.sums
        if not isinstance(sums, CodedSums):
            return np.full(self.estimates().shape, np.nan)
        return np.where(shares, sums.counts @ self.weights, np.nan)


def measure(layout: Layout, variable: Variable, item: Item) -> list[Figures]:
    """All figures of an item in the domains of a layout, medians apart."""
    if variable.kind == "grade":
        return [_grades(layout, variable), *_not_applicable(layout, variable, item)]
    if variable.codes is not None and variable.categories:
        return [_coded(layout, variable)]
    return [_numbers(layout, variable)]


def numbers_of(variable: Variable) -> np.ndarray:
    """The numbers of an item in the unit they are published in: percentages and parts in [0, 1]."""
    return variable.values / 100.0 if variable.kind in PERCENT_KINDS else variable.values


def _coded(layout: Layout, variable: Variable) -> Figures:
    categories, nets = variable.categories, dict(variable.nets)
    shown = ("1",) if variable.kind == "multi" else categories
    names, columns = [*shown, *nets], [_unit(categories, (name,)) for name in shown]
    columns += [_unit(categories, members) for members in nets.values()]
    measures = ["share"] * len(names)
    if variable.scores is not None and variable.kind != "multi":
        names, columns, measures = (
            [*names, ""],
            [*columns, np.array(variable.scores, float)],
            [*measures, "mean"],
        )
    moments = share_moments(coded_sums(layout, variable.codes, variable.state, len(categories)))
    return Figures(moments, np.stack(columns, axis=1), tuple(names), tuple(measures))


def _grades(layout: Layout, variable: Variable) -> Figures:
    """Mean grade and the declared nets; whole grades are categories."""
    categories, codes = grade_codes(variable)
    moments = share_moments(coded_sums(layout, codes, variable.state, len(categories)))
    columns = [np.array([float(code) for code in categories])]
    columns += [_unit(categories, members) for members in variable.nets.values()]
    names = ("", *variable.nets)
    return Figures(moments, np.stack(columns, axis=1), names, ("mean", *["share"] * len(variable.nets)))


def grade_codes(variable: Variable) -> tuple[tuple[str, ...], np.ndarray]:
    """Grades as categories, made from the numbers where the item carries no codes."""
    if variable.codes is not None and variable.categories:
        return variable.categories, variable.codes
    valid = variable.state == VALID
    grades = np.unique(variable.values[valid])
    codes = np.searchsorted(grades, np.where(valid, variable.values, 0.0))
    return tuple(f"{grade:g}" for grade in grades), codes


def _not_applicable(layout: Layout, variable: Variable, item: Item) -> list[Figures]:
    """The share of n.v.t. on its own base: everybody who gave a grade or said n.v.t."""
    special = [entry.code for entry in item.special if entry.means == "not_applicable"]
    if not special:
        return []
    outside = variable.state == NOT_APPLICABLE
    state = np.where(outside, VALID, variable.state)
    moments = share_moments(coded_sums(layout, outside.astype(np.int8), state, 2))
    return [Figures(moments, np.array([[0.0], [1.0]]), (special[0],), ("share",), own_base=True)]


def _numbers(layout: Layout, variable: Variable) -> Figures:
    moments = mean_moments(number_sums(layout, numbers_of(variable)[:, None], variable.state))
    return Figures(moments, np.ones((1, 1)), ("",), ("mean",))


def _unit(categories: tuple[str, ...], members: tuple[str, ...]) -> np.ndarray:
    return np.array([1.0 if code in members else 0.0 for code in categories])


def asked_waves(answers: Answers, item: Item) -> tuple[str, ...]:
    """Waves of the answers in which the questionnaire asks an item."""
    variable = answers.variables.get(item.id)
    if variable is None:
        return ()
    return tuple(wave for wave in answers.waves if wave in item.asked)


__all__ = ["NOT_ASKED", "Figures", "asked_waves", "grade_codes", "measure", "numbers_of"]
