"""Truth: R survey 4.1.1 on three stacked waves that share PSUs, and on domains of the school data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from monitor.statistics.change.comparisons import trend_numbers
from monitor.statistics.change.ranks import mid_ranks
from monitor.statistics.change.tests_of_change import (
    Differences,
    contrast_covariance,
    contrast_of,
    contrast_variance,
    rank_differences,
    rao_scott_test,
    two_wave_df,
    wald_test,
)
from monitor.statistics.design.calibration import joint_cells
from monitor.statistics.design.group_sums import coded_sums, number_sums
from monitor.statistics.design.grouped_respondents import Domains, GroupedRespondents, whole_sample
from monitor.statistics.estimates.intervals import exact_effective_n, exact_interval, logit_interval
from monitor.statistics.estimates.moments import degrees_of_freedom, mean_moments, share_moments
from tests.reference.r_designs import codes, design_of

LAST_PREVIOUS = np.array([np.nan, -1.0, 1.0])
LAST_FIRST = np.array([-1.0, np.nan, 1.0])
ALL = [0, 1, 2]


def close(value, wanted, rtol=1e-9):
    np.testing.assert_allclose(value, wanted, rtol=rtol, atol=0)


def whole_of(design) -> GroupedRespondents:
    return GroupedRespondents(design, whole_sample(len(design)))


def valid(rows: int) -> np.ndarray:
    return np.zeros(rows, dtype=np.int8)


def means(design, numbers):
    numbers = np.asarray(numbers, dtype=float)
    return mean_moments(number_sums(whole_of(design), numbers[:, None], valid(len(numbers))))


def contrast(moments, numbers):
    variance = contrast_variance(moments.covariance, numbers)[:, 0]
    return Differences(
        contrast_of(moments.estimate, numbers)[:, 0], np.sqrt(variance), two_wave_df(moments, numbers)
    )


def r_ranks(numbers, weights):
    """R's ranks: running weight minus half the own, averaged over ties in file order."""
    order = np.argsort(numbers, kind="stable")
    running = np.cumsum(weights[order]) - weights[order] / 2
    ranks = np.empty(len(numbers))
    ranks[order] = pd.Series(running).groupby(numbers[order]).transform("mean")
    return ranks / weights.sum()


@pytest.fixture
def clustered(stacked):
    return design_of(stacked["w"], psu=stacked["psu"], wave=stacked["wave"])


@pytest.fixture
def element(stacked):
    return design_of(stacked["w"], wave=stacked["wave"])


def test_degrees_of_freedom_of_the_design_and_of_three_psus(r_extra, stacked, clustered):
    assert clustered.degrees_of_freedom == r_extra["degf"]
    grouped = GroupedRespondents(clustered, Domains("small", ("no", "yes"), stacked["small"].to_numpy()))
    sums = coded_sums(grouped, stacked["top"].to_numpy(), valid(600), 2)
    assert degrees_of_freedom(sums, ALL)[1] == r_extra["degf_domain3psu"]


@pytest.mark.parametrize(("key", "column", "sort"), [("top", "top", "clustered"), ("score", "y", "clustered"),
                                                     ("top_independent", "top", "element")])  # fmt: skip
def test_contrasts_of_waves_with_their_overlap(key, column, sort, r_extra, stacked, request):
    moments, wanted = means(request.getfixturevalue(sort), stacked[column]), r_extra[key]
    close(moments.estimate[0, :, 0], wanted["est"])
    matrix = moments.covariance[0, :, 0, :, 0]
    np.testing.assert_allclose(matrix, wanted["V"], rtol=1e-9, atol=1e-18)
    trend = trend_numbers(("2018", "2020", "2022")) / 4  # R's slope is per year, ours over four years
    for name, numbers in (("last_prev", LAST_PREVIOUS), ("last_first", LAST_FIRST), ("trend", trend)):
        found = contrast(moments, numbers)
        close((found.estimate[0], found.se[0]), (wanted[name]["est"], wanted[name]["se"]))


