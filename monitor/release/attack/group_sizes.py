"""How many respondents each group has, as far as the released set lets a reader work it out.

The size of a group is not confidential in itself: it links all items of the group, so it is bounded once per
wave and then given to the attack on each set of linked tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.release.attack.crossed_breakdowns import with_answered_crossings
from monitor.release.attack.equations import NO_UPPER_BOUND, EquationsBuilder
from monitor.release.attack.known_weights import KnownMargin
from monitor.release.attack.nesting import Nesting
from monitor.release.attack.propagation import Contradiction, propagated_bounds
from monitor.release.attack.released_rows import ReleasedRows, Rows

NO_BLOCK = -1
"""Stands for the block where a published bound belongs to no block that could be suppressed."""


@dataclass(frozen=True)
class GroupSizes:
    """Bounds (lower, upper) of the number of respondents by breakdown and group, and of those in no group of it.

    `outside` is by pair (finer, coarser): who is in a group of the coarser breakdown and in none of
    the finer one, because the answer is missing. `nesting` holds the breakdowns, and the crossings of which something is known.
    """

    nesting: Nesting
    by_breakdown: dict[str, tuple[np.ndarray, np.ndarray]]
    outside: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class _AddedItem:
    """A breakdown that adds one questionnaire item to a coarser one; the item is at `place` in `region*size`."""

    breakdown: str
    item: str
    coarser: str
    place: int


def group_sizes(
    released: ReleasedRows, wave: str, nesting: Nesting, margin: KnownMargin | None = None
) -> GroupSizes:
    """Bounds of all group sizes of one wave, of crossings too: those that answers tell, and those of a known `margin`.

    How many respondents are in no group of a breakdown is not always published. A reader may then suppose that
    nobody is; where that contradicts the figures, they know nothing of it.
    **Raises** Contradiction when the bases of one wave cannot be true together.
    """
    nesting = with_answered_crossings(margin.nesting if margin is not None else nesting, released, wave)
    try:
        return _bounded(released, wave, nesting, margin, guess=True)
    except Contradiction:
        return _bounded(released, wave, nesting, margin, guess=False)


def _bounded(
    released: ReleasedRows, wave: str, nesting: Nesting, margin: KnownMargin | None, guess: bool
) -> GroupSizes:
    names = nesting.in_use(released.breakdowns(wave))
    builder = EquationsBuilder()
    size = {name: builder.unknowns(len(nesting.breakdowns[name].groups)) for name in names}
    if margin is not None and margin.id in size:
        builder.publish(size[margin.id], *margin.sizes, NO_BLOCK)
    has_unknown = {name: _publish_bases(builder, size[name], released, wave, name) for name in names}
    added_items = _added_items(names, nesting)
    for added in added_items:
        _publish_sizes_by_answer(builder, size, released, wave, added, nesting)
    outside = {}
    for pair, refinement in nesting.refinements.items():
        finer, coarser = pair
        if not set(pair) <= set(names):
            continue
        if not refinement.complete:
            item = next((one.item for one in added_items if (one.breakdown, one.coarser) == pair), "")
            rows = released.table(wave, item, coarser)
            outside[pair] = _outside(builder, rows, len(size[coarser]), guess and has_unknown[finer])
        constrain_group_total(builder, size[coarser], size[finer], refinement.parent, outside.get(pair))
    equations = builder.build()
    lower, upper = propagated_bounds(equations, *equations.bounds())
    return GroupSizes(
        nesting,
        {name: (lower[numbers], upper[numbers]) for name, numbers in size.items()},
        {pair: (lower[numbers], upper[numbers]) for pair, numbers in outside.items()},
    )


def constrain_group_total(
    builder: EquationsBuilder,
    coarse: np.ndarray,
    fine: np.ndarray,
    parent: np.ndarray,
    outside: np.ndarray | None,
) -> None:
    """Each coarse group is the sum of its fine groups and of who is outside them."""
    count, inside = len(coarse), parent >= 0
    groups = np.arange(count)
    extra = groups[:0] if outside is None else groups
    row = np.concatenate([groups, parent[inside], extra])
    column = np.concatenate([coarse, fine[inside], extra if outside is None else outside])
    sign = np.concatenate([np.ones(count), -np.ones(len(row) - count)])
    builder.constrain(row, column, sign, count)


def _publish_bases(
    builder: EquationsBuilder, size: np.ndarray, released: ReleasedRows, wave: str, name: str
) -> bool:
    """Valid answers and all kinds of missing ones add up to the group; where some are left out, to less.

    Returns whether there is a group of which nothing is published.
    """
    known = np.zeros(len(size), bool)
    for item in released.items(wave):
        rows = released.table(wave, item, name)
        if rows is None:
            continue
        published, empty = rows.take(rows.published), rows.group[rows.empty]
        states = published.states.sum(axis=1)
        missing = np.nan_to_num(states, nan=0.0)
        most = np.where(np.isnan(states), NO_UPPER_BOUND, published.n_high + missing)
        builder.publish(size[published.group], published.n_low + missing, most, NO_BLOCK)
        builder.publish(size[empty], np.zeros(len(empty)), np.zeros(len(empty)), NO_BLOCK)
        known[published.group] = known[empty] = True
    return not known.all()


def _publish_sizes_by_answer(
    builder: EquationsBuilder,
    size: dict[str, np.ndarray],
    released: ReleasedRows,
    wave: str,
    added: _AddedItem,
    nesting: Nesting,
) -> None:
    """The group of those who answered so is as large as that answer was given in the coarser group."""
    rows = released.table(wave, added.item, added.coarser)
    if rows is None:
        return
    numbers = {group: number for number, group in enumerate(nesting.breakdowns[added.breakdown].groups)}
    coarse_groups = list(nesting.breakdowns[added.coarser].groups)
    for row in np.flatnonzero(rows.published & (rows.measure == "share")):
        group = _crossed_group(coarse_groups[rows.group[row]], rows.category[row], added.place)
        if group in numbers:
            builder.publish(size[added.breakdown][numbers[group]], rows.low[row], rows.high[row], NO_BLOCK)


def _added_items(names: list[str], nesting: Nesting) -> list[_AddedItem]:
    """Breakdowns that add one questionnaire item to a coarser one."""
    items, added = nesting.questionnaire.items, []
    for name in names:
        parts = nesting.breakdowns[name].items
        for place, part in enumerate(parts):
            rest = tuple(own for own in parts if own != part)
            coarser = next((other for other in names if nesting.breakdowns[other].items == rest), None)
            if part in items and coarser is not None:
                added.append(_AddedItem(name, part, coarser, place))
    return added


def _crossed_group(group: str, category: str, place: int) -> str:
    if not group:
        return category
    return f"{category}|{group}" if place == 0 else f"{group}|{category}"


def _outside(builder: EquationsBuilder, rows: Rows | None, count: int, nobody: bool) -> np.ndarray:
    """Unknowns for who is in no finer group: those without an answer, as far as the item is released.

    Where it is not, `nobody` supposes that nobody is.
    """
    numbers = builder.unknowns(count)
    if rows is not None and rows.published.any():
        missing = rows.states.sum(axis=1)[rows.published]
        builder.publish(numbers[rows.group[rows.published]], missing, missing, NO_BLOCK)
    elif nobody:
        builder.publish(numbers, np.zeros(count), np.zeros(count), NO_BLOCK)
    return numbers
