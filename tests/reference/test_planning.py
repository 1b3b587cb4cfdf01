"""Truth: R's `power.prop.test`, and allocations that R found by search (golden_planning.json)."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from monitor.statistics.planning.allocation import Strata, divided, whole_total
from monitor.statistics.planning.power import (
    equal_waves,
    mean_shift,
    power_of,
    share_shift,
    size_for_change,
    size_for_margin,
)

GOLDEN: dict[str, Any] = json.loads(
    Path(__file__).with_name("golden_planning.json").read_text(encoding="utf-8")
)
ALLOCATIONS = {
    "neyman": ("neyman", 0.5),
    "power_q00": ("power", 0.0),
    "power_q05": ("power", 0.5),
    "power_q10": ("power", 1.0),
}


@pytest.mark.parametrize(
    "case", GOLDEN["shares"], ids=lambda case: f"{case['p1']}{case['d']:+}-{case['alpha']}"
)
def test_sizes_and_power_for_a_change_of_a_share_are_those_of_r(case: dict[str, float]) -> None:
    shift = share_shift(case["p1"], case["p2"] - case["p1"])
    assert size_for_change(shift, case["alpha"], case["power"]) == max(math.ceil(case["n"]), 1)
    assert power_of(shift, equal_waves(case["n"]), case["alpha"]) == pytest.approx(case["power"], abs=1e-9)
    assert power_of(shift, equal_waves(200), case["alpha"]) == pytest.approx(case["power_at_200"], abs=1e-9)


@pytest.mark.parametrize("case", GOLDEN["means"], ids=lambda case: f"{case['d']}")
def test_sizes_for_a_change_of_a_mean_are_those_of_r(case: dict[str, float]) -> None:
    assert size_for_change(mean_shift(case["sd"], case["d"]), 0.05, 0.8) == math.ceil(case["n"])


def test_the_size_for_a_margin_is_that_of_r() -> None:
    assert size_for_margin(0.25, 0.05, 0.05) == math.ceil(GOLDEN["margin"]["n"])


def strata(people: list[float], spread: list[float], level: list[float], cost: list[float]) -> Strata:
    n, endless = np.array(people, dtype=float), np.full(len(people), np.inf)
    return Strata(
        n / n.sum(), np.array(spread), np.array(level), np.array(cost), np.zeros(len(n)), endless, endless
    )


@pytest.mark.parametrize("name", ALLOCATIONS)
def test_an_allocation_is_the_best_that_r_finds_for_what_it_is_meant_for(name: str) -> None:
    known = GOLDEN["strata"]
    of = strata(known["N"], known["S"], known["Y"], known["cost"])
    method, exponent = ALLOCATIONS[name]
    n = divided(of, method, known["budget"], of.cost, exponent)
    assert n == pytest.approx(GOLDEN["allocations"][name], rel=1e-3)
    assert (n * of.cost).sum() == pytest.approx(known["budget"])


def test_with_bounds_no_whole_allocation_is_more_precise() -> None:
    known = GOLDEN["bounded"]
    people = np.array(known["N"], dtype=float)
    of = Strata(
        people / people.sum(), np.array(known["S"]), np.ones(3), np.ones(3), np.full(3, 2), people, people
    )
    n = whole_total(of, divided(of, "neyman", known["total"], np.ones(3)), known["total"])
    assert n.tolist() == known["n"]
    assert of.variance(n) == pytest.approx(known["variance"], rel=1e-9)
