"""What a reader knows of the weights of respondents: a population over the number who answered for it.

A study that is weighted to one margin tells both of each category, so that the weight of every respondent in it is
known. Groups that divide the margin further have those weights too. Of any other breakdown the attack counts the groups
by category of the margin: a crossing, of which nothing is published.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from monitor.release.attack.nesting import Nesting
from monitor.release.results.method import Method
from monitor.release.results.rounding import base_rounding
from monitor.statistics.weighting.weighting_report import MarginReport
from monitor.study.study import Study
from monitor.study.study_file import Breakdown

MAX_CROSSED = 100
"""Groups of a breakdown by categories of the margin that become unknowns of their own."""
MARGIN = "@margin"

Bounds = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class KnownMargin:
    """What a reader knows of the weights of one wave.

    `nesting` holds the breakdowns of the study, the margin and the crossings. `sizes` bound the respondents in each group
    of the breakdown `id`, `weights` by breakdown the weight of each respondent in each group (least, most), of those of
    which all weights are known.
    """

    id: str
    nesting: Nesting
    sizes: Bounds
    weights: Mapping[str, Bounds]

    def tells(self, name: str) -> list[str]:
        """Breakdowns that divide one as far as the margin does and leave nobody out; the fewest groups first."""
        found = [own for own in self.weights if self.nesting.divides(own, name)]
        return sorted(found, key=lambda own: len(self.nesting.breakdowns[own].groups))


def known_margins(
    method: Method, nesting: Nesting, study: Study, rounded: Collection[str]
) -> dict[str, KnownMargin]:
    """By wave, what follows from the margin totals and the numbers of respondents in the method.

    Of one margin without any other weight. With several margins, totals of numbers, base weights or cells of
    nonresponse a weight depends on more than is told. Numbers of `rounded` breakdowns are read as all that rounds to them.
    """
    plan = study.weighting
    if plan is None or plan.trim or plan.merge:
        return {}
    by_wave = told_by_one_margin(method, study)
    found = {wave: _known_margin(rows, nesting, plan.margins[0], rounded) for wave, rows in by_wave.items()}
    return {wave: known for wave, known in found.items() if known is not None}


def told_by_one_margin(method: Method, study: Study) -> dict[str, dict[str, MarginReport]]:
    """By wave the rows of the margin, by category, where it alone decides what anybody weighs; whether trimmed or not."""
    plan, report = study.weighting, method.weighting
    others = (
        plan is None or plan.base_weight or plan.nonresponse_cells or plan.numbers or study.design.weights
    )
    if plan is None or report is None or others or len(plan.margins) != 1:
        return {}
    by_wave: dict[str, dict[str, MarginReport]] = {}
    for row in report.margins:
        by_wave.setdefault(row.wave, {})[row.category] = row
    return by_wave


def with_one_weight(method: Method, nesting: Nesting, study: Study) -> frozenset[str]:
    """The breakdowns of which every group lies in one category of the only margin, so that all in it weigh as much."""
    by_wave = told_by_one_margin(method, study)
    if not by_wave or study.weighting is None:
        return frozenset()
    alike = set(nesting.breakdowns)
    for rows in by_wave.values():
        margin = _margin_of(rows, nesting, study.weighting.margins[0])
        within = nesting.with_crossings({margin.id: margin}, margin.items)
        alike = {name for name in alike if _inside(within, name, margin.id) is not None}
    return frozenset(alike)


def _margin_of(rows: Mapping[str, MarginReport], nesting: Nesting, items: tuple[str, ...]) -> Breakdown:
    """The breakdown that a margin is, or one that is made of its categories."""
    made = Breakdown(MARGIN, MARGIN, items, {name: name for name in rows})
    return next((one for one in nesting.breakdowns.values() if one.items == items), made)


def _known_margin(
    rows: Mapping[str, MarginReport], nesting: Nesting, items: tuple[str, ...], rounded: Collection[str]
) -> KnownMargin | None:
    """What the rows of a margin tell; None where its categories are others than those of the breakdown."""
    margin = _margin_of(rows, nesting, items)
    if set(margin.groups) != rows.keys() or not all(row.respondents for row in rows.values()):
        return None
    nesting = _with_crossings(nesting, margin)
    respondents = np.array([float(rows[group].respondents) for group in margin.groups])
    bases = base_rounding()
    sizes = bases.bounds(bases.rounded(respondents)) if margin.id in rounded else (respondents, respondents)
    totals = np.array([rows[group].total for group in margin.groups])
    scale = (totals / respondents).mean()
    least, most = (totals / size / scale for size in reversed(sizes))
    parents = {name: _inside(nesting, name, margin.id) for name in nesting.breakdowns}
    weights = {name: (least[own], most[own]) for name, own in parents.items() if own is not None}
    return KnownMargin(margin.id, nesting, sizes, weights)


def _with_crossings(nesting: Nesting, margin: Breakdown) -> Nesting:
    """The breakdowns with their crossings by the margin, where nothing else divides them as far and they are not too large."""
    known = nesting.with_crossings({margin.id: margin}, margin.items)
    dividing = [name for name in known.breakdowns if _inside(known, name, margin.id) is not None]
    crossings = [
        known.crossing(breakdown, margin)
        for name, breakdown in nesting.breakdowns.items()
        if not any(known.divides(one, name) for one in dividing)
    ]
    small = {one.id: one for one in crossings if len(one.groups) <= MAX_CROSSED}
    return known.with_crossings(small, margin.items)


def _inside(nesting: Nesting, name: str, margin: str) -> np.ndarray | None:
    """The category of the margin that each group of a breakdown lies in; None where that is not known of all."""
    if name != margin and not nesting.is_coarser(margin, name):
        return None
    parent = nesting.parent(name, margin)
    return parent if (parent >= 0).all() else None
