"""Partitions of what can be answered to an item: what is counted apart in one table and what in another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.release.attack.answer_combinations import STATES
from monitor.release.attack.expression_counts import ANY_ANSWER, Count, codes_of
from monitor.study.questionnaire import Item

Part = frozenset[str]
"""Codes of an item, and kinds of missing answers as " no_answer"; every valid answer of an item without codes is "*"."""


def coarsest_partition(item: Item, sets: Sequence[Part]) -> tuple[Part, ...]:
    """The coarsest partition of an item's codes in which every set is a union of parts."""
    parts: dict[tuple[bool, ...], list[str]] = {}
    for code in codes_of(item):
        parts.setdefault(tuple(code in held for held in sets), []).append(code)
    return tuple(frozenset(part) for part in parts.values())


def partition_for(item: Item, sets: Sequence[Part], counted: Iterable[Sequence[Count]]) -> tuple[Part, ...]:
    """The coarsest partition in which sets are unions of parts and each of the `counted` partitions loses nothing.

    What is counted apart elsewhere need not be so here: where several of its counts lie inside one part, or several
    parts inside one count, adding them up says all that there is. Only where parts and counts overlap in other ways
    are the parts divided.
    """
    partition = coarsest_partition(item, sets)
    for counts in counted:
        for places, numbers in common_unions(atoms(partition), [part_of(count, item) for count in counts]):
            if len(places) > 1 and len(numbers) > 1:
                sets = [*sets, *(counts[number].codes for number in numbers)]
                partition = coarsest_partition(item, sets)
    return partition


def atoms(partition: Sequence[Part]) -> list[Part]:
    """All that is counted apart in a table with this partition: its parts, then each kind of missing answer."""
    return [*(partition or [frozenset({ANY_ANSWER})]), *(frozenset({f" {state}"}) for state in STATES)]


def part_of(count: Count, item: Item) -> Part:
    """The codes and kinds of missing answers of a count."""
    everything = codes_of(item) if ANY_ANSWER in count.codes else ()
    return frozenset(everything or count.codes) | {f" {state}" for state in count.states}


def common_unions(one: Sequence[Part], other: Sequence[Part]) -> list[tuple[list[int], list[int]]]:
    """Parts of two partitions put together until they hold the same codes: their places on either side."""
    unions: list[tuple[Part, list[int], list[int]]] = []
    entries: list[tuple[Part, list[int], list[int]]] = [
        *((codes, [place], []) for place, codes in enumerate(one)),
        *((codes, [], [place]) for place, codes in enumerate(other)),
    ]
    for codes, left, right in entries if one and other else []:
        touching = [union for union in unions if union[0] & codes]
        for union in touching:
            codes, left, right = codes | union[0], [*union[1], *left], [*union[2], *right]
        unions = [union for union in unions if union not in touching] + [(codes, left, right)]
    return [(left, right) for _, left, right in unions]
