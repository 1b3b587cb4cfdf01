"""The whole released set by key: one estimate or change at a time, made when a text asks for it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pandas as pd

from monitor.publication.selection import Change, Estimate

if TYPE_CHECKING:
    from monitor.release.results import ReleasedSet

Key = tuple[str, str, str, str, str, str]
ESTIMATE_KEY = ("item", "category", "breakdown", "group", "wave", "measure")
CHANGE_KEY = ("item", "category", "breakdown", "group", "comparison", "measure", "level")


class Cells:
    """Estimates and changes by key, in the order of the released set."""

    def __init__(self, released: ReleasedSet) -> None:
        self._estimates = _columns(released.estimates, Estimate)
        self._changes = _columns(released.changes, Change)
        keys = zip(*(self._estimates[name] for name in ESTIMATE_KEY), strict=True)
        self._by_key: dict[Key, int] = {key: place for place, key in enumerate(keys)}

    def estimate_at(self, place: int) -> Estimate:
        return Estimate(*(column[place] for column in self._estimates.values()))

    def change_at(self, place: int) -> Change:
        return Change(*(column[place] for column in self._changes.values()))

    def estimate(
        self,
        item: str,
        category: str,
        wave: str,
        breakdown: str = "",
        group: str = "",
        measure: str = "share",
    ) -> Estimate | None:
        """The estimate of one cell, or None where the released set has none."""
        place = self._by_key.get((item, category, breakdown, group, wave, measure))
        return None if place is None else self.estimate_at(place)

    def estimate_keys(self) -> Iterable[tuple[Key, int]]:
        """ESTIMATE_KEY of every estimate with its place."""
        return self._by_key.items()

    def change_keys(self) -> Iterator[tuple[tuple[str, ...], int]]:
        """CHANGE_KEY of every change with its place."""
        rows = zip(*(self._changes[name] for name in CHANGE_KEY), strict=True)
        return ((row, place) for place, row in enumerate(rows))


def _columns(frame: pd.DataFrame, row_type: type) -> dict[str, list[Any]]:
    return {field.name: _column(frame[field.name], str(field.type)) for field in fields(row_type)}


def _column(values: pd.Series, kind: str) -> list[Any]:
    if kind.startswith("float"):
        return [None if _missing(value) else float(value) for value in values.tolist()]
    return ["" if _missing(value) else str(value) for value in values.tolist()]


def _missing(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def slug(text: str, prefix: str) -> str:
    """A key of a variable path: `[a-z][a-z0-9_]*`, with a prefix where it would start otherwise.

    >>> slug("2022", "y"), slug("noord|small", "g")
    ('y2022', 'noord_small')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return plain if re.match(r"[a-z]", plain) else prefix + plain
