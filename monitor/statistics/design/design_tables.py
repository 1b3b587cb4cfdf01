"""A design without its respondents: all that variances, tests and degrees of freedom need of it besides sums of items."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from monitor.statistics.design.combinations import Tables
from monitor.statistics.design.replicate_weights import Replicates
from monitor.statistics.design.sampled_units import SampledUnits


@dataclass(frozen=True)
class CalibratedMargins:
    """The margins that weights were calibrated to, added up.

    `values` [cell, auxiliary] and `cell_wave` as in Calibration; `bases` [cell] the weights before it, `totals`
    [block, auxiliary] those after it, `squares` [auxiliary, auxiliary] cross products with the squared weights.
    """

    values: np.ndarray
    cell_wave: np.ndarray
    bases: np.ndarray
    totals: np.ndarray
    squares: np.ndarray

    @cached_property
    def column_wave(self) -> np.ndarray:
        """The wave of each auxiliary."""
        return self.cell_wave[np.abs(self.values).argmax(axis=0)]

    @cached_property
    def inverse(self) -> np.ndarray:
        """Generalised inverse of the cross products of the auxiliaries; margins overlap, so rank is lost."""
        scale = np.sqrt((self.bases[:, None] * self.values**2).sum(axis=0))
        scale = np.where(scale > 0, scale, 1.0)
        scaled = self.values / scale
        cross = scaled.T @ (scaled * self.bases[:, None])
        return np.linalg.pinv(cross, rcond=1e-12, hermitian=True) / np.outer(scale, scale)


@dataclass(frozen=True)
class DesignTables:
    """The design of all waves together, as tables.

    `rows` and `counted` [wave] are respondents and those with a weight, `weight` [wave] theirs. With `replicates` all
    variances come from those, and units do not count.
    """

    waves: tuple[str, ...]
    units: SampledUnits
    rows: np.ndarray
    counted: np.ndarray
    weight: np.ndarray
    calibration: CalibratedMargins | None = None
    replicates: Replicates | None = None

    @classmethod
    def from_tables(
        cls,
        waves: tuple[str, ...],
        units: SampledUnits,
        tables: Tables,
        cells: tuple[np.ndarray, np.ndarray] | None = None,
        replicates: Replicates | None = None,
    ) -> DesignTables:
        """The design of the tables of all respondents together (`design_tables`); `cells` are the auxiliaries of the
        margin cells and the waves of those, where weights are calibrated."""
        margins = None
        if cells is not None:
            margins = CalibratedMargins(*cells, *(tables[name] for name in ("bases", "totals", "squares")))
        rows, counted, weight = (tables[name] for name in ("rows", "counted", "weight"))
        return cls(waves, units, rows, counted, weight, margins, replicates)

    @property
    def auxiliaries(self) -> CalibratedMargins:
        """What the weights were calibrated to; a TypeError where they were not."""
        if self.calibration is None:
            raise TypeError("these weights were not calibrated")
        return self.calibration

    @property
    def replicate_weights(self) -> Replicates:
        """What is known of the replicate weights; a TypeError where there are none."""
        if self.replicates is None:
            raise TypeError("this design has no replicate weights")
        return self.replicates

    @property
    def wave_scale(self) -> np.ndarray:
        """What makes the weights of a wave add up to its number of counted respondents."""
        some = self.weight > 0
        return np.where(some, self.counted / np.where(some, self.weight, 1.0), 1.0)
