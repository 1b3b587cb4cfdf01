"""The margin around a figure: how its ends are told apart, and why there is none."""

from __future__ import annotations

from typing import Literal

from monitor.publication.language.numbers import decimals_apart
from monitor.schema import Change, Estimate
from monitor.study.study import Study

NO_VARIANCE = 1e-9  # what is left of a standard error that is 0 but for rounding
ENOUGH = 30  # in smaller groups nothing is said of what everybody in them answered

Reason = Literal["", "complete", "fixed", "alike", "few", "same"]


def margin_of(cell: Estimate) -> tuple[float, float] | None:
    """The interval of a figure, None where there is none or it has no width."""
    if cell.ci_low is None or cell.ci_high is None or decimals_apart(cell.ci_low, cell.ci_high) is None:
        return None
    return cell.ci_low, cell.ci_high


def told_margin_of(change: Change) -> tuple[float, float] | None:
    """The interval that is told of a difference, None where there is none or it has no width."""
    low, high = change.told_low, change.told_high
    return None if low is None or high is None or decimals_apart(low, high) is None else (low, high)


def reason_without(cell: Estimate | None, study: Study) -> Reason:
    """Why no margin stands beside a figure; "" where one does, or where no figure is shown.

    complete    everybody of the population answered
    fixed       weights, strata or the group itself leave nothing to chance
    alike       everybody gave one answer
    few         too few answers to compute one, or a small group that answered alike
    same        both ends are the figure itself
    """
    if cell is None or not cell.shown or margin_of(cell) is not None:
        return ""
    if cell.ci_low is not None:
        return "same"
    if cell.se is None:
        return "complete" if study.design.sampling == "census" else "few"
    if cell.se > NO_VARIANCE:
        return "few"
    if cell.measure == "share" or cell.item in _known(cell, study):
        return "fixed"
    return "alike" if (cell.n or 0) >= ENOUGH else "few"


def _known(cell: Estimate, study: Study) -> frozenset[str]:
    """Items whose distribution is known in the domain of a figure."""
    breakdown = study.breakdown(cell.breakdown)
    return study.weighted_to if breakdown is None else frozenset(breakdown.items)
