"""Truth: suppression problems small enough to solve by hand."""

from __future__ import annotations

import numpy as np

from monitor.release.attack.attacker_problem import AttackerProblem
from monitor.release.attack.equations import EquationsBuilder
from monitor.release.attack.item_tables import SuppressedCells
from monitor.release.door.capacity_constraints import (
    CapacityConstraint,
    CapacityConstraints,
    cheapest_suppression,
)


def groups(sizes: list[int], released: list[int], blocks: list[int] | None = None) -> AttackerProblem:
    """Groups under a known total; released ones (by place) are published by the block of their place, or by `blocks`."""
    builder = EquationsBuilder()
    cells = builder.unknowns(len(sizes), upper=100.0)
    builder.constrain_each(cells[None, :], 1.0, sum(sizes), sum(sizes))
    values = np.array(sizes)[released]
    builder.publish(cells[released], values, values, np.array(released if blocks is None else blocks))
    suppressed = np.array([place for place in range(len(sizes)) if place not in released])
    names = np.full(len(suppressed), "b", object)
    return AttackerProblem(
        builder.build(), SuppressedCells(cells[suppressed], suppressed, names, names, names)
    )


NOTHING_FORCED = np.zeros(2, bool)


def alone(capacity: dict[frozenset[int], float]) -> dict[int, float]:
    """Capacities that one block wins by itself."""
    return {min(blocks): value for blocks, value in capacity.items() if len(blocks) == 1}


def test_a_lonely_cell_asks_for_the_suppression_of_any_other_block() -> None:
    """2 under a total of 34 with 20 and 12 released: known exactly. It has to reach 5, three more."""
    constraint = CapacityConstraints(groups([2, 20, 12], [1, 2])).of_cell(
        0, 2.0, 2.0, 5.0, 5.0, NOTHING_FORCED
    )
    assert constraint.deficit == 3.0
    assert alone(constraint.capacity) == {1: 3.0, 2: 3.0}
    assert cheapest_suppression([constraint], np.array([2.0, 20.0, 12.0])) == [2]


def test_a_constraint_asks_for_both_directions_where_only_width_is_missing() -> None:
    """6 under a total of 20 with 14 released reaches 5 already; it has to become 5 wide."""
    constraint = CapacityConstraints(groups([6, 14], [1])).of_cell(0, 6.0, 6.0, 5.0, 5.0, np.zeros(1, bool))
    assert constraint == CapacityConstraint({frozenset([1]): 5.0}, 5.0)


def test_blocks_too_small_to_help_alone_are_taken_together() -> None:
    small = {frozenset([1]): 1.0, frozenset([2]): 2.0, frozenset([3]): 3.0}
    assert cheapest_suppression([CapacityConstraint(small, 3.0)], np.array([6.0, 1.0, 2.0, 40.0])) == [1, 2]


def test_blocks_that_tell_the_same_win_nothing_unless_all_of_them_go() -> None:
    """Two blocks publish the one unknown: suppressing one of them leaves the other to tell it."""
    problem = groups([2, 20, 12], [1, 1, 2], blocks=[1, 7, 2])
    constraint = CapacityConstraints(problem).of_cell(0, 2.0, 2.0, 5.0, 5.0, np.zeros(3, bool))
    assert constraint.capacity == {frozenset([1, 7]): 3.0, frozenset([2]): 3.0}
    assert cheapest_suppression([constraint], np.array([0.0, 1.0, 12.0, 0, 0, 0, 0, 1.0])) == [1, 7]
    assert cheapest_suppression([constraint], np.array([0.0, 9.0, 12.0, 0, 0, 0, 0, 9.0])) == [2]


def test_figures_that_are_published_on_purpose_are_never_suppressed() -> None:
    problem = groups([2, 20, 12], [1, 2])
    constraint = CapacityConstraints(problem).of_cell(0, 2.0, 2.0, 5.0, 5.0, np.array([True, False]))
    assert set(constraint.capacity) == {frozenset([2])}


def test_where_nothing_can_be_won_there_is_no_capacity() -> None:
    problem = groups([2, 20, 12], [1, 2])
    assert CapacityConstraints(problem).of_cell(0, 2.0, 2.0, 5.0, 5.0, np.ones(2, bool)).capacity == {}
