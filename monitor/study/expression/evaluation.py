"""Expressions met with answers: three-valued (Kleene), vectorised, nothing executed.

A result is `Outcome(value, known)`. Where an input is missing the result is unknown, unless the
other side decides (`false and ?` is false, `true or ?` is true). "Weet ik niet" is missing in that sense,
unless the expression names its code; "niet van toepassing" is an answer other than the codes named.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from monitor.study.expression.expression import (
    Arithmetic,
    Both,
    Call,
    Comparison,
    Expression,
    Membership,
    Name,
    Node,
    Not,
    Number,
    nodes,
)

DONT_KNOW = 3  # state of an answer such as "weet ik niet": it decides nothing, unless its code is named


@dataclass(frozen=True)
class ItemShape:
    """What an expression may know of an item: its codes in order, whether it is a number, its scale.

    `special` maps the codes outside the base (n.v.t., weet ik niet) to their answer state. A pattern
    such as `use_*` names asked items only, so that a derived item never matches itself.
    """

    categories: tuple[str, ...] = ()
    numeric: bool = False
    ordered: bool = False
    scale: str = ""
    special: Mapping[str, int] = field(default_factory=dict)
    derived: bool = False


class Operand(Protocol):
    """The columns an evaluation needs; `intake.answers.Variable` has them."""

    @property
    def state(self) -> np.ndarray: ...
    @property
    def codes(self) -> np.ndarray | None: ...
    @property
    def values(self) -> np.ndarray | None: ...


@dataclass(frozen=True)
class Outcome:
    """`value` where `known`; elsewhere undecided."""

    value: np.ndarray
    known: np.ndarray

    @property
    def true(self) -> np.ndarray:
        return self.known & self.value.astype(bool)

    @property
    def false(self) -> np.ndarray:
        return self.known & ~self.value.astype(bool)


Shapes = Mapping[str, ItemShape]


def matching_items(pattern: str, shapes: Shapes) -> tuple[str, ...]:
    """Asked items that a pattern such as `use_*` names, in questionnaire order."""
    return tuple(
        item for item, shape in shapes.items() if not shape.derived and fnmatch.fnmatchcase(item, pattern)
    )


def items_of(expression: Expression, shapes: Shapes) -> tuple[str, ...]:
    """Every item an expression reads, in order of first use."""
    items: dict[str, None] = {}
    for node in nodes(expression):
        if isinstance(node, Name) and node.text in shapes:
            items.setdefault(node.text)
        if isinstance(node, Call):
            for item in call_items(node, shapes)[0]:
                items.setdefault(item)
    return tuple(items)


def evaluate(expression: Expression, shapes: Shapes, answers: Mapping[str, Operand], rows: int) -> Outcome:
    """Evaluate a checked expression for every respondent. **Rows**: as in `answers`."""
    return _Evaluator(shapes, answers, rows).outcome(expression.root)


def call_items(call: Call, shapes: Shapes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The items and the codes among a call's arguments: items first, then codes."""
    items: list[str] = []
    position = 0
    for position, argument in enumerate(call.arguments):
        matched = matching_items(argument, shapes) if "*" in argument else (argument,) * (argument in shapes)
        if not matched:
            return tuple(items), call.arguments[position:]
        items += matched
    return tuple(items), ()


def compared_code(node: Node, item: str, shapes: Shapes) -> str | None:
    """The code a node stands for when it is compared with an item, or None."""
    if not isinstance(node, Name | Number):
        return None
    shape = shapes[item]
    known = (*shape.categories, *shape.special)
    if node.text in known and not (shape.numeric and isinstance(node, Number)):
        return node.text
    return None


