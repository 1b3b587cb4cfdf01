"""Truth: a reader who knows every denominator and every told count tries each whole number of persons of each municipality."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from monitor.release.door.municipal_quantiles import MunicipalRates, told_quantiles
from monitor.statistics.registers.rates import spread_of
from monitor.study.house_policy import house_register
from tests.registers import counts, panel_text, released, write_register

POLICY = house_register()
PER = 10_000


def panel(seed: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Persons and inhabitants of some municipalities."""
    random = np.random.default_rng(seed)
    people = np.round(random.lognormal(10.3, 0.8, size))
    return random.poisson(people * random.uniform(0.001, 0.005, size)).astype(float), people


def told(numerator: np.ndarray, people: np.ndarray) -> dict[int, float]:
    rates = MunicipalRates(numerator, people, PER, of_people=False, policy=POLICY)
    return told_quantiles(spread_of(numerator, people, PER).quantiles, rates, 1)


def known(persons: float) -> range:
    """The numbers of persons that a reader of a rounded count takes it for."""
    if persons < 10:
        return range(10)
    nearest = 5 * int(persons / 5 + 0.5)
    return range(nearest - 2, nearest + 3)


def same_told(numerator: np.ndarray, people: np.ndarray, exact: float) -> tuple[float, float]:
    """From which to which number a median is told as this one: the reader runs the program on what he knows."""
    rates = MunicipalRates(numerator, people, PER, of_people=False, policy=POLICY)
    median = told_quantiles({50: exact}, rates, 1)[50]

    def edge(inside: float, outside: float) -> float:
        for _ in range(30):
            middle = (inside + outside) / 2
            same = told_quantiles({50: middle}, rates, 1)[50] == median
            inside, outside = (middle, outside) if same else (inside, middle)
        return outside

    return edge(exact, 0.5 * exact), edge(exact, 2 * exact)


def tells_nothing_new(low: float, high: float, numerator: np.ndarray, people: np.ndarray) -> bool:
    """Whether all medians that counts known to five persons leave are told alike."""
    ends = [
        float(np.median([end(known(own)) / of * PER for own, of in zip(numerator, people, strict=True)]))
        for end in (min, max)
    ]
    return low <= ends[0] and ends[1] <= high


@pytest.mark.parametrize("size", [11, 15, 25, 45])
def test_a_median_of_an_odd_number_could_be_that_of_three_municipalities(size: int) -> None:
    kept = 0
    for seed in range(20):
        numerator, people = panel(seed, size)
        exact = float(np.median(numerator / people * PER))
        median = told(numerator, people)[50]
        if np.isnan(median):
            continue
        kept += 1
        low, high = same_told(numerator, people, exact)
        if tells_nothing_new(low, high, numerator, people):
            continue
        assert abs(exact - median) <= POLICY.coarsest * exact + 0.05
        could_be = [
            any(low <= persons / of * PER <= high for persons in known(own))
            for own, of in zip(numerator, people, strict=True)
        ]
        assert sum(could_be) >= POLICY.cell
    assert kept >= 12


def test_two_municipalities_around_an_even_median_could_be_three_each() -> None:
    """All whole numbers of persons of each pair are tried, of 24 municipalities whose counts are told."""
    checked = 0
    for seed in range(40):
        numerator, people = panel(seed, 24)
        median = told(numerator, people)[50]
        if np.isnan(median):
            continue
        low, high = same_told(numerator, people, float(np.median(numerator / people * PER)))
        if tells_nothing_new(low, high, numerator, people):
            continue
        rates = [
            np.array([persons / of * PER for persons in known(own)])
            for own, of in zip(numerator, people, strict=True)
        ]
        least, most = (np.sort([pick(one) for one in rates]) for pick in (np.min, np.max))
        stood = set()
        for one, other in product(range(24), repeat=2):
            first, second = rates[one][:, None], rates[other][None, :]
            fits = (low <= (first + second) / 2) & ((first + second) / 2 <= high) & (first <= second)
            fits &= (first >= least[11]) & (first <= most[11]) & (second >= least[12]) & (second <= most[12])
            if one != other and fits.any():
                stood |= {one, other}
        assert len(stood) >= POLICY.cell
        checked += 1
    assert checked >= 12


