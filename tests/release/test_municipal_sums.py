"""Truth: a reader who adds up, with the sums, means and spread that are told and with denominators that anybody knows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from monitor.release.door.municipal_quantiles import MunicipalRates, told_quantiles
from monitor.release.door.municipal_sums import ALL, Group, ToldSums, told_groups, told_sums
from monitor.statistics.registers.rates import spread_of
from monitor.study.house_policy import house_register
from tests.registers import CODES, LARGE, counts, panel_text, released, write_register

POLICY = house_register()
PER = 10_000
CITY, LAND = ("urban", "city"), ("urban", "land")
BIG, LITTLE = ("size", "large"), ("size", "small")


def told(numerator: np.ndarray, people: np.ndarray) -> ToldSums:
    rates = MunicipalRates(numerator, people, PER, of_people=False, policy=POLICY)
    return told_sums({ALL: np.ones(len(people), bool)}, rates, 1)


def known_to(at: int, numerator: np.ndarray, people: np.ndarray) -> tuple[float, float]:
    """What the sum and the mean to one decimal leave of one count, of others known to five persons."""
    weights, few = PER / people / len(people), numerator < POLICY.people
    nearest = 5 * np.floor(numerator / 5 + 0.5)
    bounds = list(zip(np.where(few, 0, nearest - 2), np.where(few, 9, nearest + 2), strict=True))
    mean, goal = round(float(weights @ numerator), 1), np.eye(len(people))[at]
    low, high = (
        linprog(
            side * goal,
            A_ub=np.array([weights, -weights]),
            b_ub=np.array([mean + 0.05, 0.05 - mean]),
            A_eq=np.ones((1, len(people))),
            b_eq=np.array([numerator.sum()]),
            bounds=bounds,
            method="highs",
        ).fun
        for side in (1, -1)
    )
    assert low is not None
    assert high is not None
    return low, -high


@pytest.mark.parametrize("size", [10, 11, 15, 24, 80])
def test_a_mean_and_a_sum_tell_no_count_of_one_small_municipality(size: int) -> None:
    """Of others with as many inhabitants each, mean and sum are two equations with one unknown."""
    people = np.full(size, 6_000.0)
    people[0] = 1_000
    numerator = np.linspace(20, 40, size).round()
    numerator[0] = 3
    others = PER / people[1]
    mean = round(float((numerator / people * PER).mean()), 1)
    solved = (size * mean - others * numerator.sum()) / (PER / people[0] - others)
    assert abs(solved - 3) < 0.05 * size / 8  # to the person, and to half a person of eighty
    assert told(numerator, people) == ToldSums(frozenset([ALL]), frozenset(), frozenset())


def test_a_mean_is_told_only_where_it_leaves_five_persons() -> None:
    """Sizes that differ: others make up for a move, and the mean is told; where it is, linear programming finds no count."""
    with_mean = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        people = np.round(random.lognormal(9, 0.6, 14))
        numerator = random.poisson(people * random.uniform(0.001, 0.004, 14)).astype(float)
        if not told(numerator, people).means:
            continue
        with_mean += 1
        for at in np.flatnonzero(numerator < POLICY.people):
            low, high = known_to(int(at), numerator, people)
            assert np.floor(high + 1e-6) - np.ceil(low - 1e-6) >= 5
    assert with_mean > 20


def test_in_a_country_every_mean_is_told() -> None:
    random = np.random.default_rng(3)
    people = np.round(random.lognormal(10, 0.9, 342))
    numerator = random.poisson(people * 0.0006 * random.uniform(0.5, 1.5, 342)).astype(float)
    assert (numerator < POLICY.people).sum() > 50
    found = told(numerator, people)
    assert found.means == found.spreads == {ALL}


def test_a_spread_tells_no_count_of_one_that_lies_far_from_all_others() -> None:
    """Where all others are alike, a coefficient of variation of 0.316 says that one has nobody."""
    people, numerator = np.full(10, 20_000.0), np.full(10, 60.0)
    numerator[0] = 0
    with_one = [np.append(persons, numerator[1:]) for persons in range(10)]
    spreads = {round(float(one.std(ddof=1) / one.mean()), 3) for one in with_one}
    assert len(spreads) == 10
    assert not told(numerator, people).spreads


def _sets(**groups: list[int]) -> dict[Group, np.ndarray]:
    names = {"city": CITY, "land": LAND, "large": BIG, "small": LITTLE}
    made = {names[name]: np.isin(np.arange(40), members) for name, members in groups.items()}
    return {ALL: np.ones(40, bool), **made}


def test_a_group_that_lies_within_another_but_for_one_is_not_told() -> None:
    """Large less city is one municipality, with a rate and denominators to all digits."""
    large, city = list(range(12)), list(range(11))
    sets = _sets(large=large, small=list(range(12, 40)), city=city, land=list(range(11, 40)))
    assert told_groups(sets, POLICY) == {ALL, BIG, LITTLE}


def test_groups_that_cross_are_told() -> None:
    sets = _sets(
        large=list(range(20)), small=list(range(20, 40)), city=list(range(0, 40, 2)), land=list(range(1, 40, 2))
    )  # fmt: skip
    assert told_groups(sets, POLICY) == set(sets)


def test_one_without_a_trait_follows_from_all_others() -> None:
    sets = _sets(large=list(range(20)), small=list(range(20, 39)))
    assert told_groups(sets, POLICY) == {ALL, BIG} or told_groups(sets, POLICY) == {ALL, LITTLE}


@pytest.mark.parametrize("people", [[0.0] * 10, [1.0] * 10, [0.0, 5.0, 7.0, *[40.0] * 8]])
def test_denominators_of_few_or_nobody_are_no_error(people: list[float]) -> None:
    of = np.array(people)
    rates = MunicipalRates(np.floor(of / 2), of, 100, of_people=True, policy=POLICY)
    found = told_sums({ALL: np.ones(len(of), bool)}, rates, 1)
    assert found.groups == {ALL}


@pytest.mark.parametrize("seed", range(12))
def test_a_numerator_above_its_denominator_is_no_part_of_it(seed: int) -> None:
    """Ended as a percentage of started: more may end than start, and then nobody is beside them."""
    random = np.random.default_rng(seed)
    below = np.full(int(random.integers(10, 16)), 50.0)
    above = random.poisson(below * 0.4).astype(float)
    above[0], above[1] = 90, 3
    rates = MunicipalRates(above, below, 100, of_people=True, policy=POLICY)
    low, high = rates.bounds
    assert (low <= above).all()
    assert (above <= high).all()
    assert not rates.few[0]
    assert rates.few[1]
    told_quantiles(spread_of(above, below, 100).quantiles, rates, 1)
    told_sums({ALL: np.ones(len(below), bool)}, rates, 1)


def test_nobody_is_fewer_than_nobody() -> None:
    """Of five people all may be in the numerator, or none; not four fewer than none."""
    rates = MunicipalRates(np.array([3.0]), np.array([5.0]), 100, of_people=True, policy=POLICY)
    assert [end.tolist() for end in rates.bounds] == [[0.0], [5.0]]
    below, above = np.full(12, 5.0), np.array([3.0] * 6 + [1.0] * 6)
    of_few = MunicipalRates(above, below, 100, of_people=True, policy=POLICY)
    assert all(not value < 0 for value in told_quantiles({25: 20.0, 50: 40.0}, of_few, 1).values())


def test_the_released_set_holds_no_mean_that_gives_a_count_away(tmp_path: Path) -> None:
    made = {name: np.array(values) for name, values in counts().items()}
    made["people"] = np.full(made["people"].shape, 6_000.0)
    made["people"][:, 0] = 1_000
    made["stock"][:, 0] = 3
    made["low"][:, 0] = 1
    frame = "".join(f"{code},P,{'large' if code in LARGE else 'small'},6000\n" for code in CODES)
    changed = {"panel.csv": panel_text(made), "municipalities.csv": f"code,name,size,people\n{frame}"}
    public = released(write_register(tmp_path, changed)).public
    rows = public.whole("estimates").query("item == 'stock_rate' and measure == 'mean'")
    of_all = rows[rows["breakdown"] == ""]
    assert len(of_all) == 48
    assert set(of_all["status"]) == {"suppressed"}
    assert of_all["estimate"].isna().all()
    assert set(rows.query("group == 'large'")["status"]) != {"suppressed"}
    changes = public.changes.query("item == 'stock_rate' and measure == 'mean' and breakdown == ''")
    assert len(changes) == 1
    assert changes["difference"].isna().all()
    assert set(changes["reason"]) == {"estimate_suppressed"}
