"""Class disclosure: in a small group nobody and everybody are told as classes, without a number.

"6 of 6 said so" tells what each of them said, though the group points at nobody. So in anonymous groups with few
answers a count of 0 or 1 is released as the class `few`, one of all or all but one as `nearly_all`, and so is a mean
of answers that do not differ. A class has no number, and nothing that is made of it has one.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.release.results.rounding import class_rule
from monitor.release.results.table_guard import FIGURE_NUMBERS
from monitor.schema import CLASSES
from monitor.schema_words import of_answers as in_unit_of_answers

FEW, NEARLY_ALL = CLASSES
ALIKE = 1e-12
"""Standard error below which the answers behind a mean do not differ."""


def classes_of(estimates: pd.DataFrame, identifiable: np.ndarray) -> np.ndarray:
    """The class that each estimate is told as; empty where its number is told.

    A mean, median or quantile of scores goes with a category that nearly all chose: it would tell which answer is the one.
    """
    rule = class_rule()
    n, count, se = (estimates[name].to_numpy(float) for name in ("n", "count", "se"))
    small = ~identifiable & (n < rule.below) & estimates["estimate"].notna().to_numpy()
    share = (estimates["measure"] == "share").to_numpy()
    of_answers = estimates["measure"].map(in_unit_of_answers).to_numpy(bool)
    with np.errstate(invalid="ignore"):
        few, most = count <= rule.edge, count >= n - rule.edge
        alike = of_answers & (se < ALIKE)
    told = np.where(small & share & few, FEW, np.where(small & share & most, NEARLY_ALL, ""))
    key = [estimates[name] for name in ("wave", "item", "breakdown", "group", "peer_set")]
    chosen = pd.Series(told == NEARLY_ALL).groupby([column.to_numpy() for column in key]).transform("max")
    return np.where(small & of_answers & (alike | chosen.to_numpy(bool)), NEARLY_ALL, told).astype(object)


def with_classes(frame: pd.DataFrame, told: np.ndarray) -> pd.DataFrame:
    """The estimates with the numbers of classes left out and their status filled in."""
    frame, rows = frame.copy(), told != ""
    frame.loc[rows, list(FIGURE_NUMBERS)] = np.nan
    frame["status"] = np.where(rows & (frame["status"] != "suppressed"), told, frame["status"])
    return frame
