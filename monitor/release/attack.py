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

from monitor.release.coarsening import members_of
from monitor.release.equations import MOST, Equations, EquationsBuilder
from monitor.release.nesting import Nesting
from monitor.release.population import Population, hold_total
from monitor.release.relations import STATES, CountRelation, Relation, SameBase, SumRelation
from monitor.release.thresholds import scale_ends
from monitor.release.told import Rows, Told
from monitor.release.truths import ANY, Count, Sum, codes_of
from monitor.study.questionnaire import Item


@dataclass(frozen=True)
class Secrets:
    """**Rows** (arrays of one length): unknown, block number, breakdown, item and category of each
    suppressed figure."""

    unknown: np.ndarray
    unit: np.ndarray
    breakdown: np.ndarray
    item: np.ndarray
    category: np.ndarray

    def __len__(self) -> int:
        return len(self.unknown)


@dataclass(frozen=True)
class Puzzle:
    equations: Equations
    secrets: Secrets


@dataclass
class _Table:
    """The unknowns of one item in one breakdown: arrays over its groups.

    Totals are secrets of their own in an `only_total` table, where no categories are published.
    """

    item: Item
    breakdown: str
    atoms: tuple[frozenset[str], ...]
    cells: np.ndarray
    states: np.ndarray
    base: np.ndarray
    total: np.ndarray | None
    only_total: bool


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
        self.builder = EquationsBuilder()
        self.secrets: list[tuple[np.ndarray, np.ndarray, str, str, str]] = []
        usable = [relation for relation in known if self._usable(relation, cluster)]
        self._population()
        tables: dict[tuple[str, str], _Table] = {}
        for item in cluster:
            for name in self.people.groups:
                rows = self.told.table(self.wave, item, name)
                if rows is not None:
                    tables[item, name] = self._table(self.items[item], name, rows, usable)
        for item in cluster:
            self._totals_over_groups({name: tables[item, name] for name in self.people.groups if (item, name) in tables})
        for name in self.people.groups:
            self._relations({item: tables[item, name] for item in cluster if (item, name) in tables}, usable)
        self._crossed(tables)
        return Puzzle(self.builder.build(), self._found_secrets())

    def _usable(self, relation: Relation, cluster: Sequence[str]) -> bool:
        inputs = relation.needs if isinstance(relation, CountRelation) else ()
        asked = all(self.wave in self.items[name].asked for name in inputs if name in self.items)
        return asked and relation.items <= set(cluster)

    def _found_secrets(self) -> Secrets:
        def joined(place: int, kind: type) -> np.ndarray:
            parts = [np.full(len(entry[0]), entry[place], kind) if kind is object else entry[place] for entry in self.secrets]
            return np.concatenate([np.asarray(part, kind) for part in parts] or [np.empty(0, kind)])

        return Secrets(joined(0, np.int64), joined(1, np.int64), joined(2, object), joined(3, object), joined(4, object))

    # groups

    def _population(self) -> None:
        people = self.people
        self.size = {
            name: self.builder.unknowns(len(low), low, high) for name, (low, high) in people.groups.items()
        }
        self.outside = {
            pair: self.builder.unknowns(len(low), low, high) for pair, (low, high) in people.outside.items()
        }
        for finer in people.groups:
            for refinement in self.nesting.parents(finer, list(people.groups)):
                coarser = refinement.coarser
                outside = self.outside.get((finer, coarser))
                hold_total(self.builder, self.size[coarser], self.size[finer], refinement.parent, outside)

    # one item in one breakdown

    def _table(self, item: Item, name: str, rows: Rows, known: Sequence[Relation]) -> _Table:
        builder, groups = self.builder, len(self.size[name])
        most = self.people.groups[name][1]
        used = set(rows.category[(rows.open | rows.secret) & (rows.measure == "share")])
        members = {code: held for code, held in members_of(item).items() if code in used}
        atoms = _atoms(item, [*members.values(), *_code_sets(item.id, known)])
        cells = builder.unknowns((groups, len(atoms)), upper=most[:, None])
        states = builder.unknowns((groups, len(STATES)), upper=most[:, None])
        base = builder.unknowns(groups, upper=most)
        if atoms:
            builder.hold_each(np.column_stack([base, cells]), [1.0] + [-1.0] * len(atoms))
        builder.hold_each(np.column_stack([self.size[name], base, states]), [1.0] + [-1.0] * (1 + len(STATES)))
        total = self._total(item, rows, base, cells, atoms)
        table = _Table(item, name, atoms, cells, states, base, total, not used)
        self._read_bases(table, rows)
        self._read_cells(table, rows, members)
        return table

    def _total(
        self, item: Item, rows: Rows, base: np.ndarray, cells: np.ndarray, atoms: tuple[frozenset[str], ...]
    ) -> np.ndarray | None:
        """The total of a number or score in full-scale answers, between 0 and the base."""
        if "mean" not in set(rows.measure):
            return None
        total = self.builder.unknowns(len(base), upper=MOST, integer=False)
        self.builder.hold_each(np.column_stack([base, total]), [1.0, -1.0], 0.0, np.inf)
        if atoms and not self.weighted:
            least, most = _full_scale(item, atoms)
            columns = np.column_stack([total, cells])
            self.builder.hold_each(columns, [1.0, *(-least)], 0.0, np.inf)
            self.builder.hold_each(columns, [1.0, *(-most)], -np.inf, 0.0)
        return total

    def _read_bases(self, table: _Table, rows: Rows) -> None:
        special = {entry.code for entry in table.item.special}
        usual = rows.open & np.array([category not in special for category in rows.category], bool)
        first = np.unique(rows.unit[usual], return_index=True)[1]
        chosen = rows.take(np.flatnonzero(usual)[first])
        self.builder.read(table.base[chosen.group], chosen.n, chosen.n, chosen.unit)
        states = table.states[chosen.group]
        self.builder.read(states, chosen.states, chosen.states, chosen.unit[:, None])

    def _read_cells(self, table: _Table, rows: Rows, members: Mapping[str, frozenset[str]]) -> None:
        for category, measure in dict.fromkeys(zip(rows.category, rows.measure, strict=True)):
            numbers = self._unknowns_of(table, category, measure, members)
            if numbers is None:
                continue
            own = rows.take((rows.category == category) & (rows.measure == measure))
            low, high = (np.where(own.open, side, np.nan) for side in (own.low, own.high))
            self.builder.read(numbers[own.group], low, high, own.unit)
            secret = own.take(own.secret & (table.only_total or measure == "share"))
            self.secrets.append((numbers[secret.group], secret.unit, table.breakdown, table.item.id, category))

    def _unknowns_of(
        self, table: _Table, category: str, measure: str, members: Mapping[str, frozenset[str]]
    ) -> np.ndarray | None:
        """Per group the unknown that a kind of row is about."""
        if measure == "mean":
            return table.total
        special = {entry.code: entry.means for entry in table.item.special}
        if category in special:
            return table.states[:, STATES.index(special[category])]
        if category not in members:
            return None
        inside = [place for place, atom in enumerate(table.atoms) if atom <= members[category]]
        if len(inside) == 1:
            return table.cells[:, inside[0]]
        net = self.builder.unknowns(len(table.base), upper=self.people.groups[table.breakdown][1])
        self.builder.hold_each(np.column_stack([net, table.cells[:, inside]]), [1.0] + [-1.0] * len(inside))
        return net

    # groups that add up

    def _totals_over_groups(self, tables: dict[str, _Table]) -> None:
        for name, fine in tables.items():
            for refinement in self.nesting.parents(name, list(tables)):
                coarse = tables[refinement.coarser]
                outside = self.outside.get((name, refinement.coarser))
                self._add_up(coarse, fine, refinement.parent, outside)

    def _add_up(self, coarse: _Table, fine: _Table, parent: np.ndarray, outside: np.ndarray | None) -> None:
        """Cells, bases, states and totals of a coarse group are those of its fine groups and of the rest."""
        cells = _joined(coarse.atoms, fine.atoms)
        pairs = [(coarse.cells[:, left], fine.cells[:, right]) for left, right in cells]
        pairs += [(coarse.states[:, [place]], fine.states[:, [place]]) for place in range(len(STATES))]
        pairs.append((coarse.base[:, None], fine.base[:, None]))
        rest = [self._hold_part(*pair, parent, outside) for pair in pairs]
        if coarse.total is not None and fine.total is not None:
            self._hold_part(coarse.total[:, None], fine.total[:, None], parent, outside, integer=False)
        if outside is not None:
            everybody = rest[len(cells) :]
            self.builder.hold_each(np.column_stack([outside, *everybody]), [1.0] + [-1.0] * len(everybody))
            if cells:
                self.builder.hold_each(np.column_stack([rest[-1], *rest[: len(cells)]]), [1.0] + [-1.0] * len(cells))

    def _hold_part(
        self, coarse: np.ndarray, fine: np.ndarray, parent: np.ndarray, outside: np.ndarray | None, integer: bool = True
    ) -> np.ndarray:
        """sum of coarse cells = sum of fine cells over the groups inside + those outside; returns the last."""
        places, inside = np.arange(len(coarse)), np.flatnonzero(parent >= 0)
        row = np.concatenate([np.repeat(places, coarse.shape[1]), np.repeat(parent[inside], fine.shape[1])])
        column, sign = np.concatenate([coarse.ravel(), fine[inside].ravel()]), np.ones(len(row))
        sign[coarse.size :] = -1.0
        if outside is None:
            self.builder.hold(row, column, sign, len(places))
            return places[:0]
        rest = self.builder.unknowns(len(places), integer=integer)
        self.builder.hold_each(np.column_stack([outside, rest]), [1.0, -1.0], 0.0, np.inf)
        rows, columns = np.concatenate([row, places]), np.concatenate([column, rest])
        self.builder.hold(rows, columns, np.concatenate([sign, -np.ones(len(places))]), len(places))
        return rest

    # what the questionnaire tells

    def _relations(self, tables: dict[str, _Table], known: Sequence[Relation]) -> None:
        for relation in known:
            if not relation.items <= tables.keys():
                continue
            if isinstance(relation, CountRelation):
                self._count_relation(tables, relation)
            elif isinstance(relation, SumRelation):
                self._sum_relation(tables, relation)
            else:
                self._same_base([tables[item] for item in relation.members], relation)

    def _count_relation(self, tables: dict[str, _Table], relation: CountRelation) -> None:
        target = _columns(tables, relation.target)
        if relation.lower == relation.upper and relation.lower is not None:
            self._compare(target, _columns(tables, relation.lower), 0.0, 0.0)
            return
        if relation.lower is not None:
            self._compare(target, _columns(tables, relation.lower), 0.0, np.inf)
        if relation.upper is not None:
            self._compare(target, _columns(tables, relation.upper), -np.inf, 0.0)

    def _compare(self, left: np.ndarray, right: np.ndarray, low: float, high: float) -> None:
        """low <= sum(left) - sum(right) <= high, per group."""
        signs = [1.0] * left.shape[1] + [-1.0] * right.shape[1]
        self.builder.hold_each(np.column_stack([left, right]), signs, low, high)

    def _sum_relation(self, tables: dict[str, _Table], relation: SumRelation) -> None:
        """total in own unit = low * base + length * total in full-scale answers, on both sides."""
        target = tables[relation.target]
        parts = [(tables[item], factor) for item, factor in relation.terms]
        ends = [scale_ends(table.item) for table in (target, *(part for part, _ in parts))]
        if np.isnan(ends).any() or target.total is None or any(part.total is None for part, _ in parts):
            return
        percent = target.item.kind in ("percentage", "parts_of_100")
        low, length = _scale(target.item)
        constant = relation.constant / 100.0 if percent else relation.constant
        columns, factors = [target.base, target.total], [low - constant, length]
        for part, factor in parts:
            self._compare(target.base[:, None], part.base[:, None], 0.0, 0.0)
            own_low, own_length = _scale(part.item)
            columns += [part.base, part.total]
            factors += [-factor * own_low, -factor * own_length]
        self.builder.hold_each(np.column_stack(columns), factors)

    def _same_base(self, tables: list[_Table], relation: SameBase) -> None:
        first = tables[0]
        for other in tables[1:]:
            self._compare(first.base[:, None], other.base[:, None], 0.0, 0.0)
            for place in range(len(STATES)):
                self._compare(first.states[:, [place]], other.states[:, [place]], 0.0, 0.0)
        totals = [table.total for table in tables if table.total is not None]
        if relation.adds_to_base and len(totals) == len(tables):
            self._compare(np.column_stack(totals), first.base[:, None], 0.0, 0.0)

    # items that break down the sample

    def _crossed(self, tables: dict[tuple[str, str], _Table]) -> None:
        for (item, name), table in tables.items():
            if item == name:
                self._hold_by_itself(table)
            elif item < name and (name, item) in tables:
                self._hold_transposed(table, tables[name, item])

    def _hold_by_itself(self, table: _Table) -> None:
        """In the group that gave an answer, everybody gave that answer."""
        for place, group in enumerate(self.nesting.breakdowns[table.breakdown].groups):
            others = [at for at, atom in enumerate(table.atoms) if group not in atom]
            nobody = np.concatenate([table.cells[place, others], table.states[place]])
            self.builder.hold_each(nobody[:, None], [1.0])

    def _hold_transposed(self, table: _Table, other: _Table) -> None:
        """Item a, code x, in the group of item b, code y is item b, code y, in the group of item a, code x."""
        mine = {group: place for place, group in enumerate(self.nesting.breakdowns[table.breakdown].groups)}
        theirs = {group: place for place, group in enumerate(self.nesting.breakdowns[other.breakdown].groups)}
        for (place, atom), (at, across) in product(enumerate(table.atoms), enumerate(other.atoms)):
            if len(atom) == len(across) == 1 and atom <= theirs.keys() and across <= mine.keys():
                here, there = table.cells[mine[min(across)], place], other.cells[theirs[min(atom)], at]
                self.builder.hold_each(np.array([[here, there]]), [1.0, -1.0])


