"""A set of options or parts is named by its question, where all of it is meant: never by its first option."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from monitor.publication.sentences.sentences import measured
from monitor.study.questionnaire import Item
from monitor.study.study import Study


def whole_sets(items: Iterable[Item], study: Study, alike: Callable[[Item], Hashable]) -> list[Item]:
    """Items in order, with one that speaks for its set in the place of all items of that set.

    `alike` says what is told of an item: a set of which that differs, or of which some are not meant, keeps its items.
    """
    meant = {item.id: alike(item) for item in items}
    told: dict[str, Item] = {}
    for name, said in meant.items():
        item, group = study.questionnaire.items[name], study.questionnaire.group_of(name)
        whole = item.traits.in_set and len(group.items) > 1
        if whole and all(meant.get(other, ...) == said for other in group.items):
            told.setdefault(group.id, measured(group.id, study))
        else:
            told[name] = item
    return list(told.values())
