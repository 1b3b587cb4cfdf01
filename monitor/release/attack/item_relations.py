"""What the questionnaire itself tells about counts of different items in one group.

A routed item was asked as often as its filter was answered so. A derived item is a recode of others.
Options of one set share their base. Whoever reads the questionnaire knows this, so the audit does too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.release.attack.expression_counts import ANY, Count, Sum, Truth, TruthReader
from monitor.study.expression.evaluation import call_items, items_of
from monitor.study.expression.expression import Arithmetic, Call, Expression, Name, Node, Number, nodes
from monitor.study.questionnaire import Group, Item, Questionnaire

STATES = ("not_asked", "no_answer", "dont_know", "not_applicable")


@dataclass(frozen=True)
class CountRelation:
    """sum(lower) <= sum(target) <= sum(upper), in every group; None where there is no such bound.

    `needs` names the filters of a route: in a wave without one of them everybody was asked.
    """

    target: Sum
    lower: Sum | None
    upper: Sum | None
    needs: frozenset[str] = frozenset()

    @property
    def items(self) -> frozenset[str]:
        parts = (*self.target, *(self.lower or ()), *(self.upper or ()))
        return frozenset(count.item for count in parts)


@dataclass(frozen=True)
class SumRelation:
    """A derived number: total(target) = constant * base + sum of coefficient * total(item), equal bases."""

    target: str
    constant: float
    terms: tuple[tuple[str, float], ...]

    @property
    def items(self) -> frozenset[str]:
        return frozenset({self.target, *(item for item, _ in self.terms)})


@dataclass(frozen=True)
class SameBase:
    """Items that are answered together: options of a set, or parts, which add to the base."""

    members: tuple[str, ...]
    adds_to_base: bool

    @property
    def items(self) -> frozenset[str]:
        return frozenset(self.members)


Relation = CountRelation | SumRelation | SameBase


def relations(questionnaire: Questionnaire) -> list[Relation]:
    """Every relation between counts or totals that follows from routes, derived items and sets."""
    found: list[Relation] = []
    reader, filters = TruthReader(questionnaire), filters_of(questionnaire)
    for item in questionnaire.items.values():
        found += _route(item, reader, filters[item.id])
        found += _derived(item, reader)
    for group in questionnaire.groups.values():
        if group.traits.in_set and len(group.items) > 1:
            found.append(SameBase(group.items, group.traits.adds_up))
        found += _exclusive(group)
    return found


def _exclusive(group: Group) -> Iterator[CountRelation]:
    """Whoever chose an exclusive option chose no other: together they are at most all who answered."""
    for alone in group.exclusive:
        for other in (item for item in group.items if item != alone):
            chosen = tuple(Count(item, frozenset({group.traits.positive})) for item in (alone, other))
            yield CountRelation(chosen, None, (Count(alone, frozenset({ANY})),))


def filters_of(questionnaire: Questionnaire) -> dict[str, frozenset[str]]:
    """The items on which each item's route depends, at any distance."""
    found: dict[str, frozenset[str]] = {}
    for item in questionnaire.items.values():
        direct = items_of(item.asked_if, questionnaire.shapes) if item.asked_if else ()
        found[item.id] = frozenset(direct).union(*(found.get(name, frozenset()) for name in direct))
    return found


def _route(item: Item, reader: TruthReader, needs: frozenset[str]) -> Iterator[CountRelation]:
    """Asked = the route is true, or undecided because a filter was left unanswered."""
    if item.asked_if is None or item.confidential:
        return
    truth = reader.truth(item.asked_if.root)
    states = frozenset(STATES) - {"not_asked"}
    asked = (Count(item.id, frozenset({ANY}), states),)
    inputs = sorted({count.item for side in (*truth.lower, *truth.upper) for count in side})
    inputs = [name for name in inputs if name in _undecided(item.asked_if, reader)]
    open_input = tuple(Count(name, states=frozenset({"no_answer"})) for name in inputs)
    if truth.exact:
        side = (*truth.lower[0], *open_input)
        yield CountRelation(asked, side, side, needs)
        return
    yield from (CountRelation(asked, side, None, needs) for side in truth.lower)
    yield from (CountRelation(asked, None, (*side, *open_input), needs) for side in truth.upper)


