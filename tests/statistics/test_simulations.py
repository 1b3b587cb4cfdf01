"""Truth: populations whose parameters are known, with stated seeds. Fewer draws in `just test-all`, see tests/draws.py."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.statistics.change.change_rows import Policy, figure_changes
from monitor.statistics.change.changes import changes_between_waves
from monitor.statistics.change.tests_of_change import rao_scott_test
from monitor.statistics.design.group_sums import Layout, coded_sums, together, whole_sample
from monitor.statistics.estimates.measurement import Figures
from monitor.statistics.estimates.moments import share_moments
from monitor.statistics.estimates.precision import intervals, precision
from monitor.study.policy import Threshold

pytestmark = [pytest.mark.slow, pytest.mark.simulation]

SEED = 20240901
RUNS, FEWER_RUNS = 20_000, 4_000
SIZES = (103, 79)
DEFF = 1.4
CONTRAST = np.array([-1.0, 1.0])
POLICY = Policy(0.05, 5.0, Threshold(10, 30, 8))


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


@pytest.fixture(scope="module")
def random():
    return np.random.default_rng(SEED)


@pytest.fixture
def two_waves(build, random):
    """A weighted sample of 103 and 79 others, each wave with the stated design effect."""
    weights = np.concatenate([weights_with_deff(n, DEFF, random) for n in SIZES])
    return build.design(weights, wave=np.repeat([0, 1], SIZES))


@pytest.fixture(scope="module")
def runs(draws) -> int:
    return draws.of(RUNS, FEWER_RUNS)


def simulated(design, shares, random, runs) -> Figures:
    """Many items of two categories at once; `shares` is the chance of the first, per wave or respondent."""
    layout = Layout(design, whole_sample(len(design)))
    chance = np.broadcast_to(shares, (runs, len(design)))
    codes = (random.random((runs, len(design))) >= chance).astype(np.int8)
    state = np.zeros(len(design), np.int8)
    sums = together([coded_sums(layout, column, state, 2) for column in codes])
    return Figures(share_moments(sums), np.eye(2), ("yes", "no"), ("share", "share"))


def by_wave(design, first, second):
    return np.where(design.wave == 0, first, second)


@pytest.mark.parametrize("share", [0.02, 0.05, 0.1, 0.2, 0.3, 0.5])
def test_false_positives_stay_near_5_percent(share, two_waves, random, runs, draws):
    p = figure_changes(simulated(two_waves, share, random, runs), CONTRAST, POLICY)["p"][:, 0]
    rate = (p < 0.05).mean()
    assert rate <= draws.up(0.065, runs)
    if share >= 0.1:
        assert rate >= draws.down(0.035, runs)


@pytest.mark.parametrize("share", [0.02, 0.05, 0.1, 0.3, 0.5])
def test_intervals_of_shares_cover(share, two_waves, random, runs, draws):
    figures = simulated(two_waves, share, random, runs)
    low, high = intervals(figures, precision(figures, 0.95), 0.95, 5.0)
    covered = ((low[:, :, 0] <= share) & (share <= high[:, :, 0])).mean(axis=0)
    assert (covered >= draws.down(0.93, runs)).all()
    # With 2 expected answers exact limits cannot come nearer to 95%.
    assert (covered <= draws.up(0.985 if share >= 0.05 else 0.995, runs)).all()


@pytest.mark.parametrize(("first", "second"), [(0.05, 0.1), (0.1, 0.1), (0.3, 0.2), (0.5, 0.5)])
def test_intervals_of_differences_cover(first, second, two_waves, random, runs, draws):
    figures = simulated(two_waves, by_wave(two_waves, first, second), random, runs)
    found = figure_changes(figures, CONTRAST, POLICY)
    covered = ((found["ci_low"] <= second - first) & (second - first <= found["ci_high"]))[:, 0].mean()
    assert draws.down(0.93, runs) <= covered <= draws.up(0.985, runs)


@pytest.mark.parametrize("share", [0.3, 0.5])
def test_a_change_as_large_as_the_mdd_is_found_in_8_of_10(share, two_waves, random, runs, draws):
    null = figure_changes(simulated(two_waves, share, random, 200), CONTRAST, POLICY)
    mdd = (1.9733 + 0.8439) * np.median(null["se_no_change"][:, 0])
    figures = simulated(two_waves, by_wave(two_waves, share - mdd / 2, share + mdd / 2), random, runs)
    power = (figure_changes(figures, CONTRAST, POLICY)["p"][:, 0] < 0.05).mean()
    assert draws.down(0.77, runs) <= power <= draws.up(0.83, runs)


@pytest.mark.parametrize("shared", [40, 60])
def test_shared_respondents_need_the_stacked_design(shared, build, random, runs, draws):
    # A person's own inclination makes answers in both waves alike.
    n = SIZES[0] + SIZES[1] - shared
    person = np.concatenate([np.arange(SIZES[0]), np.arange(SIZES[1]) + SIZES[0] - shared])
    wave = np.repeat([0, 1], SIZES)
    inclination = random.beta(0.7, 0.7, (runs, n))[:, person]
    stacked = build.design(np.ones(len(wave)), psu=person, wave=wave)
    independent = build.design(np.ones(len(wave)), wave=wave)
    codes = (random.random(inclination.shape) >= inclination).astype(np.int8)
    rates = {}
    for name, design in (("stacked", stacked), ("independent", independent)):
        layout = Layout(design, whole_sample(len(design)))
        sums = together([coded_sums(layout, column, np.zeros(len(wave), np.int8), 2) for column in codes])
        figures = Figures(share_moments(sums), np.eye(2), ("yes", "no"), ("share", "share"))
        rates[name] = (figure_changes(figures, CONTRAST, POLICY)["p"][:, 0] < 0.05).mean()
    assert draws.down(0.035, runs) <= rates["stacked"] <= draws.up(0.065, runs)
    assert draws.down(0.015, runs) <= rates["independent"] <= draws.up(0.045, runs)


def test_rao_scott_of_a_clustered_sample_keeps_its_level(build, random, draws):
    psus, runs = 40, draws.of(4000, 2000)
    psu = random.integers(0, psus, 400)
    design = build.design(random.uniform(0.5, 2, 400), psu=psu, wave=np.repeat([0, 1], 200))
    layout = Layout(design, whole_sample(400))
    state, cuts = np.zeros(400, np.int8), np.array([-0.8, -0.2, 0.4, 1.0])
    columns = random.normal(size=(runs, 400)) + random.normal(0, 0.4, (runs, psus))[:, psu]
    sums = together([coded_sums(layout, np.searchsorted(cuts, column), state, 5) for column in columns])
    rate = (rao_scott_test(sums, [0, 1]).p < 0.05).mean()
    assert draws.down(0.035, runs) <= rate <= draws.up(0.065, runs)


def test_forty_items_without_change_give_a_false_verdict_in_about_5_percent_of_runs(build, random, draws):
    waves, codes = ("2020", "2022"), list("abcde")
    items = [build.item(f"q{n}", of=build.scale(codes), waves=waves) for n in range(40)]
    wave = np.repeat([0, 1], SIZES)
    survey = build.survey(items, {item.id: ["a"] * len(wave) for item in items}, wave, waves=waves)
    shares = random.dirichlet(np.full(5, 3.0), 40)
    false, runs = 0, draws.of(1000, 400)
    for _ in range(runs):
        for item, chances in zip(items, shares, strict=True):
            survey.answers.variables[item.id].codes[:] = random.choice(5, len(wave), p=chances)
        survey.design.layouts.clear()
        found = changes_between_waves(survey.answers, survey.design, survey.study, survey.questionnaire)[0]
        inside = found[found["level"] == "category"]
        false += bool(inside["verdict"].isin(["increased", "decreased"]).any())
    assert false / runs <= draws.up(0.065, runs)


def test_planted_changes_are_found_and_false_discoveries_stay_rare(build, random, draws):
    waves, n = ("2020", "2022"), 600
    items = [build.item(f"q{number}", "yes_no", waves=waves) for number in range(40)]
    wave = np.repeat([0, 1], n)
    survey = build.survey(items, {item.id: ["yes"] * len(wave) for item in items}, wave, waves=waves)
    share, rise = random.uniform(0.3, 0.6, 40), np.where(np.arange(40) < 10, 0.15, 0.0)
    found_share, false_share = [], []
    for _ in range(draws.of(300, 150)):
        for place, item in enumerate(items):
            chance = share[place] + rise[place] * wave
            survey.answers.variables[item.id].codes[:] = random.random(len(wave)) >= chance
        survey.design.layouts.clear()
        changes = changes_between_waves(survey.answers, survey.design, survey.study, survey.questionnaire)[0]
        yes = changes[changes["category"] == "yes"]["verdict"].isin(["increased", "decreased"]).to_numpy()
        found_share.append(yes[:10].mean())
        false_share.append(yes[10:].sum() / max(yes.sum(), 1))
    assert np.mean(found_share) >= 0.95 - draws.of_mean(found_share)
    assert np.mean(false_share) <= 0.05 + draws.of_mean(false_share)
