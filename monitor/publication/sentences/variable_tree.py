"""Known variable paths as nested keys, from the rows of the released set: where each cell stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from monitor.publication.cells.by_key import Cells, group_name, slug
from monitor.publication.sentences.wave_names import RANK, WaveNames, comparison_name
from monitor.schema_words import FLOW, OF_ANSWERS, TOTAL
from monitor.study.study import Study

ESTIMATE, CHANGE = "estimate", "change"
ANY = "any"

Tree = dict[str, Any]
Member = tuple[float, int, int]  # minus the estimate, order of the declaration, place


@dataclass(frozen=True)
class Leaf:
    """The place of an estimate or of a change; fields of a path come below it."""

    kind: str
    place: int


def variable_tree(cells: Cells, study: Study, waves: WaveNames) -> Tree:
    """item > category > group > wave or comparison, and rank > indicator > category > wave > r<k>.

    A wave stands there by its roles and by its key.
    """
    tree: Tree = {}
    for (item, category, breakdown, group, wave, measure), place in cells.estimate_keys():
        if measure == FLOW:  # a table of its own tells it
            continue
        stem = (item, category_name(category, measure), group_name(breakdown, group))
        for name in waves.names(waves.roles.of(item, breakdown), wave):
            _put(tree, (*stem, name), Leaf(ESTIMATE, place))
    for (item, category, breakdown, group, comparison, measure, level), place in cells.change_keys():
        for name in _change_names(category, measure, level):
            path = (item, name, group_name(breakdown, group), comparison_name(comparison))
            _put(tree, path, Leaf(CHANGE, place))
    tree[RANK] = _ranks(cells, study, waves)
    return tree


def category_name(category: str, measure: str) -> str:
    """The part of a path that names a category, or the measure where there is none; of a total of people both."""
    name = slug(category, "c") if category else measure
    return f"{name}_{TOTAL}" if category and measure == TOTAL else name


def find(tree: Tree, path: str) -> Any:
    """The leaf or branch at a path, None where there is none."""
    node: Any = tree
    for part in path.split("."):
        node = node.get(part) if isinstance(node, dict) else None
    return node


def leaves(tree: Tree) -> Iterator[tuple[str, Leaf]]:
    """Every path with its leaf, in the order of the tree."""
    waiting: list[tuple[str, Any]] = list(reversed(tree.items()))
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, Leaf):
            yield path, node
        else:
            waiting += [(f"{path}.{name}", child) for name, child in reversed(node.items())]


def _put(tree: Tree, path: tuple[str, ...], leaf: Leaf) -> None:
    for part in path[:-1]:
        tree = tree.setdefault(part, {})
    tree.setdefault(path[-1], leaf)


def _change_names(category: str, measure: str, level: str) -> tuple[str, ...]:
    """Names of a change: the test of a question is `item`; of a mean it is `mean` too."""
    names = ("item",) if level == "item" else ()
    if category:
        return (*names, slug(category, "c"))
    return (*names, measure) if measure in OF_ANSWERS else names or (measure,)


def _ranks(cells: Cells, study: Study, waves: WaveNames) -> Tree:
    """Released cells of the whole sample, largest first, ties in the declared order.

    The category `any` ranks the answers to a question that stands alone.
    """
    members: dict[tuple[str, ...], list[Member]] = {}
    by_item = _by_item(cells)
    for indicator in study.indicators:
        for item in indicator.items:
            for name, wave, value, place in by_item.get(item, ()):
                _rank(members, (indicator.id, name, wave), value, place)
        if len(indicator.items) == 1:
            scale = study.questionnaire.items[indicator.items[0]].scale
            answers = {slug(code, "c") for code in scale.codes} if scale else set()
            for name, wave, value, place in by_item.get(indicator.items[0], ()):
                if name in answers:
                    _rank(members, (indicator.id, ANY, wave), value, place)
    tree: Tree = {}
    for (of, category, wave), ranked in members.items():
        for rank, (_, _, place) in enumerate(sorted(ranked), start=1):
            for name in waves.names(waves.of_indicator(of), wave):
                _put(tree, (of, category, name, f"r{rank}"), Leaf(ESTIMATE, place))
    return tree


def _rank(
    members: dict[tuple[str, ...], list[Member]], key: tuple[str, ...], value: float, place: int
) -> None:
    ranked = members.setdefault(key, [])
    ranked.append((-value, len(ranked), place))


def _by_item(cells: Cells) -> dict[str, list[tuple[str, str, float, int]]]:
    """(category name, wave, estimate, place) of the released cells of the whole sample, by item."""
    by_item: dict[str, list[tuple[str, str, float, int]]] = {}
    for (item, category, breakdown, _, wave, measure), place in cells.estimate_keys():
        cell = None if breakdown or measure in (FLOW, TOTAL) else cells.estimate_at(place)
        if cell is not None and cell.shown and cell.estimate is not None:
            entry = (category_name(category, measure), wave, cell.estimate, place)
            by_item.setdefault(item, []).append(entry)
    return by_item
