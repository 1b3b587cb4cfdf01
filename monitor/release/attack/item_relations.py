"""What the questionnaire itself says about counts of different items in one group.

A routed item was put to as many respondents as gave the answers that lead to it. A derived item is a recode of
others. Options of one set share their base. Whoever reads the questionnaire knows this: it links the tables of
these items, so they are attacked together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.release.attack.answer_combinations import STATES
from monitor.release.attack.expression_counts import ANY_ANSWER, Count, CountBounds, ExpressionCounts, Sum
from monitor.release.attack.joint_answers import JointAnswers, joint_answers
from monitor.release.attack.number_cuts import linear
from monitor.study.expression.evaluation import call_items, items_of
from monitor.study.expression.expression import Call, Expression, Name, nodes
from monitor.study.norms import NOT_MET, norm_of_process
from monitor.study.questionnaire import Group, Item, Questionnaire


@dataclass(frozen=True)
class CountRelation:
    """sum(lower) <= sum(target) <= sum(upper), in every group; None where there is no such bound.

    `filters` of a route: in a wave without one of them everybody was asked.
    """

    target: Sum
    lower: Sum | None
    upper: Sum | None
    filters: frozenset[str] = frozenset()

    @property
    def items(self) -> frozenset[str]:
        counts = (*self.target, *(self.lower or ()), *(self.upper or ()))
        return frozenset(count.item for count in counts)


@dataclass(frozen=True)
class TotalRelation:
    """A derived number: total(target) = constant * base + sum of coefficient * total(item), equal bases."""

    target: str
    constant: float
    terms: tuple[tuple[str, float], ...]

    @property
    def items(self) -> frozenset[str]:
        return frozenset({self.target, *(item for item, _ in self.terms)})


@dataclass(frozen=True)
class SharedBase:
    """Items that are answered together: options of a set, or parts, which add to the base."""

    members: tuple[str, ...]
    adds_to_base: bool

    @property
    def items(self) -> frozenset[str]:
        return frozenset(self.members)


Relation = CountRelation | TotalRelation | SharedBase | JointAnswers


def item_relations(questionnaire: Questionnaire, wave: str) -> list[Relation]:
    """Every relation between counts or totals of a wave that follows from routes, derived items and sets."""
    relations: list[Relation] = []
    counts, filters = ExpressionCounts(questionnaire), filters_of(questionnaire)
    for item in questionnaire.items.values():
        relations += _route(item, counts, filters[item.id])
        relations += _derived(item, counts)
        relations += _judged(item, questionnaire, wave)
    for group in questionnaire.groups.values():
        if group.traits.in_set and len(group.items) > 1:
            relations.append(SharedBase(group.items, group.traits.adds_up))
        relations += [*_exclusive(group), *_chosen(group)]
    return [*relations, *joint_answers(questionnaire, wave)]


def _judged(item: Item, questionnaire: Questionnaire, wave: str) -> Iterator[CountRelation]:
    """A file in which a norm failed is not right: as many at least as failed any of them, at most all of these together."""
    if not item.norms or not item.traits.categorical:
        return
    asked = {norm.id for norm in questionnaire.norms if wave in norm.asked}
    failed = (Count(item.id, frozenset({item.traits.negative})),)
    by_norm = [
        Count(norm_of_process(norm, item.process), frozenset({NOT_MET}))
        for norm in item.norms
        if norm in asked
    ]
    yield from (CountRelation((one,), None, failed) for one in by_norm)
    yield CountRelation(failed, None, tuple(by_norm))


def _exclusive(group: Group) -> Iterator[CountRelation]:
    """Whoever chose an exclusive option chose no other: together they are at most all who answered."""
    for alone in group.exclusive:
        for other in (item for item in group.items if item != alone):
            chosen = tuple(Count(item, frozenset({group.traits.positive})) for item in (alone, other))
            yield CountRelation(chosen, None, (Count(alone, frozenset({ANY_ANSWER})),))


def _chosen(group: Group) -> Iterator[CountRelation]:
    """Whoever answered a set chose something, unless leaving all empty means to choose none."""
    if (
        group.traits.in_set
        and not group.traits.adds_up
        and len(group.items) > 1
        and group.blank != "not_chosen"
    ):
        chosen = tuple(Count(item, frozenset({group.traits.positive})) for item in group.items)
        yield CountRelation((Count(group.items[0], frozenset({ANY_ANSWER})),), None, chosen)


def filters_of(questionnaire: Questionnaire) -> dict[str, frozenset[str]]:
    """The items on which each item's route depends, at any distance."""
    filters: dict[str, frozenset[str]] = {}
    for item in questionnaire.items.values():
        direct = items_of(item.asked_if, questionnaire.shapes) if item.asked_if else ()
        filters[item.id] = frozenset(direct).union(*(filters.get(name, frozenset()) for name in direct))
    return filters


