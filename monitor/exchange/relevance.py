"""Conditions of other programs, read into one form: all of it, or nothing.

A condition is a tuple: `("==", name, value)` and the like, `("in", name, (value, ...))`, `("and", one, other)`,
`("or", one, other)`, `("not", one)`, `("answered", name)`. Names are those of the program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Condition = tuple
_TOKEN = re.compile(
    r"\s*(?:(?P<text>\"[^\"]*\"|'[^']*')|(?P<number>-?\d+(?:\.\d+)?(?![\w]))"
    r"|(?P<name>\$\{[^{}]+\}|\[[\w() -]+\]|[A-Za-z_][\w.\[\]-]*)"
    r"|(?P<sign>==|!=|<>|<=|>=|&&|\|\||[=<>!(),]))"
)
_SAME = {
    "=": "==",
    "<>": "!=",
    "&&": "and",
    "||": "or",
    "!": "not",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
}
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_NEGATED = {"==": "!=", "!=": "=="}


class NotUnderstood(ValueError):
    """Something in a condition that the language of the questionnaire cannot say."""


def condition(said: str, name: Callable[[str], str]) -> Condition | None:
    """A condition as a tuple, with the names that `name` gives; None where part of it is not understood."""
    try:
        parser = _Parser(_tokens(said), name)
        made = parser.either()
        return made if parser.done else None
    except (NotUnderstood, RecursionError):
        return None


def _tokens(said: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    while said[at:].strip():
        found = _TOKEN.match(said, at)
        if not found:
            raise NotUnderstood(said[at : at + 10])
        kind = str(found.lastgroup)
        word = found[kind]
        if word.lower() in ("and", "or", "not", "in", *_SAME):
            kind, word = "sign", _SAME.get(word.lower(), word.lower())
        tokens.append((kind, word))
        at = found.end()
    return tokens


class _Parser:
    def __init__(self, tokens: Sequence[tuple[str, str]], name: Callable[[str], str]) -> None:
        self.tokens, self.name, self.at = tokens, name, 0

    @property
    def done(self) -> bool:
        return self.at == len(self.tokens)

    def either(self) -> Condition:
        made = self.both()
        while self._take("or"):
            made = ("or", made, self.both())
        return made

    def both(self) -> Condition:
        made = self.one()
        while self._take("and"):
            made = ("and", made, self.one())
        return made

    def one(self) -> Condition:
        if self._take("not"):
            return ("not", self.one())
        if self._take("("):
            made = self.either()
            self._must(")")
            return made
        return self.comparison()

    def comparison(self) -> Condition:
        kind, word = self._next()
        if kind != "name":
            raise NotUnderstood(word)
        if self._take("("):
            return self.call(word.lower())
        name = self.name(word)
        sign = self._next()[1]
        if sign == "in":
            return ("in", name, tuple(self.values()))
        if sign not in _COMPARISONS:
            raise NotUnderstood(sign)
        value = self.value()
        if value == "":
            return ("answered", name) if sign == "!=" else ("not", ("answered", name))
        return (sign, name, value)

    def call(self, function: str) -> Condition:
        if function not in ("selected", "is_empty"):
            raise NotUnderstood(function)
        kind, word = self._next()
        if kind != "name":
            raise NotUnderstood(word)
        if function == "is_empty":
            self._must(")")
            return ("not", ("answered", self.name(word)))
        self._must(",")
        value = self.value()
        self._must(")")
        return ("selected", self.name(word), value)

    def values(self) -> list[str]:
        self._must("(")
        values = [self.value()]
        while self._take(","):
            values.append(self.value())
        self._must(")")
        return values

    def value(self) -> str:
        kind, word = self._next()
        if kind == "text":
            return word[1:-1]
        if kind == "number":
            return word
        raise NotUnderstood(word)

    def _next(self) -> tuple[str, str]:
        if self.done:
            raise NotUnderstood("")
        self.at += 1
        return self.tokens[self.at - 1]

    def _take(self, sign: str) -> bool:
        if not self.done and self.tokens[self.at] == ("sign", sign):
            self.at += 1
            return True
        return False

    def _must(self, sign: str) -> None:
        if not self._take(sign):
            raise NotUnderstood(sign)


def both(one: Condition | None, other: Condition | None) -> Condition | None:
    """Two conditions together, either of which may be there."""
    if one is None or other is None or one == other:
        return one or other
    return ("and", one, other)
