"""A rule worked out once for each combination of key values, then given to every row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
import pandas as pd


def by_key(frame: pd.DataFrame, columns: Sequence[str], rule: Callable[..., Any], dtype: type) -> np.ndarray:
    """rule(values of the columns) for each row."""
    number = numbered(frame, columns)
    first = np.unique(number, return_index=True)[1]
    keys = [frame[column].to_numpy(object)[first] for column in columns]
    values = [rule(*key) for key in zip(*keys, strict=True)]
    return np.array(values, dtype=dtype)[number] if len(frame) else np.empty(0, dtype)


def numbered(frame: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    """Number of the combination of key values of each row, in order of first appearance."""
    return frame.groupby(list(columns), sort=False).ngroup().to_numpy()


def values_of(frame: pd.DataFrame, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Each combination of key values once, in order of first appearance."""
    once = frame[list(columns)].drop_duplicates()
    return list(once.astype(object).itertuples(index=False, name=None))


def positions_by_key(frame: pd.DataFrame, columns: Sequence[str]) -> dict[tuple[Any, ...], np.ndarray]:
    """Positions of the rows with each combination of key values."""
    groups = frame.groupby(list(columns), sort=False)
    return cast("dict[tuple[Any, ...], np.ndarray]", groups.indices)
