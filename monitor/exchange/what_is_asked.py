"""What a questionnaire asked before and what a new wave asks, in one form in which they can be matched."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.exchange.match import Asked
from monitor.exchange.proposal import Proposal
from monitor.exchange.vocabulary import plain
from monitor.study.questionnaire import Group, Item, Questionnaire

CLOSED = "closed"


def is_own(name: str, questionnaire: Questionnaire, own: Mapping[str, Item]) -> bool:
    """Whether columns that go by the ids of the questionnaire answer an item, or a question of several answers."""
    group = questionnaire.groups.get(name)
    return name in own or group is not None and any(item in own for item in group.items)


def asked_before(questionnaire: Questionnaire) -> list[Asked]:
    """Items of the questionnaire; a question of which several answers may be chosen is one."""
    made = []
    for group in questions_of(questionnaire):
        if group.kind == "multi":
            made.append(Asked(group.id, group.stem, kind="multi"))
            continue
        for name in group.items:
            item = questionnaire.items[name]
            stem = group.stem if len(group.items) > 1 and group.stem != item.text else ""
            made.append(Asked(name, item.text, stem, _kind(item), _labels(item), _range(item)))
    return made


def questions_of(questionnaire: Questionnaire) -> list[Group]:
    """What respondents were asked: no derived items, and no codes that coders gave."""
    first = ((group, questionnaire.items[group.items[0]]) for group in questionnaire.groups.values())
    return [group for group, item in first if not item.derived and not item.coded_from]


def _kind(item: Item) -> str:
    if item.scale is not None and item.scale.kind != "grade" and not item.traits.is_option:
        return CLOSED
    return item.kind


def _labels(item: Item) -> frozenset[str]:
    if _kind(item) != CLOSED or item.scale is None:
        return frozenset()
    return frozenset(plain(category.label) for category in item.scale.categories)


def _range(item: Item) -> tuple[float, float] | None:
    if item.scale is not None and item.scale.kind == "grade":
        codes = [float(code) for code in item.scale.codes]
        return min(codes), max(codes)
    return None


def asked_now(proposal: Proposal) -> list[Asked]:
    made = []
    for question in proposal.questions:
        if question.kind == "multi":
            made.append(Asked(question.id, question.text, kind="multi"))
            continue
        scale = proposal.scales.get(question.scale)
        closed = scale is not None and scale.range is None
        labels = (
            frozenset(plain(one.label) for one in scale.categories)
            if scale is not None and closed
            else frozenset()
        )
        span = (float(scale.range[0]), float(scale.range[1])) if scale is not None and scale.range else None
        kind = CLOSED if closed else "grade" if span else question.kind
        if question.kind == "grid":
            stem = question.text if question.asked is None or question.asked.stem else ""
            made += [Asked(item, text, stem, kind, labels, span) for item, text in question.items.items()]
        else:
            made.append(Asked(question.id, question.text, "", kind, labels, span))
    return made
