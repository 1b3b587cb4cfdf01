"""The unknowns of one item in one breakdown, and what released rows tell about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.release.attack.equations import MOST, EquationsBuilder
from monitor.release.attack.expression_counts import ANY, codes_of
from monitor.release.attack.item_relations import STATES, CountRelation, Relation
from monitor.release.attack.published_rows import Rows
from monitor.release.results.item_values import members_of
from monitor.study.questionnaire import Item


@dataclass(frozen=True)
class Table:
    """Unknowns as arrays over the groups of a breakdown.

    `atoms` are the sets of codes that are counted apart: the categories where all are published, else what
    is published of them; `cells` [groups, atoms] their counts, `states` [groups, 4] the kinds of missing
    answers, `base` valid answers, `total` the total of a number or score in full-scale answers.

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


class TableBuilder:
    """Makes tables of unknowns and remembers which of them are secret.

    `size` holds the unknown number of respondents per group of each breakdown, `most` its upper bound.
    """

    def __init__(
        self,
        builder: EquationsBuilder,
        size: Mapping[str, np.ndarray],
        most: Mapping[str, np.ndarray],
        weighted: bool,
    ) -> None:
        self.builder = builder
        self.size = size
        self.most = most
        self.weighted = weighted
        self._shared: dict[tuple[str, int], tuple[np.ndarray, np.ndarray]] = {}
        self._secrets: list[tuple[np.ndarray, np.ndarray, str, str, str]] = []

    def secrets(self) -> Secrets:
        """All secrets of the tables made so far."""
        many = [len(entry[0]) for entry in self._secrets]
        names = [
            np.repeat(np.array([entry[place] for entry in self._secrets], object), many)
            for place in (2, 3, 4)
        ]
        numbers = [
            np.concatenate([entry[place] for entry in self._secrets] or [np.empty(0, np.int64)])
            for place in (0, 1)
        ]
        return Secrets(*numbers, *names)

    def table(
        self, item: Item, name: str, rows: Rows, known: Sequence[Relation], together: int | None = None
    ) -> Table:
        """The table of one item in one breakdown; items with one number `together` share their bases."""
        builder, most = self.builder, self.most[name]
        used = set(rows.category[(rows.open | rows.secret) & (rows.measure == "share")])
        members = {code: held for code, held in members_of(item).items() if code in used}
        atoms = _atoms(item, [*members.values(), *_code_sets(item.id, known)])
        base, states = self._bases(name, together)
        cells = builder.unknowns((len(base), len(atoms)), upper=most[:, None])
        if atoms:
            builder.hold_each(np.column_stack([base, cells]), [1.0] + [-1.0] * len(atoms))
        total = self._total(item, rows, base, cells, atoms)
        table = Table(item, name, atoms, cells, states, base, total, not used)
        self._read_bases(table, rows)
        self._read_cells(table, rows, members)
        return table

    def _bases(self, name: str, together: int | None) -> tuple[np.ndarray, np.ndarray]:
        """Unknown valid and missing answers, which add up to the group."""
        if together is not None and (name, together) in self._shared:
            return self._shared[name, together]
        builder, size, most = self.builder, self.size[name], self.most[name]
        states = builder.unknowns((len(size), len(STATES)), upper=most[:, None])
        base = builder.unknowns(len(size), upper=most)
        builder.hold_each(np.column_stack([size, base, states]), [1.0] + [-1.0] * (1 + len(STATES)))
        if together is not None:
            self._shared[name, together] = base, states
        return base, states

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

    def _read_bases(self, table: Table, rows: Rows) -> None:
        special = {entry.code for entry in table.item.special}
        usual = rows.open & np.array([category not in special for category in rows.category], bool)
        first = np.unique(rows.unit[usual], return_index=True)[1]
        chosen = rows.take(np.flatnonzero(usual)[first])
        self.builder.read(table.base[chosen.group], chosen.n, chosen.n, chosen.unit)
        states = table.states[chosen.group]
        self.builder.read(states, chosen.states, chosen.states, chosen.unit[:, None])

    def _read_cells(self, table: Table, rows: Rows, members: Mapping[str, frozenset[str]]) -> None:
        for category, measure in dict.fromkeys(zip(rows.category, rows.measure, strict=True)):
            numbers = self._unknowns_of(table, category, measure, members)
            if numbers is None:
                continue
            own = rows.take((rows.category == category) & (rows.measure == measure))
            low, high = (np.where(own.open, side, np.nan) for side in (own.low, own.high))
            self.builder.read(numbers[own.group], low, high, own.unit)
            secret = own.take(own.secret & (table.only_total or measure == "share"))
            self._secrets.append(
                (numbers[secret.group], secret.unit, table.breakdown, table.item.id, category)
            )

    def _unknowns_of(
        self, table: Table, category: str, measure: str, members: Mapping[str, frozenset[str]]
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
        net = self.builder.unknowns(len(table.base), upper=self.most[table.breakdown])
        self.builder.hold_each(np.column_stack([net, table.cells[:, inside]]), [1.0] + [-1.0] * len(inside))
        return net


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
    parts: dict[tuple[bool, ...], list[str]] = {}
    for code in codes_of(item):
        parts.setdefault(tuple(code in held for held in sets), []).append(code)
    return tuple(frozenset(part) for part in parts.values())


def _full_scale(item: Item, atoms: tuple[frozenset[str], ...]) -> tuple[np.ndarray, np.ndarray]:
    """Least and most that an answer in each atom adds to the total, in full-scale answers."""
    codes = codes_of(item)
    scores = dict(
        zip(
            codes, (item.scale.scores if item.scale and item.scale.scores else map(float, codes)), strict=True
        )
    )
    low, high = min(scores.values()), max(scores.values())
    share = {code: (score - low) / (high - low) for code, score in scores.items()}
    least = np.array([min(share[code] for code in atom) for atom in atoms])
    return least, np.array([max(share[code] for code in atom) for atom in atoms])
