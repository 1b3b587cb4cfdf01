"""The answers of a new wave in the codes of the questionnaire, which gets the codes outside the base that it lacks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.exchange.names import unused
from monitor.exchange.typed import Typed
from monitor.exchange.vocabulary import plain
from monitor.study.questionnaire import Item

if TYPE_CHECKING:
    from monitor.exchange.wave_step import WaveStep
    from monitor.exchange.yaml_edit import Place


def recoded(step: WaveStep, name: str, column: Typed, like: str) -> Typed:
    """A column whose answers are those of an item of the questionnaire gives its codes."""
    item = step.before.items.get(name) or step.before.items.get(like)
    if item is not None and column.special:
        return _with_special(step, item, name, column)
    if item is None or column.scale is None or item.scale is None or column.scale.range is not None:
        return column
    codes = {plain(one.label): one.code for one in item.scale.categories}
    codes |= {plain(one.label): one.code for one in item.special}
    values = {}
    for entry, means in column.scale.special:
        if plain(entry.label) not in codes:
            codes[plain(entry.label)] = _special(step, item, entry.code, entry.label, means)
    for entry in (*column.scale.categories, *(each for each, _ in column.scale.special)):
        values[entry.value] = codes[plain(entry.label)]
    values |= {text: values[one] for text, one in column.variable.spellings.items() if one in values}
    if any(value != code for value, code in values.items()):
        return replace(column, values=values)
    return replace(column, values={})


def _with_special(step: WaveStep, item: Item, name: str, column: Typed) -> Typed:
    """A column of numbers whose codes outside the base are those of the item, which gets those that it lacks."""
    codes = {plain(one.label): one.code for one in item.special}
    made = []
    for entry, means in column.special:
        code = codes.get(plain(entry.label))
        if code is None:
            code = unused(entry.code, {one.code for one in item.special})
            place = step.places.item(name)
            added = {"label": entry.label, "means": means}
            if step.edited.node((*place, "special")) is not None:
                step.add_once((*place, "special"), code, added)
            else:
                kept = {one.code: {"label": one.label, "means": one.means} for one in item.special}
                step.add_once(place, "special", {**kept, code: added})
        made.append((replace(entry, code=code), means))
    return replace(column, special=tuple(made))


def _special(step: WaveStep, item: Item, code: str, label: str, means: str) -> str:
    """One more answer outside the base is no break: the scale gets it."""
    name = item.scale.id if item.scale is not None else ""
    free = unused(
        code, {*(item.scale.codes if item.scale is not None else ()), *(one.code for one in item.special)}
    )
    place: Place = ("scales", name)
    entry = {"label": label, "means": means}
    if step.edited.node((*place, "special")) is not None:
        step.add_once((*place, "special"), free, entry)
    else:
        step.add_once(place, "special", {free: entry})
    return free
