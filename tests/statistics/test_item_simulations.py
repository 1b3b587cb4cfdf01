"""Truth: populations whose parameters are known: how often the test of a whole item is wrong, and what it finds."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.statistics.change.change_rows import figure_changes, one
from monitor.statistics.change.item_tests import distribution_test, either_test, vector_test
from monitor.statistics.design.group_sums import coded_sums, number_sums
from monitor.statistics.design.grouped_respondents import GroupedRespondents, whole_sample
from monitor.statistics.estimates.measurement import Figures
from monitor.statistics.estimates.moments import mean_moments, share_moments
from tests.statistics.simulated import (
    CONTRAST,
    POLICY,
    SIZES,
    SMALL,
    answers,
    batches,
    figures_of,
    shares_of,
    weighted_waves,
)

pytestmark = [pytest.mark.slow, pytest.mark.simulation]

RUNS, FEWER_RUNS = 20_000, 2_000


@pytest.fixture
def rejected(build, random):
    """How often the test of an item finds a difference between two waves with these chances."""

    def find(sizes, first, second, runs: int, ordered=True) -> float:
        design, hits = weighted_waves(build, sizes, random), 0
        for size in batches(runs):
            figures = shares_of(design, answers(design, [first, second], size, random), len(first))
            rows = figure_changes(figures, CONTRAST, POLICY)
            hits += int((distribution_test(figures, rows, CONTRAST, POLICY, ordered)["p"] < 0.05).sum())
        return hits / runs

    return find


def chances(share: float, size: int) -> np.ndarray:
    """One answer with this chance, the others alike."""
    return np.array([share, *[(1 - share) / (size - 1)] * (size - 1)])


@pytest.mark.parametrize("size", [2, 3, 5])
@pytest.mark.parametrize("share", [0.01, 0.03, 0.05, 0.08, 0.1, 0.3, 0.5])
@pytest.mark.parametrize("sizes", list(SIZES))
def test_the_test_of_an_item_keeps_its_level_at_every_share(sizes, share, size, rejected, draws, measured):
    runs = draws.of(RUNS, FEWER_RUNS)
    same = chances(share, size)
    rate = measured("false positives", rejected(SIZES[sizes], same, same, runs))
    assert rate <= draws.up(0.065, runs)
    if share >= 0.1:
        assert rate >= draws.down(0.035, runs)


@pytest.mark.parametrize(("sizes", "shift", "size", "power"), [
    ("103-79", 0.24, 2, 0.8), ("103-79", 0.24, 3, 0.72), ("103-79", 0.24, 5, 0.6),
    ("1000-1000", 0.07, 2, 0.8), ("1000-1000", 0.07, 3, 0.75), ("1000-1000", 0.07, 5, 0.65),
])  # fmt: skip
def test_the_test_of_an_item_finds_a_shift(sizes, shift, size, power, rejected, draws, measured):
    runs = draws.of(RUNS, FEWER_RUNS)
    rate = rejected(SIZES[sizes], chances(0.2, size), chances(0.2 + shift, size), runs)
    assert measured("power", rate) >= draws.down(power, runs)


@pytest.mark.parametrize("ordered", [True, False], ids=["ordered", "nominal"])
@pytest.mark.parametrize("same", [[0.02, 0.02, 0.02, 0.02, 0.92], [0.01, 0.03, 0.96], [0.04, 0.06, 0.3, 0.6]])
def test_rare_answers_of_several_kinds_are_not_found_by_chance(same, ordered, rejected, draws, measured):
    runs = draws.of(RUNS, FEWER_RUNS)
    rate = measured("false positives", rejected(SMALL, np.array(same), np.array(same), runs, ordered))
    assert rate <= draws.up(0.065, runs)


GRADES = np.arange(1, 11.0)
GIVEN = np.array([2, 1, 2, 4, 8, 15, 28, 25, 10, 5]) / 100
CLASSES = np.array([[float(g <= 5), float(5 < g < 8), float(g >= 8)] for g in GRADES])


def grades_rejected(design, first, second, runs: int, random) -> float:
    """How often the test of grades, of their mean and of the classes 1-5, 6-7 and 8-10, finds a difference."""
    hits, weights = 0, np.concatenate([GRADES[:, None], CLASSES], axis=1)
    for size in batches(runs):
        codes = answers(design, [first, second], size, random)
        figures = figures_of(design, codes, weights, ["mean", *["share"] * 3])
        classes = Figures(figures.moments, CLASSES, ("",) * 3, ("share",) * 3)
        rows = figure_changes(classes, CONTRAST, POLICY)
        shape = distribution_test(classes, rows, CONTRAST, POLICY, True)
        mean = one(figure_changes(figures, CONTRAST, POLICY))
        hits += int((either_test(mean, shape)["p"] < 0.05).sum())
    return hits / runs


@pytest.mark.parametrize("sizes", list(SIZES))
def test_the_test_of_a_grade_keeps_its_level_and_finds_a_shift(sizes, build, random, draws, measured):
    design, runs = weighted_waves(build, SIZES[sizes], random), draws.of(RUNS, FEWER_RUNS)
    rate = measured("false positives", grades_rejected(design, GIVEN, GIVEN, runs, random))
    # Twice the smaller of two p values that go together: below 5%, and above half of it.
    assert draws.down(0.025, runs) <= rate <= draws.up(0.065, runs)
    part = {"103-79": 0.9, "1000-1000": 0.28}[sizes]  # so many give one grade more
    higher = GIVEN * (1 - part) + np.roll(GIVEN, 1) * part
    higher[0], higher[-1] = GIVEN[0] * (1 - part), GIVEN[-1] + GIVEN[-2] * part
    assert measured("power", grades_rejected(design, GIVEN, higher, runs, random)) >= draws.down(0.7, runs)


OPTIONS = np.array([0.5, 0.35, 0.2, 0.1, 0.05])


def sets_rejected(design, chance, runs: int, random, psu_spread: float, contrast) -> tuple[float, set[str]]:
    """How often the test of a set of options finds a difference; `chance` [respondent, option]."""
    grouped, state = GroupedRespondents(design, whole_sample(len(design))), np.zeros(len(design), np.int8)
    hits, names, odds = 0, set(), np.log(chance / (1 - chance))
    for _ in range(runs):
        own = random.normal(0, psu_spread, (int(design.psu.max()) + 1, len(OPTIONS)))[design.psu]
        given = (random.random(chance.shape) < 1 / (1 + np.exp(-odds - own))).astype(np.int8)
        moments = mean_moments(number_sums(grouped, given.astype(float), state))
        single = [share_moments(coded_sums(grouped, column, state, 2)) for column in given.T]
        rows = [figure_changes(Figures(each, np.eye(2)[:, 1:], ("1",), ("share",)), contrast, POLICY)["p"]
                for each in single]  # fmt: skip
        tested = vector_test(moments, contrast, np.eye(len(OPTIONS)), {"p": np.concatenate(rows, axis=1)})
        hits += bool(tested["p"][0] < 0.05)
        names.add(str(tested["test"][0]))
    return hits / runs, names


@pytest.mark.parametrize(("psus", "waves", "test", "power"), [
    (0, 2, "wald_f", 0.8), (12, 2, "bonferroni", 0.7), (40, 2, "bonferroni", 0.7), (20, 4, "bonferroni", 0.7),
])  # fmt: skip
def test_the_test_of_a_set_keeps_its_level_also_with_few_psus(
    psus, waves, test, power, build, random, draws, measured
):
    """Two waves, or the trend of four; `psus` sampled units in each wave, 0 where people are."""
    runs, sizes = draws.of(RUNS // 2, 500), SMALL if waves == 2 else (80,) * 4
    wave, spread = np.repeat(np.arange(waves), sizes), 0.4 if psus else 0.0
    psu = np.arange(len(wave)) if not psus else wave * psus + random.integers(0, psus, len(wave))
    psu = np.unique(psu, return_inverse=True)[1]
    design = build.design(random.uniform(0.5, 2, len(wave)), psu=psu, wave=wave)
    contrast = CONTRAST if waves == 2 else np.array([-0.9, -0.3, 0.3, 0.9])
    same = np.tile(OPTIONS, (len(wave), 1))
    rate, names = sets_rejected(design, same, runs, random, spread, contrast)
    assert names == {test}
    assert draws.down(0.035, runs) <= measured("false positives", rate) <= draws.up(0.065, runs)
    moved = np.clip(OPTIONS + 0.2 * (wave / (waves - 1))[:, None], 0, 0.9)
    found, _ = sets_rejected(design, moved, runs // 5, random, spread, contrast)
    assert measured("power", found) >= draws.down(power, runs // 5)
