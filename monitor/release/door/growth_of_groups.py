"""Growth of two groups of municipalities as it is told: rounded first, and everything else derived from that.

    rounded    the mean of each group, the standard error, the degrees of freedom (down, to a whole number)
    derived    difference, t, p, limits, verdict

The mean of a group is a sum of its mean rates in three months: the first, the one before the date and the last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor

import numpy as np

from monitor.release.door.municipal_quantiles import MunicipalRates
from monitor.release.door.municipal_sums import ALL, told_sums
from monitor.release.door.register_sums import group_masks, rates_behind
from monitor.statistics.registers.growth import limits_of, two_sided_p
from monitor.statistics.registers.measured_register import MeasuredRegister
from monitor.statistics.registers.register_summary import GroupsOfEvent
from monitor.statistics.registers.two_groups import GroupGrowth, GrowthDifference
from monitor.study.register_file import RegisterEvent
from monitor.study.register_reader import decimals_of_growth, month_before
from monitor.study.study import Study

REST = "rest"  # the municipalities outside the group


@dataclass(frozen=True)
class ToldGrowth(GrowthDifference):
    """A difference in growth as it is told, with its limits. `found` where these leave 0 out."""

    low: float
    high: float

    @property
    def found(self) -> bool:
        return self.low > 0 or self.high < 0


def told_growth(found: GroupGrowth, decimals: int, alpha: float) -> ToldGrowth:
    """A difference in growth from figures that are rounded to `decimals`; limits have as many.

    **Method**: t and p of the rounded difference over the rounded standard error, of one step at least. What is found is judged by
    the limits as they are told, so that none that reads as 0 stands beside a verdict.
    """

    def told(value: float) -> float:
        return round(value, decimals) + 0.0  # no -0

    mean, others = told(found.mean), told(found.mean_others)
    difference, se, df = told(mean - others), max(told(found.se), 10.0**-decimals), float(floor(found.df))
    t = difference / se
    low, high = (told(end) for end in limits_of(difference, se, df, alpha))
    return ToldGrowth(mean, others, difference, se, t, df, two_sided_p(t, df), low, high)


def growth_may_be_told(group: np.ndarray, months: Sequence[MunicipalRates], decimals: int) -> bool:
    """Whether the mean growth of a group and that of the others may be told to so many decimals. `months` are the three it is made of.

    It tells no more than their mean rates would in each of these months, beside the sums of both and the mean of all.
    """
    known = np.all([rates.denominator > 0 for rates in months], axis=0)
    mine = group[known]
    sides = {("growth", "group"): mine, ("growth", REST): ~mine}
    sets = {ALL: np.ones_like(mine), **sides}
    return all(set(sides) <= told_sums(sets, rates.among(known), decimals).means for rates in months)


@dataclass(frozen=True)
class GroupsAtEvent:
    """Two groups at an event: of how many municipalities, and their growth, None where it may not be told."""

    event: RegisterEvent
    municipalities: int
    others: int
    told: ToldGrowth | None
    faster_after: int

    @property
    def summary(self) -> GroupsOfEvent:
        sizes = self.municipalities, self.others
        if self.told is None:
            return GroupsOfEvent(self.event.id, *sizes)
        return GroupsOfEvent(self.event.id, *sizes, self.told.mean, self.told.mean_others, self.faster_after)


def groups_at_events(measured: MeasuredRegister, study: Study) -> Iterator[GroupsAtEvent]:
    """Each event with two groups, as it is told."""
    assert study.register is not None
    everybody = {(one.month, one.indicator): one for one in measured.rates if not one.breakdown}
    municipalities = list(dict.fromkeys(place.municipality for place in measured.places))
    for event, found in measured.groups:
        assert event.groups is not None
        indicator = study.register.indicator(event.groups.indicator)
        months = measured.summary.first, month_before(event.month), measured.summary.last
        rates = [rates_behind(everybody[month, indicator.id], study.register) for month in months]
        group = group_masks(municipalities, study)[event.groups.breakdown, event.groups.group]
        decimals = decimals_of_growth(indicator)
        told = None
        if growth_may_be_told(group, rates, decimals):
            told = told_growth(found, decimals, study.comparison.alpha)
        yield GroupsAtEvent(event, found.municipalities, found.others, told, found.faster_after)
