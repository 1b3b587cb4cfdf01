"""Who answered: the number of answers behind a figure and who was asked."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.publication.cells.missing import limit_of
from monitor.publication.exhibits.content import Content
from monitor.publication.exhibits.selecting import GROUPED
from monitor.publication.language.numbers import NBSP, base, number
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.routes import condition_in_words
from monitor.study.expression.expression import Comparison, Membership, Name, Node, Number
from monitor.study.labels import answer_label, wave_label
from monitor.study.norms import PROCESS
from monitor.study.questionnaire import Item

Form = tuple[str, dict[str, str]]  # the name of a wording, and its slots


def base_of(content: Content, voice: Voice) -> str:
    """`n = 79; alle klantmanagers` where the counts say so, else who was asked or answered."""
    values = {"base": _count(content, voice), "respondents": voice.respondents.plural}
    if not content.bases:
        return values["base"]
    form, slots = _who(content, voice)
    return voice.say("bases", form, **values, **slots)


def _who(content: Content, voice: Voice) -> Form:
    missing, items = content.missing, content.items
    if len(processes := {item.process for item in items}) == 1 and items[0].process:
        answers = f"‘{voice.study.questionnaire.processes[processes.pop()].label}’"
        return ("of_process_answered" if missing.silent or missing.unable else "of_process"), {
            "answers": answers
        }
    limit = limit_of(missing, items)
    if not missing:
        return ("counted" if content.counted else "all"), {}
    if limit in ("answered", "graded", "able"):
        return ("graded" if limit == "graded" else "answered"), {}
    routes = {str(item.asked_if) for item in items}
    if len(routes) == 1 and items[0].asked_if is not None and missing.not_asked:
        form, slots = _route(items[0], voice)
    else:
        form, slots = ("known" if limit == "known" else "routed"), {}
    silent = form != "known" and (missing.silent or missing.unable)
    return (f"{form}_answered" if silent else form), slots


def _count(content: Content, voice: Voice) -> str:
    if content.name.change and content.bases:
        return bases_by_wave(
            [(content.bases_at(place), wave) for place, wave in enumerate(content.waves)], voice
        )
    bases = content.bases
    if not bases:
        return voice.say("bases", "nobody")
    form = ("group" if content.kind == GROUPED else "row") + ("_range" if len(bases) > 1 else "")
    return voice.say("bases", form, base=base(bases[0]), high=number(bases[-1]))


def bases_by_wave(by_wave: Sequence[tuple[Sequence[float], str]], voice: Voice) -> str:
    """`n = 79 (2020) en 80 (2022)`, each from the smallest to the largest base of a wave."""
    parts = [
        voice.say("bases", "wave", n=_span(sorted(bases)), wave=wave_label(wave, voice.study))
        for bases, wave in by_wave
        if bases
    ]
    return f"n{NBSP}={NBSP}{voice.phrases.listed(parts)}"


def _span(bases: list[float]) -> str:
    return number(bases[0]) if len(bases) == 1 else f"{number(bases[0])}–{number(bases[-1])}"


def _route(item: Item, voice: Voice) -> Form:
    """The route of an item in words: by the label of the one item it reads, else by question numbers."""
    assert item.asked_if is not None
    other: Form = ("condition", {"condition": condition_in_words(item.asked_if, voice)})
    root = item.asked_if.root
    if isinstance(root, Membership) and isinstance(root.left, Name) and not root.negated:
        return _answers(root.left.text, root.codes, voice) or other
    if isinstance(root, Comparison) and isinstance(root.left, Name):
        return _comparison(root, root.left.text, voice) or other
    return other


def _comparison(root: Comparison, name: str, voice: Voice) -> Form | None:
    item = voice.study.questionnaire.items[name]
    code = _code(root.right)
    if root.sign == "==" and item.traits.is_option and item.traits.affirms(code):
        return "option", {"item": voice.label_of(item)}
    if root.sign == "==" and item.scale is not None and code in item.scale.codes:
        return _answers(name, (code,), voice)
    if root.sign == ">" and isinstance(root.right, Number):
        return "more_than", {"item": voice.label_of(item), "number": number(root.right.value)}
    return None


def _code(node: Node) -> str:
    return node.text if isinstance(node, (Name, Number)) else ""


def _answers(name: str, codes: tuple[str, ...], voice: Voice) -> Form | None:
    item = voice.study.questionnaire.items[name]
    if item.scale is None:
        return None
    labels = [f"‘{answer_label(item, code)}’" for code in codes]
    if name == PROCESS and voice.study.checks_files:
        return "of_process", {"answers": voice.phrases.listed(labels, "or")}
    return "answer", {"item": voice.label_of(item), "answers": voice.phrases.listed(labels, "or")}
