"""The rows of the table book: every released estimate of a theme with its change, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.publication.figures.content import LATEST
from monitor.publication.selection import Change, Estimate, Quantity, Selection
from monitor.release.results import ReleasedSet
from monitor.study.questionnaire import Item
from monitor.study.study import Study

MEASURES = ("share", "mean", "median")


@dataclass(frozen=True)
class BookRow:
    """One figure: an answer (or mean) of an item in one wave and one group."""

    item: Item
    quantity: Quantity
    breakdown: str
    group: str
    estimate: Estimate
    change: Change | None


class BookRows:
    """All rows of the released set, by item."""

    def __init__(self, released: ReleasedSet, study: Study) -> None:
        self.study = study
        self.items = [item for item in study.questionnaire.items.values() if not item.confidential]
        breakdowns = ["", *(breakdown.id for breakdown in study.breakdowns)]
        self.selection = Selection(released, self.items, breakdowns)
        self._of_item: dict[str, list[Estimate]] = {}
        for estimate in self.selection.estimates():
            if estimate.measure in MEASURES:
                self._of_item.setdefault(estimate.item, []).append(estimate)

    def themes(self) -> dict[str, list[Item]]:
        """Items with rows by theme, themes in the order of the report; the theme "" comes last."""
        order = [*self.study.questionnaire.themes, ""]
        found: dict[str, list[Item]] = {theme: [] for theme in order}
        for item in self.items:
            if item.id in self._of_item:
                found[item.theme].append(item)
        return {theme: items for theme, items in found.items() if items}

    def rows(self, item: Item) -> Iterator[BookRow]:
        """Rows of an item: everybody first, then group by group; waves in order; answers as in the scale."""
        for estimate in sorted(self._of_item[item.id], key=lambda row: self._place(item, row)):
            quantity = Quantity(item, estimate.category, estimate.measure)
            yield BookRow(
                item, quantity, estimate.breakdown, estimate.group, estimate, self._change(quantity, estimate)
            )

    def _place(self, item: Item, row: Estimate) -> tuple[int, int, int, int, int]:
        breakdowns = [breakdown.id for breakdown in self.study.breakdowns]
        found = self.study.breakdown(row.breakdown)
        groups = list(found.groups) if found is not None else [""]
        waves = [wave.id for wave in self.study.waves]
        return (
            breakdowns.index(row.breakdown) + 1 if row.breakdown else 0,
            groups.index(row.group) if row.group in groups else len(groups),
            waves.index(row.wave),
            MEASURES.index(row.measure),
            answers_of(item).index(row.category),
        )

    def _change(self, quantity: Quantity, row: Estimate) -> Change | None:
        """The change that ends in the wave of a row."""
        found = self.selection.change(quantity, LATEST, row.breakdown, row.group)
        return found if found is not None and found.to_wave == row.wave else None


def answers_of(item: Item) -> list[str]:
    """Categories of an item in order: its scale, its nets, n.v.t., and none for means."""
    scale = item.scale
    codes = [*scale.codes, *(net.id for net in scale.nets)] if scale is not None else []
    return [*codes, *(entry.code for entry in item.special), ""]
