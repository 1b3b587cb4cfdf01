"""The response of each stratum, as far as it may be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from monitor.statistics.design.domains import JOINT
from monitor.statistics.quality.representativeness import RESPONDED
from monitor.statistics.quality.response import eligible_units
from monitor.study.policy import DisclosureRules
from monitor.study.study_file import Breakdown


def stratum_response(
    units: pd.DataFrame,
    parts: Sequence[str],
    breakdown: Breakdown,
    rules: DisclosureRules,
    least_invited: int,
) -> Mapping[str, float]:
    """By group, the part of the eligible sampled units that took part, in whole percents.

    Nothing of groups in which people can be recognised: who took part there is counted nowhere else either. Nothing of
    a group with fewer than `least_invited` units, or in which fewer than the minimum base did or did not take part.
    Empty where the file of dispositions does not know the parts of the breakdown.
    """
    if breakdown.identifiable or not set(parts) <= set(units.columns):
        return {}
    eligible = eligible_units(units)
    groups = eligible[list(parts)].agg(JOINT.join, axis=1)
    table = (eligible["disposition"] == RESPONDED).groupby(groups).agg(["size", "sum"])
    base = rules.anonymous.minimum_base
    told = (table["size"] >= least_invited) & (table["sum"] >= base) & (table["size"] - table["sum"] >= base)
    return {str(group): round(row["sum"] / row["size"], 2) for group, row in table[told].iterrows()}
