"""Looks figures up in the released set: which quantities an indicator shows, and their estimates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from monitor.publication.language import numbers
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import CHANGES, ESTIMATES, Change, Column, Estimate, Table
from monitor.study.questionnaire import Item
from monitor.study.scale import Scale
from monitor.study.study import Study
from monitor.study.study_file import Indicator

RELEASED, UNRELIABLE, SUPPRESSED = "released", "unreliable", "suppressed"
PERCENT, GRADE, NUMBER = "percent", "grade", "number"


@dataclass(frozen=True)
class Quantity:
    """One figure of an item: the share of a category or net, or its mean (no category)."""

    item: Item
    category: str = ""
    measure: str = "share"

    @property
    def display(self) -> str:
        """How its values are shown: percent, grade or number."""
        return PERCENT if self.measure == "share" else self.item.traits.display

    @property
    def label(self) -> str:
        """Dutch label of the category or net; empty for a mean or an option of a multi-select set."""
        scale = self.item.scale
        if not self.category or scale is None or self.item.traits.is_option:
            return ""
        return scale.label(self.category)


class Selection:
    """The estimates and changes of some items, by key.

    The column `indicator` plays no part: two indicators may show one item, and its figures are the same.
    """

    def __init__(
        self, released: ReleasedSet, items: Iterable[Item], breakdowns: Iterable[str] = ("",)
    ) -> None:
        known = {item.id: item for item in items}
        names, allowed = set(known), set(breakdowns)
        self._estimates = {
            (row.item, row.category, row.measure, row.wave, row.breakdown, row.group): row
            for row in _rows(released.estimates, ESTIMATES, names, allowed)
        }
        self._changes: dict[tuple[str, ...], Change] = {}
        for row in _rows(released.changes, CHANGES, names, allowed):
            key = (row.item, row.category, row.measure, row.comparison, row.level, row.breakdown, row.group)
            earlier = self._changes.get(key)
            asked = known[row.item].asked
            # the latest pair of waves counts; of two tests of one change the declared one comes first
            if earlier is None or asked.index(row.to_wave) > asked.index(earlier.to_wave):
                self._changes[key] = row
        self._bases: dict[tuple[str, str, str, str], float] = {}
        for row in self._estimates.values():
            special = {entry.code for entry in known[row.item].special}
            if row.n is not None and row.category not in special:  # n.v.t. has a base of its own
                self._bases.setdefault((row.item, row.wave, row.breakdown, row.group), row.n)

    def estimate(
        self, quantity: Quantity, wave: str, breakdown: str = "", group: str = ""
    ) -> Estimate | None:
        """The estimate of a quantity, None where the released set holds no such row."""
        key = (quantity.item.id, quantity.category, quantity.measure, wave, breakdown, group)
        return self._estimates.get(key)

    def estimates(self) -> Iterator[Estimate]:
        """Every estimate of these items, in the order of the released set."""
        return iter(self._estimates.values())

    def change(
        self, quantity: Quantity, comparison: str, breakdown: str = "", group: str = ""
    ) -> Change | None:
        """The change of a quantity; an item with one figure may hold it at the level of the item."""
        stem = (quantity.item.id, quantity.category, quantity.measure, comparison)
        found = self._changes.get((*stem, "category", breakdown, group))
        if found is None and not quantity.category:
            found = self._changes.get((*stem, "item", breakdown, group))
        return found

    def base(self, item: Item, wave: str, breakdown: str = "", group: str = "") -> float | None:
        """Number of valid answers, None where nothing of the item is released."""
        return self._bases.get((item.id, wave, breakdown, group))

    def waves(self, item: Item) -> list[str]:
        """Waves in which the item has rows for the whole sample, in questionnaire order."""
        found = {key[3] for key in self._estimates if key[0] == item.id and key[4] == ""}
        return [wave for wave in item.asked if wave in found]


def _rows(frame: pd.DataFrame, table: Table, items: set[str], breakdowns: set[str]) -> Iterator:
    wanted = frame["item"].isin(items) & frame["breakdown"].fillna("").isin(breakdowns)
    if "peer_set" in frame:
        wanted &= frame["peer_set"].fillna("") == ""  # what is told of a peer group is no figure of its own
    columns = columns_of(frame[wanted], table)
    return (table.row(*values) for values in zip(*columns.values(), strict=True))


def columns_of(frame: pd.DataFrame, table: Table) -> dict[str, list[Any]]:
    """The columns of a table as lists, None for a number and an empty text where there is none."""
    return {column.name: _listed(frame[column.name], column) for column in table.columns}


def _listed(values: pd.Series, column: Column) -> list[Any]:
    missing = values.isna().to_numpy()
    plain = values.to_numpy() if column.text else values.to_numpy(float, na_value=np.nan)
    return np.where(missing, "" if column.text else None, plain.astype(object)).tolist()


def shown_value(value: float, display: str) -> str:
    """A value as a reader sees it."""
    if display == PERCENT:
        return numbers.percent(value)
    return numbers.grade(value) if display == GRADE else numbers.number(value, 1)


def mean_of(item: Item) -> Quantity:
    return Quantity(item, "", "mean")


def distribution(item: Item) -> tuple[Quantity, ...]:
    """Quantities that add to 100%: the categories of a scale, the nets that divide a grade; () if none."""
    if item.traits.is_option or item.scale is None:
        return ()
    if item.traits.graded:
        return tuple(Quantity(item, net) for net in _dividing_nets(item.scale))
    return tuple(Quantity(item, code) for code in item.scale.codes)


def _dividing_nets(scale: Scale) -> tuple[str, ...]:
    members = [code for net in scale.nets for code in net.of]
    return tuple(net.id for net in scale.nets) if sorted(members) == sorted(scale.codes) else ()


def shown_quantities(indicator: Indicator, study: Study) -> tuple[Quantity, ...]:
    """What bars, changes and breakdowns show: declared with `show`, else by kind of item.

    Mean for numbers, grades and figures of means; `gekozen` for options and `ja` for yes-no items; the nets of an
    agreement scale; in a set of questions the first two of three categories; otherwise every category but the
    second of two.
    """
    items = [study.questionnaire.items[name] for name in indicator.items]
    return tuple(quantity for item in items for quantity in _shown(indicator, item))


def _shown(indicator: Indicator, item: Item) -> tuple[Quantity, ...]:
    if indicator.figure in ("grades", "means") and not indicator.show:
        return (mean_of(item),)
    if not item.traits.categorical and not (item.traits.graded and indicator.show):
        return (mean_of(item),)
    return tuple(Quantity(item, code) for code in _codes(indicator, item))


def _codes(indicator: Indicator, item: Item) -> tuple[str, ...]:
    scale = item.scale
    if item.traits.is_option or scale is None:
        return (item.traits.positive,)
    known = {*scale.codes, *(net.id for net in scale.nets)}
    declared = tuple(code for code in indicator.show if code in known)
    if declared:
        return declared
    if scale.traits.two_sided and scale.nets:
        return tuple(net.id for net in scale.nets)
    most = 3 if len(indicator.items) > 1 else 2  # the last of few says what the others leave
    return scale.codes[:-1] if len(scale.codes) <= most else scale.codes
