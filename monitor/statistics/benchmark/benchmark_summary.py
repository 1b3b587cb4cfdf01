"""What a benchmark says of itself: about all municipalities together, never about one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitor.statistics.benchmark.measured_areas import MeasuredFigure
from monitor.study.benchmark_plan import BenchmarkPlan

DIGITS = 2
"""Significant digits of what is published of numbers about all municipalities, those too of which nothing is told."""


@dataclass(frozen=True)
class FigureSummary:
    """A benchmarked figure of the latest wave; numbers are None with fewer `municipalities` than a coefficient needs.

    `municipalities` with answers are in the model; `s2` is the variance of one answer within them; `phi` the mean squared
    z around the figure of all, about 1 where only chance works, and `phi_bound` what it then seldom passes.
    """

    item: str
    category: str
    measure: str
    wave: str
    municipalities: int
    s2: float | None = None
    phi: float | None = None
    phi_bound: float | None = None


@dataclass(frozen=True)
class BenchmarkSummary:
    """How municipalities are set beside each other: what was declared, each figure, and how many municipalities have a verdict
    (None before the door)."""

    breakdown: str
    peers: str
    traits: tuple[str, ...]
    fpc: bool
    members: int
    largest: float
    fitted: int
    figures: tuple[FigureSummary, ...] = ()
    reports_with_verdict: int | None = None


def benchmark_summary(
    plan: BenchmarkPlan | None, measured: Sequence[MeasuredFigure]
) -> BenchmarkSummary | None:
    """The summary of a declared benchmark; None without one."""
    if plan is None:
        return None
    return BenchmarkSummary(
        plan.breakdown,
        plan.peers,
        plan.traits,
        plan.fpc,
        plan.members,
        plan.largest,
        plan.fitted,
        tuple(_of_figure(one, plan.fitted) for one in measured),
    )


def _of_figure(measured: MeasuredFigure, least: int) -> FigureSummary:
    figure, size = measured.figure, len(measured.areas)
    known = FigureSummary(figure.item, figure.category, figure.measure, measured.wave, size)
    if size < least:
        return known
    found, phi = measured.overdispersed, measured.overdispersed.phi
    return FigureSummary(
        figure.item,
        figure.category,
        figure.measure,
        measured.wave,
        size,
        in_two_digits(measured.s2),
        in_two_digits(phi),
        in_two_digits(found.bound),
    )


def in_two_digits(number: float | None) -> float | None:
    """A number about all municipalities as it is published, None where there is none."""
    return None if number is None or not np.isfinite(number) else float(f"{number:.{DIGITS}g}")
