"""A register as it is released: rates by month and group, of municipalities from rounded counts, and breaks in growth.

What is a share or a mean over the municipalities of a moment passes the door of every survey; these rows stand below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, product
from math import isnan, nan
from typing import Any

import numpy as np
import pandas as pd

from monitor.release.door.growth_of_groups import REST, GroupsAtEvent, groups_at_events
from monitor.release.door.municipal_counts import hidden_cells, told_counts
from monitor.release.door.municipal_quantiles import told_quantiles
from monitor.release.door.register_sums import SumsByMonth, group_masks, rates_behind
from monitor.release.results.released_set import RegisterTables
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES, Table
from monitor.schema_words import BREAK_IN_GROWTH, RATE, TOTAL, pair_name, quantile_name
from monitor.statistics.registers.breaks import AT_DATE, ELSEWHERE
from monitor.statistics.registers.growth import BreakTest
from monitor.statistics.registers.measured_register import (
    CLASSES,
    BreakOfEvent,
    CountOfPlace,
    MeasuredRegister,
    MovedBetween,
    RateOfGroup,
)
from monitor.statistics.registers.rates import QUANTILES
from monitor.statistics.registers.register_summary import (
    BreakOfCount,
    Movements,
    RegisterSummary,
    TriedDate,
)
from monitor.study.house_policy import HouseRegister, house_register
from monitor.study.register_file import RegisterFile
from monitor.study.register_reader import decimals_of_rate, month_before
from monitor.study.register_study import MUNICIPALITY
from monitor.study.study import Study

SMALL = "small_group"
MEAN, CV, BEYOND_CHANCE = "mean", "cv", "sd_beyond_chance"
TAILS = (10, 90)
_BREAKS = (AT_DATE, ELSEWHERE)
_SPREAD = CV, BEYOND_CHANCE
_ORDERED = {"iqr", *map(quantile_name, QUANTILES)}
Row = dict[str, Any]


def register_rows(
    measured: MeasuredRegister, study: Study, told: SumsByMonth
) -> tuple[RegisterTables, RegisterSummary]:
    """Rows of estimates and changes of a register, and what it says of itself.

    **Rows** of estimates: per month and rate that of all municipalities, their mean and quantiles; at moments also by group, with
    the spread, and by municipality; per month and count its total. Of changes: per event and count a `break`, per event with
    groups a `break:BREAKDOWN`. `told` says of which groups sums, means and the spread may be told.
    """
    assert study.register is not None
    made = _Door(study, study.register, house_register(), told)
    groups = tuple(groups_at_events(measured, study))
    estimates = [*made.rates(measured), *made.places(measured), *made.totals(measured)]
    changes = [*map(made.broken, measured.breaks), *map(made.groups, groups)]
    tables = RegisterTables(_frame(estimates, ESTIMATES), _frame(changes, CHANGES))
    kept_back = sum(
        row.get("breakdown") == MUNICIPALITY and row["status"] == "suppressed" for row in estimates
    )
    summary = replace(
        measured.summary,
        breaks=tuple(map(_summary, measured.breaks)),
        groups=tuple(one.summary for one in groups),
        movements=tuple(map(made.moved, measured.moved)),
        kept_back=kept_back,
    )
    return tables, summary


def _frame(rows: list[Row], table: Table) -> pd.DataFrame:
    numbers = dict.fromkeys(table.numbers, np.nan)
    texts = {column.name: "" for column in table.columns if column.text}
    return typed(
        pd.DataFrame([{**texts, **numbers, **row} for row in rows], columns=list(table.names)),
        table,
        table.name,
    )


class _Door:
    def __init__(
        self, study: Study, register: RegisterFile, policy: HouseRegister, told: SumsByMonth
    ) -> None:
        self.study, self.register, self.policy, self.told = study, register, policy, told

    def rates(self, measured: MeasuredRegister) -> Iterator[Row]:
        for one in measured.rates:
            if one.spread.municipalities:
                yield from self._of_group(one)

    def _of_group(self, one: RateOfGroup) -> Iterator[Row]:
        """The figures of a group of municipalities; one that is hidden keeps its key."""
        spread, told, group = one.spread, self.told[one.month, one.indicator], (one.breakdown, one.group)
        away = {measure for measure in _SPREAD if group not in told.spreads}
        away |= {MEAN} if group not in told.means else set()
        for measure, value in self._rounded(one).items():
            few = group not in told.groups or measure in away or (measure in _ORDERED and isnan(value))
            row = {
                **self._key(one.month, one.indicator, one.indicator), "breakdown": one.breakdown, "group": one.group,
                "measure": measure,
            }  # fmt: skip
            if not few and not isnan(value):
                yield row | {"estimate": value, "n": spread.municipalities, "status": "released"}
            elif few:
                yield row | {"status": "suppressed", "reason": SMALL}

    def _rounded(self, one: RateOfGroup) -> dict[str, float]:
        """Figures by measure. A rate is one total over another; the others are rounded, or with all their digits and public
        denominators they would give the count of each municipality."""
        spread, indicator = one.spread, self.register.indicator(one.indicator)
        decimals = decimals_of_rate(indicator)
        told: dict[str, float] = {RATE: spread.of_all}
        if not one.breakdown and not one.moment:
            told[MEAN] = round(spread.mean, decimals)
        rates = rates_behind(one, self.register)
        tails = TAILS if spread.municipalities < self.policy.tails_from else ()
        asked = {at: nan if at in tails else value for at, value in spread.quantiles.items()}
        quantiles = told_quantiles(asked, rates, decimals)
        told |= {quantile_name(at): value for at, value in quantiles.items()}
        if one.moment:
            told["iqr"] = round(quantiles[75] - quantiles[25], decimals)
            told[CV] = round(spread.cv, self.policy.decimals)
            told[BEYOND_CHANCE] = round(spread.sd_beyond_chance, self.policy.decimals)
        return told

    def _key(self, wave: str, indicator: str, item: str) -> Row:
        return {"study": self.study.id, "wave": wave, "indicator": indicator, "item": item}

    def places(self, measured: MeasuredRegister) -> Iterator[Row]:
        for (indicator, month), several in groupby(
            measured.places, key=lambda one: (one.indicator, one.month)
        ):
            yield from self._of_places(indicator, month, list(several))

    def _of_places(self, indicator: str, month: str, places: list[CountOfPlace]) -> Iterator[Row]:
        """`count` of `n` of each municipality, both rounded, and the rate that follows from them."""
        one = self.register.indicator(indicator)
        above = np.array([place.numerator for place in places])
        below = np.array([place.denominator for place in places])
        sums = list(group_masks([place.municipality for place in places], self.study).values())
        told = told_counts(above, below, sums, self.policy, self.register.rest_is_people(one))
        for at, place in enumerate(places):
            row = self._key(month, indicator, indicator) | {
                "breakdown": MUNICIPALITY, "group": place.municipality, "measure": RATE,
            }  # fmt: skip
            if told.hidden[at]:
                yield row | {"status": "suppressed", "reason": SMALL}
            else:
                count, n = float(told.numerator[at]), float(told.denominator[at])
                yield row | {"estimate": count / n * one.per, "count": count, "n": n, "status": "released"}

    def totals(self, measured: MeasuredRegister) -> Iterator[Row]:
        for name, month, total in measured.totals:
            row = self._key(month, name, name) | {"measure": TOTAL, "estimate": total, "status": "released"}
            yield row | {"n": measured.summary.municipalities}

    # growth

    def broken(self, one: BreakOfEvent) -> Row:
        row = {
            "study": self.study.id, "comparison": BREAK_IN_GROWTH, "indicator": one.event.id, "item": one.count,
            "measure": TOTAL, "level": "item", "from_wave": month_before(one.event.month), "to_wave": one.event.month,
            "verdict": one.verdict, "reason": "",
        }  # fmt: skip
        test = one.measured.test
        if test is None:
            return row | {"reason": "register" if one.verdict == "not_comparable" else "few_answers"}
        return row | {
            "difference": test.difference, "se": test.se, **self._limits(test, one.level, one.verdict in _BREAKS),
            "test": "t", "statistic": test.t, "df": test.df, "p": test.p, "p_adjusted": one.p_adjusted,
            "family": one.event.id, "level_in_force": one.level,
        }  # fmt: skip

    def _limits(self, test: BreakTest, level: float, found: bool) -> Row:
        """The interval at 1 - alpha, and the one that is told: of what was found at the level at which its p was judged, of any
        other reaching to 0, since the tests together do not exclude it."""
        alpha = self.study.comparison.alpha
        low, high = test.limits(alpha)
        told = test.limits(level) if found else (min(low, 0.0), max(high, 0.0))
        return {"ci_low": low, "ci_high": high, "told_low": told[0], "told_high": told[1]}

    def groups(self, one: GroupsAtEvent) -> Row:
        event, told = one.event, one.told
        assert event.groups is not None
        two = event.groups
        row = {
            "study": self.study.id, "comparison": f"{BREAK_IN_GROWTH}:{two.breakdown}", "indicator": event.id,
            "item": two.indicator, "breakdown": two.breakdown, "group": pair_name(two.group, REST), "measure": RATE,
            "level": "item", "from_wave": month_before(event.month), "to_wave": event.month,
        }  # fmt: skip
        if told is None:
            return row | {"verdict": "too_few", "reason": SMALL}
        side = "higher" if told.difference > 0 else "lower"
        return row | {
            "n_from": one.others, "n_to": one.municipalities, "difference": told.difference, "se": told.se,
            "ci_low": told.low, "ci_high": told.high, "told_low": told.low, "told_high": told.high, "test": "welch",
            "statistic": told.t, "df": told.df, "p": told.p, "p_adjusted": told.p,
            "level_in_force": self.study.comparison.alpha, "verdict": side if told.found else "undecided",
        }  # fmt: skip

    def moved(self, one: MovedBetween) -> Movements:
        cells = np.array([[one.moved[first, last] for last in CLASSES] for first in CLASSES])
        hidden = hidden_cells(cells, self.policy.cell)
        total = int(cells.sum())
        enough = total >= self.policy.groups_from
        told: dict[str, int | None] = {}
        for (row, first), (column, last) in product(enumerate(CLASSES), enumerate(CLASSES)):
            shown = enough and not hidden[row, column]
            told[pair_name(first, last)] = int(cells[row, column]) if shown else None
        stayed = float(np.trace(cells)) / total if enough and not hidden.any() else None
        return Movements(one.indicator, one.first, one.last, total, told, stayed)


def _summary(one: BreakOfEvent) -> BreakOfCount:
    found = one.measured
    flat = found.without_trend
    return BreakOfCount(
        event=one.event.id,
        count=one.count,
        verdict=one.verdict,
        before=found.before,
        after=found.after,
        dates=tuple(TriedDate(each.month, each.t, each.p) for each in found.placebo),
        far=len(found.far),
        largest=None if isnan(found.largest) else found.largest,
        largest_at=found.largest_at,
        without_trend=flat.difference if flat else None,
        also_without_trend=one.also,
    )
