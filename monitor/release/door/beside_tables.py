"""Figures that stand beside the tables of answers: flows of people in two waves, totals and ratios."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitor.release.results.reasons import SMALL_GROUP
from monitor.release.results.table_files import typed
from monitor.schema import ESTIMATES
from monitor.schema_words import FLOW, RATIO, TOTAL

WITH_NUMBERS = ("released", "unreliable")


@dataclass(frozen=True)
class Apart:
    """Estimates by what protects them: `tables` of answers, `flows`, and `amounts` (totals and ratios)."""

    tables: pd.DataFrame
    flows: pd.DataFrame
    amounts: pd.DataFrame


def taken_apart(estimates: pd.DataFrame) -> Apart:
    """The rows of each, in the order in which they came."""
    flows = (estimates["measure"] == FLOW).to_numpy()
    amounts = estimates["measure"].isin([TOTAL, RATIO]).to_numpy()
    return Apart(estimates[~(flows | amounts)], estimates[flows], estimates[amounts])


def added_below(released: pd.DataFrame, rows: pd.DataFrame, hidden: np.ndarray) -> pd.DataFrame:
    """Released figures and below them others; those that may not be told (mask) have no numbers."""
    rows = rows.copy()
    rows.loc[hidden, list(ESTIMATES.numbers)] = np.nan
    rows["status"] = rows["status"].mask(hidden, "suppressed")
    rows["reason"] = rows["reason"].mask(hidden, SMALL_GROUP)
    return typed(pd.concat([released, rows], ignore_index=True), ESTIMATES, "estimates")
