"""Truth: what STATISTICS.md says of samples at the edge: a defined result, never a traceback."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.errors import StatisticsError
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.estimates.by_domain import estimates_by_domain
from monitor.study.study_file import DesignPlan
from tests.changes import changes_between_waves

TWO = ("1", "2")


def both(survey, design=None):
    design = design or survey.design
    declared = (survey.study, survey.questionnaire)
    return estimates_by_domain(survey.answers, design, *declared), changes_between_waves(
        survey.answers, design, *declared
    )[0]


@pytest.fixture
def one_item(build):
    def make(column, wave, **more):
        item = build.item("q", of=build.scale(["x", "y"], "likert"), kind="likert", waves=TWO)
        return build.survey([item], {"q": column}, wave, waves=TWO, **more)

    return make


def test_everybody_says_the_same_in_both_waves(one_item):
    estimates, changes = both(one_item(["x"] * 80, [0] * 40 + [1] * 40))
    shares = estimates[estimates["measure"] == "share"]
    assert shares["estimate"].tolist() == [1, 0, 1, 0]
    assert (shares["se"] == 0).all()
    assert (shares["ci_high"] - shares["ci_low"] > 0.05).all()
    mean = changes["measure"] == "mean"
    assert set(changes.loc[~mean, "verdict"]) == {"undecided"}
    assert set(changes.loc[mean, "verdict"]) <= {""}, "of a mean there is nothing to test"
    assert changes.loc[changes["category"] != "", "p"].tolist() == [1.0, 1.0]


def test_all_of_one_wave_and_none_of_the_other(one_item):
    _, changes = both(one_item(["x"] * 40 + ["y"] * 40, [0] * 40 + [1] * 40))
    share = changes[changes["category"] == "y"].iloc[0]
    assert share["difference"] == 1
    assert share["p"] < 1e-9
    assert 0.8 < share["ci_low"] < 1


def test_a_wave_without_respondents(one_item):
    estimates, changes = both(one_item(["x", "y"] * 20, [0] * 40))
    full, empty = (estimates[estimates["wave"] == wave] for wave in TWO)
    assert (full["se"] > 0).all()
    assert (empty["n"] == 0).all()
    assert empty["estimate"].isna().all()
    assert set(empty["status"]) == {"unreliable"}
    assert set(changes["verdict"]) == {"too_few"}


def test_an_item_nobody_answered(one_item):
    estimates, changes = both(one_item([None] * 80, [0] * 40 + [1] * 40))
    assert estimates["estimate"].isna().all()
    assert (estimates["n_no_answer"] == 40).all()
    assert set(changes["verdict"]) == {"too_few"}


def test_one_respondent(one_item):
    estimates, _ = both(one_item(["x"], [0]))
    first = estimates.iloc[0]
    assert (first["estimate"], first["n"], first["df"]) == (1, 1, 0)
    assert np.isnan(first["ci_low"])


def test_one_category_only(build):
    item = build.item("q", of=build.scale(["x"]), waves=TWO)
    estimates, changes = both(build.survey([item], {"q": ["x"] * 80}, [0] * 40 + [1] * 40, waves=TWO))
    assert estimates["estimate"].tolist() == [1, 1]
    assert changes["level"].tolist() == ["item", "category"]
    assert set(changes["verdict"]) == {"undecided"}


def test_one_sampled_unit_has_no_standard_error_and_says_so(one_item):
    plan = DesignPlan(psu="town")
    with pytest.raises(StatisticsError, match="strata with one PSU"):
        one_item(["x", "y"] * 20, [0] * 40, design={"town": ["a"] * 40}, plan=plan)


@pytest.mark.parametrize("policy", ["remove", "adjust", "average", "certainty"])
def test_a_stratum_with_one_unit_has_a_result_under_every_policy(policy, one_item):
    plan = DesignPlan(strata="part", single_psu=policy)
    survey = one_item(["x", "y"] * 20 + ["x"], [0] * 41, design={"part": ["big"] * 40 + ["lone"]}, plan=plan)
    estimates, _ = both(survey)
    assert (estimates.loc[estimates["wave"] == "1", "se"] > 0).all()


def test_respondents_of_weight_0_are_not_counted(one_item):
    survey = one_item(["x", "y"] * 20 + ["y"] * 40, [0] * 80)
    weights = np.array([1.0] * 40 + [0.0] * 40)
    estimates, _ = both(survey, build_design(survey.answers, DesignPlan(), weights=weights))
    first = estimates.iloc[0]
    assert (first["estimate"], first["n"], first["df"]) == (0.5, 40, 39)


def test_all_weights_0(one_item):
    survey = one_item(["x", "y"] * 40, [0] * 40 + [1] * 40)
    with pytest.raises(StatisticsError, match="every weight of wave 1 is 0"):
        build_design(survey.answers, DesignPlan(), weights=np.zeros(80))


def test_huge_weights_change_nothing(one_item):
    survey = one_item(["x", "y", "y"] * 20 + ["x", "y"] * 30, [0] * 60 + [1] * 60)
    plain = both(survey)
    huge = both(survey, build_design(survey.answers, DesignPlan(), weights=np.full(120, 1e12)))
    for one, other in zip(plain, huge, strict=True):
        numbers = one.select_dtypes("number").columns
        np.testing.assert_allclose(one[numbers], other[numbers], rtol=1e-9)


def test_one_weight_above_all_others_leaves_an_effective_n_of_1(one_item):
    survey = one_item(["x", "y"] * 20, [0] * 40)
    weights = np.array([1e9] + [1.0] * 39)
    estimates, _ = both(survey, build_design(survey.answers, DesignPlan(), weights=weights))
    assert set(estimates.loc[estimates["wave"] == "1", "reason"]) == {"few_effective"}


WEIGHTS = 1 + np.arange(80) % 7 / 3


@pytest.mark.parametrize("plan", [{}, {"strata": "k"}, {"psu": "k"}])
@pytest.mark.parametrize("values", [(50, 50), (40, 60), (7, 93)])
@pytest.mark.parametrize("kind", ["number", "percentage", "parts_of_100"])
def test_constant_numbers(kind, values, plan, build):
    """Also where no number of the machine is 0.4, and where the weights of the design differ."""
    items = [build.item(name, kind, waves=TWO, group="g") for name in ("s", "r")]
    columns = {name: [value] * 80 for name, value in zip(("s", "r"), values, strict=True)}
    declared = {"k": [f"{place % 10}" for place in range(80)]}
    survey = build.survey(
        items, columns, [0] * 40 + [1] * 40, waves=TWO, design=declared, plan=DesignPlan(**plan)
    )
    for weights in (np.ones(80), WEIGHTS):
        design = build_design(survey.answers, DesignPlan(**plan), weights=weights)
        estimates, changes = both(survey, design)
        assert (estimates["se"].dropna() == 0).all()
        assert estimates["ci_low"].isna().all()
        assert set(changes["verdict"]) == {""}  # there is nothing to test


def test_numbers_that_hardly_differ_are_no_constant(build):
    """A spread of one in a thousand is a spread."""
    item = build.item("q", "number", waves=TWO)
    survey = build.survey([item], {"q": [1000, 1001] * 40}, [0] * 40 + [1] * 40, waves=TWO)
    estimates, changes = both(survey)
    found = estimates.loc[estimates["measure"] == "mean", "se"]
    np.testing.assert_allclose(found, (80 / 79 * 0.25 / 40) ** 0.5, rtol=1e-9)
    assert set(changes["verdict"]) == {"undecided"}


@pytest.mark.parametrize("kind", ["number", "likert"])
def test_people_who_all_answer_as_before_show_no_variance_of_a_difference(kind, build):
    """A panel that repeats itself: what covariance leaves of two equal variances is rounding."""
    given = {"number": [1.1, 2.3, 4.7, 3.9] * 20, "likert": ["x", "y", "y", "x"] * 20}[kind]
    scale = {} if kind == "number" else {"of": build.scale(["x", "y"], "likert")}
    item = build.item("q", kind, waves=TWO, **scale)
    ids, plan = [f"p{place}" for place in range(80)], DesignPlan(stable_ids=True)
    survey = build.survey([item], {"q": given * 2}, [0] * 80 + [1] * 80, waves=TWO, ids=ids * 2, plan=plan)
    design = build_design(survey.answers, plan, weights=np.tile(WEIGHTS, 2))
    _, changes = both(survey, design)
    rows = changes[changes["difference"].notna()]
    assert (rows["se"] == 0).all()
    mean = changes["measure"] == "mean"
    assert set(changes.loc[mean, "verdict"]) <= {""}
    assert set(changes.loc[~mean, "verdict"]) <= {"undecided"}
    assert (changes.loc[~mean & changes["difference"].notna(), "ci_high"] > 0.01).all()


def test_a_set_nobody_chose_from(build):
    items = [build.item(name, "multi", waves=TWO, group="set") for name in ("o1", "o2")]
    survey = build.survey(items, {"o1": ["0"] * 80, "o2": ["0"] * 80}, [0] * 40 + [1] * 40, waves=TWO)
    estimates, changes = both(survey)
    assert (estimates["estimate"] == 0).all()
    assert set(changes["verdict"]) == {"undecided"}