@pytest.mark.parametrize(
    ("key", "sort", "waves"),
    [
        ("chisq_5x2_cluster", "clustered", [1, 2]),
        ("chisq_5x3_cluster", "clustered", ALL),
        ("chisq_5x2_element", "element", [1, 2]),
    ],
)
def test_rao_scott_f_with_more_degrees_of_freedom(key, sort, waves, r_extra, stacked, request):
    design, wanted = request.getfixturevalue(sort), r_extra[key]
    sums = coded_sums(whole_of(design), stacked["y"].to_numpy() - 1, valid(600), 5)
    found, df = rao_scott_test(sums, waves), degrees_of_freedom(sums, waves)
    close((found.statistic[0], found.p[0]), (wanted["F"], wanted["p"]))
    close((found.df[0], found.df[0] * df[0]), wanted["par"])


@pytest.mark.parametrize("name", ["dstr", "dstr0", "dcl"])
def test_rao_scott_f_and_pearson_on_the_school_data(name, r_survey, school_design):
    data, design = school_design(name, wave="sch.wide")
    sums = coded_sums(whole_of(design), codes(data["awards"]), valid(len(data)), 2)
    found, wanted = rao_scott_test(sums, [0, 1]), {entry["stat"]: entry for entry in r_survey[name]["chisq"]}
    close((found.statistic[0], found.p[0]), (wanted["F"]["value"], wanted["F"]["p"]))
    close((found.df[0], found.df[0] * degrees_of_freedom(sums, [0, 1])[0]), wanted["F"]["par"])


@pytest.mark.parametrize("name", ["dstr", "dstr0", "dcl"])
def test_two_group_t_test(name, r_survey, school_design):
    data, design = school_design(name, wave="awards")
    found = contrast(means(design, data["api00"]), np.array([-1.0, 1.0]))
    wanted, tests = r_survey[name]["ttest"], found.t_test()
    close(
        (found.estimate[0], tests.statistic[0], tests.df[0], tests.p[0]),
        [wanted[k] for k in ("diff", "t", "df", "p")],
    )
    half = stats.t.ppf(0.975, found.df[0]) * found.se[0]
    close((found.estimate[0] - half, found.estimate[0] + half), wanted["ci"])


@pytest.mark.parametrize("name", ["dstr", "dstr0", "dcl"])
def test_wilcoxon_on_the_school_data_with_and_without_fpc(name, r_survey, school_design):
    data, design = school_design(name, wave="awards")
    ranks = r_ranks(data["api00"].to_numpy(), design.weights)
    tests = contrast(means(design, ranks), np.array([-1.0, 1.0])).t_test()
    wanted = next(entry for entry in r_survey[name]["rank"] if entry["test"] == "wilcoxon")
    close((tests.statistic[0], tests.df[0], tests.p[0]), (wanted["stat"], wanted["par"], wanted["p"]))


def test_wilcoxon_on_two_waves(r_extra, stacked):
    two = stacked[stacked["wave"] != 2018].reset_index(drop=True)
    design = design_of(two["w"], psu=two["psu"], wave=two["wave"])
    tests = contrast(
        means(design, r_ranks(two["y"].to_numpy(), design.weights)), np.array([-1.0, 1.0])
    ).t_test()
    wanted = r_extra["rank_2"]
    close((tests.statistic[0], tests.df[0], tests.p[0]), (wanted["t"], wanted["df"], wanted["p"]))


def test_rank_test_on_three_waves(r_extra, stacked, clustered):
    moments = means(clustered, r_ranks(stacked["y"].to_numpy(), clustered.weights))
    difference = moments.estimate[0, 1:, 0] - moments.estimate[0, 0, 0]
    jacobian = np.array([[-1.0, 1.0, 0.0], [-1.0, 0.0, 1.0]])
    matrix = jacobian @ moments.covariance[0, :, 0, :, 0] @ jacobian.T
    found = wald_test(difference[None], matrix[None], np.array([39.0]))
    # R gives the uncorrected Wald statistic with F(2, df); ours is (df - q + 1)/(df q) of it.
    wald = found.statistic[0] * 39 * 2 / 38
    close(wald, r_extra["rank_3"]["par"][0])


def test_ties_of_equal_weight_have_the_ranks_of_r(stacked, clustered):
    answers = stacked["y"].to_numpy()
    close(mid_ranks(answers, np.ones(600)), r_ranks(answers, np.ones(600)))


