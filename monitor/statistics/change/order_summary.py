"""Which of two figures of one wave is the larger, and whether that is more than chance: the one thing told of their test."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FigureOrder:
    """Two figures of everybody in the latest wave, the larger first; `proven` is whether their difference is.

    `indicator` names the set of which they are the largest two, and is empty where somebody asked for the two. How
    large the difference is, its standard error and p stay behind: they tell how many people gave both answers.
    """

    indicator: str
    more: str
    more_category: str
    less: str
    less_category: str
    measure: str
    proven: bool
