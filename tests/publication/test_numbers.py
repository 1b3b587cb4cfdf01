"""Truth: Dutch notation (decimal comma, thousands point) and rounding by hand."""

from __future__ import annotations

import math

import pytest

from monitor.errors import PublicationError
from monitor.publication.language import numbers


@pytest.mark.parametrize(
    ("share", "text"),
    [(26 / 79, "33%"), (0.125, "13%"), (0.285, "29%"), (0.0, "0%"), (1.0, "100%"), (32 / 79, "41%")],
)
def test_a_share_becomes_a_whole_percentage_rounded_half_up(share, text):
    assert numbers.percent(share) == text


def test_a_share_whose_last_binary_digits_fall_just_under_a_half_still_rounds_up():
    assert numbers.percent(0.1 + 0.2 + 0.035 - 0.11) == "23%"  # 22.5, in binary 22.499999999999996


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(1234567.891, 1, "1.234.567,9"), (999.5, 0, "1.000"), (-0.74, 1, "−0,7"), (-0.0004, 2, "0,00")],
)
def test_a_number_has_thousands_points_and_a_real_minus(value, decimals, text):
    assert numbers.number(value, decimals) == text


@pytest.mark.parametrize(("value", "text"), [(3.2, "+3"), (-6.9, "−7"), (0.2, "0")])
def test_a_table_cell_shows_the_sign_of_a_difference(value, text):
    assert numbers.signed(value) == text


@pytest.mark.parametrize(
    ("low", "high", "fewest", "decimals"),
    [(12.1, 12.3, 0, 1), (12.1, 12.6, 0, 0), (7.0, 7.0, 1, None), (6.96, 7.04, 1, 2), (0.0, 1e-7, 0, 7)],
)
def test_two_numbers_are_told_apart_by_the_fewest_decimals(low, high, fewest, decimals):
    assert numbers.decimals_apart(low, high, fewest) == decimals


def test_a_base_reads_as_dutch():
    assert numbers.base(1030) == "n\u00a0=\u00a01.030"


@pytest.mark.parametrize("value", [math.nan, math.inf, None])
def test_a_number_that_is_missing_is_an_error_and_never_a_printed_nan(value):
    with pytest.raises(PublicationError, match="no number to show"):
        numbers.number(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.0, "5"),
        (30, "30"),
        (0.07 * 100, "7"),
        (2.4, "2,4"),
        (0.25, "0,25"),
        (99.9, "99,9"),
        (1200, "1.200"),
    ],
)
def test_what_was_declared_keeps_all_its_decimals(value, text):
    assert numbers.exact(value) == text
