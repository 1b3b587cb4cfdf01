"""Truth: hand counts on at most twelve respondents, for every kind of item."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monitor.schema import ESTIMATES
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.estimates.by_domain import estimates_by_domain
from monitor.statistics.estimates.precision import too_few
from monitor.study.policy import Threshold
from monitor.study.study_file import Breakdown, DesignPlan, Indicator


def estimate(survey, design=None):
    return estimates_by_domain(survey.answers, design or survey.design, survey.study, survey.questionnaire)


def row(frame, item, category="", measure="share", group="", wave="1"):
    chosen = frame[
        (frame["item"] == item) & (frame["category"] == category) & (frame["measure"] == measure)
        & (frame["group"] == group) & (frame["wave"] == wave)
    ]  # fmt: skip
    assert len(chosen) == 1
    return chosen.iloc[0]


@pytest.fixture
def agreement(build):
    scale = build.scale(
        ["sa", "a", "n", "d", "sd"], "likert", {"agree": ["sa", "a"], "disagree": ["d", "sd"]}
    )
    return build.item("clear", "likert", scale)


def test_a_single_choice_is_the_share_of_each_category(build):
    survey = build.survey(
        [build.item("q", of=build.scale(["x", "y", "z"]))], {"q": list("xxxyy") + [None]}, [0] * 6
    )
    found = estimate(survey)
    assert tuple(found.columns) == ESTIMATES.names
    assert found["category"].tolist() == ["x", "y", "z"]
    assert found["estimate"].tolist() == pytest.approx([0.6, 0.4, 0.0])
    assert found["count"].tolist() == [3, 2, 0]
    assert found["n"].tolist() == [5, 5, 5]
    assert found["n_no_answer"].tolist() == [1, 1, 1]
    # One wave, nobody shared: variance p(1 - p)/(n - 1) over the five, times 6/5 x 4/6 ... of the stacked
    # design of six rows, of which one does not answer: 6/5 x p(1 - p)/5.
    assert found["se"].iloc[0] == pytest.approx(np.sqrt(6 / 5 * 0.24 / 5))
    assert found["df"].tolist() == [4, 4, 4]


def test_weights_change_the_share_and_not_the_count(build):
    survey = build.survey(
        [build.item("q", of=build.scale(["x", "y"]))], {"q": list("xxy")}, [0] * 3,
        design={"w": [1.0, 1.0, 2.0]}, plan=DesignPlan(weights="w"),
    )  # fmt: skip
    found = row(estimate(survey), "q", "x")
    assert (found["estimate"], found["count"], found["n"]) == (0.5, 2, 3)


def test_an_agreement_scale_has_categories_nets_and_a_mean_score(build, agreement):
    survey = build.survey([agreement], {"clear": ["sa", "a", "a", "n", "sd"]}, [0] * 5)
    found = estimate(survey)
    assert found["category"].tolist() == ["sa", "a", "n", "d", "sd", "agree", "disagree", ""]
    assert row(found, "clear", "agree")["estimate"] == pytest.approx(3 / 5)
    assert row(found, "clear", "agree")["count"] == 3
    score = row(found, "clear", measure="mean")
    # 5 + 4 + 4 + 3 + 1 = 17; squares of the distance to 3.4: 2.56 + .36 + .36 + .16 + 5.76 = 9.2, over 4 x 5.
    assert score["estimate"] == pytest.approx(17 / 5)
    assert score["se"] == pytest.approx(np.sqrt(9.2 / 20))
    assert np.isnan(score["count"])


def test_an_option_is_a_share_of_those_who_answered_the_set(build):
    items = [build.item("o1", "multi", group="set"), build.item("o2", "multi", group="set")]
    survey = build.survey(items, {"o1": ["1", "0", "1", None], "o2": ["0", "0", "1", None]}, [0] * 4)
    found = estimate(survey)
    assert found[["item", "category"]].values.tolist() == [["o1", "1"], ["o2", "1"]]
    assert found["estimate"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert found["indicator"].tolist() == ["set", "set"]


def test_yes_and_no_are_both_there(build):
    survey = build.survey([build.item("q", "yes_no")], {"q": ["yes", "no", "no", None]}, [0] * 4)
    assert estimate(survey)[["category", "count"]].values.tolist() == [["yes", 1.0], ["no", 2.0]]


def test_parts_and_percentages_are_means_between_0_and_1(build):
    items = [build.item("p", "parts_of_100"), build.item("s", "percentage")]
    survey = build.survey(items, {"p": [0, 50, 100], "s": [10, 20, 90]}, [0] * 3)
    found = estimate(survey)
    assert row(found, "p", measure="mean")["estimate"] == pytest.approx(0.5)
    assert row(found, "p", measure="mean")["se"] == pytest.approx(0.5 / np.sqrt(3))
    assert row(found, "s", measure="mean")["estimate"] == pytest.approx(0.4)
    assert row(found, "s", measure="median")["estimate"] == pytest.approx(0.2)
    assert set(found["measure"]) == {"mean", "median"}


def test_a_number_has_mean_and_median_in_its_own_unit(build):
    survey = build.survey([build.item("visits", "number")], {"visits": [0, 1, 1, 2, 400, None]}, [0] * 6)
    found = estimate(survey)
    assert row(found, "visits", measure="mean")["estimate"] == pytest.approx(404 / 5)
    median = row(found, "visits", measure="median")
    assert (median["estimate"], median["ci_low"]) == (1, 0)
    assert median["n"] == 5
    assert np.isnan(median["deff"])


def test_a_grade_has_a_mean_its_nets_and_a_share_not_applicable_on_its_own_base(build):
    codes = [str(grade) for grade in range(1, 11)]
    scale = build.scale(codes, "grade", {"good": ["8", "9", "10"]})
    item = build.item("g", "grade", scale, special=(build.special("na", "n.v.t.", "not_applicable"),))
    survey = build.survey([item], {"g": [6, 8, 10, "na", None]}, [0] * 5)
    found = estimate(survey)
    assert row(found, "g", measure="mean")["estimate"] == pytest.approx(8)
    assert row(found, "g", measure="mean")["n"] == 3
    assert row(found, "g", "good")["estimate"] == pytest.approx(2 / 3)
    outside = row(found, "g", "na")
    assert (outside["estimate"], outside["n"], outside["count"]) == (pytest.approx(1 / 4), 4, 1)
    assert row(found, "g", measure="mean")["n_not_applicable"] == 1


def test_grades_without_codes_are_read_from_their_numbers(build):
    item = build.item("g", "grade", build.scale(["6", "7.5", "9"], "grade"))
    survey = build.survey([item], {"g": [6, 7.5, 9, None]}, [0] * 4)
    bare = replace(survey.answers.variables["g"], codes=None, categories=())
    answers = replace(survey.answers, variables={"g": bare})
    found = estimates_by_domain(answers, survey.design, survey.study, survey.questionnaire)
    assert found["estimate"].tolist() == pytest.approx([7.5])


def test_four_kinds_of_missing_are_counted_apart(build):
    item = build.item(
        "q", of=build.scale(["x", "y"]), waves=("1",), special=(build.special("dk", "?", "dont_know"),)
    )
    survey = build.survey([item], {"q": ["x", "dk", None, "y", "x"]}, [0] * 5)
    survey.answers.variables["q"].state[4] = 1
    survey.answers.variables["q"].codes[4] = -1
    found = estimate(survey).iloc[0]
    assert [
        found[name] for name in ("n", "n_not_asked", "n_no_answer", "n_dont_know", "n_not_applicable")
    ] == [2, 1, 1, 1, 0]


def test_a_breakdown_gives_every_group_and_leaves_out_who_is_in_none(build):
    items = [build.item("q", "yes_no"), build.item("who", of=build.scale(["a", "b", "c"]))]
    breakdown = Breakdown("who", "Wie", ("who",), {"a": "A", "b": "B", "c": "C"})
    survey = build.survey(
        items,
        {"q": ["yes", "no", "yes", "no"], "who": ["a", "a", "b", None]},
        [0] * 4,
        breakdowns=(breakdown,),
    )
    found = estimate(survey)
    assert row(found, "q", "yes", group="a")["estimate"] == 0.5
    assert row(found, "q", "yes", group="b")["n"] == 1
    empty = row(found, "q", "yes", group="c")
    assert empty["n"] == 0
    assert np.isnan(empty["estimate"])
    assert empty["status"] == "unreliable"


def test_rows_come_in_the_declared_order(build):
    waves = ("1", "2")
    items = [build.item("b", "yes_no", waves=waves), build.item("a", "yes_no", waves=waves)]
    breakdown = Breakdown("part", "", ("part",), {"s": "", "n": ""})
    survey = build.survey(
        items, {"b": ["yes"] * 4, "a": ["no"] * 4}, [0, 0, 1, 1], waves=waves, design={"part": list("nsns")},
        breakdowns=(breakdown,),
    )  # fmt: skip
    found = estimate(survey)
    keys = list(found[["wave", "item", "category", "breakdown", "group"]].itertuples(index=False, name=None))
    assert keys[:6] == [
        ("1", "b", "yes", "", ""), ("1", "b", "yes", "part", "s"), ("1", "b", "yes", "part", "n"),
        ("1", "b", "no", "", ""), ("1", "b", "no", "part", "s"), ("1", "b", "no", "part", "n"),
    ]  # fmt: skip
    assert [key[0] for key in keys] == ["1"] * 12 + ["2"] * 12


def test_items_and_breakdowns_appear_only_in_waves_that_asked_them(build):
    waves = ("1", "2")
    items = [build.item("old", "yes_no", waves=waves), build.item("new", "yes_no", waves=("2",))]
    breakdown = Breakdown("new", "", ("new",), {"yes": "", "no": ""})
    survey = build.survey(
        items, {"old": ["yes"] * 4, "new": ["no"] * 4}, [0, 0, 1, 1], waves=waves, breakdowns=(breakdown,)
    )
    found = estimate(survey)
    assert set(found.loc[found["item"] == "new", "wave"]) == {"2"}
    assert set(found.loc[found["breakdown"] == "new", "wave"]) == {"2"}


def test_an_item_of_two_indicators_is_a_row_of_each(build):
    survey = build.survey([build.item("q", "yes_no")], {"q": ["yes", "no"]}, [0, 0])
    indicators = (*survey.study.indicators, Indicator("again", "again", "t", ("q",)))
    study = replace(survey.study, indicators=indicators)
    found = estimates_by_domain(survey.answers, survey.design, study, survey.questionnaire)
    assert found["indicator"].tolist() == ["q", "q", "again", "again"]


def test_equal_weights_give_a_design_effect_of_1_and_all_answers_as_effective_n(build):
    waves = ("1", "2")
    survey = build.survey(
        [build.item("q", "yes_no", waves=waves)],
        {"q": ["yes", "no", "no", "yes", "no"]},
        [0, 0, 0, 1, 1],
        waves=waves,
    )
    found = estimate(survey)
    assert found["deff"].tolist() == pytest.approx([1.0] * 4)
    assert found["n_effective"].tolist() == pytest.approx([3, 3, 2, 2])


def test_a_share_of_0_has_the_effective_n_of_its_neighbours(build):
    # Weights 1 and 3 in turn: Kish's deff is 4 x 20/64 = 1.25.
    survey = build.survey(
        [build.item("q", of=build.scale(["x", "y", "z"]))], {"q": list("xxyy")}, [0] * 4,
        design={"w": [1.0, 3.0, 1.0, 3.0]}, plan=DesignPlan(weights="w"),
    )  # fmt: skip
    found = estimate(survey).set_index("category")
    assert found.loc["z", "estimate"] == 0
    assert found.loc["z", "se"] == 0
    assert found.loc["z", "n_effective"] == pytest.approx(found.loc["x", "n_effective"])
    assert 0 < found.loc["z", "ci_high"] < 1


def test_when_all_answer_alike_kish_gives_the_effective_n(build):
    survey = build.survey(
        [build.item("q", of=build.scale(["x", "y"]))], {"q": list("xxxx")}, [0] * 4,
        design={"w": [1.0, 3.0, 1.0, 3.0]}, plan=DesignPlan(weights="w"),
    )  # fmt: skip
    assert estimate(survey)["n_effective"].tolist() == pytest.approx([3.2, 3.2])


def test_few_answers_few_effective_and_few_units_each_make_an_estimate_unreliable(build):
    item = [build.item("q", "yes_no")]
    few = build.survey(item, {"q": ["yes"] * 29}, [0] * 29)
    assert set(estimate(few)["reason"]) == {"few_answers"}
    enough = build.survey(item, {"q": ["yes"] * 15 + ["no"] * 15}, [0] * 30)
    assert set(estimate(enough)["status"]) == {"released"}
    uneven = build_design(enough.answers, DesignPlan(), weights=np.array([1.0] * 29 + [30.0]))
    assert set(estimate(enough, uneven)["reason"]) == {"few_effective"}
    plan = DesignPlan(psu="town")
    town = {"town": [number % 2 for number in range(200)]}
    answers = ["yes" if number % 3 else "no" for number in range(200)]
    towns = estimate(build.survey(item, {"q": answers}, [0] * 200, design=town, plan=plan))
    assert towns["n_effective"].min() > 30
    assert set(towns["df"]) == {1}
    assert set(towns["reason"]) == {"few_df"}


def test_no_indicators_give_an_empty_table_of_the_right_shape(build):
    survey = build.survey([build.item("q", "yes_no")], {"q": ["yes"]}, [0])
    study = replace(survey.study, indicators=())
    found = estimates_by_domain(survey.answers, survey.design, study, survey.questionnaire)
    assert tuple(found.columns) == ESTIMATES.names
    assert len(found) == 0


def test_as_many_effective_answers_as_a_figure_needs_are_enough_whatever_the_last_digit() -> None:
    """Kish's effective n of 30 equal weights of 0.1 is 30 less one in the fifteenth digit."""
    rules = Threshold(10, 30, 8)
    effective = np.array([0.1 * 30, np.nextafter(30.0, 0.0), 29.99, np.nan])
    effective[0] = sum([0.1] * 30) ** 2 / sum([0.1**2] * 30)
    assert effective[1] < 30
    found = too_few(np.full(4, 30.0), effective, np.array([29.0] * 4), rules)
    assert found.tolist() == ["", "", "few_effective", "few_effective"]
    assert too_few(np.array([29.0, 30.0]), np.array([40.0] * 2), np.array([29.0, 7.0]), rules).tolist() == [
        "few_answers",
        "few_df",
    ]
