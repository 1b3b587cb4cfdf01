"""Additivity over groups: every count of a coarse group is that of its fine groups and of who is outside them."""

from __future__ import annotations

import numpy as np

from monitor.release.attack.answer_combinations import STATES
from monitor.release.attack.equations import EquationsBuilder
from monitor.release.attack.item_tables import ItemTable


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
    unions = _common_unions(coarse.partition, fine.partition)
    pairs = [(coarse.cells[:, left], fine.cells[:, right]) for left, right in unions]
    pairs += [(coarse.states[:, [state]], fine.states[:, [state]]) for state in range(len(STATES))]
    pairs.append((coarse.base[:, None], fine.base[:, None]))
    rest = [_constrain_sum(builder, *pair, parent, outside) for pair in pairs]
    if coarse.total is not None and fine.total is not None:
        _constrain_sum(builder, coarse.total[:, None], fine.total[:, None], parent, outside, integer=False)
    if outside is not None:
        everybody = rest[len(unions) :]
        builder.constrain_each(np.column_stack([outside, *everybody]), [1.0] + [-1.0] * len(everybody))
        if unions:
            valid = rest[: len(unions)]
            builder.constrain_each(np.column_stack([rest[-1], *valid]), [1.0] + [-1.0] * len(valid))


def _constrain_sum(
    builder: EquationsBuilder,
    coarse: np.ndarray,
    fine: np.ndarray,
    parent: np.ndarray,
    outside: np.ndarray | None,
    integer: bool = True,
) -> np.ndarray:
    """Sum of coarse cells = sum of fine cells over the groups inside + those outside; returns the last."""
    groups, inside = np.arange(len(coarse)), np.flatnonzero(parent >= 0)
    row = np.concatenate([np.repeat(groups, coarse.shape[1]), np.repeat(parent[inside], fine.shape[1])])
    column, sign = np.concatenate([coarse.ravel(), fine[inside].ravel()]), np.ones(len(row))
    sign[coarse.size :] = -1.0
    if outside is None:
        builder.constrain(row, column, sign, len(groups))
        return groups[:0]
    rest = builder.unknowns(len(groups), integer=integer)
    builder.constrain_each(np.column_stack([outside, rest]), [1.0, -1.0], 0.0, np.inf)
    rows, columns = np.concatenate([row, groups]), np.concatenate([column, rest])
    builder.constrain(rows, columns, np.concatenate([sign, -np.ones(len(groups))]), len(groups))
    return rest


def _common_unions(
    coarse: tuple[frozenset[str], ...], fine: tuple[frozenset[str], ...]
) -> list[tuple[list[int], list[int]]]:
    """Parts of two partitions put together until they hold the same codes: their places on either side."""
    unions: list[tuple[frozenset[str], list[int], list[int]]] = []
    entries: list[tuple[frozenset[str], list[int], list[int]]] = [
        *((codes, [place], []) for place, codes in enumerate(coarse)),
        *((codes, [], [place]) for place, codes in enumerate(fine)),
    ]
    for codes, left, right in entries if coarse and fine else []:
        touching = [union for union in unions if union[0] & codes]
        for union in touching:
            codes, left, right = codes | union[0], [*union[1], *left], [*union[2], *right]
        unions = [union for union in unions if union not in touching] + [(codes, left, right)]
    return [(left, right) for _, left, right in unions]
