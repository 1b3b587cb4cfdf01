"""Truth: the worked examples of Krippendorff 2011, "Computing Krippendorff's alpha-reliability", and hand counts."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from monitor.statistics.quality.agreement import Agreement, agreement_by_question, krippendorff_alpha

# one line per observer, one place per unit; a dot is a missing value
BINARY = ("0100000010", "1110010000")
TWO_OBSERVERS = ("aabbdcccedda", "babbbcccedd d".replace(" ", ""))
FOUR_OBSERVERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def units(observers: tuple[str, ...]) -> list[list[str]]:
    return [[value for value in column if value != "."] for column in zip(*observers, strict=True)]


@pytest.mark.parametrize(
    ("observers", "alpha"), [(BINARY, 0.095), (TWO_OBSERVERS, 0.692), (FOUR_OBSERVERS, 0.743)]
)
def test_the_published_examples_come_out(observers, alpha):
    assert krippendorff_alpha(units(observers)) == pytest.approx(alpha, abs=5e-4)


def test_the_coincidences_of_a_small_case_counted_by_hand():
    # 3 units by 2: aa, bb, ab; n = 6, n_a = n_b = 3, disagreeing pairs 2; 1 - 5 * 2 / (36 - 18)
    assert krippendorff_alpha(["aa", "bb", "ab"]) == pytest.approx(1 - 10 / 18)


def test_perfect_agreement_on_two_values_is_1():
    assert krippendorff_alpha(["aa", "bb", "aaa"]) == 1.0


@pytest.mark.parametrize("told", [[], ["a"], ["a", "b"], ["aa", "aa"]])
def test_without_two_coders_or_two_values_nothing_can_be_said(told):
    assert krippendorff_alpha(told) is None


def test_a_unit_of_one_coder_does_not_count():
    assert krippendorff_alpha(["aa", "bb", "ab", "c"]) == krippendorff_alpha(["aa", "bb", "ab"])


@given(some.lists(some.lists(some.sampled_from("abc"), max_size=4), max_size=8), some.randoms())
def test_neither_the_order_of_units_nor_that_of_coders_matters(told, random):
    mixed = [random.sample(values, len(values)) for values in random.sample(told, len(told))]
    assert krippendorff_alpha(mixed) == pytest.approx(krippendorff_alpha(told))


@given(some.lists(some.lists(some.sampled_from("ab"), min_size=2, max_size=4), min_size=1, max_size=8))
def test_agreement_is_at_most_1(told):
    alpha = krippendorff_alpha(told)
    assert alpha is None or alpha <= 1


def codings(*rows: tuple[str, int, str, tuple[str, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["question", "answer", "coder", "codes"])


def test_a_set_of_codes_agrees_wholly_or_not_and_a_code_by_itself():
    frame = codings(
        ("why", 1, "A", ("x",)), ("why", 1, "B", ("x",)),
        ("why", 2, "A", ("x", "y")), ("why", 2, "B", ("x",)),
        ("why", 3, "A", ("y",)), ("why", 3, "B", ("y",)),
        ("why", 4, "A", ("y",)),
        ("how", 1, "A", ()),
    )  # fmt: skip
    why, how = agreement_by_question(frame, {"why": ("x", "y"), "how": ("z",)})
    # sets: xx, (xy)x, yy: n = 6, n_x = 3, n_xy = 1, n_y = 2, disagreeing 2: 1 - 5 * 2 / (36 - 14)
    assert why.alpha == pytest.approx(1 - 10 / 22)
    # x given: 11, 11, 00: full agreement; y given: 00, 10, 11: 1 - 5 * 2 / (36 - 18)
    assert why.alpha_by_code == {"x": 1.0, "y": pytest.approx(1 - 10 / 18)}
    assert (why.coders, why.answers, why.compared) == (2, 4, 3)
    assert how == Agreement("how", 1, 1, 0, None, {"z": None})


def test_a_question_without_codes_is_left_out():
    assert agreement_by_question(codings(("why", 1, "A", ("x",))), {}) == ()
