"""Truth: populations whose parameters are known: how often the interval and the test of one figure are wrong.

Seeds are stated. Fewer draws in `just test-all`, see tests/draws.py.
"""

from __future__ import annotations

import numpy as np
import pytest

from monitor.statistics.change.change_rows import figure_changes
from monitor.statistics.change.tests_of_change import rao_scott_test
from monitor.statistics.estimates.precision import intervals, precision
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
CHOICES = ("auto", "logit", "wilson", "clopper_pearson", "korn_graubard")


@pytest.fixture(scope="module")
def runs(draws) -> int:
    return draws.of(RUNS, FEWER_RUNS)


@pytest.fixture(params=list(SIZES))
def sizes(request):
    return SIZES[request.param]


def two(first: float, second: float | None = None) -> np.ndarray:
    """Chances of two answers in two waves."""
    shares = np.array([first, first if second is None else second])
    return np.stack([shares, 1 - shares], axis=1)


def found(design, chances, random, runs: int):
    """Columns of the changes of the first answer, batch by batch."""
    for size in batches(runs):
        figures = shares_of(design, answers(design, chances, size, random), chances.shape[1])
        yield {name: column[:, 0] for name, column in figure_changes(figures, CONTRAST, POLICY).items()}


@pytest.mark.parametrize("share", [0.01, 0.03, 0.05, 0.08, 0.1, 0.2, 0.3, 0.5])
def test_a_change_that_is_not_there_is_found_in_about_5_percent(
    share, sizes, build, random, runs, draws, measured
):
    design = weighted_waves(build, sizes, random)
    p = np.concatenate([columns["p"] for columns in found(design, two(share), random, runs)])
    rate = measured("false positives", (p < 0.05).mean())
    assert rate <= draws.up(0.065, runs)
    if share >= 0.1:
        assert rate >= draws.down(0.035, runs)


@pytest.mark.parametrize(("size", "first", "second", "power"), [
    ("103-79", 0.05, 0.25, 0.85), ("103-79", 0.3, 0.54, 0.75), ("1000-1000", 0.05, 0.09, 0.8),
    ("1000-1000", 0.3, 0.37, 0.75),
])  # fmt: skip
def test_a_change_of_a_share_is_found(size, first, second, power, build, random, runs, draws, measured):
    design = weighted_waves(build, SIZES[size], random)
    p = np.concatenate([columns["p"] for columns in found(design, two(first, second), random, runs)])
    assert measured("power", (p < 0.05).mean()) >= draws.down(power, runs)


@pytest.mark.parametrize(("first", "second"), [(0.05, 0.1), (0.1, 0.1), (0.3, 0.2), (0.5, 0.5)])
def test_intervals_of_differences_cover(first, second, sizes, build, random, runs, draws, measured):
    design, covered = weighted_waves(build, sizes, random), []
    for columns in found(design, two(first, second), random, runs):
        covered.append((columns["ci_low"] <= second - first) & (second - first <= columns["ci_high"]))
    rate = measured("covered", np.concatenate(covered).mean())
    assert draws.down(0.93, runs) <= rate <= draws.up(0.985, runs)


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("share", [0.01, 0.02, 0.05, 0.1, 0.3, 0.5])
def test_intervals_of_shares_cover(share, choice, sizes, build, random, runs, draws, measured):
    design, covered = weighted_waves(build, sizes, random), []
    for size in batches(runs):
        figures = shares_of(design, answers(design, two(share), size, random), 2)
        low, high = intervals(figures, precision(figures, 0.95), 0.95, 5.0, choice)
        covered.append((low[:, :, 0] <= share) & (share <= high[:, :, 0]))
    rates = np.concatenate(covered).mean(axis=0)
    for wave, (n, rate) in enumerate(zip(sizes, rates, strict=True), start=1):
        measured(f"covered in wave {wave}, n = {n}", rate)
    few = share * min(sizes) < 5  # where nobody or one is expected, no interval comes nearer to 95%
    assert (rates >= draws.down(0.93, runs)).all()
    assert (rates <= draws.up(1.0 if few else 0.985, runs)).all()


