"""Truth: what a reader of the released set finds where weights, cells and designs differ."""

from __future__ import annotations

import pytest


def test_the_standard_error_after_calibration_of_unequal_weights(run_case):
    run = run_case("50-standard-error-after-calibration")
    mean = run.table("estimates").query("item == 'y' and measure == 'mean'").iloc[0]
    # postStratify, calibrate linear and calibrate raking of R survey agree (right.R); 0.1.0 said 4.8193.
    assert mean["se"] == pytest.approx(2.1943138146, abs=1e-9)
