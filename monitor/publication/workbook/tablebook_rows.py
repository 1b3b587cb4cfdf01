"""The rows of the table book: every released estimate of a theme with its change, in reading order.

In groups where people can be recognised one answer or the mean of each item is shown, by declaration; what that leaves
out has no rows, since there is nothing to look up in them. Neither has a question by its own answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from xlsxwriter.utility import xl_col_to_name

from monitor.publication.cells.selection import Quantity, Selection
from monitor.publication.exhibits.content import LATEST
from monitor.release.results.reasons import COARSENED
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import Change, Estimate
from monitor.schema_words import OF_ANSWERS, PAIRS, RATIO, TOTAL, pairs_of, quantile_of
from monitor.study.questionnaire import Item
from monitor.study.study import Study

MEASURES = ("share", *OF_ANSWERS)
AFTER = len(MEASURES)  # quantiles come last, from low to high


def is_printed(measure: str) -> bool:
    """Whether the table book has a row for a measure."""
    return measure in (*MEASURES, TOTAL, RATIO) or quantile_of(measure) is not None


def _order(measure: str) -> int:
    if measure in (TOTAL, RATIO):
        return AFTER + 100 + (measure == RATIO)
    share = quantile_of(measure)
    return MEASURES.index(measure) if share is None else AFTER + share


@dataclass(frozen=True)
class BookRow:
    """One figure: an answer (or mean) of an item in one wave and one group."""

    item: Item
    quantity: Quantity
    breakdown: str
    group: str
    estimate: Estimate
    change: Change | None
    rest: Change | None  # what the group differs from all other groups together, or from the reference
    letter: str = ""  # of the group, where every two groups are compared
    higher_than: str = ""  # the letters of the groups that it is proven to be higher than


class BookRows:
    """All rows of the released set, by item."""

    def __init__(self, released: ReleasedSet, study: Study) -> None:
        self.study = study
        self.items = [item for item in study.questionnaire.items.values() if not item.confidential]
        breakdowns = ["", *(breakdown.id for breakdown in study.breakdowns)]
        self.selection = Selection(_with_rows_only(released, study), self.items, breakdowns)
        self._of_item: dict[str, list[Estimate]] = {}
        for estimate in self.selection.estimates():
            self._of_item.setdefault(estimate.item, []).append(estimate)
        self._place_of_group = {("", ""): (0, 0)} | {
            (breakdown.id, group): (at, place)
            for at, breakdown in enumerate(study.breakdowns, start=1)
            for place, group in enumerate(breakdown.groups)
        }
        self._place_of_wave = {wave.id: place for place, wave in enumerate(study.waves)}

    def themes(self) -> dict[str, list[Item]]:
        """Items with rows by theme, themes in the order of the report; the theme "" comes last."""
        order = [*self.study.questionnaire.themes, ""]
        themes: dict[str, list[Item]] = {theme: [] for theme in order}
        for item in self.items:
            if item.id in self._of_item:
                themes[item.theme].append(item)
        return {theme: items for theme, items in themes.items() if items}

    def rows(self, item: Item) -> Iterator[BookRow]:
        """Rows of an item: everybody first, then group by group; waves in order; answers as in the scale."""
        answers = {answer: place for place, answer in enumerate(answers_of(item))}
        for estimate in sorted(self._of_item[item.id], key=lambda row: self._place(row, answers)):
            quantity = Quantity(item, estimate.category, estimate.measure)
            place = (estimate.breakdown, estimate.group)
            change = self._change(LATEST, quantity, estimate)
            rest = self.selection.against(quantity, *place)
            rest = rest if rest is not None and rest.to_wave == estimate.wave else None
            letters = self._letters(quantity, estimate)
            yield BookRow(item, quantity, *place, estimate, change, rest, *letters)

    def _letters(self, quantity: Quantity, row: Estimate) -> tuple[str, str]:
        """The letter of a group, and those of the groups that are proven to be lower, in the latest wave."""
        breakdown = self.study.breakdown(row.breakdown)
        if breakdown is None or not breakdown.groups_are_tested or breakdown.compared != PAIRS:
            return "", ""
        letters = {group: xl_col_to_name(place) for place, group in enumerate(breakdown.groups)}
        lower = {
            other
            for pair, two in pairs_of(breakdown.groups).items()
            for own, other, verdict in ((*two, "higher"), (*reversed(two), "lower"))
            if own == row.group and self._verdict(quantity, row, pair) == verdict
        }
        return letters[row.group], " ".join(letter for group, letter in letters.items() if group in lower)

    def _verdict(self, quantity: Quantity, row: Estimate, pair: str) -> str:
        change = self.selection.change(quantity, f"{PAIRS}:{row.breakdown}", row.breakdown, pair)
        return change.verdict if change is not None and change.to_wave == row.wave else ""

    def _place(self, row: Estimate, answers: dict[str, int]) -> tuple[int, int, int, int, int]:
        return (
            *self._place_of_group[row.breakdown, row.group],
            self._place_of_wave[row.wave],
            _order(row.measure),
            answers[row.category],
        )

    def _change(self, comparison: str, quantity: Quantity, row: Estimate) -> Change | None:
        """The difference that ends in the wave of a row."""
        change = self.selection.change(quantity, comparison, row.breakdown, row.group)
        return change if change is not None and change.to_wave == row.wave else None


def _with_rows_only(released: ReleasedSet, study: Study) -> ReleasedSet:
    """The released set with the estimates that have a row in the book; a table by municipality is mostly left out."""
    frame = released.estimates
    identifiable = [breakdown.id for breakdown in study.breakdowns if breakdown.identifiable]
    left_out = frame["reason"].eq(COARSENED) & frame["breakdown"].isin(identifiable)
    for breakdown in study.breakdowns:
        left_out |= frame["item"].isin(breakdown.items) & frame["breakdown"].eq(breakdown.id)
    printed = [measure for measure in frame["measure"].unique() if is_printed(measure)]
    return replace(released, estimates=frame[frame["measure"].isin(printed) & ~left_out])


def answers_of(item: Item) -> list[str]:
    """Categories of an item in order: its scale, its nets, n.v.t., and none for means."""
    scale = item.scale
    codes = [*scale.codes, *(net.id for net in scale.nets)] if scale is not None else []
    return [*codes, *(entry.code for entry in item.special), ""]
