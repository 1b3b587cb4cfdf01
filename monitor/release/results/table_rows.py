"""The rows of a released table as what they are: one figure, one difference."""

from __future__ import annotations

from collections.abc import Iterator
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


def _listed(values: pd.Series, column: Column) -> list[Any]:
    """The values as they stand in a row; equal texts are one object, for they make up most of a table."""
    if column.text:
        codes, texts = pd.factorize(values)
        return np.array([*texts, ""], dtype=object)[codes].tolist()
    missing = values.isna().to_numpy()
    plain = values.to_numpy(float, na_value=np.nan)
    nothing: Any = None
    return np.where(missing, nothing, plain.astype(object)).tolist()
