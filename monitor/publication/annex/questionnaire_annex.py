"""The questionnaire as respondents saw it: numbers, headings, answers, and who got which question."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.publication.annex.coded_answers import coded_remark
from monitor.publication.language.filling import capital, ended, filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.numbers import number
from monitor.publication.language.told_apart import texts_of_questions, texts_of_rows
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.breaks import around_break, break_clause
from monitor.publication.sentences.routes import computation_in_words, condition_in_words
from monitor.study.labels import answer_label, wave_label
from monitor.study.questionnaire import Group, Item, Questionnaire


def questionnaire_annex(voice: Voice) -> str:
    """Markdown of the questionnaire of the latest wave, one heading per block, computed items last.

    Questions that only earlier waves asked are there too and say so.
    """
    questionnaire = voice.study.questionnaire
    waves = _wave_ids(voice)
    parts: list[str] = []
    block, texts = "", texts_of_questions(questionnaire, voice.words.sentences.told_apart)
    for group in _asked_groups(questionnaire, waves):
        if group.block != block and questionnaire.blocks.get(group.block):
            block = group.block
            parts.append(f"## {escape_markdown(questionnaire.blocks[block])} {{.unnumbered .unlisted}}")
        parts += question_lines(group, texts[group.id], voice)
    return "\n\n".join([*parts, *_computed(voice)]) + "\n"


def _wave_ids(voice: Voice) -> tuple[str, ...]:
    return tuple(wave.id for wave in voice.study.waves)


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


def question_lines(group: Group, text: str, voice: Voice) -> Iterator[str]:
    """Markdown of one question by its `text`: its route and waves, its rows and its answers."""
    known, waves = voice.study.questionnaire.items, _wave_ids(voice)
    items = [known[name] for name in group.items if _asked(known[name], waves)]
    yield f"**{escape_markdown(text)}**"
    shared = _route(items[0], voice) if len({str(item.asked_if) for item in items}) == 1 else ""
    same_waves = len({_waves(item, voice) for item in items}) == 1
    remarks = [shared, _waves(items[0], voice) if same_waves else "", *_about_answers(items[0], group, voice)]
    remark = " ".join(filter(None, remarks))
    if remark:
        yield f"*{remark}*"
    if len(items) > 1 or items[0].id != group.id:
        texts = texts_of_rows(items, voice.words.sentences.told_apart)
        yield "\n".join(_row(item, texts[item.id], voice, not shared, not same_waves) for item in items)
    yield from _answers(items, voice)


def _about_answers(item: Item, group: Group, voice: Voice) -> Iterator[str]:
    """What kind of answer was asked for, and which options exclude the others."""
    yield escape_markdown(coded_remark(item, voice)) or _kind(item, group, voice)
    for name in group.exclusive:
        option = escape_markdown(voice.study.questionnaire.items[name].text)
        yield filled(voice.words.annex.questionnaire.exclusive, {"option": option})


def _row(item: Item, text: str, voice: Voice, with_route: bool, with_waves: bool) -> str:
    remarks = [_route(item, voice) if with_route else "", _waves(item, voice) if with_waves else ""]
    remark = " ".join(filter(None, remarks))
    return f"- {escape_markdown(text)}" + (f" *{remark}*" if remark else "")


def _route(item: Item, voice: Voice) -> str:
    if item.asked_if is None:
        return ""
    condition = escape_markdown(condition_in_words(item.asked_if, voice))
    return filled(voice.words.annex.questionnaire.only_if, {"condition": condition})


def _waves(item: Item, voice: Voice) -> str:
    """Which other waves asked an item, as seen from the latest one, and which asked it differently."""
    words, latest = voice.words.annex.questionnaire, voice.study.current.id
    before, since = around_break(item, voice.study)
    told = []
    if latest not in since:
        told.append(filled(words.only_in, {"waves": _listed([*before, *since], voice)}))
    elif len(since) > 1:
        told.append(filled(words.also_in, {"waves": _listed(since[:-1], voice)}))
    if before:
        reason = escape_markdown(break_clause(item, voice.words.sentences.break_reasons))
        waves = {"waves": _listed(before, voice), "since": _listed(since, voice)}
        told.append(filled(words.broken, {**waves, "reason": reason}))
    return " ".join(told)


def _listed(waves: list[str], voice: Voice) -> str:
    return escape_markdown(voice.phrases.listed([wave_label(wave, voice.study) for wave in waves]))


def _kind(item: Item, group: Group, voice: Voice) -> str:
    words = voice.words.annex.questionnaire
    template = words.kinds.get(group.kind if group.kind in words.kinds else item.kind, "")
    if not template:
        return ""
    values = {"low": _bound(item.low), "high": _bound(item.high)}
    unit = filled(words.number_unit, {"unit": item.unit}) if item.unit else ""
    span = filled(words.number_range, values) if item.low is not None and item.traits.own_range else ""
    return escape_markdown(filled(template, {**values, "unit": unit, "range": span}))


def _bound(value: float | None) -> str:
    return "" if value is None else number(value)


def _answers(items: list[Item], voice: Voice) -> Iterator[str]:
    """The answers of each scale once, below the rows that use it; grades and options explain themselves."""
    words = voice.words.annex.questionnaire
    seen: set[str] = set()
    for item in items:
        labels = (
            [entry.label for entry in item.scale.categories]
            if item.scale and not (item.traits.is_option or item.traits.graded)
            else []
        )
        labels += [entry.label for entry in item.special]
        key = " ".join(labels)
        if labels and key not in seen:
            seen.add(key)
            form = words.answers if len(labels) > len(item.special) else words.also_possible
            yield filled(form, {"answers": escape_markdown("; ".join(labels).removesuffix("."))})


def _computed(voice: Voice) -> Iterator[str]:
    waves = _wave_ids(voice)
    derived = [
        item
        for item in voice.study.questionnaire.derived
        if _asked(item, waves) and follows_from_others(item)
    ]
    if not derived:
        return
    words = voice.words.annex.questionnaire
    yield f"## {words.derived} {{.unnumbered .unlisted}}"
    cases = any(len(item.cases) > 1 for item in derived)
    yield " ".join((words.derived_intro, *([words.first_case] if cases else ())))
    yield "\n".join(f"- {computed_line(item, voice)}" for item in derived)


def follows_from_others(item: Item) -> bool:
    """Whether a reader is told how it is computed: not of what was coded, nor of a norm in the files of one process."""
    return item.derived and not item.coded_from and not item.is_norm


def computed_line(item: Item, voice: Voice) -> str:
    """Markdown of how a computed item follows from others."""
    return f"{escape_markdown(ended(item.text))} {' '.join(_how(item, voice))}"


def _how(item: Item, voice: Voice) -> Iterator[str]:
    words = voice.words.annex.questionnaire
    if item.traits.by_condition and item.value is not None:
        condition = condition_in_words(item.value, voice)
        yield escape_markdown(capital(filled(words.yes_if, {"yes": "ja", "condition": condition})))
    elif item.value is not None:
        expression = computation_in_words(item.value, voice)
        yield escape_markdown(filled(words.computed, {"expression": expression}))
    for code, case in item.cases:
        label = answer_label(item, code)
        condition = condition_in_words(case, voice)
        yield escape_markdown(filled(words.code_if, {"label": label, "condition": condition}))
