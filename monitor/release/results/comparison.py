"""What moved between two released sets: numbers and words, row by row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from monitor.release.results.released_set import ReleasedSet
from monitor.schema import SIGNIFICANT_DIGITS, TABLES, Column, Table


def compare_results(old: ReleasedSet, new: ReleasedSet) -> pd.DataFrame:
    """Published numbers and words that moved between two released sets.

    **Rows**: one per changed cell, and one per row that appeared or disappeared, in key order.
    **Columns**: table, what (moved | appeared | disappeared), key (`name=value` pairs), column, old,
    new (as printed in the files), difference (NaN for texts).
    """
    version = min(old.version, new.version)
    parts = [
        _moved(table, getattr(old, table.name), getattr(new, table.name), version)
        for table in TABLES.values()
    ]
    return pd.concat(parts, ignore_index=True)


def _moved(table: Table, old: pd.DataFrame, new: pd.DataFrame, version: int) -> pd.DataFrame:
    """What moved in one table, in the columns that both versions have."""
    key = list(table.key)
    both = old.merge(new, on=key, how="outer", suffixes=("|old", "|new"), indicator=True).sort_values(key)
    rows: list[tuple] = []
    for side, what in (("left_only", "disappeared"), ("right_only", "appeared")):
        rows += [
            (table.name, what, label, "", "", "", np.nan)
            for label in _labels(both[both["_merge"] == side], key)
        ]
    same = both[both["_merge"] == "both"]
    for column in (column for column in table.columns if not column.key and column.since <= version):
        rows += _moved_cells(table.name, same, key, column)
    columns = ["table", "what", "key", "column", "old", "new", "difference"]
    return pd.DataFrame(rows, columns=columns).sort_values(["key", "column"], kind="stable")


def _moved_cells(name: str, same: pd.DataFrame, key: Sequence[str], column: Column) -> list[tuple]:
    old, new = same[f"{column.name}|old"], same[f"{column.name}|new"]
    differs = same[(old != new) & ~(old.isna() & new.isna())]
    before, after = differs[f"{column.name}|old"], differs[f"{column.name}|new"]
    gap = [np.nan] * len(differs) if column.text else list(after - before)
    shown = (map(_shown, before), map(_shown, after))
    return [
        (name, "moved", label, column.name, *cells)
        for label, *cells in zip(_labels(differs, key), *shown, gap, strict=True)
    ]


def _labels(frame: pd.DataFrame, key: Sequence[str]) -> list[str]:
    rows = frame[list(key)].itertuples(index=False, name=None)
    return [
        " ".join(f"{name}={value}" for name, value in zip(key, row, strict=True) if value) for row in rows
    ]


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.{SIGNIFICANT_DIGITS}g}"
    return str(value)
