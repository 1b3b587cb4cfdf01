"""Truth: exact limits worked out by hand, the published bounds of STATISTICS.md, and scipy's own distributions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from monitor.statistics.change.tests_of_change import mover_limits, mover_p, mover_within_p
from monitor.statistics.design.group_sums import coded_sums
from monitor.statistics.design.grouped_respondents import GroupedRespondents, whole_sample
from monitor.statistics.estimates.intervals import (
    exact_effective_n,
    exact_interval,
    logit_interval,
    mean_interval,
    mover_interval,
    share_interval,
    t_quantile,
    wilson_interval,
)
from monitor.statistics.estimates.measurement import Figures
from monitor.statistics.estimates.moments import share_moments
from monitor.statistics.estimates.precision import intervals, precision

CHOICES = ("auto", "logit", "wilson", "clopper_pearson", "korn_graubard")
DIFFERENCE = np.array([-1.0, 1.0])


def test_none_of_79_has_an_upper_bound_of_4_6_percent():
    low, high = exact_interval(np.array(0.0), np.array(79.0), 0.95)
    assert low == 0
    assert high == pytest.approx(1 - 0.025 ** (1 / 79))
    assert round(float(high), 3) == 0.046


def test_all_of_79_is_the_mirror_image():
    low, high = exact_interval(np.array(1.0), np.array(79.0), 0.95)
    assert (low, high) == (pytest.approx(0.025 ** (1 / 79)), 1)


def test_a_share_with_enough_on_both_sides_gets_the_logit_interval():
    arguments = [np.array([value]) for value in (0.3, 0.05, 78.0, 79.0)]
    assert share_interval(*arguments, 0.95, 5.0) == logit_interval(*arguments[:3], 0.95)


def test_a_share_with_few_on_one_side_gets_exact_limits():
    share, se, df, n = (np.array([value]) for value in (0.05, 0.024, 78.0, 79.0))
    assert share_interval(share, se, df, n, 0.95, 5.0) == exact_interval(share, n, 0.95)


def test_exact_limits_are_those_of_the_binomial():
    low, high = exact_interval(np.array(4 / 20), np.array(20.0), 0.9)
    assert stats.binom.sf(3, 20, float(low)) == pytest.approx(0.05)
    assert stats.binom.cdf(4, 20, float(high)) == pytest.approx(0.05)


def test_without_effective_n_there_is_no_interval():
    low, high = exact_interval(np.array([0.5, 0.5]), np.array([np.nan, 0.0]), 0.95)
    assert np.isnan([*low, *high]).all()


def test_few_psus_make_exact_limits_wider():
    # (t_99 / t_4)^2 = (1.984 / 2.776)^2: 100 answers in 5 PSUs count as 51.
    found = exact_effective_n(np.array(100.0), np.array(100), np.array(4.0), 0.95)
    assert found == pytest.approx(100 * (stats.t.ppf(0.975, 99) / stats.t.ppf(0.975, 4)) ** 2)


def test_no_degrees_of_freedom_means_no_t():
    assert np.isnan(t_quantile(np.array([0.0, -1.0]), 0.95)).all()


def test_the_interval_of_a_mean_is_t_times_se():
    low, high = mean_interval(np.array(3.0), np.array(0.5), np.array(10.0), 0.95)
    assert (low, high) == (
        pytest.approx(3 - 2.228139 * 0.5, rel=1e-6),
        pytest.approx(3 + 2.228139 * 0.5, rel=1e-6),
    )


def test_wilson_of_half_is_symmetric_and_within_bounds():
    low, high = wilson_interval(np.array([0.0, 0.5, 1.0]), np.array([10.0, 10.0, 10.0]), 0.95)
    # z2 = 3.8415: centre 0.5, half z/(1 + z2/10) sqrt(0.025 + z2/400).
    assert low[1] == pytest.approx(1 - high[1])
    assert low[1] == pytest.approx(0.2366, abs=1e-4)
    assert (low[0], high[2]) == pytest.approx((0.0, 1.0))


@pytest.fixture
def limits(build):
    """Shares of two categories and their limits by a chosen method."""

    def find(answers, choice, **design):
        drawn = build.design(design.pop("weights", [1.0] * len(answers)), **design)
        grouped, state = GroupedRespondents(drawn, whole_sample(len(drawn))), np.zeros(len(drawn), np.int8)
        sums = coded_sums(grouped, np.array(answers, np.int8), state, 2)
        figures = Figures(share_moments(sums), np.eye(2), ("no", "yes"), ("share", "share"))
        low, high = intervals(figures, precision(figures, 0.95), 0.95, 5.0, choice)
        return figures.estimates()[0, 0], low[0, 0], high[0, 0]

    return find


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("yes", [0, 1, 6, 30, 60])
def test_every_method_gives_an_interval_around_every_share(choice, yes, limits):
    weights = np.linspace(0.5, 3.0, 60)
    share, low, high = limits([1] * yes + [0] * (60 - yes), choice, weights=weights, psu=np.arange(60) // 3)
    assert (low <= share).all()
    assert (share <= high).all()
    assert (low >= 0).all()
    assert (high <= 1).all()
    assert (high - low > 0.02).all()
    np.testing.assert_allclose(low, 1 - high[::-1], atol=1e-12)


def test_none_of_79_by_every_method(limits):
    # Wilson: z2 / (n + z2). The others are exact, logit too, which knows nothing of 0.
    z2 = stats.norm.ppf(0.975) ** 2
    for choice in CHOICES:
        _, low, high = limits([0] * 79, choice)
        wanted = z2 / (79 + z2) if choice == "wilson" else 1 - 0.025 ** (1 / 79)
        assert (low[1], high[1]) == (0.0, pytest.approx(wanted, rel=1e-12))


@pytest.mark.parametrize("choice", ["wilson", "clopper_pearson"])
def test_strata_never_make_an_effective_n_of_more_than_n(choice, limits):
    answers = [1] * 38 + [0] * 2 + [1] * 2 + [0] * 38
    _, low, high = limits(answers, choice, strata=[0] * 40 + [1] * 40)
    method = wilson_interval if choice == "wilson" else exact_interval
    at_n = method(np.array(0.5), np.array(80.0), 0.95)
    assert (low[1], high[1]) == pytest.approx(tuple(map(float, at_n)), rel=1e-12)


@pytest.mark.parametrize("choice", CHOICES)
def test_a_share_that_the_strata_fix_has_no_interval(choice, limits):
    share, low, high = limits([1] * 40 + [0] * 40, choice, strata=[0] * 40 + [1] * 40)
    assert share.tolist() == [0.5, 0.5]
    assert np.isnan([low, high]).all()


def test_mover_of_none_in_103_and_none_in_79_lies_from_2_9_below_to_3_7_above():
    low, high = mover_limits(DIFFERENCE, np.array([[0.0, 0.0]]), np.array([[103.0, 79.0]]), np.array([0.9]))
    assert (round(float(low[0]), 3), round(float(high[0]), 3)) == (-0.029, 0.037)


def test_mover_adds_the_distances_to_the_limits_squared():
    shares, low, high = np.array([0.2, 0.5]), np.array([0.1, 0.3]), np.array([0.4, 0.6])
    found = mover_interval(DIFFERENCE, shares, low, high)
    # below: (0.5 - 0.3)^2 + (0.4 - 0.2)^2; above: (0.6 - 0.5)^2 + (0.2 - 0.1)^2.
    assert found == (pytest.approx(0.3 - np.sqrt(0.08)), pytest.approx(0.3 + np.sqrt(0.02)))


def test_the_p_of_mover_is_the_level_at_which_the_interval_touches_zero():
    shares, n = np.array([[1 / 103, 9 / 79]]), np.array([[103.0, 79.0]])
    p = mover_p(DIFFERENCE, shares, n)
    low, _ = mover_limits(DIFFERENCE, shares, n, 1 - p)
    assert low[0] == pytest.approx(0, abs=1e-9)
    assert 0.001 < p[0] < 0.05


def test_two_empty_categories_do_not_differ():
    assert mover_p(DIFFERENCE, np.array([[0.0, 0.0]]), np.array([[103.0, 79.0]]))[0] == 1.0


def test_mover_without_answers_has_no_p():
    assert np.isnan(mover_p(DIFFERENCE, np.array([[np.nan, 0.5]]), np.array([[0.0, 79.0]])))[0]


def test_the_p_against_a_margin_is_where_the_interval_just_fits_inside_it():
    shares, exact = np.array([[0.02, 0.03]]), np.array([[500.0, 480.0]])
    p = mover_within_p(DIFFERENCE, shares, exact, np.array([0.04]))
    low, high = mover_limits(DIFFERENCE, shares, exact, 1 - 2 * p)
    assert max(-low[0], high[0]) == pytest.approx(0.04, abs=1e-9)
    assert mover_within_p(DIFFERENCE, shares, exact, np.array([0.005]))[0] > 0.5
