"""Looks figures up in the released set: quantities, and their estimates and changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from monitor.publication.language import numbers
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import STATE_COUNTS, Change, Estimate
from monitor.schema_words import REFERENCE, REST, TOTAL, told_as_share
from monitor.study.kinds import Display
from monitor.study.labels import answer_label
from monitor.study.questionnaire import Item

UNRELIABLE, SUPPRESSED = "unreliable", "suppressed"
PERCENT: Final = "percent"
GRADE: Final = "grade"
NUMBER: Final = "number"


@dataclass(frozen=True)
class Quantity:
    """One figure of an item: the share of a category or net, or its mean (no category)."""

    item: Item
    category: str = ""
    measure: str = "share"

    @property
    def display(self) -> Display:
        """How its values are shown."""
        if self.measure == TOTAL:
            return NUMBER
        return PERCENT if told_as_share(self.measure, self.category) else self.item.traits.display

    @property
    def ends(self) -> tuple[float, float] | None:
        """The lowest and the highest grade or score that could be given; None of what is neither."""
        if self.display != GRADE:
            return None
        scores = self.item.scale.scores if self.item.scale is not None else ()
        if scores:
            return min(scores), max(scores)
        assert self.item.low is not None
        assert self.item.high is not None
        return self.item.low, self.item.high

    @property
    def axis(self) -> tuple[str, ...]:
        """What quantities have in common that can stand on one axis: how they are shown, what they count, and a range."""
        if self.ends is None:
            return tuple(filter(None, (self.display, self.item.unit)))
        return self.item.traits.unit, "-".join(numbers.number(end) for end in self.ends)

    @property
    def label(self) -> str:
        """Dutch label of the category or net; empty for a mean or an option of a multi-select set."""
        has_answers = self.item.scale is not None and not self.item.traits.is_option
        return answer_label(self.item, self.category) if has_answers else ""


class Selection:
    """The estimates and changes of some items, by key.

    The column `indicator` plays no part: two indicators may show one item, and its figures are the same.
    """

    def __init__(
        self, released: ReleasedSet, items: Iterable[Item], breakdowns: Iterable[str] = ("",)
    ) -> None:
        known = {item.id: item for item in items}
        allowed = set(breakdowns)
        self._estimates = {
            (row.item, row.category, row.measure, row.wave, row.breakdown, row.group): row
            for row in released.estimate_rows.of(known, allowed)
        }
        self._changes: dict[tuple[str, ...], Change] = {}
        for row in released.change_rows.of(known, allowed):
            key = (row.item, row.category, row.measure, row.comparison, row.level, row.breakdown, row.group)
            earlier = self._changes.get(key)
            asked = known[row.item].asked
            # the latest pair of waves counts; of two tests of one change the declared one comes first
            if earlier is None or asked.index(row.to_wave) > asked.index(earlier.to_wave):
                self._changes[key] = row
        self._records = released.method.waves
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
        change = self._changes.get((*stem, "category", breakdown, group))
        if change is None and not quantity.category:
            change = self._changes.get((*stem, "item", breakdown, group))
        return change

    def against(self, quantity: Quantity, breakdown: str, group: str) -> Change | None:
        """What a group differs from all others together, or from the reference, as the breakdown declares."""
        found = (self.change(quantity, f"{kind}:{breakdown}", breakdown, group) for kind in (REST, REFERENCE))
        return next((change for change in found if change is not None), None)

    def base(self, item: Item, wave: str, breakdown: str = "", group: str = "") -> float | None:
        """Number of valid answers, None where nothing of the item is released."""
        return self._bases.get((item.id, wave, breakdown, group))

    def left_uncounted(self, wave: str) -> bool:
        """Whether some who took part in a wave count in no figure of it: set apart, or with weight 0."""
        record = self._records.get(wave)
        if record is None:
            return False
        counted = (_everybody(row) for key, row in self._estimates.items() if key[3:] == (wave, "", ""))
        known = (n for n in counted if n is not None)
        return bool(record.n_uncounted) or any(n < (record.n_counted or 0) for n in known)

    def waves(self, item: Item) -> list[str]:
        """Waves in which the item has rows for the whole sample, in questionnaire order."""
        measured = {key[3] for key in self._estimates if key[0] == item.id and key[4] == ""}
        return [wave for wave in item.asked if wave in measured]


def _everybody(row: Estimate) -> float | None:
    """All respondents who count behind a row, with a valid answer or not; None where it is not known."""
    counts = [row.n, *(getattr(row, name) for name in STATE_COUNTS)]
    return None if None in counts else sum(counts)


def shown_value(value: float, display: str, decimals: int | None = None) -> str:
    """A value as a reader sees it: percentages in whole numbers, others with one decimal, unless told otherwise."""
    if display == PERCENT:
        return numbers.percent(value, decimals or 0)
    return numbers.number(value, 1 if decimals is None else decimals)


def signed_ends(low: float, high: float, display: str, past_zero: bool = False) -> tuple[str, str]:
    """Both ends of an interval of a difference with their sign, with as many decimals as set them apart.

    With `past_zero`, of a shown difference, also as many as the end nearest to zero needs to read as one.
    """
    factor, fewest = (100, 0) if display == PERCENT else (1, 1)
    apart = numbers.decimals_apart(low * factor, high * factor, fewest)
    decimals = fewest if apart is None else apart
    if past_zero:
        decimals = numbers.decimals_past_zero(low * factor, high * factor, decimals)
    return numbers.signed(low * factor, decimals), numbers.signed(high * factor, decimals)


def reads_as_difference(before: float, after: float, difference: float, display: str) -> bool:
    """Whether a difference is, as printed, that of the values printed beside it."""
    factor, decimals = (100, 0) if display == PERCENT else (1, 1)
    return numbers.reads_as_sum((before * factor, difference * factor), after * factor, decimals)


def shown_ends(low: float, high: float, display: str) -> tuple[str, str] | None:
    """Both ends of an interval as a reader sees them, with as many decimals as set them apart; None without width."""
    factor, fewest = (100, 0) if display == PERCENT else (1, 1)
    decimals = numbers.decimals_apart(low * factor, high * factor, fewest)
    if decimals is None:
        return None
    return shown_value(low, display, decimals), shown_value(high, display, decimals)
