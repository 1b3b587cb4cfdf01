"""From the name of a breakdown to its groups: the categories of an item, a frame attribute, or two crossed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from monitor.errors import nearest
from monitor.study.declarations import Declaration, Key
from monitor.study.municipalities import Municipalities
from monitor.study.questionnaire import Questionnaire
from monitor.study.study_file import Breakdown
from monitor.study.words import label_words


@dataclass(frozen=True)
class BreakdownReader:
    """Looks breakdowns up; `waves` are those of the study, one of which must have asked the item.

    **Raises** DeclarationError for what cannot divide the sample into groups.
    """

    questionnaire: Questionnaire
    municipalities: Municipalities | None
    waves: Collection[str]
    document: Declaration

    def looked_up(self, breakdown: Breakdown, place: int) -> Breakdown:
        key = ("breakdowns", place)
        items = tuple(part.strip() for part in breakdown.id.split("*"))
        parts = [self._part(item, key) for item in items]
        if len(items) > 2:
            raise self.document.error(key, "declared.breakdown_crosses_two_items_at_most", got=breakdown.id)
        if len(set(items)) < len(items):
            raise self.document.error(key, "declared.breakdown_crosses_two_different_items", got=breakdown.id)
        groups = parts[0][1]
        if len(parts) == 2:
            groups = {
                f"{a}|{b}": f"{la}, {lb}" for a, la in parts[0][1].items() for b, lb in parts[1][1].items()
            }
        self._check_compared(breakdown, groups, key)
        label = breakdown.label or label_words().crossed.join(label for label, _ in parts)
        return replace(breakdown, id="*".join(items), label=label, items=items, groups=groups)

    def _check_compared(self, breakdown: Breakdown, groups: Collection[str], key: Key) -> None:
        """With what groups are compared is said only where they are tested; a group that is named is one of them."""
        if breakdown.compared != "rest" and not breakdown.test_groups:
            raise self.document.error((*key, "compared"), "declared.compared_without_test", got=breakdown.id)
        if bool(breakdown.reference) != (breakdown.compared == "reference"):
            raise self.document.error(
                key, "declared.reference_and_compared_belong_together", got=breakdown.id
            )
        named = [("reference", breakdown.reference)] if breakdown.reference else []
        for place, group in (*named, *(("among", group) for group in breakdown.among)):
            if group not in groups:
                hint = nearest(group, groups)
                raise self.document.error(
                    (*key, place),
                    "declared.reference_is_no_group",
                    hint=hint,
                    got=group,
                    breakdown=breakdown.id,
                )

    def _part(self, name: str, key: Key) -> tuple[str, dict[str, str]]:
        """Label and groups of one item or attribute."""
        frame = self.municipalities
        for attribute in frame.attributes if frame else ():
            if attribute.id == name:
                return attribute.label, dict(attribute.categories)
        if frame and name == frame.column:
            return label_words().municipality, {code: row["name"] for code, row in frame.rows.items()}
        item = self.questionnaire.items.get(name)
        if item is not None and not set(item.asked) & set(self.waves):
            raise self.document.error(key, "declared.was_asked_in_no_wave_of", name=name)
        if item is None or not item.traits.categorical or item.scale is None:
            known = [item.id for item in self.questionnaire.items.values() if item.traits.categorical]
            raise self.document.error(
                key, "declared.cannot_break_down_sample", hint=nearest(name, known), name=name
            )
        return item.short, {category.code: category.label for category in item.scale.categories}
