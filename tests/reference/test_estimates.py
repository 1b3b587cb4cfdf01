"""Truth: R survey 4.1.1 on the California school data, to 1e-9 relative."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.intake.answers.typed_answers import NO_ANSWER, VALID
from monitor.statistics.design.calibration import Calibration, joint_cells
from monitor.statistics.design.group_sums import coded_sums, number_sums
from monitor.statistics.design.grouped_respondents import Domains, GroupedRespondents, whole_sample
from monitor.statistics.estimates.intervals import (
    exact_effective_n,
    exact_interval,
    logit_interval,
    mean_interval,
)
from monitor.statistics.estimates.moments import degrees_of_freedom, mean_moments, share_moments
from monitor.statistics.estimates.quantiles import domain_quantiles
from monitor.statistics.weighting.calibrate import calibrate
from tests.reference.r_designs import codes, design_of

DESIGNS = ("dstr", "dstr0", "dcl")


def close(value, wanted):
    np.testing.assert_allclose(value, wanted, rtol=1e-9, atol=0)


def whole(design) -> GroupedRespondents:
    return GroupedRespondents(design, whole_sample(len(design)))


def state_of(*columns) -> np.ndarray:
    missing = np.any([np.isnan(column) for column in columns], axis=0)
    return np.where(missing, NO_ANSWER, VALID).astype(np.int8)


def mean_of(design, numbers):
    moments = mean_moments(number_sums(whole(design), numbers[:, None], state_of(numbers)))
    return moments.estimate[0, 0, 0], np.sqrt(moments.variance()[0, 0, 0])


@pytest.mark.parametrize("name", DESIGNS)
def test_degrees_of_freedom(name, r_survey, school_design):
    assert school_design(name)[1].degrees_of_freedom == r_survey[name]["degf"]


@pytest.mark.parametrize("name", DESIGNS)
def test_mean(name, r_survey, school_design):
    data, design = school_design(name)
    wanted = r_survey[name]["mean_api00"]
    close(mean_of(design, data["api00"].to_numpy(float)), (wanted["est"], wanted["se"]))


@pytest.mark.parametrize("name", DESIGNS)
def test_shares_and_their_zero_variance_within_strata(name, r_survey, school_design):
    data, design = school_design(name)
    found = share_moments(coded_sums(whole(design), codes(data["stype"]), np.zeros(len(data), np.int8), 3))
    close(found.estimate[0, 0], r_survey[name]["prop_stype"]["est"])
    close(np.sqrt(found.variance()[0, 0]), r_survey[name]["prop_stype"]["se"])


@pytest.mark.parametrize("name", DESIGNS)
def test_domain_shares(name, r_survey, school_design):
    data, design = school_design(name)
    grouped = GroupedRespondents(design, Domains("sch.wide", ("No", "Yes"), codes(data["sch.wide"])))
    found = share_moments(coded_sums(grouped, codes(data["awards"]), np.zeros(len(data), np.int8), 2))
    # R lists No:awardsNo, Yes:awardsNo, No:awardsYes, Yes:awardsYes.
    close(found.estimate[:, 0].T.ravel(), r_survey[name]["by"]["est"])
    close(np.sqrt(found.variance()[:, 0].T.ravel()), r_survey[name]["by"]["se"])


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize(("place", "share"), [(0, 0.25), (1, 0.5), (2, 0.75)])
def test_quantiles_with_woodruff_limits(name, place, share, r_survey, school_design):
    data, design = school_design(name)
    numbers = data["api00"].to_numpy(float)
    found = domain_quantiles(whole(design), numbers, state_of(numbers), share, 0.95)
    wanted = r_survey[name]["quant"]
    result = [found.estimate[0, 0], found.low[0, 0], found.high[0, 0], found.se[0, 0]]
    close(result, [wanted[key][place] for key in ("est", "lo", "hi", "se")])


@pytest.mark.parametrize("name", DESIGNS)
def test_intervals_of_a_share(name, r_survey, school_design):
    data, design = school_design(name)
    sums = coded_sums(whole(design), codes(data["awards"]), np.zeros(len(data), np.int8), 2)
    moments, df = share_moments(sums), degrees_of_freedom(sums, [0])
    share, variance = moments.estimate[0, 0, 1], moments.variance()[0, 0, 1]
    effective = exact_effective_n(share * (1 - share) / variance, np.array(len(data)), df, 0.95)
    found = {
        "logit": logit_interval(share, np.sqrt(variance), df, 0.95),
        "beta": exact_interval(share, effective, 0.95),
    }
    wanted = {entry["m"]: entry for entry in r_survey[name]["ciprop"]}
    for method, limits in found.items():
        close(share, wanted[method]["est"])
        close(np.ravel(limits), wanted[method]["ci"])


@pytest.mark.parametrize("name", DESIGNS)
def test_plain_interval_of_a_share(name, r_survey, school_design):
    data, design = school_design(name)
    awards = (data["awards"] == "Yes").to_numpy(float)
    share, se = mean_of(design, awards)
    wanted = next(entry for entry in r_survey[name]["ciprop"] if entry["m"] == "mean")
    close(mean_interval(share, se, np.array(design.degrees_of_freedom), 0.95), wanted["ci"])


@pytest.mark.parametrize("policy", ["remove", "adjust", "average", "certainty"])
def test_single_psu_policies(policy, r_survey, schools):
    data = schools.lonely
    design = design_of(data["pw"], strata=data["stype"], single_psu=policy)
    wanted = r_survey[f"lonely_{policy}"]
    close(mean_of(design, data["api00"].to_numpy(float)), (wanted["est"], wanted["se"]))


@pytest.mark.parametrize("name", ["drawn", "calibrated", "whole", "whole_calibrated", "endless_calibrated"])
def test_a_lone_psu_is_centred_where_r_centres_it(name, r_lonely, schools):
    """A lone PSU that is the whole of its stratum adds nothing, and is none of the lone ones."""
    data, wanted, none = schools.lonely, r_lonely["adjust"][name], np.zeros(31, np.int64)
    weights, wide, more = data["pw"].to_numpy(float), (data["sch.wide"] == "Yes").to_numpy(int), {}
    if name.endswith("calibrated"):
        g = calibrate(weights, np.eye(2)[wide], np.array([400.0, 1100.0]), "linear").g
        more, weights = {"calibration": joint_cells([wide], none, 1, weights)}, weights * g
    if not name.startswith("endless"):
        of_high = 1 if name.startswith("whole") else 5
        more["fpc"] = data["stype"].map({"E": 60, "H": of_high, "M": 25})
    design = design_of(weights, strata=data["stype"], single_psu="adjust", **more)
    assert len(design.units.single_strata) == (0 if name.startswith("whole") else 1)
    close(mean_of(design, data["api00"].to_numpy(float)), (wanted["mean"]["est"], wanted["mean"]["se"]))
    share = mean_of(design, (data["api00"] > 650).to_numpy(float))
    close(share, (wanted["share"]["est"][1], wanted["share"]["se"][1]))


@pytest.mark.parametrize("domain", ["all", "no_H", "no_M", "no_E", "wide"])
def test_in_a_domain_only_its_own_strata_stand_in_for_a_lone_psu(domain, r_lonely, schools):
    data, wanted = schools.lonely, r_lonely["average"][domain]
    outside = {"all": data["pw"] < 0, "wide": data["sch.wide"] != "Yes"}
    left_out = outside[domain] if domain in outside else data["stype"] == domain[-1]
    group = np.where(left_out, -1, 0)
    design = design_of(data["pw"], strata=data["stype"], single_psu="average")
    grouped, state = GroupedRespondents(design, Domains("d", ("d",), group)), np.zeros(len(data), np.int8)
    number, over = data["api00"].to_numpy(float), (data["api00"] > 650).to_numpy().astype(np.int8)
    mean = mean_moments(number_sums(grouped, number[:, None], state))
    share = share_moments(coded_sums(grouped, over, state, 2))
    close(np.sqrt(mean.variance()[0, 0, 0]), wanted["mean"]["se"])
    close(np.sqrt(share.variance()[0, 0, 1]), wanted["share"]["se"][1])


@pytest.mark.parametrize("name", ["cal_linear", "cal_linear_bounded", "cal_raking", "cal_logit_bounded"])
def test_standard_errors_after_calibration_to_a_number(name, r_survey, schools):
    data, wanted = schools.clusters, r_survey[name]
    stype = data["stype"].to_numpy()
    values = np.stack([np.ones(len(data)), stype == "H", stype == "M", data["api99"]], axis=1).astype(float)
    calibration = Calibration(
        np.arange(len(data)), np.zeros(len(data), np.int64), values, data["pw"].to_numpy()
    )
    design = design_of(wanted["w"], psu=data["dnum"], fpc=data["fpc"], calibration=calibration)
    close(mean_of(design, data["api00"].to_numpy(float)), (wanted["mean"]["est"], wanted["mean"]["se"]))


@pytest.mark.parametrize(("name", "margins"), [("poststrat", ["stype"]), ("rake", ["stype", "sch.wide"])])
def test_standard_errors_after_raking(name, margins, r_survey, schools):
    data, wanted = schools.clusters, r_survey[name]
    columns, wave = [codes(data[margin]) for margin in margins], np.zeros(len(data), np.int64)
    calibration = joint_cells(columns, wave, 1, data["pw"].to_numpy())
    design = design_of(wanted["w"], psu=data["dnum"], fpc=data["fpc"], calibration=calibration)
    close(mean_of(design, data["api00"].to_numpy(float)), (wanted["mean"]["est"], wanted["mean"]["se"]))
