"""From YAML to a checked Questionnaire: unique codes, known scales, routes that point forward."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from monitor.errors import ExpressionError, nearest
from monitor.study.declarations import Document, load
from monitor.study.expression.evaluation import ItemShape, items_of
from monitor.study.expression.expression import Expression, parse
from monitor.study.expression.expression_check import NUMBER, TRUTH, check
from monitor.study.kinds import CODE_KIND, IMPLIED, KINDS
from monitor.study.questionnaire import Group, Item, Questionnaire, Scale, own_scale
from monitor.study.questionnaire_file import (
    CodebookEntry,
    DerivedEntry,
    QuestionEntry,
    QuestionnaireFile,
    RowEntry,
)
from monitor.study.scale_reader import read_scale, specials_of

OWN_ID = "Every question and item needs an id of its own"


def read_questionnaire(path: Path) -> Questionnaire:
    """Read and check a questionnaire.

    **Raises** DeclarationError naming file, line, item and what was expected.
    """
    entry, document = load(path, QuestionnaireFile)
    reader = _Reader(entry, document)
    return reader.questionnaire(path)


@dataclass
class _Reader:
    entry: QuestionnaireFile
    document: Document
    scales: dict[str, Scale] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)

    def questionnaire(self, path: Path) -> Questionnaire:
        self._check_waves()
        for name, scale in self.entry.scales.items():
            self.scales[name] = read_scale(name, scale, self.document)
        for position, question in enumerate(self.entry.questions):
            self._add_question(question, ("questions", position))
        for name, derived in self.entry.derived.items():
            self._add_derived(name, derived, ("derived", name))
        for name, codebook in self.entry.codebook.items():
            self._add_codebook(name, codebook, ("codebook", name))
        entry = self.entry
        return Questionnaire(
            survey=entry.survey,
            title=entry.title,
            respondent=entry.respondents.singular,
            respondents=entry.respondents.plural,
            waves=entry.waves,
            themes={name: theme.label for name, theme in entry.themes.items()},
            blocks={name: block.label for name, block in entry.blocks.items()},
            scales=self.scales,
            groups=self.groups,
            items=self.items,
            path=path,
        )

    def _fail(self, key: tuple[Any, ...], what: str, **details: str | None) -> Exception:
        return self.document.error(key, what, **details)

    def _check_waves(self) -> None:
        if len(set(self.entry.waves)) < len(self.entry.waves):
            raise self._fail(("waves",), "a wave is listed twice", hint="Name each wave once")

    # questions

    def _add_question(self, entry: QuestionEntry, key: tuple) -> None:
        if entry.id in self.groups:
            raise self._fail((*key, "id"), f'question "{entry.id}" occurs twice', hint=OWN_ID)
        kind = self._question_kind(entry, key)
        rows = self._rows(entry, kind, key)
        theme = self._known(entry.theme, self.entry.themes, "theme", key)
        block = self._known(entry.block, self.entry.blocks, "block", key)
        self.groups[entry.id] = Group(
            id=entry.id,
            kind=kind,
            stem=entry.text,
            number=entry.nr or "",
            theme=theme,
            block=block,
            items=tuple(rows),
            short=entry.short or "",
            exclusive=self._exclusive(entry, rows, key),
            note=entry.note or "",
        )
        for name, (row, row_key) in rows.items():
            self._add_item(self._item(name, entry, kind, row, row_key), row_key)

    def _question_kind(self, entry: QuestionEntry, key: tuple) -> str:
        kind = entry.kind or _implied_kind(entry)
        if kind is None:
            raise self._fail(key, f'question "{entry.id}" has neither a kind nor a scale')
        wanted = KINDS[kind].field
        for name in ("rows", "options", "parts"):
            if getattr(entry, name) is not None and name != wanted:
                raise self._fail(
                    (*key, name), f'"{name}" does not fit a {kind} question', expected=f'"{wanted}"'
                )
        if KINDS[kind].has_rows and not entry.entries:
            raise self._fail(key, f'question "{entry.id}" has no "{wanted}"')
        return kind

    def _rows(self, entry: QuestionEntry, kind: str, key: tuple) -> dict[str, tuple[RowEntry | None, tuple]]:
        name = KINDS[kind].field
        if entry.entries:
            return {row: (found, (*key, name, row)) for row, found in entry.entries.items()}
        return {entry.id: (None, key)}

    def _exclusive(self, entry: QuestionEntry, rows: dict, key: tuple) -> tuple[str, ...]:
        for option in entry.exclusive:
            if option not in rows:
                raise self._fail(
                    (*key, "exclusive"),
                    f'"{option}" is no option of "{entry.id}"',
                    hint=nearest(option, rows),
                )
        return entry.exclusive

    def _item(
        self, name: str, entry: QuestionEntry, group_kind: str, row: RowEntry | None, key: tuple
    ) -> Item:
        inherited = _inherit(entry, row)
        scale = self._scale_of(name, group_kind, inherited["scale"], key)
        kind = _item_kind(group_kind, scale)
        special = specials_of({**entry.special, **(row.special if row else {})}) or (
            scale.special if scale else ()
        )
        low, high = self._range(entry, kind, scale, key)
        return Item(
            id=name,
            kind=kind,
            text=row.text if row else entry.text,
            short=(row.short or row.text) if row else (entry.short or entry.text),
            number=(row.nr if row else entry.nr) or "",
            group=entry.id,
            scale=scale,
            special=special,
            low=low,
            high=high,
            unit=entry.unit or "",
            list_of=entry.list or "",
            line=self.document.line(key),
            **self._common(name, inherited, key),
        )

    def _scale_of(self, name: str, kind: str, scale: str | None, key: tuple) -> Scale | None:
        traits = KINDS[kind]
        if not traits.scales:
            if scale is not None:
                raise self._fail(
                    (*key, "scale"),
                    f'item "{name}" is of kind {kind}, which has no scale',
                    hint="Take the scale away, or choose another kind",
                )
            return own_scale(traits)
        if scale is None:
            raise self._fail(key, f'item "{name}" has no scale', expected=", ".join(self.scales))
        found = self.scales[self._known(scale, self.scales, "scale", key)]
        if found.kind not in traits.scales:
            raise self._fail(key, f'scale "{scale}" of item "{name}" is of kind {found.kind}', expected=kind)
        return found

    def _range(
        self, entry: QuestionEntry, kind: str, scale: Scale | None, key: tuple
    ) -> tuple[float, float] | tuple[None, None]:
        traits = KINDS[kind]
        if traits.graded and scale is not None:
            return float(scale.codes[0]), float(scale.codes[-1])
        if entry.range is not None and (not traits.own_range or not entry.range[0] < entry.range[1]):
            raise self._fail(
                (*key, "range"), "this range cannot be used", expected="[low, high] of a number question"
            )
        return entry.range or traits.range or (None, None)

    # what questions, rows and derived items have in common

    def _common(self, name: str, inherited: dict[str, Any], key: tuple) -> dict[str, Any]:
        asked = self.entry.waves if inherited["asked"] is None else inherited["asked"]
        for wave in asked:
            self._known(wave, self.entry.waves, "wave", (*key, "asked"))
        asked = tuple(wave for wave in self.entry.waves if wave in asked)
        if not asked:
            raise self._fail(
                (*key, "asked"),
                f'item "{name}" is asked in no wave',
                hint='Name a wave under "asked", or leave the key out',
            )
        comparable_from = inherited["comparable_from"] or asked[0]
        return {
            "theme": self._known(inherited["theme"], self.entry.themes, "theme", key),
            "block": self._known(inherited["block"], self.entry.blocks, "block", key),
            "asked": asked,
            "comparable_from": self._known(
                comparable_from, self.entry.waves, "wave", (*key, "comparable_from")
            ),
            "asked_if": self._route(name, inherited["asked_if"], (*key, "asked_if")),
            "required": bool(inherited["required"]),
            "break_reason": inherited["break_reason"] or "",
            "break_note": inherited["break_note"] or "",
            "note": inherited["note"] or "",
        }

    def _known(self, word: str | None, known: Any, what: str, key: tuple) -> str:
        if word is None:
            return ""
        if word not in known:
            raise self._fail(
                (*key, what),
                f'there is no {what} "{word}"',
                expected=", ".join(known),
                hint=nearest(word, known),
            )
        return word

    def _route(self, name: str, text: str | None, key: tuple) -> Expression | None:
        if text is None:
            return None
        route = self._expression(text, key, f'the route of "{name}"')
        if not items_of(route, self._shapes()):
            raise self._fail(
                key,
                f'the route of "{name}" reads no item',
                expected="a condition on an earlier item, such as item == code",
            )
        return route

    def _expression(self, text: str, key: tuple, what: str, wanted: str = TRUTH) -> Expression:
        try:
            expression = parse(text)
            check(expression, self._shapes(), wanted)
        except ExpressionError as failure:
            later = "Only items that come earlier in the questionnaire can be used here"
            raise self._fail(
                key,
                f"{what} is wrong: {failure.what}",
                got=failure.got,
                expected=failure.expected,
                hint=failure.hint or (later if "no item" in failure.what else None),
            ) from None
        return expression

    def _shapes(self) -> dict[str, ItemShape]:
        return {item.id: item.shape() for item in self.items.values()}

    def _add_item(self, item: Item, key: tuple) -> None:
        if item.id in self.items or item.id == "respondent_id":
            raise self._fail(key, f'item "{item.id}" occurs twice', hint=OWN_ID)
        if item.id in self.groups and self.groups[item.id].items != (item.id,) and not item.derived:
            raise self._fail(key, f'item "{item.id}" has the id of a question with rows', hint=OWN_ID)
        self.items[item.id] = item

    # derived items

    def _add_derived(self, name: str, entry: DerivedEntry, key: tuple) -> None:
        inherited = {field_: getattr(entry, field_) for field_ in _INHERITED}
        traits = KINDS[entry.kind]
        if traits.by_cases != (entry.cases is not None) or (entry.value is None) == (entry.cases is None):
            raise self._fail(
                key, f'derived item "{name}" needs cases (recode) or a value (other kinds), not both'
            )
        scale = self._derived_scale(name, entry, key)
        wanted = TRUTH if traits.by_condition else NUMBER
        low, high = traits.range or (None, None)
        value = self._expression(entry.value, (*key, "value"), f'"{name}"', wanted) if entry.value else None
        cases = tuple(
            (code, self._expression(text, (*key, "cases", code), f'"{name}", {code}'))
            for code, text in (entry.cases or {}).items()
        )
        item = Item(
            id=name,
            kind=entry.kind,
            text=entry.label,
            short=entry.short or entry.label,
            number="",
            group=name,
            scale=scale,
            low=low,
            high=high,
            unit=entry.unit or "",
            derived=True,
            value=value,
            cases=cases,
            line=self.document.line(key),
            **self._common(name, inherited, key),
        )
        item = self._narrowed(item, entry)
        self._add_item(item, key)
        if name in self.groups:
            raise self._fail(key, f'derived item "{name}" has the id of a question', hint=OWN_ID)
        self.groups[name] = Group(
            name, entry.kind, entry.label, "", item.theme, item.block, (name,), item.short
        )

    def _derived_scale(self, name: str, entry: DerivedEntry, key: tuple) -> Scale | None:
        traits = KINDS[entry.kind]
        if not traits.by_cases:
            return own_scale(traits)
        if entry.scale is None:
            raise self._fail(key, f'item "{name}" has no scale', expected=", ".join(self.scales))
        scale = self.scales[self._known(entry.scale, self.scales, "scale", key)]
        if set(entry.cases or {}) != set(scale.codes):
            raise self._fail((*key, "cases"), f'the cases of "{name}" are not the codes of its scale',
                             expected=", ".join(scale.codes))  # fmt: skip
        return scale

    def _narrowed(self, item: Item, entry: DerivedEntry) -> Item:
        """A derived item is asked where everything it reads was asked, and comparable where that is."""
        shapes = self._shapes()
        expressions = [item.value] if item.value else [case for _, case in item.cases]
        inputs = [self.items[name] for expression in expressions for name in items_of(expression, shapes)]
        if not inputs:
            return item
        asked = tuple(wave for wave in item.asked if all(wave in found.asked for found in inputs))
        waves = self.entry.waves
        first = max((waves.index(found.comparable_from) for found in inputs), default=0)
        comparable = entry.comparable_from or waves[first]
        return replace(item, asked=asked, comparable_from=comparable)

    # codes of open answers

    def _add_codebook(self, name: str, entry: CodebookEntry, key: tuple) -> None:
        """Codes become a multiple-choice set that coders filled in for the respondents."""
        opened = [item.id for item in self.items.values() if item.traits.free_text]
        if name not in opened:
            raise self._fail(key, f'there is no open question "{name}"', hint=nearest(name, opened))
        question, group = self.items[name], f"{name}_codes"
        if group in self.groups or group in self.items or "codes" in entry.codes:
            raise self._fail(
                key,
                f'the codes of "{name}" need the id "{group}", which is taken',
                hint=f'Give the item that is called "{group}" now another id',
            )
        theme = self._known(entry.theme, self.entry.themes, "theme", key) or question.theme
        for code, found in entry.codes.items():
            code_key = (*key, "codes", code)
            item = replace(
                question, id=f"{name}_{code}", kind=CODE_KIND, text=found.label, short=found.label, number="",
                group=group, theme=theme, scale=own_scale(KINDS[CODE_KIND]), required=False, derived=True, coded_from=name,
                line=self.document.line(code_key),
            )  # fmt: skip
            self._add_item(item, code_key)
        items = tuple(f"{name}_{code}" for code in entry.codes)
        self.groups[group] = Group(
            group, CODE_KIND, question.text, "", theme, question.block, items, entry.short or question.short
        )


_INHERITED = (
    "theme", "block", "asked", "asked_if", "comparable_from", "break_reason", "break_note", "required", "scale", "note",
)  # fmt: skip


def _implied_kind(entry: QuestionEntry) -> str | None:
    return next((kind for field, kind in IMPLIED.items() if getattr(entry, field)), None)


def _inherit(entry: QuestionEntry, row: RowEntry | None) -> dict[str, Any]:
    def said(name: str) -> Any:
        own = getattr(row, name) if row else None
        return own if own is not None else getattr(entry, name)

    return {name: said(name) for name in _INHERITED}


def _item_kind(group_kind: str, scale: Scale | None) -> str:
    """The kind of an item on a declared scale follows from that scale, of any other from its question."""
    return scale.traits.item if scale is not None and KINDS[group_kind].scales else group_kind
