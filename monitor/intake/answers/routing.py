"""Who was asked what: routes, both ways, and the difference between not asked and not answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from monitor.intake.answers.reading import BROKEN
from monitor.intake.answers.typed_answers import NO_ANSWER, NOT_APPLICABLE, NOT_ASKED, VALID, Variable
from monitor.intake.rules import Result, result
from monitor.study.expression.evaluation import Shapes, evaluate, items_of
from monitor.study.expression.expression import Expression
from monitor.study.questionnaire import Item


@dataclass(frozen=True)
class Route:
    """**Rows**: `asked` and `away` per respondent; neither where the route cannot be decided."""

    asked: np.ndarray
    away: np.ndarray


def route_of(
    asked_if: Expression | None, shapes: Shapes, variables: Mapping[str, Variable], rows: int
) -> Route:
    """Who the route leads to an item.

    A route that reads an item this wave did not have leads everybody there. Where an input is not
    answered the route is undecided; where an input was itself not asked, or was answered outside
    its scale, nobody can have been led on.
    """
    inputs = items_of(asked_if, shapes) if asked_if else ()
    if asked_if is None or any(name not in variables for name in inputs):
        return Route(np.ones(rows, bool), np.zeros(rows, bool))
    outcome = evaluate(asked_if, shapes, variables, rows)
    open_input = np.logical_or.reduce(
        [np.isin(variables[name].state, (NO_ANSWER, BROKEN)) for name in inputs]
    )
    return Route(outcome.true, outcome.false | (~outcome.known & ~open_input))


def apply_route(item: Item, variable: Variable, route: Route) -> tuple[Variable, list[Result]]:
    """States by route, and the rules that belong to it.

    Led away and empty is NOT_ASKED; led away and answered breaks `routed_away`; asked and empty is
    NO_ANSWER and breaks `required` where the item is required, else counts under `no_answer` (closed
    items only: an open question left empty says nothing).
    """
    if item.not_applicable_where_away:  # a reviewer writes that a norm of another process does not apply
        beside = route.away & (variable.state == NOT_APPLICABLE)
        variable = variable.with_state(np.where(beside, np.int8(NO_ANSWER), variable.state))
    empty = variable.state == NO_ANSWER
    results = []
    if item.asked_if is not None:
        answered = int((~empty & ~route.asked & ~route.away).sum())
        nothing = empty | (variable.state == NOT_ASKED)
        results.append(result("routed_away", item.id, route.away & ~nothing, int(route.away.sum()), answered))
    if item.required or not item.confidential:
        name = "required" if item.required else "no_answer"
        results.append(result(name, item.id, empty & route.asked, int(route.asked.sum())))
    away = route.away & empty
    if not away.any():
        return variable, results
    state = np.where(away, np.int8(NOT_ASKED), variable.state)
    return variable.with_state(state), results


def presence(item: Item, filled: np.ndarray) -> Variable:
    """A confidential answer as rules may see it: something stands there, or nothing."""
    return Variable(item.id, item.kind, np.where(filled, VALID, NO_ANSWER).astype(np.int8))
