"""The same work through the package svy, in the way nearest to what its functions offer."""

from __future__ import annotations

import warnings
from collections.abc import Callable

from benchmarks.made_survey import control_totals, made_survey


def tasks(design: str, rows: int) -> dict[str, Callable[[], object]]:
    """rake, shares, tests_f and tests_t on a raked sample."""
    import polars as pl
    import svy

    warnings.simplefilter("ignore")
    survey = made_survey(rows)
    columns = {"unit": survey.unit, "stratum": survey.stratum, "wave": survey.wave, **survey.margins, **survey.items}
    data = pl.DataFrame(columns).with_columns(base=pl.lit(1.0))
    plan = {"psu": "unit"} if design == "clustered" else {}
    sample = svy.Sample(data=data, design=svy.Design(stratum="stratum", wgt="base", **plan))
    controls = {name: dict(enumerate(map(float, total))) for name, total in control_totals().items()}
    raked = sample.weighting.rake(controls=controls, tol=1e-11, max_iter=1000, wgt_name="raked")
    items = list(survey.items)
    return {
        "rake": lambda: sample.weighting.rake(controls=controls, tol=1e-11, max_iter=1000, wgt_name="raked"),
        "shares": lambda: raked.estimation.prop(items, by="wave"),
        "tests_f": lambda: [raked.categorical.tabulate(item, "wave") for item in items],
        "tests_t": lambda: [raked.categorical.ttest(item, group="wave") for item in items],
    }


