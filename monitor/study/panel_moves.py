"""Who moved from one answer to another is told of people who can be found again, and of questions with a few answers."""

from __future__ import annotations

from monitor.errors import nearest
from monitor.study.declarations import Declaration
from monitor.study.policy import Comparison
from monitor.study.questionnaire import Questionnaire
from monitor.study.study_file import DesignPlan

KEY = ("comparison", "moves")
MOST_ANSWERS = 7  # a table of more cannot be read


def check_moves(
    comparison: Comparison, design: DesignPlan, questionnaire: Questionnaire, document: Declaration
) -> None:
    """**Raises** DeclarationError for an item that is not there or has no answers to move between, and where ids are not
    those of the same people."""
    document.check_unique(comparison.moves, KEY[0])
    for name in comparison.moves:
        item = questionnaire.items.get(name)
        if item is None:
            raise document.error(
                KEY, "declared.there_is_no_item", hint=nearest(name, questionnaire.items), item=name
            )
        answers = len(item.scale.codes) if item.scale is not None else 0
        if item.traits.in_set or not item.traits.categorical or not 2 <= answers <= MOST_ANSWERS:
            raise document.error(KEY, "declared.nobody_moves_between_answers", item=name, most=MOST_ANSWERS)
    if comparison.moves and not design.stable_ids:
        raise document.error(KEY, "declared.moves_need_the_same_people")
