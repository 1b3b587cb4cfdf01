"""The table of one item in one breakdown: its unknowns, what is published of them and which are suppressed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from monitor.release.attack.answer_combinations import STATES
from monitor.release.attack.equations import NO_UPPER_BOUND, EquationsBuilder
from monitor.release.attack.expression_counts import ANY_ANSWER, codes_of
from monitor.release.attack.item_relations import CountRelation, Relation
from monitor.release.attack.joint_answers import JointAnswers, counts_of
from monitor.release.attack.partitions import partition_for
from monitor.release.attack.released_rows import Rows
from monitor.release.results.item_values import members_of
from monitor.study.questionnaire import Item


@dataclass(frozen=True)
class ItemTable:
    """Unknowns as arrays over the groups of a breakdown.

    `partition` divides the codes of the item into what is counted apart: single categories where all are
    published, else what is published of them. `cells` [groups, parts of the partition] are their counts, `states`
    [groups, 4] those of the kinds of missing answers, `base` the valid answers, `total` the total of a number or
    score in full-scale answers. A table is `only_total` where no categories are published: its totals are then
    cells of their own. It `tells_kinds` where numbers of missing answers are published.
    """

    item: Item
    breakdown: str
    partition: tuple[frozenset[str], ...]
    cells: np.ndarray
    states: np.ndarray
    base: np.ndarray
    total: np.ndarray | None
    only_total: bool
    tells_kinds: bool


@dataclass(frozen=True)
class SuppressedCells:
    """**Rows** (arrays of one length): unknown, block number, breakdown, item and category of each
    suppressed figure."""

    unknown: np.ndarray
    block: np.ndarray
    breakdown: np.ndarray
    item: np.ndarray
    category: np.ndarray

    def __len__(self) -> int:
        return len(self.unknown)


class ItemTableBuilder:
    """Makes tables of unknowns and remembers which cells are suppressed.

    `size` holds the unknown number of respondents per group of each breakdown, `largest` its upper bound.
    """

    def __init__(
        self,
        builder: EquationsBuilder,
        size: Mapping[str, np.ndarray],
        largest: Mapping[str, np.ndarray],
        weighted: bool,
    ) -> None:
        self.builder = builder
        self.size = size
        self.largest = largest
        self.weighted = weighted
        self._shared: dict[tuple[str, int], tuple[np.ndarray, np.ndarray]] = {}
        self._suppressed: list[SuppressedCells] = []

    def suppressed_cells(self) -> SuppressedCells:
        """All suppressed cells of the tables made so far."""
        columns = [
            np.concatenate([getattr(cells, column.name) for cells in self._suppressed])
            if self._suppressed
            else np.empty(0, np.int64)
            for column in fields(SuppressedCells)
        ]
        return SuppressedCells(*columns)

    def table(
        self,
        item: Item,
        name: str,
        rows: Rows,
        apart: Collection[str],
        relations: Sequence[Relation],
        base_number: int | None = None,
    ) -> ItemTable:
        """The table of one item in one breakdown; items with one `base_number` share their bases.

        Categories and nets of `apart` are counted apart: its own, and those of finer breakdowns, whose counts add up to
        coarser ones through this table.
        """
        builder, largest = self.builder, self.largest[name]
        used, members_of_item = used_categories(rows), members_of(item)
        members = {code: held for code, held in members_of_item.items() if code in used}
        joint = [relation for relation in relations if isinstance(relation, JointAnswers)]
        partition = partition_for(
            item,
            [held for code, held in members_of_item.items() if code in apart]
            + _code_sets(item.id, relations),
            [counts_of(relation)[item.id] for relation in joint if item.id in relation.members],
        )
        base, states = self._bases(name, base_number)
        cells = builder.unknowns((len(base), len(partition)), upper=largest[:, None])
        if partition:
            builder.constrain_each(np.column_stack([base, cells]), [1.0] + [-1.0] * len(partition))
        total = self._total(item, rows, base, cells, partition)
        tells_kinds = not np.isnan(rows.states).all()
        table = ItemTable(item, name, partition, cells, states, base, total, not used, tells_kinds)
        self._publish_bases(table, rows)
        self._publish_cells(table, rows, members)
        return table

    def _bases(self, name: str, base_number: int | None) -> tuple[np.ndarray, np.ndarray]:
        """Unknown valid and missing answers, which add up to the group."""
        if base_number is not None and (name, base_number) in self._shared:
            return self._shared[name, base_number]
        builder, size, largest = self.builder, self.size[name], self.largest[name]
        states = builder.unknowns((len(size), len(STATES)), upper=largest[:, None])
        base = builder.unknowns(len(size), upper=largest)
        builder.constrain_each(np.column_stack([size, base, states]), [1.0] + [-1.0] * (1 + len(STATES)))
        if base_number is not None:
            self._shared[name, base_number] = base, states
        return base, states

    def _total(
        self,
        item: Item,
        rows: Rows,
        base: np.ndarray,
        cells: np.ndarray,
        partition: tuple[frozenset[str], ...],
    ) -> np.ndarray | None:
        """The total of a number or score in full-scale answers, between 0 and the base."""
        if "mean" not in set(rows.measure):
            return None
        total = self.builder.unknowns(len(base), upper=NO_UPPER_BOUND, integer=False)
        self.builder.constrain_each(np.column_stack([base, total]), [1.0, -1.0], 0.0, np.inf)
        if partition and not self.weighted:
            least, most = _full_scale(item, partition)
            columns = np.column_stack([total, cells])
            self.builder.constrain_each(columns, [1.0, *(-least)], 0.0, np.inf)
            self.builder.constrain_each(columns, [1.0, *(-most)], -np.inf, 0.0)
        return total

    def _publish_bases(self, table: ItemTable, rows: Rows) -> None:
        """Valid and missing answers, from the first published row of each block."""
        special = {entry.code for entry in table.item.special}
        usual = rows.published & np.array([category not in special for category in rows.category], bool)
        first = np.unique(rows.block[usual], return_index=True)[1]
        chosen = rows.take(np.flatnonzero(usual)[first])
        self.builder.publish(table.base[chosen.group], chosen.n_low, chosen.n_high, chosen.block)
        states = table.states[chosen.group]
        self.builder.publish(states, chosen.states, chosen.states, chosen.block[:, None])

    def _publish_cells(self, table: ItemTable, rows: Rows, members: Mapping[str, frozenset[str]]) -> None:
        for category, measure, own in rows.by_figure():
            unknowns = self._unknowns_of(table, category, measure, members)
            if unknowns is None:
                continue
            published = rows.published[own]
            low, high = (np.where(published, side[own], np.nan) for side in (rows.low, rows.high))
            self.builder.publish(unknowns[rows.group[own]], low, high, rows.block[own], rows.shown[own])
            if measure == "share" and category in members:
                self._link_to_base(table, rows, own[published], unknowns)
            if table.only_total or measure == "share":
                cells = own[rows.suppressed[own]]
                key = (table.breakdown, table.item.id, category)
                names = (np.full(len(cells), name, object) for name in key)
                self._suppressed.append(
                    SuppressedCells(unknowns[rows.group[cells]], rows.block[cells], *names)
                )

    def _link_to_base(
        self, table: ItemTable, rows: Rows, published: np.ndarray, unknowns: np.ndarray
    ) -> None:
        """A rounded share of a rounded base: the count is that part of whatever the base is.

        The room that is left on either side is an unknown of its own, so that it goes with the block.
        """
        own = published[~np.isnan(rows.share_low[published])]
        if not len(own):
            return
        count, base = unknowns[rows.group[own]], table.base[rows.group[own]]
        at, ones = np.arange(len(own)), np.ones(len(own))
        for bound, low, high in (
            (rows.share_low[own], 0.0, NO_UPPER_BOUND),
            (rows.share_high[own], -NO_UPPER_BOUND, 0.0),
        ):
            room = self.builder.unknowns(len(own), -NO_UPPER_BOUND, NO_UPPER_BOUND, integer=False)
            entries = (np.tile(at, 3), np.concatenate([count, base, room]))
            self.builder.constrain(*entries, np.concatenate([ones, -bound, -ones]), len(own))
            self.builder.publish(room, low, high, rows.block[own], rows.shown[own])

    def _unknowns_of(
        self, table: ItemTable, category: str, measure: str, members: Mapping[str, frozenset[str]]
    ) -> np.ndarray | None:
        """Per group the unknown that a kind of row is about."""
        if measure == "mean":
            return table.total
        special = {entry.code: entry.means for entry in table.item.special}
        if category in special:
            return table.states[:, STATES.index(special[category])]
        if category not in members:
            return None
        inside = [place for place, codes in enumerate(table.partition) if codes <= members[category]]
        if len(inside) == 1:
            return table.cells[:, inside[0]]
        net = self.builder.unknowns(len(table.base), upper=self.largest[table.breakdown])
        columns = np.column_stack([net, table.cells[:, inside]])
        self.builder.constrain_each(columns, [1.0] + [-1.0] * len(inside))
        return net


def used_categories(rows: Rows) -> set[str]:
    """Categories and nets of which a table holds something: a published figure or a suppressed one."""
    return set(rows.category[(rows.published | rows.suppressed) & (rows.measure == "share")])


def _code_sets(item: str, relations: Sequence[Relation]) -> list[frozenset[str]]:
    """Sets of codes of an item that relations speak of."""
    counts = [
        count
        for relation in relations
        if isinstance(relation, CountRelation)
        for side in (relation.target, relation.lower or (), relation.upper or ())
        for count in side
    ]
    return [count.codes for count in counts if count.item == item and ANY_ANSWER not in count.codes]


def _full_scale(item: Item, partition: tuple[frozenset[str], ...]) -> tuple[np.ndarray, np.ndarray]:
    """Least and most that an answer in each part adds to the total, in full-scale answers."""
    codes = codes_of(item)
    scores = dict(
        zip(
            codes, (item.scale.scores if item.scale and item.scale.scores else map(float, codes)), strict=True
        )
    )
    low, high = min(scores.values()), max(scores.values())
    fraction = {code: (score - low) / (high - low) for code, score in scores.items()}
    least = np.array([min(fraction[code] for code in codes) for codes in partition])
    return least, np.array([max(fraction[code] for code in codes) for codes in partition])
