"""Truth: AAPOR's definitions on hand counts, and a response that depends on nothing or on everything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.statistics.quality.representativeness import r_indicator
from monitor.statistics.quality.response import (
    eligible_units,
    read_dispositions,
    response_chain,
    response_rates,
)
from monitor.study.study_file import Wave


@pytest.fixture
def wave():
    return Wave("2022", "2022", Path("x.csv"), sampled=110, invited=108)


def test_the_chain_says_every_stage_and_leaves_open_what_nobody_knows(wave):
    found = response_chain(wave, completed=81, accepted=79)
    assert [stage.name for stage in found] == [
        "sampled",
        "invited",
        "reached",
        "started",
        "completed",
        "accepted",
    ]
    assert [stage.count for stage in found] == [110, 108, None, None, 81, 79]
    assert found[1].of_previous == pytest.approx(108 / 110)
    assert found[2].of_previous is None
    assert found[4].of_previous == pytest.approx(81 / 108)
    assert found[5].of_invited == pytest.approx(79 / 108)


def test_a_chain_without_invitations_has_no_shares_of_them(wave):
    found = response_chain(replace(wave, sampled=None, invited=None), 103, 103)
    assert [stage.of_invited for stage in found] == [None] * 6
    assert found[5].of_previous == 1.0


def test_response_rates_under_their_aapor_names():
    counts = {
        "complete": 50,
        "partial": 10,
        "refusal": 20,
        "non_contact": 10,
        "other": 10,
        "unknown": 40,
        "not_eligible": 25,
    }
    found = response_rates(counts)
    # Known eligible 100 of 125, so e = 0.8 and 32 of the 40 unknown count in RR3 and RR4.
    assert found["e"] == 0.8
    assert [found[f"RR{n}"] for n in range(1, 7)] == pytest.approx(
        [50 / 140, 60 / 140, 50 / 132, 60 / 132, 0.5, 0.6]
    )
    assert (found["COOP1"], found["REF1"], found["CON1"]) == pytest.approx((50 / 90, 20 / 140, 90 / 140))


def test_rates_of_nothing_are_not_a_number():
    assert all(np.isnan(rate) for rate in response_rates({}).values())


def units(rates, per_cell=100):
    """Cells of one variable with exact response rates."""
    rows = [
        (str(cell), "complete" if n < rate * per_cell else "refusal")
        for cell, rate in enumerate(rates)
        for n in range(per_cell)
    ]
    return pd.DataFrame(rows, columns=["cell", "disposition"])


def test_equal_response_everywhere_is_fully_representative():
    found = r_indicator(units([0.4, 0.4, 0.4]), ["cell"])
    assert (found.r, found.adjusted, found.response, found.n) == (
        pytest.approx(1.0, abs=1e-6),
        pytest.approx(1.0),
        0.4,
        300,
    )


def test_r_is_one_minus_twice_the_spread_of_the_propensities():
    found = r_indicator(units([0.2, 0.6]), ["cell"])
    assert found.r == pytest.approx(1 - 2 * np.sqrt(0.04 * 200 / 199))
    # Bias: (1/n) sum over cells of p(1 - p) as each cell has its own parameter, less variance/n.
    bias = (0.16 + 0.24) / 200 - 0.04 * 200 / 199 / 200
    assert found.adjusted == pytest.approx(1 - 2 * np.sqrt(0.04 * 200 / 199 - bias))
    assert found.adjusted > found.r


def test_a_known_population_makes_the_bias_larger():
    sampled, census = (
        r_indicator(units([0.2, 0.6]), ["cell"], population=population) for population in (None, 200)
    )
    assert census.adjusted > sampled.adjusted


def test_everybody_in_one_cell_and_nobody_in_the_other_is_least_representative():
    found = r_indicator(units([0.0, 1.0]), ["cell"])
    assert found.r == pytest.approx(1 - 2 * np.sqrt(0.25 * 200 / 199), abs=1e-6)


def test_units_that_are_not_eligible_do_not_count():
    frame = pd.concat([units([0.4, 0.4]), pd.DataFrame({"cell": ["9"] * 50, "disposition": "not_eligible"})])
    assert r_indicator(eligible_units(frame), ["cell"]).n == 200


def test_dispositions_are_read_as_they_are(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("disposition,region\ncomplete,n\nrefusal,s\n", encoding="utf-8")
    assert read_dispositions(path).values.tolist() == [["complete", "n"], ["refusal", "s"]]