def test_rank_test_of_categories_is_that_of_their_numbers(stacked, clustered):
    answers, numbers = stacked["y"].to_numpy(), np.array([-1.0, np.nan, 1.0])
    two = np.isin(stacked["wave"], [2018, 2022])
    ranks = np.zeros(600)
    ranks[two] = mid_ranks(answers[two], clustered.weights[two])
    state = np.where(two, 0, 2).astype(np.int8)
    by_number = mean_moments(number_sums(whole_of(clustered), ranks[:, None], state))
    by_code = share_moments(coded_sums(whole_of(clustered), answers - 1, valid(600), 5))
    one, other = contrast(by_number, numbers), rank_differences(by_code, np.arange(5), numbers)
    close((one.estimate[0], one.se[0], one.df[0]), (other.estimate[0], other.se[0], other.df[0]))


def test_change_after_raking_each_wave(r_extra, r_calibration, stacked):
    wave, base = codes(stacked["wave"]), stacked["w"].to_numpy()
    calibration = joint_cells([codes(stacked["sex"]), codes(stacked["age"])], wave, 3, base)
    design = design_of(r_extra["rake_w"], psu=stacked["psu"], wave=stacked["wave"], calibration=calibration)
    moments = share_moments(coded_sums(whole_of(design), stacked["top"].to_numpy(), valid(600), 2))
    # R's rake() leaves the base weights out of the fit: its standard errors are superseded by calibrate().
    wanted = r_calibration["change"]
    close(moments.estimate[0, :, 1], r_extra["rake_top"]["est"])
    close(moments.estimate[0, :, 1], wanted["est"])
    assert [wanted[name]["se"] for name in ("last_prev", "last_first")] == pytest.approx(
        [0.0489355641, 0.0455312325], abs=5e-11
    )
    for name, numbers in (("last_prev", LAST_PREVIOUS), ("last_first", LAST_FIRST)):
        estimate = contrast_of(moments.estimate, numbers)[0, 1]
        se = np.sqrt(contrast_covariance(moments.covariance, numbers)[0, 1, 1])
        close((estimate, se), (wanted[name]["est"], wanted[name]["se"]))


def test_tests_on_weights_that_are_scaled_per_wave(r_calibration, stacked):
    wave, weights = codes(stacked["wave"]), stacked["w"].to_numpy()
    scaled = weights * (np.bincount(wave) / np.bincount(wave, weights))[wave]
    design, wanted = design_of(scaled, psu=stacked["psu"], wave=wave), r_calibration["scaled_weights"]
    sums = coded_sums(whole_of(design), stacked["y"].to_numpy() - 1, valid(600), 5)
    found = rao_scott_test(sums, [1, 2])
    close((found.statistic[0], found.df[0], found.p[0]),
          (wanted["chisq_5x2"]["F"], wanted["chisq_5x2"]["par"][0], wanted["chisq_5x2"]["p"]))  # fmt: skip
    raw = design_of(weights, psu=stacked["psu"], wave=wave)
    sums = coded_sums(whole_of(raw), stacked["y"].to_numpy() - 1, valid(600), 5)
    close(rao_scott_test(sums, [1, 2], raw.tables.wave_scale).statistic[0], wanted["chisq_5x2"]["F"])
    later = stacked["wave"].to_numpy() != 2018
    ranks = r_ranks(stacked["y"].to_numpy()[later], scaled[later])
    design = design_of(scaled[later], psu=stacked["psu"][later], wave=wave[later])
    tests = contrast(means(design, ranks), np.array([-1.0, 1.0])).t_test()
    close((tests.statistic[0], tests.df[0], tests.p[0]), [wanted["rank_2"][key] for key in ("t", "df", "p")])


def test_intervals_in_a_domain_of_three_psus(r_extra, stacked):
    small = stacked[stacked["small"] == 1]
    design = design_of(stacked["w"], psu=stacked["psu"])
    grouped = GroupedRespondents(design, Domains("small", ("no", "yes"), stacked["small"].to_numpy()))
    sums = coded_sums(grouped, stacked["top"].to_numpy(), valid(600), 2)
    moments, df = share_moments(sums), degrees_of_freedom(sums, [0])[1]
    share, variance = moments.estimate[1, 0, 1], moments.variance()[1, 0, 1]
    effective = exact_effective_n(share * (1 - share) / variance, np.array(len(small)), df, 0.95)
    logit = np.ravel(logit_interval(share, np.sqrt(variance), df, 0.95))
    exact = np.ravel(exact_interval(share, effective, 0.95))
    close([share, np.sqrt(variance), *logit, *exact], r_extra["dom"])
