"""Truth: hand calculation, and the invariances of sizes, allocations and roundings."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import StatisticsError
from monitor.statistics.planning.allocation import (
    METHODS,
    Strata,
    divided,
    people_for,
    whole_total,
    whole_within,
)
from monitor.statistics.planning.basis import Basis, Stratum, Wish
from monitor.statistics.planning.power import (
    equal_waves,
    largest_correlation,
    margin_of,
    mean_shift,
    power_of,
    share_shift,
    size_beside,
    size_for_change,
    size_for_margin,
    smallest_mean_change,
    smallest_share_change,
)
from monitor.statistics.planning.sample_plan import plan

RISE = share_shift(0.3, 0.1)


def test_thirty_to_forty_takes_499_per_wave_and_1053_at_the_first_step_of_forty_tests() -> None:
    """1.4 (1.95996 sqrt(0.455) + 0.84162 sqrt(0.45))^2 / 0.01 = 498.3; with 3.22722 for .05/40: 1,052.1."""
    assert size_for_change(RISE, 0.05, 0.8, deff=1.4) == 499
    assert size_for_change(RISE, 0.05 / 40, 0.8, deff=1.4) == 1053
    assert power_of(RISE, equal_waves(499, 1.4), 0.05 / 40) == pytest.approx(0.33, abs=0.005)


def test_a_finite_population_asks_for_fewer() -> None:
    """498.3 / (1 + 498.3 / 2000) = 398.9, and 384.15 / (1 + 384.15 / 1000) = 277.5."""
    assert size_for_change(RISE, 0.05, 0.8, deff=1.4, population=2000) == 399
    assert size_for_margin(0.25, 0.05, 0.05, population=1000) == 278


def test_a_panel_whose_answers_correlate_halfway_needs_half() -> None:
    """Equal variances: 2 (z + z)^2 (1 - 0.5) / 0.2^2 = 196.2 where another sample takes 392.4."""
    shift = mean_shift(1.0, 0.2)
    assert size_for_change(shift, 0.05, 0.8) == 393
    assert size_for_change(shift, 0.05, 0.8, common=1.0, correlation=0.5) == 197
    assert size_for_change(shift, 0.05, 0.8, common=0.5, correlation=1.0 - 1e-12) == 197


@given(
    st.floats(0.05, 0.9), st.floats(0.02, 0.6), st.floats(0.9, 3), st.floats(0.001, 0.1), st.floats(0.6, 0.95)
)
def test_what_a_size_can_show_is_what_it_was_planned_for(share, part, deff, alpha, power) -> None:
    change = part * (1 - share)
    n = size_for_change(share_shift(share, change), alpha, power, deff)
    waves = equal_waves(n, deff)
    assert power_of(share_shift(share, change), waves, alpha) >= power - 1e-9
    up = smallest_share_change(share, waves, alpha, power, upward=True)
    assert up is not None
    assert up <= change * (1 + 1e-6)
    mirrored = smallest_share_change(1 - share, waves, alpha, power, upward=False)
    assert mirrored == pytest.approx(-up, rel=1e-6)


def test_means_and_margins_go_back_and_forth() -> None:
    n = size_for_change(mean_shift(1.5, 0.3), 0.05, 0.8)
    assert n == math.ceil(2 * 1.5**2 * (1.959963985 + 0.841621234) ** 2 / 0.09) == 393
    assert smallest_mean_change(1.5, equal_waves(n), 0.05, 0.8) == pytest.approx(0.3, abs=0.001)
    assert margin_of(0.25, 1 / 385, 0.05) == pytest.approx(0.05, abs=0.0001)


def test_a_small_wave_before_makes_a_change_impossible_to_show() -> None:
    """79 people cannot show ten points, however many the next wave asks; 499 can with 498 more (deff 1.4)."""
    assert size_beside(RISE, (79, 1.0), 1.0, 0.05, 0.8) is None
    assert size_beside(RISE, (499, 1.4), 1.4, 0.05, 0.8) in (498, 499)
    assert smallest_share_change(0.02, equal_waves(50), 0.05, 0.8, upward=False) is None


def test_answers_cannot_be_alike_beyond_what_both_shares_allow() -> None:
    """20% and 50%: everybody of the 20% is in the 50%; 0.1 / sqrt(0.16 x 0.25) = 0.5."""
    assert largest_correlation(0.2, 0.5) == pytest.approx(0.5)
    assert largest_correlation(0.8, 0.5) == pytest.approx(0.5)


def strata(people, spread, level=None, price=None, least=2, most=None) -> Strata:
    people = np.array(people, dtype=float)
    return Strata(
        weight=people / people.sum(),
        spread=np.array(spread, dtype=float),
        level=np.ones(len(people)) if level is None else np.array(level, dtype=float),
        cost=np.ones(len(people)) if price is None else np.array(price, dtype=float),
        least=np.full(len(people), least),
        most=people if most is None else np.array(most, dtype=float),
        people=people,
    )


def test_allocations_are_what_their_names_say() -> None:
    """Neyman: 400 x 1 : 100 x 4 : 500 x 2 is 4 : 4 : 10; at costs 1, 4 and 1 it is 4 : 2 : 10."""
    one = np.ones(3)
    of = strata([400, 100, 500], [1, 4, 2])
    assert whole_total(of, divided(of, "proportional", 90, one), 90).tolist() == [36, 9, 45]
    assert whole_total(of, divided(of, "equal", 90, one), 90).tolist() == [30, 30, 30]
    assert whole_total(of, divided(of, "neyman", 90, one), 90).tolist() == [20, 20, 50]
    dear = strata([400, 100, 500], [1, 4, 2], price=[1, 4, 1])
    assert whole_total(dear, divided(dear, "neyman", 80, one), 80).tolist() == [20, 10, 50]
    level = strata([400, 100, 500], [1, 4, 2], level=[1, 4, 2])
    assert whole_total(level, divided(level, "power", 60, one, 0.0), 60).tolist() == [20, 20, 20]
    half = strata([400, 100, 900], [1, 1, 1])
    assert whole_total(half, divided(half, "power", 60, one, 0.5), 60).tolist() == [20, 10, 30]


def test_a_stratum_that_is_asked_out_leaves_the_rest_to_the_others() -> None:
    """Neyman would ask 60 of the 10 people of the second stratum; it has all of them, the others share 80 as 1 : 3."""
    of = strata([400, 10, 600], [1, 100, 2])
    assert whole_total(of, divided(of, "neyman", 90, np.ones(3)), 90).tolist() == [20, 10, 60]


sizes = st.lists(
    st.tuples(st.integers(2, 5000), st.floats(0.01, 5), st.floats(0.5, 30)), min_size=2, max_size=9
)


@given(sizes, st.sampled_from(sorted(METHODS)), st.floats(0, 1), st.floats(0, 1))
def test_whole_sizes_add_up_and_stay_within_their_strata(rows, method, part, exponent) -> None:
    people, spread, price = zip(*rows, strict=True)
    of = strata(people, spread, price=price)
    total = int(2 * len(people) + part * (sum(people) - 2 * len(people)))
    n = whole_total(of, divided(of, method, total, np.ones(len(people)), exponent), total)
    assert n.sum() == total
    assert (n >= 2).all()
    assert (n <= of.most).all()
    cost = np.array(price)
    budget = float((cost * 2).sum() + part * (cost * (of.most - 2)).sum())
    bought = whole_within(
        of, divided(of, method, budget, cost, exponent), budget, lambda n: float((cost * n).sum())
    )
    assert (bought * cost).sum() <= budget + 1e-9
    assert ((bought >= 2) & (bought <= of.most)).all()
    left = budget - (bought * cost).sum()
    assert (bought == of.most).all() or left < cost[bought < of.most].max() * len(people)


@given(sizes, st.floats(0.05, 1))
def test_neyman_is_the_most_precise_of_all(rows, part) -> None:
    people, spread, _ = zip(*rows, strict=True)
    of = strata(people, spread)
    total = float(2 * len(people) + part * (sum(people) - 2 * len(people)))
    one = np.ones(len(people))
    best = of.variance(divided(of, "neyman", total, one))
    assert all(best <= of.variance(divided(of, name, total, one)) * (1 + 1e-6) + 1e-15 for name in METHODS)


def basis(*rows: Stratum, **more) -> Basis:
    return Basis(rows, is_share=True, **more)


def row(name="a", weight=1.0, level=0.3, **more) -> Stratum:
    return Stratum(name, weight, level, level * (1 - level), **more)


def test_a_plan_of_one_stratum_is_the_formula() -> None:
    made = plan(basis(row(deff=1.4, response=0.35)), Wish(change=0.1))
    assert (made.n, made.invited) == (499, 1426)
    assert made.deff == pytest.approx(1.4)
    assert made.power == pytest.approx(0.8, abs=0.001)
    assert made.up == pytest.approx(0.1, abs=0.001)


def test_two_strata_that_are_alike_are_one() -> None:
    two = (row("a", 0.25, people=2500), row("b", 0.75, people=7500))
    one = row(people=10_000)
    for wish in (Wish(change=0.1), Wish(margin=0.03)):
        assert plan(basis(*two), wish).n == pytest.approx(plan(basis(one), wish).n, abs=2)


def test_of_those_who_take_part_not_everybody_has_an_answer() -> None:
    """499 answers of 40%: 1,248 respondents, of 35%: 3,565 invitations."""
    made = plan(basis(row(deff=1.4, response=0.35, answered=0.4)), Wish(change=0.1))
    assert (made.n, made.respondents, made.invited) == (499, 1248, 3565)


def test_a_budget_of_invitations_is_never_overspent() -> None:
    two = basis(row("a", 0.5, people=900, response=0.31), row("b", 0.5, people=900, response=0.17))
    for budget in (19, 20, 555, 1800, 5000):
        made = plan(two, Wish(budget=budget, allocation="neyman"))
        assert made.invited is not None
        assert made.invited <= min(budget, 1800)
        assert all(one.invited is not None and one.invited <= 900 and one.n >= 2 for one in made.strata)
    bought = plan(basis(row("a", 0.5, cost=20.0), row("b", 0.5, cost=30.0)), Wish(budget=1000))
    assert bought.cost is not None
    assert 970 < bought.cost <= 1000


def test_each_stratum_by_itself_or_as_far_as_it_has_people() -> None:
    two = basis(row("a", 0.9, people=9000), row("b", 0.1, people=100, response=0.5))
    made = plan(two, Wish(margin=0.05, each=True))
    assert [one.n for one in made.strata] == [size_for_margin(0.21, 0.05, 0.05, population=9000), 50]
    assert [one.enough for one in made.strata] == [True, False]


WRONG = {
    "planning.stratum_without_people": (basis(row("a", 1.0), row("b", 0.0, people=0)), Wish(margin=0.05)),
    "planning.stratum_too_small": (basis(row(people=3, response=0.5)), Wish(margin=0.05)),
    "planning.more_than_there_are": (basis(row(people=300)), Wish(respondents=301)),
    "planning.more_than_respond": (basis(row(people=300, response=0.5)), Wish(respondents=151)),
    "planning.too_few_for_strata": (basis(row("a", 0.5), row("b", 0.5)), Wish(respondents=3)),
    "planning.budget_buys_nobody": (basis(row(response=0.1)), Wish(budget=19)),
    "planning.not_with_everybody": (basis(row(people=50, response=0.5)), Wish(margin=0.05)),
    "planning.not_with_everybody_in_strata": (
        basis(row("a", 0.5, people=50, response=0.5), row("b", 0.5, people=50)),
        Wish(change=0.02),
    ),
    "planning.no_room_for_change": (
        basis(row("a", 0.5, 0.02), row("b", 0.5)),
        Wish(change=-0.05, each=True),
    ),
}


def test_more_people_than_any_survey_asks_are_not_enough_either() -> None:
    with pytest.raises(StatisticsError) as failure:
        plan(basis(row("a", 0.5), row("b", 0.5)), Wish(margin=1e-9))
    assert failure.value.finding == "planning.not_with_everybody_in_strata"


@pytest.mark.parametrize("finding", WRONG)
def test_what_cannot_be_planned_is_named(finding: str) -> None:
    with pytest.raises(StatisticsError) as failure:
        plan(*WRONG[finding])
    assert failure.value.finding == finding


def test_invitations_are_rounded_up_and_whole_ones_are_not_raised() -> None:
    assert people_for(np.array([7, 10, 35]), np.array([0.35, 0.3, 0.35])).tolist() == [20, 34, 100]
