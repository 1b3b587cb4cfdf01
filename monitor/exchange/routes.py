"""Under which condition a question was asked: as the program says it, else as the answers show."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from monitor.exchange.proposal import Proposal, Question
from monitor.exchange.source import Doubt, Source, rows_with
from monitor.exchange.typed import Typed

FEWEST = 5  # rows on both sides of a route that is seen in the answers
_VARIABLE = re.compile(r"\{([^{}]+)\}")
_SEEN_KINDS = ("single", "number", "grade", "percentage", "grid", "multi")


def with_routes(proposal: Proposal) -> Proposal:
    """Every question with its condition, in the language of the questionnaire; one seen in answers is a doubt."""
    for place, question in enumerate(proposal.questions):
        declared = _declared(proposal, question)
        if declared is None:
            _seen(proposal, question, proposal.questions[:place])
        else:
            question.asked_if = declared
    return proposal


def _declared(proposal: Proposal, question: Question) -> str | None:
    """What the program declares: "" where everybody is asked, None where it says nothing."""
    said = [column.variable for column in question.columns.values()]
    conditions = dict.fromkeys(one.route for one in said if one.route)
    words = dict.fromkeys(one.route_said for one in said if one.route_said)
    if words:
        question.doubts.append(
            Doubt("exchange.route_not_understood", question.id, {"said": next(iter(words))})
        )
    if not conditions:
        return None if all(not one.listed and not one.route_said for one in said) or _silent(proposal) else ""
    named = _named(proposal, next(iter(conditions)))
    if named is None:
        question.doubts.append(
            Doubt("exchange.route_not_understood", question.id, {"said": next(iter(conditions))})
        )
    return named or ""


def _silent(proposal: Proposal) -> bool:
    """Whether the program says of no question when it is asked."""
    return not any(
        column.variable.route or column.variable.route_said
        for question in proposal.questions
        for column in question.columns.values()
    )


def _named(proposal: Proposal, route: str) -> str | None:
    """A condition with the ids of items in place of the names of the program; None where one is not there."""
    ids = {column.variable.code: item for one in proposal.questions for item, column in one.columns.items()}
    if any(name not in ids for name in _VARIABLE.findall(route)):
        return None
    return _VARIABLE.sub(lambda found: ids[found[1]], route)


def _seen(proposal: Proposal, question: Question, earlier: Sequence[Question]) -> None:
    """A condition on the nearest earlier closed question: filled beside one answer only, empty beside all others."""
    if question.kind not in _SEEN_KINDS or not proposal.source.has_answers:
        return
    filled = _filled(proposal.source, question)
    if filled is None or filled.sum() < FEWEST or filled.all():
        return
    for other in reversed(earlier):
        code = _only_answer(proposal.source, other, filled)
        if code is not None:
            question.asked_if = f"{other.id} == {code}"
            question.doubts.append(Doubt("exchange.route_seen", question.id, {"route": question.asked_if}))
            return


def _filled(source: Source, question: Question) -> np.ndarray | None:
    masks = []
    for column in question.columns.values():
        cells = source.cells(column.variable)
        if cells is None:
            return None
        masks.append(cells.filled & ~rows_with(cells, set(column.not_asked)))
    return np.logical_or.reduce(masks) if masks else None


def _only_answer(source: Source, other: Question, filled: np.ndarray) -> str | None:
    """The code of the one answer beside which rows are filled, None where there is no such answer."""
    column = next(iter(other.columns.values()), None)
    if other.kind != "single" or column is None or column.scale is None:
        return None
    cells = source.cells(column.variable)
    if cells is None:
        return None
    beside = [code for value, code in _codes(column).items() if (rows_with(cells, {value}) & filled).any()]
    if len(beside) != 1:
        return None
    holding = rows_with(cells, {value for value, code in _codes(column).items() if code == beside[0]})
    without = cells.filled & ~holding
    clean = not (filled & ~holding).any()
    return beside[0] if clean and (filled & holding).sum() >= FEWEST and without.sum() >= FEWEST else None


def _codes(column: Typed) -> dict[str, str]:
    """Value in the file to code of every answer, also those outside the base."""
    if column.scale is None:
        return {}
    entries = (*column.scale.categories, *(entry for entry, _ in column.scale.special))
    by_value = {entry.value: entry.code for entry in entries}
    return by_value | dict(column.values)