def _columns(tables: Mapping[str, _Table], counts: Sum) -> np.ndarray:
    """The unknowns [group, k] that add up to a sum of counts."""
    parts = [_count_columns(tables[count.item], count) for count in counts]
    return np.concatenate(parts, axis=1)


def _count_columns(table: _Table, count: Count) -> np.ndarray:
    inside = [place for place, atom in enumerate(table.atoms) if atom <= count.codes]
    states = [place for place, state in enumerate(STATES) if state in count.states]
    valid = [table.base[:, None]] if ANY in count.codes else [table.cells[:, inside]]
    return np.concatenate([*valid, table.states[:, states]], axis=1)


def _code_sets(item: str, known: Sequence[Relation]) -> list[frozenset[str]]:
    """Sets of codes of an item that relations speak of."""
    counts = [
        count
        for relation in known
        if isinstance(relation, CountRelation)
        for side in (relation.target, relation.lower or (), relation.upper or ())
        for count in side
    ]
    return [count.codes for count in counts if count.item == item and ANY not in count.codes]


def _atoms(item: Item, sets: Sequence[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """The coarsest division of an item's codes that every set is made of."""
    codes = ("0", "1") if item.kind == "multi" else codes_of(item)
    if item.kind == "yes_no":
        codes = ("yes", "no")
    parts: dict[tuple[bool, ...], list[str]] = {}
    for code in codes:
        parts.setdefault(tuple(code in held for held in sets), []).append(code)
    return tuple(frozenset(part) for part in parts.values())


def _joined(
    coarse: tuple[frozenset[str], ...], fine: tuple[frozenset[str], ...]
) -> list[tuple[list[int], list[int]]]:
    """Atoms of two divisions put together until they hold the same codes on both sides."""
    parts: list[tuple[frozenset[str], list[int], list[int]]] = []
    entries = [(atom, [place], []) for place, atom in enumerate(coarse)]
    entries += [(atom, [], [place]) for place, atom in enumerate(fine)]
    for codes, left, right in entries if coarse and fine else []:
        touching = [part for part in parts if part[0] & codes]
        for part in touching:
            codes, left, right = codes | part[0], [*part[1], *left], [*part[2], *right]
        parts = [part for part in parts if part not in touching] + [(codes, left, right)]
    return [(left, right) for _, left, right in parts]


def _scale(item: Item) -> tuple[float, float]:
    low, high = scale_ends(item)
    return low, high - low


def _full_scale(item: Item, atoms: tuple[frozenset[str], ...]) -> tuple[np.ndarray, np.ndarray]:
    """Least and most that an answer in each atom adds to the total, in full-scale answers."""
    codes = codes_of(item)
    scores = dict(zip(codes, (item.scale.scores if item.scale and item.scale.scores else map(float, codes)), strict=True))
    low, high = min(scores.values()), max(scores.values())
    share = {code: (score - low) / (high - low) for code, score in scores.items()}
    least = np.array([min(share[code] for code in atom) for atom in atoms])
    return least, np.array([max(share[code] for code in atom) for atom in atoms])
