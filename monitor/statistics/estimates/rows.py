"""Rows as plain columns, until they are all there: repeated for each indicator and put in order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

Columns = dict[str, np.ndarray]


def joined(parts: Sequence[Columns]) -> Columns:
    """All parts below one another; the first names the columns."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def by_indicator(rows: Columns, key: str, uses: Sequence[tuple[int, int]], order: Sequence[str]) -> Columns:
    """Each row once for every indicator that uses it, sorted.

    `uses` lists (place of the indicator, value of `key`) in the declared order; the result has
    `indicator_place` and `use_place` (the place in `uses`), which `order` may name.
    """
    place = np.argsort(rows[key], kind="stable")
    wanted = np.array([value for _, value in uses])
    start = np.searchsorted(rows[key][place], wanted, side="left")
    size = np.searchsorted(rows[key][place], wanted, side="right") - start
    use = np.repeat(np.arange(len(uses)), size)
    within = np.arange(len(use)) - np.repeat(np.cumsum(size) - size, size)
    index = place[np.repeat(start, size) + within]
    extra = {"use_place": use, "indicator_place": np.array([indicator for indicator, _ in uses])[use]}
    keys = [extra[name] if name in extra else rows[name][index] for name in reversed(order)]
    turned = np.lexsort(keys)
    columns = {name: value[index[turned]] for name, value in rows.items()}
    return columns | {name: value[turned] for name, value in extra.items()}


def below(frame: pd.DataFrame, more: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Rows of other frames below those of one."""
    return pd.concat([frame, *more], ignore_index=True) if more else frame
