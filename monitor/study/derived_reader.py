"""Items that nobody was asked: derived from answers, or codes that coders gave to open answers."""

from __future__ import annotations

from dataclasses import replace

from monitor.errors import nearest
from monitor.study.declarations import Key
from monitor.study.expression.evaluation import items_of
from monitor.study.expression.expression_check import NUMBER, TRUTH
from monitor.study.kinds import CODE_KIND, KINDS
from monitor.study.questionnaire import Group, Item
from monitor.study.questionnaire_file import CodebookEntry, DerivedEntry
from monitor.study.read_so_far import OWN_ID, ReadSoFar
from monitor.study.scale import Scale, own_scale


def add_derived(so_far: ReadSoFar, name: str, entry: DerivedEntry) -> None:
    """Add a derived item and a question of its own for it.

    **Raises** DeclarationError for an id that is taken, a wrong expression, and cases that do not fit.
    """
    key, traits = ("derived", name), KINDS[entry.kind]
    if traits.by_cases != (entry.cases is not None) or (entry.value is None) == (entry.cases is None):
        raise so_far.fail(key, "declared.derived_item_needs_cases_recode_or", name=name)
    scale = _derived_scale(so_far, name, entry, key)
    wanted = TRUTH if traits.by_condition else NUMBER
    low, high = traits.range or (None, None)
    value = so_far.expression(entry.value, (*key, "value"), f'"{name}"', wanted) if entry.value else None
    cases = tuple(
        (code, so_far.expression(text, (*key, "cases", code), f'"{name}", {code}'))
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
        unit=entry.unit,
        told=entry.told,
        derived=True,
        value=value,
        cases=cases,
        line=so_far.document.line(key),
        **so_far.common(name, entry, key),
    )
    item = _narrowed(so_far, item, entry)
    so_far.add(item, key)
    if name in so_far.groups:
        raise so_far.fail(key, "declared.derived_item_has_id_of_question", hint=OWN_ID, name=name)
    so_far.groups[name] = Group(
        name, entry.kind, entry.label, "", item.theme, item.block, (name,), item.short
    )


def _derived_scale(so_far: ReadSoFar, name: str, entry: DerivedEntry, key: Key) -> Scale | None:
    traits = KINDS[entry.kind]
    if not traits.by_cases:
        return own_scale(traits)
    scale = so_far.scale(name, entry.scale, key)
    if set(entry.cases or {}) != set(scale.codes):
        raise so_far.fail(
            (*key, "cases"), "declared.cases_of_are_not_codes_of", expected=", ".join(scale.codes), name=name
        )
    return scale


def _narrowed(so_far: ReadSoFar, item: Item, entry: DerivedEntry) -> Item:
    """A derived item is asked where everything it reads was asked, and comparable where that is."""
    shapes = so_far.shapes()
    expressions = [item.value] if item.value else [case for _, case in item.cases]
    inputs = [so_far.items[name] for expression in expressions for name in items_of(expression, shapes)]
    if not inputs:
        return item
    asked = tuple(wave for wave in item.asked if all(wave in one.asked for one in inputs))
    waves = so_far.entry.waves
    if entry.comparable_from:
        return replace(item, asked=asked)
    breaks = {wave for one in inputs for wave in (one.comparable_from, *one.earlier_breaks)}
    *earlier, latest = sorted(breaks, key=waves.index)
    return replace(item, asked=asked, comparable_from=latest, earlier_breaks=tuple(earlier))


def add_codebook(so_far: ReadSoFar, name: str, entry: CodebookEntry) -> None:
    """Add the codes of an open question: a multiple-choice set that coders filled in for the respondents.

    **Raises** DeclarationError where there is no such open question, and for an id that is taken.
    """
    key = ("codebook", name)
    opened = [item.id for item in so_far.items.values() if item.traits.free_text]
    if name not in opened:
        raise so_far.fail(key, "declared.there_is_no_open_question", hint=nearest(name, opened), name=name)
    question, group = so_far.items[name], f"{name}_codes"
    if group in so_far.groups or group in so_far.items or "codes" in entry.codes:
        raise so_far.fail(key, "declared.codes_of_need_id_which_is", group=group, name=name)
    theme = so_far.theme(entry.theme, key) or question.theme
    for code, label in entry.codes.items():
        code_key = (*key, "codes", code)
        item = replace(
            question, id=f"{name}_{code}", kind=CODE_KIND, text=label, short=label, number="", group=group,
            theme=theme, scale=own_scale(KINDS[CODE_KIND]), required=False, derived=True, coded_from=name,
            line=so_far.document.line(code_key),
        )  # fmt: skip
        so_far.add(item, code_key)
    items = tuple(f"{name}_{code}" for code in entry.codes)
    so_far.groups[group] = Group(
        group, CODE_KIND, question.text, "", theme, question.block, items, entry.short or question.short
    )
