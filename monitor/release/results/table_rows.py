"""The rows of a released table as what they are: one figure, one difference."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from monitor.schema import Column, Table


def rows_of(frame: pd.DataFrame, table: Table) -> Iterator[Any]:
    """The rows of a frame of one released table in order, each an Estimate or a Change."""
    columns = columns_of(frame, table)
    return (table.row(*values) for values in zip(*columns.values(), strict=True))


def columns_of(frame: pd.DataFrame, table: Table) -> dict[str, list[Any]]:
    """The columns of a table as lists, None for a number and an empty text where there is none."""
    return {column.name: _listed(frame[column.name], column) for column in table.columns}


class RowsByItem:
    """A released table as lists, read once: each row an Estimate or a Change, made when somebody asks for it."""

    def __init__(self, frame: pd.DataFrame, table: Table) -> None:
        self.columns = columns_of(frame, table)
        self._row = table.row
        self._places: dict[str, list[int]] = {}
        for place, item in enumerate(self.columns["item"]):
            self._places.setdefault(item, []).append(place)

    def at(self, place: int) -> Any:
        """The row at a place of the table."""
        return self._row(*(column[place] for column in self.columns.values()))

    def of(self, items: Iterable[str], breakdowns: Collection[str]) -> Iterator[Any]:
        """The rows of some items by some breakdowns ("" is everybody), in the order of the table; none of a peer group."""
        by, peers = self.columns["breakdown"], self.columns.get("peer_set")
        for place in sorted(place for item in set(items) for place in self._places.get(item, ())):
            if by[place] in breakdowns and not (peers and peers[place]):
                yield self.at(place)


def _listed(values: pd.Series, column: Column) -> list[Any]:
    """The values as they stand in a row; equal texts are one object, for they make up most of a table."""
    if column.text:
        codes, texts = pd.factorize(values)
        return np.array([*texts, ""], dtype=object)[codes].tolist()
    missing = values.isna().to_numpy()
    plain = values.to_numpy(float, na_value=np.nan)
    nothing: Any = None
    return np.where(missing, nothing, plain.astype(object)).tolist()
