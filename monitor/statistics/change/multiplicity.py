"""Adjustment for many tests: the two-step family of item tests and tests inside selected items."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np


def holm(p: np.ndarray) -> np.ndarray:
    """Holm (1979) adjusted p values."""
    p = np.asarray(p, dtype=float)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """Benjamini-Hochberg (1995) adjusted p values."""
    p = np.asarray(p, dtype=float)
    order = np.argsort(p, kind="stable")[::-1]
    stepped = np.minimum.accumulate(p[order] * len(p) / np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


ITEM_RULES = {"bh": benjamini_hochberg, "holm": holm, "none": lambda p: np.asarray(p, dtype=float)}


@dataclass(frozen=True)
class AdjustedFamily:
    """Adjusted p of `m` item tests, of which `selected` are below alpha, and of the tests inside them."""

    items: np.ndarray
    inside: np.ndarray
    m: int
    selected: int
    item_level: float

    def inside_level(self, tests: np.ndarray, alpha: float) -> np.ndarray:
        """Level in force for the smallest p of an item with so many tests inside."""
        return alpha * self.share_selected / np.maximum(tests, 1)

    @property
    def share_selected(self) -> float:
        """R/m, with at least one item counted: what the tests inside items are paid from."""
        return max(self.selected, 1) / max(self.m, 1)


def adjust_family(
    item_p: np.ndarray,
    inside_p: np.ndarray,
    owner: np.ndarray,
    same_test: Sequence[Hashable],
    rule: str,
    alpha: float,
) -> AdjustedFamily:
    """Two steps: item tests by `rule`, then Holm inside each item at level alpha x R / m.

    `owner` is the place of the item of each inside test; tests of one item with the same entry in
    `same_test` are one test (the two shares of a yes/no item). NaN p values take no part.

    **Method**: Benjamini & Bogomolov (2014): max(p_item, p_Holm x m / R).
    """
    known = np.isfinite(item_p)
    items = np.full(len(item_p), np.nan)
    items[known] = ITEM_RULES[rule](item_p[known])
    m, selected = int(known.sum()), int((items[known] < alpha).sum())
    factor = m / max(selected, 1) if rule != "none" else 1.0
    inside = np.full(len(inside_p), np.nan)
    for item in np.unique(owner):
        mine = np.flatnonzero((owner == item) & np.isfinite(inside_p))
        if rule == "none" or not len(mine) or not known[item]:
            inside[mine] = inside_p[mine]
            continue
        adjusted = _holm_of_distinct(inside_p[mine], [same_test[place] for place in mine.tolist()])
        inside[mine] = np.minimum(1.0, np.maximum(items[item], adjusted * factor))
    level = alpha if rule == "none" else alpha * (max(selected, 1) if rule == "bh" else 1) / max(m, 1)
    return AdjustedFamily(items, inside, m, selected, level)


def _holm_of_distinct(p: np.ndarray, same_test: list[Hashable]) -> np.ndarray:
    """Holm over distinct tests; tests that are the same share one p."""
    places = {name: place for place, name in enumerate(dict.fromkeys(same_test))}
    index = np.array([places[name] for name in same_test])
    distinct = np.ones(len(places))
    np.minimum.at(distinct, index, p)
    return holm(distinct)[index]
