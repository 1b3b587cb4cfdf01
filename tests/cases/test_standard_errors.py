"""Truth: what a reader of the released set finds where weights, cells and designs differ."""

from __future__ import annotations

import json

import pytest


def test_the_standard_error_after_calibration_of_unequal_weights(run_case):
    run = run_case("50-standard-error-after-calibration")
    mean = run.table("estimates").query("item == 'y' and measure == 'mean'").iloc[0]
    # postStratify, calibrate linear and calibrate raking of R survey agree (right.R); 0.1.0 said 4.8193.
    assert mean["se"] == pytest.approx(2.1943138146, abs=1e-9)


def test_nonresponse_cells_are_made_of_the_dispositions(run_case):
    run = run_case("51-nonresponse-cells")
    yes = run.table("estimates").query("item == 'v' and category == '1'").iloc[0]
    # 40 of 80 men and 20 of 30 women answered, 20 and 10 of them yes; then raked to 500 and 500.
    assert yes["estimate"] == pytest.approx(0.5, rel=1e-9)


def test_units_that_are_not_eligible_stand_for_nobody(run_case):
    # Weights: men x 80/40, women x 30/20 = 80 and 30 of 110 before raking to shares of 80/110 and 30/110.
    def as_sampled(study):
        study["weighting"]["controls"] = "sampled.csv"
        study["waves"]["2025"] = {"responses": "r.csv", "dispositions": "with_ineligible.csv"}

    run = run_case("51-nonresponse-cells", as_sampled)
    assert run.code == 0, run.said
    base = json.loads(next(run.out.glob("*/*/results/method.json")).read_text(encoding="utf-8"))
    shares = {entry["category"]: entry["base_share"] for entry in base["weighting"]["margins"]}
    assert shares == pytest.approx({"m": 80 / 110, "f": 30 / 110})
