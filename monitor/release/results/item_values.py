"""What values an item can have in the released set: the ends of its scale, and what its categories and nets hold."""

from __future__ import annotations

import numpy as np

from monitor.study.questionnaire import Item


def scale_ends(item: Item) -> tuple[float, float]:
    """Lowest and highest value an answer can have, in the unit of the released set; NaN where open."""
    if item.traits.in_percent:
        return 0.0, 1.0
    if item.traits.graded and item.scale:
        grades = [float(code) for code in item.scale.codes]
        return min(grades), max(grades)
    if item.scale is not None and item.scale.scores:
        return min(item.scale.scores), max(item.scale.scores)
    return (np.nan if item.low is None else item.low), (np.nan if item.high is None else item.high)


def members_of(item: Item) -> dict[str, frozenset[str]]:
    """Categories and nets of an item, each with the categories it holds."""
    if item.scale is None:
        return {}
    singles = {code: frozenset({code}) for code in item.scale.codes}
    return singles | {net.id: frozenset(net.of) for net in item.scale.nets}
