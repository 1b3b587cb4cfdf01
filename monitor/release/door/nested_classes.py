"""Nested classifications: what a distribution in few classes tells of a small group in one of them.

With 2 of 20 in a class published, at most 2 of the six in a suppressed class inside it gave that answer. Both tables
of such an item are coarsened: the one figure that is shown of the item stays in both. The attack finds the same and
more; this rule only saves it most of its work.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from monitor.release.attack.nesting import Nesting, Refinement
from monitor.release.door.blocks import EstimateTable, SuppressionPattern
from monitor.release.results.keys import positions_by_key

Table = tuple[str, str, str]
"""Wave, item and breakdown."""


def coarsen_nested_classes(
    table: EstimateTable, nesting: Nesting, pattern: SuppressionPattern, width: float
) -> list[Table]:
    """Coarsen the tables of items of which a class tells too much of a suppressed class inside it.

    `pattern` is changed; returns the tables that were coarsened.
    """
    pairs = [one for one in nesting.refinements.values() if one.classes]
    if not pairs:
        return []
    rows = positions_by_key(table.estimates, ["wave", "item", "breakdown"])
    return [found for pair in pairs for found in _coarsened(table, pattern, rows, pair, width)]


def _coarsened(
    table: EstimateTable,
    pattern: SuppressionPattern,
    rows: dict[Table, np.ndarray],
    pair: Refinement,
    width: float,
) -> Iterator[Table]:
    for wave, item, breakdown in list(rows):
        key = (wave, item, pair.coarser)
        if (
            breakdown == pair.finer
            and key in rows
            and _tells(table, pattern, rows, (wave, item), pair, width)
        ):
            for name in (pair.finer, pair.coarser):
                own = rows[wave, item, name]
                left_out = own[~table.kept[own]]
                if table.kept[own].any() and not pattern.coarsened[left_out].all():
                    pattern.coarsened[left_out] = True
                    yield wave, item, name


def _tells(
    table: EstimateTable,
    pattern: SuppressionPattern,
    rows: dict[Table, np.ndarray],
    key: tuple[str, str],
    pair: Refinement,
    width: float,
) -> bool:
    """Whether a published class with a suppressed one inside holds an answer of fewer than `width`."""
    fine, coarse = (rows[*key, name] for name in (pair.finer, pair.coarser))
    places, hidden = table.blocks["place"].to_numpy(), pattern.suppressed & ~table.empty
    inside = table.block[fine][hidden[table.block[fine]]]
    parents = pair.parent[places[inside]]
    few = (table.estimates["count"].to_numpy()[coarse] < width) & ~table.kept[coarse]
    published = ~pattern.suppressed[table.block[coarse]]
    return bool((few & published & np.isin(places[table.block[coarse]], parents)).any())
