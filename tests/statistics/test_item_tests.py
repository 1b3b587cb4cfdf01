"""Truth: hand counts of which categories are joined, and which test is left of them."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.statistics.change.item_tests import join_small
from monitor.statistics.change.tests_of_change import rao_scott_test
from monitor.statistics.design.group_sums import coded_sums
from monitor.statistics.design.grouped_respondents import GroupedRespondents, whole_sample
from monitor.study.study_file import DesignPlan
from tests.changes import changes_between_waves

TWO = ("2020", "2022")


@pytest.mark.parametrize(
    ("expected", "ordered", "labels"),
    [
        ([20, 30, 40], True, [0, 1, 2]),
        ([2, 30, 40], True, [0, 0, 1]),
        ([30, 2, 10], True, [0, 1, 1]),  # the smaller neighbour of the middle
        ([10, 30, 2], False, [0, 1, 0]),  # the next smallest, wherever it stands
        ([10, 30, 2], True, [0, 1, 1]),  # in an order only a neighbour
        ([1, 2, 3, 90], False, [0, 0, 0, 1]),
        ([1, 2, 1, 0], True, [0, 0, 0, 0]),
    ],
)
def test_the_smallest_class_is_joined_until_none_is_too_small(expected, ordered, labels):
    assert join_small(np.array(expected, float), 5.0, ordered).tolist() == labels


@pytest.fixture
def compare(build):
    """The changes of one item with these counts in two waves."""

    def make(first, second, kind="nominal", **more):
        codes = [f"c{place}" for place in range(len(first))]
        one = build.item("q", "likert" if kind == "likert" else "single", build.scale(codes, kind), TWO)
        column = [
            code
            for counts in (first, second)
            for code, n in zip(codes, counts, strict=True)
            for _ in range(n)
        ]
        wave = [0] * sum(first) + [1] * sum(second)
        survey = build.survey([one], {"q": column}, wave, waves=TWO, **more)
        return changes_between_waves(survey.answers, survey.design, survey.study, survey.questionnaire)[0]

    return make


def item(changes):
    return changes[changes["level"] == "item"].iloc[0]


def test_joined_categories_are_tested_as_one_and_stay_rows_of_their_own(compare):
    joined = compare([30, 40, 28, 2], [40, 40, 18, 2], "ordinal")
    alone = compare([30, 40, 30], [40, 40, 20], "ordinal")
    assert (item(joined)["test"], item(alone)["test"]) == ("rao_scott_f_joined", "rao_scott_f")
    assert item(joined)["p"] == pytest.approx(item(alone)["p"], rel=1e-9)
    assert joined.loc[joined["level"] == "category", "category"].tolist() == ["c0", "c1", "c2", "c3"]


def test_two_joined_categories_are_the_test_of_one_share(compare):
    changes = compare([60, 3, 40], [70, 2, 31])
    share = compare([60, 43], [70, 33])
    assert item(changes)["test"] == "t_joined"
    assert item(changes)["p"] == pytest.approx(item(share)["p"], rel=1e-9)


def test_what_nobody_chose_is_no_category(compare):
    changes, without = compare([60, 0, 40], [70, 0, 30]), compare([60, 40], [70, 30])
    assert (item(changes)["test"], item(changes)["p"]) == ("t", pytest.approx(item(without)["p"], rel=1e-9))


def test_where_all_is_joined_the_smallest_p_of_the_rows_counts_times_their_number(compare):
    changes = compare([98, 1, 1], [94, 3, 3])
    rows = changes[changes["category"] != ""]
    assert set(rows["test"]) == {"mover"}
    assert item(changes)["test"] == "bonferroni"
    assert item(changes)["p"] == pytest.approx(min(1.0, 3 * rows["p"].min()))


@pytest.fixture
def options(build):
    """A set of five options, answered by so many sampled units in each of two waves: the same, or others."""

    def make(units: int, others: bool = False):
        names = [f"o{place}" for place in range(5)]
        items = [build.item(name, "multi", waves=TWO, group="set") for name in names]
        random = np.random.default_rng(3)
        columns = {name: random.integers(0, 2, 240).tolist() for name in names}
        wave = [0] * 120 + [1] * 120
        town = [place % units + 1000 * wave[place] * others for place in range(240)]
        plan = DesignPlan(psu="town")
        survey = build.survey(items, columns, wave, waves=TWO, design={"town": town}, plan=plan)
        return changes_between_waves(survey.answers, survey.design, survey.study, survey.questionnaire)[0]

    return make


def test_with_few_degrees_of_freedom_the_single_tests_replace_wald(options):
    few, many = options(12), options(60)  # 11 and 59 degrees of freedom for five options
    assert item(many)["test"] == "wald_f"
    assert item(few)["test"] == "bonferroni"
    assert item(few)["p"] == pytest.approx(min(1.0, 5 * few.loc[few["level"] == "category", "p"].min()))


def test_it_is_the_units_of_each_wave_that_count(options):
    assert item(options(30, others=True))["test"] == "bonferroni"  # 59 degrees of freedom, 29 in each wave
    assert item(options(60, others=True))["test"] == "wald_f"


def test_the_scale_of_the_weights_of_a_wave_changes_no_test(compare, build):
    counts = [30, 40, 30], [45, 35, 20]
    plain = compare(*counts)
    heavier = compare(*counts, design={"w": [1.0] * 100 + [250.0] * 100}, plan=DesignPlan(weights="w"))
    assert item(heavier)["p"] == pytest.approx(item(plain)["p"], rel=1e-9)
    # The function itself takes weights as given, as R does.
    design = build.design([1.0] * 100 + [250.0] * 100, wave=[0] * 100 + [1] * 100)
    codes = np.repeat([0, 1, 2, 0, 1, 2], [*counts[0], *counts[1]])
    sums = coded_sums(GroupedRespondents(design, whole_sample(200)), codes, np.zeros(200, np.int8), 3)
    assert rao_scott_test(sums, [0, 1]).p[0] != pytest.approx(item(plain)["p"], rel=1e-3)
