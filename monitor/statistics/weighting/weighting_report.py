"""What weighting did, reached and left over, for the method annex."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from monitor.statistics.design.calibration import Calibration


@dataclass(frozen=True)
class MarginReport:
    """One margin category of one wave: the share before, the total wanted and the total reached."""

    wave: str
    margin: str
    category: str
    respondents: int
    base_share: float
    total: float
    achieved: float
    source: str
    reference_date: str


@dataclass(frozen=True)
class NumberReport:
    """A number of one wave of which the sum in the population is known, and the sum that was reached."""

    wave: str
    name: str
    total: float
    achieved: float
    source: str
    reference_date: str


@dataclass(frozen=True)
class WaveReport:
    """How the weights of one wave came out.

    `gap` is the largest relative margin error, `trim_gap` the largest relative excess over the
    trimming limits that was left, `trimmed` how many weights were outside them at first. `deff` is
    the design effect of the weights n sum(w^2) / (sum w)^2 (Kish 1965), `empty_cells` how many
    combinations of margin categories have no respondents.
    """

    wave: str
    respondents: int
    deff: float
    n_effective: float
    least: float
    greatest: float
    cv: float
    iterations: int = 0
    rounds: int = 0
    gap: float = 0.0
    trim_gap: float = 0.0
    trimmed: int = 0
    empty_cells: int = 0


@dataclass(frozen=True)
class WeightingReport:
    """What was done per wave and what every margin reached."""

    method: str
    waves: tuple[WaveReport, ...]
    margins: tuple[MarginReport, ...] = ()
    numbers: tuple[NumberReport, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class Weighting(WeightingReport):
    """The report with the `calibration` that the design needs."""

    calibration: Calibration | None = None

    @property
    def report(self) -> WeightingReport:
        """What the method says of it."""
        return WeightingReport(self.method, self.waves, self.margins, numbers=self.numbers)


def describe_weights(wave: str, weights: np.ndarray, **more) -> WaveReport:
    """The spread of the weights of one wave; those of 0 do not count."""
    used = weights[weights > 0]
    if not len(used):
        nothing = float("nan")
        return WaveReport(wave, 0, nothing, nothing, nothing, nothing, nothing, **more)
    deff = float(len(used) * (used**2).sum() / used.sum() ** 2)
    cv = float(np.sqrt(max(deff - 1, 0.0)))
    least, greatest = float(used.min()), float(used.max())
    return WaveReport(wave, len(used), deff, len(used) / deff, least, greatest, cv, **more)
