"""Derived items: what follows from the answers by the expressions of the questionnaire."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from monitor.intake.answers.reading import NO_CODE
from monitor.intake.answers.routing import route_of
from monitor.intake.answers.typed_answers import (
    DONT_KNOW,
    NO_ANSWER,
    NOT_APPLICABLE,
    NOT_ASKED,
    VALID,
    Variable,
)
from monitor.study.expression.evaluation import Outcome, Shapes, evaluate, items_of
from monitor.study.expression.expression import Expression
from monitor.study.questionnaire import Item, Questionnaire
from monitor.study.scale import Scale

YES, NO = 0, 1
NORM_MET, NORM_FAILED = 0, 1
# what an unknown result is called, by the first of these states among its inputs
_PRECEDENCE = (NOT_ASKED, NO_ANSWER, DONT_KNOW, NOT_APPLICABLE)


def derive(questionnaire: Questionnaire, variables: Mapping[str, Variable], rows: int) -> dict[str, Variable]:
    """All derived items whose inputs this wave has, in questionnaire order.

    **Rows**: as in `variables`. Where a result is unknown its state is that of its inputs: not asked
    before no answer before don't know before not applicable. A respondent whom no case of a recode
    fits is NOT_APPLICABLE, and so is a file to which no norm applies. What follows from norms follows from those
    that the wave asked: a norm that failed decides, however many others were left open.
    """
    shapes = questionnaire.shapes
    known = dict(variables)
    derived = {}
    for item in questionnaire.derived:
        inputs = _inputs(item, shapes)
        if item.norms:
            known[item.id] = derived[item.id] = _judged(item, shapes, known, rows)
        elif inputs and all(name in known for name in inputs):
            known[item.id] = derived[item.id] = _derived(item, shapes, known, rows)
    return derived


def _inputs(item: Item, shapes: Shapes) -> tuple[str, ...]:
    expressions = [item.value] if item.value else [case for _, case in item.cases]
    return tuple(dict.fromkeys(name for expression in expressions for name in items_of(expression, shapes)))


def _derived(item: Item, shapes: Shapes, known: Mapping[str, Variable], rows: int) -> Variable:
    unknown = _unknown_state([known[name] for name in _inputs(item, shapes)])

    def outcome(expression: Expression) -> Outcome:
        return evaluate(expression, shapes, known, rows)

    if item.value is None:
        variable = _recoded(item, [(code, outcome(case)) for code, case in item.cases], unknown)
    elif item.traits.by_condition:
        variable = _yes_no(item, outcome(item.value), unknown)
    else:
        variable = _number(item, outcome(item.value), unknown)
    if item.asked_if is None:
        return variable
    away = route_of(item.asked_if, shapes, known, rows).away
    return variable.with_state(np.where(away, np.int8(NOT_ASKED), variable.state))


def _judged(item: Item, shapes: Shapes, known: Mapping[str, Variable], rows: int) -> Variable:
    """Whether every norm that applies to a file was met, or which part of them."""
    norms = [known[name] for name in item.norms if name in known]
    met = _counted(norms, NORM_MET, rows)
    failed = _counted(norms, NORM_FAILED, rows)
    unknown = np.logical_or.reduce([np.zeros(rows, bool), *(norm.state == NO_ANSWER for norm in norms)])
    none = np.where(unknown, np.int8(NO_ANSWER), np.int8(NOT_APPLICABLE))
    if item.traits.numeric:
        judged = ~unknown & (met + failed > 0)
        values = np.where(judged, 100.0 * met / np.maximum(met + failed, 1), np.nan)
        variable = Variable(item.id, item.kind, np.where(judged, np.int8(VALID), none), values=values)
    else:
        judged = (failed > 0) | (~unknown & (met > 0))
        codes = np.where(judged, np.where(failed > 0, NO, YES), NO_CODE).astype(np.int8)
        variable = _categorical(item, np.where(judged, np.int8(VALID), none), codes)
    route = route_of(item.asked_if, shapes, known, rows)
    return variable.with_state(np.where(route.away, np.int8(NOT_ASKED), variable.state))


def _counted(norms: list[Variable], code: int, rows: int) -> np.ndarray:
    found = np.zeros(rows, np.int64)
    for norm in norms:
        found += (norm.state == VALID) & (norm.codes == code)
    return found


def _unknown_state(inputs: list[Variable]) -> np.ndarray:
    state = np.full(len(inputs[0].state), NO_ANSWER, np.int8)
    for candidate in reversed(_PRECEDENCE):
        state[np.logical_or.reduce([variable.state == candidate for variable in inputs])] = candidate
    return state


def _yes_no(item: Item, outcome: Outcome, unknown: np.ndarray) -> Variable:
    state = np.where(outcome.known, np.int8(VALID), unknown)
    codes = np.where(outcome.known, np.where(outcome.true, YES, NO), NO_CODE).astype(np.int8)
    return _categorical(item, state, codes)


def _recoded(item: Item, cases: list[tuple[str, Outcome]], unknown: np.ndarray) -> Variable:
    codes = np.full(len(unknown), NO_CODE, np.int8)
    order = _scale_of(item).codes
    for code, outcome in reversed(cases):
        codes[outcome.true] = order.index(code)
    none_fits = np.logical_and.reduce([outcome.false for _, outcome in cases])
    state = np.where(codes != NO_CODE, np.int8(VALID), np.where(none_fits, np.int8(NOT_APPLICABLE), unknown))
    return _categorical(item, state, codes)


def _categorical(item: Item, state: np.ndarray, codes: np.ndarray) -> Variable:
    scale = _scale_of(item)
    nets = {net.id: net.of for net in scale.nets}
    return Variable(item.id, item.kind, state, scale.codes, codes, None, scale.scores, nets)


def _scale_of(item: Item) -> Scale:
    assert item.scale is not None
    return item.scale


def _number(item: Item, outcome: Outcome, unknown: np.ndarray) -> Variable:
    state = np.where(outcome.known, np.int8(VALID), unknown)
    return Variable(item.id, item.kind, state, values=np.where(outcome.known, outcome.value, np.nan))
