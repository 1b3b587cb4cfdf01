"""Edit rules of one survey: read from YAML, checked against the questionnaire, met with the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from monitor.errors import ExpressionError
from monitor.intake.answers.typed_answers import Variable
from monitor.intake.rules import DEPARTS, Result, Rule, RuleEntry, questionnaire_rules, read_rule_file
from monitor.study.declarations import Declaration, Key
from monitor.study.expression.evaluation import Shapes, evaluate, items_of
from monitor.study.expression.expression import Expression, parse
from monitor.study.expression.expression_check import check
from monitor.study.questionnaire import Questionnaire
from monitor.study.vignettes import DECISION, ROOM, YES


def read_edit_rules(path: Path | None, shapes: Shapes) -> tuple[Rule, ...]:
    """The edit rules of a survey.

    **Raises** DeclarationError naming the line of a rule that reads unknown items or codes, or that
    has the name of a rule of the questionnaire.
    """
    if path is None:
        return ()
    entries, document = read_rule_file(path)
    return tuple(_rule(entry, place, document, shapes) for place, entry in enumerate(entries))


def rules_of_vignettes(questionnaire: Questionnaire) -> tuple[Rule, ...]:
    """Of each vignette with a standard approach: whoever departs from it sees room to do so."""
    rules = []
    for vignette, one in questionnaire.vignettes.items():
        room, decision = (questionnaire.of_role(vignette, role) for role in (ROOM, DECISION))
        if room is not None and decision is not None and one.standard is not None:
            departs, sees = parse(f"{decision.id} != {one.standard}"), parse(f"{room.id} == {YES}")
            rules.append(replace(questionnaire_rules()[DEPARTS], applies_if=departs, rule=sees))
    return tuple(rules)


def _rule(entry: RuleEntry, place: int, document: Declaration, shapes: Shapes) -> Rule:
    key = ("rules", place)
    if entry.name in questionnaire_rules():
        raise document.error((*key, "name"), "intake.is_name_of_rule_of_questionnaire", entry=entry.name)
    if entry.rule is None:
        raise document.error(key, "intake.rule_says_nothing", entry=entry.name)
    applies = (
        _expression(entry.applies_if, (*key, "applies_if"), document, shapes) if entry.applies_if else None
    )
    must = _expression(entry.rule, (*key, "rule"), document, shapes)
    origin = entry.origin or document.path.name
    return Rule(**{**vars(entry), "origin": origin, "rule": must, "applies_if": applies})


def _expression(text: str, key: Key, document: Declaration, shapes: Shapes) -> Expression:
    try:
        expression = parse(text)
        check(expression, shapes)
    except ExpressionError as failure:
        raise document.error(key, failure.finding, **failure.values) from None
    return expression


def apply_rule(rule: Rule, shapes: Shapes, variables: Mapping[str, Variable], rows: int) -> Result:
    """Meet a rule with the answers: valid, invalid or undecided for every row it applies to.

    A rule about items that this wave does not have applies to nobody. Where `applies_if` cannot be
    decided, neither can the rule.
    """
    assert rule.rule is not None
    items = items_of(rule.rule, shapes)
    if rule.applies_if is not None:
        items = tuple(dict.fromkeys((*items, *items_of(rule.applies_if, shapes))))
    column = ", ".join(items)
    if any(name not in variables for name in items):
        return Result(rule, column, np.zeros(0, np.int64), 0)
    outcome = evaluate(rule.rule, shapes, variables, rows)
    applies, maybe = np.ones(rows, bool), np.zeros(rows, bool)
    if rule.applies_if is not None:
        condition = evaluate(rule.applies_if, shapes, variables, rows)
        applies, maybe = condition.true, ~condition.known
    undecided = int(((applies & ~outcome.known) | maybe).sum())
    return Result(
        rule, column, np.flatnonzero(applies & outcome.false), int((applies & outcome.true).sum()), undecided
    )
