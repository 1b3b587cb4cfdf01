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
    """Adjusted p of `m` item tests, of which `selected` are below alpha, and of the tests inside them.

    `item_level` and `inside_level` are the levels at which the p of each test alone was judged: the step of Holm
    at which it fell, or at which it stopped.
    """

    items: np.ndarray
    inside: np.ndarray
    item_level: np.ndarray
    inside_level: np.ndarray
    m: int
    selected: int
    level: float


def adjust_family(
    item_p: np.ndarray,
    inside_p: np.ndarray,
    owner: np.ndarray,
    same_test: Sequence[Hashable],
    own_test: Sequence[Hashable],
    rule: str,
    alpha: float,
) -> AdjustedFamily:
    """Two steps: item tests by `rule`, then Holm over the K distinct tests inside each item.

    `owner` is the place of the item of each inside test; tests of one item with the same entry in `same_test`
    are one test (the two shares of a yes/no item). Where that is the only one, and the test of the item itself
    (`own_test`), its rows take what the item has. NaN p values take no part.

    **Method**: bh: max(p_item, p_Holm x m / R) (Benjamini & Bogomolov 2014); holm, for headlines:
    max(p_item, p_Holm x m), which bounds the chance of any false verdict.
    """
    known = np.isfinite(item_p)
    items = np.full(len(item_p), np.nan)
    items[known] = ITEM_RULES[rule](item_p[known])
    with np.errstate(invalid="ignore"):
        m, selected = int(known.sum()), int((items < alpha).sum())
    paid = {"bh": max(selected, 1) / max(m, 1), "holm": 1 / max(m, 1), "none": 1.0}[rule]
    item_level = np.full(len(item_p), alpha * paid)
    if rule == "holm":
        item_level[known] = step_levels(item_p[known], items[known] < alpha, alpha)
    inside, inside_level = np.full(len(inside_p), np.nan), np.full(len(inside_p), alpha)
    for item in np.unique(owner):
        mine = np.flatnonzero((owner == item) & np.isfinite(inside_p))
        keys = [same_test[place] for place in mine.tolist()]
        if rule == "none" or not len(mine) or not known[item]:
            inside[mine] = inside_p[mine]
        elif set(keys) == {own_test[item]}:
            inside[mine], inside_level[mine] = items[item], item_level[item]
        else:
            index, distinct = _distinct(inside_p[mine], keys)
            adjusted = np.minimum(1.0, holm(distinct) / paid)
            fell = (adjusted < alpha) & (items[item] < alpha)
            inside[mine] = np.maximum(items[item], adjusted)[index]
            inside_level[mine] = step_levels(distinct, fell, alpha * paid)[index]
    return AdjustedFamily(items, inside, item_level, inside_level, m, selected, alpha * paid)


def step_levels(p: np.ndarray, fell: np.ndarray, alpha: float) -> np.ndarray:
    """The step of Holm at which each test fell; of the others the step at which it stopped."""
    order = np.argsort(p, kind="stable")
    steps = np.empty(len(p))
    steps[order] = alpha / np.arange(len(p), 0, -1)
    return np.where(fell, steps, alpha / max(len(p) - int(fell.sum()), 1))


def _distinct(p: np.ndarray, same_test: list[Hashable]) -> tuple[np.ndarray, np.ndarray]:
    """Which distinct test each test is, and the p of those."""
    places = {name: place for place, name in enumerate(dict.fromkeys(same_test))}
    index = np.array([places[name] for name in same_test])
    distinct = np.ones(len(places))
    np.minimum.at(distinct, index, p)
    return index, distinct
