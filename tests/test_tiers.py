"""Truth: hand calculation of what fewer draws allow, and which inputs a fuzz test reads."""

from __future__ import annotations

import pytest

from tests.draws import Draws
from tests.fuzzing import fuzzed, profiles


def test_with_all_draws_every_bar_is_the_stated_one() -> None:
    full = Draws(full=True)
    assert full.of(20_000, 4_000) == 20_000
    assert (full.up(0.065, 20_000), full.down(0.035, 20_000), full.of_mean([0, 1])) == (0.065, 0.035, 0)


def test_with_fewer_draws_a_bar_stands_three_simulation_errors_further() -> None:
    fewer = Draws(full=False)
    assert fewer.of(20_000, 4_000) == 4_000
    assert fewer.up(0.1, 900) == pytest.approx(0.1 + 3 * 0.01)  # the root of 0.1 * 0.9 / 900
    assert fewer.down(0.1, 900) == pytest.approx(0.1 - 3 * 0.01)
    assert fewer.of_mean([0.0, 0.0, 1.0, 1.0]) == pytest.approx(3 * (1 / 3) ** 0.5 / 2)


def test_a_test_run_reads_the_same_inputs_and_fuzzing_others() -> None:
    try:
        profiles(None)
        assert (fuzzed(300).max_examples, fuzzed(300).derandomize) == (300, True)
        profiles(5000)
        assert (fuzzed(300).max_examples, fuzzed(300).derandomize) == (1500, False)
        assert fuzzed(300).deadline is None
    finally:
        profiles(None)
