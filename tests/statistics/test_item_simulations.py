"""Truth: populations whose parameters are known: how often the test of an item and what is told of it are wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monitor.statistics.change.change_rows import Policy, figure_changes
from monitor.statistics.change.changes import changes_between_waves
from monitor.statistics.change.item_tests import distribution_test
from monitor.statistics.design.group_sums import Layout, coded_sums, together, whole_sample
from monitor.statistics.estimates.measurement import Figures
from monitor.statistics.estimates.moments import share_moments
from monitor.study.policy import Threshold
from tests.statistics.test_simulations import DEFF, weights_with_deff

pytestmark = [pytest.mark.slow, pytest.mark.simulation]

SEED = 20240902
RUNS, FEWER_RUNS = 20_000, 2_000
SMALL, LARGE = (103, 79), (1000, 1000)
CONTRAST = np.array([-1.0, 1.0])
POLICY = Policy(0.05, 5.0, Threshold(10, 30, 8))


@pytest.fixture(scope="module")
def random():
    return np.random.default_rng(SEED)


def rejected(build, random, sizes, first, second, runs, ordered=True) -> float:
    """How often the test of an item finds a difference between two waves with these chances."""
    weights = np.concatenate([weights_with_deff(n, DEFF, random) for n in sizes])
    design = build.design(weights, wave=np.repeat([0, 1], sizes))
    layout, state, size = Layout(design, whole_sample(sum(sizes))), np.zeros(sum(sizes), np.int8), len(first)
    found, left = 0, runs
    while left:
        batch = min(left, 1000)
        limits = [np.cumsum(chances)[:-1] for chances in (first, second)]
        draw = random.random((batch, sum(sizes)))
        codes = np.concatenate(
            [
                np.searchsorted(limits[0], draw[:, : sizes[0]]),
                np.searchsorted(limits[1], draw[:, sizes[0] :]),
            ],
            axis=1,
        ).astype(np.int8)
        sums = together([coded_sums(layout, column, state, size) for column in codes])
        figures = Figures(share_moments(sums), np.eye(size), ("",) * size, ("share",) * size)
        tests = distribution_test(
            figures, figure_changes(figures, CONTRAST, POLICY), CONTRAST, POLICY, ordered
        )
        found += int((tests["p"] < 0.05).sum())
        left -= batch
    return found / runs


def chances(share: float, size: int) -> np.ndarray:
    """One answer with this chance, the others alike."""
    return np.array([share, *[(1 - share) / (size - 1)] * (size - 1)])


@pytest.mark.parametrize("size", [2, 3, 5])
@pytest.mark.parametrize("share", [0.01, 0.03, 0.05, 0.08, 0.1, 0.3, 0.5])
@pytest.mark.parametrize("sizes", [SMALL, LARGE], ids=["103-79", "1000-1000"])
def test_the_test_of_an_item_keeps_its_level_at_every_share(sizes, share, size, build, random, draws):
    runs = draws.of(RUNS, FEWER_RUNS)
    same = chances(share, size)
    rate = rejected(build, random, sizes, same, same, runs)
    assert rate <= draws.up(0.065, runs)
    if share >= 0.1:
        assert rate >= draws.down(0.035, runs)


@pytest.mark.parametrize(("size", "power"), [(2, 0.8), (3, 0.72), (5, 0.6)])
def test_the_test_of_an_item_finds_a_shift_of_24_points_in_a_small_survey(size, power, build, random, draws):
    runs = draws.of(4000, 1000)
    rate = rejected(build, random, SMALL, chances(0.2, size), chances(0.44, size), runs)
    assert rate >= draws.down(power, runs)


def test_rare_answers_of_several_kinds_are_not_found_by_chance(build, random, draws):
    runs = draws.of(RUNS, FEWER_RUNS)
    for same in ([0.02, 0.02, 0.02, 0.02, 0.92], [0.01, 0.03, 0.96], [0.04, 0.06, 0.3, 0.6]):
        for ordered in (True, False):
            rate = rejected(build, random, SMALL, np.array(same), np.array(same), runs // 2, ordered)
            assert rate <= draws.up(0.065, runs // 2)


def drawn(survey, shares, random):
    """Every respondent answers every item anew: `shares` [wave, item, answer]."""
    wave = survey.answers.wave
    for place, variable in enumerate(survey.answers.variables.values()):
        limits = np.cumsum(shares[:, place], axis=1)[:, :-1]
        variable.codes[:] = (random.random(len(wave))[:, None] > limits[wave]).sum(axis=1)
    survey.design.layouts.clear()
    return changes_between_waves(survey.answers, survey.design, survey.study, survey.questionnaire)[0]


@pytest.fixture
def survey(build):
    def make(items: int, sizes, headlines=()):
        names = [f"q{place}" for place in range(items)]
        declared = [build.item(name, of=build.scale(list("abc")), waves=("1", "2")) for name in names]
        columns = {name: ["a"] * sum(sizes) for name in names}
        made = build.survey(declared, columns, np.repeat([0, 1], sizes), waves=("1", "2"))
        policy = replace(made.study.comparison, headlines=tuple(headlines))
        made.study = replace(made.study, comparison=policy)
        return made

    return make


def test_one_headline_that_did_not_change_is_seldom_told_to(survey, random, draws):
    """Nine of ten headlines change: Holm inside items may not pay from the nine that are found."""
    names = [f"q{place}" for place in range(10)]
    made = survey(10, (400, 400), names)
    before = np.tile([0.3, 0.3, 0.4], (10, 1))
    after = before + np.array([0.25, -0.1, -0.15])
    after[9] = before[9]
    false, runs = 0, draws.of(1000, 300)
    for _ in range(runs):
        changes = drawn(made, np.stack([before, after]), random)
        rows = changes[(changes["item"] == "q9") & changes["verdict"].isin(["increased", "decreased"])]
        false += bool(len(rows))
    assert false / runs <= draws.up(0.05, runs)


def test_told_intervals_of_changes_cover_and_those_of_the_others_are_hardly_wider(survey, random, draws):
    made = survey(30, (300, 300))
    before = random.dirichlet(np.full(3, 8.0), 30)
    move = np.where(np.arange(30) < 10, 0.15, 0.0)[:, None] * np.array([1.0, 0.0, -1.0])
    after = np.clip(before + move, 0.02, None)
    after /= after.sum(axis=1, keepdims=True)
    truth = (after - before).ravel()
    missed, wider = [], []
    for _ in range(draws.of(500, 150)):
        changes = drawn(made, np.stack([before, after]), random)
        rows = changes[changes["level"] == "category"]
        low, high = rows["told_low"].to_numpy(), rows["told_high"].to_numpy()
        told = rows["verdict"].isin(["increased", "decreased"]).to_numpy()
        out = (truth < low) | (truth > high)
        missed.append(out[told].mean() if told.any() else 0.0)
        own = (rows["ci_high"] - rows["ci_low"]).to_numpy()
        wider.append(np.median(((high - low) / own)[~told]))
    assert np.mean(missed) <= 0.05 + draws.of_mean(missed)
    assert np.median(wider) <= 1.05
