"""Nested breakdowns: which is finer than which, so that its groups add up to those of the other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from monitor.release.attack.classifications import nested_classes
from monitor.release.attack.expression_counts import ExpressionCounts
from monitor.study.questionnaire import Item, Questionnaire
from monitor.study.study import Study
from monitor.study.study_file import Breakdown

WHOLE_SAMPLE = Breakdown("", "", (), {"": ""})
BEFORE_MERGERS = "@before_mergers"


@dataclass(frozen=True)
class Refinement:
    """A finer breakdown under a coarser one: `parent` is the coarser group of each finer group, -1 unknown.

    `complete` says that everybody in the coarser group is in one of the finer ones: an attribute of
    the municipality is known of all, an answer is not. `classes` says that both classify one item, the coarser in
    fewer classes.
    """

    finer: str
    coarser: str
    parent: np.ndarray
    complete: bool
    classes: bool = False


class Nesting:
    """All breakdowns of a study, the whole sample ("") among them, and how they refine each other.

    Of `crossings` nothing is published. Items in `answered` were answered by everybody.
    """

    crossings: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()

    def __init__(self, study: Study) -> None:
        self.questionnaire = study.questionnaire
        self.municipalities = study.municipalities
        self.breakdowns = {breakdown.id: breakdown for breakdown in (WHOLE_SAMPLE, *study.breakdowns)}
        self._column = self.municipalities.column if self.municipalities else None
        mergers = self.municipalities.mergers if self.municipalities else {}
        if mergers and self._column in self.breakdowns:
            before = _before_mergers(self.breakdowns[self._column], mergers)
            self.breakdowns[before.id] = before
        self._relate()

    def _relate(self) -> None:
        self._codes = {
            part: self._codes_of(part) for breakdown in self.breakdowns.values() for part in breakdown.items
        }
        self.refinements = self._all_refinements()

    def with_crossings(self, added: Mapping[str, Breakdown], answered: Collection[str]) -> Nesting:
        """The same with breakdowns of which nothing is published, and items that everybody answered."""
        wider = copy(self)
        wider.crossings = self.crossings | (added.keys() - self.breakdowns.keys())
        wider.answered = frozenset(answered)
        wider.breakdowns = {**self.breakdowns, **added}
        wider._relate()
        return wider

    def crossing(self, one: Breakdown, other: Breakdown) -> Breakdown:
        """A breakdown divided further by what another one adds to it; groups that lie in one of each."""
        added = [part for part in other.items if not any(self._recode(own, part) for own in one.items)]
        names = ["|".join(parts) for parts in product(one.groups, *(self._codes[part] for part in added))]
        crossed = replace(
            one, id=f"{one.id}*{other.id}", items=(*one.items, *added), groups={name: name for name in names}
        )
        refinement = self._refinement(crossed, other)
        assert refinement is not None
        inside = [name for name, parent in zip(names, refinement.parent, strict=True) if parent >= 0]
        return replace(crossed, groups={name: name for name in inside})

    @property
    def breakdown_items(self) -> tuple[str, ...]:
        """The items and attributes that break down the sample."""
        return tuple(self._codes)

    def is_coarser(self, one: str, other: str) -> bool:
        """Whether `one` is the whole sample or any breakdown that `other` refines."""
        return (other, one) in self.refinements

    def divides(self, one: str, other: str) -> bool:
        """Whether one breakdown is another, or refines it and leaves nobody out."""
        return one == other or ((one, other) in self.refinements and self.refinements[one, other].complete)

    def parent(self, one: str, other: str) -> np.ndarray:
        """The group of another breakdown that each group of one lies in, where that refines or is it."""
        if one == other:
            return np.arange(len(self.breakdowns[one].groups))
        return self.refinements[one, other].parent

    def in_use(self, published: Collection[str]) -> list[str]:
        """The breakdowns of which something is published, and all crossings."""
        return [name for name in self.breakdowns if name in published or name in self.crossings]

    def is_classification(self, one: str, other: str) -> bool:
        """Whether `one` puts what `other` classifies in fewer classes."""
        refinement = self.refinements.get((other, one))
        return refinement is not None and refinement.classes

    @property
    def classified_twice(self) -> list[tuple[str, str]]:
        """Pairs of breakdowns that classify one item: the finer and the coarser."""
        return [pair for pair, refinement in self.refinements.items() if refinement.classes]

    def parents(self, name: str, among: Sequence[str]) -> list[Refinement]:
        """The refinements of a breakdown under the finest of the coarser ones that are in use."""
        coarser = [other for other in among if self.is_coarser(other, name)]
        return [
            self.refinements[name, one]
            for one in coarser
            if not any(self.is_coarser(one, other) for other in coarser)
        ]

    def _all_refinements(self) -> dict[tuple[str, str], Refinement]:
        refinements = {}
        for finer in self.breakdowns.values():
            for coarser in self.breakdowns.values():
                refinement = self._refinement(finer, coarser)
                if refinement is not None:
                    refinements[finer.id, coarser.id] = refinement
        return {pair: entry for pair, entry in refinements.items() if pair[::-1] not in refinements}

    def _refinement(self, finer: Breakdown, coarser: Breakdown) -> Refinement | None:
        if finer.id == coarser.id:
            return None
        recodes = []
        for part in coarser.items:
            recode = next(
                (
                    (place, table)
                    for place, own in enumerate(finer.items)
                    if (table := self._recode(own, part))
                ),
                None,
            )
            if recode is None:
                return None
            recodes.append(recode)
        groups = {group: place for place, group in enumerate(coarser.groups)}
        parent = [groups.get(_coarser_group(group, recodes), -1) for group in finer.groups]
        classes = any(
            finer.items[place] != part and part in self.questionnaire.items
            for (place, _), part in zip(recodes, coarser.items, strict=True)
        )
        return Refinement(
            finer.id, coarser.id, np.array(parent, dtype=np.int64), self._is_complete(finer, coarser), classes
        )

    def _is_complete(self, finer: Breakdown, coarser: Breakdown) -> bool:
        """Whether whoever is in the coarser breakdown has every answer that the finer one needs.

        Nobody knows where who lived in a municipality that was split lives now.
        """
        items, frame = self.questionnaire.items, self.municipalities
        placed = frame is None or not frame.splits or any(part not in items for part in coarser.items)
        return all(
            (part not in items and placed)
            or part in self.answered
            or any(self._recode(part, own) for own in coarser.items)
            for part in finer.items
        )

    def _codes_of(self, part: str) -> tuple[str, ...]:
        """Codes of an item or attribute, as the breakdowns that use it have them."""
        for breakdown in self.breakdowns.values():
            if breakdown.items == (part,):
                return tuple(breakdown.groups)
            if part in breakdown.items:
                place = breakdown.items.index(part)
                return tuple(dict.fromkeys(group.split("|")[place] for group in breakdown.groups))
        return ()

    def _recode(self, finer: str, coarser: str) -> Mapping[str, str] | None:
        """Code of the coarser part for each code of the finer part, where the declarations say so."""
        if finer == coarser:
            return {code: code for code in self._codes[finer]}
        municipalities, items = self.municipalities, self.questionnaire.items
        if municipalities and finer in (self._column, f"{self._column}{BEFORE_MERGERS}"):
            new = {
                code: municipalities.recode(code.removesuffix(BEFORE_MERGERS)) for code in self._codes[finer]
            }
            if coarser == self._column:
                return new
            if any(attribute.id == coarser for attribute in municipalities.attributes):
                return {
                    code: municipalities.rows[name][coarser]
                    for code, name in new.items()
                    if name in municipalities.rows
                }
        if finer in items and coarser in items:
            direct = _item_recode(items[coarser], finer, self.questionnaire)
            return direct or nested_classes(items[finer], items[coarser], items)
        return None


def _before_mergers(breakdown: Breakdown, mergers: Mapping[str, str]) -> Breakdown:
    """The municipality breakdown as it was: merged-away codes, and new codes in their old borders."""
    groups = {f"{code}{BEFORE_MERGERS}": label for code, label in breakdown.groups.items()}
    groups |= {f"{code}{BEFORE_MERGERS}": code for code in mergers}
    name = f"{breakdown.id}{BEFORE_MERGERS}"
    return replace(breakdown, id=name, items=(name,), groups=groups)


def _coarser_group(group: str, recodes: list[tuple[int, Mapping[str, str]]]) -> str:
    """The coarser group that a finer one lies in: each part recoded from the part at a place of the finer one."""
    parts = group.split("|")
    return "|".join(table.get(parts[place], "?") for place, table in recodes)


def _item_recode(coarser: Item, finer: str, questionnaire: Questionnaire) -> dict[str, str] | None:
    """The recode of one item into another, where every case of the coarser is a set of finer codes."""
    if not coarser.traits.by_cases:
        return None
    counts = ExpressionCounts(questionnaire)
    recode: dict[str, str] = {}
    for code, case in coarser.cases:
        exact = counts.bounds(case.root).exact
        if exact is None or exact.item != finer or exact.states:
            return None
        recode |= dict.fromkeys(exact.codes, code)
    return recode
