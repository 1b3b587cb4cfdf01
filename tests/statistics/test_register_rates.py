"""Truth: rates by hand, and a reader who subtracts."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.statistics.registers.rates import spread_of


def test_totals_and_their_rate_tell_no_count_of_a_municipality_without_a_denominator() -> None:
    """Eleven with people and one without: the total less the rate of all times the people is nobody, and not the seven of that one."""
    numerator, people = np.array([*range(20, 31), 7.0]), np.array([*[4_000.0] * 11, 0.0])
    spread = spread_of(numerator, people, 10_000)
    assert numerator.sum() - spread.of_all * people.sum() / 10_000 == pytest.approx(0)
    assert spread.municipalities == 11
    assert spread.mean == pytest.approx(25 / 4_000 * 10_000)


def test_of_nobody_there_is_no_rate() -> None:
    spread = spread_of(np.array([0.0, 3.0]), np.zeros(2), 100)
    assert spread.municipalities == 0
    assert np.isnan(spread.of_all)
