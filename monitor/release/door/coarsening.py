"""What an identifiable group may show of an item: one net with its complement, or the mean, not both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitor.release.results.item_values import members_of
from monitor.release.results.keys import by_key
from monitor.study.questionnaire import Item
from monitor.study.study import Study

KEPT = frozenset({"share", "mean", "shrunken", "limit_low", "limit_high"})
"""Measures that a group in which people can be recognised may show: a share or a mean, and what is made of
those. Any other lays it too open, whatever stays of the item."""


@dataclass(frozen=True)
class Coarsening:
    """The figures of an item that stay: `codes` are one net or category and, if it has a name, its
    complement; empty where the mean stays."""

    codes: tuple[str, ...] = ()

    @property
    def keeps_mean(self) -> bool:
        return not self.codes

    @property
    def shown(self) -> tuple[str, str]:
        """Category and measure of the one figure that is shown."""
        return ("", "mean") if self.keeps_mean else (self.codes[0], "share")


def coarsenings_of(items: Iterable[str], study: Study) -> dict[str, Coarsening]:
    """The declared coarsening of each of some items."""
    return {name: coarsening_of(study.questionnaire.items[name], study) for name in items}


def coarsening_of(item: Item, study: Study) -> Coarsening:
    """The declared coarsening of an item.

    The first category or net that the indicator of the item shows, else: "yes" or "chosen", the
    first net, the first category; for grades, percentages, parts and numbers the mean.
    """
    members = members_of(item)
    shown = [code for code in study.indicator_of(item.id).show if code in members]
    if not members or (item.traits.numeric and not shown):
        return Coarsening()
    chosen = (shown or _usual(item, members))[0]
    rest = frozenset().union(*members.values()) - members[chosen]
    complement = [code for code, held in members.items() if held == rest]
    return Coarsening((chosen, *complement[:1]))


def _usual(item: Item, members: dict[str, frozenset[str]]) -> list[str]:
    if item.traits.dichotomous:
        return [item.traits.positive]
    nets = [net.id for net in item.scale.nets] if item.scale else []
    return nets or list(members)


def kept(frame: pd.DataFrame, coarsenings: Mapping[str, Coarsening]) -> np.ndarray:
    """Which rows a coarsened table keeps, of estimates or of changes.

    Shares of the kept codes with what is derived from them (shrunken shares, limits), means where the
    mean is kept. An item-level test of whole distributions, or of a whole set, does not stay.
    """
    return by_key(
        frame,
        ["item", "category", "measure"],
        lambda item, *figure: item in coarsenings and _keeps(coarsenings[item], *figure),
        bool,
    )


def _keeps(coarsening: Coarsening, category: str, measure: str) -> bool:
    if measure not in KEPT:
        return False
    if category:
        return category in coarsening.codes
    return coarsening.keeps_mean and measure != "share"
