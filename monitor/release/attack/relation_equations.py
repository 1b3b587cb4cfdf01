"""What the questionnaire tells, as equations between the tables of one breakdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from monitor.release.attack.equations import EquationsBuilder
from monitor.release.attack.expression_counts import ANY, Count, Sum
from monitor.release.attack.item_relations import STATES, CountRelation, Relation, SameBase, SumRelation
from monitor.release.attack.item_tables import Table
from monitor.release.results.item_values import scale_ends
from monitor.study.questionnaire import Item


def hold_relations(builder: EquationsBuilder, tables: Mapping[str, Table], known: Sequence[Relation]) -> None:
    """Hold every relation between items of which there are tables."""
    for relation in known:
        if isinstance(relation, SameBase):
            _adds_up(builder, [tables[item] for item in relation.members if item in tables], relation)
        elif relation.items <= tables.keys() and isinstance(relation, CountRelation):
            _count_relation(builder, tables, relation)
        elif relation.items <= tables.keys():
            _sum_relation(builder, tables, relation)


def _count_relation(builder: EquationsBuilder, tables: Mapping[str, Table], relation: CountRelation) -> None:
    target = _columns(tables, relation.target)
    if relation.lower == relation.upper and relation.lower is not None:
        _compare(builder, target, _columns(tables, relation.lower), 0.0, 0.0)
        return
    if relation.lower is not None:
        _compare(builder, target, _columns(tables, relation.lower), 0.0, np.inf)
    if relation.upper is not None:
        _compare(builder, target, _columns(tables, relation.upper), -np.inf, 0.0)


def _compare(builder: EquationsBuilder, left: np.ndarray, right: np.ndarray, low: float, high: float) -> None:
    """low <= sum(left) - sum(right) <= high, per group."""
    signs = [1.0] * left.shape[1] + [-1.0] * right.shape[1]
    builder.hold_each(np.column_stack([left, right]), signs, low, high)


def _sum_relation(builder: EquationsBuilder, tables: Mapping[str, Table], relation: SumRelation) -> None:
    """total in own unit = low * base + length * total in full-scale answers, on both sides."""
    target = tables[relation.target]
    parts = [(tables[item], factor) for item, factor in relation.terms]
    ends = [scale_ends(table.item) for table in (target, *(part for part, _ in parts))]
    if np.isnan(ends).any() or target.total is None or any(part.total is None for part, _ in parts):
        return
    percent = target.item.traits.in_percent
    low, length = _scale(target.item)
    constant = relation.constant / 100.0 if percent else relation.constant
    columns, factors = [target.base, target.total], [low - constant, length]
    for part, factor in parts:
        _compare(builder, target.base[:, None], part.base[:, None], 0.0, 0.0)
        own_low, own_length = _scale(part.item)
        columns += [part.base, part.total]
        factors += [-factor * own_low, -factor * own_length]
    builder.hold_each(np.column_stack(columns), factors)


def _adds_up(builder: EquationsBuilder, tables: list[Table], relation: SameBase) -> None:
    """Parts of 100 add up to the base they share."""
    totals = [table.total for table in tables if table.total is not None]
    if relation.adds_to_base and len(totals) == len(relation.members):
        _compare(builder, np.column_stack(totals), tables[0].base[:, None], 0.0, 0.0)


def _columns(tables: Mapping[str, Table], counts: Sum) -> np.ndarray:
    """The unknowns [group, k] that add up to a sum of counts."""
    parts = [_count_columns(tables[count.item], count) for count in counts]
    return np.concatenate(parts, axis=1)


def _count_columns(table: Table, count: Count) -> np.ndarray:
    inside = [place for place, atom in enumerate(table.atoms) if atom <= count.codes]
    states = [place for place, state in enumerate(STATES) if state in count.states]
    valid = [table.base[:, None]] if ANY in count.codes else [table.cells[:, inside]]
    return np.concatenate([*valid, table.states[:, states]], axis=1)


def _scale(item: Item) -> tuple[float, float]:
    low, high = scale_ends(item)
    return low, high - low
