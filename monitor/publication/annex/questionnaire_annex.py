"""The questionnaire as respondents saw it: numbers, headings, answers, and who got which question."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.publication.annex.coded_answers import coded_remark
from monitor.publication.language.annex_wording import load_annex
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.numbers import number
from monitor.publication.language.phrases import capital, filled, listed
from monitor.publication.sentences.routes import computation_in_words, condition_in_words
from monitor.study.questionnaire import Group, Item, Questionnaire
from monitor.study.study import Study


def questionnaire_annex(study: Study) -> str:
    """Markdown of the questionnaire of the latest wave, one heading per block, computed items last.

    Questions that only earlier waves asked are there too and say so.
    """
    questionnaire = study.questionnaire
    waves = tuple(wave.id for wave in study.waves)
    parts: list[str] = []
    block = ""
    for group in _asked_groups(questionnaire, waves):
        if group.block != block and questionnaire.blocks.get(group.block):
            block = group.block
            parts.append(f"## {escape_markdown(questionnaire.blocks[block])} {{.unnumbered .unlisted}}")
        parts += _question(group, questionnaire, waves)
    return "\n\n".join([*parts, *_computed(questionnaire, waves)]) + "\n"


def _asked_groups(questionnaire: Questionnaire, waves: tuple[str, ...]) -> list[Group]:
    return [
        group
        for group in questionnaire.groups.values()
        if any(
            not questionnaire.items[item].derived and _asked(questionnaire.items[item], waves)
            for item in group.items
        )
    ]


def _asked(item: Item, waves: tuple[str, ...]) -> bool:
    return any(wave in waves for wave in item.asked)


def _question(group: Group, questionnaire: Questionnaire, waves: tuple[str, ...]) -> Iterator[str]:
    items = [questionnaire.items[name] for name in group.items if _asked(questionnaire.items[name], waves)]
    words = load_annex().questionnaire
    head = f"{group.number}. {group.stem}" if group.number else group.stem
    yield f"**{escape_markdown(head)}**"
    shared = _route(items[0], questionnaire) if len({str(item.asked_if) for item in items}) == 1 else ""
    remarks = [shared, _waves(items[0], waves) if len({item.asked for item in items}) == 1 else ""]
    remarks.append(escape_markdown(coded_remark(items[0], questionnaire)) or _kind(items[0], group))
    remarks += [
        filled(words.exclusive, {"option": escape_markdown(questionnaire.items[name].text)})
        for name in group.exclusive
    ]
    text = " ".join(remark for remark in remarks if remark)
    if text:
        yield f"*{text}*"
    if len(items) > 1 or items[0].id != group.id:
        yield "\n".join(
            _row(item, questionnaire, waves, shared, len({item.asked for item in items}) > 1)
            for item in items
        )
    yield from _answers(items)


def _row(
    item: Item, questionnaire: Questionnaire, waves: tuple[str, ...], shared: str, told_apart: bool
) -> str:
    head = f"{item.number}. {item.text}" if item.number else item.text
    remarks = [_route(item, questionnaire) if not shared else "", _waves(item, waves) if told_apart else ""]
    remark = " ".join(found for found in remarks if found)
    return f"- {escape_markdown(head)}" + (f" *{remark}*" if remark else "")


def _route(item: Item, questionnaire: Questionnaire) -> str:
    if item.asked_if is None:
        return ""
    condition = escape_markdown(condition_in_words(item.asked_if, questionnaire))
    return filled(load_annex().questionnaire.only_if, {"condition": condition})


def _waves(item: Item, waves: tuple[str, ...]) -> str:
    """Which other waves asked an item, as seen from the latest one."""
    words, asked = load_annex().questionnaire, [wave for wave in waves if wave in item.asked]
    if asked == [waves[-1]]:
        return ""
    if waves[-1] in asked:
        return filled(words.also_in, {"waves": listed(asked[:-1])})
    return filled(words.only_in, {"waves": listed(asked)})


def _kind(item: Item, group: Group) -> str:
    words = load_annex().questionnaire
    template = words.kinds.get(group.kind if group.kind in words.kinds else item.kind, "")
    if not template:
        return ""
    values = {"low": _bound(item.low), "high": _bound(item.high)}
    unit = filled(words.number_unit, {"unit": item.unit}) if item.unit else ""
    span = filled(words.number_range, values) if item.low is not None and item.kind == "number" else ""
    return escape_markdown(filled(template, {**values, "unit": unit, "range": span}))


def _bound(value: float | None) -> str:
    return "" if value is None else number(value)


def _answers(items: list[Item]) -> Iterator[str]:
    """The answers of each scale once, below the rows that use it; grades and options explain themselves."""
    seen: set[str] = set()
    for item in items:
        labels = (
            [entry.label for entry in item.scale.categories]
            if item.scale and item.kind not in ("multi", "grade")
            else []
        )
        labels += [entry.label for entry in item.special]
        key = " ".join(labels)
        if labels and key not in seen:
            seen.add(key)
            words = load_annex().questionnaire
            form = words.answers if len(labels) > len(item.special) else words.also_possible
            yield filled(form, {"answers": escape_markdown("; ".join(labels).removesuffix("."))})


def _computed(questionnaire: Questionnaire, waves: tuple[str, ...]) -> Iterator[str]:
    derived = [item for item in questionnaire.derived if _asked(item, waves) and not item.coded_from]
    if not derived:
        return
    words = load_annex().questionnaire
    yield f"## {words.derived} {{.unnumbered .unlisted}}"
    yield words.derived_intro
    yield "\n".join(
        f"- {escape_markdown(item.text)}. {' '.join(_how(item, questionnaire))}" for item in derived
    )


def _how(item: Item, questionnaire: Questionnaire) -> Iterator[str]:
    words = load_annex().questionnaire
    if item.kind == "yes_no" and item.value is not None:
        condition = condition_in_words(item.value, questionnaire)
        yield escape_markdown(capital(filled(words.yes_if, {"yes": "ja", "condition": condition})))
    elif item.value is not None:
        expression = computation_in_words(item.value, questionnaire)
        yield escape_markdown(filled(words.computed, {"expression": expression}))
    for code, case in item.cases:
        label = item.scale.label(code) if item.scale else code
        condition = condition_in_words(case, questionnaire)
        yield escape_markdown(filled(words.code_if, {"label": label, "condition": condition}))
