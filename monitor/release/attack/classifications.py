"""Classifications of one item: two recodes of the same number or question, of which one may refine the other.

Years in four classes and years in two are nested where every class of the four lies in one class of the two, whoever
declared them and whether or not the years themselves are a breakdown.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence

from monitor.study.expression.expression import Both, Comparison, Membership, Name, Node, Not, Number, nodes
from monitor.study.questionnaire import Item

SIMPLE = (Both, Not, Comparison, Membership, Name, Number)
_SIGNS = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def nested_classes(finer: Item, coarser: Item, items: Mapping[str, Item]) -> dict[str, str] | None:
    """The class of the coarser recode that holds each class of the finer one; None where they are not nested.

    None too where a case reads more than one item, or is more than comparisons with codes and numbers.
    """
    source = _source(finer, items)
    if source is None or source != _source(coarser, items):
        return None
    recode: dict[str, str] = {}
    for value in _values(items[source], (finer, coarser)):
        fine, coarse = (_class_of(item, value, items[source]) for item in (finer, coarser))
        if fine is not None and (coarse is None or recode.setdefault(fine, coarse) != coarse):
            return None
    return recode or None


def _source(item: Item, items: Mapping[str, Item]) -> str | None:
    """The one item that the cases of a recode read."""
    if not item.traits.by_cases:
        return None
    read = [node for _, case in item.cases for node in nodes(case)]
    names = {node.text for node in read if isinstance(node, Name) and node.text in items}
    return names.pop() if len(names) == 1 and all(isinstance(node, SIMPLE) for node in read) else None


def _values(source: Item, classified: Sequence[Item]) -> list[float]:
    """The place of every code of the item, or numbers at and on both sides of every number in a case."""
    if source.scale is not None and source.scale.codes:
        return [float(place) for place in range(len(source.scale.codes))]
    read = [node for item in classified for _, case in item.cases for node in nodes(case)]
    cuts = sorted({node.value for node in read if isinstance(node, Number)})
    between = [(low + high) / 2 for low, high in zip(cuts, cuts[1:], strict=False)]
    return [*cuts, *between, *([cuts[0] - 1, cuts[-1] + 1] if cuts else [])]


def _class_of(item: Item, value: float, source: Item) -> str | None:
    codes = source.scale.codes if source.scale is not None else ()
    return next((code for code, case in item.cases if _holds(case.root, value, source.id, codes)), None)


def _holds(node: Node, value: float, source: str, codes: Sequence[str]) -> bool:
    match node:
        case Both(word, left, right):
            sides = [_holds(side, value, source, codes) for side in (left, right)]
            return any(sides) if word == "or" else all(sides)
        case Not(inner):
            return not _holds(inner, value, source, codes)
        case Membership(_, members, negated):
            return (codes[int(value)] in members) != negated if codes else False
        case Comparison(sign, left, right):
            one, other = (_number(side, value, source, codes) for side in (left, right))
            return one is not None and other is not None and bool(_SIGNS[sign](one, other))
    return False


def _number(node: Node, value: float, source: str, codes: Sequence[str]) -> float | None:
    """A side of a comparison as a number: the value itself, a number, or the place of a code."""
    text = getattr(node, "text", "")
    if isinstance(node, Name) and text == source:
        return value
    if text in codes:
        return float(codes.index(text))
    return node.value if isinstance(node, Number) and not codes else None
