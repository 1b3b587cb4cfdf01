"""Truth: the worked numbers of Holm and of Benjamini & Hochberg, and hand calculation of the two steps."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from monitor.statistics.change.multiplicity import (
    adjust_family,
    benjamini_hochberg,
    holm,
    step_levels,
)
from monitor.statistics.change.verdicts import VERDICTS, equivalence_margin, small_changes, verdicts
from monitor.study.kinds import KINDS

# The 15 p values of Benjamini & Hochberg (1995), section 3.
PAPER = [
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.3240,
    0.4262,
    0.5719,
    0.6528,
    0.7590,
    1.0,
]


def test_the_paper_of_benjamini_and_hochberg_rejects_four():
    assert (benjamini_hochberg(np.array(PAPER)) <= 0.05).sum() == 4
    np.testing.assert_allclose(benjamini_hochberg(np.array(PAPER)), stats.false_discovery_control(PAPER))


def test_holm_multiplies_the_smallest_by_all_and_never_goes_down():
    # 3 x .01, then max(2 x .04, .03), then max(1 x .03 ...) in order .01, .03, .04.
    np.testing.assert_allclose(holm(np.array([0.01, 0.04, 0.03])), [0.03, 0.06, 0.06])


def family(rule="bh", alpha=0.05):
    """Three items, the first clear; two tests inside each."""
    return adjust_family(
        np.array([0.001, 0.2, 0.6]), np.array([0.002, 0.02, 0.01, 0.5, 0.001, 0.9]), np.array([0, 0, 1, 1, 2, 2]),
        ["a", "b", "a", "b", "a", "b"], [None] * 3, rule, alpha,
    )  # fmt: skip


def test_inside_a_selected_item_holm_is_paid_from_the_share_selected():
    found = family()
    assert (found.m, found.selected) == (3, 1)
    # Item .003; inside Holm 2 x .002 and .02, times m/R = 3.
    np.testing.assert_allclose(found.items, [0.003, 0.3, 0.6])
    np.testing.assert_allclose(found.inside[:2], [0.012, 0.06])


def test_inside_an_item_that_is_not_selected_nothing_can_be_found():
    found = family()
    assert (found.inside[2:] >= 0.05).all()
    np.testing.assert_allclose(found.inside[2:], [0.3, 1.0, 0.6, 1.0])


def test_a_level_is_the_step_at_which_a_test_fell_or_at_which_holm_stopped():
    found = family()
    assert found.level == pytest.approx(0.05 / 3)
    np.testing.assert_allclose(found.item_level, 0.05 / 3)
    # Item 1: .002 falls at alpha R/(m K), then alpha R/m is the step at which .02 does not; the others stop at K.
    np.testing.assert_allclose(found.inside_level, [0.05 / 6, 0.05 / 3, *[0.05 / 6] * 4])


def test_headlines_hold_the_chance_of_any_false_verdict():
    found = family("holm")
    np.testing.assert_allclose(found.items, [0.003, 0.4, 0.6])
    # Inside: Holm 2 x .002 and .02, times m = 3, whatever is selected.
    np.testing.assert_allclose(found.inside[:2], [0.012, 0.06])
    np.testing.assert_allclose(found.item_level, [0.05 / 3, 0.05 / 2, 0.05 / 2])
    np.testing.assert_allclose(found.inside_level[:2], [0.05 / 6, 0.05 / 3])


@pytest.mark.parametrize("rule", ["bh", "holm"])
def test_the_only_test_inside_an_item_takes_what_the_item_has(rule):
    found = adjust_family(
        np.array([0.01, 0.02]), np.array([0.01, 0.01, 0.03]), np.array([0, 0, 1]), ["a", "a", "b"], ["a", None],
        rule, 0.05,
    )  # fmt: skip
    assert found.inside[:2].tolist() == [found.items[0]] * 2
    assert found.inside_level[:2].tolist() == [found.item_level[0]] * 2
    assert found.inside[2] == pytest.approx(max(found.items[1], 0.03 if rule == "bh" else 0.06))


def test_tests_with_one_p_fall_together():
    np.testing.assert_allclose(
        step_levels(np.array([0.01, 0.01, 0.5]), np.array([True, True, False]), 0.06), [0.02, 0.03, 0.06]
    )


def test_without_adjustment_nothing_changes():
    found = family("none")
    np.testing.assert_allclose(found.items, [0.001, 0.2, 0.6])
    np.testing.assert_allclose(found.inside, [0.002, 0.02, 0.01, 0.5, 0.001, 0.9])
    assert found.level == 0.05
    assert set(found.item_level) == set(found.inside_level) == {0.05}


def test_tests_that_cannot_be_done_take_no_part():
    found = adjust_family(
        np.array([0.01, np.nan]),
        np.array([0.02, np.nan, 0.03]),
        np.array([0, 0, 1]),
        [1, 2, 1],
        [None] * 2,
        "bh",
        0.05,
    )
    assert found.m == 1
    np.testing.assert_allclose(found.items, [0.01, np.nan])
    np.testing.assert_allclose(found.inside[:2], [0.02, np.nan])


def judge(**changed):
    values = {
        "comparable": True, "reliable": True, "difference": 0.1, "adjusted": 0.01, "margin": np.nan, "low": 0.02, "high": 0.18,
    }  # fmt: skip
    arrays = {name: np.array([value]) for name, value in (values | changed).items()}
    return str(verdicts(alpha=0.05, **arrays)[0])


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, "increased"),
        ({"difference": -0.1}, "decreased"),
        ({"difference": np.nan}, "changed"),
        ({"adjusted": 0.05}, "undecided"),
        ({"adjusted": 0.3, "margin": 0.05, "low": -0.04, "high": 0.04}, "equivalent"),
        ({"adjusted": 0.3, "margin": 0.05, "low": -0.06, "high": 0.04}, "undecided"),
        ({"adjusted": 0.3, "low": -0.001, "high": 0.001}, "undecided"),
        ({"reliable": False}, "too_few"),
        ({"reliable": False, "comparable": False}, "not_comparable"),
        ({"adjusted": np.nan, "difference": np.nan, "low": np.nan, "high": np.nan}, "undecided"),
    ],
)  # fmt: skip
def test_verdicts_in_their_order(changed, verdict):
    assert judge(**changed) == verdict
    assert verdict in VERDICTS


def test_a_change_is_small_only_inside_a_declared_margin():
    assert small_changes(np.array([0.03, 0.06, 0.03]), np.array([0.05, 0.05, np.nan])).tolist() == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("kind", "measure", "margin"),
    [
        ("single", "share", 0.05),
        ("grade", "mean", 0.3),
        ("likert", "mean", 0.2),
        ("percentage", "mean", 0.1),
        ("grade", "share", 0.05),
    ],
)
def test_each_measure_has_its_own_margin(kind, measure, margin):
    margins = {"share": 0.05, "grade": 0.3, "score": 0.2, "percentage": 0.1}
    assert equivalence_margin(margins, KINDS[kind], measure) == margin
    assert np.isnan(equivalence_margin({}, KINDS[kind], measure))
