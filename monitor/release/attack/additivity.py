"""Groups that add up: every count of a coarse group is that of its fine groups and of who is outside them."""

from __future__ import annotations

import numpy as np

from monitor.release.attack.equations import EquationsBuilder
from monitor.release.attack.item_relations import STATES
from monitor.release.attack.item_tables import Table


def add_up(
    builder: EquationsBuilder, coarse: Table, fine: Table, parent: np.ndarray, outside: np.ndarray | None
) -> None:
    """Cells, bases, states and totals of a coarse group are those of its fine groups and of the rest."""
    cells = _joined(coarse.atoms, fine.atoms)
    pairs = [(coarse.cells[:, left], fine.cells[:, right]) for left, right in cells]
    pairs += [(coarse.states[:, [place]], fine.states[:, [place]]) for place in range(len(STATES))]
    pairs.append((coarse.base[:, None], fine.base[:, None]))
    rest = [_hold_part(builder, *pair, parent, outside) for pair in pairs]
    if coarse.total is not None and fine.total is not None:
        _hold_part(builder, coarse.total[:, None], fine.total[:, None], parent, outside, integer=False)
    if outside is not None:
        everybody = rest[len(cells) :]
        builder.hold_each(np.column_stack([outside, *everybody]), [1.0] + [-1.0] * len(everybody))
        if cells:
            builder.hold_each(np.column_stack([rest[-1], *rest[: len(cells)]]), [1.0] + [-1.0] * len(cells))


def _hold_part(
    builder: EquationsBuilder,
    coarse: np.ndarray,
    fine: np.ndarray,
    parent: np.ndarray,
    outside: np.ndarray | None,
    integer: bool = True,
) -> np.ndarray:
    """sum of coarse cells = sum of fine cells over the groups inside + those outside; returns the last."""
    places, inside = np.arange(len(coarse)), np.flatnonzero(parent >= 0)
    row = np.concatenate([np.repeat(places, coarse.shape[1]), np.repeat(parent[inside], fine.shape[1])])
    column, sign = np.concatenate([coarse.ravel(), fine[inside].ravel()]), np.ones(len(row))
    sign[coarse.size :] = -1.0
    if outside is None:
        builder.hold(row, column, sign, len(places))
        return places[:0]
    rest = builder.unknowns(len(places), integer=integer)
    builder.hold_each(np.column_stack([outside, rest]), [1.0, -1.0], 0.0, np.inf)
    rows, columns = np.concatenate([row, places]), np.concatenate([column, rest])
    builder.hold(rows, columns, np.concatenate([sign, -np.ones(len(places))]), len(places))
    return rest


def _joined(
    coarse: tuple[frozenset[str], ...], fine: tuple[frozenset[str], ...]
) -> list[tuple[list[int], list[int]]]:
    """Atoms of two divisions put together until they hold the same codes on both sides."""
    parts: list[tuple[frozenset[str], list[int], list[int]]] = []
    entries = [(atom, [place], []) for place, atom in enumerate(coarse)]
    entries += [(atom, [], [place]) for place, atom in enumerate(fine)]
    for codes, left, right in entries if coarse and fine else []:
        touching = [part for part in parts if part[0] & codes]
        for part in touching:
            codes, left, right = codes | part[0], [*part[1], *left], [*part[2], *right]
        parts = [part for part in parts if part not in touching] + [(codes, left, right)]
    return [(left, right) for _, left, right in parts]
