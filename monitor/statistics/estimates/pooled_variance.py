"""The variance of answers within the groups of a breakdown, pooled: one number for all groups together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from monitor.intake.answers.typed_answers import VALID, Answers, Variable
from monitor.statistics.design.domains import domains_of
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.estimates.measurement import asked_waves, numbers_of
from monitor.study.study import Study
from monitor.study.study_file import Breakdown

PooledVariances = Mapping[str, Mapping[str, Mapping[str, float]]]
"""By breakdown, wave and item, in the squared unit of the mean."""
DIGITS = 2
"""Significant digits of what is published of it: a number about all groups, the suppressed ones included."""


def pooled_variances(
    answers: Answers, design: SurveyDesign, study: Study, of_all: bool = False
) -> PooledVariances:
    """Per identifiable breakdown, wave and item with a mean: the pooled variance within groups; or `of_all` breakdowns and everybody.

    From it and the rounded base follows the standard error of the mean of every such group.
    **Method**: sum over groups of n_g times the weighted variance in g, over the sum of n_g - 1. Where no group has
    two answers there is none.
    """
    items = dict.fromkeys(item for indicator in study.indicators for item in indicator.items)
    variables = {item: answers.variables[item] for item in items if item in answers.variables}
    scored = {item: (variable, scores_of(variable)) for item, variable in variables.items()}
    numbers = {item: (variable, values) for item, (variable, values) in scored.items() if values is not None}
    found = {
        breakdown.id: _of_breakdown(answers, design, study, breakdown, numbers)
        for breakdown in study.breakdowns
        if breakdown.identifiable or of_all
    }
    return found | ({"": _of_breakdown(answers, design, study, None, numbers)} if of_all else {})


def _of_breakdown(
    answers: Answers,
    design: SurveyDesign,
    study: Study,
    breakdown: Breakdown | None,
    numbers: Mapping[str, tuple[Variable, np.ndarray]],
) -> dict[str, dict[str, float]]:
    group = domains_of(answers, breakdown).group
    by_wave: dict[str, dict[str, float]] = {}
    for place, wave in enumerate(answers.waves):
        here = (design.wave == place) & (group >= 0) & (design.weights > 0)
        for item, (variable, values) in numbers.items():
            if wave in asked_waves(answers, study.questionnaire.items[item]):
                rows = here & (variable.state == VALID)
                found = pooled_variance(values[rows], design.weights[rows], group[rows])
                if found is not None:
                    by_wave.setdefault(wave, {})[item] = float(f"{found:.{DIGITS}g}")
    return by_wave


def pooled_variance(values: np.ndarray, weights: np.ndarray, group: np.ndarray) -> float | None:
    """The pooled variance of values within groups; None where no group has two of them."""
    if not len(values):
        return None
    n, weight, total = (np.bincount(group, column) for column in (None, weights, weights * values))
    used = n > 0
    mean = np.divide(total, weight, out=np.zeros(len(n)), where=used)
    squares = np.bincount(group, weights * (values - mean[group]) ** 2)
    variance = np.divide(squares, weight, out=np.zeros(len(n)), where=used)
    left = float((n[used] - 1).sum())
    return float((n * variance)[used].sum() / left) if left > 0 else None


def scores_of(variable: Variable) -> np.ndarray | None:
    """The numbers that the mean of an item is of; None where it has no mean."""
    if variable.scores is not None and variable.codes is not None:
        return np.append(np.asarray(variable.scores, float), np.nan)[variable.codes]
    return numbers_of(variable) if variable.values is not None else None
