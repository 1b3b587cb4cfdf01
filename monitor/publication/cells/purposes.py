"""What an indicator shows, for each purpose: the one place that decides which figures of its items are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from monitor.publication.cells.selection import Quantity
from monitor.schema_words import FLOW
from monitor.study.questionnaire import Item
from monitor.study.scale import Scale
from monitor.study.study_file import Indicator

Purpose = Literal[
    "chart", "stacked", "composition", "change", "rows", "stacked rows", "columns", "sentence", "lead"
]
Shown = tuple[Quantity, ...]
OF_MEANS = ("grades", "means")  # what `figure` of an indicator says where means are drawn


def shown(indicator: Indicator, items: Sequence[Item], purpose: Purpose) -> Shown:
    """The quantities that a purpose shows of some items of an indicator, item by item.

    chart, change   what tells most: see _telling
    stacked         the whole distribution of each item, which adds to 100%
    composition     the mean of each item, which add to 100% together
    columns         a table with answers side by side: those declared, else the whole distribution
    rows            a table with a figure a row: the whole distribution of one item, else what tells most
    stacked rows    the same under a stacked chart, which draws all whatever is declared
    sentence        a chapter: all of one question, what leads of each of several
    lead            a summary: every answer of one question, both sides of one statement, else the first
    """
    alone = len(items) == 1
    return tuple(quantity for item in items for quantity in _RULES[purpose](indicator, item, alone))


def everything(item: Item, released: Iterable[tuple[str, str]]) -> list[Quantity]:
    """All that was released of an item, by measure and category: where nothing is chosen, as in the table book."""
    return [Quantity(item, category, measure) for measure, category in released]


def flow(item: Item, pair: str) -> Quantity:
    """The share of who answered twice that gave a pair of answers, the earlier first."""
    return Quantity(item, pair, FLOW)


def leading_net(item: Item) -> Quantity | None:
    """The net that a set is sorted by and that stands beside its bars: of grades the highest, else the first that holds
    an end of the scale; None without one."""
    if item.scale is None or item.traits.is_option:
        return None
    if item.traits.graded:
        return Quantity(item, item.scale.nets[-1].id) if item.scale.nets else None
    ends = {*item.scale.codes[:1], *item.scale.codes[-1:]}
    return next((Quantity(item, net.id) for net in item.scale.nets if ends & set(net.of)), None)


def _telling(indicator: Indicator, item: Item, alone: bool) -> Shown:
    """Declared with `show`, else by kind of item.

    Mean for numbers, grades and figures of means; `gekozen` for options and `ja` for yes-no items; the nets of an
    agreement scale; in a set of questions the first two of three categories; otherwise every category but the
    second of two.
    """
    if _of_means(indicator):
        return _mean(indicator, item, alone)
    if not item.traits.categorical and not (item.traits.graded and indicator.show):
        return _mean(indicator, item, alone)
    return tuple(Quantity(item, code) for code in _codes(indicator, item))


def _of_means(indicator: Indicator) -> bool:
    return indicator.figure in OF_MEANS and not indicator.show


def _codes(indicator: Indicator, item: Item) -> tuple[str, ...]:
    scale = item.scale
    if item.traits.is_option or scale is None:
        return (item.traits.positive,)
    known = {*scale.codes, *(net.id for net in scale.nets)}
    declared = tuple(code for code in indicator.show if code in known)
    if declared:
        return declared
    if scale.traits.two_sided and scale.nets:
        return tuple(net.id for net in scale.nets)
    most = 3 if len(indicator.items) > 1 else 2  # the last of few says what the others leave
    return scale.codes[:-1] if len(scale.codes) <= most else scale.codes


def _mean(indicator: Indicator, item: Item, alone: bool) -> Shown:
    return (Quantity(item, "", "mean"),)


def _distribution(indicator: Indicator, item: Item, alone: bool) -> Shown:
    """The categories of a scale, the nets that divide a grade; () where there are none."""
    if item.traits.is_option or item.scale is None:
        return ()
    codes = _dividing_nets(item.scale) if item.traits.graded else item.scale.codes
    return tuple(Quantity(item, code) for code in codes)


def _dividing_nets(scale: Scale) -> tuple[str, ...]:
    members = [code for net in scale.nets for code in net.of]
    return tuple(net.id for net in scale.nets) if sorted(members) == sorted(scale.codes) else ()


def _columns(indicator: Indicator, item: Item, alone: bool) -> Shown:
    declared = _telling(indicator, item, alone) if indicator.show else ()
    return declared or _distribution(indicator, item, alone)


def _rows(indicator: Indicator, item: Item, alone: bool) -> Shown:
    if indicator.show or indicator.figure in OF_MEANS:
        return _telling(indicator, item, alone)
    return _stacked_rows(indicator, item, alone)


def _stacked_rows(indicator: Indicator, item: Item, alone: bool) -> Shown:
    whole = _distribution(indicator, item, alone) if alone and not item.traits.graded else ()
    return whole or _telling(indicator, item, alone)


def _sentence(indicator: Indicator, item: Item, alone: bool) -> Shown:
    telling = _telling(indicator, item, alone)
    if indicator.show or item.scale is None or not item.traits.each_answer or _of_means(indicator):
        return telling if alone else telling[:1]
    if alone:
        return _distribution(indicator, item, alone)
    nets = tuple(Quantity(item, net.id) for net in item.scale.nets[:1])
    return nets or telling[:1]


def _lead(indicator: Indicator, item: Item, alone: bool) -> Shown:
    telling = _telling(indicator, item, alone)
    if indicator.show or not alone or _of_means(indicator):
        return telling[:1]
    if item.traits.statement:
        return telling
    answers = _distribution(indicator, item, alone) if item.traits.each_answer else ()
    return answers if len(answers) > 2 else telling[:1]


_RULES: Mapping[Purpose, Callable[[Indicator, Item, bool], Shown]] = {
    "chart": _telling,
    "change": _telling,
    "stacked": _distribution,
    "composition": _mean,
    "columns": _columns,
    "rows": _rows,
    "stacked rows": _stacked_rows,
    "sentence": _sentence,
    "lead": _lead,
}
