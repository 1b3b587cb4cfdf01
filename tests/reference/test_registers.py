"""Truth: base R on an invented panel of 20 municipalities and 72 months (golden_instruments.json)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from monitor.statistics.registers.breaks import Series, measured_break
from monitor.statistics.registers.growth import NUMBER, PERCENT, admissible, break_test, growth_of
from monitor.statistics.registers.rates import mean_rates, moving_classes, spread_of
from monitor.statistics.registers.two_groups import compared_growth, growth_change
from monitor.study.house_policy import house_register

HERE = Path(__file__).parent
GOLDEN: dict[str, Any] = json.loads((HERE / "golden_instruments.json").read_text(encoding="utf-8"))[
    "register"
]
PANEL = pd.read_csv(HERE / "instruments_register.csv")
MONTHS = tuple(sorted(PANEL["month"].unique()))
PER, EVENT, OTHER_WAY = 10_000, "2022-01", "2023-01"
POLICY = house_register()
ENTRIES = ("difference", "se", "t", "df", "p")
SCALES = {"levels": NUMBER, "logs": PERCENT}


def close(value: Any) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-12)


def wide(count: str) -> np.ndarray:
    """Counts: rows are months, columns municipalities."""
    return PANEL.pivot(index="month", columns="municipality", values=count).to_numpy(float)


def total(count: str) -> np.ndarray:
    return wide(count).sum(axis=1)


SIZES = PANEL[PANEL["month"] == "2019-01"].sort_values("municipality")["size_class"].to_numpy()


@pytest.mark.parametrize("row", GOLDEN["months"], ids=lambda row: row["month"])
def test_rates_of_a_month_and_their_spread(row: dict[str, Any]) -> None:
    place = MONTHS.index(row["month"])
    stock, people, low = (wide(name)[place] for name in ("stock", "population_15_65", "low_value"))
    spread = spread_of(stock, people, PER)
    assert spread.municipalities == row["municipalities"]
    assert (spread.of_all, spread.mean) == close((row["rate_of_all"], row["mean_of_rates"]))
    assert list(spread.quantiles.values()) == close(row["quantiles_type7_10_25_50_75_90"])
    assert (spread.quantiles[75] - spread.quantiles[25], spread.cv) == close((row["iqr"], row["cv"]))
    assert spread.quantiles[90] - spread.quantiles[10] == close(row["p90_p10"])
    assert spread.tau2 == close(row["tau2_paule_mandel"])
    assert spread.sd_beyond_chance == close(row["sd_beyond_chance_over_mean"])
    rates = stock / people * PER
    fixed = np.where(rates < 15, "low", np.where(rates < 30, "mid", "high"))
    assert {name: int((fixed == name).sum()) for name in ("low", "mid", "high")} == row["fixed_classes"]
    moving = moving_classes(rates)
    assert {name: int((moving == name).sum()) for name in ("low", "mid", "high")} == row["moving_classes"]
    share = spread_of(low, stock, 1)
    assert (share.of_all, share.mean) == close(
        (row["low_value_share_of_totals"], row["low_value_mean_of_shares"])
    )


def test_all_of_the_country_and_the_average_municipality_are_two_figures() -> None:
    row = next(row for row in GOLDEN["months"] if row["month"] == "2021-11")
    assert (round(row["rate_of_all"], 1), round(row["mean_of_rates"], 1)) == (25.0, 26.6)


def test_classes_of_a_year_move_along() -> None:
    found = {}
    for year in ("2021", "2024"):
        own = [place for place, month in enumerate(MONTHS) if month.startswith(year)]
        found[year] = moving_classes(mean_rates(wide("stock")[own], wide("population_15_65")[own]))
    for cell in GOLDEN["classes_2021_to_2024"]:
        count = ((found["2021"] == cell["y2021"]) & (found["2024"] == cell["y2024"])).sum()
        assert count == cell["Freq"], cell


@pytest.mark.parametrize("count", ["stock", "low_value"])
@pytest.mark.parametrize("scale", SCALES)
def test_breaks_in_growth(count: str, scale: str) -> None:
    golden = GOLDEN[f"break_{count}"][scale]
    growth, months = growth_of(total(count), SCALES[scale]), MONTHS[1:]
    wanted = [(golden["policy"], True), (golden["policy_without_trend"], False)]
    wanted += [(row, True) for row in golden["januaries"]]
    wanted += [(row, False) for row in golden["januaries_without_trend"]]
    assert len(wanted) == 12
    for row, trend in wanted:
        test = break_test(growth, months, row["boundary"], POLICY.frequency, trend)
        assert test is not None
        assert (test.before, test.after) == (row["n_before"], row["n_after"])
        assert [getattr(test, name) for name in ENTRIES] == close([row[name] for name in ENTRIES])
        assert list(test.limits(0.05)) == close(row["limits"])


@pytest.mark.parametrize("count", ["stock", "low_value"])
@pytest.mark.parametrize("scale", SCALES)
def test_every_other_month_is_a_yardstick(count: str, scale: str) -> None:
    row = GOLDEN[f"break_{count}"][scale]["all_boundaries"]
    found = measured_break(Series(MONTHS, total(count)), EVENT, SCALES[scale], POLICY)
    assert len(found.placebo) == row["boundaries"] == len(admissible(MONTHS[1:], POLICY.months))
    assert len(found.far) == row["far_boundaries"]
    assert found.largest == close(row["largest_far_abs_t"])
    largest = max(found.placebo, key=lambda one: abs(one.t))
    assert (largest.month, largest.t) == (row["largest_at"], close(row["largest_t"]))
    ranked = sorted((abs(one.t) for one in found.placebo), reverse=True)
    assert found.test is not None
    assert ranked.index(abs(found.test.t)) + 1 == row["rank_of_policy"]


def test_a_pulse_takes_another_way_of_counting_out() -> None:
    growth, months = growth_of(total("outflow"), NUMBER), MONTHS[1:]
    for name, pulses in (("break_outflow_naive", ()), ("break_outflow_with_method_pulse", (OTHER_WAY,))):
        row = GOLDEN[name]
        test = break_test(growth, months, EVENT, POLICY.frequency, True, pulses)
        assert test is not None
        assert [getattr(test, entry) for entry in ENTRIES] == close([row[entry] for entry in ENTRIES])
        assert list(test.limits(0.05)) == close(row["limits"])


def test_growth_of_two_groups_side_by_side() -> None:
    row = GOLDEN["growth_large_minus_other"]
    change = growth_change(wide("stock") / wide("population_15_65") * PER, MONTHS.index(EVENT))
    found = compared_growth(change, SIZES == "large")
    assert found is not None
    assert (found.mean, found.mean_others) == close((row["mean_large"], row["mean_other"]))
    assert (found.difference, found.t, found.df, found.p) == close(
        (row["difference"], row["t"], row["df"], row["p"])
    )
    assert found.faster_after == row["faster_after"]
