"""Truth: answers of colleagues drawn again and again: how often the exact test finds a municipality that is not there, and one that is.

Bars of the design: at most 5% false at nine pairs; 12% found where six in ten follow their municipality, 66% at nine in ten.
"""

from __future__ import annotations

import numpy as np
import pytest

from monitor.statistics.quality.pairs import balanced_test, power_of_pairs, shuffled_test
from tests.draws import ERRORS

pytestmark = [pytest.mark.slow, pytest.mark.simulation]

SEED, ALPHA, PAIRS = 20260115, 0.05, 9


def found(runs: int, follows: float, answers: int) -> float:
    """How often the test finds anything, where a part of the people does as its municipality does."""
    random, hits = np.random.default_rng([SEED, int(10 * follows), answers]), 0
    for _ in range(runs):
        local = random.integers(answers, size=PAIRS)
        one, other = (
            np.where(random.random(PAIRS) < follows, local, random.integers(answers, size=PAIRS))
            for _ in range(2)
        )
        hits += balanced_test(one.tolist(), other.tolist()).p <= ALPHA
    return hits / runs


@pytest.mark.parametrize("answers", [2, 3])
def test_nobody_follows_and_the_test_finds_it_in_at_most_5_percent(answers: int, draws, measured) -> None:
    runs = draws.of(20_000, 1_000)
    bar = ALPHA + ERRORS * float(np.sqrt(ALPHA * (1 - ALPHA) / runs))
    assert measured(f"{answers} answers: false", found(runs, 0.0, answers)) <= bar


@pytest.mark.parametrize(("follows", "design"), [(0.6, 0.12), (0.9, 0.66)])
def test_the_power_that_is_told_is_that_of_drawn_answers(
    follows: float, design: float, draws, measured
) -> None:
    runs = draws.of(20_000, 1_000)
    told, power = (
        power_of_pairs(PAIRS, follows, ALPHA),
        measured(f"{follows} follow: found", found(runs, follows, 2)),
    )
    assert told == pytest.approx(design, abs=0.005)
    assert abs(power - told) <= ERRORS * float(np.sqrt(told * (1 - told) / runs))


def test_shuffles_come_near_the_exact_chance(draws, measured) -> None:
    random, worst, shuffles = np.random.default_rng([SEED, 7]), 0.0, draws.of(20_000, 2_000)
    for _ in range(10):
        one, other = (random.integers(2, size=PAIRS).tolist() for _ in range(2))
        teams = [([a, b], ["long", "short"]) for a, b in zip(one, other, strict=True)]
        worst = max(worst, abs(shuffled_test(teams, shuffles, SEED).p - balanced_test(one, other).p))
    assert measured("largest difference of p", worst) <= ERRORS * 0.5 / float(np.sqrt(shuffles))
