"""Totals and ratios: told of a breakdown where every group of it has its figures, since totals of groups add up.

With one group hidden, the total of everybody less those of the others would be its own.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.release.door.beside_tables import WITH_NUMBERS, added_below
from monitor.release.door.few_weights import NOT_FEW, FewWeights
from monitor.release.results.keys import values_of
from monitor.release.results.reasons import NO_RESPONDENTS
from monitor.schema_words import RATIO
from monitor.study.study import Study


def with_amounts(
    released: pd.DataFrame, amounts: pd.DataFrame, study: Study, few: FewWeights = NOT_FEW
) -> pd.DataFrame:
    """Released figures and below them totals and ratios; those that may not be told, or of `few` weights, have no numbers."""
    if not len(amounts):
        return released
    return added_below(released, amounts, untold_amounts(amounts, released, study) | few.rows(amounts))


def untold_amounts(amounts: pd.DataFrame, released: pd.DataFrame, study: Study) -> np.ndarray:
    """Totals and ratios (mask) of a breakdown, item and wave in which any group has a figure that is not told, of people
    who can be recognised, or of fewer answers than a figure needs."""
    told = released["status"].isin(WITH_NUMBERS) | (released["reason"] == NO_RESPONDENTS)
    closed = set(values_of(released[~told], ["item", "wave", "breakdown"]))
    few = amounts["n"].to_numpy(float) < study.disclosure.anonymous.minimum_base
    closed |= set(values_of(amounts[few], ["item", "wave", "breakdown"]))
    recognised = {breakdown.id for breakdown in study.breakdowns if breakdown.identifiable}
    divided = {indicator.id: indicator.ratio_to for indicator in study.indicators}
    return np.array(
        [
            row.breakdown in recognised
            or any((item, row.wave, row.breakdown) in closed for item in _items(row, divided))
            for row in amounts.itertuples(index=False)
        ],
        dtype=bool,
    )


def _items(row, divided: dict[str, str]) -> list[str]:
    """The items that a total or ratio is made of."""
    other = divided.get(row.indicator, "") if row.measure == RATIO else ""
    return [row.item, other] if other else [row.item]
