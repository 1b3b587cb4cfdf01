"""Truth: invariances that hold for any data, and a second algorithm on rows instead of tables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.statistics.change.multiplicity import adjust_family, benjamini_hochberg, holm
from monitor.statistics.design.calibration import joint_cells
from monitor.statistics.design.group_sums import coded_sums, number_sums
from monitor.statistics.design.grouped_respondents import Domains, GroupedRespondents
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.estimates.by_domain import estimates_by_domain
from monitor.statistics.estimates.intervals import (
    exact_interval,
    logit_interval,
    mover_interval,
    share_interval,
)
from monitor.statistics.estimates.moments import degrees_of_freedom, mean_moments, share_moments
from monitor.statistics.weighting.calibrate import calibrate, rake
from monitor.study.study_file import DesignPlan
from tests.changes import changes_between_waves
from tests.statistics.by_respondent import covariance_by_respondent

CATEGORIES, GROUPS, WAVES = 3, 2, 2
RULE = settings(max_examples=60, deadline=None)


@st.composite
def samples(draw, calibrated: bool = False):
    """A design with shared and lone PSUs in strata, two waves, and answers with missing ones."""
    seed = draw(st.integers(0, 2**32 - 1))
    rows = draw(st.integers(12, 60))
    random = np.random.default_rng(seed)
    stratum = random.integers(0, 2, rows)
    psu = np.where(random.random(rows) < 0.5, random.integers(0, 4, rows), 100 + np.arange(rows))
    psu = pd.factorize(psu * 2 + stratum)[0].astype(np.int64)
    wave = random.integers(0, WAVES, rows)
    weights = random.uniform(0.5, 2.0, rows)
    calibration = None
    if calibrated:
        margins = [random.integers(0, 2, rows), random.integers(0, 3, rows)]
        calibration = joint_cells(margins, wave, WAVES, random.uniform(0.2, 3.0, rows))
    design = SurveyDesign(
        weights, stratum, psu, wave, ("1", "2"), calibration=calibration, single_psu="adjust"
    )
    state = np.where(random.random(rows) < 0.15, 2, 0).astype(np.int8)
    codes = np.where(state == 0, random.integers(0, CATEGORIES, rows), -1).astype(np.int8)
    group = random.integers(-1, GROUPS, rows)
    return design, codes, state, group


def sums_of(design, codes, state, group):
    return coded_sums(GroupedRespondents(design, Domains("b", ("a", "b"), group)), codes, state, CATEGORIES)


def row_scores(design, codes, state, group):
    """Linearised shares per respondent: (indicator - share) / total weight of the domain."""
    scores = []
    for g in range(GROUPS):
        for wave in range(WAVES):
            inside = (group == g) & (design.wave == wave) & (state == 0)
            weight = design.weights[inside].sum()
            for category in range(CATEGORIES):
                hit = (codes == category) & inside
                share = design.weights[hit].sum() / weight
                scores.append(np.where(inside, (hit - share) / weight, 0.0))
    return np.stack(scores, axis=1)


def every_domain_answers(design, state, group) -> bool:
    return all(
        ((group == g) & (design.wave == wave) & (state == 0)).sum() > 1
        for g in range(GROUPS)
        for wave in range(WAVES)
    )


@RULE
@given(samples())
def test_table_algebra_equals_linearisation_by_respondent(sample):
    design, codes, state, group = sample
    if not every_domain_answers(design, state, group):
        return
    found = share_moments(sums_of(*sample)).covariance
    wanted = covariance_by_respondent(design, row_scores(*sample))
    width = WAVES * CATEGORIES
    for g in range(GROUPS):
        block = wanted[g * width : (g + 1) * width, g * width : (g + 1) * width]
        np.testing.assert_allclose(found[g].reshape(width, width), block, rtol=1e-8, atol=1e-12)


@RULE
@given(samples(calibrated=True))
def test_calibrated_table_algebra_equals_residuals_by_respondent(sample):
    design, codes, state, group = sample
    if not every_domain_answers(design, state, group):
        return
    wanted = covariance_by_respondent(design, row_scores(*sample))
    found = share_moments(sums_of(*sample)).covariance
    width = WAVES * CATEGORIES
    for g in range(GROUPS):
        block = wanted[g * width : (g + 1) * width, g * width : (g + 1) * width]
        np.testing.assert_allclose(found[g].reshape(width, width), block, rtol=1e-7, atol=1e-11)


@RULE
@given(samples())
def test_every_respondent_of_a_group_is_counted_once(sample):
    design, _, _, group = sample
    sums = sums_of(*sample)
    for g in range(GROUPS):
        for wave in range(WAVES):
            people = ((group == g) & (design.wave == wave)).sum()
            assert sums.n[g, wave] + sums.states[g, wave].sum() == people
            assert sums.counts[g, wave].sum() == sums.n[g, wave]


@RULE
@given(samples(), st.floats(0.01, 1000))
def test_scaling_all_weights_changes_no_share_and_no_variance(sample, factor):
    design, codes, state, group = sample
    scaled = replace(design, weights=design.weights * factor)
    one, other = share_moments(sums_of(*sample)), share_moments(sums_of(scaled, codes, state, group))
    np.testing.assert_allclose(one.estimate, other.estimate, rtol=1e-10)
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-7, atol=1e-14)


@RULE
@given(samples(), st.randoms(use_true_random=False))
def test_row_order_never_matters(sample, random):
    design, codes, state, group = sample
    order = list(range(len(codes)))
    random.shuffle(order)
    turned = replace(
        design, weights=design.weights[order], strata=design.strata[order], psu=design.psu[order],
        wave=design.wave[order],
    )  # fmt: skip
    one, other = (
        share_moments(sums_of(*sample)),
        share_moments(sums_of(turned, codes[order], state[order], group[order])),
    )
    np.testing.assert_allclose(one.estimate, other.estimate, rtol=1e-10)
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-7, atol=1e-14)
    np.testing.assert_array_equal(
        degrees_of_freedom(one.sums, [0, 1]), degrees_of_freedom(other.sums, [0, 1])
    )


@RULE
@given(samples())
def test_doubling_the_data_within_psus_leaves_the_variance(sample):
    # Lone respondents become PSUs of two rows, so both ways of adding up must agree.
    design, codes, state, group = sample
    twice = np.repeat(np.arange(len(codes)), 2)
    doubled = replace(
        design, weights=design.weights[twice], strata=design.strata[twice], psu=design.psu[twice],
        wave=design.wave[twice],
    )  # fmt: skip
    one, other = (
        share_moments(sums_of(*sample)),
        share_moments(sums_of(doubled, codes[twice], state[twice], group[twice])),
    )
    np.testing.assert_allclose(one.estimate, other.estimate, rtol=1e-10)
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-7, atol=1e-14)
    np.testing.assert_array_equal(degrees_of_freedom(one.sums, [0]), degrees_of_freedom(other.sums, [0]))


@RULE
@given(samples())
def test_a_share_is_the_mean_of_its_indicator(sample):
    design, codes, state, group = sample
    grouped = GroupedRespondents(design, Domains("b", ("a", "b"), group))
    by_code = share_moments(coded_sums(grouped, codes, state, CATEGORIES))
    by_number = mean_moments(number_sums(grouped, (codes == 1).astype(float)[:, None], state))
    np.testing.assert_allclose(by_code.estimate[:, :, 1], by_number.estimate[:, :, 0], rtol=1e-10)
    np.testing.assert_allclose(
        by_code.covariance[:, :, 1, :, 1], by_number.covariance[:, :, 0, :, 0], rtol=1e-7, atol=1e-13
    )


@RULE
@given(samples())
def test_shares_add_to_one_without_variance(sample):
    moments = share_moments(sums_of(*sample))
    answered = moments.sums.n > 0
    np.testing.assert_allclose(moments.estimate.sum(axis=2)[answered], 1.0, rtol=1e-12)
    within = np.einsum("gwkwl->gwkl", moments.covariance)[answered]
    np.testing.assert_allclose(within.sum(axis=(1, 2)), 0.0, atol=1e-12)


@RULE
@given(st.integers(0, 2**32 - 1))
def test_raking_by_sweeps_equals_raking_by_calibration(seed):
    random = np.random.default_rng(seed)
    base = random.uniform(1, 10, 6)
    rows, columns = np.repeat([0, 1], 3), np.tile([0, 1, 2], 2)
    wanted = base * random.uniform(0.5, 2, 6)
    margins = [(rows, np.bincount(rows, wanted)), (columns, np.bincount(columns, wanted))]
    swept = rake(base, margins)
    values = np.concatenate([np.eye(2)[rows], np.eye(3)[columns]], axis=1)
    solved = calibrate(base, values, np.concatenate([totals for _, totals in margins]), "raking")
    assert swept.converged
    assert solved.converged
    np.testing.assert_allclose(swept.g, solved.g, rtol=1e-8)
    for category, totals in margins:
        np.testing.assert_allclose(np.bincount(category, base * swept.g), totals, rtol=1e-10)


@RULE
@given(
    st.integers(0, 10**6), st.integers(1, 10**6), st.floats(1, 1e6), st.floats(0.0, 0.5), st.integers(1, 500)
)
def test_intervals_of_shares_stay_in_bounds_and_hold_the_share(hits, misses, effective, se, df):
    share = hits / (hits + misses)
    low, high = share_interval(
        np.array([share]), np.array([se]), np.array([df]), np.array([effective]), 0.95, 5.0
    )
    assert 0 <= low[0] <= share + 1e-12
    assert share - 1e-12 <= high[0] <= 1


@RULE
@given(st.floats(0.01, 0.99), st.floats(0.001, 0.2), st.integers(2, 200))
def test_the_logit_interval_of_the_rest_is_the_mirror_image(share, se, df):
    low, high = logit_interval(np.array(share), np.array(se), np.array(df), 0.95)
    other_low, other_high = logit_interval(np.array(1 - share), np.array(se), np.array(df), 0.95)
    assert low == pytest.approx(1 - other_high, abs=1e-9)
    assert high == pytest.approx(1 - other_low, abs=1e-9)


@RULE
@given(st.integers(0, 40), st.integers(40, 90), st.integers(0, 50), st.integers(50, 90))
def test_mover_turns_round_with_the_waves(hits, n, other_hits, other_n):
    shares = np.array([hits / n, other_hits / other_n])
    low, high = exact_interval(shares, np.array([n, other_n], float), 0.95)
    one = mover_interval(np.array([-1.0, 1.0]), shares, low, high)
    other = mover_interval(np.array([1.0, -1.0]), shares, low, high)
    assert one[0] == pytest.approx(-other[1])
    assert one[0] <= shares[1] - shares[0] <= one[1]


P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@RULE
@given(P_VALUES)
def test_adjusted_p_values_keep_their_order_and_only_grow(p):
    p = np.array(p)
    for adjusted in (holm(p), benjamini_hochberg(p)):
        assert (adjusted >= p - 1e-15).all()
        assert (adjusted <= 1).all()
        assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= -1e-15).all()
    assert (holm(p) >= benjamini_hochberg(p) - 1e-15).all()


@RULE
@given(P_VALUES, st.integers(0, 2**32 - 1))
def test_a_test_inside_an_item_is_never_surer_than_the_item(p, seed):
    random = np.random.default_rng(seed)
    item_p = np.array(p)
    owner = random.integers(0, len(item_p), 3 * len(item_p))
    inside_p = random.random(len(owner))
    found = adjust_family(item_p, inside_p, owner, list(range(len(owner))), [None] * len(item_p), "bh", 0.05)
    assert (found.inside >= found.items[owner] - 1e-15).all()
    assert (found.inside >= inside_p - 1e-15).all()


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_small_survey_gives_rows_and_never_an_exception(data, build):
    waves = ("1", "2")
    scale = build.scale(["a", "b", "c"], "likert", {"ab": ["a", "b"]})
    items = [
        build.item("agree", "likert", scale, waves),
        build.item("one", "single", build.scale(["x", "y", "z"]), waves),
        build.item("yes", "yes_no", waves=waves),
        build.item("o1", "multi", waves=waves, group="set"),
        build.item("o2", "multi", waves=waves, group="set"),
        build.item("p1", "parts_of_100", waves=waves, group="parts"),
        build.item("p2", "parts_of_100", waves=waves, group="parts"),
        build.item("visits", "number", waves=waves),
        build.item("known", "percentage", waves=waves),
    ]
    rows = data.draw(st.integers(1, 14))
    answers = {
        "agree": ["a", "b", "c", None], "one": ["x", "y", "z", None], "yes": ["yes", "no", None],
        "o1": ["0", "1"], "o2": ["0", "1", None], "p1": [0, 50, 100, None], "p2": [0, 50, None],
        "visits": [0, 1, 400, None], "known": [0, 33.3, 100, None],
    }  # fmt: skip
    columns = {
        name: data.draw(st.lists(st.sampled_from(found), min_size=rows, max_size=rows))
        for name, found in answers.items()
    }
    wave = data.draw(st.lists(st.integers(0, 1), min_size=rows, max_size=rows))
    again = data.draw(st.booleans())  # the same people in both waves, or others
    ids = [f"r{np.sum(np.array(wave[:n]) == wave[n])}-{'' if again else wave[n]}" for n in range(rows)]
    weights = data.draw(st.lists(st.sampled_from([0.0, 1.0, 1e-6, 1e9]), min_size=rows, max_size=rows))
    plan = DesignPlan(single_psu="adjust", stable_ids=again)
    found = build.survey(items, columns, wave, waves=waves, ids=ids, plan=plan)
    design = replace(found.design, weights=np.array(weights))
    estimates = estimates_by_domain(found.answers, design, found.study, found.questionnaire)
    changes = changes_between_waves(found.answers, design, found.study, found.questionnaire)[0]
    # Per wave 3 + 1 net + mean, 3, 2, 2 options, 2 parts, and mean and median of two numbers.
    assert len(estimates) == 2 * (5 + 3 + 2 + 2 + 2 + 4)
    assert len(changes) == (1 + 5) + (1 + 3) + (1 + 2) + (1 + 2) + (1 + 2) + 1 + 1
    inside = estimates["ci_low"].dropna()
    assert (inside <= estimates.loc[inside.index, "estimate"] + 1e-9).all()
