"""What values are a share or a mean of, and over whom: the unit is part of the figure."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.publication.cells.missing import Missing, limit_of
from monitor.publication.cells.selection import Quantity
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.study.questionnaire import Item


def unit_in_words(
    quantities: Sequence[Quantity], voice: Voice, missing: Missing, distribution: bool = False
) -> str:
    """The unit that some quantities have in common; a distribution names no single answer.

    `missing` says who is not in their base.
    """
    limit = limit_of(missing, [quantity.item for quantity in quantities])
    who = voice.who(limit).plural
    if quantities[0].measure != "share":
        return _mean_unit(quantities[0].item, who, voice)
    category = "" if distribution else _one_answer(quantities)
    if category:
        form = "share_category_of_some" if limit else "share_category"
        return voice.say("units", form, who=who, category=category)
    return voice.say("units", "share", who=who)


def _one_answer(quantities: Sequence[Quantity]) -> str:
    """The answer that several items show, where it is one and the same."""
    labels = {quantity.label for quantity in quantities}
    items = {quantity.item.id for quantity in quantities}
    dichotomous = any(quantity.item.traits.dichotomous for quantity in quantities)
    return labels.pop() if len(labels) == 1 and len(items) > 1 and not dichotomous else ""


def _mean_unit(item: Item, who: str, voice: Voice) -> str:
    if item.traits.graded:
        assert item.low is not None
        assert item.high is not None
        return voice.say("units", "grade", low=number(item.low), high=number(item.high))
    if item.scale is not None and item.scale.scores:
        low, high = min(item.scale.scores), max(item.scale.scores)
        return voice.say("units", "score", low=number(low), high=number(high))
    name = f"{item.kind}_of" if item.unit else item.kind
    return voice.say("units", name, who=who, unit=item.unit)
