"""Released sets of earlier versions, read as the latest one.

Version 1 (before `schema` stood in method.json) did not keep with a change its margin, the level in force
and the interval that was told.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.release.results.keys import by_key
from monitor.release.results.method import Method
from monitor.schema import Table
from monitor.statistics.change.verdicts import equivalence_margin
from monitor.study.study import Study

TOLD_IN_VERSION_1 = {"told_low": "ci_low", "told_high": "ci_high"}
"""What version 1 told of a change was its confidence interval."""


def as_latest(frame: pd.DataFrame, table: Table, version: int) -> pd.DataFrame:
    """The table with the columns that came after its version: empty, but for the interval that was told."""
    missing = [column.name for column in table.columns if column.since > version and column.name not in frame]
    return frame.assign(**{name: frame.get(TOLD_IN_VERSION_1.get(name, ""), "") for name in missing})


def with_margins(changes: pd.DataFrame, method: Method, study: Study) -> pd.DataFrame:
    """The changes of version 1 with the margin that each was held against: declared in the method, by measure."""
    declared = method.tests.margins if method.tests else {}
    questionnaire = study.questionnaire
    traits = {group.id: group.traits for group in questionnaire.groups.values()}
    traits |= {item.id: item.traits for item in questionnaire.items.values()}
    margins = by_key(
        changes, ["item", "measure"],
        lambda item, measure: equivalence_margin(declared, traits[item], measure) if item in traits else np.nan,
        float,
    )  # fmt: skip
    return changes.assign(margin=np.where(changes["eq_low"].notna(), margins, np.nan))
