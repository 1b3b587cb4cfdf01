"""What a reader can set up against one cluster of related items in one wave: the puzzle.

Unknowns per group and item: answers by category (or by what is published of them), valid answers, each
kind of missing answer, and the total of a number. Always true: categories add up to valid answers,
everything adds up to the group, groups add up to coarser groups, nets to their categories, and whatever
`relations` read from the questionnaire. Released rows bound unknowns; suppressed rows are secrets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from monitor.release.attack.additivity import add_up
from monitor.release.attack.equations import Equations, EquationsBuilder
from monitor.release.attack.group_sizes import Population, hold_total
from monitor.release.attack.item_relations import CountRelation, Relation, SameBase
from monitor.release.attack.item_tables import Secrets, Table, TableBuilder
from monitor.release.attack.nesting import Nesting
from monitor.release.attack.published_rows import Told
from monitor.release.attack.relation_equations import hold_relations

Tables = dict[tuple[str, str], Table]


@dataclass(frozen=True)
class Puzzle:
    equations: Equations
    secrets: Secrets


def clusters(
    items: Sequence[str], found: Iterable[Relation], breakdown_items: Iterable[str]
) -> list[tuple[str, ...]]:
    """Items in clusters that no relation crosses, in the order of their first item.

    Items that break down the sample belong together: one by the other is the other by the one.
    """
    leader = {item: item for item in items}

    def find(item: str) -> str:
        while leader[item] != item:
            item = leader[item]
        return item

    groups = [sorted(relation.items) for relation in found]
    for group in (*groups, sorted(breakdown_items)):
        known = [item for item in group if item in leader]
        for item in known[1:]:
            one, other = sorted((find(known[0]), find(item)), key=items.index)
            leader[other] = one
    members: dict[str, list[str]] = {}
    for item in items:
        members.setdefault(find(item), []).append(item)
    return [tuple(group) for group in members.values()]


class PuzzleBuilder:
    """Builds the puzzle of one cluster of items in one wave."""

    def __init__(self, found: Told, wave: str, nesting: Nesting, people: Population, weighted: bool) -> None:
        self.told = found
        self.wave = wave
        self.nesting = nesting
        self.people = people
        self.weighted = weighted
        self.items = nesting.study.questionnaire.items

    def puzzle(self, cluster: Sequence[str], known: Sequence[Relation]) -> Puzzle:
        """The puzzle of some items with the relations that hold among them."""
        builder = EquationsBuilder()
        usable = [relation for relation in known if self._usable(relation, cluster)]
        size, outside = self._population(builder)
        most = {name: high for name, (_, high) in self.people.groups.items()}
        maker = TableBuilder(builder, size, most, self.weighted)
        sets = [relation for relation in usable if isinstance(relation, SameBase)]
        together = {item: place for place, relation in enumerate(sets) for item in relation.members}
        tables: Tables = {}
        for item, name in product(cluster, self.people.groups):
            rows = self.told.table(self.wave, item, name)
            if rows is not None:
                tables[item, name] = maker.table(self.items[item], name, rows, usable, together.get(item))
        for item in cluster:
            self._add_up(
                builder, {name: tables[item, name] for name in size if (item, name) in tables}, outside
            )
        for name in size:
            hold_relations(
                builder, {item: tables[item, name] for item in cluster if (item, name) in tables}, usable
            )
        self._crossed(builder, tables)
        return Puzzle(builder.build(), maker.secrets())

    def _usable(self, relation: Relation, cluster: Sequence[str]) -> bool:
        """Whether a relation is about this cluster, and its route was in use in this wave."""
        needs = relation.needs if isinstance(relation, CountRelation) else ()
        asked = all(self.wave in self.items[name].asked for name in needs)
        return asked and bool(relation.items & set(cluster))

    def _population(
        self, builder: EquationsBuilder
    ) -> tuple[dict[str, np.ndarray], dict[tuple[str, str], np.ndarray]]:
        """Unknown group sizes, and unknown numbers of those outside the groups of a finer breakdown."""
        people = self.people
        size = {name: builder.unknowns(len(low), low, high) for name, (low, high) in people.groups.items()}
        outside = {
            pair: builder.unknowns(len(low), low, high) for pair, (low, high) in people.outside.items()
        }
        for finer in people.groups:
            for refinement in self.nesting.parents(finer, list(people.groups)):
                coarser = refinement.coarser
                hold_total(
                    builder, size[coarser], size[finer], refinement.parent, outside.get((finer, coarser))
                )
        return size, outside

    def _add_up(
        self,
        builder: EquationsBuilder,
        tables: Mapping[str, Table],
        outside: Mapping[tuple[str, str], np.ndarray],
    ) -> None:
        for name, fine in tables.items():
            for refinement in self.nesting.parents(name, list(tables)):
                coarse = tables[refinement.coarser]
                add_up(builder, coarse, fine, refinement.parent, outside.get((name, refinement.coarser)))

    def _crossed(self, builder: EquationsBuilder, tables: Tables) -> None:
        for (item, name), table in tables.items():
            if item == name:
                self._hold_by_itself(builder, table)
            elif item < name and (name, item) in tables:
                self._hold_transposed(builder, table, tables[name, item])

    def _hold_by_itself(self, builder: EquationsBuilder, table: Table) -> None:
        """In the group that gave an answer, everybody gave that answer."""
        for place, group in enumerate(self.nesting.breakdowns[table.breakdown].groups):
            others = [at for at, atom in enumerate(table.atoms) if group not in atom]
            nobody = np.concatenate([table.cells[place, others], table.states[place]])
            builder.hold_each(nobody[:, None], [1.0])

    def _hold_transposed(self, builder: EquationsBuilder, table: Table, other: Table) -> None:
        """Item a, code x, in the group of item b, code y is item b, code y, in the group of item a, code x."""
        mine = {group: place for place, group in enumerate(self.nesting.breakdowns[table.breakdown].groups)}
        theirs = {group: place for place, group in enumerate(self.nesting.breakdowns[other.breakdown].groups)}
        for (place, atom), (at, across) in product(enumerate(table.atoms), enumerate(other.atoms)):
            if len(atom) == len(across) == 1 and atom <= theirs.keys() and across <= mine.keys():
                here, there = table.cells[mine[min(across)], place], other.cells[theirs[min(atom)], at]
                builder.hold_each(np.array([[here, there]]), [1.0, -1.0])
