"""The order of the questions of a set, which all its figures and tables share."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.publication.cells.purposes import leading_net, shown
from monitor.publication.cells.selection import Quantity, Selection
from monitor.study.questionnaire import DISAGREE, Item
from monitor.study.study import Study
from monitor.study.study_file import BY_VALUE, Indicator


def in_order(
    items: Sequence[Item], indicator: Indicator, selection: Selection, study: Study
) -> tuple[Item, ...]:
    """From the largest leading figure of everybody in the latest wave that asked to the smallest.

    Statements with which disagreeing is good news come behind those with which agreeing is: their colours mean the opposite.
    Questions whose figures are not of one kind, parts of a whole, answers without a net and what the study declares so
    stay in the order of the questionnaire; what is not shown comes last.
    """
    leads = [lead_of(item, indicator) for item in items]
    if indicator.order != BY_VALUE or None in leads or len({_kind(lead) for lead in leads}) > 1:
        return tuple(items)
    values = {item: _value(lead, selection, study) for item, lead in zip(items, leads, strict=True)}
    return tuple(sorted(items, key=lambda item: (item.favourable == DISAGREE, -values[item])))


def lead_of(item: Item, indicator: Indicator) -> Quantity | None:
    """The figure that an item of a set is sorted by: its net, its mean or the one share it has; None without one."""
    if item.traits.adds_up:
        return None
    net = leading_net(item)
    if net is not None and not indicator.show and indicator.figure not in ("grades", "means"):
        return net
    first, *others = shown(indicator, (item,), "chart")
    return first if not others or indicator.show else None


def _kind(lead: Quantity | None) -> tuple[tuple[str, ...], str]:
    assert lead is not None
    return lead.axis, lead.category if not lead.item.traits.is_option else ""


def _value(lead: Quantity | None, selection: Selection, study: Study) -> float:
    assert lead is not None
    asked = selection.waves(lead.item)
    latest = next((wave.id for wave in reversed(study.waves) if wave.id in asked), None)
    cell = selection.estimate(lead, latest) if latest else None
    return cell.estimate if cell is not None and cell.shown and cell.estimate is not None else -1.0
