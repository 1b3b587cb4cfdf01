"""How many respondents fit a declared expression, in counts of answers to single items.

must_choose_attention in [often, sometimes]      exactly the count of these two answers
room_offered == much and room_used == well       at most each of the two counts
any_of(use_*, less)                              at least each count, at most all of them together
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import product

from monitor.study.expression.evaluation import call_items
from monitor.study.expression.expression import Both, Call, Comparison, Membership, Name, Node, Not, Number
from monitor.study.questionnaire import SPECIAL_STATES, Item, Questionnaire

SPECIAL_OF_STATE = {state: special for special, state in SPECIAL_STATES.items()}
ANY_ANSWER = "*"
"""Stands among the codes of a count for every valid answer."""
MAX_ALTERNATIVES = 4
"""Upper bounds of an `or` that are kept: those of its two sides multiply."""


@dataclass(frozen=True)
class Count:
    """Respondents with an answer to `item` among `codes`, or in one of `states`."""

    item: str
    codes: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()


Sum = tuple[Count, ...]


@dataclass(frozen=True)
class CountBounds:
    """How many respondents fit an expression: at least each of `lower`, at most each of `upper`."""

    lower: tuple[Sum, ...] = ()
    upper: tuple[Sum, ...] = ()

    @property
    def exact(self) -> Count | None:
        """The single count that the expression amounts to, if there is one."""
        one = len(self.lower) == 1 and self.lower == self.upper and len(self.lower[0]) == 1
        return self.lower[0][0] if one else None


class ExpressionCounts:
    """Bounds for the expressions of one questionnaire: its routes and derived items."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.items: Mapping[str, Item] = questionnaire.items
        self.shapes = questionnaire.shapes

    def bounds(self, node: Node) -> CountBounds:
        """What counts of single items say about how many respondents fit; no bounds where they say nothing."""
        match node:
            case Both("or", left, right):
                return _either(self.bounds(left), self.bounds(right))
            case Both(_, left, right):
                return _both(self.bounds(left), self.bounds(right))
            case Membership(Name(item), codes, negated):
                count = self._count(item, codes)
                return _exactly(self.complement(count) if count and negated else count)
            case Not(inner):
                exact = self.bounds(inner).exact
                return _exactly(self.complement(exact) if exact and _is_of_codes(exact) else None)
            case Comparison():
                return _exactly(self._comparison(node))
            case Call():
                return self._call(node)
        return CountBounds()

    def _count(self, name: str, codes: tuple[str, ...]) -> Count | None:
        item = self.items.get(name)
        if item is None or not codes_of(item):
            return None
        special = self.shapes[name].special or {}
        states = frozenset(SPECIAL_OF_STATE[special[code]] for code in codes if code in special)
        return Count(name, frozenset(codes) & frozenset(codes_of(item)), states)

    def complement(self, count: Count) -> Count:
        """Who is known not to be in a count: other codes, and special answers of the item."""
        item = self.items[count.item]
        special = {SPECIAL_OF_STATE[state] for state in (self.shapes[item.id].special or {}).values()}
        return Count(item.id, frozenset(codes_of(item)) - count.codes, frozenset(special) - count.states)

    def _comparison(self, node: Comparison) -> Count | None:
        for one, other, sign in (
            (node.left, node.right, node.sign),
            (node.right, node.left, _MIRROR[node.sign]),
        ):
            if isinstance(one, Name) and one.text in self.items and isinstance(other, Name | Number):
                return self._compared_with(one.text, other.text, sign)
        return None

    def _compared_with(self, name: str, code: str, sign: str) -> Count | None:
        item, codes = self.items[name], codes_of(self.items[name])
        if sign in ("==", "!="):
            count = (
                self._count(name, (code,)) if code in (*codes, *(self.shapes[name].special or {})) else None
            )
            return self.complement(count) if count and sign == "!=" else count
        if code not in codes or not item.traits.categorical:
            return None
        limit = codes.index(code)
        return self._count(name, tuple(own for at, own in enumerate(codes) if _ORDER[sign](at, limit)))

    def _call(self, call: Call) -> CountBounds:
        items, codes = call_items(call, self.shapes)
        if call.function in ("not_asked", "answered") and items:
            item = self.items[items[0]]
            states = frozenset({"not_asked"}) if call.function == "not_asked" else frozenset()
            answered = frozenset({ANY_ANSWER}) if call.function == "answered" else frozenset()
            return _exactly(Count(item.id, answered, states))
        if call.function not in ("any_of", "all_of"):
            return CountBounds()
        parts = [_exactly(self._count(item, codes)) for item in items]
        joined = _either if call.function == "any_of" else _both
        return reduce(joined, parts) if parts else CountBounds()


def codes_of(item: Item) -> tuple[str, ...]:
    """Category codes of an item, none for pure numbers."""
    return item.scale.codes if item.scale else ()


def _exactly(count: Count | None) -> CountBounds:
    """As many respondents as one count; no bounds without a count."""
    return CountBounds(((count,),), ((count,),)) if count else CountBounds()


def _is_of_codes(count: Count) -> bool:
    return ANY_ANSWER not in count.codes and count.states <= _SPECIAL


def _of_one_item(left: CountBounds, right: CountBounds) -> tuple[Count, Count] | None:
    """Both exact counts, where they are counts of codes of one item."""
    one, other = left.exact, right.exact
    if one is None or other is None or one.item != other.item or ANY_ANSWER in one.codes | other.codes:
        return None
    return one, other


def _either(left: CountBounds, right: CountBounds) -> CountBounds:
    """Whoever fits one of two expressions, or both."""
    counts = _of_one_item(left, right)
    if counts:
        one, other = counts
        return _exactly(Count(one.item, one.codes | other.codes, one.states | other.states))
    uppers = tuple((*first, *second) for first, second in product(left.upper, right.upper))
    return CountBounds((*left.lower, *right.lower), uppers[:MAX_ALTERNATIVES])


def _both(left: CountBounds, right: CountBounds) -> CountBounds:
    """Whoever fits two expressions."""
    counts = _of_one_item(left, right)
    if counts:
        one, other = counts
        return _exactly(Count(one.item, one.codes & other.codes, one.states & other.states))
    return CountBounds((), (*left.upper, *right.upper))


_SPECIAL = frozenset(SPECIAL_OF_STATE.values())
_MIRROR = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