class _Evaluator:
    def __init__(self, shapes: Shapes, answers: Mapping[str, Operand], rows: int) -> None:
        self.shapes = shapes
        self.answers = answers
        self.rows = rows

    def outcome(self, node: Node) -> Outcome:
        match node:
            case Number(value):
                return Outcome(np.full(self.rows, value), np.ones(self.rows, bool))
            case Name(text):
                return self._item(text)
            case Call():
                return self._call(node)
            case Arithmetic(sign, left, right):
                return self._arithmetic(sign, self.outcome(left), self.outcome(right))
            case Comparison():
                return self._comparison(node)
            case Membership(Name(text), codes, negated):
                member = self._any(tuple(self._equals(text, code) for code in codes))
                return _inverse(member) if negated else member
            case Not(inner):
                return _inverse(self.outcome(inner))
            case Both(word, left, right):
                pair = (self.outcome(left), self.outcome(right))
                return self._any(pair) if word == "or" else _all(pair)
        raise TypeError(node)

    def _item(self, item: str) -> Outcome:
        operand = self.answers[item]
        values = operand.values if self.shapes[item].numeric else operand.codes
        return Outcome(np.asarray(values, float), operand.state == 0)

    def _arithmetic(self, sign: str, left: Outcome, right: Outcome) -> Outcome:
        combine = {"+": np.add, "-": np.subtract, "*": np.multiply}[sign]
        return Outcome(combine(left.value, right.value), left.known & right.known)

    def _equals(self, item: str, code: str) -> Outcome:
        shape, operand = self.shapes[item], self.answers[item]
        valid = operand.state == 0
        special = shape.special
        if code in special:
            spoken = valid | np.isin(operand.state, sorted(set(special.values())))
            return Outcome(operand.state == special[code], spoken)
        known = valid | np.isin(operand.state, sorted({*special.values()} - {DONT_KNOW}))
        if shape.numeric:
            return Outcome(valid & (operand.values == float(code)), known)
        return Outcome(valid & (operand.codes == shape.categories.index(code)), known)

    def _comparison(self, node: Comparison) -> Outcome:
        for one, other, sign in (
            (node.left, node.right, node.sign),
            (node.right, node.left, _MIRROR[node.sign]),
        ):
            if isinstance(one, Name) and one.text in self.shapes:
                code = compared_code(other, one.text, self.shapes)
                if code is None and isinstance(other, Number) and sign in ("==", "!="):
                    code = other.text
                if code is not None:
                    return self._against_code(one.text, code, sign)
        left, right = self.outcome(node.left), self.outcome(node.right)
        return Outcome(_COMPARE[node.sign](left.value, right.value), left.known & right.known)

    def _against_code(self, item: str, code: str, sign: str) -> Outcome:
        if sign in ("==", "!="):
            equal = self._equals(item, code)
            return equal if sign == "==" else _inverse(equal)
        position = self.shapes[item].categories.index(code)
        operand = self.answers[item]
        return Outcome(_COMPARE[sign](np.asarray(operand.codes, float), position), operand.state == 0)

    def _call(self, call: Call) -> Outcome:
        items, codes = call_items(call, self.shapes)
        if call.function == "not_asked":
            return Outcome(self.answers[items[0]].state == 1, np.ones(self.rows, bool))
        if call.function == "answered":
            return Outcome(self.answers[items[0]].state == 0, np.ones(self.rows, bool))
        if call.function == "sum_of":
            parts = [self._item(item) for item in items]
            known = np.logical_and.reduce([part.known for part in parts])
            return Outcome(np.sum([part.value for part in parts], axis=0), known)
        hits = tuple(self._any(tuple(self._equals(item, code) for code in codes)) for item in items)
        if call.function == "count_of":
            known = np.logical_and.reduce([hit.known for hit in hits])
            return Outcome(np.sum([hit.true for hit in hits], axis=0).astype(float), known)
        return self._any(hits) if call.function == "any_of" else _all(hits)

    def _any(self, parts: tuple[Outcome, ...]) -> Outcome:
        true = np.logical_or.reduce([part.true for part in parts])
        return Outcome(true, true | np.logical_and.reduce([part.known for part in parts]))


def _all(parts: tuple[Outcome, ...]) -> Outcome:
    false = np.logical_or.reduce([part.false for part in parts])
    known = false | np.logical_and.reduce([part.known for part in parts])
    return Outcome(~false & known, known)


def _inverse(outcome: Outcome) -> Outcome:
    return Outcome(~outcome.value.astype(bool), outcome.known)


_COMPARE = {
    "==": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
_MIRROR = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
