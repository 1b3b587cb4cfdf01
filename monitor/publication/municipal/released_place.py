"""What the report of one municipality is made of: a small released set, so that a report costs the same however many there are."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import pandas as pd

from monitor.release.results.released_set import ReleasedSet
from monitor.schema_words import LIMIT_HIGH, LIMIT_LOW
from monitor.study.benchmark_plan import BenchmarkPlan


class ReleasedPlaces:
    """The benchmarked figures of a released set, cut by municipality."""

    def __init__(self, released: ReleasedSet, plan: BenchmarkPlan) -> None:
        self.released, self.plan = released, plan

    def of(self, code: str) -> ReleasedSet:
        """A released set with the figures of everybody, of the groups of peers and of this municipality; of the others only
        what a funnel of the first share draws."""
        estimates = pd.concat([self._shared, self.own(code)])
        estimates = estimates[~estimates.index.duplicated()].sort_index()
        return replace(
            self.released, estimates=estimates, changes=self._of(self._changes, code), benchmark=None
        )

    @cached_property
    def whole(self) -> ReleasedSet:
        """A released set with the benchmarked figures of everybody, of all groups and of all municipalities."""
        rows = {name: getattr(self, f"_{name}").reset_index(drop=True) for name in ("estimates", "changes")}
        return replace(self.released, **rows, benchmark=None)

    def own(self, code: str) -> pd.DataFrame:
        """**Rows**: the released figures of this municipality, as in estimates.csv."""
        return self._of(self._estimates, code)

    @cached_property
    def _items(self) -> frozenset[str]:
        summary = self.released.method.benchmark
        return frozenset(one.item for one in summary.figures) if summary is not None else frozenset()

    @cached_property
    def _estimates(self) -> pd.DataFrame:
        return self._benchmarked("estimates")

    @cached_property
    def _changes(self) -> pd.DataFrame:
        return self._benchmarked("changes")

    def _benchmarked(self, name: str) -> pd.DataFrame:
        rows = self.released.whole(name)
        return rows[rows["item"].isin(self._items)]

    @cached_property
    def _shared(self) -> pd.DataFrame:
        rows = self._estimates
        wide = rows["breakdown"].isin(("", self.plan.peers))
        drawn = (rows["breakdown"] == self.plan.breakdown) & rows["item"].isin(self._drawn)
        drawn &= rows["measure"].isin(("share", LIMIT_LOW, LIMIT_HIGH))
        of_all = (rows["breakdown"] == self.plan.breakdown) & (rows["group"] == "")
        return rows[wide | drawn | of_all]

    @cached_property
    def _drawn(self) -> tuple[str, ...]:
        """The item of the funnel: that of the first share."""
        summary = self.released.method.benchmark
        shares = [one.item for one in summary.figures if one.category] if summary is not None else []
        return tuple(shares[:1])

    def _of(self, rows: pd.DataFrame, code: str) -> pd.DataFrame:
        return rows[(rows["breakdown"] == self.plan.breakdown) & (rows["group"] == code)]
