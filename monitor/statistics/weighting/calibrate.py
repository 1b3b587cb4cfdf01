"""Weights that reproduce known totals: raking and calibration (Deville & Särndal 1992).

Everything works on a table of margin cells: respondents of one cell get the same factor g.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.errors import StatisticsError

Bounds = tuple[float, float]
PRECISION = 1e-11
MOST_SWEEPS = 5000
MOST_STEPS = 200


@dataclass(frozen=True)
class Calibrated:
    """Factors `g` per cell, with what it took: `iterations` and the largest relative margin error left."""

    g: np.ndarray
    iterations: int
    gap: float

    @property
    def converged(self) -> bool:
        return self.gap <= PRECISION


def rake(base: np.ndarray, margins: list[tuple[np.ndarray, np.ndarray]]) -> Calibrated:
    """Iterative proportional fitting (Deming & Stephan 1940).

    `base` holds weighted totals per cell; a margin is (category of each cell, totals by category).
    Categories without a cell are left alone: the caller names empty cells first.
    """
    g, gap, sweep = np.ones(len(base)), np.inf, 0
    while gap > PRECISION and sweep < MOST_SWEEPS:
        sweep += 1
        for category, totals in margins:
            reached = np.bincount(category, base * g, minlength=len(totals))
            g = g * np.where(reached > 0, totals / np.where(reached > 0, reached, 1.0), 1.0)[category]
        gap = largest_gap(base * g, margins)
    return Calibrated(g, sweep, gap)


def largest_gap(weighted: np.ndarray, margins: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """Largest relative difference between achieved and wanted margins."""
    gaps = [
        np.abs(np.bincount(category, weighted, minlength=len(totals)) - totals)
        / np.where(totals > 0, totals, 1.0)
        for category, totals in margins
    ]
    return float(max(gap.max() for gap in gaps))


def calibrate(
    base: np.ndarray, values: np.ndarray, totals: np.ndarray, method: str, bounds: Bounds | None = None
) -> Calibrated:
    """Calibrate to totals of auxiliary `values` [cells, X] by Newton's method.

    `method` is linear (with bounds: truncated), raking (multiplicative) or logit (needs bounds);
    `bounds` are the least and largest g. Dependent auxiliaries, as of several margins, are fine.
    **Raises** StatisticsError for an unknown method, and bounds that do not enclose 1.
    """
    _check_method(method, bounds)
    scale = np.maximum(np.abs(totals), np.abs(values).max(axis=0, initial=0.0))
    scale = np.where(scale > 0, scale, 1.0)
    x, wanted = values / scale, totals / scale
    slope = np.zeros(values.shape[1])
    g, gap, steps = np.ones(len(base)), np.inf, 0
    while steps < MOST_STEPS:
        missing = wanted - (base * g) @ x
        gap = float(np.abs(missing).max(initial=0.0))
        if gap <= PRECISION:
            break
        steps += 1
        cross = x.T @ (x * (base * _derivative(x @ slope, method, bounds))[:, None])
        step = np.linalg.lstsq(cross, missing, rcond=1e-13)[0]
        slope, g = _damped(slope, step, x, base, wanted, gap, method, bounds)
    return Calibrated(g, steps, gap)


def _check_method(method: str, bounds: Bounds | None) -> None:
    if method not in ("linear", "raking", "logit"):
        raise StatisticsError("statistics.is_no_calibration_method", method=method)
    if method == "logit" and bounds is None:
        raise StatisticsError("statistics.logit_calibration_needs_bounds")
    if bounds is not None and not bounds[0] < 1 < bounds[1]:
        raise StatisticsError(
            "statistics.calibration_bounds_must_lie_around", got=f"[{bounds[0]:g}, {bounds[1]:g}]"
        )


def _damped(slope, step, x, base, wanted, gap, method, bounds) -> tuple[np.ndarray, np.ndarray]:
    """The Newton step, halved while it makes things worse."""
    for _ in range(30):
        trial = slope + step
        g = _factor(x @ trial, method, bounds)
        if np.isfinite(g).all() and np.abs(wanted - (base * g) @ x).max() < gap:
            return trial, g
        step = step / 2
    return trial, _factor(x @ trial, method, bounds)


def _factor(u: np.ndarray, method: str, bounds: Bounds | None) -> np.ndarray:
    """g as a function of the linear predictor; 1 at 0."""
    if method == "logit" and bounds is not None:
        low, high = bounds
        rise = np.exp(np.clip(_steepness(bounds) * u, -700, 700))
        return (low * (high - 1) + high * (1 - low) * rise) / ((high - 1) + (1 - low) * rise)
    g = 1 + u if method == "linear" else np.exp(np.clip(u, -700, 700))
    return g if bounds is None else np.clip(g, *bounds)


def _steepness(bounds: Bounds) -> float:
    low, high = bounds
    return (high - low) / ((1 - low) * (high - 1))


def _derivative(u: np.ndarray, method: str, bounds: Bounds | None) -> np.ndarray:
    g = _factor(u, method, bounds)
    if method == "logit" and bounds is not None:
        low, high = bounds
        return _steepness(bounds) * (g - low) * (high - g) / (high - low)
    slope = np.ones(len(u)) if method == "linear" else g
    return slope if bounds is None else np.where((g > bounds[0]) & (g < bounds[1]), slope, 0.0)
