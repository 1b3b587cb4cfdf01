"""What weights tell of counts: a weighted share is a second equation about the groups whose weights are known.

The counts of those groups add up twice to what is published of a group that holds them: as they are, and by weight.
"""

from __future__ import annotations

import numpy as np

from monitor.release.attack.equations import EquationsBuilder
from monitor.release.attack.item_tables import ItemTable
from monitor.release.attack.released_rows import Rows
from monitor.release.results.item_values import members_of


def constrain_weighted_shares(
    builder: EquationsBuilder,
    table: ItemTable,
    rows: Rows,
    parent: np.ndarray,
    weights: tuple[np.ndarray, np.ndarray],
    respondents: float,
) -> None:
    """Each published share of a group is that of the groups of a table inside it, by weight.

    `parent` is the place, among the groups of `rows`, of each group of the table, `weights` the least and most that each
    respondent there can weigh, `respondents` the most that there are.

    **Method**: for a share p of answers C among all N with weights w, sum(w ((1 - p) C - p (N - C))) is 0. It is at least 0 with
    the least p and the largest w of C and the least of N - C, and at most 0 the other way round.
    """
    members, end = members_of(table.item), respondents * float(weights[1].max())
    told = rows.published & (rows.measure == "share") & ~np.isnan(rows.estimate)
    for row in np.flatnonzero(told):
        held = members.get(rows.category[row], frozenset())
        inside = [place for place, codes in enumerate(table.partition) if codes <= held]
        if not inside or frozenset().union(*(table.partition[place] for place in inside)) != held:
            continue
        groups = np.flatnonzero(parent == rows.group[row])
        cells, base = table.cells[groups][:, inside], table.base[groups]
        least, most = (side[groups] for side in weights)
        for share, of_cells, of_rest, low, high in (
            (rows.estimate_low[row], most, least, 0.0, end),
            (rows.estimate_high[row], least, most, -end, 0.0),
        ):
            room = builder.unknowns(1, -end, end, integer=False)
            each = (1.0 - share) * of_cells + share * of_rest
            columns = np.concatenate([cells.ravel(), base, room])
            factors = np.concatenate([np.repeat(each, len(inside)), -share * of_rest, [-1.0]])
            builder.constrain(np.zeros(len(columns), np.int64), columns, factors, 1)
            builder.publish(room, low, high, rows.block[row], rows.shown[row])
