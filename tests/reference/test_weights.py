"""Truth: weights of R survey 4.1.1 after calibration, raking and trimming, to 1e-9 relative."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.statistics.weighting.calibrate import calibrate, rake
from monitor.statistics.weighting.trimming import trim
from tests.reference.r_designs import codes

TOTALS = np.array([6194.0, 755.0, 1018.0, 3914069.0])  # schools, type H, type M, sum of api99
STYPE = np.array([4421.0, 755.0, 1018.0])
SCH_WIDE = np.array([1072.0, 5122.0])


def close(value, wanted):
    np.testing.assert_allclose(value, wanted, rtol=1e-9, atol=0)


@pytest.mark.parametrize(
    ("name", "method", "bounds"),
    [
        ("cal_linear", "linear", None),
        ("cal_linear_bounded", "linear", (0.5, 2.0)),
        ("cal_raking", "raking", None),
        ("cal_logit_bounded", "logit", (0.5, 2.0)),
    ],
)
def test_calibration(name, method, bounds, r_survey, schools):
    data = schools.clusters
    stype = data["stype"].to_numpy()
    values = np.stack([np.ones(len(data)), stype == "H", stype == "M", data["api99"]], axis=1).astype(float)
    base = data["pw"].to_numpy()
    found = calibrate(base, values, TOTALS, method, bounds)
    assert found.converged
    close(base * found.g, r_survey[name]["w"])


def test_post_stratification(r_survey, schools):
    data = schools.clusters
    base = data["pw"].to_numpy()
    close(base * rake(base, [(codes(data["stype"]), STYPE)]).g, r_survey["poststrat"]["w"])


def raked(data):
    base = data["pw"].to_numpy()
    return base * rake(base, [(codes(data["stype"]), STYPE), (codes(data["sch.wide"]), SCH_WIDE)]).g


def test_raking_on_two_margins(r_survey, schools):
    close(raked(schools.clusters), r_survey["rake"]["w"])


def test_trimming_with_equal_redistribution(r_survey, schools):
    close(trim(raked(schools.clusters), 20.0, 50.0), r_survey["trim"]["w"])


def test_raking_each_wave_to_its_own_margins(r_extra, stacked):
    base = stacked["w"].to_numpy()
    by_sex = codes(stacked["wave"].astype(str) + stacked["sex"])
    by_age = codes(stacked["wave"].astype(str) + stacked["age"])
    found = rake(base, [(by_sex, np.full(6, 300.0)), (by_age, np.full(9, 200.0))])
    close(base * found.g, r_extra["rake_w"])
