"""Under which condition a question was asked: as the program says it, else as the answers show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monitor.exchange.proposal import Proposal, Question
from monitor.exchange.relevance import Condition
from monitor.exchange.source import Doubt, Source, rows_with
from monitor.exchange.typed import Typed
from monitor.exchange.vocabulary import plain

FEWEST = 5  # rows on both sides of a route that is seen in the answers
NUMBERS = ("number", "percentage")
_SEEN_KINDS = ("single", "number", "grade", "percentage", "grid", "multi")


def with_routes(proposal: Proposal) -> Proposal:
    """Every question with its condition, in the language of the questionnaire; one seen in answers is a doubt."""
    for place, question in enumerate(proposal.questions):
        declared = _declared(proposal, question, proposal.questions[:place])
        if declared is None:
            _seen(proposal, question, proposal.questions[:place])
        else:
            question.asked_if = declared
    return proposal


def _declared(proposal: Proposal, question: Question, earlier: Sequence[Question]) -> str | None:
    """What the program declares of earlier questions: "" where everybody is asked, None where it says nothing."""
    said = [column.variable for column in question.columns.values()]
    words = next((one.route_said for one in said if one.route_said), "")
    route = next((one.route for one in said if one.route is not None), None)
    if words:
        question.doubts.append(Doubt("exchange.route_not_understood", question.id, {"said": words}))
        return ""
    if route is None:
        return None if _silent(proposal) else ""
    try:
        return _Naming(earlier).said(route)
    except KeyError as unknown:
        question.doubts.append(
            Doubt("exchange.route_not_understood", question.id, {"said": str(unknown.args[0])})
        )
        return ""


def _silent(proposal: Proposal) -> bool:
    """Whether the program says of no question when it is asked."""
    return not any(
        column.variable.route or column.variable.route_said
        for question in proposal.questions
        for column in question.columns.values()
    )


class _Naming:
    """Conditions with the ids and codes of the questionnaire in place of those of the program."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.columns = {
            column.variable.code: (item, column) for one in questions for item, column in one.columns.items()
        }
        self.options = {
            (column.variable.group, plain(column.variable.text)): item
            for one in questions
            for item, column in one.columns.items()
            if column.kind == "option"
        }
        self.values = {
            (column.variable.group, column.variable.option_value): item
            for one in questions
            for item, column in one.columns.items()
            if column.kind == "option" and column.variable.option_value
        }

    def said(self, route: Condition) -> str:
        """**Raises** KeyError for a variable or value that the questionnaire does not have."""
        kind = route[0]
        if kind in ("and", "or"):
            return f"{self._inside(route[1], kind)} {kind} {self._inside(route[2], kind)}"
        if kind == "not":
            return f"not ({self.said(route[1])})"
        if kind == "answered":
            return f"answered({self.columns[route[1]][0]})"
        if kind == "selected":
            return self._selected(route[1], route[2])
        item, column = self.columns[route[1]]
        if kind == "in":
            return f"{item} in [{', '.join(self._code(column, value) for value in route[2])}]"
        return f"{item} {kind} {self._code(column, route[2])}"

    def _inside(self, route: Condition, kind: str) -> str:
        made = self.said(route)
        return f"({made})" if route[0] in ("and", "or") and route[0] != kind else made

    def _selected(self, name: str, value: str) -> str:
        if (name, value) in self.values:
            return f"{self.values[name, value]} == 1"
        item, column = self.columns[name]
        return f"{item} == {self._code(column, value)}"

    def _code(self, column: Typed, value: str) -> str:
        if column.kind == "option":
            return column.values.get(value, value)
        if column.scale is None and column.kind not in NUMBERS:
            raise KeyError(value)
        if column.scale is None or column.scale.range is not None:
            return column.values.get(value, value)
        return _codes(column)[value]


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
