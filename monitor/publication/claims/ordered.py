"""Conditions that put figures of one wave in order: what was tested, and how it came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.errors import PublicationError, nearest
from monitor.publication.cells.by_key import group_name
from monitor.publication.claims.conditions import ALL, Condition, Leads, MoreThan, OfSet, Trails
from monitor.publication.sentences.sentences import display_of, measured
from monitor.publication.sentences.variable_tree import CHANGE, Leaf, category_name, find
from monitor.publication.sentences.variables import SENTENCE, Variables
from monitor.release.results.method import FigureOrder
from monitor.schema import Estimate
from monitor.schema_words import PAIR_SIGN, PAIRS
from monitor.study.study import Study
from monitor.study.wave_roles import NOW

Figure = tuple[str, str, str]  # item, category, measure


def leader_of(condition: Leads, variables: Variables) -> tuple[FigureOrder | None, Estimate]:
    """The two largest figures of a set, None where they are not released; and the figure that is said to lead.

    **Raises** PublicationError for a set, answer or item that there is not.
    """
    cell = figure_of(condition, variables)
    wanted = (condition.indicator, cell.category, cell.measure)
    orders = variables.released.method.orders
    found = (one for one in orders if (one.indicator, one.more_category, one.measure) == wanted)
    return next(found, None), cell


def others_of(condition: OfSet, variables: Variables) -> Iterator[Estimate]:
    """The same figure of every other item of a set that was asked now."""
    items = next(each.items for each in variables.study.indicators if each.id == condition.indicator)
    for item in items:
        leaf = find(variables.tree, f"{item}.{condition.answer}.{ALL}.{NOW}")
        if item != condition.item and isinstance(leaf, Leaf):
            yield variables.cells.estimate_at(leaf.place)


def figure_of(condition: OfSet, variables: Variables) -> Estimate:
    """The figure that stands at an end of a set. **Raises** PublicationError for a set, answer or item that there is not."""
    indicators = {indicator.id: indicator for indicator in variables.study.indicators}
    if condition.indicator not in indicators:
        hint = nearest(condition.indicator, indicators)
        raise PublicationError("publication.no_such_indicator", hint=hint, name=condition.indicator)
    items = indicators[condition.indicator].items
    if condition.item not in items:
        hint = nearest(condition.item, items)
        raise PublicationError(
            "claims.set_has_no_item", hint=hint, indicator=condition.indicator, item=condition.item
        )
    return estimate_at(f"{condition.item}.{condition.answer}.{ALL}.{NOW}", variables)


def estimate_at(path: str, variables: Variables) -> Estimate:
    """The estimate at a path. **Raises** PublicationError where there is none."""
    home, leaf = leaf_at(path, variables)
    return home.cells.estimate_at(leaf.place)


def leaf_at(path: str, variables: Variables) -> tuple[Variables, Leaf]:
    """The figure or change at a path, and the survey it is of. **Raises** PublicationError for one that is not known."""
    home, inner = variables.home(path)
    leaf = find(home.tree, inner)
    if not isinstance(leaf, Leaf):
        variables.resolve(f"{path}.{SENTENCE}")
    assert isinstance(leaf, Leaf)  # else there is no such variable, and its error names what is near
    return home, leaf


def comparable(more: Estimate, less: Estimate, study: Study) -> bool:
    """Whether two figures are in one unit."""
    displays = {display_of(each.measure, measured(each.item, study)) for each in (more, less)}
    return more.study == less.study and more.measure == less.measure and len(displays) == 1


def contains(more: Estimate, less: Estimate, study: Study) -> bool:
    """Whether one figure can never be smaller than another: a net, and an answer that is part of it."""
    if (more.item, more.breakdown, more.group) != (less.item, less.breakdown, less.group):
        return False
    scale = measured(more.item, study).scale
    nets = {net.id: set(net.of) for net in scale.nets} if scale else {}
    return nets.get(less.category, {less.category}) <= nets.get(more.category, {more.category})


def is_proven(more: Estimate, less: Estimate, variables: Variables) -> bool | None:
    """Whether a figure is proven to be larger than another; None where nobody tested it."""
    if more.breakdown or less.breakdown:
        return _of_groups(more, less, variables)
    one, other = _figure(more), _figure(less)
    for order in variables.released.method.orders:
        two = (_larger(order), _smaller(order))
        if set(two) == {one, other}:
            return order.proven and two[0] == one
    return None


def _of_groups(more: Estimate, less: Estimate, variables: Variables) -> bool | None:
    """The test of two groups, of a breakdown that is declared to compare every two."""
    if (more.item, more.category, more.breakdown) != (less.item, less.category, less.breakdown):
        return None
    stem = f"{more.item}.{category_name(more.category, more.measure)}"
    for first, second, verdict in ((more, less, "higher"), (less, more, "lower")):
        groups = group_name(more.breakdown, f"{first.group}{PAIR_SIGN}{second.group}")
        leaf = find(variables.tree, f"{stem}.{groups}.{PAIRS}")
        if isinstance(leaf, Leaf) and leaf.kind == CHANGE:
            return variables.cells.change_at(leaf.place).verdict == verdict
    return None


def _figure(cell: Estimate) -> Figure:
    return cell.item, cell.category, cell.measure


def _larger(order: FigureOrder) -> Figure:
    return order.more, order.more_category, order.measure


def _smaller(order: FigureOrder) -> Figure:
    return order.less, order.less_category, order.measure


def asked_pairs(conditions: Iterable[Condition], study: Study) -> Iterator[tuple[Figure, Figure]]:
    """The figures of everybody whose order some conditions ask for, as far as the questionnaire has them."""
    for condition in conditions:
        for paths in _paths(condition, study):
            pair = [figure for path in paths if (figure := _named(path, study))]
            if len(pair) == 2:
                yield pair[0], pair[1]


def _paths(condition: Condition, study: Study) -> Iterator[tuple[str, str]]:
    """The figures that a condition puts in order, two by two; the smallest of a set with every other one."""
    if isinstance(condition, MoreThan):
        yield condition.more, condition.less
    elif isinstance(condition, Trails):
        items = next((each.items for each in study.indicators if each.id == condition.indicator), ())
        end = f"{condition.answer}.{ALL}.{NOW}"
        yield from ((f"{item}.{end}", f"{condition.item}.{end}") for item in items if item != condition.item)


def _named(path: str, study: Study) -> Figure | None:
    """The figure that a path names before there are figures; None where the questionnaire has none of that name."""
    parts = path.split(".")
    if len(parts) != 4 or parts[2] != ALL or parts[0] not in study.questionnaire.items:
        return None
    item = study.questionnaire.items[parts[0]]
    if parts[1] == "mean":
        return item.id, "", "mean"
    answers = (*item.scale.codes, *(net.id for net in item.scale.nets)) if item.scale else ()
    return next(
        ((item.id, code, "share") for code in answers if category_name(code, "share") == parts[1]), None
    )
