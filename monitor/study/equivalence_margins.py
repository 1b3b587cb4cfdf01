"""A margin within which a change counts as no change, in the unit of what it is a margin of."""

from __future__ import annotations

from monitor.study.declarations import Declaration
from monitor.study.policy import Comparison
from monitor.study.questionnaire import Questionnaire


def check_margins(comparison: Comparison, questionnaire: Questionnaire, document: Declaration) -> None:
    """Check that shares and percentages have a margin of less than 100 points.

    **Raises** DeclarationError for one of 1 or more: whoever means ten points by 10 would read of every change that
    the figure stayed nearly the same.
    """
    declared = comparison.margins
    percents = [item.traits for item in questionnaire.items.values() if item.traits.in_percent]
    in_points = {"share", "percentage"} | {kind.margin_among(declared, "mean") for kind in percents}
    for name, margin in declared.items():
        if name in in_points and margin >= 1:
            raise document.error(
                ("comparison", "margins", name),
                "declared.margin_is_all_there_is",
                name=name,
                points=margin * 100,
                meant=margin / 100,
            )
