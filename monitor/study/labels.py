"""What a reader calls whatever a study names by a code: the one place that looks a label up.

A code that the study does not have is its own label: released results may hold a wave or group that the
declaration has lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from monitor.schema_words import pairs_of
from monitor.study.questionnaire import Item, Questionnaire
from monitor.study.words import label_words

if TYPE_CHECKING:
    from monitor.study.municipalities import Attribute
    from monitor.study.study import Study


def answer_label(item: Item, code: str) -> str:
    """The label of a category, a net or a code outside the base; "" where no answer is named."""
    outside = next((entry.label for entry in item.special if entry.code == code), "")
    return outside or (item.scale.label(code) if item.scale is not None else code)


def figure_label(item: Item, code: str) -> str:
    """What one figure of an item is about: the answer, or the item itself where it is a mean or has no scale."""
    return answer_label(item, code) if item.scale is not None and code else item.short


def wave_label(wave: str, study: Study) -> str:
    """What a reader calls a wave."""
    return next((known.label for known in study.waves if known.id == wave), wave)


def group_label(breakdown: str, group: str, study: Study) -> str:
    """The label of a group of a breakdown, or of two that are compared."""
    known = study.breakdown(breakdown)
    if known is None:
        return group
    pair = pairs_of(known.groups).get(group) if group not in known.groups else None
    if pair is not None:
        one, other = (known.groups[each] for each in pair)
        return label_words().pair.format(one=one, other=other)
    return known.groups.get(group, group)


def theme_label(theme: str, questionnaire: Questionnaire) -> str:
    """The heading of a theme."""
    return questionnaire.themes.get(theme, theme)


def part_label(part: str, study: Study) -> str:
    """The label of one part of a margin or breakdown: an item, or an attribute of municipalities."""
    item = study.questionnaire.items.get(part)
    if item is not None:
        return item.short
    return next((known.label for known in _attributes(study) if known.id == part), part)


def part_categories(part: str, study: Study) -> Mapping[str, str]:
    """The labels of the categories of such a part by code, in order; empty where it has none."""
    item = study.questionnaire.items.get(part)
    if item is not None and item.scale is not None:
        return {code: answer_label(item, code) for code in item.scale.codes}
    return next((known.categories for known in _attributes(study) if known.id == part), {})


def _attributes(study: Study) -> tuple[Attribute, ...]:
    return study.municipalities.attributes if study.municipalities is not None else ()
