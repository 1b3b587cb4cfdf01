"""Truth: the covariance of PSU totals, added up person by person, for panels of two to four waves."""

from __future__ import annotations

import time

import numpy as np
import pytest

from monitor.statistics.design.calibration import joint_cells
from monitor.statistics.design.group_sums import coded_sums, number_sums
from monitor.statistics.design.grouped_respondents import Domains, GroupedRespondents, whole_sample
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.estimates.moments import degrees_of_freedom, mean_moments, share_moments
from tests.statistics.by_respondent import covariance_by_respondent

SIZE = 4


@pytest.fixture(params=range(12))
def panel(request):
    """People in some of the waves, in strata; some weigh 0, some are calibrated, some move to another group."""
    seed = request.param
    random = np.random.default_rng(seed)
    waves, strata = int(random.integers(2, 5)), int(random.integers(1, 4))
    rows = [
        (one, wave) for one in range(60) for wave in range(waves) if one < 2 * strata or random.random() < 0.6
    ]
    person, wave = np.array(rows).T
    person = np.unique(person, return_inverse=True)[1]
    stratum = (np.arange(person.max() + 1) % strata)[person]
    n = len(person)
    weights = np.where(random.random(n) < 0.05, 0.0, random.uniform(0.3, 3, n))
    calibration = None
    if seed % 2:
        base = np.where(weights > 0, random.uniform(0.5, 2, n), 0.0)
        calibration = joint_cells([random.integers(0, 2, n), random.integers(0, 3, n)], wave, waves, base)
    population = np.full((strata, waves), 300.0) if seed % 3 == 0 else None
    names = tuple(str(number) for number in range(waves))
    design = SurveyDesign(
        weights, stratum, person, wave, names, population=population, calibration=calibration
    )
    state = np.where(random.random(n) < 0.15, 2, 0).astype(np.int8)
    codes = np.where(state == 0, random.integers(0, SIZE, n), -1).astype(np.int8)
    group = random.integers(-1, 2, n) if seed % 4 else np.zeros(n, dtype=np.int64)
    return design, codes, random.normal(5, 2, (n, 2)), state, group


def linearised(design, answers: np.ndarray, state, group, one: int) -> np.ndarray:
    """(answer - mean) / weight of the domain, for every wave and column; 0 outside the domain."""
    columns = []
    for wave in range(len(design.waves)):
        inside = (group == one) & (design.wave == wave) & (state == 0)
        weight = design.weights[inside].sum()
        mean = design.weights[inside] @ answers[inside] / weight
        columns.append(np.where(inside[:, None], (answers - mean) / weight, 0.0))
    return np.concatenate(columns, axis=1)


def test_pairs_of_rows_are_the_totals_of_people(panel):
    design, codes, numbers, state, group = panel
    grouped = GroupedRespondents(design, Domains("b", ("a", "b"), group))
    shares = share_moments(coded_sums(grouped, codes, state, SIZE))
    means = mean_moments(number_sums(grouped, numbers, state))
    for one in range(2):
        if not (shares.sums.weight[one] > 0).all():
            continue
        for moments, answers in ((shares, np.eye(SIZE)[codes] * (state == 0)[:, None]), (means, numbers)):
            wanted = covariance_by_respondent(design, linearised(design, answers, state, group, one))
            width = len(wanted)
            found = moments.covariance[one].reshape(width, width)
            np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12 * np.abs(wanted).max())


def test_people_are_counted_once_in_the_degrees_of_freedom(panel):
    design, codes, _, state, group = panel
    sums = coded_sums(GroupedRespondents(design, Domains("b", ("a", "b"), group)), codes, state, SIZE)
    for waves in ([0], [0, 1], list(range(len(design.waves)))):
        for one in range(2):
            mine = (group == one) & (state == 0) & (design.weights > 0) & np.isin(design.wave, waves)
            people, strata = len(np.unique(design.psu[mine])), len(np.unique(design.strata[mine]))
            assert degrees_of_freedom(sums, waves)[one] == people - strata


def test_a_large_panel_takes_seconds_and_no_block_for_each_person():
    rows, random = 300_000, np.random.default_rng(1)
    person, wave = np.tile(np.arange(rows // 2), 2), np.repeat([0, 1], rows // 2)
    margins = [random.integers(0, size, rows) for size in (6, 4)]
    items = [random.integers(0, 5, rows).astype(np.int8) for _ in range(40)]
    state = np.zeros(rows, dtype=np.int8)
    began = time.process_time()
    calibration = joint_cells(margins, wave, 2, random.uniform(0.5, 2, rows))
    stratum = np.zeros(rows, dtype=np.int64)
    design = SurveyDesign(
        random.uniform(0.5, 2, rows), stratum, person, wave, ("1", "2"), calibration=calibration
    )
    grouped = GroupedRespondents(design, whole_sample(rows))
    for codes in items:
        share_moments(coded_sums(grouped, codes, state, 5))
    assert grouped.layout.n_blocks == 1
    assert time.process_time() - began < 3
