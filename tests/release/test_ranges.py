"""Truth: puzzles small enough to solve by hand, and bounds from the literature."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.release.attack.attacker_problem import Puzzle
from monitor.release.attack.components import Components
from monitor.release.attack.equations import MOST, Equations, EquationsBuilder
from monitor.release.attack.feasibility_intervals import Need, ranges
from monitor.release.attack.item_tables import Secrets
from monitor.release.attack.propagation import Contradiction, propagated
from monitor.release.door.capacity_constraints import Certificates, Cut, choose


def two_way(rows: list[int], columns: list[int]) -> tuple[Equations, np.ndarray]:
    """A table whose margins are told, and the numbers of its cells."""
    builder = EquationsBuilder()
    cells = builder.unknowns((len(rows), len(columns)))
    for place, total in enumerate(rows):
        builder.hold_each(cells[[place]], 1.0, total, total)
    for place, total in enumerate(columns):
        builder.hold_each(cells[:, [place]].T, 1.0, total, total)
    return builder.build(), cells.ravel()


def exact(equations: Equations, secrets: np.ndarray) -> tuple[list[float], list[float]]:
    """True ranges: needs as large as outer bounds allow make every range exact."""
    lower, upper = (side[secrets] for side in propagated(equations, *equations.bounds()))
    found = ranges(equations, *equations.bounds(), secrets, Need(upper - lower, upper))
    return found.low.tolist(), found.high.tolist()


def test_a_cell_lies_between_its_frechet_bounds() -> None:
    """max(0, row + column - total) to min(row, column): 6 + 7 - 10 = 3 to 6."""
    equations, cells = two_way([6, 4], [7, 3])
    assert exact(equations, cells) == ([3, 0, 1, 0], [6, 3, 4, 3])


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
@settings(deadline=None, derandomize=True, max_examples=30)
def test_every_two_by_two_table_has_its_frechet_bounds(a: int, b: int, c: int, d: int) -> None:
    equations, cells = two_way([a + b, c + d], [a + c, b + d])
    low, high = exact(equations, cells[:1])
    total = a + b + c + d
    assert low == [max(0, (a + b) + (a + c) - total)]
    assert high == [min(a + b, a + c)]


def test_whole_numbers_are_rounded_inward() -> None:
    """2x + 2y = 7 and 3 x at most 7: x is at most 2, though 7/3 fits the sums."""
    builder = EquationsBuilder()
    x, y = builder.unknowns(2)
    builder.hold_each(np.array([[x, y]]), 2.0, 7.0, 8.0)
    builder.hold_each(np.array([[x]]), 3.0, -np.inf, 7.0)
    assert exact(builder.build(), np.array([x])) == ([0], [2])


def test_a_reading_bounds_its_unknown_and_only_when_it_is_told() -> None:
    builder = EquationsBuilder()
    x, y = builder.unknowns(2, upper=20.0)
    builder.hold_each(np.array([[x, y]]), 1.0, 12.0, 12.0)
    builder.read([x, y], [5.0, np.nan], [5.0, np.nan], 3)
    equations = builder.build()
    assert equations.reading_unit.tolist() == [3]
    told = propagated(equations, *equations.bounds())
    untold = propagated(equations, *equations.bounds(np.zeros(1, bool)))
    assert (told[0][y], told[1][y]) == (7, 7)
    assert (untold[0][y], untold[1][y]) == (0, 12)


def test_what_contradicts_itself_is_found_by_propagation() -> None:
    equations, cells = two_way([6], [7])
    with pytest.raises(Contradiction):
        propagated(equations, *equations.bounds())


def test_what_contradicts_itself_is_found_by_the_program() -> None:
    """x + y = 5, y + z = 5, x + z = 6 with x, y, z in 0..5 and x + y + z = 9: no single row sees it."""
    builder = EquationsBuilder()
    x, y, z = builder.unknowns(3, upper=5.0, integer=False)
    for pair, total in (((x, y), 5.0), ((y, z), 5.0), ((x, z), 6.0)):
        builder.hold_each(np.array([pair]), 1.0, total, total)
    builder.hold_each(np.array([[x, y, z]]), 1.0, 8.5, 9.0)
    with pytest.raises(Contradiction):
        exact(builder.build(), np.array([x]))


def test_an_unknown_that_nothing_bounds_reaches_as_far_as_anybody_can_count() -> None:
    builder = EquationsBuilder()
    x, y = builder.unknowns(2)
    builder.hold_each(np.array([[x, y]]), [1.0, -1.0])
    assert exact(builder.build(), np.array([x])) == ([0], [MOST])


def test_a_protected_secret_is_shown_by_witnesses_without_its_own_program() -> None:
    equations, cells = two_way([40, 40, 40], [60, 60])
    enough = Need(np.full(6, 5.0), np.full(6, 5.0))
    found = ranges(equations, *equations.bounds(), cells, enough)
    assert enough.met(found.low, found.high).all()
    assert found.settled.sum() < len(cells) / 2
    low, high = exact(equations, cells)
    assert (found.low >= low).all()
    assert (found.high <= high).all()


def test_secrets_that_cannot_all_be_large_at_once_are_shown_one_after_the_other() -> None:
    """Twenty cells under one total of 8: each can be 5, no two can. Witnesses still prove them all."""
    builder = EquationsBuilder()
    cells = builder.unknowns(20)
    builder.hold_each(cells[None, :], 1.0, 8.0, 8.0)
    found = ranges(
        builder.build(), *builder.build().bounds(), cells, Need(np.full(20, 5.0), np.full(20, 5.0))
    )
    assert not found.settled.any()
    assert (found.high - found.low >= 5.0).all()


def groups(sizes: list[int], released: list[int], units: list[int] | None = None) -> Puzzle:
    """Groups under a known total; released ones (by place) are read by the block of their place, or by `units`."""
    builder = EquationsBuilder()
    cells = builder.unknowns(len(sizes), upper=100.0)
    builder.hold_each(cells[None, :], 1.0, sum(sizes), sum(sizes))
    told = np.array(sizes)[released]
    builder.read(cells[released], told, told, np.array(released if units is None else units))
    hidden = np.array([place for place in range(len(sizes)) if place not in released])
    names = np.full(len(hidden), "b", object)
    return Puzzle(builder.build(), Secrets(cells[hidden], hidden, names, names, names))


NOTHING_FIXED = np.zeros(2, bool)


def alone(gain: dict[frozenset[int], float]) -> dict[int, float]:
    """Gains that one block wins by itself."""
    return {min(units): value for units, value in gain.items() if len(units) == 1}


def test_a_lonely_secret_asks_for_the_suppression_of_any_other_block() -> None:
    """2 under a total of 34 with 20 and 12 released: known exactly. It has to reach 5, three more."""
    cut = Certificates(groups([2, 20, 12], [1, 2])).cut(0, 2.0, 2.0, 5.0, 5.0, NOTHING_FIXED)
    assert cut.deficit == 3.0
    assert alone(cut.gain) == {1: 3.0, 2: 3.0}
    assert choose([cut], np.array([2.0, 20.0, 12.0])) == [2]


def test_a_cut_asks_for_both_directions_where_only_width_is_missing() -> None:
    """6 under a total of 20 with 14 released reaches 5 already; it has to become 5 wide."""
    cut = Certificates(groups([6, 14], [1])).cut(0, 6.0, 6.0, 5.0, 5.0, np.zeros(1, bool))
    assert cut == Cut({frozenset([1]): 5.0}, 5.0)


def test_blocks_too_small_to_help_alone_are_taken_together() -> None:
    small = {frozenset([1]): 1.0, frozenset([2]): 2.0, frozenset([3]): 3.0}
    assert choose([Cut(small, 3.0)], np.array([6.0, 1.0, 2.0, 40.0])) == [1, 2]


def test_blocks_that_tell_the_same_win_nothing_unless_all_of_them_go() -> None:
    """Two blocks read the one unknown: suppressing one of them leaves the other to tell it."""
    puzzle = groups([2, 20, 12], [1, 1, 2], units=[1, 7, 2])
    cut = Certificates(puzzle).cut(0, 2.0, 2.0, 5.0, 5.0, np.zeros(3, bool))
    assert cut.gain == {frozenset([1, 7]): 3.0, frozenset([2]): 3.0}
    assert choose([cut], np.array([0.0, 1.0, 12.0, 0, 0, 0, 0, 1.0])) == [1, 7]
    assert choose([cut], np.array([0.0, 9.0, 12.0, 0, 0, 0, 0, 9.0])) == [2]


def test_readings_that_are_published_on_purpose_are_never_cut() -> None:
    puzzle = groups([2, 20, 12], [1, 2])
    cut = Certificates(puzzle).cut(0, 2.0, 2.0, 5.0, 5.0, np.array([True, False]))
    assert set(cut.gain) == {frozenset([2])}


def test_where_nothing_can_be_won_there_is_no_gain() -> None:
    puzzle = groups([2, 20, 12], [1, 2])
    assert Certificates(puzzle).cut(0, 2.0, 2.0, 5.0, 5.0, np.ones(2, bool)).gain == {}


def test_equations_fall_apart_where_what_is_told_separates_them() -> None:
    """a + b = t and c + d = t with t told: two components of two unknowns."""
    builder = EquationsBuilder()
    a, b, c, d, total = builder.unknowns(5, upper=20.0)
    builder.hold_each(np.array([[a, b, total], [c, d, total]]), [1.0, 1.0, -1.0])
    builder.read([total], 9.0, 9.0, 0)
    equations = builder.build()
    components = Components(equations, *propagated(equations, *equations.bounds()))
    assert components.label[a] == components.label[b] != components.label[c] == components.label[d]
    assert components.label[total] == -1
    part = components.part([components.label[a]])
    assert part.columns.tolist() == [a, b]
    assert (part.low.tolist(), part.high.tolist()) == ([9.0], [9.0])
