"""Expressions held against the questionnaire: every item, code, order and type, before any answer is read."""

from __future__ import annotations

from monitor.errors import ExpressionError, nearest
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

TRUTH, NUMBER = "truth", "number"
_SHOWN = {TRUTH: "a condition", NUMBER: "a number", "category": "a category"}
_EXPECTED = {TRUTH: 'something that holds or not, such as "item == code"', NUMBER: "a number"}


def check(expression: Expression, shapes: Shapes, kind: str = TRUTH) -> None:
    """Check every item, code, order and type of an expression against the questionnaire.

    `kind` is what the expression has to give: TRUTH (a route, a rule, a case) or NUMBER.

    **Raises** ExpressionError naming the item or code and the nearest known one.
    """
    found = _Checker(expression, shapes).kind_of(expression.root)
    if found != kind:
        raise ExpressionError(
            f'"{expression}" gives the wrong kind of answer', got=_SHOWN[found], expected=_EXPECTED[kind]
        )


class _Checker:
    def __init__(self, expression: Expression, shapes: Shapes) -> None:
        self.expression = expression
        self.shapes = shapes

    def kind_of(self, node: Node) -> str:
        """The kind of a node: truth, number or category."""
        match node:
            case Number():
                return "number"
            case Name(text):
                return self._item_kind(text)
            case Call():
                return self._call_kind(node)
            case Arithmetic(_, left, right):
                self._need("number", left, right)
                return "number"
            case Comparison():
                self._check_comparison(node)
            case Membership(left, codes, _):
                self._check_codes(left, codes)
            case Not(inner):
                self._need("truth", inner)
            case Both(_, left, right):
                self._need("truth", left, right)
        return "truth"

    def _fail(self, what: str, **details: str | None) -> ExpressionError:
        return ExpressionError(f'in "{self.expression}": {what}', **details)

    def _item_kind(self, text: str) -> str:
        if text not in self.shapes:
            raise self._fail(f'there is no item "{text}"', hint=nearest(text, self.shapes))
        shape = self.shapes[text]
        return "number" if shape.numeric else "category"

    def _need(self, kind: str, *parts: Node) -> None:
        for part in parts:
            if self.kind_of(part) != kind:
                raise self._fail(
                    "the parts do not fit together",
                    got=_SHOWN[self.kind_of(part)],
                    expected=f"{_SHOWN[kind]} on both sides",
                )

    def _call_kind(self, call: Call) -> str:
        items, codes = call_items(call, self.shapes)
        if not items:
            argument = call.arguments[0]
            raise self._fail(f'no item is called "{argument}"', hint=nearest(argument, self.shapes))
        if call.function in ("any_of", "all_of", "count_of"):
            self._check_call_codes(call, items, codes)
        elif codes:
            raise self._fail(f'there is no item "{codes[0]}"', hint=nearest(codes[0], self.shapes))
        elif call.function != "sum_of" and len(items) > 1:
            raise self._fail(f"{call.function} takes one item", got=f"{len(items)} items")
        elif call.function == "sum_of":
            self._need("number", *(Name(item) for item in items))
        return "number" if call.function in ("count_of", "sum_of") else "truth"

    def _check_call_codes(self, call: Call, items: tuple[str, ...], codes: tuple[str, ...]) -> None:
        if not codes:
            raise self._fail(f"{call.function} needs a code after its items")
        for item in items:
            self._check_codes(Name(item), codes)

    def _check_codes(self, left: Node, codes: tuple[str, ...]) -> None:
        if not isinstance(left, Name):
            raise self._fail("a list of codes needs an item before it")
        self._item_kind(left.text)
        shape = self.shapes[left.text]
        known = (*shape.categories, *shape.special)
        for code in codes:
            if code not in known and not (shape.numeric and is_number(code)):
                raise self._fail(
                    f'"{left.text}" has no code "{code}"',
                    expected=", ".join(known) or None,
                    hint=nearest(code, (*known, *self.shapes)),
                )

    def _check_comparison(self, node: Comparison) -> None:
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, Name) and one.text in self.shapes and self._compares_code(node, one, other):
                return
        kinds = {self.kind_of(node.left), self.kind_of(node.right)}
        if kinds == {"number"}:
            return
        if kinds != {"category"} or not self._same_scale(node.left, node.right):
            raise self._fail(
                "the two sides cannot be compared", expected="two numbers, or two items of one scale"
            )
        self._check_order(node, str(getattr(node.left, "text", "")))

    def _compares_code(self, node: Comparison, item: Name, other: Node) -> bool:
        if compared_code(other, item.text, self.shapes) is not None:
            self._check_order(node, item.text)
            return True
        is_word = isinstance(other, Name | Number) and getattr(other, "text", "") not in self.shapes
        if is_word and not (self.shapes[item.text].numeric and isinstance(other, Number)):
            self._check_codes(item, (other.text,))
        return False

    def _check_order(self, node: Comparison, item: str) -> None:
        shape = self.shapes[item]
        if node.sign not in ("==", "!=") and not (shape.ordered or shape.numeric):
            raise self._fail(f'"{item}" has no order', got=f'"{node.sign}"', expected="== or !=")

    def _same_scale(self, left: Node, right: Node) -> bool:
        names = [getattr(side, "text", None) for side in (left, right)]
        scales = [self.shapes[name].scale for name in names if name in self.shapes]
        return len(scales) == 2 and scales[0] == scales[1] != ""
