"""What weights tell of counts: a weighted share of everybody is a second equation about the same groups.

Whoever knows the population of each category of the margin, and how many of it answered, knows the weight of every
respondent in it. The counts of the groups then add up twice to what is published of everybody: as they are, and by
weight.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from monitor.release.attack.equations import EquationsBuilder
from monitor.release.attack.group_sizes import GroupSizes
from monitor.release.attack.item_tables import ItemTable
from monitor.release.attack.nesting import Nesting
from monitor.release.attack.released_rows import PRECISION, Rows
from monitor.release.results.item_values import members_of
from monitor.release.results.method import Method
from monitor.statistics.weighting.weighting_report import WeightingReport
from monitor.study.study import Study
from monitor.study.study_file import Breakdown


@dataclass(frozen=True)
class KnownMargin:
    """What a reader knows of the weights of one wave: the size of each group of the margin, and by breakdown the weight
    of each respondent in each group; only breakdowns of which all weights are known."""

    breakdown: str
    sizes: np.ndarray
    weights: Mapping[str, np.ndarray]

    def within(self, sizes: GroupSizes) -> GroupSizes:
        """The bounds of group sizes with those of the margin filled in."""
        if self.breakdown not in sizes.by_breakdown:
            return sizes
        return replace(sizes, by_breakdown={**sizes.by_breakdown, self.breakdown: (self.sizes, self.sizes)})


def known_margins(
    method: Method, nesting: Nesting, study: Study, rounded: Collection[str]
) -> dict[str, KnownMargin]:
    """By wave, what follows from the margin totals and the numbers of respondents in the method.

    Of one margin without any other weight, in its own categories and in every breakdown that divides those further.
    With several margins, totals of numbers, base weights or cells of nonresponse a weight depends on more than is told, and of the
    `rounded` breakdowns the numbers of respondents are not known: there is none.
    """
    plan, report = study.weighting, method.weighting
    if (
        plan is None
        or report is None
        or len(plan.margins) != 1
        or plan.base_weight
        or plan.nonresponse_cells
        or plan.numbers
    ):
        return {}
    margin = next((one for one in nesting.breakdowns.values() if one.items == plan.margins[0]), None)
    if study.design.weights or plan.trim or plan.merge or margin is None or margin.id in rounded:
        return {}
    found = (_known_margin(wave, report, nesting, margin) for wave in {row.wave for row in report.margins})
    return {wave: known for wave, known in found if known is not None}


def _known_margin(
    wave: str, report: WeightingReport, nesting: Nesting, margin: Breakdown
) -> tuple[str, KnownMargin | None]:
    rows = {row.category: row for row in report.margins if row.wave == wave}
    if not set(margin.groups) <= rows.keys() or not all(rows[group].respondents for group in margin.groups):
        return wave, None
    sizes = np.array([float(rows[group].respondents) for group in margin.groups])
    weights = np.array([rows[group].total for group in margin.groups]) / sizes
    weights /= weights.mean()
    by_breakdown = {margin.id: weights} | {
        name: weights[refinement.parent]
        for (name, coarser), refinement in nesting.refinements.items()
        if coarser == margin.id and refinement.complete and (refinement.parent >= 0).all()
    }
    return wave, KnownMargin(margin.id, sizes, by_breakdown)


def constrain_weighted_shares(
    builder: EquationsBuilder, table: ItemTable, whole: Rows, weights: np.ndarray
) -> None:
    """Each published share of everybody is that of the groups of a table by weight."""
    members = members_of(table.item)
    for row in np.flatnonzero(whole.published & (whole.measure == "share") & ~np.isnan(whole.estimate)):
        held = members.get(whole.category[row])
        inside = [place for place, codes in enumerate(table.partition) if held and codes <= held]
        if not inside or frozenset().union(*(table.partition[place] for place in inside)) != held:
            continue
        cells = table.cells[:, inside]
        columns = np.concatenate([cells.ravel(), table.base])
        by_weight = np.concatenate([np.repeat(weights, len(inside)), -weights * whole.estimate[row]])
        room = 10 * PRECISION * float(weights.sum())
        builder.constrain(np.zeros(len(columns), np.int64), columns, by_weight, 1, -room, room)
