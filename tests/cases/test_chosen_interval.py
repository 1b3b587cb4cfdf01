"""Truth: the interval that a study chooses is the one that is released, and the one that the report names."""

from __future__ import annotations

import json

import numpy as np

CASE = "30-shift-inside-the-net"


def test_a_chosen_interval_can_be_worked_out_again_and_stands_in_the_annex(run_case):
    run = run_case(CASE, lambda study: study.update(interval="wilson"))
    rows = run.table("estimates").query("measure == 'share'")
    share, z2 = rows["estimate"].to_numpy(), 1.959963984540054**2
    n = np.minimum(rows["n_effective"], rows["n"]).to_numpy()  # the df of a respondent as PSU change nothing
    for limit in ("ci_low", "ci_high"):
        rejected = (share - rows[limit]) ** 2 - z2 * rows[limit] * (1 - rows[limit]) / n
        np.testing.assert_allclose(rejected, 0.0, atol=1e-9)
    assert "Marge van een percentage score-interval (Wilson)" in run.text
    method = next(run.out.glob("*/*/results/method.json")).read_text(encoding="utf-8")
    assert json.loads(method)["interval"] == "wilson"
