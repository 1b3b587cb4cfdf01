"""How many respondents each group has, as far as the released set lets a reader work it out.

The size of a group is no secret in itself: it links all items of the group, so it is bounded once per
wave and then given to each audit of related items.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.release.attack.equations import MOST, EquationsBuilder
from monitor.release.attack.nesting import Nesting
from monitor.release.attack.propagation import Contradiction, propagated
from monitor.release.attack.published_rows import Rows, Told

NO_UNIT = -1


@dataclass(frozen=True)
class Population:
    """Bounds of the number of respondents by breakdown and group, and of those in no group of it.

    `outside` is by pair (finer, coarser): who is in a group of the coarser breakdown and in none of
    the finer one, because the answer is missing.
    """

    groups: dict[str, tuple[np.ndarray, np.ndarray]]
    outside: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]


def population(found: Told, wave: str, nesting: Nesting) -> Population:
    """Bounds of all group sizes of one wave.

    A reader who does not know how many are in no group at all may well think that nobody is; where that
    cannot be, they know nothing.
    **Raises** Contradiction when the bases of one wave cannot be true together.
    """
    try:
        return _population(found, wave, nesting, guess=True)
    except Contradiction:
        return _population(found, wave, nesting, guess=False)


def _population(found: Told, wave: str, nesting: Nesting, guess: bool) -> Population:
    used = found.breakdowns(wave)
    names = [name for name in nesting.breakdowns if name in used]
    builder = EquationsBuilder()
    size = {name: builder.unknowns(len(nesting.breakdowns[name].groups)) for name in names}
    suppressed = {name: _read_bases(builder, size[name], found, wave, name) for name in names}
    finer = _one_item_finer(names, nesting)
    for entry in finer:
        _read_breakdown_item(builder, size, found, wave, entry, nesting)
    outside = {}
    for pair, refinement in nesting.refinements.items():
        if set(pair) <= set(names) and not refinement.complete:
            part = next((part for name, part, coarser, _ in finer if (name, coarser) == pair), "")
            outside[pair] = _outside(
                builder, found.table(wave, part, pair[1]), len(size[pair[1]]), guess and suppressed[pair[0]]
            )
        if set(pair) <= set(names):
            hold_total(builder, size[pair[1]], size[pair[0]], refinement.parent, outside.get(pair))
    equations = builder.build()
    lower, upper = propagated(equations, *equations.bounds())
    return Population(
        {name: (lower[numbers], upper[numbers]) for name, numbers in size.items()},
        {pair: (lower[numbers], upper[numbers]) for pair, numbers in outside.items()},
    )


def hold_total(
    builder: EquationsBuilder,
    coarse: np.ndarray,
    fine: np.ndarray,
    parent: np.ndarray,
    outside: np.ndarray | None,
) -> None:
    """Each coarse group is the sum of its fine groups and of who is outside them."""
    count, inside = len(coarse), parent >= 0
    places = np.arange(count)
    extra = places[:0] if outside is None else places
    row = np.concatenate([places, parent[inside], extra])
    column = np.concatenate([coarse, fine[inside], extra if outside is None else outside])
    sign = np.concatenate([np.ones(count), -np.ones(len(row) - count)])
    builder.hold(row, column, sign, count)


def _read_bases(builder: EquationsBuilder, size: np.ndarray, found: Told, wave: str, name: str) -> bool:
    """Valid answers and all kinds of missing ones add up to the group; where some are hidden, to less.

    Returns whether there is a group of which nothing is told.
    """
    told = np.zeros(len(size), bool)
    for item in found.items(wave):
        rows = found.table(wave, item, name)
        if rows is None:
            continue
        open_rows, empty = rows.take(rows.open), rows.group[rows.empty]
        states = open_rows.states.sum(axis=1)
        total = open_rows.n + np.nan_to_num(states, nan=0.0)
        builder.read(size[open_rows.group], total, np.where(np.isnan(states), MOST, total), NO_UNIT)
        builder.read(size[empty], np.zeros(len(empty)), np.zeros(len(empty)), NO_UNIT)
        told[open_rows.group] = told[empty] = True
    return not told.all()


def _read_breakdown_item(
    builder: EquationsBuilder, size: dict[str, np.ndarray], found: Told, wave: str, entry: tuple[str, str, str, int],
    nesting: Nesting,
) -> None:  # fmt: skip
    """The group of those who answered so is as large as that answer was given in the coarser group."""
    name, part, coarser, place = entry
    rows = found.table(wave, part, coarser)
    if rows is None:
        return
    groups = {group: number for number, group in enumerate(nesting.breakdowns[name].groups)}
    coarse_groups = list(nesting.breakdowns[coarser].groups)
    for at in np.flatnonzero(rows.open & (rows.measure == "share")):
        target = groups.get(_crossed(coarse_groups[rows.group[at]], rows.category[at], place))
        if target is not None:
            builder.read(size[name][target], rows.low[at], rows.high[at], NO_UNIT)


def _one_item_finer(names: list[str], nesting: Nesting) -> list[tuple[str, str, str, int]]:
    """(breakdown, item, coarser, place): breakdowns that add one questionnaire item to a coarser one."""
    items, found = nesting.study.questionnaire.items, []
    for name in names:
        parts = nesting.breakdowns[name].items
        for place, part in enumerate(parts):
            rest = tuple(own for own in parts if own != part)
            coarser = next((other for other in names if nesting.breakdowns[other].items == rest), None)
            if part in items and coarser is not None:
                found.append((name, part, coarser, place))
    return found


def _crossed(group: str, category: str, place: int) -> str:
    if not group:
        return category
    return f"{category}|{group}" if place == 0 else f"{group}|{category}"


def _outside(builder: EquationsBuilder, rows: Rows | None, count: int, nobody: bool) -> np.ndarray:
    """Unknowns for who is in no finer group: those without an answer, as far as the item is released.

    Where it is not, `nobody` says to guess so.
    """
    numbers = builder.unknowns(count)
    if rows is not None and rows.open.any():
        missing = rows.states.sum(axis=1)[rows.open]
        builder.read(numbers[rows.group[rows.open]], missing, missing, NO_UNIT)
    elif nobody:
        builder.read(numbers, np.zeros(count), np.zeros(count), NO_UNIT)
    return numbers
