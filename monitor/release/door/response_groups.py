"""The response of groups: told only of groups that are large, known to readers and point at nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from monitor.release.door.blocks import identifiable_breakdowns
from monitor.release.results.method import Method
from monitor.statistics.quality.response_summary import PartialR, ResponseSummary
from monitor.study.house_policy import house_recognition
from monitor.study.labels import part_categories
from monitor.study.study import Study


def with_told_groups(method: Method, study: Study) -> Method:
    """The method without the response of groups in which people may be recognised.

    A column of the dispositions has its categories told where each has as many sampled units as a group must have people
    (100 in policy.yaml), it is an item or attribute whose answers have labels, it is no identifiable breakdown, and its
    name points at no municipality, team or caseworker. Of any other column nothing is told: of two groups the number of
    both together gives the small one. What is told is rounded (units to tens, percentages whole, indicators to three
    decimals), so that two columns that are nearly alike do not give who is in one of them only.
    """
    told = {wave: _told(summary, study) for wave, summary in method.response.items()}
    return replace(method, response=told)


def _told(summary: ResponseSummary, study: Study) -> ResponseSummary:
    found = summary.representativeness
    if found is None:
        return summary
    smallest: dict[str, int] = {}
    for part in found.partial:
        if part.category:
            smallest[part.variable] = min(part.units, smallest.get(part.variable, part.units))
    kept = tuple(_rounded(part) for part in found.partial if _may_be_told(part.variable, smallest, study))
    return replace(summary, representativeness=replace(found, partial=kept))


def _rounded(part: PartialR) -> PartialR:
    return replace(
        part,
        units=int(round(part.units, -1)),
        share=round(part.share, 2),
        response=round(part.response, 2),
        unconditional=round(part.unconditional, 3),
        conditional=round(part.conditional, 3),
    )


def _may_be_told(variable: str, smallest: Mapping[str, int], study: Study) -> bool:
    policy = house_recognition()
    points = any(re.fullmatch(signs["id"], variable, re.IGNORECASE) for signs in policy.points_at.values())
    frame = study.municipalities
    return (
        smallest.get(variable, 0) >= policy.population
        and bool(part_categories(variable, study))
        and variable not in identifiable_breakdowns(study)
        and not points
        and not (frame is not None and frame.column == variable)
    )
