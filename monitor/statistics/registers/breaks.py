"""What may be said of growth at a declared date: the test there, the tests at all other dates, and six verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitor.statistics.registers.growth import (
    BreakTest,
    admissible,
    break_test,
    growth_of,
    months_apart,
)
from monitor.study.house_policy import HouseRegister

NOT_COMPARABLE, TOO_FEW = "not_comparable", "too_few"
AT_DATE, ELSEWHERE, LEVELS_OFF, UNDECIDED = (
    "break_at_date",
    "break_elsewhere",
    "growth_levels_off",
    "undecided",
)


@dataclass(frozen=True)
class Series:
    """The counts of all municipalities together, by month; `pulses` are months since which is counted in another way."""

    months: tuple[str, ...]
    counts: np.ndarray
    pulses: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeasuredBreak:
    """Growth at a date: the test, that without the trend, and the tests at every admissible month, the date included.

    `test` is None where nothing can be tested; `reason` is then the verdict. `largest` is the largest |t| of the months far from
    the date, nan where there are none.
    """

    month: str
    scale: str
    before: int
    after: int
    test: BreakTest | None
    without_trend: BreakTest | None
    placebo: tuple[BreakTest, ...]
    far: tuple[BreakTest, ...]
    reason: str = ""

    @property
    def largest(self) -> float:
        return max((abs(one.t) for one in self.far), default=float("nan"))

    @property
    def largest_at(self) -> str:
        return max(self.far, key=lambda one: abs(one.t)).month if self.far else ""

    @property
    def same_sign(self) -> bool:
        """Whether growth moves the same way with the trend and without it."""
        other = self.without_trend
        return self.test is not None and other is not None and self.test.difference * other.difference > 0

    def verdict(self, p_adjusted: float, alpha: float) -> str:
        """What may be said of the date, with its p among all counts of the event."""
        if self.test is None:
            return self.reason
        if p_adjusted < alpha:
            if not self.far:  # nothing to hold the date against
                return TOO_FEW
            if not abs(self.test.t) > self.largest:
                return ELSEWHERE
            return AT_DATE if self.same_sign else UNDECIDED
        flat = self.without_trend
        return LEVELS_OFF if flat is not None and flat.p < alpha else UNDECIDED


def measured_break(series: Series, month: str, scale: str, policy: HouseRegister) -> MeasuredBreak:
    """Growth of a series at a date, and at every month with enough growth on both sides of it.

    A month since which is counted in another way is no date of its own, nor a yardstick.
    **Method**: see `growth.break_test`; months a year or more from the date are the yardstick.
    """
    growth, months = growth_of(series.counts, scale), series.months[1:]
    before = sum(one < month for one in months)
    after = len(months) - before

    def untested(reason: str) -> MeasuredBreak:
        return MeasuredBreak(month, scale, before, after, None, None, (), (), reason)

    if month in series.pulses:
        return untested(NOT_COMPARABLE)
    if min(before, after) < policy.months or not np.isfinite(growth).all():
        return untested(TOO_FEW)
    test = break_test(growth, months, month, policy.frequency, True, series.pulses)
    flat = break_test(growth, months, month, policy.frequency, False, series.pulses)
    if test is None or not np.isfinite(test.t):
        return untested(TOO_FEW)
    placebo = _at_all(growth, months, series.pulses, policy)
    far = tuple(one for one in placebo if months_apart(one.month, month) >= policy.far)
    return MeasuredBreak(month, scale, before, after, test, flat, placebo, far)


def _at_all(
    growth: np.ndarray, months: Sequence[str], pulses: Sequence[str], policy: HouseRegister
) -> tuple[BreakTest, ...]:
    dates = (one for one in admissible(months, policy.months) if one not in pulses)
    found = (break_test(growth, months, one, policy.frequency, True, pulses) for one in dates)
    return tuple(one for one in found if one is not None and np.isfinite(one.t))
