"""The same work through the package svy, in the way nearest to what its functions offer."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.made_survey import control_totals, made_survey


def survey(design: str, rows: int) -> Prepared:
    """A sample with base weights."""
    import polars as pl
    import svy

    warnings.simplefilter("ignore")
    made = made_survey(rows)
    columns = {"unit": made.unit, "stratum": made.stratum, "wave": made.wave, **made.margins, **made.items}
    data = pl.DataFrame(columns).with_columns(base=pl.lit(1.0))
    plan = {"psu": "unit"} if design == "clustered" else {}
    sample = svy.Sample(data=data, design=svy.Design(stratum="stratum", wgt="base", **plan))
    return Prepared(sample, list(made.items))


@dataclass
class Prepared:
    """A sample of svy and the names of its items."""

    sample: Any
    items: list[str]

    def tasks(self) -> dict[str, Callable[[], object]]:
        """rake, shares, tests_f and tests_t, to be run in order."""
        return {
            "rake": self._rake,
            "shares": lambda: self.raked.estimation.prop(self.items, by="wave"),
            "tests_f": lambda: [self.raked.categorical.tabulate(item, "wave") for item in self.items],
            "tests_t": lambda: [self.raked.categorical.ttest(item, group="wave") for item in self.items],
        }

    def _rake(self) -> None:
        controls = {name: dict(enumerate(map(float, total))) for name, total in control_totals().items()}
        self.raked = self.sample.weighting.rake(controls=controls, tol=1e-11, max_iter=1000, wgt_name="raked")
