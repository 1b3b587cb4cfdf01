"""The conditions of a claim, read from the text that an author wrote.

    caseload_too_large.yes.now >= 0.5                        a figure, or the change of one, against a number
    change(letters_clear.agree_net, previous) == increased   the outcome of a test between waves
    leads(barriers.strong, bar_budget)                       the largest of a set, and proven so
    trails(barriers.strong, bar_manager_room)                the smallest of a set, and proven so
    more_than(letters_clear.agree_net, website.agree_net)    a proven difference of two figures of this wave

A figure is named as its variable is, without field; everybody together (`all`) may be left out.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from monitor.errors import ExpressionError, PublicationError
from monitor.publication.sentences.variables import COMPANION
from monitor.publication.sentences.wave_names import RANK
from monitor.study.expression.expression import (
    Arithmetic,
    Call,
    Comparison,
    Membership,
    Name,
    Node,
    Number,
    parse,
)
from monitor.study.wave_roles import FIRST, NOW, PREVIOUS

CHANGE, LEADS, TRAILS, MORE_THAN = "change", "leads", "trails", "more_than"
FUNCTIONS = (CHANGE, LEADS, TRAILS, MORE_THAN)
SIDES: Mapping[str, Callable[[float, float], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
OUTCOMES = ("increased", "decreased", "changed", "equivalent", "undecided")
ALL, _NOW = "all", f".{NOW}"


@dataclass(frozen=True)
class Condition:
    """One condition; `text` as the author wrote it."""

    text: str


@dataclass(frozen=True)
class Threshold(Condition):
    """A figure on one side of a number; `path` names the figure and its wave."""

    path: str
    sign: str
    value: float

    @property
    def is_upper(self) -> bool:
        """Whether the figure may not lie above the number."""
        return self.sign.startswith("<")

    def met_by(self, figure: float) -> bool:
        """Whether a figure lies on the side of the number that the condition asks for."""
        return SIDES[self.sign](figure, self.value)


@dataclass(frozen=True)
class Moved(Condition):
    """The change of a figure has one of these outcomes; `path` names the figure without a wave."""

    path: str
    against: str
    outcomes: tuple[str, ...]


@dataclass(frozen=True)
class OfSet(Condition):
    """An item of an indicator stands at an end of the figures of an answer."""

    indicator: str
    answer: str
    item: str


@dataclass(frozen=True)
class Leads(OfSet):
    """It has the largest figure, and the next one is proven to be smaller."""


@dataclass(frozen=True)
class Trails(OfSet):
    """It has the smallest figure: every other one is proven to be larger."""


@dataclass(frozen=True)
class MoreThan(Condition):
    """One figure is proven to be larger than another; paths with their wave."""

    more: str
    less: str


def read_conditions(text: str) -> tuple[Condition, ...]:
    """The conditions of a claim, commas between them.

    **Raises** PublicationError for what is no condition, quoting it.
    """
    return tuple(_condition(part) for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    """The text between commas that stand outside brackets."""
    depth, start = 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth <= 0:
            yield text[start:place].strip()
            start = place + 1
    yield text[start:].strip()


def _condition(text: str) -> Condition:
    try:
        root = parse(text, FUNCTIONS, paths=True).root
    except ExpressionError as problem:
        raise PublicationError("claims.cannot_be_read", condition=text, finding=problem.what) from None
    found = _read(text, root)
    if found is None:
        raise PublicationError("claims.is_no_condition", condition=text)
    return found


def _read(text: str, root: Node) -> Condition | None:
    match root:
        case Comparison("==", Call(function, arguments), Name(outcome)) if function == CHANGE:
            return _moved(text, arguments, (outcome,))
        case Membership(Call(function, arguments), outcomes, False) if function == CHANGE:
            return _moved(text, arguments, outcomes)
        case Call(function, (first, second)) if function in (LEADS, TRAILS):
            indicator, _, answer = first.partition(".")
            return (Leads if function == LEADS else Trails)(text, indicator, answer, second)
        case Call(function, (first, second)) if function == MORE_THAN:
            return MoreThan(text, *(f"{whole(path.removesuffix(_NOW))}{_NOW}" for path in (first, second)))
        case Comparison(sign, Name(path), right) if sign in FLIPPED and (value := _value(right)) is not None:
            return Threshold(text, with_everybody(path), sign, value)
        case Comparison(sign, left, Name(path)) if sign in FLIPPED and (value := _value(left)) is not None:
            return Threshold(text, with_everybody(path), FLIPPED[sign], value)
    return None


def _value(node: Node) -> float | None:
    match node:
        case Number(value, _):
            return value
        case Arithmetic("-", Number(0.0, _), Number(value, _)):
            return -value
    return None


def _moved(text: str, arguments: tuple[str, ...], outcomes: tuple[str, ...]) -> Condition:
    if len(arguments) != 2 or arguments[1] not in (PREVIOUS, FIRST):
        raise PublicationError("claims.change_names_figure_and_wave", condition=text)
    for outcome in outcomes:
        if outcome not in OUTCOMES:
            raise PublicationError("claims.no_such_outcome", condition=text, outcome=outcome, known=OUTCOMES)
    return Moved(text, whole(arguments[0]), arguments[1], outcomes)


def with_everybody(path: str) -> str:
    """A path to a figure and its wave, with the group that may be left out."""
    before, parts = _own(path)
    if len(parts) == 3 and parts[0] != RANK:
        parts.insert(2, ALL)
    return ".".join((*before, *parts))


def whole(path: str) -> str:
    """A path to a figure without its wave, with the group that may be left out."""
    before, parts = _own(path)
    return ".".join((*before, *parts, *([ALL] if len(parts) == 2 else [])))


def _own(path: str) -> tuple[list[str], list[str]]:
    """What leads to the survey beside this one, and the path there."""
    parts = path.split(".")
    return (parts[:2], parts[2:]) if parts[0] == COMPANION else ([], parts)
