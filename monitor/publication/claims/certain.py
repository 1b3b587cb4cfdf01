"""Conditions that say nothing: those that no data can fail, and those that none can meet."""

from __future__ import annotations

from monitor.publication.cells.selection import PERCENT
from monitor.publication.claims.conditions import OUTCOMES, Condition, Moved, Threshold
from monitor.publication.sentences.sentences import display_of
from monitor.schema import Estimate
from monitor.schema_words import of_answers, told_as_share
from monitor.study.questionnaire import Item
from monitor.study.study import Study


def cannot_fail(
    condition: Condition, cell: Estimate | None = None, item: Item | None = None, study: Study | None = None
) -> bool:
    """Whether a condition holds whatever people answer.

    Every outcome of a test is listed; the number is an end of all that the figure can be; or the weights fix the
    figure, and no answer can move it.
    """
    if isinstance(condition, Moved):
        return set(condition.outcomes) >= set(OUTCOMES)
    if not isinstance(condition, Threshold) or cell is None or item is None or study is None:
        return False
    if not cell.breakdown and cell.item in study.weighted_to:
        return True
    end = _limits(cell, item)[1 if condition.is_upper else 0]
    return end is not None and condition.met_by(end)


def cannot_hold(condition: Threshold, cell: Estimate, item: Item) -> bool:
    """Whether the number lies beyond all that the figure can be, such as 50 for a share."""
    end = _limits(cell, item)[0 if condition.is_upper else 1]
    return end is not None and not condition.met_by(end)


def _limits(cell: Estimate, item: Item) -> tuple[float | None, float | None]:
    """The lowest and highest value that a figure can have; None where nothing bounds it."""
    if told_as_share(cell.measure, cell.category) or display_of(cell.measure, item) == PERCENT:
        return 0.0, 1.0
    if not of_answers(cell.measure):
        return None, None
    if item.scale is not None and item.scale.scores:
        return min(item.scale.scores), max(item.scale.scores)
    return item.low, item.high
