"""Truth: growth of two groups is told from rounded figures alone, by hand; and a reader who solves for one municipality."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monitor.release.door.growth_of_groups import growth_may_be_told, told_growth
from monitor.release.door.municipal_quantiles import MunicipalRates
from monitor.statistics.registers.two_groups import GroupGrowth, compared_growth
from monitor.study.house_policy import house_register

POLICY = house_register()
ALPHA = 0.05
LARGE = np.arange(24) < 12


def _found(seed: int = 1, apart: float = 0.0) -> GroupGrowth:
    change = np.random.default_rng(seed).normal(0, 0.1, 24) + apart * LARGE
    found = compared_growth(change, LARGE)
    assert found is not None
    return found


def test_growth_of_groups_follows_from_its_rounded_figures() -> None:
    """Other municipalities with the same rounded means, standard error and whole degrees of freedom are told alike."""
    found = replace(_found(), mean=0.12345, mean_others=-0.04321, se=0.06789, df=19.60853)
    other = replace(found, mean=0.1230, mean_others=-0.0429, se=0.0681, df=19.1, difference=9.0, t=9.0, p=0.0)
    told = told_growth(found, 3, ALPHA)
    assert told_growth(other, 3, ALPHA) == told
    assert (told.mean, told.mean_others, told.difference, told.se, told.df) == (
        0.123,
        -0.043,
        0.166,
        0.068,
        19,
    )
    assert told.t == pytest.approx(0.166 / 0.068)
    assert [told.low, told.high] == [0.024, 0.308]  # 0.166 -/+ 2.0930 * 0.068
    assert told.found


@pytest.mark.parametrize("seed", range(50))
def test_what_is_found_is_told_on_one_side_of_nothing(seed: int) -> None:
    for apart in (0.0, 0.06, 0.08, 0.1):
        for decimals in (1, 2, 3):
            told = told_growth(_found(seed, apart), decimals, ALPHA)
            assert told.found == (told.low > 0 or told.high < 0)
            assert all(round(end, decimals) == end for end in (told.low, told.high, told.difference))
            if told.found:
                assert told.p < ALPHA
                assert (told.difference > 0) == (told.low > 0)


def test_a_limit_that_reads_as_nothing_proves_nothing() -> None:
    found = replace(_found(), mean=0.142, mean_others=0.0, se=0.068, df=20.0)  # the lower limit is 0.00016
    told = told_growth(found, 3, ALPHA)
    assert told.p < ALPHA
    assert told.low == 0.0
    assert not told.found


def test_growth_without_any_spread_left_has_a_margin() -> None:
    assert told_growth(replace(_found(), se=0.00001), 3, ALPHA).se == 0.001


def _rates(numerator: np.ndarray, people: np.ndarray) -> MunicipalRates:
    return MunicipalRates(numerator, people, 10_000, of_people=False, policy=POLICY)


def test_growth_is_told_where_the_mean_of_each_of_its_months_could_be() -> None:
    random = np.random.default_rng(5)
    people = np.round(random.lognormal(9.5, 0.5, 24))
    months = [_rates(random.poisson(people * 0.005).astype(float), people) for _ in range(3)]
    assert growth_may_be_told(LARGE, months, 3)
    assert not growth_may_be_told(np.arange(24) < 9, months, 3)  # nine municipalities
    assert not growth_may_be_told(np.arange(24) >= 9, months, 3)  # and nine others


@pytest.mark.parametrize("at", range(3))
def test_growth_that_gives_a_count_of_few_people_is_not_told(at: int) -> None:
    """Of others with as many inhabitants each, a mean and a sum of one of its months are two equations with one unknown."""
    people = np.full(24, 6_000.0)
    people[0] = 1_000
    numerator = np.linspace(20, 40, 24).round()
    numerator[0] = 12
    random = np.random.default_rng(5)
    different = np.round(random.lognormal(9.5, 0.5, 24))
    plain = _rates(random.poisson(different * 0.005).astype(float), different)
    small = _rates(np.where(np.arange(24) == 0, 3, numerator), people)
    months = [small if place == at else plain for place in range(3)]
    assert growth_may_be_told(LARGE, [plain] * 3, 3)
    assert not growth_may_be_told(LARGE, months, 3)


def test_of_a_municipality_without_a_denominator_in_a_month_there_is_no_growth() -> None:
    random = np.random.default_rng(5)
    people = np.round(random.lognormal(9.5, 0.5, 24))
    months = [_rates(random.poisson(people * 0.005).astype(float), people) for _ in range(3)]
    none = np.where(np.arange(24) < 3, 0.0, people)
    empty = _rates(np.minimum(months[0].numerator, none), none)
    assert not growth_may_be_told(LARGE, [empty, *months[1:]], 3)  # of nine large ones
