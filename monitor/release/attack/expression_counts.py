"""How many respondents make a declared expression true, said in counts of answers to single items.

must_choose_attention in [often, sometimes]      exactly the count of these two answers
room_offered == much and room_used == well       at most each of the two counts
any_of(use_*, less)                              at least each count, at most all of them together
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from monitor.study.expression.evaluation import matching_items
from monitor.study.expression.expression import Both, Call, Comparison, Membership, Name, Node, Not, Number
from monitor.study.questionnaire import Item, Questionnaire

SPECIAL_OF_STATE = {3: "dont_know", 4: "not_applicable"}
ANY = "*"
"""Stands among the codes of a count for every valid answer."""
MOST_ALTERNATIVES = 4


@dataclass(frozen=True)
class Count:
    """Respondents with an answer to `item` among `codes`, or in one of `states`."""

    item: str
    codes: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()


Sum = tuple[Count, ...]


@dataclass(frozen=True)
class Truth:
    """How many respondents make an expression true: at least each of `lower`, at most each of `upper`."""

    lower: tuple[Sum, ...] = ()
    upper: tuple[Sum, ...] = ()

    @property
    def exact(self) -> Count | None:
        """The one count that it is, if it is one."""
        one = len(self.lower) == 1 and self.lower == self.upper and len(self.lower[0]) == 1
        return self.lower[0][0] if one else None


class TruthReader:
    """Reads expressions of one questionnaire."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.items: Mapping[str, Item] = questionnaire.items
        self.shapes = questionnaire.shapes

    def truth(self, node: Node) -> Truth:
        match node:
            case Both("or", left, right):
                return _either(self.truth(left), self.truth(right))
            case Both(_, left, right):
                return _both(self.truth(left), self.truth(right))
            case Membership(Name(item), codes, negated):
                count = self._count(item, codes)
                return _one(self.complement(count) if count and negated else count)
            case Not(inner):
                exact = self.truth(inner).exact
                return _one(self.complement(exact) if exact and _is_of_codes(exact) else None)
            case Comparison():
                return _one(self._comparison(node))
            case Call():
                return self._call(node)
        return Truth()

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
                return self._against(one.text, other.text, sign)
        return None

    def _against(self, name: str, code: str, sign: str) -> Count | None:
        item, codes = self.items[name], codes_of(self.items[name])
        if sign in ("==", "!="):
            count = (
                self._count(name, (code,)) if code in (*codes, *(self.shapes[name].special or {})) else None
            )
            return self.complement(count) if count and sign == "!=" else count
        if code not in codes or not item.traits.categorical:
            return None
        place = codes.index(code)
        return self._count(name, tuple(found for at, found in enumerate(codes) if _ORDER[sign](at, place)))

    def _call(self, call: Call) -> Truth:
        items, codes = self._arguments(call)
        if call.function in ("not_asked", "answered") and items:
            item = self.items[items[0]]
            states = frozenset({"not_asked"}) if call.function == "not_asked" else frozenset()
            answered = frozenset({ANY}) if call.function == "answered" else frozenset()
            return _one(Count(item.id, answered, states))
        if call.function not in ("any_of", "all_of"):
            return Truth()
        parts = [_one(self._count(item, codes)) for item in items]
        return (_any if call.function == "any_of" else _all)(parts)

    def _arguments(self, call: Call) -> tuple[list[str], tuple[str, ...]]:
        items: list[str] = []
        for place, argument in enumerate(call.arguments):
            matched = matching_items(argument, self.items) if "*" in argument else (argument,)
            if not all(name in self.items for name in matched):
                return items, call.arguments[place:]
            items += matched
        return items, ()


def codes_of(item: Item) -> tuple[str, ...]:
    """Category codes of an item, none for pure numbers."""
    return item.scale.codes if item.scale else ()


def _one(count: Count | None) -> Truth:
    return Truth(((count,),), ((count,),)) if count else Truth()


def _is_of_codes(count: Count) -> bool:
    return ANY not in count.codes and count.states <= _SPECIAL


def _merged(left: Truth, right: Truth) -> tuple[Count, Count] | None:
    one, other = left.exact, right.exact
    same = one and other and one.item == other.item and ANY not in one.codes | other.codes
    return (one, other) if one and other and same else None


def _either(left: Truth, right: Truth) -> Truth:
    same = _merged(left, right)
    if same:
        return _one(Count(same[0].item, same[0].codes | same[1].codes, same[0].states | same[1].states))
    uppers = tuple((*one, *other) for one, other in product(left.upper, right.upper))
    return Truth((*left.lower, *right.lower), uppers[:MOST_ALTERNATIVES])


def _both(left: Truth, right: Truth) -> Truth:
    same = _merged(left, right)
    if same:
        return _one(Count(same[0].item, same[0].codes & same[1].codes, same[0].states & same[1].states))
    return Truth((), (*left.upper, *right.upper))


def _any(parts: list[Truth]) -> Truth:
    found = parts[0] if parts else Truth()
    for part in parts[1:]:
        found = _either(found, part)
    return found


def _all(parts: list[Truth]) -> Truth:
    found = parts[0] if parts else Truth()
    for part in parts[1:]:
        found = _both(found, part)
    return found


_SPECIAL = frozenset(SPECIAL_OF_STATE.values())
_MIRROR = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ORDER = {
    "<": lambda at, place: at < place,
    "<=": lambda at, place: at <= place,
    ">": lambda at, place: at > place,
    ">=": lambda at, place: at >= place,
}
