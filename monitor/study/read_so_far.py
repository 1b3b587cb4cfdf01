"""A questionnaire as far as it has been read: what a later question, route or derived item can refer to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from monitor.errors import DeclarationError, ExpressionError, nearest
from monitor.messages.catalogue import text
from monitor.study.declarations import Declaration, Key
from monitor.study.expression.evaluation import ItemShape, items_of
from monitor.study.expression.expression import Expression, parse
from monitor.study.expression.expression_check import TRUTH, check
from monitor.study.questionnaire import MEAN, Group, Item
from monitor.study.questionnaire_file import Inherited, QuestionnaireFile
from monitor.study.scale import Scale

OWN_ID = "declared.own_id"
NO_ITEM = ("expression.there_is_no_item", "expression.no_item_is_called")
_UNKNOWN = {
    "wave": "declared.there_is_no_wave",
    "theme": "declared.there_is_no_theme",
    "block": "declared.there_is_no_block",
    "scale": "declared.there_is_no_scale",
}


@dataclass
class ReadSoFar:
    """Scales, questions and items in the order in which they were read."""

    entry: QuestionnaireFile
    document: Declaration
    scales: dict[str, Scale]
    groups: dict[str, Group] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)

    def fail(self, key: Key, what: str, **details: Any) -> DeclarationError:
        return self.document.error(key, what, **details)

    def add(self, item: Item, key: Key) -> None:
        """**Raises** DeclarationError for an id that is taken."""
        if item.id in self.items or item.id == "respondent_id":
            raise self.fail(key, "declared.item_occurs_twice", hint=OWN_ID, item=item.id)
        if item.id in self.groups and self.groups[item.id].items != (item.id,) and not item.derived:
            raise self.fail(key, "declared.item_has_id_of_question_with", hint=OWN_ID, item=item.id)
        self._check_told(item, key)
        self.items[item.id] = item

    def _check_told(self, item: Item, key: Key) -> None:
        """**Raises** DeclarationError for a clause about no answer of the item, and for a side where a scale has none."""
        scale = item.scale
        nets = [net.id for net in scale.nets] if scale else []
        known = [*nets, *(scale.codes if scale else ()), *(special.code for special in item.special)]
        known += [MEAN] if item.has_mean else []
        for answer, _ in item.told:
            if answer not in known:
                expected = ", ".join(known) or None
                hint = nearest(answer, known)
                raise self.fail(
                    (*key, "told"), "declared.told_of_no_answer", expected=expected, hint=hint, answer=answer, name=item.id
                )  # fmt: skip
        if item.favourable and not (scale and scale.traits.two_sided):
            raise self.fail((*key, "favourable"), "declared.favourable_without_sides", name=item.id)

    def shapes(self) -> dict[str, ItemShape]:
        """What expressions may know of the items."""
        return {item.id: item.shape() for item in self.items.values()}

    def common(self, name: str, said: Inherited, key: Key) -> dict[str, Any]:
        """The fields that questions, rows and derived items say in the same way."""
        waves = self.entry.waves
        for wave in said.asked or ():
            self.known(wave, waves, "wave", (*key, "asked"))
        asked = tuple(wave for wave in waves if said.asked is None or wave in said.asked)
        if not asked:
            raise self.fail((*key, "asked"), "declared.item_is_asked_in_no_wave", name=name)
        first = said.comparable_from or asked[0]
        return {
            "theme": self.theme(said.theme, key),
            "block": self.known(said.block, self.entry.blocks, "block", key),
            "asked": asked,
            "comparable_from": self.known(first, waves, "wave", (*key, "comparable_from")),
            "asked_if": self._route(name, said.asked_if, (*key, "asked_if")),
            "required": bool(said.required),
            "break_reason": said.break_reason or "",
            "break_note": said.break_note or "",
            "note": said.note or "",
            "favourable": said.favourable or "",
        }

    def theme(self, name: str | None, key: Key) -> str:
        return self.known(name, self.entry.themes, "theme", key)

    def scale(self, item: str, name: str | None, key: Key) -> Scale:
        """**Raises** DeclarationError for an item that names no scale, or one that is not there."""
        if name is None:
            raise self.fail(key, "declared.item_has_no_scale", expected=", ".join(self.scales), item=item)
        return self.scales[self.known(name, self.scales, "scale", key)]

    def known(self, word: str | None, known: Iterable[str], what: str, key: Key) -> str:
        """A word that must be among others, "" where there is none. **Raises** DeclarationError."""
        if word is None:
            return ""
        if word not in known:
            raise self.fail(
                (*key, what),
                _UNKNOWN[what],
                expected=", ".join(known),
                hint=nearest(word, known),
                name=word,
            )
        return word

    def _route(self, name: str, condition: str | None, key: Key) -> Expression | None:
        if condition is None:
            return None
        route = self.expression(condition, key, text("declared.route_of", name=name))
        if not items_of(route, self.shapes()):
            raise self.fail(key, "declared.route_of_reads_no_item", name=name)
        return route

    def expression(self, text: str, key: Key, what: str, wanted: str = TRUTH) -> Expression:
        """A condition or sum on the items so far. **Raises** DeclarationError at its line."""
        try:
            expression = parse(text)
            check(expression, self.shapes(), wanted)
        except ExpressionError as failure:
            later = "declared.earlier_items_only" if failure.code in NO_ITEM else None
            raise self.fail(
                key,
                "declared.is_wrong",
                finding=what,
                part=failure.what,
                **{**failure.handed_on(), "hint": failure.hint or later},
            ) from None
        return expression
