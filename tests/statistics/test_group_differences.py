"""Truth: the rules of docs/methods.md on groups within a wave: what is tested against what, families, verdicts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monitor.statistics.change.changes import MeasuredChanges, judged_changes, measured_changes
from monitor.statistics.groups.group_differences import with_group_differences
from monitor.study.study_file import Breakdown, DesignPlan

NAMES = ("a", "b", "c", "d")


def breakdown(item: str, names=NAMES, **more) -> Breakdown:
    labels = {name: name for name in names}
    return Breakdown(item, item, (item,), labels, **{"identifiable": False, "test_groups": True, **more})


def differences(survey, *breakdowns: Breakdown, changes: bool = False):
    study = replace(survey.study, breakdowns=breakdowns)
    between = measured_changes(survey.answers, survey.design, study, survey.questionnaire)
    measured = between if changes else MeasuredChanges({}, (), survey.answers.waves)
    found = with_group_differences(measured, survey.answers, survey.design, study, survey.questionnaire)
    return judged_changes(found, study)


@pytest.fixture
def grouped(build):
    """Three items by four groups (400, 300, 200 and 20 answers), clustered and weighted; `two` joins b, c and d."""
    random = np.random.default_rng(3)
    group = np.repeat(list(NAMES), [400, 300, 200, 20])
    n = len(group)
    level = random.normal(size=n) + 0.5 * (group == "a")
    columns = {
        "answer": np.where(level < -0.3, "1", np.where(level < 0.7, "2", "3")).tolist(),
        "yes": np.where(random.random(n) < 0.4, "yes", "no").tolist(),
        "number": np.round(10 + 5 * level, 1).tolist(),
        "group": group.tolist(),
        "two": np.where(group == "a", "a", "rest").tolist(),
    }
    items = [
        build.item("answer", of=build.scale(["1", "2", "3"], "ordinal"), waves=("1", "2")),
        build.item("yes", "yes_no", waves=("1", "2")),
        build.item("number", "number", waves=("1", "2")),
        build.item("group", of=build.scale(list(NAMES)), waves=("1", "2")),
        build.item("two", of=build.scale(["a", "rest"]), waves=("1", "2")),
    ]
    design = {"w": random.uniform(0.5, 2, n), "town": random.integers(0, 90, n).astype(str)}
    return build.survey(
        items, columns, [0] * 60 + [1] * (n - 60), waves=("1", "2"), design=design,
        plan=DesignPlan(weights="w", psu="town"),
    )  # fmt: skip


NUMBERS = ["difference", "se", "ci_low", "ci_high", "statistic", "df", "p", "n_from", "n_to"]


@pytest.mark.parametrize("item", ["answer", "yes", "number"])
def test_a_group_against_the_rest_is_that_group_against_the_others_joined(grouped, item: str) -> None:
    of_four, _ = differences(grouped, breakdown("group"))
    of_two, _ = differences(grouped, breakdown("two", ("a", "rest")))
    mine = [
        found[(found["item"] == item) & (found["group"] == "a")].set_index(["category", "measure"])[NUMBERS]
        for found in (of_four, of_two)
    ]
    assert len(mine[0])
    np.testing.assert_allclose(mine[0], mine[1], rtol=1e-10, atol=1e-13)


def test_two_groups_are_one_test_told_from_both_sides(grouped) -> None:
    found, _ = differences(grouped, breakdown("two", ("a", "rest")))
    for item, category in (("yes", "yes"), ("number", "")):
        own, other = (
            found[(found["item"] == item) & (found["category"] == category) & (found["group"] == group)].iloc[
                0
            ]
            for group in ("a", "rest")
        )
        (whole,) = found[(found["item"] == item) & (found["level"] == "item")].itertuples()
        assert own["difference"] == pytest.approx(-other["difference"])
        assert own["p"] == pytest.approx(other["p"]) == pytest.approx(whole.p)
        assert own["p_adjusted"] == pytest.approx(whole.p_adjusted)
    assert set(found.loc[found["item"] == "number", "verdict"]) == {"differs", "higher", "lower"}


def test_a_small_group_takes_no_part_and_the_others_do(grouped) -> None:
    found, _ = differences(grouped, breakdown("group"))
    small = found[found["group"] == "d"]
    assert set(small["verdict"]) == {"too_few"}
    assert set(small["reason"]) == {"few_answers"}
    assert small["p_adjusted"].isna().all()
    whole = found[(found["item"] == "answer") & (found["level"] == "item")].iloc[0]
    names = ("a", "b", "c", "")
    without, _ = differences(grouped, breakdown("group", names[:3]))
    same = without[(without["item"] == "answer") & (without["level"] == "item")].iloc[0]
    assert whole["test"] == "rao_scott_f"
    assert (whole["statistic"], whole["p"]) == pytest.approx((same["statistic"], same["p"]))


def test_one_reliable_group_is_judged_by_its_own_tests_together(grouped) -> None:
    """Of a and d, d has too few answers, and so has all that a is held against."""
    found, _ = differences(grouped, breakdown("group", ("a", "d")))
    assert set(found["verdict"]) == {"too_few"}
    found, testing = differences(grouped, breakdown("group", ("a", "b", "d")))
    whole = found[(found["item"] == "yes") & (found["level"] == "item")].iloc[0]
    assert whole["p_adjusted"] >= whole["p"] > 0
    assert [family.family for family in testing.families] == ["groups"]


def test_groups_are_a_family_apart_from_changes(grouped) -> None:
    alone, _ = differences(grouped, breakdown("group"))
    beside, testing = differences(grouped, breakdown("group"), changes=True)
    by_name = {family.family: family for family in testing.families}
    assert set(by_name) == {"changes", "groups"}
    assert by_name["groups"].m == 4  # answer, yes, number and two; not the group itself
    own = beside[beside["comparison"].str.contains(":")]
    assert own["p_adjusted"].tolist() == pytest.approx(alone["p_adjusted"].tolist(), nan_ok=True)
    assert own["margin"].isna().all()
    assert set(own["from_wave"]) == set(own["to_wave"]) == {"2"}


def test_told_intervals_exclude_0_where_a_group_differs_and_nowhere_else(grouped) -> None:
    found, _ = differences(grouped, breakdown("group"))
    rows = found[(found["level"] == "category") & (found["verdict"] != "too_few")]
    excludes = (rows["told_low"] > 0) | (rows["told_high"] < 0)
    assert excludes.tolist() == rows["verdict"].isin(["higher", "lower"]).tolist()
    assert excludes.any()
    assert not excludes.all()


@pytest.mark.parametrize("more", [{"identifiable": True}, {"test_groups": False}])
def test_groups_that_are_not_to_be_compared_are_not(grouped, more) -> None:
    found, testing = differences(grouped, breakdown("group", **more))
    assert not len(found)
    assert testing.families == ()


def test_numbers_that_do_not_vary_in_a_group_have_no_variance_but_that_of_the_others(build) -> None:
    """Sums about one pivot are turned to the mean of each side: what is rounding there is 0."""
    random = np.random.default_rng(4)
    group = np.repeat(["a", "b", "c"], 50)
    value = np.where(group == "a", 7.3, np.where(group == "b", 1 / 3, np.round(random.normal(5, 2, 150), 1)))
    items = [build.item("number", "number"), build.item("group", of=build.scale(["a", "b", "c"]))]
    columns = {"number": value.tolist(), "group": group.tolist()}
    survey = build.survey(
        items, columns, [0] * 150, design={"w": random.uniform(0.5, 3, 150)}, plan=DesignPlan(weights="w")
    )
    found, _ = differences(survey, breakdown("group", ("a", "b", "c")))
    row = found[(found["item"] == "number") & (found["group"] == "a")].iloc[0]
    weights = survey.design.weights[50:]
    mean = np.average(value[50:], weights=weights)
    score = np.concatenate([np.zeros(50), weights * (value[50:] - mean) / weights.sum()])
    assert row["difference"] == pytest.approx(7.3 - mean)
    assert row["se"] == pytest.approx(np.sqrt(150 / 149 * (score**2).sum()), rel=1e-12)
    two, _ = differences(
        build.survey(
            items, {"number": value[:100].tolist(), "group": group[:100].tolist()}, [0] * 100,
            design={"w": survey.design.weights[:100]}, plan=DesignPlan(weights="w"),
        ),
        breakdown("group", ("a", "b")),
    )  # fmt: skip
    same = two[(two["item"] == "number") & (two["group"] == "a")].iloc[0]
    assert same["se"] == 0
    assert np.isnan(same["p"])
