"""Additivity over groups: every count of a coarse group is that of its fine groups and of who is outside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monitor.release.attack.answer_combinations import STATES
from monitor.release.attack.equations import EquationsBuilder
from monitor.release.attack.item_tables import ItemTable
from monitor.release.attack.partitions import common_unions


def constrain_additivity(
    builder: EquationsBuilder,
    coarse: ItemTable,
    fine: ItemTable,
    parent: np.ndarray,
    outside: np.ndarray | None,
) -> None:
    """Cells, bases, states and totals of a coarse group are those of its fine groups and of the rest.

    `parent` is the coarse group of each fine group, -1 where it is unknown; `outside` the unknown number of
    respondents of each coarse group that are in no fine group, None where nobody is.
    """
    unions = common_unions(coarse.partition, fine.partition)
    pairs = [(coarse.cells[:, left], fine.cells[:, right]) for left, right in unions]
    pairs += [(coarse.states[:, [state]], fine.states[:, [state]]) for state in range(len(STATES))]
    pairs.append((coarse.base[:, None], fine.base[:, None]))
    rest = _constrain_sums(builder, pairs, parent, outside)
    if coarse.total is not None and fine.total is not None:
        totals = [(coarse.total[:, None], fine.total[:, None])]
        _constrain_sums(builder, totals, parent, outside, integer=False)
    if outside is not None:
        everybody, valid = rest[len(unions) :], rest[: len(unions)]
        builder.constrain_each(np.column_stack([outside, *everybody]), [1.0] + [-1.0] * len(everybody))
        if unions:
            builder.constrain_each(np.column_stack([rest[-1], *valid]), [1.0] + [-1.0] * len(valid))


def _constrain_sums(
    builder: EquationsBuilder,
    pairs: Sequence[tuple[np.ndarray, np.ndarray]],
    parent: np.ndarray,
    outside: np.ndarray | None,
    integer: bool = True,
) -> np.ndarray:
    """Of each pair: sum of coarse cells = sum of fine cells over the groups inside + those outside.

    Returns those outside [pairs, groups], nothing where nobody is.
    """
    count, inside = len(pairs[0][0]), np.flatnonzero(parent >= 0)
    groups, above = np.arange(count), parent[inside]
    rows, columns = [], []
    for place, (coarse, fine) in enumerate(pairs):
        start = place * count
        rows += [np.repeat(groups + start, coarse.shape[1]), np.repeat(above + start, fine.shape[1])]
        columns += [coarse.ravel(), fine[inside].ravel()]
    signs = [np.full(len(row), 1.0 if at % 2 == 0 else -1.0) for at, row in enumerate(rows)]
    if outside is not None:
        rest = builder.unknowns((len(pairs), count), integer=integer)
        limits = np.column_stack([np.tile(outside, len(pairs)), rest.ravel()])
        builder.constrain_each(limits, [1.0, -1.0], 0.0, np.inf)
        rows.append(np.arange(rest.size))
        columns.append(rest.ravel())
        signs.append(np.full(rest.size, -1.0))
    builder.constrain(
        np.concatenate(rows), np.concatenate(columns), np.concatenate(signs), len(pairs) * count
    )
    return groups[:0] if outside is None else rest
