"""Figures of identifiable groups as a report displays them: rounded, without counts beside the base."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from monitor.release.results.keys import by_key
from monitor.release.results.table_files import significant
from monitor.schema import FREEDOM, PROBABILITY, RATIO, RESPONDENTS, STATE_COUNTS, STATISTIC, TABLES
from monitor.schema_words import told_as_share
from monitor.study.declarations import read_declaration
from monitor.study.kinds import ItemKind
from monitor.study.questionnaire import Questionnaire

POLICY = Path(__file__).with_name("policy.yaml")
_UNITS = {RESPONDENTS: "base", FREEDOM: "base", RATIO: "deff", STATISTIC: "statistic", PROBABILITY: "p"}
_ROUNDED = {
    column.name: _UNITS.get(column.unit)
    for table in TABLES.values()
    for column in table.columns
    if not column.text and not column.fixed
}
"""Columns that are rounded, with the unit that policy.yaml names; None for the unit of the measure."""


@cache
def decimals() -> dict[str, int]:
    """Decimals per unit, as declared in policy.yaml."""
    return {unit: int(text) for unit, text in read_declaration(POLICY).data["decimals"].items()}


def unit_of(measure: str, category: str, kind: ItemKind) -> str:
    """The unit that a measure of an item kind is displayed in."""
    return "share" if told_as_share(measure, category) or not kind.unit else kind.unit


def units(frame: pd.DataFrame, questionnaire: Questionnaire) -> np.ndarray:
    """The unit of the estimate or difference of each row."""
    kinds = {group.id: group.traits for group in questionnaire.groups.values()}
    kinds |= {item.id: item.traits for item in questionnaire.items.values()}
    return by_key(
        frame,
        ["measure", "category", "item"],
        lambda measure, category, item: unit_of(measure, category, kinds[item]),
        object,
    )


def as_displayed(
    frame: pd.DataFrame, identifiable: np.ndarray, questionnaire: Questionnaire, weighted: bool
) -> pd.DataFrame:
    """The rows with those of identifiable groups rounded as displayed.

    Numbers of respondents who were not asked or gave no valid answer are left out there: such a number
    is a small count itself. The count behind a share is left out where the study has no weights, since
    with the base it would give back the share unrounded.
    """
    frame = frame.copy()
    own = np.array([decimals()[unit] for unit in units(frame, questionnaire)], dtype=float)
    for column, unit in ((column, unit) for column, unit in _ROUNDED.items() if column in frame):
        digits = own if unit is None else decimals()[unit]
        values = frame[column].to_numpy()
        frame[column] = np.where(identifiable, half_up(values, digits), values)
    left_out = (*STATE_COUNTS, *(() if weighted else ("count",)))
    for column in (column for column in left_out if column in frame):
        frame[column] = frame[column].mask(identifiable)
    return frame


def half_up(values: np.ndarray, digits: np.ndarray | int) -> np.ndarray:
    """Values rounded half away from zero on their first 10 significant digits, as on a page."""
    scale = 10.0 ** np.asarray(digits, float)
    size = np.floor(significant(np.abs(values) * scale) + 0.5) / scale
    return np.copysign(size, values) + 0.0
