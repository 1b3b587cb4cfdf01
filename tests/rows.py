"""What tests add to rows of a made-up released set."""

from __future__ import annotations

import pandas as pd

from monitor.schema import STATE_COUNTS


def answered_by_all(estimates: pd.DataFrame) -> pd.DataFrame:
    """Estimates in which nobody is missing, where a row does not say otherwise."""
    filled = estimates.copy()
    for name in STATE_COUNTS:
        filled[name] = filled[name].mask(filled[name].isna() & filled["n"].notna(), 0)
    return filled
