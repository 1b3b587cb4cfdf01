"""One verdict per change, in a fixed order of questions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from monitor.study.kinds import ItemKind

VERDICTS = ("not_comparable", "too_few", "increased", "decreased", "changed", "equivalent", "undecided")
"""`changed` is the verdict of an item test without a direction: the categories inside tell which way."""


def verdicts(
    *,
    comparable: np.ndarray,
    reliable: np.ndarray,
    difference: np.ndarray,
    adjusted: np.ndarray,
    alpha: float,
    margin: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
) -> np.ndarray:
    """`not_comparable`, `too_few`, a significant change, `equivalent`, or `undecided`.

    `low` and `high` bound the 1 - 2 alpha interval; `margin` is NaN where none is declared.
    """
    with np.errstate(invalid="ignore"):
        significant = adjusted < alpha
        inside = (low > -margin) & (high < margin)
        return np.select(
            [
                ~comparable,
                ~reliable,
                significant & (difference > 0),
                significant & (difference < 0),
                significant,
                inside,
            ],
            ["not_comparable", "too_few", "increased", "decreased", "changed", "equivalent"],
            "undecided",
        )


def small_changes(difference: np.ndarray, margin: np.ndarray) -> np.ndarray:
    """Whether a change lies inside the margin within which it would count as equivalent."""
    with np.errstate(invalid="ignore"):
        return np.abs(difference) < margin


def equivalence_margin(margins: Mapping[str, float], kind: ItemKind, measure: str) -> float:
    """The declared margin of a measure: that of the unit of its mean first, then of the measure; else NaN."""
    name = kind.margin_among(margins, measure)
    return np.nan if name is None else margins[name]
