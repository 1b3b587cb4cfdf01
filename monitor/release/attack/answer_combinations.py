"""Combinations of answers to a few questions that a questionnaire allows, and which of them it tells apart.

Derived items and routes are worked out for each combination as they are for each respondent. Of a number stand the
values at, between and beyond those that it is compared with: nothing tells other values apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from monitor.intake.answers.derived import derive
from monitor.intake.answers.routing import route_of
from monitor.intake.answers.typed_answers import NO_ANSWER, NOT_ASKED, VALID, Variable
from monitor.release.attack.expression_counts import ANY_ANSWER, Count, codes_of
from monitor.release.attack.number_cuts import values_around
from monitor.schema import STATE_COUNTS
from monitor.study.questionnaire import SPECIAL_STATES, Item, Questionnaire

MAX_COMBINATIONS = 5_000
"""Combinations of single answers that are looked through to find the ones that differ."""
STATES = tuple(count.removeprefix("n_") for count in STATE_COUNTS)
"""The kinds of missing answers, in the order of their columns."""
IMPOSSIBLE = -100
"""Stands for the outcome of a combination that nobody can have."""

Pattern = tuple[Count, ...]


@dataclass(frozen=True)
class Paths:
    """What follows from the answers to `inputs` alone: derived items and routed questions, `outcomes`, and the routes
    among the inputs themselves, to those of `routed`. `cuts` by number."""

    inputs: tuple[Item, ...]
    outcomes: tuple[Item, ...]
    routed: frozenset[str]
    cuts: Mapping[str, Collection[float]]

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(item.id for item in (*self.inputs, *self.outcomes))


def patterns_of(paths: Paths, questionnaire: Questionnaire, most: int) -> tuple[Pattern, ...]:
    """What can be counted of one respondent: of each member, in their order, a part of its answers.

    Empty where there are more than `most` patterns, or too many single answers to look through.
    """
    answers = [_Answers.of(item, paths.cuts.get(item.id, ())) for item in paths.inputs]
    shape = [len(own.counts) for own in answers]
    if prod(shape) > MAX_COMBINATIONS:
        return ()
    grid = np.indices(shape).reshape(len(answers), -1)
    size = grid.shape[1]
    given = {own.variable.id: own.variable.take(places) for own, places in zip(answers, grid, strict=True)}
    known = given | derive(questionnaire, given, size)
    holds = np.logical_and.reduce(
        [np.ones(size, bool), *_sets(given, questionnaire), *_routes(paths, known, questionnaire)]
    )
    told = [_Outcome.of(item, known, questionnaire, size) for item in paths.outcomes]
    results = [np.where(holds, outcome.number, IMPOSSIBLE).reshape(shape) for outcome in told]
    results.append(holds.reshape(shape).astype(int))
    parts = [own.parts(axis, results) for axis, own in enumerate(answers)]
    found: dict[Pattern, None] = {}
    for row in np.flatnonzero(holds):
        pattern = [own[place] for own, place in zip(parts, grid[:, row], strict=True)]
        found.setdefault((*pattern, *(outcome.counts[outcome.number[row]] for outcome in told)))
    return tuple(found) if len(found) <= most else ()


@dataclass(frozen=True)
class _Answers:
    """Every answer that can be given to a question: a row of `variable` each, and how it is counted."""

    variable: Variable
    counts: tuple[Count, ...]

    @classmethod
    def of(cls, item: Item, cuts: Collection[float]) -> _Answers:
        codes, numeric = codes_of(item), item.traits.numeric
        values = values_around(item, cuts) if numeric and not codes else ()
        valid = len(codes) or len(values) or 1
        missing = sorted({NOT_ASKED, NO_ANSWER} | {SPECIAL_STATES[entry.means] for entry in item.special})
        state = np.array([VALID] * valid + missing, np.int8)
        variable = Variable(item.id, item.kind, state, categories=() if numeric else codes)
        nothing = [np.nan] * len(missing)
        if numeric:
            numbers = np.array([*(map(float, codes) if codes else values), *nothing])
            variable = Variable(item.id, item.kind, state, values=numbers)
        elif codes:
            numbers = np.array([*range(valid), *([-1] * len(missing))], np.int16)
            variable = Variable(item.id, item.kind, state, codes, numbers)
        usual = [Count(item.id, frozenset({code})) for code in codes]
        usual = usual or [Count(item.id, frozenset({ANY_ANSWER}))] * valid
        return cls(variable, (*usual, *(_missing(item, one) for one in missing)))

    def parts(self, axis: int, results: Sequence[np.ndarray]) -> list[Count]:
        """For each answer all answers that lead to the same results: nobody tells them apart here.

        Values of a number are not counted one by one: all of them are one part.
        """
        together: dict[bytes, Count] = {}
        leads = []
        for place, count in enumerate(self.counts):
            lead = b"".join(np.take(result, place, axis).tobytes() for result in results)
            leads.append(b"*" if ANY_ANSWER in count.codes else lead)
            one = together.get(leads[-1], Count(count.item))
            together[leads[-1]] = Count(count.item, one.codes | count.codes, one.states | count.states)
        return [together[lead] for lead in leads]


@dataclass(frozen=True)
class _Outcome:
    """What combinations of answers lead to: a number for each, and how each number is counted."""

    number: np.ndarray
    counts: Mapping[int, Count]

    @classmethod
    def of(
        cls, item: Item, known: Mapping[str, Variable], questionnaire: Questionnaire, size: int
    ) -> _Outcome:
        if not item.derived:
            away = route_of(item.asked_if, questionnaire.shapes, known, size).away
            rest = frozenset(STATES) - _missing(item, NOT_ASKED).states
            return cls(
                away.astype(int),
                {0: Count(item.id, frozenset({ANY_ANSWER}), rest), 1: _missing(item, NOT_ASKED)},
            )
        variable = known[item.id]
        valid = variable.state == VALID
        codes = np.zeros(size, int) if variable.codes is None else variable.codes
        usual = [Count(item.id, frozenset({code})) for code in codes_of(item)]
        usual = usual or [Count(item.id, frozenset({ANY_ANSWER}))]
        counts = dict(enumerate(usual))
        counts |= {-state: _missing(item, state) for state in range(1, len(STATES) + 1)}
        return cls(np.where(valid, codes, -variable.state.astype(int)), counts)


def _missing(item: Item, state: int) -> Count:
    return Count(item.id, states=frozenset({STATES[state - 1]}))


def _routes(
    paths: Paths, known: Mapping[str, Variable], questionnaire: Questionnaire
) -> Iterator[np.ndarray]:
    """Who was led away from a question was not asked it, and nobody else."""
    for item in paths.inputs:
        if item.id in paths.routed:
            state = known[item.id].state
            away = route_of(item.asked_if, questionnaire.shapes, known, len(state)).away
            yield away == (state == NOT_ASKED)


def _sets(given: Mapping[str, Variable], questionnaire: Questionnaire) -> Iterator[np.ndarray]:
    """Options of one question are answered together, and an exclusive one alone."""
    for group in questionnaire.groups.values():
        options = [given[name] for name in group.items if name in given] if group.traits.in_set else []
        yield from (one.state == other.state for one, other in zip(options, options[1:], strict=False))
        for alone in (given[name] for name in group.exclusive if name in given):
            yield from (~(_chosen(alone) & _chosen(other)) for other in options if other is not alone)


def _chosen(option: Variable) -> np.ndarray:
    return (option.state == VALID) & (option.codes == option.categories.index(option.traits.positive))
