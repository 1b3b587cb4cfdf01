"""What is usual for an area by its traits: the columns of a regression with main effects."""

from __future__ import annotations

import numpy as np
import pandas as pd

DEPENDENT = 1e-9  # what is left of a column of zeros and ones that others already tell


def covariates(traits: pd.DataFrame, fitted: int) -> np.ndarray:
    """The columns of the regression: a constant, and of each trait one per category less one [area, coefficient].

    **Rows** of `traits`: one per area; a column per trait with the category of the area.

    A category with fewer than `fitted` areas gets no coefficient of its own: its areas are drawn to what is usual for the
    average area in this trait. So columns are centred over the other areas, which changes nothing where every category
    has its coefficient. A column that others already tell is left out.
    """
    columns = [np.ones(len(traits))]
    for name in traits:
        columns += _of_trait(traits[name], fitted)
    return _independent(columns)


def _of_trait(trait: pd.Series, fitted: int) -> list[np.ndarray]:
    counts = trait.value_counts()
    kept = [category for category in sorted(counts.index) if counts[category] >= fitted]
    inside = trait.isin(kept).to_numpy()
    columns = []
    for category in kept[1:]:
        here = (trait == category).to_numpy(float)
        columns.append(np.where(inside, here - here[inside].mean(), 0.0))
    return columns


def _independent(columns: list[np.ndarray]) -> np.ndarray:
    """The columns that are no sum of earlier ones."""
    kept: list[np.ndarray] = []
    for column in columns:
        if kept:
            before = np.column_stack(kept)
            left = column - before @ np.linalg.lstsq(before, column, rcond=None)[0]
            if np.abs(left).max() < DEPENDENT:
                continue
        kept.append(column)
    return np.column_stack(kept)
