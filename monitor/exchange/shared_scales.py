"""Columns that have one scale: equal answers, and answers of which a column happens to lack some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.exchange.scales import Category, Scale
from monitor.exchange.typed import Typed
from monitor.exchange.vocabulary import plain


def with_shared_scales(columns: Sequence[Typed]) -> list[Typed]:
    """Columns of which the scale is known from answers alone take a fuller one that holds all of theirs; codes
    outside the base of one scale are those of all its columns."""
    scales = [column.scale for column in columns if column.scale is not None]
    fuller = [_fuller(column, scales) for column in columns]
    return [_with_special(column, fuller) for column in fuller]


def _fuller(column: Typed, scales: Sequence[Scale]) -> Typed:
    own = column.scale
    if own is None or column.variable.listed or own.kind == "grade":
        return column
    labels = _labels(own)
    holding = [
        other
        for other in scales
        if labels < _labels(other) and (other.name[:-1] == own.name[:-1] or not own.name)
    ]
    best = max(holding, key=lambda scale: len(scale.categories), default=None)
    return column if best is None else replace(column, scale=replace(best, special=own.special))


def _labels(scale: Scale) -> frozenset[tuple[str, str]]:
    return frozenset((one.code, plain(one.label)) for one in scale.categories)


def _with_special(column: Typed, columns: Sequence[Typed]) -> Typed:
    if column.scale is None or column.scale.kind == "grade":
        return column
    special: dict[str, tuple[Category, str]] = {}
    values: dict[str, str] = {}
    for other in columns:
        if other.scale is not None and other.scale.key == column.scale.key:
            special |= {entry.code: (entry, means) for entry, means in other.scale.special}
            values |= other.values
    scale = replace(column.scale, special=tuple(special.values()))
    codes = [one.code for one in (*scale.categories, *(entry for entry, _ in scale.special))]
    ranked = dict(sorted(values.items(), key=lambda said: codes.index(said[1])))
    return replace(column, scale=scale, values=ranked if column.values else {})
