"""Joint answers to a few questions: what derived items and routes together tell of the questions they read.

"Kreeg hulp of les" and "kreeg hulp en les" add up to those who had help and those who had lessons, whatever the bounds
of each item apart; so do the numbers who were asked a question for either reason and a question for both. Wherever derived
items or routes read more than one question, or a number, the attack has an unknown for each combination of answers that
they tell apart: the joint table of these questions.

Questions that make more than `MAX_PATTERNS` combinations are attacked by bounds alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from monitor.release.attack.answer_combinations import Paths, Pattern, patterns_of
from monitor.release.attack.expression_counts import Count
from monitor.release.attack.number_cuts import NotLinear, is_pure_number, number_cuts
from monitor.study.expression.evaluation import items_of
from monitor.study.expression.expression import Expression
from monitor.study.questionnaire import Item, Questionnaire

MAX_PATTERNS = 256
"""Combinations per group that become unknowns."""

Sources = frozenset[str]


@dataclass(frozen=True)
class JointAnswers:
    """Every respondent has one of `patterns`: for each of `members`, in their order, a part of its answers."""

    members: tuple[str, ...]
    patterns: tuple[Pattern, ...]

    @property
    def items(self) -> frozenset[str]:
        return frozenset(self.members)


def joint_answers(questionnaire: Questionnaire, wave: str) -> Iterator[JointAnswers]:
    """Joint tables of the questions that derived items and routes of a wave read; put together while they fit."""
    tables = _JointTables(questionnaire, wave)
    found: dict[Sources, JointAnswers] = {}
    for sources in tables.wanted():
        if not any(sources <= own for own in found):
            found = (
                _with(found, tables, tables.with_filters(sources)) or _with(found, tables, sources) or found
            )
    while wider := _put_together(found, tables):
        found = wider
    return iter(found.values())


def counts_of(joint: JointAnswers) -> Mapping[str, tuple[Count, ...]]:
    """By member the parts of its answers that patterns hold."""
    columns = zip(joint.members, zip(*joint.patterns, strict=True), strict=True)
    return {member: tuple(dict.fromkeys(column)) for member, column in columns}


@cache
def without_kinds(joint: JointAnswers, derived: Sources) -> JointAnswers:
    """The same where nobody is told what kind of missing answer an item has.

    Of `derived` items all kinds are one, of questions those that lead to the same.
    """
    patterns = joint.patterns
    for name in (*sorted(derived), *(member for member in joint.members if member not in derived)):
        place = joint.members.index(name)
        rest: dict[Count, set[Pattern]] = {}
        for pattern in patterns:
            rest.setdefault(pattern[place], set()).add((*pattern[:place], *pattern[place + 1 :]))
        together: dict[object, Count] = {}
        kinds = {
            count: "" if name in derived else frozenset(rest[count]) for count in rest if not count.codes
        }
        for count, kind in kinds.items():
            states = together.get(kind, count).states | count.states
            together[kind] = Count(name, states=states)
        told = {count: together[kind] for count, kind in kinds.items()}
        patterns = tuple(
            dict.fromkeys(
                (*one[:place], told.get(one[place], one[place]), *one[place + 1 :]) for one in patterns
            )
        )
    return JointAnswers(joint.members, patterns)


def _put_together(found: Mapping[Sources, JointAnswers], tables: _JointTables) -> dict[Sources, JointAnswers]:
    """The first two tables that share a question as one; empty where no two fit together."""
    shared = (one | other for one, other in combinations(found, 2) if one & other)
    return next((wider for sources in shared if (wider := _with(found, tables, sources))), {})


def _with(
    found: Mapping[Sources, JointAnswers], tables: _JointTables, sources: Sources
) -> dict[Sources, JointAnswers]:
    """The tables with that of some questions, which takes the place of those inside it; empty where it does not fit."""
    joint = tables.of(sources)
    rest = {own: table for own, table in found.items() if not own <= sources}
    return {} if joint is None else {**rest, sources: joint}


class _JointTables:
    """Joint tables by their questions, as far as a wave asked them."""

    def __init__(self, questionnaire: Questionnaire, wave: str) -> None:
        self.questionnaire = questionnaire
        self.wave = wave
        self.items = questionnaire.items
        self.sources, self.of = cache(self._sources), cache(self._of)

    def wanted(self) -> Iterator[Sources]:
        """What each derived item and each route reads, where bounds of single answers do not tell all."""
        own = (self.sources(name) for name, item in self.items.items() if not item.confidential)
        return (sources for sources in own if self._is_joint(sources))

    def with_filters(self, sources: Sources) -> Sources:
        """Some questions and those that lead to them."""
        wider = sources.union(*(self.sources(name) for name in sources))
        return wider if wider == sources else self.with_filters(wider)

    def _of(self, sources: Sources) -> JointAnswers | None:
        """The joint table of some questions; None where it tells nothing or has too many patterns."""
        inputs = tuple(item for item in self.questionnaire.fields if item.id in sources)
        resting = [
            item for item in self.items.values() if self.sources(item.id) and self.sources(item.id) <= sources
        ]
        outcomes = tuple(
            item
            for item in resting
            if item.id not in sources and not item.confidential and self._is_joint(self.sources(item.id))
        )
        if len(inputs) + len(outcomes) < 3:
            return None
        routed = sources & {item.id for item in resting}
        cuts = number_cuts([each for item in resting for each in self._read(item)], self.questionnaire)
        paths = Paths(inputs, outcomes, routed, cuts)
        patterns = patterns_of(paths, self.questionnaire, MAX_PATTERNS)
        return JointAnswers(paths.members, patterns) if patterns else None

    def _is_joint(self, sources: Sources) -> bool:
        return len(sources) > 1 or any(is_pure_number(self.items[name]) for name in sources)

    def _sources(self, name: str) -> Sources:
        """The questions that a derived item, or the route of a question, goes back to.

        Empty where there are none, or combinations of answers do not tell how it comes out; and of a norm in the files of one
        process, since nothing is told of that norm over processes, and no file is of two.
        """
        item, own = self.items[name], frozenset[str]()
        if item.process and not item.norms:
            return own
        read = self._read(item) if self._is_asked(item) else ()
        try:
            number_cuts(read, self.questionnaire)
        except NotLinear:
            return own
        for each in dict.fromkeys(one for part in read for one in items_of(part, self.questionnaire.shapes)):
            before = self.sources(each) if self.items[each].derived else frozenset({each})
            if not before or self.items[each].coded_from:
                return frozenset()
            own |= before
        return own

    def _read(self, item: Item) -> tuple[Expression, ...]:
        """How it is worked out, and its route unless the wave lacks a question of it: then everybody is led there."""
        route = item.asked_if if item.asked_if and self._are_asked([item.asked_if]) else None
        return (*_worked_out(item), *([route] if route else []))

    def _is_asked(self, item: Item) -> bool:
        return self._are_asked(_worked_out(item)) if item.derived else self.wave in item.asked

    def _are_asked(self, expressions: Iterable[Expression]) -> bool:
        read = (name for each in expressions for name in items_of(each, self.questionnaire.shapes))
        return all(self._is_asked(self.items[name]) for name in read)


def _worked_out(item: Item) -> tuple[Expression, ...]:
    return (*([item.value] if item.value else []), *(case for _, case in item.cases))
