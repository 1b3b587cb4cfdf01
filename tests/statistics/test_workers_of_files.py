"""Truth: the rule on caseworkers by hand: five of them, none with over half, and nothing left over that breaks it."""

from __future__ import annotations

from datetime import date
from itertools import cycle, islice

from monitor.intake.files.frame import HandledFile
from monitor.statistics.norms.strata import quarter_of
from monitor.statistics.norms.workers_of_files import hidden_periods

FIVE, TWO = "abcde", "ab"


def handled(month: int, files: int, workers: str) -> list[HandledFile]:
    return [
        HandledFile(f"{month}-{place}", "review", date(2025, month, 1), worker.strip())
        for place, worker in enumerate(islice(cycle(workers), files))
    ]


def hidden(*of: tuple[int, str], by=str) -> set[int]:
    """Months from January on, or quarters, that are not told."""
    files = [one for month, (size, workers) in enumerate(of, 1) for one in handled(month, size, workers)]
    names = sorted({by(one.month) for one in files})
    return {int(name[-1]) for name in hidden_periods(files, names, by)}


def test_months_of_five_caseworkers_are_all_told() -> None:
    assert hidden((10, FIVE), (10, FIVE), (10, FIVE)) == set()


def test_a_month_that_is_not_told_is_never_what_is_left_of_the_year() -> None:
    """Two caseworkers in January: with the smallest other month there are five. One: all of the year has to go."""
    assert hidden((10, TWO), (30, FIVE), (20, FIVE)) == {1, 3}
    assert hidden((40, "a"), (30, FIVE), (20, FIVE)) == {1, 2, 3}


def test_two_months_that_are_not_told_may_be_enough_together() -> None:
    assert hidden((10, "ab"), (10, "cde"), (20, FIVE)) == {1, 2}


def test_quarters_are_held_against_the_same_rule() -> None:
    assert hidden((10, TWO), (10, "cde"), (10, FIVE), by=quarter_of) == set()
    assert hidden((10, TWO), (10, TWO), (10, TWO), (20, FIVE), by=quarter_of) == {1, 2}


def test_files_of_nobody_known_may_all_be_of_one() -> None:
    """Ten of twenty files of whom nobody knows, two of each of the five others: one may have twelve."""
    assert hidden((20, FIVE + " " * 5)) == {1}
    assert hidden((20, FIVE + " ")) == set()
