"""Questions whose rows belong together: multiple choice and parts of 100."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from monitor.intake.answers.reading import BROKEN
from monitor.intake.answers.typed_answers import NO_ANSWER, VALID, Variable
from monitor.intake.rules import Result, result
from monitor.study.questionnaire import Group, Item

TOTAL = 100.0
NOT_CHOSEN, CHOSEN = 0, 1


def complete_set(group: Group, variables: Mapping[str, Variable]) -> tuple[dict[str, Variable], list[Result]]:
    """A multiple-choice question: in a set with any answer, an empty option counts as not chosen.

    Wholly empty stays no answer. Where the file marks chosen options alone, nothing is missing. An exclusive option beside another breaks a rule.
    """
    empty = {name: variables[name].state == NO_ANSWER for name in group.items}
    begun = np.logical_or.reduce([variables[name].state == VALID for name in group.items])
    told = [(variables[name].state == VALID) & (variables[name].codes == NOT_CHOSEN) for name in group.items]
    partly = begun & np.logical_or.reduce(list(empty.values())) & np.any(told)
    changed = {name: _as_zero(variables[name], begun & empty[name]) for name in group.items}
    results = [result("set_partly_filled", group.id, partly, int(begun.sum()))]
    if group.exclusive:
        chosen = {name: changed[name].codes == CHOSEN for name in group.items}
        count = np.sum(list(chosen.values()), axis=0)
        alone = np.logical_or.reduce([chosen[name] for name in group.exclusive])
        results.append(result("exclusive_option", group.id, alone & (count > 1), int(begun.sum())))
    return changed, results


def blank_rows(group: Group, variables: Mapping[str, Variable]) -> np.ndarray:
    """Mask of respondents who left every item of a question empty."""
    return np.logical_and.reduce([variables[name].state == NO_ANSWER for name in group.items])


def as_not_chosen(group: Group, variables: Mapping[str, Variable], rows: np.ndarray) -> dict[str, Variable]:
    """The options of a question as not chosen in some rows (mask)."""
    return {name: _as_zero(variables[name], rows) for name in group.items}


def without_broken(
    group: Group, fields: Mapping[str, Item], variables: Mapping[str, Variable]
) -> dict[str, Variable]:
    """Answers of the wrong form that do not cost their row, as no answer; in a set and in parts of 100 the
    whole question, since one answer that cannot be read leaves the others without a base.
    """
    names = [name for name in group.items if name in variables]
    broken = {name: variables[name].state == BROKEN for name in names if fields[name].severity != "hard"}
    if group.traits.in_set and broken:
        broken = dict.fromkeys(names, np.logical_or.reduce(list(broken.values())))
    return {
        name: variables[name].with_state(np.where(rows, np.int8(NO_ANSWER), variables[name].state))
        for name, rows in broken.items()
        if rows.any()
    }


def complete_parts(
    group: Group, variables: Mapping[str, Variable]
) -> tuple[dict[str, Variable], list[Result]]:
    """Parts of 100: they add up, and empty parts of a division that adds up are 0.

    Where a part is no usable number the sum is undecided.
    """
    broken = np.logical_or.reduce([variables[name].state == BROKEN for name in group.items])
    values = [np.nan_to_num(variables[name].numbers) for name in group.items]
    empty = {name: variables[name].state == NO_ANSWER for name in group.items}
    begun = np.logical_or.reduce([variables[name].state == VALID for name in group.items])
    right = np.abs(np.sum(values, axis=0) - TOTAL) < 1e-9
    judged = begun & ~broken
    partly = judged & right & np.logical_or.reduce(list(empty.values()))
    changed = {name: _as_zero(variables[name], partly & empty[name]) for name in group.items}
    return changed, [
        result("sum_not_100", group.id, judged & ~right, int(judged.sum()), int((begun & broken).sum())),
        result("parts_partly_filled", group.id, partly, int((judged & right).sum())),
    ]


def _as_zero(variable: Variable, rows: np.ndarray) -> Variable:
    if not rows.any():
        return variable
    state = np.where(rows, np.int8(VALID), variable.state)
    codes = (
        None
        if variable.codes is None
        else np.where(rows, variable.codes.dtype.type(NOT_CHOSEN), variable.codes)
    )
    values = None if variable.values is None else np.where(rows, 0.0, variable.values)
    return replace(variable, state=state, codes=codes, values=values)


def groups_of_kind(kind: str, groups: Mapping[str, Group], fields: Mapping[str, Item]) -> list[Group]:
    """Groups of a kind as far as their items were asked in this wave."""
    return [group for group in asked_groups(groups, fields) if group.kind == kind]


def asked_groups(groups: Mapping[str, Group], fields: Mapping[str, Item]) -> list[Group]:
    """Questions as far as their items were asked in this wave."""
    found = []
    for group in groups.values():
        asked = tuple(name for name in group.items if name in fields)
        if asked:
            exclusive = tuple(name for name in group.exclusive if name in fields)
            found.append(replace(group, items=asked, exclusive=exclusive))
    return found
