"""The small safe language of routes, edit rules, derived items and base filters.

    caseload_desired < caseload_now            ordinal items of one scale, by category order
    task_decide_sanctions == 1                 an item and a code
    must_choose_attention in [often, sometimes]
    100 - share_need_known                     numbers: + - * and parentheses
    any_of(use_*, less) and not not_asked(letters_clear)

Functions: any_of, all_of, count_of (items, then codes), sum_of (items), answered, not_asked (one
item). Items of a function are ids or patterns with `*`. Nothing is ever executed: a text is parsed
into the nodes below, checked against the questionnaire, and evaluated by `evaluation.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from monitor.errors import ExpressionError
from monitor.messages.catalogue import text

FUNCTIONS = {
    "any_of": "items and codes",
    "all_of": "items and codes",
    "count_of": "items and codes",
    "sum_of": "items",
    "answered": "item",
    "not_asked": "item",
}
WORDS = {"and", "or", "not", "in"}
COMPARISONS = {"==", "!=", "<", "<=", ">", ">="}
LONGEST_TEXT, DEEPEST_NESTING = 2000, 40

_FORM = (
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?![\w]))|(?P<word>%s|\d\w*)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<sign>==|!=|<=|>=|<|>|[-+*(),\[\]]))"
)
_TOKEN = re.compile(_FORM % r"[A-Za-z_*][\w*]*")
_TOKEN_WITH_PATHS = re.compile(_FORM % r"[A-Za-z_]\w*(?:\.\w+)*")


@dataclass(frozen=True)
class Number:
    value: float
    text: str


@dataclass(frozen=True)
class Name:
    """A bare word: an item id, or a code where the other side says so."""

    text: str


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Arithmetic:
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Comparison:
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Membership:
    left: Node
    codes: tuple[str, ...]
    negated: bool


@dataclass(frozen=True)
class Not:
    inner: Node


@dataclass(frozen=True)
class Both:
    """`and` and `or`."""

    word: str
    left: Node
    right: Node


Node = Number | Name | Call | Arithmetic | Comparison | Membership | Not | Both


@dataclass(frozen=True)
class Expression:
    """A parsed expression and the text it came from."""

    text: str
    root: Node = field(compare=False)

    def __str__(self) -> str:
        return self.text


def parse(text: str, functions: Collection[str] = FUNCTIONS, paths: bool = False) -> Expression:
    """Parse an expression; with `paths` a name may have parts, joined by dots, as figures have.

    **Raises** ExpressionError naming the word or sign at which the text stops making sense.
    """
    if len(text) > LONGEST_TEXT:
        raise ExpressionError("expression.expression_is_too_long", most=LONGEST_TEXT)
    parser = _Parser(text, functions, _TOKEN_WITH_PATHS if paths else _TOKEN)
    root = parser.either()
    parser.end()
    return Expression(text, root)


def nodes(expression: Expression) -> Iterator[Node]:
    """Every node of an expression, outermost first."""
    waiting: list[Node] = [expression.root]
    while waiting:
        node = waiting.pop()
        yield node
        for name in ("inner", "right", "left"):
            child = getattr(node, name, None)
            if child is not None:
                waiting.append(child)


def is_number(text: str) -> bool:
    """Whether a code reads as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _tokens(text: str, form: re.Pattern[str]) -> list[tuple[str, str]]:
    tokens, position = [], 0
    while text[position:].strip():
        match = form.match(text, position)
        if match is None:
            rest = text[position:].split()[0]
            raise ExpressionError("expression.no_such_sign", got=f'"{rest[:20]}"', text=text)
        token = str(match.lastgroup)
        value = match[token]
        tokens.append(("word", value[1:-1]) if token == "text" else (token, value))
        position = match.end()
    return tokens


class _Parser:
    """Recursive descent, loosest binding first: or, and, not, comparison, sum, product."""

    def __init__(self, text: str, functions: Collection[str], form: re.Pattern[str]) -> None:
        self.text = text
        self.functions = functions
        self.tokens = _tokens(text, form)
        self.position = 0
        self.depth = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.position] if self.position < len(self.tokens) else ("end", "")

    def take(self, *values: str) -> str | None:
        token, value = self.peek()
        if token in ("sign", "word") and value in values:
            self.position += 1
            return value
        return None

    def need(self, *values: str) -> str:
        taken = self.take(*values)
        if taken is None:
            raise self.error(text("expression.signs", signs=[f'"{value}"' for value in values]))
        return taken

    def error(self, expected: str) -> ExpressionError:
        token, value = self.peek()
        got = text("expression.end_of_text") if token == "end" else f'"{value}"'
        return ExpressionError("expression.cannot_be_read", got=got, expected=expected, text=self.text)

    def end(self) -> None:
        if self.peek()[0] != "end":
            raise self.error("expression.end_of_expression")

    def either(self) -> Node:
        node = self.both()
        while self.take("or"):
            node = Both("or", node, self.both())
        return node

    def both(self) -> Node:
        node = self.negation()
        while self.take("and"):
            node = Both("and", node, self.negation())
        return node

    def negation(self) -> Node:
        if not self.take("not"):
            return self.comparison()
        self._deeper()
        inner = self.negation()
        self.depth -= 1
        return Not(inner)

    def comparison(self) -> Node:
        left = self.sum()
        sign = self.take(*COMPARISONS)
        if sign:
            return Comparison(sign, left, self.sum())
        negated = self._not_in()
        if negated or self.take("in"):
            return Membership(left, self._code_list(), negated)
        return left

    def _not_in(self) -> bool:
        if self.peek() == ("word", "not") and self.tokens[self.position + 1 : self.position + 2] == [
            ("word", "in")
        ]:
            self.position += 2
            return True
        return False

    def _code_list(self) -> tuple[str, ...]:
        self.need("[")
        codes = [self._code()]
        while self.take(","):
            codes.append(self._code())
        self.need("]")
        return tuple(codes)

    def _code(self) -> str:
        token, value = self.peek()
        if token not in ("word", "number"):
            raise self.error("expression.code")
        self.position += 1
        return value

    def sum(self) -> Node:
        node = self.product()
        while sign := self.take("+", "-"):
            node = Arithmetic(sign, node, self.product())
        return node

    def product(self) -> Node:
        node = self.atom()
        while self.take("*"):
            node = Arithmetic("*", node, self.atom())
        return node

    def atom(self) -> Node:
        token, value = self.peek()
        if token == "number":
            self.position += 1
            return Number(float(value), value)
        if self.take("-"):
            return Arithmetic("-", Number(0.0, "0"), self._nested(self.atom))
        if self.take("("):
            node = self._nested(self.either)
            self.need(")")
            return node
        if token != "word" or value in WORDS:
            raise self.error("expression.item_code_number_or_function")
        self.position += 1
        return self._call(value) if self.take("(") else self._name(value)

    def _name(self, value: str) -> Name:
        if "*" in value:
            self.position -= 1
            raise self.error("expression.one_item_patterns_with_belong_inside")
        return Name(value)

    def _nested(self, inner) -> Node:
        self._deeper()
        node = inner()
        self.depth -= 1
        return node

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise ExpressionError("expression.expression_is_nested_too_deeply", most=DEEPEST_NESTING)

    def _call(self, function: str) -> Call:
        if function not in self.functions:
            raise ExpressionError(
                "expression.calls_unknown_function",
                got=f'"{function}"',
                expected=", ".join(self.functions),
                text=self.text,
            )
        arguments = [self._code()]
        while self.take(","):
            arguments.append(self._code())
        self.need(")")
        return Call(function, tuple(arguments))
