"""From declared indicators to those of the whole questionnaire: every closed question is reported somewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from monitor.errors import DeclarationError, nearest
from monitor.study.declarations import Declaration, Key
from monitor.study.questionnaire import Group, Questionnaire
from monitor.study.study_file import Indicator


def read_indicators(
    declared: tuple[Indicator, ...], questionnaire: Questionnaire, document: Declaration
) -> tuple[Indicator, ...]:
    """The declared indicators with their items, then one for each question they leave out.

    **Raises** DeclarationError for an unknown item, question, theme or category, and for a name given twice.
    """
    reader = _Reader(questionnaire, document)
    told = tuple(reader.looked_up(indicator, place) for place, indicator in enumerate(declared))
    document.check_unique([indicator.id for indicator in told], "indicators")
    covered = {item for indicator in told for item in indicator.items}
    taken = {indicator.id for indicator in told}
    automatic = [
        _automatic(group, questionnaire, covered)
        for group in questionnaire.groups.values()
        if group.id not in taken and group.reported
    ]
    return (*told, *(indicator for indicator in automatic if indicator is not None))


class _Reader:
    def __init__(self, questionnaire: Questionnaire, document: Declaration) -> None:
        self.questionnaire = questionnaire
        self.document = document

    def _fail(self, key: Key, what: str, **details: Any) -> DeclarationError:
        return self.document.error(key, what, **details)

    def looked_up(self, indicator: Indicator, place: int) -> Indicator:
        key, group = ("indicators", place), self._group(indicator, place)
        items = indicator.items or (group.items if group else ())
        for item in items:
            self._check_closed_item(item, (*key, "items"))
        self._check_shown(indicator.show, items, (*key, "show"))
        without = [item for item in items if not self.questionnaire.items[item].traits.median]
        if indicator.quantiles and without:
            raise self._fail((*key, "quantiles"), "declared.quantiles_are_of_numbers", item=without[0])
        self._check_amounts(indicator, items, key)
        themes = self.questionnaire.themes
        if indicator.theme and indicator.theme not in themes:
            raise self._fail(
                (*key, "theme"),
                "declared.there_is_no_theme",
                expected=", ".join(themes) or None,
                hint=nearest(indicator.theme, themes),
                name=indicator.theme,
            )
        first = self.questionnaire.items[items[0]]
        return replace(
            indicator,
            title=indicator.title or (_title(group) if group else first.short),
            theme=indicator.theme or (group.theme if group else "") or first.theme,
            items=items,
        )

    def _group(self, indicator: Indicator, place: int) -> Group | None:
        name = indicator.group or ("" if indicator.items else indicator.id)
        if not name:
            return None
        groups = self.questionnaire.groups
        if name not in groups:
            raise self._fail(
                ("indicators", place),
                "declared.indicator_names_no_items_and_there",
                hint=nearest(name, groups),
                indicator=indicator.id,
                name=name,
            )
        return groups[name]

    def _check_amounts(self, indicator: Indicator, items: tuple[str, ...], key: Key) -> None:
        """Totals are of answers and of numbers that add up over people; ratios of such numbers."""
        known = self.questionnaire.items
        for item in items if indicator.totals else ():
            if not (known[item].traits.categorical or self._adds_up(item)):
                raise self._fail((*key, "totals"), "declared.totals_are_of_people_or_numbers", item=item)
        if not indicator.ratio_to:
            return
        if indicator.ratio_to not in known:
            hint = nearest(indicator.ratio_to, known)
            raise self._fail(
                (*key, "ratio_to"), "declared.there_is_no_item", hint=hint, item=indicator.ratio_to
            )
        for item in (*items, indicator.ratio_to):
            if not self._adds_up(item):
                raise self._fail((*key, "ratio_to"), "declared.ratios_are_of_numbers", item=item)

    def _adds_up(self, item: str) -> bool:
        """Whether an item is a number of which the sum over people means something."""
        traits = self.questionnaire.items[item].traits
        return traits.median and not traits.in_percent

    def _check_closed_item(self, item: str, key: Key) -> None:
        items = self.questionnaire.items
        if item not in items:
            raise self._fail(key, "declared.there_is_no_item", hint=nearest(item, items), item=item)
        if items[item].confidential:
            raise self._fail(key, "declared.is_of_kind_and_never_reported", item=item, kind=items[item].kind)

    def _check_shown(self, show: tuple[str, ...], items: tuple[str, ...], key: Key) -> None:
        scales = [scale for item in items if (scale := self.questionnaire.items[item].scale)]
        known = [code for scale in scales for code in (*scale.codes, *(net.id for net in scale.nets))]
        for code in show:
            if code not in known:
                raise self._fail(
                    key,
                    "declared.none_of_items_has_category_or",
                    expected=", ".join(dict.fromkeys(known)) or None,
                    hint=nearest(code, known),
                    word=code,
                )


def _automatic(group: Group, questionnaire: Questionnaire, covered: set[str]) -> Indicator | None:
    """The indicator of a question that the study file does not name: its closed items not yet covered."""
    items = tuple(
        item for item in group.items if item not in covered and not questionnaire.items[item].confidential
    )
    if not items:
        return None
    theme = group.theme or questionnaire.items[items[0]].theme
    made = Indicator(group.id, _title(group), theme, items)
    norms = all(questionnaire.items[item].is_norm for item in items)
    return replace(made, figure="auto" if norms else "bars", show=group.show) if group.show else made


def _title(group: Group) -> str:
    return group.short or group.stem
