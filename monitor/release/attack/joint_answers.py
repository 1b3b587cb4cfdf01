"""Joint answers to a few questions: what several derived items together tell of the questions they read.

"Kreeg hulp of les" and "kreeg hulp en les" add up to those who had help and those who had lessons, whatever the bounds
of each item apart. So where derived items read more than one question, the attack has an unknown for each combination
of answers that the items tell apart: the joint table of these questions. Derived items are worked out for each
combination as they are for each respondent.

Numbers have no combinations, and questions that make more than `MAX_PATTERNS` of them are attacked by bounds alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np

from monitor.intake.answers.derived import derive
from monitor.intake.answers.typed_answers import NO_ANSWER, NOT_ASKED, VALID, Variable
from monitor.release.attack.expression_counts import Count, codes_of
from monitor.schema import STATE_COUNTS
from monitor.study.expression.evaluation import items_of
from monitor.study.questionnaire import SPECIAL_STATES, Item, Questionnaire

MAX_PATTERNS = 64
"""Combinations per group that become unknowns."""
MAX_COMBINATIONS = 5_000
"""Combinations of single answers that are looked through to find the ones that differ."""
STATES = tuple(count.removeprefix("n_") for count in STATE_COUNTS)
"""The kinds of missing answers, in the order of their columns."""


@dataclass(frozen=True)
class JointAnswers:
    """Every respondent has one of `patterns`: for each of `members`, in their order, a part of its answers."""

    members: tuple[str, ...]
    patterns: tuple[tuple[Count, ...], ...]

    @property
    def items(self) -> frozenset[str]:
        return frozenset(self.members)


def joint_answers(questionnaire: Questionnaire) -> Iterator[JointAnswers]:
    """Joint tables of the questions that derived items read together; they are put together while they fit."""
    found: list[tuple[frozenset[str], JointAnswers]] = []
    for item in questionnaire.derived:
        sources = _sources(item, questionnaire)
        if len(sources) < 2 or any(sources <= own for own, _ in found):
            continue
        joint = _joint(sources, questionnaire)
        if joint is not None:
            found = [*((own, other) for own, other in found if not own <= sources), (sources, joint)]
    while (wider := _put_together(found, questionnaire)) is not None:
        found = wider
    return (joint for _, joint in found)


def _put_together(
    found: Sequence[tuple[frozenset[str], JointAnswers]], questionnaire: Questionnaire
) -> list[tuple[frozenset[str], JointAnswers]] | None:
    """The first two tables that share a question as one; None where no two fit together."""
    for (one, _), (other, _) in combinations(found, 2):
        joint = _joint(one | other, questionnaire) if one & other else None
        if joint is not None:
            rest = [entry for entry in found if not entry[0] <= one | other]
            return [*rest, (one | other, joint)]
    return None


def _sources(item: Item, questionnaire: Questionnaire) -> frozenset[str]:
    """The asked items that a derived item goes back to."""
    read = [item.value, item.asked_if, *(case for _, case in item.cases)]
    names = {name for each in read if each is not None for name in items_of(each, questionnaire.shapes)}
    inputs = [questionnaire.items[name] for name in names]
    own = frozenset(each.id for each in inputs if not each.derived)
    return own.union(*(_sources(each, questionnaire) for each in inputs if each.derived))


def _joint(sources: frozenset[str], questionnaire: Questionnaire) -> JointAnswers | None:
    """The joint table of some questions; None where one is a number or there are too many combinations."""
    inputs = [item for item in questionnaire.fields if item.id in sources]
    answers = [_answers(item) for item in inputs]
    if not all(answers) or prod(map(len, answers)) > MAX_COMBINATIONS:
        return None
    grid = np.indices([len(own) for own in answers]).reshape(len(inputs), -1)
    asked = {
        item.id: _variable(item, own, place) for item, own, place in zip(inputs, answers, grid, strict=True)
    }
    derived = {
        name: variable
        for name, variable in derive(questionnaire, asked, grid.shape[1]).items()
        if variable.codes is not None and len(_sources(questionnaire.items[name], questionnaire)) > 1
    }
    results = {name: _results(variable) for name, variable in derived.items()}
    shape = [len(own) for own in answers]
    parts = [
        _parts(item, own, axis, [result.reshape(shape) for result in results.values()])
        for axis, (item, own) in enumerate(zip(inputs, answers, strict=True))
    ]
    patterns: dict[tuple[Count, ...], None] = {}
    for row in range(grid.shape[1]):
        told = [own[grid[axis, row]] for axis, own in enumerate(parts)]
        told += [_count(questionnaire.items[name], int(result[row])) for name, result in results.items()]
        patterns.setdefault(tuple(told))
    if len(patterns) > MAX_PATTERNS or not derived:
        return None
    return JointAnswers((*(item.id for item in inputs), *derived), tuple(patterns))


def _answers(item: Item) -> tuple[int, ...]:
    """Every answer that can be given: the place of a code, or less than 0 for a kind of missing answer.

    Nothing of a number, an open answer or codes that others gave: their combinations are not known.
    """
    if item.scale is None or item.confidential or item.coded_from or not codes_of(item):
        return ()
    special = {SPECIAL_STATES[entry.means] for entry in item.special}
    return (*range(len(codes_of(item))), *(-state for state in sorted({NOT_ASKED, NO_ANSWER} | special)))


def _variable(item: Item, answers: Sequence[int], places: np.ndarray) -> Variable:
    given = np.array(answers)[places]
    state = np.where(given < 0, -given, VALID).astype(np.int8)
    codes = codes_of(item)
    if not item.shape().numeric:
        return Variable(item.id, item.kind, state, codes, given.astype(np.int8))
    return Variable(
        item.id, item.kind, state, values=np.where(given < 0, np.nan, _numbers(codes)[np.maximum(given, 0)])
    )


def _numbers(codes: Sequence[str]) -> np.ndarray:
    return np.array([float(code) for code in codes])


def _results(variable: Variable) -> np.ndarray:
    assert variable.codes is not None
    return np.where(variable.state == VALID, variable.codes, -variable.state.astype(int))


def _parts(item: Item, answers: Sequence[int], axis: int, results: Sequence[np.ndarray]) -> list[Count]:
    """For each answer all answers that lead to the same results: nobody tells them apart here."""
    leads = [
        b"".join(np.take(result, place, axis).tobytes() for result in results)
        for place in range(len(answers))
    ]
    together: dict[bytes, Count] = {}
    for answer, lead in zip(answers, leads, strict=True):
        one, other = together.get(lead, Count(item.id)), _count(item, answer)
        together[lead] = Count(item.id, one.codes | other.codes, one.states | other.states)
    return [together[lead] for lead in leads]


def _count(item: Item, answer: int) -> Count:
    if answer < 0:
        return Count(item.id, states=frozenset({STATES[-answer - 1]}))
    return Count(item.id, frozenset({codes_of(item)[answer]}))


def counts_of(joint: JointAnswers) -> Mapping[str, tuple[Count, ...]]:
    """By member the parts of its answers that patterns hold."""
    columns = zip(joint.members, zip(*joint.patterns, strict=True), strict=True)
    return {member: tuple(dict.fromkeys(column)) for member, column in columns}
