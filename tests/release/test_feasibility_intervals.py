"""Truth: systems small enough to solve by hand, and bounds from the literature."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.release.attack import component_program
from monitor.release.attack.components import Components, Subsystem
from monitor.release.attack.equations import NO_UPPER_BOUND, Equations, EquationsBuilder
from monitor.release.attack.feasibility_intervals import Question, feasibility_intervals
from monitor.release.attack.propagation import Contradiction, propagated_bounds
from monitor.release.attack.protection_levels import FeasibilityIntervals, ProtectionLevels
from monitor.release.attack.questions import Asking, side_by_side


def two_way(rows: list[int], columns: list[int]) -> tuple[Equations, np.ndarray]:
    """A table whose margins are published, and the unknowns of its cells."""
    builder = EquationsBuilder()
    cells = builder.unknowns((len(rows), len(columns)))
    for place, total in enumerate(rows):
        builder.constrain_each(cells[[place]], 1.0, total, total)
    for place, total in enumerate(columns):
        builder.constrain_each(cells[:, [place]].T, 1.0, total, total)
    return builder.build(), cells.ravel()


def intervals_of(equations: Equations, cells: np.ndarray, levels: ProtectionLevels) -> FeasibilityIntervals:
    """The answer to one question."""
    (intervals,) = feasibility_intervals([Question(equations, *equations.bounds(), cells, levels)])
    if intervals is None:
        raise Contradiction
    return intervals


def exact(equations: Equations, cells: np.ndarray) -> tuple[list[float], list[float]]:
    """Exact intervals: levels as large as outer bounds allow make every interval exact."""
    intervals = intervals_of(equations, cells, all_of(equations, cells).levels)
    return intervals.low.tolist(), intervals.high.tolist()


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
    builder.constrain_each(np.array([[x, y]]), 2.0, 7.0, 8.0)
    builder.constrain_each(np.array([[x]]), 3.0, -np.inf, 7.0)
    assert exact(builder.build(), np.array([x])) == ([0], [2])


def test_a_published_figure_bounds_its_unknown_and_only_when_it_counts() -> None:
    builder = EquationsBuilder()
    x, y = builder.unknowns(2, upper=20.0)
    builder.constrain_each(np.array([[x, y]]), 1.0, 12.0, 12.0)
    builder.publish([x, y], [5.0, np.nan], [5.0, np.nan], 3)
    equations = builder.build()
    assert equations.published_block.tolist() == [3]
    published = propagated_bounds(equations, *equations.bounds())
    withheld = propagated_bounds(equations, *equations.bounds(np.zeros(1, bool)))
    assert (published[0][y], published[1][y]) == (7, 7)
    assert (withheld[0][y], withheld[1][y]) == (0, 12)


def test_what_contradicts_itself_is_found_by_propagation() -> None:
    equations, cells = two_way([6], [7])
    with pytest.raises(Contradiction):
        propagated_bounds(equations, *equations.bounds())


def contradiction() -> tuple[Equations, np.ndarray]:
    """x + y = 5, y + z = 5, x + z = 6 with x, y, z in 0..5 and x + y + z = 9: no single row sees it."""
    builder = EquationsBuilder()
    x, y, z = builder.unknowns(3, upper=5.0, integer=False)
    for pair, total in (((x, y), 5.0), ((y, z), 5.0), ((x, z), 6.0)):
        builder.constrain_each(np.array([pair]), 1.0, total, total)
    builder.constrain_each(np.array([[x, y, z]]), 1.0, 8.5, 9.0)
    return builder.build(), np.array([x])


def without_end() -> tuple[Equations, np.ndarray]:
    """x = y, and nothing else."""
    builder = EquationsBuilder()
    x, y = builder.unknowns(2)
    builder.constrain_each(np.array([[x, y]]), [1.0, -1.0])
    return builder.build(), np.array([x])


def test_what_contradicts_itself_is_found_by_the_program() -> None:
    with pytest.raises(Contradiction):
        exact(*contradiction())


def test_an_unknown_that_nothing_bounds_reaches_as_far_as_anybody_can_count() -> None:
    assert exact(*without_end()) == ([0], [NO_UPPER_BOUND])


def all_of(equations: Equations, cells: np.ndarray) -> Question:
    """Asks exact intervals: levels are as large as outer bounds allow."""
    lower, upper = (side[cells] for side in propagated_bounds(equations, *equations.bounds()))
    return Question(equations, *equations.bounds(), cells, ProtectionLevels(upper - lower, upper))


def test_questions_asked_together_have_the_answers_of_each_alone() -> None:
    """Also beside one that nothing fits, one that propagation finds to contradict itself, and one without an end."""
    tables = [two_way([6, 4], [7, 3]), two_way([5, 9, 2], [8, 4, 4]), two_way([3, 3], [2, 2, 2])]
    asked = [tables[0], contradiction(), tables[1], without_end(), tables[2], without_end()]
    unfit, cells = two_way([6], [7])
    levels = ProtectionLevels(np.full(1, 5.0), np.full(1, 5.0))
    questions = [*(all_of(*each) for each in asked), Question(unfit, *unfit.bounds(), cells, levels)]
    answers = feasibility_intervals(questions)
    assert [answer is None for answer in answers] == [False, True, False, False, False, False, True]
    told = [(one.low.tolist(), one.high.tolist()) for one in answers if one is not None]
    assert told == [exact(*each) for place, each in enumerate(asked) if place != 1]


def test_attacks_side_by_side_go_on_as_if_each_were_alone() -> None:
    """One asks once, one twice, one not at all, and one asks what has no answer; outcomes keep their order."""

    def asks(*questions: Question) -> Asking[list[float]]:
        high: list[float] = []
        for question in questions:
            try:
                (answer,) = yield [question]
            except Contradiction:
                return [*high, -1.0]
            high += answer.high.tolist()
        return high

    one, other = all_of(*two_way([6, 4], [7, 3])), all_of(*two_way([3, 3], [2, 4]))
    attacks = [asks(one), asks(other, one), asks(), asks(one, all_of(*contradiction()), one), asks(other)]
    first, second = [6.0, 3.0, 4.0, 3.0], [2.0, 3.0, 2.0, 3.0]
    assert list(side_by_side(attacks)) == [first, second + first, [], [*first, -1.0], second]


def test_a_part_of_a_respondent_protects_nobody() -> None:
    """x + y <= 11 and x <= y: a program takes x to 5.5, but no more than 5 people can be in x."""
    builder = EquationsBuilder()
    x, y = builder.unknowns(2)
    builder.constrain_each(np.array([[x, y]]), 1.0, 0.0, 11.0)
    builder.constrain_each(np.array([[x, y]]), [1.0, -1.0], -np.inf, 0.0)
    levels = ProtectionLevels(np.array([5.4]), np.array([5.4]))
    intervals = intervals_of(builder.build(), np.array([x]), levels)
    assert (intervals.low.tolist(), intervals.high.tolist()) == ([0], [5])
    assert not levels.met(intervals.low, intervals.high).any()


def test_possible_tables_show_a_cell_to_be_protected_without_its_own_program() -> None:
    equations, cells = two_way([40, 40, 40], [60, 60])
    enough = ProtectionLevels(np.full(6, 5.0), np.full(6, 5.0))
    intervals = intervals_of(equations, cells, enough)
    assert enough.met(intervals.low, intervals.high).all()
    assert intervals.settled.sum() < len(cells) / 2
    low, high = exact(equations, cells)
    assert (intervals.low >= low).all()
    assert (intervals.high <= high).all()


def test_cells_that_cannot_all_be_large_at_once_are_shown_one_after_the_other() -> None:
    """Twenty cells under one total of 8: each can be 5, no two can. Possible tables still show them all."""
    builder = EquationsBuilder()
    cells = builder.unknowns(20)
    builder.constrain_each(cells[None, :], 1.0, 8.0, 8.0)
    levels = ProtectionLevels(np.full(20, 5.0), np.full(20, 5.0))
    intervals = intervals_of(builder.build(), cells, levels)
    assert not intervals.settled.any()
    assert (intervals.high - intervals.low >= 5.0).all()


def test_equations_fall_apart_where_what_is_published_separates_them() -> None:
    """a + b = t and c + d = t with t published: two components of two unknowns."""
    builder = EquationsBuilder()
    a, b, c, d, total = builder.unknowns(5, upper=20.0)
    builder.constrain_each(np.array([[a, b, total], [c, d, total]]), [1.0, 1.0, -1.0])
    builder.publish([total], 9.0, 9.0, 0)
    equations = builder.build()
    components = Components(equations, *propagated_bounds(equations, *equations.bounds()))
    assert components.label[a] == components.label[b] != components.label[c] == components.label[d]
    assert components.label[total] == -1
    subsystem = components.subsystem([components.label[a]])
    assert subsystem.columns.tolist() == [a, b]
    assert (subsystem.low.tolist(), subsystem.high.tolist()) == ([9.0], [9.0])


def test_an_unknown_of_one_equation_is_the_room_of_that_equation() -> None:
    """3 <= x + y - 2 r <= 5 with r from 1 to 4 and nowhere else: 5 <= x + y <= 13; without an end, one side is open."""
    lower, upper = np.array([0.0, 0.0, 1.0]), np.array([9.0, 9.0, 4.0])
    system = Subsystem(
        np.arange(3), np.array([0, 0, 0, 1, 1]), np.array([0, 1, 2, 0, 1]),
        np.array([1.0, 1.0, -2.0, 1.0, -1.0]), np.array([3.0, 0.0]), np.array([5.0, 0.0]),
    )  # fmt: skip
    kept = np.array([0])
    told = system.without_slack(lower, upper, kept)
    assert (told.columns.tolist(), told.low.tolist(), told.high.tolist()) == ([0, 1], [5.0, 0.0], [13.0, 0.0])
    assert sorted(zip(told.row, told.column, told.coefficient, strict=True)) == [(0, 0, 1.0), (0, 1, 1.0), (1, 0, 1.0), (1, 1, -1.0)]  # fmt: skip
    endless = system.without_slack(lower, np.array([9.0, 9.0, NO_UPPER_BOUND]), kept)
    assert (endless.low.tolist(), endless.high.tolist()) == ([5.0, 0.0], [np.inf, 0.0])
    assert system.without_slack(lower, upper, np.array([2])).columns.tolist() == [0, 1, 2]


def chain(seed: int, groups: int = 60, answers: int = 4) -> tuple[Equations, np.ndarray]:
    """Groups in a row: the size of each is published, and of each answer the sum over every three next to each other."""
    true = np.random.default_rng(seed).integers(0, 7, (groups, answers))
    builder = EquationsBuilder()
    cells = builder.unknowns(true.shape)
    for group, own in enumerate(true):
        builder.constrain_each(cells[[group]], 1.0, own.sum(), own.sum())
    for start in range(0, groups - 2, 2):
        few = slice(start, start + 3)
        for place, total in enumerate(true[few].sum(axis=0)):
            builder.constrain_each(cells[few, [place]].T, 1.0, total, total)
    return builder.build(), cells.ravel()


@pytest.mark.parametrize("seed", range(6))
def test_what_stays_as_it_is_far_from_a_cell_changes_no_answer(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    equations, cells = chain(seed)
    levels = ProtectionLevels(np.full(len(cells), 5.0), np.full(len(cells), 5.0))
    near = []
    original = component_program.ComponentProgram._near

    def noted(self, unproven, steps):
        near.append(part := original(self, unproven, steps))
        return part

    monkeypatch.setattr(component_program.ComponentProgram, "_near", noted)
    found = intervals_of(equations, cells, levels)
    assert any(part is not None for part in near)
    monkeypatch.setattr(component_program, "FAR", 0)
    whole = intervals_of(equations, cells, levels)
    met = levels.met(whole.low, whole.high)
    assert np.array_equal(levels.met(found.low, found.high), met)
    assert 0 < met.sum() < len(cells)
    assert np.array_equal(found.low[~met], whole.low[~met])
    assert np.array_equal(found.high[~met], whole.high[~met])


def test_a_part_that_the_solver_takes_for_impossible_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of a table is rounded, which presolve may call a contradiction: the whole program follows."""
    equations, cells = chain(0)
    levels = ProtectionLevels(np.full(len(cells), 5.0), np.full(len(cells), 5.0))
    expected = levels.met(*ends(intervals_of(equations, cells, levels)))
    original = component_program.ComponentProgram._near

    def impossible(self, unproven, steps):
        part = original(self, unproven, steps)
        if part is not None and len(part.system.low):
            part.system.low[0], part.system.high[0] = 1e6, 1e6
        return part

    monkeypatch.setattr(component_program.ComponentProgram, "_near", impossible)
    assert np.array_equal(levels.met(*ends(intervals_of(equations, cells, levels))), expected)


def ends(intervals: FeasibilityIntervals) -> tuple[np.ndarray, np.ndarray]:
    return intervals.low, intervals.high
