"""Expressions held against the questionnaire: every item, code, order and type, before any answer is read."""

from __future__ import annotations

from typing import Any

from monitor.errors import ExpressionError, nearest
from monitor.messages.catalogue import text
from monitor.study.expression.evaluation import Shapes, call_items, compared_code
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
    is_number,
)

TRUTH, NUMBER, CATEGORY = "truth", "number", "category"
_SHOWN = {TRUTH: "expression.condition", NUMBER: "expression.number", CATEGORY: "expression.category"}
_EXPECTED = {TRUTH: "expression.something_that_holds", NUMBER: "expression.number"}


def check(expression: Expression, shapes: Shapes, wanted: str = TRUTH) -> None:
    """Check every item, code, order and type of an expression against the questionnaire.

    `wanted` is what the expression has to give: TRUTH (a route, a rule, a case) or NUMBER.

    **Raises** ExpressionError naming the item or code and the nearest known one.
    """
    given = _Checker(expression, shapes).type_of(expression.root)
    if given != wanted:
        raise ExpressionError(
            "expression.gives_wrong_kind_of_answer",
            got=text(_SHOWN[given]),
            expected=_EXPECTED[wanted],
            expression=expression,
        )


class _Checker:
    def __init__(self, expression: Expression, shapes: Shapes) -> None:
        self.expression = expression
        self.shapes = shapes

    def type_of(self, node: Node) -> str:
        """The type of a node: truth, number or category."""
        match node:
            case Number():
                return NUMBER
            case Name(text):
                return self._item_type(text)
            case Call():
                return self._call_type(node)
            case Arithmetic(_, left, right):
                self._need(NUMBER, left, right)
                return NUMBER
            case Comparison():
                self._check_comparison(node)
            case Membership(left, codes, _):
                self._check_codes(left, codes)
            case Not(inner):
                self._need(TRUTH, inner)
            case Both(_, left, right):
                self._need(TRUTH, left, right)
        return TRUTH

    def _fail(self, what: str, **details: Any) -> ExpressionError:
        failure = ExpressionError(what, **details)
        return ExpressionError(
            "expression.in", expression=self.expression, finding=failure.what, **failure.handed_on()
        )

    def _item_type(self, text: str) -> str:
        if text not in self.shapes:
            raise self._fail("expression.there_is_no_item", hint=nearest(text, self.shapes), text=text)
        shape = self.shapes[text]
        return NUMBER if shape.numeric else CATEGORY

    def _need(self, wanted: str, *parts: Node) -> None:
        for part in parts:
            if self.type_of(part) != wanted:
                raise self._fail(
                    "expression.parts_do_not_fit_together",
                    got=text(_SHOWN[self.type_of(part)]),
                    wanted=text(_SHOWN[wanted]),
                )

    def _call_type(self, call: Call) -> str:
        items, codes = call_items(call, self.shapes)
        if not items:
            argument = call.arguments[0]
            raise self._fail(
                "expression.no_item_is_called", hint=nearest(argument, self.shapes), argument=argument
            )
        if call.function in ("any_of", "all_of", "count_of"):
            self._check_call_codes(call, items, codes)
        elif codes:
            raise self._fail(
                "expression.there_is_no_item", hint=nearest(codes[0], self.shapes), text=codes[0]
            )
        elif call.function != "sum_of" and len(items) > 1:
            raise self._fail("expression.takes_one_item", count=len(items), function=call.function)
        elif call.function == "sum_of":
            self._need(NUMBER, *(Name(item) for item in items))
        return NUMBER if call.function in ("count_of", "sum_of") else TRUTH

    def _check_call_codes(self, call: Call, items: tuple[str, ...], codes: tuple[str, ...]) -> None:
        if not codes:
            raise self._fail("expression.needs_code_after_its_items", function=call.function)
        for item in items:
            self._check_codes(Name(item), codes)

    def _check_codes(self, left: Node, codes: tuple[str, ...]) -> None:
        if not isinstance(left, Name):
            raise self._fail("expression.list_of_codes_needs_item_before")
        self._item_type(left.text)
        shape = self.shapes[left.text]
        known = (*shape.categories, *shape.special)
        for code in codes:
            if code not in known and not (shape.numeric and is_number(code)):
                raise self._fail(
                    "expression.has_no_code",
                    expected=", ".join(known) or None,
                    hint=nearest(code, (*known, *self.shapes)),
                    text=left.text,
                    word=code,
                )

    def _check_comparison(self, node: Comparison) -> None:
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, Name) and one.text in self.shapes and self._compares_code(node, one, other):
                return
        types = {self.type_of(node.left), self.type_of(node.right)}
        if types == {NUMBER}:
            return
        if types != {CATEGORY} or not self._same_scale(node.left, node.right):
            raise self._fail("expression.two_sides_cannot_be_compared")
        self._check_order(node, str(getattr(node.left, "text", "")))

    def _compares_code(self, node: Comparison, item: Name, other: Node) -> bool:
        if compared_code(other, item.text, self.shapes) is not None:
            self._check_order(node, item.text)
            return True
        amount = isinstance(other, Number) and self.shapes[item.text].numeric
        if isinstance(other, Name | Number) and other.text not in self.shapes and not amount:
            self._check_codes(item, (other.text,))
        return False

    def _check_order(self, node: Comparison, item: str) -> None:
        shape = self.shapes[item]
        if node.sign not in ("==", "!=") and not (shape.ordered or shape.numeric):
            raise self._fail("expression.has_no_order", got=f'"{node.sign}"', item=item)

    def _same_scale(self, left: Node, right: Node) -> bool:
        names = [side.text for side in (left, right) if isinstance(side, Name)]
        scales = [self.shapes[name].scale for name in names if name in self.shapes]
        return len(scales) == 2 and scales[0] == scales[1] != ""
