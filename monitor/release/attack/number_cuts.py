"""Where expressions cut a number in two: `hours >= 20` tells 20 and more from less, and no other values apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import inf

from monitor.release.attack.expression_counts import codes_of
from monitor.study.expression.evaluation import call_items, items_of
from monitor.study.expression.expression import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Membership,
    Name,
    Node,
    Number,
    is_number,
    nodes,
)
from monitor.study.questionnaire import Item, Questionnaire

Linear = tuple[float, dict[str, float]]
"""Constant and coefficient by item of a linear expression."""


class NotLinear(Exception):
    """An expression compares several numbers, or a product of them: cuts of one do not tell how it comes out."""


def is_pure_number(item: Item) -> bool:
    """Whether it is asked and answered with numbers that have no codes."""
    return item.traits.numeric and not item.derived and not codes_of(item)


def number_cuts(expressions: Iterable[Expression], questionnaire: Questionnaire) -> dict[str, set[float]]:
    """By number the values at which one of some expressions may come out otherwise. **Raises** NotLinear."""
    cuts: dict[str, set[float]] = {}
    for expression in expressions:
        for left, right in _compared(expression, questionnaire):
            (low, terms), (high, others) = (_in_numbers(side, questionnaire) for side in (left, right))
            numbers = _added((0.0, terms), (0.0, others), -1.0)[1]
            coded = numbers.pop("", 0.0)
            factors = {name: factor for name, factor in numbers.items() if factor}
            if len(factors) > 1 or (factors and coded):
                raise NotLinear
            for name, factor in factors.items():
                cuts.setdefault(name, set()).add((high - low) / factor)
    return cuts


def values_around(item: Item, cuts: Iterable[float]) -> tuple[float, ...]:
    """Values at, between and beyond the cuts of a number, as far as it can have them; one where there are no cuts."""
    low, high = -inf if item.low is None else item.low, inf if item.high is None else item.high
    at = sorted(set(cuts)) or [0.0 if low == -inf else low]
    between = [(one + other) / 2 for one, other in pairwise(at)]
    return tuple(value for value in sorted((at[0] - 1, *at, *between, at[-1] + 1)) if low <= value <= high)


def linear(node: Node) -> Linear | None:
    """An expression as a linear one, or None."""
    match node:
        case Number(value):
            return value, {}
        case Name(text):
            return 0.0, {text: 1.0}
        case Arithmetic(sign, left, right):
            one, other = linear(left), linear(right)
            if one is None or other is None:
                return None
            return _product(one, other) if sign == "*" else _added(one, other, 1.0 if sign == "+" else -1.0)
    return None


def _added(one: Linear, other: Linear, factor: float) -> Linear:
    terms = dict(one[1])
    for item, coefficient in other[1].items():
        terms[item] = terms.get(item, 0.0) + factor * coefficient
    return one[0] + factor * other[0], terms


def _product(one: Linear, other: Linear) -> Linear | None:
    if one[1] and other[1]:
        return None
    factor, scaled = (other[0], one) if one[1] else (one[0], other)
    return factor * scaled[0], {item: factor * coefficient for item, coefficient in scaled[1].items()}


def _compared(expression: Expression, questionnaire: Questionnaire) -> Iterator[tuple[Node, Node]]:
    """Both sides of every comparison; being one of some codes is being equal to one of them."""
    for node in nodes(expression):
        if isinstance(node, Comparison):
            yield node.left, node.right
        elif isinstance(node, Call | Membership):
            items, codes = (
                call_items(node, questionnaire.shapes)
                if isinstance(node, Call)
                else ((getattr(node.left, "text", ""),), node.codes)
            )
            for item in items:
                yield from ((Name(item), Number(float(code), code)) for code in codes if is_number(code))


def _in_numbers(node: Node, questionnaire: Questionnaire) -> Linear:
    """A side of a comparison in pure numbers; "" stands for what follows from codes. **Raises** NotLinear."""
    items, read = questionnaire.items, items_of(Expression("", node), questionnaire.shapes)
    whole = linear(node)
    if whole is None:
        if any(_rests_on_numbers(items[name], questionnaire) for name in read):
            raise NotLinear
        return 0.0, {"": 1.0}
    total: Linear = (whole[0], {})
    for name, factor in whole[1].items():
        total = _added(total, _of_item(items[name], questionnaire) if name in items else (0.0, {}), factor)
    return total


def _of_item(item: Item, questionnaire: Questionnaire) -> Linear:
    if is_pure_number(item):
        return 0.0, {item.id: 1.0}
    if item.derived and item.traits.numeric and item.value is not None:
        return _in_numbers(item.value.root, questionnaire)
    return 0.0, {"": 1.0}


def _rests_on_numbers(item: Item, questionnaire: Questionnaire) -> bool:
    """Whether a number goes back to one without codes."""
    if not item.derived:
        return is_pure_number(item)
    if not item.traits.numeric or item.value is None:
        return False
    names = items_of(item.value, questionnaire.shapes)
    return any(_rests_on_numbers(questionnaire.items[name], questionnaire) for name in names)
