"""Truth: R survey 4.1.1 on PSUs that were drawn by their size with replacement, to 1e-9 relative."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.intake.answers.typed_answers import Answers
from monitor.statistics.change.tests_of_change import contrast_of, contrast_variance
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.design.group_sums import coded_sums
from monitor.statistics.design.grouped_respondents import Domains, GroupedRespondents, whole_sample
from monitor.statistics.estimates.moments import share_moments
from monitor.study.study_file import DesignPlan
from tests.reference.r_designs import codes
from tests.reference.test_two_stages import close, state_of

HERE = Path(__file__).parent
DRAWS = DesignPlan(
    psu="town", strata="stratum", weights="w", stable_ids=False, pps="with_replacement", draw="turn"
)
LAST = 1


@pytest.mark.parametrize("counted", ["draws", "towns"])
def test_a_town_that_is_drawn_twice_is_two_draws(counted):
    golden = json.loads((HERE / "golden_pps.json").read_text(encoding="utf-8"))
    wanted, data = golden[counted], pd.read_csv(HERE / "pps.csv")
    assert golden["twice"] > 1
    plan = DRAWS if counted == "draws" else replace(DRAWS, draw=None)
    ids = np.arange(len(data)).astype(object)
    design = build_design(Answers(("2020", "2022"), codes(data["wave"]).astype(np.int8), ids, {}, data), plan)
    assert design.degrees_of_freedom == wanted["df"]
    answer, state = codes(data["y"]), state_of(data["y"])
    whole = GroupedRespondents(design, whole_sample(len(data)))
    by_age = GroupedRespondents(design, Domains("age", ("a", "b", "c"), codes(data["age"])))
    for grouped, figure in ((whole, "y"), (by_age, "young")):
        shares = share_moments(coded_sums(grouped, answer, state, 3))
        close(shares.estimate[0, LAST], wanted[figure]["est"])
        close(shares.covariance[0, LAST, :, LAST, :], wanted[figure]["vcov"])
    top = share_moments(coded_sums(whole, data["top"].to_numpy(), np.zeros(len(data), np.int8), 2))
    contrast = np.array([-1.0, 1.0])
    close(contrast_of(top.estimate, contrast)[0, 1], wanted["change"]["est"])
    close(np.sqrt(contrast_variance(top.covariance, contrast)[0, 1]), wanted["change"]["se"])
