"""Truth: what may be said of a date where little can be held against it, by hand."""

from __future__ import annotations

import numpy as np

from monitor.statistics.registers.breaks import Series, measured_break
from monitor.statistics.registers.growth import break_test
from monitor.study.house_policy import house_register

POLICY = house_register()
ALPHA = 0.05


def _months(number: int) -> tuple[str, ...]:
    return tuple(f"{2020 + at // 12}-{at % 12 + 1:02d}" for at in range(number))


def _series(number: int, first_after: int, step: float) -> Series:
    """Growth of ten a month and some noise, and `step` more from a place on."""
    noise = np.random.default_rng(5).normal(0, 1, number)
    growth = 10 + noise + step * (np.arange(number) >= first_after)
    return Series(_months(number), 500 + growth.cumsum())


def test_without_a_month_far_away_a_break_has_no_yardstick() -> None:
    """Of 45 months those with 18 of growth on each side all lie within a year of each other."""
    found = measured_break(_series(45, 22, 40.0), "2021-11", "number", POLICY)
    assert found.test is not None
    assert not found.far
    assert found.verdict(0.001, ALPHA) == "too_few"
    assert found.verdict(0.5, ALPHA) in {"undecided", "growth_levels_off"}


def test_with_months_far_away_the_same_step_is_a_break_at_the_date() -> None:
    found = measured_break(_series(72, 36, 40.0), "2023-01", "number", POLICY)
    assert found.far
    assert found.verdict(0.001, ALPHA) == "break_at_date"


def test_another_way_of_counting_since_the_first_month_changes_no_growth() -> None:
    """All months of the series are counted in that way."""
    series = _series(72, 36, 0.0)
    growth, months = np.diff(series.counts), series.months[1:]
    plain = break_test(growth, months, "2023-01", POLICY.frequency)
    assert plain is not None
    assert break_test(growth, months, "2023-01", POLICY.frequency, pulses=series.months[:1]) == plain
