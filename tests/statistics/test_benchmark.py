"""Truth: hand calculation, the binomial distribution of scipy, dense quadrature, and the invariances of the model."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import stats

from monitor.statistics.benchmark.against_rest import (
    SHARE,
    FigureScale,
    against_rest,
    bears_comparison,
    figure_of_groups,
    funnel_lines,
    own_part,
    rest_factor,
)
from monitor.statistics.benchmark.area_changes import area_changes, model_of_changes
from monitor.statistics.benchmark.area_model import area_model
from monitor.statistics.benchmark.covariates import covariates
from monitor.statistics.benchmark.measured_areas import areas_of
from monitor.statistics.benchmark.mid_p import mid_p, share_limit
from monitor.statistics.benchmark.overdispersion import overdispersion
from monitor.statistics.benchmark.sampling_variance import drawn_from, kish_factor, pooled_variance_of_one
from monitor.statistics.benchmark.verdicts import (
    adjusted,
    least_difference,
    shrunken,
    told_interval,
    too_few,
    verdicts,
)

GRADES = FigureScale(1.0, 10.0, False)
NAN = float("nan")


# sampling variance


def test_k_of_weights_one_one_two_is_six_sixteenths() -> None:
    k = kish_factor(np.array([1.0, 1.0, 2.0, 5.0]), np.array([0, 0, 0, 2]), 3)
    assert k.tolist()[::2] == [6 / 16, 1.0]
    assert np.isnan(k[1])


def test_the_pooled_variance_counts_areas_by_their_answers_and_leaves_out_those_with_one() -> None:
    """(1 x .25 / .5 + 2 x (2/9) / (2/3)) / 3 = .3888..."""
    variance, n = np.array([0.25, 2 / 9, 0.0]), np.array([2.0, 3.0, 1.0])
    assert pooled_variance_of_one(variance, n, 1 / n) == pytest.approx(7 / 18)
    assert np.isnan(pooled_variance_of_one(variance[2:], n[2:], 1 / n[2:]))


def test_areas_that_only_differ_from_each_other_have_no_variance_within() -> None:
    """Which p(1 - p) of all together would say they have."""
    n = np.array([20.0, 20.0])
    assert pooled_variance_of_one(np.zeros(2), n, 1 / n) == 0.0


def test_of_a_finite_population_k_loses_what_was_asked_and_never_all() -> None:
    k, n, people = np.array([0.1, 0.1]), np.array([10.0, 10.0]), np.array([40.0, 10.0])
    assert drawn_from(k, n, people) == pytest.approx([0.075, 0.01])


def test_answers_are_summed_by_area_with_their_weights() -> None:
    areas = areas_of(
        np.array([1.0, 0.0, 1.0]), np.array([3.0, 1.0, 2.0]), np.array([0, 0, 2]), ("a", "b", "c")
    )
    assert areas.index.tolist() == ["a", "c"]
    assert areas.loc["a"].tolist() == pytest.approx([2, 10 / 16, 0.75, 0.1875])
    assert areas.loc["c"].tolist() == pytest.approx([1, 1.0, 1.0, 0.0])


# the model


def model_of(share: np.ndarray, n: np.ndarray, x: np.ndarray | None = None, scale: FigureScale = SHARE):
    variance = 0.25 / n
    x = np.ones((len(n), 1)) if x is None else x
    model = area_model(share, variance, x, scale.largest_tau)
    return model, None if model is None else model.drawn(share, variance, x)


def test_three_of_three_are_drawn_far_inside_and_many_answers_hardly() -> None:
    n = np.array([3.0, *[60.0] * 10, 4000.0])
    share = np.array([1.0, *np.linspace(0.3, 0.6, 10), 0.7])
    _, (estimate, sd) = model_of(share, n)
    assert 0.4 < estimate[0] < 0.65
    assert estimate[-1] == pytest.approx(0.7, abs=0.005)
    assert sd[0] > 0.05
    assert sd[-1] < 0.009


def test_without_differences_the_interval_keeps_a_width() -> None:
    _, (estimate, sd) = model_of(np.full(12, 0.4), np.full(12, 50.0))
    assert estimate == pytest.approx(np.full(12, 0.4))
    assert (2 * 1.96 * sd > 0.05).all()


@pytest.mark.parametrize(
    ("areas", "columns", "made"), [(3, 1, False), (4, 1, True), (5, 2, True), (4, 2, False)]
)
def test_a_model_needs_three_areas_more_than_coefficients(areas, columns, made) -> None:
    x = np.column_stack([np.ones(areas), np.arange(areas)])[:, :columns]
    model, _ = model_of(np.linspace(0.2, 0.8, areas), np.full(areas, 30.0), x)
    assert (model is not None) == made


def test_without_variance_within_areas_there_is_no_model() -> None:
    assert area_model(np.array([0.0] * 6), np.zeros(6), np.ones((6, 1)), 0.5) is None


def test_a_figure_on_a_wider_scale_is_drawn_alike() -> None:
    """Grades ten times as large, with ends ten times as far: estimates and spread are, too."""
    random = np.random.default_rng(7)
    grade, variance = random.normal(6.5, 0.5, 40), random.uniform(0.02, 0.4, 40)
    x = np.ones((40, 1))
    one = area_model(grade, variance, x, GRADES.largest_tau)
    ten = area_model(10 * grade, 100 * variance, x, 10 * GRADES.largest_tau)
    assert ten.drawn(10 * grade, 100 * variance, x)[0] == pytest.approx(10 * one.drawn(grade, variance, x)[0])
    assert ten.spread.quantile(0.9) == pytest.approx(10 * one.spread.quantile(0.9))


DENSE = [
    (342, 4000, 0.003, 0.5, 0.5),
    (342, 4000, 0.1, 0.5, 0.5),
    (1000, 300, 0.2, 0.5, 0.5),
    (4, 30, 0.0, 0.5, 0.5),
    (5, 2000, 0.3, 0.5, 0.5),
    (342, 30, 1.0, 84.0, 3.0),
    (40, 30, 0.0, 84.0, 3.0),
]


@pytest.mark.parametrize(("areas", "n", "tau", "largest", "sd"), DENSE)
def test_five_pieces_lie_where_the_posterior_is(areas, n, tau, largest, sd) -> None:
    """However many answers and areas, and however wide the scale: as 120 pieces of 40 nodes have it."""
    random = np.random.default_rng(1)
    size = np.maximum(3, random.poisson(n, areas))
    variance = sd**2 / size
    figure = 3 + random.normal(0, tau, areas) + random.normal(0, np.sqrt(variance))
    spread = area_model(figure, variance, np.ones((areas, 1)), largest).spread
    nodes, weights = np.polynomial.legendre.leggauss(40)
    cuts = np.concatenate([[0], np.geomspace(largest * 1e-4, largest, 120)])
    half = np.diff(cuts) / 2
    at = ((cuts[:-1] + half)[:, None] + half[:, None] * nodes).ravel()
    total = variance + (at**2)[:, None]
    mean = (figure / total).sum(1) / (1 / total).sum(1)
    log_density = np.log(at) - 0.5 * (
        np.log(total).sum(1) + np.log((1 / total).sum(1)) + ((figure - mean[:, None]) ** 2 / total).sum(1)
    )
    mass = np.exp(log_density - log_density.max()) * (half[:, None] * weights).ravel()
    mass /= mass.sum()
    assert spread.mean == pytest.approx(float(mass @ at), rel=1e-10)
    for part in (0.025, 0.5, 0.975):
        inside = at <= spread.quantile(part)
        assert mass[inside].sum() == pytest.approx(part, abs=mass[inside.sum() - 2 : inside.sum() + 2].max())


# covariates


def test_a_category_of_too_few_areas_is_drawn_to_the_average_of_the_others() -> None:
    traits = pd.DataFrame({"size": ["small"] * 6 + ["medium"] * 2 + ["large"] * 4})
    x = covariates(traits, 4)
    assert x.shape == (12, 2)
    assert x[6:8].tolist() == [[1.0, 0.0]] * 2
    assert x[:6, 1].tolist() == pytest.approx([0.4] * 6)  # 6 of 10 are small
    assert x[8:, 1].tolist() == pytest.approx([-0.6] * 4)


def test_a_trait_that_follows_from_another_adds_no_column() -> None:
    size = ["small", "small", "medium", "large"] * 5
    traits = pd.DataFrame({"size": size, "city": ["no" if one == "small" else "yes" for one in size]})
    assert covariates(traits, 1).shape == (20, 3)
    assert covariates(traits[["city"]], 11).shape == (20, 1)


def test_which_category_comes_first_changes_nothing() -> None:
    random = np.random.default_rng(3)
    share, n = random.uniform(0.2, 0.7, 30), random.integers(10, 90, 30).astype(float)
    names = random.choice(["a", "b", "c"], 30)
    turned = np.array([{"a": "z", "b": "y", "c": "x"}[name] for name in names])
    _, one = model_of(share, n, covariates(pd.DataFrame({"t": names}), 1))
    _, other = model_of(share, n, covariates(pd.DataFrame({"t": turned}), 1))
    assert one[0] == pytest.approx(other[0])
    assert one[1] == pytest.approx(other[1])


# against the rest


@given(some.integers(1, 300), some.floats(0.01, 0.99), some.floats(0, 1))
def test_mid_p_is_that_of_the_binomial_where_answers_are_whole(n, expected, part) -> None:
    x = round(part * n)
    law = stats.binom(n, expected)
    upper = law.sf(x) + law.pmf(x) / 2
    found = mid_p(np.array([x / n]), np.array([float(n)]), np.array([expected]))[0]
    assert found == pytest.approx(min(1.0, 2 * min(upper, 1 - upper)), rel=1e-7, abs=1e-10)


@given(some.floats(5, 500), some.floats(0.02, 0.98), some.sampled_from([0.95, 0.998]), some.booleans())
def test_the_line_of_a_funnel_is_where_mid_p_is_its_level(answers, expected, level, upper) -> None:
    at = share_limit(np.array([answers]), np.array([expected]), level, upper)
    if 1e-9 < at[0] < 1 - 1e-9:
        assert mid_p(at, np.array([answers]), np.array([expected]))[0] == pytest.approx(1 - level, rel=1e-6)
    else:
        end = mid_p(np.array([1.0 if upper else 0.0]), np.array([answers]), np.array([expected]))[0]
        assert end >= 1 - level - 1e-9


def test_own_less_all_is_a_part_of_own_less_rest() -> None:
    share, people = np.array([0.5, 0.3, 0.2]), np.array([100.0, 200.0, 700.0])
    group, k = np.zeros(3, int), np.array([0.1, 0.05, 0.01])
    part, whole = own_part(people, group), figure_of_groups(share, people, group)
    assert whole[0] == pytest.approx(0.25)
    found = against_rest(share, whole, part, k, rest_factor(k, people, group), 0.2, SHARE)
    assert found.rest[0] == pytest.approx((0.06 + 0.14) / 0.9)
    assert found.difference[0] == pytest.approx(0.9 * (0.5 - found.rest[0]))
    assert 1 / found.answers[0] == pytest.approx(0.1 + (200**2 * 0.05 + 700**2 * 0.01) / 900**2)


def test_an_area_without_answers_is_none_of_the_others_and_one_alone_has_no_rest() -> None:
    k = rest_factor(np.array([0.1, 0.2, NAN, 0.3]), np.array([10.0, 30.0, 60.0, 5.0]), np.array([0, 0, 0, 1]))
    assert k[:2].tolist() == pytest.approx([0.2, 0.1])
    assert np.isnan(k[3])
    alone = against_rest(
        np.array([0.4]), np.array([0.4]), np.array([1.0]), np.array([0.1]), np.array([NAN]), 0.2, SHARE
    )
    assert np.isnan([alone.p[0], alone.rest[0]]).all()


def test_the_rest_of_rounded_figures_stays_on_the_scale() -> None:
    found = against_rest(
        np.array([0.1]), np.array([0.02]), np.array([0.3]), np.array([0.05]), np.array([0.01]), 0.05, SHARE
    )
    assert found.rest[0] == 0.0
    assert found.p[0] == 0.0


def test_lines_around_a_mean_end_where_the_scale_does() -> None:
    found = against_rest(
        np.array([9.0]), np.array([9.0]), np.array([0.2]), np.array([0.5]), np.array([0.01]), 4.0, GRADES
    )
    inner, outer = funnel_lines(found, (0.95, 0.998), GRADES)
    assert inner[1, 0] == outer[1, 0] == 10.0
    assert outer[0, 0] < inner[0, 0] < 9.0


@pytest.mark.parametrize(("people", "bears"), [
    ([10] * 10, True), ([10] * 9, False), ([10] * 9 + [38], True), ([10] * 9 + [39], False),
])  # fmt: skip
def test_peers_are_at_least_ten_and_none_has_more_than_three_in_ten(people, bears) -> None:
    """38 of 128 is 29.7% of the people, 39 of 129 30.2%."""
    found = bears_comparison(np.array(people, float), np.zeros(len(people), int), 10, 0.30)
    assert found.tolist() == [bears] * len(people)


# verdicts


def one_verdict(p: float, difference: float, low: float, high: float, few: bool = False) -> str:
    interval = np.array([low]), np.array([high])
    return verdicts(np.array([p]), np.array([few]), np.array([difference]), np.array([0.4]), interval, 0.05)[
        0
    ]


@pytest.mark.parametrize(("p", "difference", "low", "high", "verdict"), [
    (0.01, 0.2, 0.45, 0.60, "higher"),
    (0.01, -0.2, 0.20, 0.35, "lower"),
    (0.06, 0.2, 0.45, 0.60, "undecided"),     # Holm does not fall
    (0.01, 0.2, 0.38, 0.60, "undecided"),     # the interval holds the reference
    (0.01, 0.2, 0.40, 0.60, "undecided"),     # as displayed it does
    (0.01, 0.2, 0.20, 0.35, "undecided"),     # on the other side
    (NAN, 0.2, 0.45, 0.60, "undecided"),
    (0.01, 0.2, NAN, NAN, "undecided"),       # no model
])  # fmt: skip
def test_a_verdict_needs_both_conditions_on_one_side(p, difference, low, high, verdict) -> None:
    assert one_verdict(p, difference, low, high) == verdict


def test_too_few_answers_bear_no_verdict_whatever_the_test_says() -> None:
    assert one_verdict(0.001, 0.3, 0.5, 0.7, few=True) == "too_few"


def test_what_is_too_few_hangs_on_what_is_expected_and_not_on_what_was_answered() -> None:
    """Of 40 answers at a rest of 10% 4 are expected; of 60 there are 6. n = 9, and 12 with weights that differ, are too few."""
    n, k = np.array([40.0, 60.0, 9.0, 12.0]), np.array([1 / 40, 1 / 60, 1 / 9, 1 / 8])
    rest = np.array([0.1, 0.1, 0.5, 0.5])
    assert too_few(n, k, rest, 10, 5, SHARE).tolist() == [True, False, True, True]
    assert too_few(n, k, np.full(4, 6.5), 10, 5, GRADES).tolist() == [False, False, True, True]


def test_a_hidden_test_stays_in_its_family() -> None:
    """With p = 1: else .02 would be adjusted to .04 where the hidden one is known to be there."""
    p = np.array([[0.02, NAN, 0.9, 0.01]])
    found, tests = adjusted(p, np.array([[False, False, False, True]]))
    assert tests.tolist() == [3]
    assert found[0, [0, 2, 3]] == pytest.approx([0.06, 1.0, 1.0])
    assert np.isnan(found[0, 1])


def test_the_interval_that_is_told_of_undecided_reaches_to_the_reference() -> None:
    low, high = np.array([0.45, 0.45, 0.20, 0.45]), np.array([0.60, 0.60, 0.35, 0.60])
    verdict = np.array(["undecided", "higher", "undecided", "too_few"], dtype=object)
    told = told_interval((low, high), np.full(4, 0.4), verdict)
    assert told[0].tolist() == [0.4, 0.45, 0.2, 0.45]
    assert told[1].tolist() == [0.6, 0.6, 0.4, 0.6]


def test_the_smallest_difference_asks_what_the_interval_asks_too() -> None:
    """Own weight .25: 1.96 / .5 = 3.92 is more than 2.81 of the first step of ten."""
    se, tests = np.array([0.1, 0.1]), np.array([10, 10])
    found = least_difference(se, np.array([1.0, 0.25]), tests, 0.05, 0.8)
    assert found == pytest.approx([0.1 * (2.807034 + 0.841621), 0.1 * (3.919928 + 0.841621)], rel=1e-6)


def test_own_weight_and_effective_answers_follow_from_the_posterior() -> None:
    drawn = shrunken(np.array([0.02]), np.array([0.05]), np.array([0.01]), 0.25, 0.05, SHARE)
    assert drawn.weight[0] == pytest.approx(0.25)
    assert drawn.effective[0] == pytest.approx(100)
    assert drawn.low[0] == 0.0
    assert drawn.high[0] == pytest.approx(0.02 + 1.959964 * 0.05)


# change and spread


def test_an_area_without_answers_in_one_wave_is_in_no_model_of_change() -> None:
    before = np.array([0.4, NAN, 0.5, 0.3, 0.6, 0.5])
    after = before + 0.1
    variance = np.full(6, 0.01)
    found = area_changes(before, after, (variance, variance), (np.full(6, 40.0), np.full(6, 25.0)), 30)
    model = model_of_changes(found.difference, found.variance, SHARE)
    mean, sd = model.drawn(found.difference[[0]], found.variance[[0]], np.ones((1, 1)))
    assert mean[0] == pytest.approx(0.1)
    assert sd[0] < np.sqrt(0.02)
    assert np.isnan(found.p[1])
    assert not found.enough.any()


def test_overdispersion_of_equal_areas_is_nothing_and_of_none_not_known() -> None:
    found = overdispersion(np.full(8, 0.5), np.full(8, 0.02), 0.5, 0.25, 0.1)
    assert (found.phi, found.bound, found.tau2) == (0.0, 2.0, 0.0)
    assert np.isnan(overdispersion(np.zeros(8), np.full(8, 0.02), 0.0, 0.0, 0.1).phi)
    assert np.isnan(overdispersion(np.zeros(0), np.zeros(0), NAN, 0.25, 0.1).phi)