def test_means_are_tested_and_covered(sizes, build, random, runs, draws, measured):
    """Grades from 1 to 10, skewed, with the same mean in both waves and another spread."""
    grades = np.arange(1, 11.0)
    first = np.array([2, 1, 2, 4, 8, 15, 28, 25, 10, 5]) / 100
    second = np.array([1, 2, 3, 5, 9, 16, 24, 21, 12, 7]) / 100
    shift = second @ grades - first @ grades
    weights, design = grades[:, None], weighted_waves(build, sizes, random)
    p, covered = [], []
    for size in batches(runs):
        same = figures_of(design, answers(design, [first, first], size, random), weights, ["mean"])
        p.append(figure_changes(same, CONTRAST, POLICY)["p"][:, 0])
        other = figures_of(design, answers(design, [first, second], size, random), weights, ["mean"])
        columns = figure_changes(other, CONTRAST, POLICY)
        covered.append(((columns["ci_low"] <= shift) & (shift <= columns["ci_high"]))[:, 0])
    rate, inside = (np.concatenate(p) < 0.05).mean(), np.concatenate(covered).mean()
    assert draws.down(0.035, runs) <= measured("false positives", rate) <= draws.up(0.065, runs)
    assert draws.down(0.93, runs) <= measured("covered", inside) <= draws.up(0.985, runs)


@pytest.mark.parametrize("share", [0.3, 0.5])
def test_a_change_as_large_as_the_mdd_is_found_in_8_of_10(share, build, random, runs, draws, measured):
    design = weighted_waves(build, SMALL, random)
    null = next(found(design, two(share), random, 200))
    mdd = (1.9733 + 0.8439) * np.median(null["se_no_change"])
    moved = two(share - mdd / 2, share + mdd / 2)
    p = np.concatenate([columns["p"] for columns in found(design, moved, random, runs)])
    power = measured("power", (p < 0.05).mean())
    assert draws.down(0.77, runs) <= power <= draws.up(0.83, runs)


@pytest.mark.parametrize("shared", [40, 60])
def test_shared_respondents_need_the_stacked_design(shared, build, random, runs, draws, measured):
    # A person's own inclination makes answers in both waves alike.
    n = sum(SMALL) - shared
    person = np.concatenate([np.arange(SMALL[0]), np.arange(SMALL[1]) + SMALL[0] - shared])
    wave = np.repeat([0, 1], SMALL)
    designs = {
        "stacked": build.design(np.ones(len(wave)), psu=person, wave=wave),
        "independent": build.design(np.ones(len(wave)), wave=wave),
    }
    hits = dict.fromkeys(designs, 0)
    for size in batches(runs):
        inclination = random.beta(0.7, 0.7, (size, n))[:, person]
        codes = (random.random(inclination.shape) >= inclination).astype(np.int8)
        for name, design in designs.items():
            p = figure_changes(shares_of(design, codes, 2), CONTRAST, POLICY)["p"][:, 0]
            hits[name] += int((p < 0.05).sum())
    rates = {name: measured(f"false positives, {name}", hit / runs) for name, hit in hits.items()}
    assert draws.down(0.035, runs) <= rates["stacked"] <= draws.up(0.065, runs)
    assert draws.down(0.015, runs) <= rates["independent"] <= draws.up(0.045, runs)


def test_rao_scott_of_a_clustered_sample_keeps_its_level(build, random, draws, measured):
    psus, runs = 40, draws.of(RUNS, FEWER_RUNS)
    psu = random.integers(0, psus, 400)
    design = build.design(random.uniform(0.5, 2, 400), psu=psu, wave=np.repeat([0, 1], 200))
    cuts, hits = np.array([-0.8, -0.2, 0.4, 1.0]), 0
    for size in batches(runs):
        columns = random.normal(size=(size, 400)) + random.normal(0, 0.4, (size, psus))[:, psu]
        figures = shares_of(design, np.searchsorted(cuts, columns).astype(np.int8), 5)
        hits += int((rao_scott_test(figures.moments.coded_sums, [0, 1]).p < 0.05).sum())
    rate = measured("false positives", hits / runs)
    assert draws.down(0.035, runs) <= rate <= draws.up(0.065, runs)
