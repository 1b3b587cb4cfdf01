"""Truth: R survey's propensities, and partial R-indicators written out in R, of units drawn with unequal chances."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from monitor.statistics.quality.representativeness import r_indicator
from monitor.statistics.quality.response import eligible_units, read_dispositions

HERE = Path(__file__).parent
VARIABLES = ("region", "age", "sex")


@pytest.mark.parametrize(("name", "weight"), [("equal", None), ("drawn", "d")])
def test_partial_indicators_are_those_of_r(name: str, weight: str | None) -> None:
    wanted = json.loads((HERE / "golden_response.json").read_text(encoding="utf-8"))[name]
    found = r_indicator(eligible_units(read_dispositions(HERE / "response_frame.csv")), VARIABLES, weight)
    np.testing.assert_allclose([found.r, found.response], [wanted["r"], wanted["response"]], rtol=1e-9)
    parts = {(part.variable, part.category): part for part in found.partial}
    assert len(parts) == 3 + 3 + 3 + 2
    for variable in VARIABLES:
        of_r = wanted[variable]
        whole = parts[variable, ""]
        np.testing.assert_allclose(
            [whole.unconditional, whole.conditional], [of_r["unconditional"], of_r["conditional"]], rtol=1e-9
        )
        for category, each in of_r["by"].items():
            part = parts[variable, category]
            for column, value in each.items():
                assert getattr(part, column) == pytest.approx(value, rel=1e-9), (variable, category, column)
    assert found.weighted == (weight is not None)
    assert (found.adjusted is None) == found.weighted
