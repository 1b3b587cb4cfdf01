"""The whole released set by key: one estimate or change at a time, made when a text asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from monitor.schema import Change, Estimate
from monitor.schema_words import PAIR_SIGN

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

Key = tuple[str, str, str, str, str, str]
ESTIMATE_KEY = ("item", "category", "breakdown", "group", "wave", "measure")
CHANGE_KEY = ("item", "category", "breakdown", "group", "comparison", "measure", "level")


class Cells:
    """Estimates and changes by key, in the order of the released set."""

    def __init__(self, released: ReleasedSet) -> None:
        self._released = released

    @property
    def _estimates(self) -> dict[str, list[Any]]:
        return self._released.estimate_rows.columns

    @property
    def _changes(self) -> dict[str, list[Any]]:
        return self._released.change_rows.columns

    @cached_property
    def _by_key(self) -> dict[Key, int]:
        keys = zip(*(self._estimates[name] for name in ESTIMATE_KEY), strict=True)
        return {key: place for place, key in enumerate(keys)}

    def estimate_at(self, place: int) -> Estimate:
        return self._released.estimate_rows.at(place)

    def change_at(self, place: int) -> Change:
        return self._released.change_rows.at(place)

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

    def place_of(self, cell: Estimate) -> int | None:
        """Where an estimate stands."""
        return self._by_key.get(
            (cell.item, cell.category, cell.breakdown, cell.group, cell.wave, cell.measure)
        )

    def estimate_keys(self) -> Iterable[tuple[Key, int]]:
        """ESTIMATE_KEY of every estimate with its place."""
        return self._by_key.items()

    def change_keys(self) -> Iterator[tuple[tuple[str, ...], int]]:
        """CHANGE_KEY of every change with its place."""
        rows = zip(*(self._changes[name] for name in CHANGE_KEY), strict=True)
        return ((row, place) for place, row in enumerate(rows))


def group_name(breakdown: str, group: str) -> str:
    """The part of a variable path that names a group."""
    named = group.replace(PAIR_SIGN, "_over_")  # `a, b_c` and `a_b, c` are two pairs
    return slug(f"{breakdown}_{named}", "g") if breakdown else "all"


@cache
def slug(text: str, prefix: str) -> str:
    """A key of a variable path: `[a-z][a-z0-9_]*`, with a prefix where it would start otherwise.

    >>> slug("2022", "y"), slug("noord|small", "g")
    ('y2022', 'noord_small')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return plain if re.match(r"[a-z]", plain) else prefix + plain