def _undecided(route: Expression, reader: TruthReader) -> set[str]:
    """Items that leave a route open when they are not answered; `answered` and `not_asked` are never open."""
    found = {node.text for node in nodes(route) if isinstance(node, Name)}
    for node in nodes(route):
        if isinstance(node, Call) and node.function not in ("answered", "not_asked"):
            found |= set(call_items(node, reader.shapes)[0])
    return found


def _derived(item: Item, reader: TruthReader) -> Iterator[Relation]:
    if not item.derived or item.asked_if is not None:
        return
    if item.traits.by_condition and item.value:
        yield from _yes_no(item, reader)
    elif item.traits.by_cases:
        yield from _recode(item, reader)
    elif item.value:
        yield from _number(item, item.value, reader)


def _yes_no(item: Item, reader: TruthReader) -> Iterator[CountRelation]:
    truth = reader.truth(item.value.root)
    yield from _bounded(Count(item.id, frozenset({item.traits.positive})), truth)
    if truth.exact and not truth.exact.states:
        no = (reader.complement(truth.exact),)
        yield CountRelation((Count(item.id, frozenset({item.traits.negative})),), no, no)


def _recode(item: Item, reader: TruthReader) -> Iterator[CountRelation]:
    """Cases that cannot overlap are exact. All cases that imply one count share it among them."""
    truths = [(code, reader.truth(case.root)) for code, case in item.cases]
    if _are_apart([truth for _, truth in truths]):
        for code, truth in truths:
            yield from _bounded(Count(item.id, frozenset({code})), truth)
        return
    implied: dict[Sum, list[str]] = {}
    for code, truth in truths:
        for side in truth.upper:
            implied.setdefault(side, []).append(code)
    for side, codes in implied.items():
        yield CountRelation((Count(item.id, frozenset(codes)),), None, side)


def _bounded(count: Count, truth: Truth) -> Iterator[CountRelation]:
    if truth.exact:
        yield CountRelation((count,), truth.lower[0], truth.upper[0])
        return
    yield from (CountRelation((count,), side, None) for side in truth.lower)
    yield from (CountRelation((count,), None, side) for side in truth.upper)


def _are_apart(truths: list[Truth]) -> bool:
    """Whether no respondent can fit two cases: exact counts of one item that share no code or state."""
    counts = [truth.exact for truth in truths]
    if not all(counts) or len({count.item for count in counts}) > 1:
        return False
    parts = [count.codes | {f" {state}" for state in count.states} for count in counts]
    return sum(map(len, parts)) == len(frozenset().union(*parts))


def _number(item: Item, value: Expression, reader: TruthReader) -> Iterator[SumRelation]:
    linear = _linear(value.root)
    if linear is None or not linear[1] or not all(name in reader.items for name in linear[1]):
        return
    constant, terms = linear
    found = [reader.items[name] for name in terms]
    one_set = len({part.group for part in found}) == 1 and all(part.traits.adds_up for part in found)
    if len(terms) == 1 or one_set:
        yield SumRelation(item.id, constant, tuple(terms.items()))


def _linear(node: Node) -> tuple[float, dict[str, float]] | None:
    """Constant and coefficients of a linear expression, or None."""
    match node:
        case Number(value):
            return value, {}
        case Name(text):
            return 0.0, {text: 1.0}
        case Arithmetic(sign, left, right):
            one, other = _linear(left), _linear(right)
            if one is None or other is None:
                return None
            return _product(one, other) if sign == "*" else _added(one, other, 1.0 if sign == "+" else -1.0)
    return None


def _added(
    one: tuple[float, dict[str, float]], other: tuple[float, dict[str, float]], factor: float
) -> tuple[float, dict[str, float]]:
    terms = dict(one[1])
    for item, coefficient in other[1].items():
        terms[item] = terms.get(item, 0.0) + factor * coefficient
    return one[0] + factor * other[0], terms


def _product(
    one: tuple[float, dict[str, float]], other: tuple[float, dict[str, float]]
) -> tuple[float, dict[str, float]] | None:
    if one[1] and other[1]:
        return None
    factor, scaled = (other[0], one) if one[1] else (one[0], other)
    return factor * scaled[0], {item: factor * coefficient for item, coefficient in scaled[1].items()}
