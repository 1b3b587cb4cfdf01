"""Two released sets of one study beside each other: which rows are equal to the last digit, and which are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitor.errors import ReleaseError
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_rows import rows_of
from monitor.schema import TABLES, Change, Column, Estimate, Table

Row = Estimate | Change


@dataclass(frozen=True)
class Pair:
    """A row that is not the same in two released sets; None on the side where there is no such row."""

    old: Row | None
    new: Row | None


@dataclass(frozen=True)
class ComparedTable:
    """One table of two released sets: rows that differ in any column are pairs, `equal` others tell a reader something."""

    table: Table
    equal: int
    pairs: tuple[Pair, ...]


def compare_results(old: ReleasedSet, new: ReleasedSet) -> tuple[ComparedTable, ...]:
    """Both tables of two released sets of one study, row by row, in the order of `new`, then what only `old` has.

    Rows belong together by their key. The test of a change is no part of it where every set holds one test of each:
    another method is then a change of the same figure. Columns that one of two versions of the schema lacks are not
    compared. **Raises** ReleaseError for sets of two studies.
    """
    if old.method.study != new.method.study:
        raise ReleaseError("compare.two_studies", old=old.method.study, new=new.method.study)
    version = min(old.version, new.version)
    return tuple(
        _compared(table, old.whole(table.name), new.whole(table.name), version) for table in TABLES.values()
    )


def _compared(table: Table, old: pd.DataFrame, new: pd.DataFrame, version: int) -> ComparedTable:
    key = _key(table, old, new)
    before, after = (frame.assign(**{"|at": np.arange(len(frame))}) for frame in (old, new))
    both = before.merge(after, on=key, how="outer", suffixes=("|old", "|new"), indicator=True)
    same = both["_merge"].eq("both").to_numpy(copy=True)
    for column in (one for one in table.columns if one.name not in key and one.since <= version):
        same &= _equal(both, column)
    places = both.loc[~same, ["|at|old", "|at|new"]].sort_values(["|at|new", "|at|old"])
    rows = [_rows(frame, table, places[f"|at|{side}"]) for frame, side in ((old, "old"), (new, "new"))]
    equal = _rows(new, table, both.loc[same, "|at|new"])
    told = sum(row is not None and row.told for row in equal)
    return ComparedTable(table, told, tuple(map(Pair, *rows)))


def _key(table: Table, *frames: pd.DataFrame) -> list[str]:
    """The columns that name a row: without the test where that leaves no row twice."""
    key = [name for name in table.key if name != "test"]
    return list(table.key) if any(frame.duplicated(key).any() for frame in frames) else key


def _equal(both: pd.DataFrame, column: Column) -> np.ndarray:
    old, new = both[f"{column.name}|old"], both[f"{column.name}|new"]
    return ((old == new) | (old.isna() & new.isna())).fillna(False).to_numpy(bool)


def _rows(frame: pd.DataFrame, table: Table, places: pd.Series) -> Sequence[Row | None]:
    """The rows at some places of a frame, None for a place that is missing."""
    held = places.notna().to_numpy()
    made = rows_of(frame.iloc[places[held].astype(int).to_numpy()], table)
    return [next(made) if here else None for here in held]