def _route(item: Item, counts: ExpressionCounts, filters: frozenset[str]) -> Iterator[CountRelation]:
    """Respondents to whom the item was put: the route led there, or a filter was left unanswered."""
    if item.asked_if is None or item.confidential:
        return
    bounds = counts.bounds(item.asked_if.root)
    states = frozenset(STATES) - {"not_asked"}
    asked = (Count(item.id, frozenset({ANY_ANSWER}), states),)
    inputs = sorted({count.item for side in (*bounds.lower, *bounds.upper) for count in side})
    inputs = [name for name in inputs if name in _undecided(item.asked_if, counts)]
    unanswered = tuple(Count(name, states=frozenset({"no_answer"})) for name in inputs)
    if bounds.exact:
        side = (*bounds.lower[0], *unanswered)
        yield CountRelation(asked, side, side, filters)
        return
    yield from (CountRelation(asked, side, None, filters) for side in bounds.lower)
    yield from (CountRelation(asked, None, (*side, *unanswered), filters) for side in bounds.upper)


def _undecided(route: Expression, counts: ExpressionCounts) -> set[str]:
    """Items that leave a route undecided when they are not answered; `answered` and `not_asked` never do."""
    items = {node.text for node in nodes(route) if isinstance(node, Name)}
    for node in nodes(route):
        if isinstance(node, Call) and node.function not in ("answered", "not_asked"):
            items |= set(call_items(node, counts.shapes)[0])
    return items


def _derived(item: Item, counts: ExpressionCounts) -> Iterator[Relation]:
    if not item.derived or item.asked_if is not None:
        return
    if item.traits.by_condition and item.value:
        yield from _yes_no(item, item.value, counts)
    elif item.traits.by_cases:
        yield from _recode(item, counts)
    elif item.value:
        yield from _number(item, item.value, counts)


def _yes_no(item: Item, value: Expression, counts: ExpressionCounts) -> Iterator[CountRelation]:
    bounds = counts.bounds(value.root)
    yield from _bounded(Count(item.id, frozenset({item.traits.positive})), bounds)
    if bounds.exact and not bounds.exact.states:
        no = (counts.complement(bounds.exact),)
        yield CountRelation((Count(item.id, frozenset({item.traits.negative})),), no, no)


def _recode(item: Item, counts: ExpressionCounts) -> Iterator[CountRelation]:
    """Cases that cannot overlap are exact; else all cases that imply one count are together at most that count."""
    bounds = {code: counts.bounds(case.root) for code, case in item.cases}
    if _are_disjoint(list(bounds.values())):
        for code, of_case in bounds.items():
            yield from _bounded(Count(item.id, frozenset({code})), of_case)
        return
    implied: dict[Sum, list[str]] = {}
    for code, of_case in bounds.items():
        for side in of_case.upper:
            implied.setdefault(side, []).append(code)
    for side, codes in implied.items():
        yield CountRelation((Count(item.id, frozenset(codes)),), None, side)


def _bounded(count: Count, bounds: CountBounds) -> Iterator[CountRelation]:
    """A count that is as many respondents as fit an expression."""
    if bounds.exact:
        yield CountRelation((count,), bounds.lower[0], bounds.upper[0])
        return
    yield from (CountRelation((count,), side, None) for side in bounds.lower)
    yield from (CountRelation((count,), None, side) for side in bounds.upper)


def _are_disjoint(bounds: list[CountBounds]) -> bool:
    """Whether no respondent can fit two cases: exact counts of one item that share no code or state."""
    counts = [of_case.exact for of_case in bounds if of_case.exact is not None]
    if len(counts) < len(bounds) or len({count.item for count in counts}) > 1:
        return False
    parts = [count.codes | {f" {state}" for state in count.states} for count in counts]
    return sum(map(len, parts)) == len(frozenset().union(*parts))


def _number(item: Item, value: Expression, counts: ExpressionCounts) -> Iterator[TotalRelation]:
    found = linear(value.root)
    if found is None or not found[1] or not all(name in counts.items for name in found[1]):
        return
    constant, terms = found
    inputs = [counts.items[name] for name in terms]
    one_set = len({part.group for part in inputs}) == 1 and all(part.traits.adds_up for part in inputs)
    if len(terms) == 1 or one_set:
        yield TotalRelation(item.id, constant, tuple(terms.items()))
