"""Truth: the raking example of Kalton & Flores-Cervantes (2003), and hand calculation on small margins."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.statistics.design.declared_design import build_design
from monitor.statistics.estimates.by_domain import estimates_by_domain
from monitor.statistics.quality.response import units_by_wave
from monitor.statistics.weighting.calibrate import rake
from monitor.statistics.weighting.trimming import trim
from monitor.statistics.weighting.weighting import weight_respondents
from monitor.study.control_totals import ControlTotals, read_control_totals
from monitor.study.study_file import Breakdown, WeightingPlan
from tests.changes import changes_between_waves

SEX, AGE = ("sex",), ("age",)


def controls(**totals) -> ControlTotals:
    return ControlTotals(
        Path("controls.csv"), totals, dict.fromkeys(totals, "CBS"), dict.fromkeys(totals, "2022-10-01")
    )


def plan(*margins, **more) -> WeightingPlan:
    return WeightingPlan(more.pop("method", "raking"), margins or (SEX, AGE), Path("controls.csv"), **more)


TOTALS = {"sex": {"f": 60.0, "m": 40.0}, "age": {"o": 30.0, "y": 70.0}}


@pytest.fixture
def eight(build):
    """Two women and six men; per sex half old, half young; wave 1 only."""

    def make(weighting=None, **columns):
        items = [
            build.item("sex", "single", build.scale(["f", "m"])),
            build.item("age", "single", build.scale(["o", "y"])),
        ]
        answers = {"sex": list("ffmmmmmm"), "age": list("oyoyoyoy")} | columns
        return build.survey(items, answers, [0] * 8, weighting=weighting or plan())

    return make


def test_raking_gives_the_weights_of_kalton_and_flores_cervantes():
    # Journal of Official Statistics 19(2), 81-97: sample and population counts by A (4) and B (3).
    sample = np.array([[20, 40, 40], [50, 140, 310], [100, 50, 50], [30, 100, 70]], float)
    population = np.array([[80, 40, 55], [60, 150, 340], [170, 60, 200], [55, 165, 125]], float)
    rows, columns = np.repeat(np.arange(4), 3), np.tile(np.arange(3), 4)
    found = rake(sample.ravel(), [(rows, population.sum(axis=1)), (columns, population.sum(axis=0))])
    published = [[1.81, 1.45, 2.02], [1.08, 0.87, 1.21], [2.20, 1.76, 2.45], [1.83, 1.47, 2.04]]
    assert found.converged
    np.testing.assert_array_equal(found.g.reshape(4, 3).round(2), published)


def test_raking_reproduces_every_margin(eight):
    survey = eight()
    weights, report = weight_respondents(survey.answers, survey.study, {"1": controls(**TOTALS)})
    # Independent margins: a woman of 30 in 100 old ones weighs 60 x 0.3 / 1, and so on.
    np.testing.assert_allclose(weights, [18, 42] + [4, 28 / 3] * 3, rtol=1e-10)
    assert [(m.margin, m.category, m.respondents, m.base_share) for m in report.margins] == [
        ("sex", "f", 2, 0.25), ("sex", "m", 6, 0.75), ("age", "o", 4, 0.5), ("age", "y", 4, 0.5),
    ]  # fmt: skip
    assert [m.achieved for m in report.margins] == pytest.approx([60, 40, 30, 70], rel=1e-10)
    assert {(m.source, m.reference_date) for m in report.margins} == {("CBS", "2022-10-01")}


def test_the_report_holds_kish_and_the_range_of_the_weights(eight):
    survey = eight()
    weights, report = weight_respondents(survey.answers, survey.study, {"1": controls(**TOTALS)})
    found = report.waves[0]
    deff = 8 * (weights**2).sum() / weights.sum() ** 2
    assert (found.deff, found.n_effective) == pytest.approx((deff, 8 / deff))
    assert (found.least, found.greatest) == pytest.approx((4, 42))
    assert found.cv == pytest.approx(weights.std() / weights.mean())
    assert found.gap <= 1e-11
    assert found.empty_cells == 0
    assert report.report.waves[0].respondents == 8


@pytest.mark.parametrize(
    ("method", "bounds"),
    [("linear", None), ("linear", (0.1, 6.0)), ("raking", (0.1, 6.0)), ("logit", (0.1, 6.0))],
)
def test_every_calibration_method_reproduces_the_margins(method, bounds, eight):
    survey = eight(plan(method=method, bounds=bounds))
    weights, report = weight_respondents(
        survey.answers, survey.study, {"1": controls(sex={"f": 4, "m": 8}, age={"o": 5, "y": 7})}
    )
    assert weights[:2].sum() == pytest.approx(4, rel=1e-10)
    assert weights[::2].sum() == pytest.approx(5, rel=1e-10)
    assert report.method == method


def test_crossed_margins_are_post_stratification(eight):
    survey = eight(plan(("sex", "age")))
    totals = {"sex*age": {"f|o": 10.0, "f|y": 20.0, "m|o": 30.0, "m|y": 60.0}}
    weights, _ = weight_respondents(survey.answers, survey.study, {"1": controls(**totals)})
    np.testing.assert_allclose(weights, [10, 20] + [10, 20] * 3)


def test_declared_merges_join_categories_and_their_totals(build):
    item = build.item("age", "single", build.scale(["a", "b", "c"]))
    weighting = plan(AGE, merge={"age": {"b": "bc", "c": "bc"}})
    survey = build.survey([item], {"age": list("aabc")}, [0] * 4, weighting=weighting)
    totals = {"age": {"a": 10.0, "b": 20.0, "c": 30.0}}
    weights, report = weight_respondents(survey.answers, survey.study, {"1": controls(**totals)})
    np.testing.assert_allclose(weights, [5, 5, 25, 25])
    assert [m.category for m in report.margins] == ["a", "bc"]


def test_each_wave_is_weighted_to_its_own_population(build):
    waves = ("1", "2")
    item = build.item("sex", "single", build.scale(["f", "m"]), waves)
    survey = build.survey([item], {"sex": list("fmfm")}, [0, 0, 1, 1], waves=waves, weighting=plan(SEX))
    totals = {"1": controls(sex={"f": 1.0, "m": 2.0}), "2": controls(sex={"f": 30.0, "m": 40.0})}
    weights, report = weight_respondents(survey.answers, survey.study, totals)
    np.testing.assert_allclose(weights, [1, 2, 30, 40])
    assert [found.wave for found in report.waves] == ["1", "2"]


def test_base_weights_are_where_raking_starts(build):
    item = build.item("sex", "single", build.scale(["f", "m"]))
    survey = build.survey(
        [item], {"sex": list("ffm")}, [0] * 3, design={"base": [1.0, 3.0, 1.0]},
        weighting=plan(SEX, base_weight="base"),
    )  # fmt: skip
    weights, _ = weight_respondents(survey.answers, survey.study, {"1": controls(sex={"f": 40.0, "m": 5.0})})
    np.testing.assert_allclose(weights, [10, 30, 5])


def test_nonresponse_cells_give_respondents_the_weight_of_the_silent(build):
    items = [
        build.item("sex", "single", build.scale(["f", "m"])),
        build.item("age", "single", build.scale(["o", "y"])),
    ]
    survey = build.survey(
        items,
        {"sex": list("ffm"), "age": list("oyo")},
        [0] * 3,
        weighting=plan(SEX, nonresponse_cells=("age",)),
    )
    sampled = pd.DataFrame({"age": list("ooooyy")})  # 4 old ones with 2 respondents, 2 young ones with 1
    totals = {"1": controls(sex={"f": 40.0, "m": 5.0})}
    weights, report = weight_respondents(survey.answers, survey.study, totals, {"1": sampled})
    np.testing.assert_allclose(weights, [20, 20, 5])  # both factors are 2
    np.testing.assert_array_equal(report.calibration.base, [2, 2, 2])


def test_units_that_do_not_belong_to_the_population_are_left_out_first(tmp_path, build):
    item = build.item("sex", "single", build.scale(["f", "m"]))
    survey = build.survey([item], {"sex": list("fm")}, [0] * 2)
    file = tmp_path / "d.csv"
    file.write_text("disposition,sex\ncomplete,f\nrefusal,f\nnot_eligible,f\ncomplete,m\n", encoding="utf-8")
    waves = tuple(replace(wave, dispositions=file) for wave in survey.study.waves)
    units = units_by_wave(replace(survey.study, waves=waves))["1"]
    assert units["sex"].tolist() == ["f", "f", "m"]


def test_trimming_and_raking_alternate_until_both_hold(eight):
    survey = eight(plan(trim=(None, 3.0)))
    totals = {"sex": {"f": 50.0, "m": 50.0}, "age": {"o": 40.0, "y": 60.0}}
    weights, report = weight_respondents(survey.answers, survey.study, {"1": controls(**totals)})
    found = report.waves[0]
    assert weights[:2].sum() == pytest.approx(50, rel=1e-9)
    assert found.trimmed == 0
    tighter = replace(survey.study, weighting=plan(trim=(None, 2.2)))
    weights, report = weight_respondents(survey.answers, tighter, {"1": controls(**totals)})
    assert report.waves[0].trimmed == 1
    assert 1 < report.waves[0].rounds < 50
    assert report.waves[0].trim_gap <= 1e-5
    np.testing.assert_array_equal(
        report.calibration.base, np.ones(8)
    )  # standard errors fit as before trimming
    # The young woman weighed 30, above 2.2 times the mean of 12.5.
    assert weights.max() <= 27.5 * (1 + 1e-5)
    assert weights[:2].sum() == pytest.approx(50, rel=1e-9)
    assert weights[::2].sum() == pytest.approx(40, rel=1e-9)


def test_trimming_says_what_gap_is_left_when_margins_forbid_it(eight):
    survey = eight(plan(trim=(None, 1.5)))
    totals = {"sex": {"f": 50.0, "m": 50.0}, "age": {"o": 50.0, "y": 50.0}}
    _, report = weight_respondents(survey.answers, survey.study, {"1": controls(**totals)})
    # Two women share 50 of 100 over 8: twice the mean at least, a third above 1.5 times.
    assert report.waves[0].rounds == 50
    assert report.waves[0].trim_gap == pytest.approx(1 / 3)


def test_trimming_keeps_the_sum_and_leaves_zero_alone():
    found = trim(np.array([0.0, 1.0, 1.0, 8.0]), None, 4.0)
    np.testing.assert_allclose(found, [0, 3, 3, 4])


def test_without_weighting_the_declared_weights_are_described(build):
    survey = build.survey([build.item("yes", "yes_no")], {"yes": ["yes", "no"]}, [0, 0])
    weights, report = weight_respondents(survey.answers, survey.study)
    assert weights.tolist() == [1.0, 1.0]
    assert (report.method, report.waves[0].deff) == ("none", 1.0)


def test_calibration_makes_the_standard_error_of_a_margin_vanish(eight):
    survey = eight()
    weights, report = weight_respondents(survey.answers, survey.study, {"1": controls(**TOTALS)})
    design = build_design(
        survey.answers, survey.study.design, weights=weights, calibration=report.calibration
    )
    found = estimates_by_domain(survey.answers, design, survey.study, survey.questionnaire)
    women = found[(found["item"] == "sex") & (found["category"] == "f")].iloc[0]
    assert women["estimate"] == pytest.approx(0.6, rel=1e-10)
    assert women["se"] == 0.0


HEADER = "margin,category,total,source,reference_date\n"


def test_control_totals_are_read_with_their_source(tmp_path):
    path = tmp_path / "controls.csv"
    path.write_text(HEADER + "sex,f,60,CBS,2022-10-01\nsex,m,40,CBS,2022-10-01\n", encoding="utf-8")
    found = read_control_totals(path)
    assert found.margin("sex") == {"f": 60.0, "m": 40.0}
    assert (found.sources["sex"], found.dates["sex"]) == ("CBS", "2022-10-01")


def two_weighted_waves(build):
    """100 people a wave, women 25 and then 50 of them, said to be half of all; a question beside."""
    waves = ("1", "2")
    items = [build.item(name, "single", build.scale(["f", "m"]), waves) for name in ("sex", "view")]
    sex, view = "f" * 25 + "m" * 75 + "f" * 50 + "m" * 50, "fm" * 50 + "ffffm" * 20
    survey = build.survey(
        items, {"sex": list(sex), "view": list(view)}, [0] * 100 + [1] * 100, waves=waves, weighting=plan(SEX)
    )
    totals = {wave: controls(sex={"f": 50.0, "m": 50.0}) for wave in waves}
    weights, report = weight_respondents(survey.answers, survey.study, totals)
    design = build_design(
        survey.answers, survey.study.design, weights=weights, calibration=report.calibration
    )
    return changes_between_waves(survey.answers, design, survey.study, survey.questionnaire)[0]


def test_what_the_answers_are_weighted_to_is_no_finding_of_the_survey(build):
    found = two_weighted_waves(build)
    sex, view = (found[found["item"] == name] for name in ("sex", "view"))
    assert set(sex["reason"]) == {"left_out"}
    assert set(sex["verdict"]) == {""}
    assert sex[["p", "p_adjusted", "mdd"]].isna().all(axis=None)
    # Half and half in both waves, by declaration: there is no margin around no difference.
    shares = sex[sex["level"] == "category"]
    assert (shares[["difference", "ci_low", "ci_high", "eq_low", "eq_high"]] == 0).all(axis=None)
    assert view["p"].notna().any()
    assert ((view["ci_high"] - view["ci_low"])[view["level"] == "category"] > 0.1).all()


def weighted_estimates(build, **more):
    """100 people, 25 women who count for half; view by sex, and who is a woman by part of the country."""
    items = [
        build.item("sex", "single", build.scale(["f", "m"], nets={"all": ["f", "m"]})),
        build.item("view", "single", build.scale(["f", "m"])),
    ]
    columns = {"sex": list("f" * 25 + "m" * 75), "view": list("fm" * 50)}
    survey = build.survey(items, columns, [0] * 100, weighting=plan(SEX), **more)
    weights, report = weight_respondents(
        survey.answers, survey.study, {"1": controls(sex={"f": 50.0, "m": 50.0})}
    )
    design = build_design(
        survey.answers, survey.study.design, weights=weights, calibration=report.calibration
    )
    return estimates_by_domain(survey.answers, design, survey.study, survey.questionnaire)


@pytest.mark.parametrize("interval", ["auto", "logit", "wilson", "clopper_pearson", "korn_graubard"])
def test_a_share_that_the_weights_fix_has_no_interval(build, interval):
    found = weighted_estimates(build, interval=interval)
    sex, view = (found[found["item"] == name] for name in ("sex", "view"))
    assert sex["estimate"].round(12).tolist() == [0.5, 0.5, 1.0]
    assert sex[["ci_low", "ci_high"]].isna().all(axis=None)
    assert (view["ci_high"] - view["ci_low"] > 0.1).all()


def test_a_group_has_no_interval_around_what_makes_it_a_group(build):
    groups = Breakdown("sex", "Sexe", ("sex",), {"f": "v", "m": "m"})
    found = weighted_estimates(build, breakdowns=(groups,))
    sex = found[(found["item"] == "sex") & (found["breakdown"] == "sex")]
    assert set(sex["estimate"]) == {0.0, 1.0}
    assert sex[["ci_low", "ci_high"]].isna().all(axis=None)
