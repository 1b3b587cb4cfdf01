"""What may be told of the sums, means and spread of each rate of a register, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

import numpy as np

from monitor.release.door.municipal_quantiles import MunicipalRates
from monitor.release.door.municipal_sums import ALL, Group, ToldSums, told_sums
from monitor.statistics.registers.measured_register import MeasuredRegister, RateOfGroup
from monitor.study.house_policy import house_register
from monitor.study.register_file import RegisterFile
from monitor.study.register_reader import decimals_of_rate
from monitor.study.study import Study

SumsByMonth = Mapping[tuple[str, str], ToldSums]


def sums_of_register(measured: MeasuredRegister, study: Study) -> SumsByMonth:
    """By month and rate, of which groups of municipalities sums, means and the spread may be told."""
    assert study.register is not None
    sets = group_masks(list(dict.fromkeys(place.municipality for place in measured.places)), study)
    found = {}
    for (month, name), several in groupby(measured.rates, key=lambda one: (one.month, one.indicator)):
        everybody = next(several)
        indicator = study.register.indicator(name)
        mine = sets if everybody.moment else {ALL: sets[ALL]}
        rates = rates_behind(everybody, study.register)
        found[month, name] = told_sums(mine, rates, decimals_of_rate(indicator))
    return found


def rates_behind(one: RateOfGroup, register: RegisterFile) -> MunicipalRates:
    """The counts of municipalities behind a figure; where the denominator is none of everybody the rest of it is people too."""
    indicator = register.indicator(one.indicator)
    of_people = register.rest_is_people(indicator)
    return MunicipalRates(one.numerator, one.denominator, indicator.per, of_people, house_register())


def group_masks(municipalities: list[str], study: Study) -> dict[Group, np.ndarray]:
    """Which municipalities are told together: all of them, and those of every group."""
    assert study.municipalities is not None
    rows = study.municipalities.rows
    sets: dict[Group, np.ndarray] = {ALL: np.ones(len(municipalities), bool)}
    for breakdown in study.breakdowns:
        of = [breakdown.group_by_traits(rows[code]) for code in municipalities]
        sets |= {(breakdown.id, group): np.array([one == group for one in of]) for group in breakdown.groups}
    return sets
