"""Breaks: which waves of a question can be compared, and why earlier ones cannot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitor.publication.language.filling import small_start
from monitor.study.questionnaire import Item
from monitor.study.study import Study


def around_break(item: Item, study: Study) -> tuple[list[str], list[str]]:
    """The waves of a study that asked an item: those before its break, none without one, and those since."""
    order = study.questionnaire.waves
    asked = [wave.id for wave in study.waves if wave.id in item.asked]
    since = [wave for wave in asked if order.index(wave) >= order.index(item.comparable_from)]
    return (asked[: len(asked) - len(since)], since) if since else ([], asked)


def is_before_break(item: Item, wave: str, study: Study) -> bool:
    """Whether a wave cannot be compared with the later ones."""
    return wave in around_break(item, study)[0]


def broken_items(study: Study, among: Iterable[Item] | None = None) -> list[Item]:
    """Items whose earliest waves cannot be compared with later ones, in questionnaire order."""
    items = study.questionnaire.items.values() if among is None else among
    return [item for item in items if not item.confidential and around_break(item, study)[0]]


def asked_again(item: Item, study: Study) -> bool:
    """Whether the reported wave asked another item in the same words."""
    now = study.current.id
    others = study.questionnaire.items.values()
    return any(one.text == item.text and one.id != item.id and now in one.asked for one in others)


def break_reason(item: Item, reasons: Mapping[str, str], kind: str = "") -> str:
    """Why earlier waves cannot be compared: the note of the questionnaire, else its kind of reason, else `kind`."""
    return item.break_note or reasons.get(item.break_reason or kind, reasons["other"])


def break_clause(item: Item, reasons: Mapping[str, str], kind: str = "") -> str:
    """The same to stand behind a colon."""
    return small_start(break_reason(item, reasons, kind)).rstrip(".")
