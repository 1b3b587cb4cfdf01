"""From text to answer: every distinct text of a column judged once against the code list or range."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from monitor.intake.answers.typed_answers import NO_ANSWER, NOT_ASKED, VALID, Variable, code_type
from monitor.intake.files.mapped_cells import NOT_ASKED_TEXT
from monitor.intake.files.table import TextColumn
from monitor.intake.rules import Result, result
from monitor.study.questionnaire import SPECIAL_STATES, Item

_NUMBER = re.compile(
    r"[+-]?(\d{1,15}([.,]\d{1,25})?|[.,]\d{1,25})"
)  # other programs write .5 and 17 decimals
_SCIENTIFIC = re.compile(_NUMBER.pattern + r"([eE][+-]?\d{1,2})?")
NO_CODE = -1
FORMAT_RULES = ("unknown_code", "not_a_number", "not_whole", "out_of_range")
BROKEN = -1  # state of a text that broke a rule; its row never gets past quarantine


@dataclass(frozen=True)
class Judged:
    """What each distinct text means: `state`, `code`, `value`, and the rule it breaks (empty if none)."""

    state: np.ndarray
    code: np.ndarray
    value: np.ndarray
    broken: np.ndarray


def read_item(item: Item, column: TextColumn) -> tuple[Variable, list[Result]]:
    """The answers in one column, and the results of its rules.

    A text that breaks a rule is BROKEN until its row goes to quarantine, or until it becomes no answer
    where the questionnaire does not call it hard.
    """
    judged = judge_numbers(item, column.texts) if item.traits.numeric else _judge_codes(item, column.texts)
    index = column.index
    scale = item.scale
    variable = Variable(
        id=item.id,
        kind=item.kind,
        state=judged.state[index],
        categories=scale.codes if scale else (),
        codes=judged.code[index] if scale else None,
        values=judged.value[index] if item.traits.numeric else None,
        scores=scale.scores if scale else None,
        nets={net.id: net.of for net in scale.nets} if scale else {},
    )
    results = column_results(item.id, column, judged.broken, _rule_names(item))
    return variable, results if item.severity == "hard" else [_counted(one) for one in results]


def _counted(outcome: Result) -> Result:
    """A rule of form that costs its answer and not its row."""
    return replace(outcome, rule=replace(outcome.rule, severity="soft"))


def column_results(name: str, column: TextColumn, broken: np.ndarray, rules: tuple[str, ...]) -> list[Result]:
    """One result per rule for a column whose distinct texts break the rules in `broken`."""
    counts = column.counts()
    filled = int(sum(count for text, count in zip(column.texts, counts, strict=True) if text))
    results = []
    for rule in rules:
        texts = broken == rule
        failed = np.flatnonzero(texts[column.index]) if texts.any() else np.zeros(0, np.int64)
        results.append(result(rule, name, failed, filled))
    return results


def _rule_names(item: Item) -> tuple[str, ...]:
    if not item.traits.numeric:
        return ("unknown_code",)
    return (
        ("not_a_number", "not_whole", "out_of_range")
        if item.traits.whole
        else ("not_a_number", "out_of_range")
    )


def _judge_codes(item: Item, texts: tuple[str, ...]) -> Judged:
    """Category codes and special codes; anything else is unknown. A code is compared to the letter."""
    assert item.scale is not None
    codes = {code: place for place, code in enumerate(item.scale.codes)}
    special = _special_states(item)
    code = np.array([codes.get(text, NO_CODE) for text in texts], code_type(len(codes)))
    special[NOT_ASKED_TEXT] = NOT_ASKED
    state = np.array([VALID if text in codes else special.get(text, NO_ANSWER) for text in texts], np.int8)
    broken = np.array(
        ["" if text in codes or text in special or not text else "unknown_code" for text in texts], object
    )
    state[broken != ""] = BROKEN
    return Judged(state, code, np.full(len(texts), np.nan), broken)


def judge_numbers(item: Item, texts: tuple[str, ...]) -> Judged:
    """Numbers with a decimal point or comma, inside the range of the item; special codes."""
    special = {**_special_states(item), NOT_ASKED_TEXT: NOT_ASKED}
    values, broken = parse_numbers(texts, special)
    low, high = (-np.inf if item.low is None else item.low), (np.inf if item.high is None else item.high)
    outside = (values < low) | (values > high)
    broken[outside] = "out_of_range"
    if item.traits.whole:
        broken[~np.isnan(values) & ~outside & (values != np.rint(values))] = "not_whole"
    valid = ~np.isnan(values) & (broken == "")
    values = np.where(valid, values, np.nan)
    state = np.array([special.get(text, NO_ANSWER) for text in texts], np.int8)
    state[valid] = VALID
    state[broken != ""] = BROKEN
    return Judged(state, _grade_codes(item, values), values, broken)


def parse_numbers(
    texts: tuple[str, ...], special: Mapping[str, int] | None = None, scientific: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of distinct texts (NaN where none) and the rule broken by each text.

    A `special` code is no number, although it may look like one: 99 for "don't know".

    `scientific` allows 1e-05, which programs write for a computed number and nobody answers.

    Where one column has decimal commas, a point is no decimal point: 1.000 could be a thousand.
    """
    mask = _SCIENTIFIC if scientific else _NUMBER
    comma = any("," in text and mask.fullmatch(text) for text in texts)
    values = np.full(len(texts), np.nan)
    broken = np.full(len(texts), "", object)
    for place, text in enumerate(texts):
        if not text or text in (special or {}):
            continue
        if mask.fullmatch(text) and text.isascii() and not (comma and "." in text):
            values[place] = float(text.replace(",", "."))
        else:
            broken[place] = "not_a_number"
    return values, broken


def _special_states(item: Item) -> dict[str, int]:
    return {entry.code: SPECIAL_STATES[entry.means] for entry in item.special}


def _grade_codes(item: Item, values: np.ndarray) -> np.ndarray:
    """Category of each grade, so that shares and nets can be taken; NO_CODE for other numbers."""
    if item.scale is None:
        return np.full(len(values), NO_CODE, np.int8)
    places = np.where(np.isnan(values), NO_CODE, values - float(item.scale.codes[0]))
    return places.astype(code_type(len(item.scale.codes)))
