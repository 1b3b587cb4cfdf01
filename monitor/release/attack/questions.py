"""Attacks that go on side by side: what each asks is answered together with what the others ask.

An attack is written as if it were alone and yields its questions. Most of the time of a small linear program is
the same whatever its size, so that the questions of many attacks in one program take little more than those of one.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from typing import Generic, TypeVar

from monitor.release.attack.feasibility_intervals import (
    SIDE_BY_SIDE,
    Question,
    feasibility_intervals,
)
from monitor.release.attack.propagation import Contradiction
from monitor.release.attack.protection_levels import FeasibilityIntervals

Outcome = TypeVar("Outcome")
Asking = Generator[list[Question], list[FeasibilityIntervals], Outcome]
"""Yields questions and goes on with their answers; with a Contradiction where nothing fits one of them."""


def side_by_side(attacks: Iterable[Asking[Outcome]]) -> Iterator[Outcome]:
    """The outcome of each attack, in their order.

    As many go on at the same time as have SIDE_BY_SIDE unknowns together, a larger one alone.
    """
    coming = iter(attacks)
    going: list[_Attack[Outcome]] = []
    while True:
        while sum(each.size for each in going) < SIDE_BY_SIDE:
            attack = next(coming, None)
            if attack is None:
                break
            going.append(_Attack(attack))
        while going and going[0].is_over:
            yield from going.pop(0).outcome
        if not going:
            return
        _answer([each for each in going if not each.is_over])


def _answer(going: list[_Attack[Outcome]]) -> None:
    """Answer what is asked."""
    answers = iter(feasibility_intervals([question for each in going for question in each.questions]))
    for each in going:
        each.go_on([next(answers) for _ in each.questions])


class _Attack(Generic[Outcome]):
    """An attack that waits for the answers to its `questions`; `outcome` is empty until it is over."""

    def __init__(self, steps: Asking[Outcome]) -> None:
        self._steps = steps
        self.questions: list[Question] = []
        self.outcome: list[Outcome] = []
        try:
            self.questions = next(steps)
        except StopIteration as end:
            self._end(end.value)

    @property
    def is_over(self) -> bool:
        return bool(self.outcome)

    @property
    def size(self) -> int:
        """Unknowns of what it asks."""
        return sum(len(question.lower) for question in self.questions)

    def go_on(self, answers: list[FeasibilityIntervals | None]) -> None:
        """Hand over the answers and wait for the next questions."""
        found = [answer for answer in answers if answer is not None]
        try:
            if len(found) < len(answers):
                self.questions = self._steps.throw(Contradiction())
            else:
                self.questions = self._steps.send(found)
        except StopIteration as end:
            self._end(end.value)

    def _end(self, outcome: Outcome) -> None:
        self.questions, self.outcome = [], [outcome]
