"""Truth: answers of a few hundred people, made so that two options are chosen by the same people or by others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monitor.statistics.change.figure_orders import FigureName, figure_orders
from monitor.statistics.change.order_summary import FigureOrder


def _chosen(places: range | list[int], n: int) -> list[str]:
    return ["1" if place in places else "0" for place in range(n)]


@pytest.fixture
def options(build):
    """200 people: `a` is chosen by 110; `b` by 90 of these, `c` by 90 of whom 70 did not choose a; `rare` by 3."""
    n = 200
    columns = {
        "a": _chosen(range(110), n),
        "b": _chosen(range(90), n),
        "c": _chosen([*range(20), *range(130, 200)], n),
        "rare": _chosen(range(3), n),
        "grade": [str(5 + place % 3) for place in range(n)],
    }
    items = [build.item(name, "multi", group="set") for name in ("a", "b", "c", "rare")]
    items.append(build.item("grade", "number"))
    return build.survey(items, columns, [0] * n)


def _found(survey, *pairs: tuple[str, str], **more) -> dict[tuple[str, str, str], FigureOrder]:
    asked = [tuple(FigureName(item, "1", "share") for item in pair) for pair in pairs]
    found = figure_orders(survey.answers, survey.design, survey.study, survey.questionnaire, asked, **more)
    return {(order.indicator, order.more, order.less): order for order in found}


def test_what_the_same_people_answered_is_counted(options) -> None:
    found = _found(options, ("a", "b"), ("c", "a"))
    assert found["", "a", "b"].proven  # 20 people make the difference, all in one direction
    assert not found["", "a", "c"].proven  # as large, but 90 against 70


def test_of_a_set_the_largest_two_are_held_against_each_other(options) -> None:
    (leaders,) = (order for key, order in _found(options).items() if key[0] == "set")
    assert (leaders.more, leaders.more_category, leaders.measure) == ("a", "1", "share")
    assert leaders.less in ("b", "c")


def test_a_pair_is_told_with_the_larger_first(options) -> None:
    assert set(_found(options, ("b", "a"))) == set(_found(options, ("a", "b")))


def test_many_pairs_are_one_family(options) -> None:
    alone = _found(options, ("b", "c"), ("a", "b"))
    assert not alone["", "b", "c"].proven  # equally many
    strict = replace(options.study, comparison=replace(options.study.comparison, alpha=1e-5))
    options.study = strict
    one, both = _found(options, ("a", "b")), _found(options, ("a", "b"), ("b", "c"), ("a", "c"))
    assert one["", "a", "b"].proven
    assert not both["", "a", "b"].proven


def test_nothing_is_proven_of_very_few(options) -> None:
    assert not _found(options, ("a", "rare"))["", "a", "rare"].proven


def test_in_a_census_every_difference_is_real(options) -> None:
    found = _found(options, ("a", "rare"), ("b", "c"), complete=True)
    assert found["", "a", "rare"].proven
    assert not found["", "b", "c"].proven


def test_what_is_not_asked_now_or_not_there_has_no_order(options) -> None:
    assert _found(options, ("a", "nothing")) == _found(options)
    assert all(key[0] != "grade" for key in _found(options))


def test_the_largest_of_equals_is_proven_as_often_as_chance_allows(build) -> None:
    """Five equal options of 150 people, 400 times: in at most about 5% one is proven to lead."""
    random = np.random.default_rng(11)
    wrong = 0
    for _ in range(400):
        columns = {name: random.binomial(1, 0.5, 150).astype(str).tolist() for name in "abcde"}
        survey = build.survey(
            [build.item(name, "multi", group="set") for name in "abcde"], columns, [0] * 150
        )
        wrong += any(order.proven for order in _found(survey).values())
    assert wrong <= 400 * 0.05 + 2 * (400 * 0.05 * 0.95) ** 0.5