def test_no_quantile_says_that_all_counts_which_are_kept_back_are_small() -> None:
    """Five of fifteen are kept back as fewer than ten; a first quartile of 0 would say that all five are nobody."""
    people = np.linspace(38_000, 42_000, 15).round()
    numerator = np.linspace(80, 100, 15).round()
    numerator[:5] = 0
    assert np.isnan(told(numerator, people)[25])
    numerator[5:12] = 0
    assert (
        told(numerator, people)[25] == 0.0
    )  # of twelve that are kept back nobody is known to be among the lowest five


@pytest.mark.parametrize("size", [24, 342])
def test_a_range_of_very_many_steps_is_cut_into_larger_ones(size: int) -> None:
    """Municipalities of some eight people: their rates per 10,000 may be anything."""
    random = np.random.default_rng(size)
    people = random.integers(6, 12, size).astype(float)
    numerator = random.integers(0, 6, size).astype(float)
    found = told(numerator, people)
    assert set(found) == {10, 25, 50, 75, 90}
    assert all(np.isnan(value) or value % 1 == 0 for value in found.values())


def test_in_a_country_quantiles_keep_the_digits_of_reports() -> None:
    for seed in range(5):
        numerator, people = panel(seed, 342)
        exact = spread_of(numerator, people, PER).quantiles
        found = told(numerator, people)
        assert [found[at] for at in (25, 50, 75)] == pytest.approx(
            [exact[at] for at in (25, 50, 75)], abs=0.0501
        )


def test_the_part_beside_the_numerator_is_people_too() -> None:
    """Nearly everybody: the few others are kept back, so a third quartile may not say that there are none."""
    below = np.linspace(80, 120, 15).round()
    above = np.round(below * 0.5)
    above[-5:] = below[-5:]
    rates = MunicipalRates(above, below, 100, of_people=True, policy=POLICY)
    assert told_quantiles(spread_of(above, below, 100).quantiles, rates, 1)[75] < 100


def test_released_means_and_spread_have_the_digits_of_reports(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = write_register(tmp_path_factory.mktemp("register"), {"panel.csv": panel_text(counts(8))})
    public = released(path).public
    frame = public.whole("estimates")
    mine = frame[frame["item"].isin(["stock_rate", "low_share"]) & (frame["breakdown"] != "municipality")]
    kinds = {"mean": 1, "iqr": 1, "cv": 3, "sd_beyond_chance": 3, "p25": 1, "p50": 1, "p75": 1}
    for measure, decimals in kinds.items():
        values = mine.loc[(mine["measure"] == measure) & mine["estimate"].notna(), "estimate"]
        assert len(values) > 0, measure
        assert (values == values.round(decimals)).all(), measure
    means = mine[mine["measure"] == "mean"].set_index(["item", "breakdown", "group", "wave"])["estimate"]
    changes = public.whole("changes").query("measure == 'mean'")
    assert len(changes) > 0
    for _, row in changes.iterrows():
        key = row["item"], row["breakdown"], row["group"]
        assert row["difference"] == pytest.approx(means[*key, row["to_wave"]] - means[*key, row["from_wave"]])


def test_an_iqr_is_that_of_the_told_quartiles(tmp_path_factory: pytest.TempPathFactory) -> None:
    frame = released(write_register(tmp_path_factory.mktemp("register"))).public.whole("estimates")
    keys = ["wave", "item", "breakdown", "group"]
    wide = frame[frame["measure"].isin(["p25", "p75", "iqr"])].pivot(
        index=keys, columns="measure", values="estimate"
    )
    both = wide.dropna(subset=["p25", "p75"]).dropna(subset=["iqr"])
    assert len(both) > 0
    assert both["iqr"].to_numpy() == pytest.approx((both["p75"] - both["p25"]).to_numpy())
    told_iqr = wide[wide["iqr"].notna()]
    assert isinstance(told_iqr, pd.DataFrame)
    assert told_iqr[["p25", "p75"]].notna().all(axis=None)
