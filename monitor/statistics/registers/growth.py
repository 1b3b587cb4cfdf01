"""Breaks in growth: a regression with trend and step, a long-run variance of few cosines, and other dates as a yardstick.

Growth of a month is its count less that of the month before, or the logarithm of their ratio. It is regressed on the
months of the year, a straight trend, a pulse for each month since which is counted in another way, and a step at the date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

import numpy as np
from scipy.special import stdtr, stdtrit

NUMBER, PERCENT = "number", "percent"


@dataclass(frozen=True)
class BreakTest:
    """The step in growth at one month: its size a month, with standard error, t, degrees of freedom and p."""

    month: str
    before: int
    after: int
    difference: float
    se: float
    t: float
    df: float
    p: float

    def limits(self, alpha: float) -> tuple[float, float]:
        """The interval of the step at a level of 1 - alpha."""
        return limits_of(self.difference, self.se, self.df, alpha)


def two_sided_p(t: float, df: float) -> float:
    """The chance of a t as far from 0 as this one."""
    return float(2 * stdtr(df, -abs(t)))


def limits_of(difference: float, se: float, df: float, alpha: float) -> tuple[float, float]:
    """The two-sided interval of a difference by the quantiles of t, at a level of 1 - alpha."""
    half = float(stdtrit(df, 1 - alpha / 2)) * se
    return difference - half, difference + half


def growth_of(counts: np.ndarray, scale: str) -> np.ndarray:
    """Growth of every month but the first, in numbers or as the logarithm of a ratio. **Raises** nothing: of 0 it is infinite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.diff(np.log(counts)) if scale == PERCENT else np.diff(counts)


def break_test(
    growth: np.ndarray,
    months: Sequence[str],
    month: str,
    frequency: float,
    trend: bool = True,
    pulses: Sequence[str] = (),
) -> BreakTest | None:
    """The step in growth from a month on; None where the months cannot tell it from the rest of the regression.

    `months` are those of `growth`; a pulse outside them, such as that of the first month of a series, changes no growth. `frequency` times T^(2/3) cosines give the long-run variance.
    **Method**: equally weighted cosines of the residuals (Lazarus, Lewis, Stock & Watson 2018), divided by tr(C M C') in the
    place of their number, since the residuals are those of a regression; t on as many degrees of freedom.
    """
    columns = _columns(months, month, trend, pulses)
    basis, scale = np.linalg.qr(columns)
    if np.abs(np.diag(scale)).min() < 1e-9 * np.abs(np.diag(scale)).max():
        return None
    length = len(growth)
    coefficients = np.linalg.solve(scale, basis.T @ growth)
    rest = growth - columns @ coefficients
    cosines = _cosines(length, floor(frequency * length ** (2 / 3)))
    made = cosines - (cosines @ basis) @ basis.T
    df = float((made * cosines).sum())
    long_run = float(((cosines @ rest) ** 2).sum() / df)
    inverse = np.linalg.inv(scale)
    se = float(np.sqrt(long_run * (inverse[-1] ** 2).sum()))
    difference = float(coefficients[-1])
    t = difference / se if se > 0 else float("nan")
    before = sum(one < month for one in months)
    p = two_sided_p(t, df)
    return BreakTest(month, before, len(months) - before, difference, se, t, df, p)


def _columns(months: Sequence[str], month: str, trend: bool, pulses: Sequence[str]) -> np.ndarray:
    of_year = np.array([int(one[5:]) for one in months])
    columns = [(of_year == one).astype(float) for one in sorted(set(of_year.tolist()))]
    if trend:
        places = np.arange(1.0, len(months) + 1)
        columns.append(places - places.mean())
    columns += [np.array([one == pulse for one in months], float) for pulse in pulses if pulse in months]
    columns.append(np.array([one >= month for one in months], float))
    return np.column_stack(columns)


def _cosines(length: int, number: int) -> np.ndarray:
    """**Rows**: cosines; **columns**: months."""
    waves, places = np.arange(1, number + 1), np.arange(1, length + 1) - 0.5
    return np.sqrt(2 / length) * np.cos(np.pi * np.outer(waves, places) / length)


def months_apart(one: str, other: str) -> int:
    """How many months lie between two months."""
    return abs((int(one[:4]) - int(other[:4])) * 12 + int(one[5:]) - int(other[5:]))


def admissible(months: Sequence[str], least: int) -> tuple[str, ...]:
    """Months with so much growth before them, and from them on."""
    return tuple(months[least : len(months) - least + 1])
