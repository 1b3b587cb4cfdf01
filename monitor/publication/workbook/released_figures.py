"""What the table book looks up: every released figure and difference of a study, by question and theme.

In groups where people can be recognised one answer or the mean of each item is shown, by declaration; what that leaves
out has no rows, since there is nothing to look up in them. Neither has a question by its own answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from monitor.publication.cells.purposes import everything
from monitor.publication.cells.selection import Quantity, Selection
from monitor.release.results.reasons import COARSENED
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_rows import rows_of
from monitor.schema import CHANGES, Change, Estimate
from monitor.schema_words import FLOW, OF_ANSWERS, RATIO, TOTAL, between_groups, quantile_of
from monitor.study.expression.expression import Call, Name, nodes
from monitor.study.questionnaire import Group, Item
from monitor.study.study import Study

MEASURES = ("share", *OF_ANSWERS)
AFTER = len(MEASURES)  # quantiles come after these, from low to high
Row = tuple[str, str, str, str]  # item, breakdown, group and wave


@dataclass(frozen=True)
class Question:
    """The items of one question that have figures, in the order of the questionnaire."""

    group: Group
    items: tuple[Item, ...]

    @property
    def whole(self) -> bool:
        """Whether it is one item, and not one of several rows, options or parts."""
        return len(self.items) == 1 and self.group.items == (self.items[0].id,)


class ReleasedFigures:
    """All figures of the released set that the book prints, by item."""

    def __init__(self, released: ReleasedSet, study: Study) -> None:
        self.study, self.own = study, own_items(study)
        self.released = _with_rows_only(released, study, self.own)
        self.items = [item for item in study.questionnaire.items.values() if not item.confidential]
        breakdowns = ["", *(breakdown.id for breakdown in study.breakdowns)]
        self.selection = Selection(self.released, self.items, breakdowns)
        self._of_item: dict[str, list[Estimate]] = {}
        for estimate in self.selection.estimates():
            self._of_item.setdefault(estimate.item, []).append(estimate)
        self._place_of_group = {("", ""): (0, 0)} | {
            (breakdown.id, group): (at, place)
            for at, breakdown in enumerate(study.breakdowns, start=1)
            for place, group in enumerate(breakdown.groups)
        }
        self._place_of_wave = {wave.id: place for place, wave in enumerate(study.waves)}

    def themes(self) -> dict[str, list[Question]]:
        """Questions with figures by theme, themes in the order of the report; the theme "" comes last."""
        themes: dict[str, dict[str, list[Item]]] = {theme: {} for theme in self._theme_order}
        for item in self.items:
            if item.id in self._of_item:
                themes[item.theme].setdefault(item.group, []).append(item)
        groups = self.study.questionnaire.groups
        return {
            theme: [Question(groups[group], tuple(items)) for group, items in questions.items()]
            for theme, questions in themes.items()
            if questions
        }

    @cached_property
    def _theme_order(self) -> list[str]:
        return [*self.study.questionnaire.themes, ""]

    def estimates_of(self, item: Item) -> list[Estimate]:
        """Every figure of an item: everybody first, then group by group; waves in order; answers as in the scale."""
        answers = {answer: place for place, answer in enumerate(answers_of(item))}
        return sorted(self._of_item.get(item.id, ()), key=lambda row: self._place(row, answers))

    def quantities_of(self, item: Item) -> list[Quantity]:
        """What is measured of an item, each once: answers, nets, means and others, then answers outside the base."""
        found = dict.fromkeys(
            (row.measure, row.category) for row in self._of_item.get(item.id, ()) if row.measure != FLOW
        )
        answers = {answer: place for place, answer in enumerate(answers_of(item))}
        outside = {entry.code for entry in item.special}
        in_order = sorted(
            found, key=lambda key: (key[1] in outside, order_of(key[0]), answers.get(key[1], 0))
        )
        return everything(item, in_order)

    def waves_of(self, items: tuple[Item, ...], breakdown: str = "") -> list[str]:
        """Waves in which some items have figures that are told in a breakdown, in order."""
        found = {
            row.wave
            for item in items
            for row in self._of_item.get(item.id, ())
            if row.breakdown == breakdown and (row.told or not breakdown) and row.measure != FLOW
        }
        return [wave.id for wave in self.study.waves if wave.id in found]

    def flows_of(self, item: Item) -> dict[str, Estimate]:
        """What the people who answered twice answered first and later, by `from>to`."""
        return {row.category: row for row in self._of_item.get(item.id, ()) if row.measure == FLOW}

    @cached_property
    def changes(self) -> list[Change]:
        """Every difference that has a place in the book, in the order of the released set."""
        known = {name for item in self.items for name in (item.id, item.group)}
        breakdowns = {"", *(breakdown.id for breakdown in self.study.breakdowns)}
        frame = self.released.changes
        frame = frame[frame["item"].isin(known) & frame["breakdown"].fillna("").isin(breakdowns)]
        return list(dict.fromkeys(replace(row, indicator="") for row in rows_of(frame, CHANGES)))

    def differences(self, of_groups: bool) -> list[Change]:
        """The differences between groups, or those between waves, question by question."""
        places: dict[str, int] = {}
        for place, item in enumerate(self.items):
            places.setdefault(item.id, place)
            places.setdefault(item.group, place)
        found = [row for row in self.changes if between_groups(row.comparison) == of_groups]
        return sorted(found, key=lambda row: places[row.item])

    @cached_property
    def compared(self) -> frozenset[str]:
        """The breakdowns whose groups were compared with each other."""
        return frozenset(row.breakdown for row in self.changes if between_groups(row.comparison))

    @cached_property
    def _of_everybody(self) -> dict[str, list[Change]]:
        found: dict[str, list[Change]] = {}
        for row in self.changes:
            if not row.breakdown:
                found.setdefault(row.item, []).append(row)
        return found

    def waves_compared(self, items: tuple[Item, ...], comparison: str) -> set[tuple[str, str]]:
        """Which two waves a comparison of some items, or of their question, is of: once for each pair."""
        names = {name for item in items for name in (item.id, item.group)}
        rows = (row for name in names for row in self._of_everybody.get(name, ()))
        return {(row.from_wave, row.to_wave) for row in rows if row.comparison == comparison}

    @cached_property
    def _whole(self) -> dict[tuple[str, str, str], Change]:
        waves = self._place_of_wave
        found: dict[tuple[str, str, str], Change] = {}
        for row in self.changes:
            if row.level != "item" or row.category or row.group or row.difference is not None:
                continue
            key = (row.item, row.comparison, row.breakdown)
            earlier = found.get(key)
            if earlier is None or waves.get(row.to_wave, 0) > waves.get(earlier.to_wave, 0):
                found[key] = row
        return found

    def whole_change(self, item: str, comparison: str, breakdown: str = "") -> Change | None:
        """The test of all answers of an item, or of all items of a question, together."""
        return self._whole.get((item, comparison, breakdown))

    def _place(self, row: Estimate, answers: dict[str, int]) -> tuple[int, int, int, int, int]:
        return (
            *self._place_of_group[row.breakdown, row.group],
            self._place_of_wave[row.wave],
            order_of(row.measure),
            answers.get(row.category, 0),
        )


def is_printed(measure: str) -> bool:
    """Whether the table book has a place for a measure."""
    return measure in (*MEASURES, TOTAL, RATIO, FLOW) or quantile_of(measure) is not None


def order_of(measure: str) -> int:
    """The place of a measure among those of an item."""
    if measure in (TOTAL, RATIO, FLOW):
        return AFTER + 100 + (TOTAL, RATIO, FLOW).index(measure)
    share = quantile_of(measure)
    return MEASURES.index(measure) if share is None else AFTER + share


def answers_of(item: Item) -> list[str]:
    """Categories of an item in order: its scale, its nets, n.v.t., and none for means."""
    scale = item.scale
    codes = [*scale.codes, *(net.id for net in scale.nets)] if scale is not None else []
    return [*codes, *(entry.code for entry in item.special), ""]


def own_items(study: Study) -> dict[str, frozenset[str]]:
    """By breakdown the items that would be crossed with themselves: its own, and those that say the same.

    An item that follows from one other alone says the same as that, and as all others that do.
    """
    items = study.questionnaire.items
    source = {item.id: _source_of(item, items) for item in items.values()}
    return {
        breakdown.id: frozenset(
            name for name in items for own in breakdown.items if source[name] == source.get(own, own)
        )
        for breakdown in study.breakdowns
    }


def _source_of(item: Item, items: Mapping[str, Item]) -> str:
    """The one item that another follows from; itself where it follows from none, or from several."""
    told = [
        expression for expression in (item.value, *(case for _, case in item.cases)) if expression is not None
    ]
    names = {
        node.text
        for expression in told
        for node in nodes(expression)
        if isinstance(node, Name) and node.text in items
    }
    calls = any(isinstance(node, Call) for expression in told for node in nodes(expression))
    if calls or len(names) != 1 or names == {item.id}:
        return item.id
    return _source_of(items[names.pop()], items)


def _with_rows_only(released: ReleasedSet, study: Study, own: Mapping[str, frozenset[str]]) -> ReleasedSet:
    """The released set with the figures that have a place in the book; a table by municipality is mostly left out."""
    kept = {}
    for name in ("estimates", "changes"):
        frame = getattr(released, name)
        left_out = frame["reason"].eq(COARSENED)
        for breakdown, items in own.items():
            left_out |= frame["item"].isin(items) & frame["breakdown"].eq(breakdown)
        kept[name] = frame[~left_out]
    frame = kept["estimates"]
    printed = [measure for measure in frame["measure"].unique() if is_printed(measure)]
    return replace(released, estimates=frame[frame["measure"].isin(printed)], changes=kept["changes"])
