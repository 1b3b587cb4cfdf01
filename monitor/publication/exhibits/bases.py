"""Who answered: the number of answers behind a figure and who was asked."""

from __future__ import annotations

from monitor.publication.exhibits.content import Content
from monitor.publication.exhibits.selecting import GROUPED
from monitor.publication.language.numbers import NBSP, base, number
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.routes import condition_in_words
from monitor.study.expression.evaluation import items_of
from monitor.study.expression.expression import Comparison, Membership, Name, Node, Number
from monitor.study.labels import answer_label, wave_label
from monitor.study.questionnaire import Item, Questionnaire

Form = tuple[str, dict[str, str]]  # the name of a wording, and its slots


def base_of(content: Content, voice: Voice) -> str:
    """`n = 79; alle klantmanagers`, who was asked, or whose answer was coded."""
    questionnaire = voice.study.questionnaire
    values = {"base": _count(content, voice), "respondents": questionnaire.respondents}
    if all(item.coded_from for item in content.items):
        return voice.say("bases", "answered", **values)
    routes = {str(item.asked_if) for item in content.items if item.asked_if is not None}
    if not routes:
        return voice.say("bases", _unrouted(content, questionnaire), **values)
    if len(routes) > 1 or any(item.asked_if is None for item in content.items):
        return voice.say("bases", "routed", **values)
    form, slots = _route(content.items[0], voice)
    return voice.say("bases", form, **values, **slots)


def _unrouted(content: Content, questionnaire: Questionnaire) -> str:
    """Everybody, unless an answer may stand outside the base or rows have bases of their own."""
    if all(item.traits.graded for item in content.items):
        return "graded"
    outside = any(_outside(item, questionnaire) for item in content.items)
    by_row = content.kind != GROUPED and not content.name.change and len(content.bases) > 1
    return "answered" if outside or by_row else "all"


def _outside(item: Item, questionnaire: Questionnaire) -> bool:
    """Whether an answer may stand outside the base: of the item, or of one that it is computed from."""
    if not item.derived:
        return bool(item.special)
    parts = (item.value, item.asked_if, *(case for _, case in item.cases))
    known = questionnaire.items
    sources = {name for part in parts if part is not None for name in items_of(part, questionnaire.shapes)}
    return any(_outside(known[name], questionnaire) for name in sources)


def _count(content: Content, voice: Voice) -> str:
    if content.name.change:
        by_wave = [(content.bases_at(place), wave) for place, wave in enumerate(content.waves)]
        parts = [
            voice.say("bases", "wave", n=_span(bases), wave=wave_label(wave, voice.study))
            for bases, wave in by_wave
            if bases
        ]
        return f"n{NBSP}={NBSP}{voice.phrases.listed(parts)}"
    bases = content.bases
    if not bases:
        return voice.say("bases", "nobody")
    form = ("group" if content.kind == GROUPED else "row") + ("_range" if len(bases) > 1 else "")
    return voice.say("bases", form, base=base(bases[0]), high=number(bases[-1]))


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
        return "option", {"item": item.short}
    if root.sign == "==" and item.scale is not None and code in item.scale.codes:
        return _answers(name, (code,), voice)
    if root.sign == ">" and isinstance(root.right, Number):
        return "more_than", {"item": item.short, "number": number(root.right.value)}
    return None


def _code(node: Node) -> str:
    return node.text if isinstance(node, (Name, Number)) else ""


def _answers(name: str, codes: tuple[str, ...], voice: Voice) -> Form | None:
    item = voice.study.questionnaire.items[name]
    if item.scale is None:
        return None
    labels = [f"‘{answer_label(item, code)}’" for code in codes]
    return "answer", {"item": item.short, "answers": voice.phrases.listed(labels, "or")}
