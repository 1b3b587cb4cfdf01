"""Truth: the rules of STATISTICS.md on tests per kind of item, families, levels and verdicts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from monitor.schema import CHANGES
from monitor.statistics.change.comparisons import trend_numbers, wave_contrasts
from monitor.study.study_file import Breakdown, DesignPlan
from tests.changes import changes_between_waves

TWO = ("2020", "2022")
THREE = ("2021", "2023", "2025")


def compare(survey, study=None):
    changes, _ = changes_between_waves(
        survey.answers, survey.design, study or survey.study, survey.questionnaire
    )
    return changes


def policy(survey, **changed):
    return replace(survey.study, comparison=replace(survey.study.comparison, **changed))


def row(frame, item, level="category", **keys):
    chosen = frame[(frame["item"] == item) & (frame["level"] == level)]
    for name, value in keys.items():
        chosen = chosen[chosen[name] == value]
    assert len(chosen) == 1
    return chosen.iloc[0]


def answers(yes: int, n: int, other_yes: int, other_n: int) -> list[str]:
    return ["yes"] * yes + ["no"] * (n - yes) + ["yes"] * other_yes + ["no"] * (other_n - other_yes)


@pytest.fixture
def yes_no(build):
    """Items of counts (yes, n, yes, n) in two waves of the same sizes."""

    def make(counts, **more):
        n, other = next(iter(counts.values()))[1::2]
        items = [build.item(name, "yes_no", waves=TWO) for name in counts]
        columns = {name: answers(*found) for name, found in counts.items()}
        return build.survey(items, columns, [0] * n + [1] * other, waves=TWO, **more)

    return make


@pytest.fixture
def waves(build):
    """Items with columns given wave by wave; respondents are others each time unless ids are given."""

    def make(items, columns, sizes, names=TWO, **more):
        wave = [place for place, size in enumerate(sizes) for _ in range(size)]
        return build.survey(items, columns, wave, waves=names, **more)

    return make


def test_the_columns_are_those_of_the_released_set(yes_no):
    found = compare(yes_no({"q": (40, 100, 60, 100)}))
    assert tuple(found.columns) == CHANGES.names
    assert found[["comparison", "from_wave", "to_wave"]].drop_duplicates().values.tolist() == [
        ["previous", *TWO]
    ]
    assert found["family"].unique().tolist() == ["changes"]


def test_a_clear_rise_is_increased_and_its_mirror_decreased(yes_no):
    found = compare(yes_no({"q": (30, 100, 70, 100)}))
    assert row(found, "q", category="yes")["verdict"] == "increased"
    assert row(found, "q", category="no")["verdict"] == "decreased"
    assert row(found, "q", "item")["test"] == "t"
    assert row(found, "q", "item")["verdict"] == "changed"
    assert row(found, "q", "item")["p"] == row(found, "q", category="yes")["p"]


def test_the_difference_is_of_unrounded_shares_with_the_interval_of_its_t(yes_no):
    found = row(compare(yes_no({"q": (41, 103, 26, 79)})), "q", category="yes")
    se = np.sqrt(182 / 181 * (41 * 62 / 103**3 + 26 * 53 / 79**3))
    assert found["difference"] == pytest.approx(26 / 79 - 41 / 103, rel=1e-12)
    assert found["se"] == pytest.approx(se, rel=1e-12)
    assert found["ci_high"] - found["difference"] == pytest.approx(stats.t.ppf(0.975, 180) * se, rel=1e-9)
    assert found["eq_high"] - found["difference"] == pytest.approx(stats.t.ppf(0.95, 180) * se, rel=1e-9)
    assert found["p"] == pytest.approx(2 * stats.t.sf(abs(found["statistic"]), 180), rel=1e-9)


def test_two_mirrored_shares_are_one_test(yes_no):
    found = compare(yes_no({"q": (41, 103, 26, 79)}))
    yes, no, item = row(found, "q", category="yes"), row(found, "q", category="no"), row(found, "q", "item")
    assert yes["p_adjusted"] == no["p_adjusted"] == pytest.approx(max(item["p"], yes["p"]))


def test_a_net_and_the_category_it_leaves_out_are_one_test(build, waves):
    scale = build.scale(["x", "y", "z"], nets={"xy": ["x", "y"]})
    item = build.item("q", of=scale, waves=TWO)
    column = ["x"] * 30 + ["y"] * 30 + ["z"] * 40 + ["x"] * 40 + ["y"] * 30 + ["z"] * 30
    found = compare(waves([item], {"q": column}, [100, 100]))
    # Three tests inside: x, y, and z with its complement xy.
    net, rest = row(found, "q", category="xy"), row(found, "q", category="z")
    assert net["p_adjusted"] == rest["p_adjusted"]
    smallest = found[found["level"] == "category"]["p"].min()
    assert found[found["level"] == "category"]["p_adjusted"].min() == pytest.approx(
        max(3 * smallest, row(found, "q", "item")["p"])
    )


def test_respondents_in_both_waves_make_the_difference_surer(yes_no):
    counts = {"q": (50, 100, 60, 100)}
    same = [f"r{n}" for n in range(100)] * 2
    alone, shared = (
        compare(yes_no(counts)),
        compare(yes_no(counts, ids=same, plan=DesignPlan(stable_ids=True))),
    )
    assert row(shared, "q", category="yes")["se"] < row(alone, "q", category="yes")["se"]
    assert row(shared, "q", category="yes")["df"] == 100 - 1 - 1
    assert row(alone, "q", category="yes")["df"] == 200 - 1 - 1


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"design": {"w": [1.0, 2.0] * 91}, "plan": DesignPlan(weights="w")},
        {"design": {"part": [0, 1] * 91}, "plan": DesignPlan(strata="part")},
        {
            "ids": [f"r{n}" for n in range(103)] + [f"r{n}" for n in range(79)],
            "plan": DesignPlan(stable_ids=True),
        },
    ],
    ids=["plain", "weights", "strata", "overlap"],
)
def test_few_expected_answers_are_tested_by_the_interval_that_is_told(more, yes_no):
    found = row(compare(yes_no({"q": (1, 103, 3, 79)}, **more)), "q", category="yes")
    assert found["test"] == "mover"
    assert found["ci_low"] < 0 < found["ci_high"]
    assert (found["p"] < 0.05) == (not found["ci_low"] < 0 < found["ci_high"])


def test_a_category_nobody_chose_has_an_interval_and_no_change(build, waves):
    item = build.item("q", of=build.scale(["x", "y", "z"]), waves=TWO)
    column = ["x"] * 50 + ["y"] * 53 + ["x"] * 40 + ["y"] * 39
    plan = DesignPlan(strata="part")
    found = compare(waves([item], {"q": column}, [103, 79], design={"part": [0, 1] * 91}, plan=plan))
    empty = row(found, "q", category="z")
    assert (empty["difference"], empty["se"], empty["p"]) == (0, 0, 1)
    assert empty["verdict"] == "undecided"
    assert -0.05 < empty["ci_low"] < 0 < empty["ci_high"] < 0.06
    assert np.isnan(empty["mdd"])


@pytest.fixture
def agreement(build, waves):
    """One agreement scale of five answers, of which a study may show only the mean."""
    scale = build.scale(list("abcde"), "likert")
    column = np.random.default_rng(5).choice(list("abcde"), 160).tolist()
    survey = waves([build.item("q", "likert", scale, TWO)], {"q": column}, [80, 80])
    means = tuple(replace(indicator, figure="means") for indicator in survey.study.indicators)
    survey.only_means = replace(survey.study, indicators=means)
    survey.scores = np.array([5.0 - "abcde".index(x) for x in column])
    return survey


def test_an_agreement_scale_is_tested_on_the_answers_that_are_shown(agreement):
    item = row(compare(agreement), "q", "item")
    assert (item["test"], item["measure"], item["verdict"]) == ("rao_scott_f", "share", "undecided")
    assert row(compare(agreement), "q", measure="mean")["test"] == "t"


def test_a_shift_within_the_agreeing_side_is_seen(build, waves):
    # 8% to 43% fully agree, while the mean hardly moves.
    scale = build.scale(list("abcde"), "likert", {"agree_net": ["a", "b"]})
    column = list(
        "a" * 8
        + "b" * 54
        + "c" * 18
        + "d" * 10
        + "e" * 10
        + "a" * 43
        + "b" * 13
        + "c" * 22
        + "d" * 11
        + "e" * 11
    )
    found = compare(waves([build.item("q", "likert", scale, TWO)], {"q": column}, [100, 100]))
    assert row(found, "q", "item")["verdict"] == "changed"
    assert row(found, "q", category="a")["verdict"] == "increased"
    assert row(found, "q", category="b")["verdict"] == "decreased"
    assert row(found, "q", category="agree_net")["verdict"] == "undecided"


def test_where_only_means_are_shown_a_study_may_test_the_mean_or_its_ranks(agreement):
    declared = {
        name: replace(agreement.only_means, comparison=replace(agreement.study.comparison, primary_test=name))
        for name in ("mean", "wilcoxon")
    }
    by_mean, by_rank = (row(compare(agreement, study), "q", "item") for study in declared.values())
    mean = row(compare(agreement, declared["mean"]), "q", measure="mean")
    scores = agreement.scores
    assert (by_mean["test"], by_mean["p"]) == ("t", mean["p"])
    assert mean["difference"] == pytest.approx(scores[80:].mean() - scores[:80].mean())
    assert by_rank["test"] == "wilcoxon"
    for name in declared:
        found = compare(agreement, declared[name])
        shares = found[(found["level"] == "category") & (found["measure"] == "share")]
        assert len(shares) == 5
        assert set(shares["verdict"]) == set(shares["family"]) == {""}
        assert set(shares["reason"]) == {"left_out"}
    assert mean["p_adjusted"] == by_mean["p_adjusted"]
    ranked = row(compare(agreement, declared["wilcoxon"]), "q", measure="mean")
    assert ranked["p_adjusted"] == max(ranked["p"], by_rank["p_adjusted"])
    # With equal weights the rank test is a t test of mid-ranks with the variance of the stacked design.
    ranks = (stats.rankdata(scores) - 0.5) / 160
    one, other = ranks[:80], ranks[80:]
    se = np.sqrt(160 / 159 * (one.var() / 80 + other.var() / 80))
    assert by_rank["statistic"] == pytest.approx((other.mean() - one.mean()) / se, rel=1e-9)
    # The report that shows answers is tested on answers, whatever the study declares for means.
    both = replace(agreement.study, comparison=declared["wilcoxon"].comparison)
    assert row(compare(agreement, both), "q", "item")["test"] == "rao_scott_f"


def test_an_indicator_may_declare_its_own_primary_test(agreement):
    own = tuple(replace(indicator, primary_test="wilcoxon") for indicator in agreement.only_means.indicators)
    assert (
        row(compare(agreement, replace(agreement.study, indicators=own)), "q", "item")["test"] == "wilcoxon"
    )


def test_a_set_of_options_is_one_test_over_all_of_them(build, waves):
    items = [build.item(name, "multi", waves=TWO, group="set") for name in ("o1", "o2")]
    one, other = ["1"] * 30 + ["0"] * 70, ["1"] * 50 + ["0"] * 50
    found = compare(waves(items, {"o1": one + other, "o2": other + other}, [100, 100]))
    item = row(found, "set", "item")
    assert (item["test"], item["df"], item["category"], item["measure"]) == ("wald_f", 2, "", "share")
    assert found.loc[found["level"] == "category", "item"].tolist() == ["o1", "o2"]
    # Wald by hand: option o2 does not change; the two options overlap, so their covariance counts.
    x = np.array([one + other, other + other], float)
    differences = x[:, 100:].mean(axis=1) - x[:, :100].mean(axis=1)
    matrix = 200 / 199 * sum(np.cov(part, ddof=0) / 100 for part in (x[:, :100], x[:, 100:]))
    wald = differences @ np.linalg.solve(matrix, differences)
    assert item["statistic"] == pytest.approx((199 - 2 + 1) / (199 * 2) * wald, rel=1e-9)


def test_parts_of_100_are_one_test_on_all_parts_but_one(build, waves):
    items = [build.item(name, "parts_of_100", waves=TWO, group="time") for name in ("p1", "p2", "p3")]
    random = np.random.default_rng(2)
    parts = random.dirichlet([3, 2, 1], 160) * 100
    found = compare(waves(items, dict(zip(("p1", "p2", "p3"), parts.T, strict=True)), [80, 80]))
    item = row(found, "time", "item")
    assert (item["test"], item["df"], item["measure"]) == ("wald_f", 2, "mean")
    part = row(found, "p2")
    assert part["measure"] == "mean"
    assert part["difference"] == pytest.approx((parts[80:, 1].mean() - parts[:80, 1].mean()) / 100)


def test_a_grade_says_when_ranks_tell_another_story(build, waves):
    grades = build.scale([str(g) for g in range(1, 11)], "grade")
    # One half of wave two a little higher, and a few ones that pull the mean down again.
    column = [7] * 50 + [6] * 50 + [8] * 62 + [6] * 20 + [1] * 18
    found = row(
        compare(waves([build.item("g", "grade", grades, TWO)], {"g": column}, [100, 100])), "g", "item"
    )
    assert found["measure"] == "mean"
    assert found["test"] == "t"
    assert found["p"] > 0.05
    assert found["reason"] == "rank_disagrees"


def test_a_percentage_is_tested_on_its_mean_in_the_unit_of_shares(build, waves):
    random = np.random.default_rng(3)
    column = random.uniform(0, 100, 120)
    found = compare(waves([build.item("s", "percentage", waves=TWO)], {"s": column}, [60, 60]))
    assert found["level"].tolist() == ["item"]
    assert found["difference"].iloc[0] == pytest.approx((column[60:].mean() - column[:60].mean()) / 100)


def test_a_break_in_the_questionnaire_makes_waves_not_comparable(build, waves):
    item = build.item("q", "yes_no", waves=TWO, comparable_from="2022", break_reason="wording")
    other = build.item("r", "yes_no", waves=TWO)
    column = answers(30, 100, 70, 100)
    found = compare(waves([item, other], {"q": column, "r": column}, [100, 100]))
    broken = found[found["item"] == "q"]
    assert set(broken["verdict"]) == {"not_comparable"}
    assert set(broken["reason"]) == {"wording"}
    assert broken["p_adjusted"].isna().all()
    # The family counts only the other item.
    assert row(found, "r", "item")["p_adjusted"] == row(found, "r", "item")["p"]


def test_a_wave_with_few_answers_is_too_few_and_outside_the_family(yes_no):
    found = compare(yes_no({"q": (2, 29, 28, 40)}))
    assert set(found["verdict"]) == {"too_few"}
    assert found["p_adjusted"].isna().all()


def test_many_answers_with_unequal_weights_are_not_called_few(yes_no):
    """500 answers of which one weighs as much as all others: the effective n is what lacks, and the reason says so."""
    weights = [500.0 if place in (0, 500) else 1.0 for place in range(1000)]
    counts = {"q": (150, 500, 170, 500)}
    found = compare(yes_no(counts, design={"w": weights}, plan=DesignPlan(weights="w")))
    assert set(found["verdict"]) == {"too_few"}
    assert set(found["reason"]) == {"few_effective"}


def test_items_asked_once_are_not_compared(build, waves):
    items = [build.item("q", "yes_no", waves=("2022",)), build.item("r", "yes_no", waves=TWO)]
    column = answers(30, 50, 30, 50)
    assert set(compare(waves(items, {"q": column, "r": column}, [50, 50]))["item"]) == {"r"}


def test_equivalence_needs_a_declared_margin_and_an_interval_inside_it(yes_no):
    survey = yes_no({"q": (2000, 4000, 2010, 4000)})
    assert row(compare(survey), "q", category="yes")["verdict"] == "undecided"
    near = row(compare(survey, policy(survey, margins={"share": 0.05})), "q", category="yes")
    assert near["verdict"] == "equivalent"
    assert -0.05 < near["eq_low"] < near["eq_high"] < 0.05
    assert (
        row(compare(survey, policy(survey, margins={"share": 0.01})), "q", category="yes")["verdict"]
        == "undecided"
    )


def test_a_significant_change_within_the_margin_is_small(yes_no):
    survey = yes_no({"q": (2000, 4000, 2150, 4000)})
    found = row(compare(survey, policy(survey, margins={"share": 0.05})), "q", category="yes")
    assert (found["verdict"], found["reason"]) == ("increased", "small")


def test_the_margin_of_a_grade_is_not_that_of_a_share(build, waves):
    grades = build.scale([str(g) for g in range(1, 11)], "grade", {"good": ["8", "9", "10"]})
    survey = waves([build.item("g", "grade", grades, TWO)], {"g": ([6, 7, 8] * 400)}, [600, 600])
    found = compare(survey, policy(survey, margins={"grade": 0.3}))
    assert row(found, "g", measure="mean")["verdict"] == "equivalent"
    item, mean = row(found, "g", "item"), row(found, "g", measure="mean")
    share = row(found, "g", category="good")
    assert item["test"] == "bonferroni"
    assert item["p"] == pytest.approx(min(1.0, 2 * min(mean["p"], share["p"])))
    assert row(found, "g", category="good")["verdict"] == "undecided"


def test_each_row_says_its_margin_its_level_and_what_is_told_of_it(build, waves):
    grades = build.scale([str(g) for g in range(1, 11)], "grade", {"good": ["8", "9", "10"]})
    items = [build.item("g", "grade", grades, TWO), build.item("q", "yes_no", waves=TWO)]
    columns = {"g": [6, 7, 8] * 400, "q": answers(300, 600, 310, 600)}
    survey = waves(items, columns, [600, 600])
    found = compare(survey, policy(survey, margins={"grade": 0.3, "share": 0.05}, leave_out=("q",)))
    mean, share = row(found, "g", measure="mean"), row(found, "g", category="good")
    assert (mean["margin"], share["margin"]) == (0.3, 0.05)
    assert np.isnan(row(found, "g", "item")["margin"]), "a test of a table has no interval to hold against it"
    # One item in the family, not selected: alpha for the item, and half of it for the first of two inside.
    assert row(found, "g", "item")["level_in_force"] == 0.05
    assert (mean["level_in_force"], share["level_in_force"]) == (0.025, 0.025)
    assert found.loc[found["item"] == "q", "level_in_force"].isna().all(), "no family, no level"
    assert row(found, "g", "item")[["told_low", "told_high"]].isna().all()
    assert (mean["verdict"], mean["told_low"]) == ("equivalent", mean["eq_low"])


def test_a_row_that_was_not_tested_has_no_level(yes_no):
    assert compare(yes_no({"q": (2, 29, 28, 40)}))["level_in_force"].isna().all()


def test_benjamini_hochberg_over_items_then_holm_inside_the_selected(yes_no):
    survey = yes_no(
        {"a": (20, 100, 50, 100), "b": (40, 100, 52, 100), "c": (50, 100, 51, 100), "d": (50, 100, 50, 100)}
    )
    found, method = changes_between_waves(survey.answers, survey.design, survey.study, survey.questionnaire)
    items = found[found["level"] == "item"].set_index("item")
    p = items["p"].to_numpy()
    np.testing.assert_allclose(items["p_adjusted"], stats.false_discovery_control(p))
    family = method.families[0]
    assert (family.m, family.selected, family.rule) == (4, 1, "bh")
    assert family.level == pytest.approx(0.05 * 1 / 4)
    yes = row(found, "a", category="yes")
    assert yes["p_adjusted"] == pytest.approx(max(items.loc["a", "p_adjusted"], yes["p"] * 4 / 1))
    assert family.tests == {"t": 12}


def test_the_level_in_force_decides_the_minimal_detectable_difference(yes_no):
    survey = yes_no({"a": (50, 103, 40, 79), "b": (50, 103, 40, 79)})
    found = row(compare(survey), "a", category="yes")
    pooled = (50 + 40) / 182
    # Nothing selected: the first of two items would need alpha/2, and it holds one test.
    t = stats.t.ppf(1 - 0.05 / 2 / 2, 180) + stats.t.ppf(0.8, 180)
    assert found["mdd"] == pytest.approx(t * np.sqrt(pooled * (1 - pooled) * (1 / 103 + 1 / 79)), rel=1e-9)


def test_headlines_leave_the_family_and_form_one_by_holm(yes_no):
    survey = yes_no({"a": (40, 100, 55, 100), "b": (40, 100, 52, 100), "c": (40, 100, 50, 100)})
    found, method = changes_between_waves(
        survey.answers, survey.design, policy(survey, headlines=("a", "b")), survey.questionnaire
    )
    families = {family.family: family for family in method.families}
    assert families["changes:headlines"].rule == "holm"
    assert (families["changes:headlines"].m, families["changes"].m) == (2, 1)
    a, b = row(found, "a", "item"), row(found, "b", "item")
    assert a["p_adjusted"] == pytest.approx(2 * a["p"])
    assert b["p_adjusted"] == pytest.approx(max(2 * a["p"], b["p"]))


def test_what_is_left_out_of_the_tests_gets_no_verdict_and_costs_nothing(yes_no):
    survey = yes_no({"a": (40, 100, 55, 100), "b": (60, 100, 45, 100)})
    found = compare(survey, policy(survey, leave_out=("b",)))
    assert set(found.loc[found["item"] == "b", "verdict"]) == {""}
    assert set(found.loc[found["item"] == "b", "reason"]) == {"left_out"}
    assert row(found, "a", "item")["p_adjusted"] == row(found, "a", "item")["p"]


def test_without_adjustment_p_stays_as_it_is(yes_no):
    survey = yes_no({"a": (40, 100, 55, 100), "b": (40, 100, 52, 100)})
    found = compare(survey, policy(survey, adjust="none"))
    np.testing.assert_allclose(found["p_adjusted"], found["p"])


def test_only_a_declared_breakdown_is_tested_in_a_family_of_its_own(yes_no):
    breakdown = Breakdown("part", "", ("part",), {"n": "", "s": ""})
    survey = yes_no({"a": (40, 100, 60, 100)}, design={"part": list("ns") * 100}, breakdowns=(breakdown,))
    assert set(compare(survey)["breakdown"]) == {""}
    found, method = changes_between_waves(
        survey.answers, survey.design, policy(survey, breakdown_families=("part",)), survey.questionnaire
    )
    assert set(found["breakdown"]) == {"", "part"}
    assert {family.family: family.m for family in method.families} == {
        "changes": 1,
        "changes:part": 2,
    }


ALL = ("previous", "first", "trend")


def names(contrasts):
    return [(contrast.name, contrast.from_wave, contrast.to_wave) for contrast in contrasts]


def test_three_waves_are_compared_as_declared():
    uneven = ("2021", "2022", "2025")
    contrasts = wave_contrasts(uneven, uneven, ALL)
    assert names(contrasts) == [
        ("previous", "2022", "2025"),
        ("first", "2021", "2025"),
        ("trend", "2021", "2025"),
    ]
    np.testing.assert_array_equal([c.numbers for c in contrasts[:2]], [[np.nan, -1, 1], [-1, np.nan, 1]])
    np.testing.assert_allclose(contrasts[2].numbers, trend_numbers(uneven))


def test_a_trend_that_is_the_change_since_the_first_wave_is_told_once():
    assert names(wave_contrasts(THREE, THREE, ALL)) == [
        ("previous", "2023", "2025"),
        ("first", "2021", "2025"),
    ]
    # Where the first wave is not compared, the trend is no repetition.
    assert names(wave_contrasts(THREE, THREE, ("trend",))) == [("trend", "2021", "2025")]


def test_with_two_waves_previous_and_first_are_one_and_a_trend_is_none():
    assert names(wave_contrasts(TWO, TWO, ALL)) == [("previous", *TWO)]
    assert names(wave_contrasts(TWO, TWO, ("first",))) == [("first", *TWO)]
    assert wave_contrasts(("2020",), ("2020",), ALL) == []


def test_an_item_is_compared_with_the_waves_that_asked_it():
    assert names(wave_contrasts(THREE, ("2021", "2025"), ALL)) == [("previous", "2021", "2025")]
    assert names(wave_contrasts(THREE, ("2023", "2025"), ALL)) == [("previous", "2023", "2025")]
    assert wave_contrasts(THREE, ("2021", "2023"), ALL) == [], (
        "what the latest wave did not ask has no change"
    )


def test_only_waves_without_a_break_in_between_are_compared():
    since_2023 = wave_contrasts(THREE, THREE, ALL, lambda first, last: first >= "2023")
    assert names(since_2023) == [("previous", "2023", "2025")]
    assert since_2023[0].comparable
    broken = wave_contrasts(THREE, THREE, ALL, lambda first, last: False)
    assert names(broken) == [("previous", "2023", "2025")], "one row says that it cannot be compared"
    assert not broken[0].comparable


def test_a_trend_is_the_fitted_line_from_first_to_last_wave():
    # Years 2018, 2019, 2022: mean 2019.67; slope = sum((t - mean) y) / sum((t - mean)^2), over 4 years.
    numbers = trend_numbers(("2018", "2019", "2022"))
    y = np.array([0.2, 0.3, 0.6])
    assert numbers @ y == pytest.approx(np.polyfit([2018, 2019, 2022], y, 1)[0] * 4)
    assert trend_numbers(("a", "b", "c")).tolist() == pytest.approx([-1, 0, 1])


def test_a_trend_of_a_nominal_item_is_tested_on_all_categories_together(build, waves):
    uneven = ("2021", "2022", "2025")
    item = build.item("q", of=build.scale(["x", "y", "z"]), waves=uneven)
    column = sum((["x"] * (20 + 15 * k) + ["y"] * (50 - 10 * k) + ["z"] * (30 - 5 * k) for k in range(3)), [])
    survey = waves([item], {"q": column}, [100, 100, 100], names=uneven, against=ALL)
    found = compare(survey)
    trend = found[found["comparison"] == "trend"]
    assert row(trend, "q", "item")["test"] == "wald_f"
    assert row(trend, "q", category="x")["difference"] == pytest.approx(
        trend_numbers(uneven) @ [0.2, 0.35, 0.5]
    )
    assert row(trend, "q", category="x")["verdict"] == "increased"
    assert found["comparison"].drop_duplicates().tolist() == list(ALL)


def test_all_comparisons_of_a_run_are_one_family(build, waves):
    item = build.item("q", "yes_no", waves=THREE)
    column = sum((["yes"] * n + ["no"] * (100 - n) for n in (40, 50, 60)), [])
    survey = waves([item], {"q": column}, [100] * 3, names=THREE, against=ALL)
    found, method = changes_between_waves(survey.answers, survey.design, survey.study, survey.questionnaire)
    assert [(family.family, family.m) for family in method.families] == [("changes", 2)]
    assert (method.families[0].comparison, method.families[0].from_wave) == ("", "")
    items = found[found["level"] == "item"]
    np.testing.assert_allclose(items["p_adjusted"], stats.false_discovery_control(items["p"]))


def test_the_fpc_counts_for_change_only_when_the_study_says_so(yes_no):
    counts = {"q": (40, 100, 60, 100)}
    plan = DesignPlan(fpc=True, population="size")
    survey = yes_no(counts, design={"size": [400] * 200}, plan=plan)
    endless = row(compare(survey), "q", category="yes")["se"]
    finite = row(compare(survey, policy(survey, fpc=True)), "q", category="yes")["se"]
    assert finite == pytest.approx(endless * np.sqrt(1 - 100 / 400))


def test_the_method_says_everything_that_was_decided_beforehand(yes_no):
    survey = yes_no({"q": (40, 100, 60, 100)}, plan=DesignPlan(stable_ids=True))
    _, method = changes_between_waves(survey.answers, survey.design, survey.study, survey.questionnaire)
    assert {key: getattr(method, key) for key in ("alpha", "power", "adjust", "fpc", "stable_ids", "headlines")} == {
        "alpha": 0.05, "power": 0.8, "adjust": "bh", "fpc": False, "stable_ids": True, "headlines": (),
    }  # fmt: skip
    family = method.families[0]
    assert 0.15 < family.mdd_low <= family.mdd_high < 0.25


def test_one_wave_has_no_changes(build):
    survey = build.survey([build.item("q", "yes_no")], {"q": ["yes"]}, [0])
    found = compare(survey)
    assert tuple(found.columns) == CHANGES.names
    assert len(found) == 0
