"""Truth: two stages added up unit by unit, for schools and people that stand in one wave or in several."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monitor.errors import StatisticsError
from monitor.statistics.design.calibration import joint_cells
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.design.group_sums import coded_sums, number_sums
from monitor.statistics.design.grouped_respondents import Domains, GroupedRespondents
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.design.second_stage import SecondStage
from monitor.statistics.estimates.moments import mean_moments, share_moments
from monitor.study.study_file import DesignPlan, SecondStagePlan
from tests.statistics.by_respondent import covariance_of_two_stages
from tests.statistics.test_design import answers_of
from tests.statistics.test_pair_sums import linearised

SIZE = 3


@pytest.fixture(params=range(6))
def panel(request):
    """PSUs in two strata; in each some schools or people of two or three waves, some of them in several."""
    seed = request.param
    random = np.random.default_rng(seed)
    waves, many = 2 + seed % 2, seed % 3 == 0
    rows = [
        (psu, 20 * psu + unit, wave)
        for psu in range(9)
        for unit in range(6)
        for wave in range(waves)
        if unit < 2 or random.random() < 0.5
        for _ in range(random.integers(1, 4) if many else 1)
    ]
    psu, unit, wave = np.array(rows).T
    unit = np.unique(unit, return_inverse=True)[1]
    n, names = len(psu), tuple(str(number) for number in range(waves))
    calibration = None
    if seed % 2:
        columns = [random.integers(0, 2, n), random.integers(0, 3, n)]
        calibration = joint_cells(columns, wave, waves, random.uniform(0.5, 2, n))
    second = SecondStage(unit, psu, np.arange(9), random.uniform(7, 20, (9, waves)))
    design = SurveyDesign(
        random.uniform(0.3, 3, n), psu % 2, psu, wave, names,
        population=random.uniform(9, 20, (2, waves)), second=second, calibration=calibration,
    )  # fmt: skip
    state = np.where(random.random(n) < 0.15, 2, 0).astype(np.int8)
    codes = np.where(state == 0, random.integers(0, SIZE, n), -1).astype(np.int8)
    return design, codes, random.normal(5, 2, (n, 2)) + psu[:, None] / 3, state, random.integers(-1, 2, n)


def test_two_stages_are_their_units_added_up(panel):
    design, codes, numbers, state, group = panel
    grouped = GroupedRespondents(design, Domains("b", ("a", "b"), group))
    shares = share_moments(coded_sums(grouped, codes, state, SIZE))
    means = mean_moments(number_sums(grouped, numbers, state))
    for one in range(2):
        for moments, answers in ((shares, np.eye(SIZE)[codes] * (state == 0)[:, None]), (means, numbers)):
            wanted = covariance_of_two_stages(design, linearised(design, answers, state, group, one))
            found = moments.covariance[one].reshape(wanted.shape)
            np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12)


def test_change_is_tested_as_if_drawn_from_an_endless_population(panel):
    design = panel[0].without_fpc()
    assert design.population is None
    assert design.second is None


def test_where_every_psu_is_drawn_only_the_second_stage_varies():
    # Two strata that are one PSU each, 2 of 4 and 3 of 6 people: N^2 (1 - f) s^2 / m, over (4 + 6)^2.
    plan = DesignPlan(
        psu="town", strata="town", fpc=True, population="towns", second_stage=SecondStagePlan("people")
    )
    answers = answers_of(
        list("abcde"), town=list("ppqqq"), towns=[1] * 5, people=[4, 4, 6, 6, 6],
    )  # fmt: skip
    design = build_design(answers, plan, weights=np.full(5, 2.0))
    moments = mean_moments(number_sums(GroupedRespondents(design, Domains("", ("",), np.zeros(5, int))),
                                       np.array([[1.0], [5], [2], [3], [7]]), np.zeros(5, np.int8)))  # fmt: skip
    assert moments.variance()[0, 0, 0] == pytest.approx((16 * 0.5 * 8 / 2 + 36 * 0.5 * 7 / 3) / 100)


def test_respondents_without_a_stable_id_are_other_units_in_every_wave():
    plan = DesignPlan(psu="town", fpc=True, population="towns", second_stage=SecondStagePlan("people"))
    answers = answers_of(
        list("abcdabcd"), [0] * 4 + [1] * 4, ("1", "2"),
        town=list("ppqqppqq"), towns=[9] * 8, people=[5] * 8,
    )  # fmt: skip
    for stable, units in ((False, 8), (True, 4)):
        design = build_design(answers, replace(plan, stable_ids=stable))
        assert len(design.second.unit_stratum) == units
        assert design.units.second.sampled.tolist() == [[2, 2], [2, 2]]


def test_a_population_below_the_sample_is_named_with_its_row_and_values():
    plan = DesignPlan(psu="town", fpc=True, population="towns", second_stage=SecondStagePlan("people"))
    answers = replace(
        answers_of(list("abcde"), town=list("ppqqq"), towns=[9] * 5, people=[5, 5, 2, 2, 2]),
        rows=np.arange(2, 7),
    )
    with pytest.raises(
        StatisticsError, match=r'"q" has 2 in the population, and 3 were drawn \(wave 1, row 4'
    ):
        build_design(answers, plan)


@pytest.mark.slow
@pytest.mark.parametrize("kept", [3, 5, 8, 10])
def test_the_variance_of_a_change_is_that_of_drawing_again(kept, random):
    """Twelve towns, all drawn; of 20 people in each 10 in each wave, of whom `kept` in both. By chance it would be five."""
    towns, people, drawn = 12, 20, 10
    level = random.normal(0, 1, (towns, people))
    answers = [level + shift + random.normal(0, 0.4, level.shape) for shift in (0.0, 0.3)]
    town, size = np.repeat(np.arange(towns), 2 * drawn), np.full((towns, 2), float(people))
    wave = np.tile(np.repeat([0, 1], drawn), towns)
    changes, variances = [], []
    for _ in range(1500):
        order = [random.permutation(people) for _ in range(towns)]
        both = [np.concatenate([one[:drawn], one[:kept], one[drawn : 2 * drawn - kept]]) for one in order]
        person = np.concatenate(both)
        numbers = np.where(wave == 0, answers[0][town, person], answers[1][town, person])
        unit = np.unique(town * people + person, return_inverse=True)[1]
        design = SurveyDesign(
            np.full(len(town), people / drawn), town, town, wave, ("1", "2"), population=np.ones((towns, 2)),
            second=SecondStage(unit, town, np.arange(towns), size),
        )  # fmt: skip
        grouped = GroupedRespondents(design, Domains("", ("",), np.zeros(len(town), dtype=np.int64)))
        moments = mean_moments(number_sums(grouped, numbers[:, None], np.zeros(len(town), np.int8)))
        changes.append(moments.estimate[0, 1, 0] - moments.estimate[0, 0, 0])
        matrix = moments.covariance[0, :, 0, :, 0]
        variances.append(matrix[0, 0] + matrix[1, 1] - 2 * matrix[0, 1])
    assert 0.88 < np.mean(variances) / np.var(changes) < 1.12
