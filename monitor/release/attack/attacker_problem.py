"""The attacker's problem: the equations a reader can set up about linked tables of one wave, to work out their cells.

Unknowns per group and item: answers by category (or by what is published of them), valid answers, each
kind of missing answer, and the total of a number. Always true: categories add up to valid answers,
everything adds up to the group, groups add up to coarser groups, nets to their categories, and whatever
`item_relations` reads from the questionnaire. Published rows bound unknowns; suppressed rows are attacked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from monitor.release.attack.additivity import constrain_additivity
from monitor.release.attack.equations import Equations, EquationsBuilder
from monitor.release.attack.group_sizes import GroupSizes, constrain_group_total
from monitor.release.attack.item_relations import CountRelation, Relation, SharedBase
from monitor.release.attack.item_tables import ItemTable, ItemTableBuilder, SuppressedCells, used_categories
from monitor.release.attack.known_weights import KnownMargin
from monitor.release.attack.relation_equations import constrain_relations
from monitor.release.attack.released_rows import ReleasedRows, Rows
from monitor.release.attack.weighted_shares import constrain_weighted_shares

Tables = dict[tuple[str, str], ItemTable]
"""By item and breakdown."""


@dataclass(frozen=True)
class AttackerProblem:
    """The equations of some linked tables, and the suppressed cells whose values are sought."""

    equations: Equations
    suppressed: SuppressedCells


def linked_items(
    items: Sequence[str], relations: Iterable[Relation], breakdown_items: Iterable[str]
) -> list[tuple[str, ...]]:
    """Sets of items whose tables are linked, so that no relation crosses two sets; in the order of their first item.

    Items that break down the sample are linked: the table of one by the other is that of the other by the one.
    """
    leader = {item: item for item in items}

    def leader_of(item: str) -> str:
        while leader[item] != item:
            item = leader[item]
        return item

    groups = [sorted(relation.items) for relation in relations]
    for group in (*groups, sorted(breakdown_items)):
        members = [item for item in group if item in leader]
        for item in members[1:]:
            one, other = sorted((leader_of(members[0]), leader_of(item)), key=items.index)
            leader[other] = one
    linked: dict[str, list[str]] = {}
    for item in items:
        linked.setdefault(leader_of(item), []).append(item)
    return [tuple(group) for group in linked.values()]


class AttackerProblemBuilder:
    """Sets up the attacker's problem of linked tables in one wave.

    `margin` is what a reader knows of the weights; `sizes` are those of its breakdowns too, and of all crossings.
    """

    def __init__(
        self,
        released: ReleasedRows,
        wave: str,
        sizes: GroupSizes,
        weighted: bool,
        margin: KnownMargin | None = None,
    ) -> None:
        self.released = released
        self.wave = wave
        self.nesting = sizes.nesting
        self.sizes = sizes
        self.weighted = weighted
        self.margin = margin
        self.items = sizes.nesting.questionnaire.items

    def build(self, linked: Sequence[str], relations: Sequence[Relation]) -> AttackerProblem:
        """The attacker's problem of some linked items, with the relations that hold among them."""
        # a total by weight fits few whole numbers: rounded step by step, what is on purpose would tell each of them
        builder = EquationsBuilder(stepwise=self.margin is None)
        usable = [relation for relation in relations if self._is_usable(relation, linked)]
        size, outside = self._group_sizes(builder)
        largest = {name: high for name, (_, high) in self.sizes.by_breakdown.items()}
        table_builder = ItemTableBuilder(builder, size, largest, self.weighted)
        shared = [relation for relation in usable if isinstance(relation, SharedBase)]
        base_number = {item: number for number, relation in enumerate(shared) for item in relation.members}
        tables: Tables = {}
        crossings = self._crossings_of(linked)
        for item in linked:
            by_breakdown = self._rows_of(item, crossings)
            used = {name: used_categories(rows) for name, rows in by_breakdown.items()}
            for name, rows in by_breakdown.items():
                apart = used[name].union(*(used[one] for one in used if self._is_told_by(name, one)))
                tables[item, name] = table_builder.table(
                    self.items[item], name, rows, apart, usable, base_number.get(item)
                )
        for item in linked:
            of_item = {name: tables[item, name] for name in size if (item, name) in tables}
            self._constrain_additivity(builder, of_item, outside)
        for name in size:
            of_breakdown = {item: tables[item, name] for item in linked if (item, name) in tables}
            constrain_relations(builder, of_breakdown, usable)
        self._constrain_crossed_items(builder, tables)
        if self.margin is not None:
            self._constrain_weighted_shares(builder, tables, self.margin)
        return AttackerProblem(builder.build(), table_builder.suppressed_cells())

    def _crossings_of(self, linked: Sequence[str]) -> frozenset[str]:
        """Crossings by the margin, and others of a breakdown that hides something of these items.

        Sizes that these items tell themselves are not given here: a hidden answer would count as told on purpose.
        """
        by_margin = self.margin.nesting.crossings if self.margin is not None else frozenset()
        tables = {
            name: [self.released.table(self.wave, item, name) for item in linked]
            for name in self.released.breakdowns(self.wave)
        }
        hiding = [
            name
            for name, of_items in tables.items()
            if name and any(rows is not None and rows.suppressed.any() for rows in of_items)
        ]
        others = {
            one
            for one in self.nesting.crossings
            if not set(linked) & set(self.nesting.breakdowns[one].items)
            and any(self.nesting.is_coarser(name, one) for name in hiding)
        }
        return by_margin | others

    def _rows_of(self, item: str, crossings: frozenset[str]) -> dict[str, Rows]:
        """The rows of an item by breakdown; none of a crossing."""
        tables = {name: self.released.table(self.wave, item, name) for name in self.sizes.by_breakdown}
        found = {name: rows for name, rows in tables.items() if rows is not None}
        nothing = self.released.rows.take(np.empty(0, np.int64))
        return found | dict.fromkeys(crossings - found.keys(), nothing)

    def _is_told_by(self, name: str, other: str) -> bool:
        """Whether what is counted apart in another breakdown has to be in this one, so that its sums pass through."""
        is_above = name in self.nesting.crossings and self.nesting.is_coarser(other, name)
        return is_above or self.nesting.is_coarser(name, other)

    def _is_usable(self, relation: Relation, linked: Sequence[str]) -> bool:
        """Whether a relation is about these items, and its route was in use in this wave."""
        filters = relation.filters if isinstance(relation, CountRelation) else ()
        asked = all(self.wave in self.items[name].asked for name in filters)
        return asked and bool(relation.items & set(linked))

    def _group_sizes(
        self, builder: EquationsBuilder
    ) -> tuple[dict[str, np.ndarray], dict[tuple[str, str], np.ndarray]]:
        """Unknown group sizes, and unknown numbers of those outside the groups of a finer breakdown."""
        bounds = self.sizes.by_breakdown
        size = {name: builder.unknowns(len(low), low, high) for name, (low, high) in bounds.items()}
        outside = {
            pair: builder.unknowns(len(low), low, high) for pair, (low, high) in self.sizes.outside.items()
        }
        for finer in bounds:
            for refinement in self.nesting.parents(finer, list(bounds)):
                coarser = refinement.coarser
                constrain_group_total(
                    builder, size[coarser], size[finer], refinement.parent, outside.get((finer, coarser))
                )
        return size, outside

    def _constrain_additivity(
        self,
        builder: EquationsBuilder,
        tables: Mapping[str, ItemTable],
        outside: Mapping[tuple[str, str], np.ndarray],
    ) -> None:
        """The tables of one item, by breakdown, add up to those of coarser breakdowns."""
        for name, fine in tables.items():
            for refinement in self.nesting.parents(name, list(tables)):
                coarse = tables[refinement.coarser]
                constrain_additivity(
                    builder, coarse, fine, refinement.parent, outside.get((name, refinement.coarser))
                )

    def _constrain_weighted_shares(
        self, builder: EquationsBuilder, tables: Tables, margin: KnownMargin
    ) -> None:
        """The weighted shares of each breakdown, by groups of which the weights are known."""
        respondents = float(margin.sizes[1].sum())
        for item, name in tables:
            rows = self.released.table(self.wave, item, name)
            by = next((one for one in margin.tells(name) if (item, one) in tables), None)
            if rows is not None and by is not None:
                parent, weights = self.nesting.parent(by, name), margin.weights[by]
                constrain_weighted_shares(builder, tables[item, by], rows, parent, weights, respondents)

    def _constrain_crossed_items(self, builder: EquationsBuilder, tables: Tables) -> None:
        """Items broken down by themselves, and pairs of items broken down by each other."""
        for (item, name), table in tables.items():
            if item == name:
                self._constrain_by_itself(builder, table)
            elif item < name and (name, item) in tables:
                self._constrain_transposed(builder, table, tables[name, item])

    def _constrain_by_itself(self, builder: EquationsBuilder, table: ItemTable) -> None:
        """An item broken down by itself: in the group that gave an answer, everybody gave that answer."""
        for row, group in enumerate(self.nesting.breakdowns[table.breakdown].groups):
            others = [place for place, codes in enumerate(table.partition) if group not in codes]
            nobody = np.concatenate([table.cells[row, others], table.states[row]])
            builder.constrain_each(nobody[:, None], [1.0])

    def _constrain_transposed(self, builder: EquationsBuilder, table: ItemTable, other: ItemTable) -> None:
        """Answer x to item a in the group that gave y to item b is answer y to b in the group that gave x to a."""
        rows, other_rows = (
            {group: row for row, group in enumerate(self.nesting.breakdowns[each.breakdown].groups)}
            for each in (table, other)
        )
        for (place, codes), (other_place, other_codes) in product(
            enumerate(table.partition), enumerate(other.partition)
        ):
            single = len(codes) == len(other_codes) == 1
            if single and codes <= other_rows.keys() and other_codes <= rows.keys():
                cell = table.cells[rows[min(other_codes)], place]
                same = other.cells[other_rows[min(codes)], other_place]
                builder.constrain_each(np.array([[cell, same]]), [1.0, -1.0])
