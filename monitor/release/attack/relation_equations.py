"""The relations that the questionnaire declares, as equations between the item tables of one breakdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from monitor.release.attack.answer_combinations import STATES
from monitor.release.attack.equations import EquationsBuilder
from monitor.release.attack.expression_counts import ANY_ANSWER, Count, Sum
from monitor.release.attack.item_relations import CountRelation, Relation, SharedBase, TotalRelation
from monitor.release.attack.item_tables import ItemTable
from monitor.release.attack.joint_answers import JointAnswers, counts_of, without_kinds
from monitor.release.attack.partitions import atoms, common_unions, part_of
from monitor.release.results.item_values import scale_ends
from monitor.study.questionnaire import Item


def constrain_relations(
    builder: EquationsBuilder, tables: Mapping[str, ItemTable], relations: Sequence[Relation]
) -> None:
    """Hold every relation between items of which there are tables; `tables` by item."""
    for relation in relations:
        if isinstance(relation, SharedBase):
            _parts_add_up(builder, [tables[item] for item in relation.members if item in tables], relation)
        elif isinstance(relation, JointAnswers):
            _constrain_joint(builder, tables, relation)
        elif not relation.items <= tables.keys():
            continue
        elif isinstance(relation, CountRelation):
            _constrain_counts(builder, tables, relation)
        else:
            _constrain_totals(builder, tables, relation)


def _constrain_counts(
    builder: EquationsBuilder, tables: Mapping[str, ItemTable], relation: CountRelation
) -> None:
    target = _columns(tables, relation.target)
    if relation.lower == relation.upper and relation.lower is not None:
        _constrain_difference(builder, target, _columns(tables, relation.lower), 0.0, 0.0)
        return
    if relation.lower is not None:
        _constrain_difference(builder, target, _columns(tables, relation.lower), 0.0, np.inf)
    if relation.upper is not None:
        _constrain_difference(builder, target, _columns(tables, relation.upper), -np.inf, 0.0)


def _constrain_difference(
    builder: EquationsBuilder, left: np.ndarray, right: np.ndarray, low: float, high: float
) -> None:
    """low <= sum(left) - sum(right) <= high, per group."""
    signs = [1.0] * left.shape[1] + [-1.0] * right.shape[1]
    builder.constrain_each(np.column_stack([left, right]), signs, low, high)


def _constrain_joint(
    builder: EquationsBuilder, tables: Mapping[str, ItemTable], relation: JointAnswers
) -> None:
    """What is counted of an item is as many respondents as have a pattern with it.

    Patterns that these tables do not tell apart are one.
    """
    known = {item: tables[item] for item in relation.members if item in tables}
    if len(known) < 2:
        return
    if not any(table.tells_kinds for table in known.values()):
        derived = frozenset(item for item, table in known.items() if table.item.derived)
        relation = without_kinds(relation, derived)
    unions = {item: _unions(table, counts_of(relation)[item]) for item, table in known.items()}
    numbers = {
        item: {count: number for number, (_, counts) in enumerate(own) for count in counts}
        for item, own in unions.items()
    }
    places = [(relation.members.index(item), numbers[item]) for item in known]
    patterns = list(dict.fromkeys(tuple(of[one[place]] for place, of in places) for one in relation.patterns))
    groups = len(next(iter(known.values())).base)
    unknown = builder.unknowns((groups, len(patterns)))
    for place, item in enumerate(known):
        for number, (columns, _) in enumerate(unions[item]):
            inside = [at for at, pattern in enumerate(patterns) if pattern[place] == number]
            _constrain_difference(builder, columns, unknown[:, inside], 0.0, 0.0)


def _unions(table: ItemTable, counts: Sequence[Count]) -> list[tuple[np.ndarray, list[Count]]]:
    """Unknowns of a table that add up to the same respondents as some counts, and these counts."""
    valid = table.cells if table.partition else table.base[:, None]
    columns = np.concatenate([valid, table.states], axis=1)
    parts = [part_of(count, table.item) for count in counts]
    return [
        (columns[:, places], [counts[number] for number in numbers])
        for places, numbers in common_unions(atoms(table.partition), parts)
        if numbers
    ]


def _constrain_totals(
    builder: EquationsBuilder, tables: Mapping[str, ItemTable], relation: TotalRelation
) -> None:
    """A total in its own unit = low * base + length * total in full-scale answers, on both sides."""
    target = tables[relation.target]
    inputs = [tables[item] for item, _ in relation.terms]
    ends = [scale_ends(table.item) for table in (target, *inputs)]
    totals = [table.total for table in inputs if table.total is not None]
    if np.isnan(ends).any() or target.total is None or len(totals) < len(inputs):
        return
    percent = target.item.traits.in_percent
    low, length = _scale(target.item)
    constant = relation.constant / 100.0 if percent else relation.constant
    columns, coefficients = [target.base, target.total], [low - constant, length]
    for table, total, (_, coefficient) in zip(inputs, totals, relation.terms, strict=True):
        _constrain_difference(builder, target.base[:, None], table.base[:, None], 0.0, 0.0)
        own_low, own_length = _scale(table.item)
        columns += [table.base, total]
        coefficients += [-coefficient * own_low, -coefficient * own_length]
    builder.constrain_each(np.column_stack(columns), coefficients)


def _parts_add_up(builder: EquationsBuilder, tables: list[ItemTable], relation: SharedBase) -> None:
    """Parts of 100 add up to the base they share."""
    totals = [table.total for table in tables if table.total is not None]
    if relation.adds_to_base and len(totals) == len(relation.members):
        _constrain_difference(builder, np.column_stack(totals), tables[0].base[:, None], 0.0, 0.0)


def _columns(tables: Mapping[str, ItemTable], counts: Sum) -> np.ndarray:
    """The unknowns [groups, k] that add up to a sum of counts."""
    return np.concatenate([_count_columns(tables[count.item], count) for count in counts], axis=1)


def _count_columns(table: ItemTable, count: Count) -> np.ndarray:
    inside = [place for place, codes in enumerate(table.partition) if codes <= count.codes]
    states = [place for place, state in enumerate(STATES) if state in count.states]
    valid = table.base[:, None] if ANY_ANSWER in count.codes else table.cells[:, inside]
    return np.concatenate([valid, table.states[:, states]], axis=1)


def _scale(item: Item) -> tuple[float, float]:
    """Lower end and length of an item's scale."""
    low, high = scale_ends(item)
    return low, high - low
