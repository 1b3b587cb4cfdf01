"""Samples from populations whose parameters are known, for the simulations."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from monitor.statistics.change.change_rows import Policy
from monitor.statistics.design.group_sums import coded_sums, together
from monitor.statistics.design.grouped_respondents import GroupedRespondents, whole_sample
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.estimates.measurement import Figures
from monitor.statistics.estimates.moments import share_moments
from monitor.study.policy import Threshold
from tests.changes import changes_between_waves

SMALL, LARGE = (103, 79), (1000, 1000)
SIZES = {"103-79": SMALL, "1000-1000": LARGE}
DEFF = 1.4
CONTRAST = np.array([-1.0, 1.0])
POLICY = Policy(0.05, 5.0, Threshold(10, 30, 8))
MOVED = ("increased", "decreased")


def weights_with_deff(rows: int, deff: float, random) -> np.ndarray:
    """Weights whose Kish design effect is exactly `deff`."""
    spread = random.normal(size=rows)
    spread = (spread - spread.mean()) / spread.std()
    low, high = 0.0, 3.0
    for _ in range(60):
        middle = (low + high) / 2
        weights = np.exp(middle * spread)
        low, high = (middle, high) if rows * (weights**2).sum() / weights.sum() ** 2 < deff else (low, middle)
    return weights


def weighted_waves(build, sizes, random) -> SurveyDesign:
    """Waves of other people, each weighted with the stated design effect."""
    weights = np.concatenate([weights_with_deff(n, DEFF, random) for n in sizes])
    return build.design(weights, wave=np.repeat(np.arange(len(sizes)), sizes))


def batches(draws: int, most: int = 1000) -> Iterator[int]:
    """Parts of the draws that fit in memory together."""
    for start in range(0, draws, most):
        yield min(most, draws - start)


def answers(design: SurveyDesign, chances, draws: int, random) -> np.ndarray:
    """Codes [draw, respondent]; `chances` [wave, answer]."""
    limits = np.cumsum(np.asarray(chances, float), axis=1)[design.wave][:, :-1]
    drawn = random.random((draws, len(design)))
    codes = np.zeros(drawn.shape, np.int8)
    for limit in limits.T:
        codes += drawn > limit
    return codes


def figures_of(design: SurveyDesign, codes: np.ndarray, weights: np.ndarray, measures) -> Figures:
    """The figures of many items at once: `codes` [item, respondent], `weights` [answer, figure]."""
    grouped, state = GroupedRespondents(design, whole_sample(len(design))), np.zeros(len(design), np.int8)
    sums = together([coded_sums(grouped, column, state, len(weights)) for column in codes])
    return Figures(share_moments(sums), weights, ("",) * len(measures), tuple(measures))


def shares_of(design: SurveyDesign, codes: np.ndarray, size: int) -> Figures:
    """The shares of each answer of many items at once."""
    return figures_of(design, codes, np.eye(size), ["share"] * size)


def scale_survey(build, items: int, sizes, waves=("1", "2"), **policy):
    """A survey of questions with three answers, q0 and on, for `changes_of`."""
    names = [f"q{place}" for place in range(items)]
    declared = [build.item(name, of=build.scale(list("abc")), waves=waves) for name in names]
    columns = {name: ["a"] * sum(sizes) for name in names}
    wave = np.repeat(np.arange(len(sizes)), sizes)
    return build.survey(declared, columns, wave, waves=waves, **policy)


def changes_of(survey, chances: np.ndarray, random):
    """The changes after every respondent answered every item anew: `chances` [wave, item, answer]."""
    wave = survey.answers.wave
    for place, variable in enumerate(survey.answers.variables.values()):
        limits = np.cumsum(chances[:, place], axis=1)[:, :-1]
        variable.codes[:] = (random.random(len(wave))[:, None] > limits[wave]).sum(axis=1)
    survey.design.groupings.clear()
    return changes_between_waves(survey.answers, survey.design, survey.study, survey.questionnaire)[0]
