"""What is asked of the feasibility intervals of suppressed cells, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.release.attack.propagation import TOLERANCE


@dataclass(frozen=True)
class ProtectionLevels:
    """What the feasibility interval of each cell must be: at least `width` wide, with a value of at least `reaches`.

    The first is a sliding protection level in the sense of Fischetti and Salazar (2001).
    """

    width: np.ndarray
    reaches: np.ndarray

    def met(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Which of the intervals from `low` to `high` are enough."""
        return (high - low >= self.width - TOLERANCE) & (high >= self.reaches - TOLERANCE)

    def take(self, cells: np.ndarray) -> ProtectionLevels:
        """The levels of some cells."""
        return ProtectionLevels(self.width[cells], self.reaches[cells])


@dataclass
class FeasibilityIntervals:
    """Lowest and highest value of each cell.

    Inner bounds, each seen in some possible table, where the protection levels are met; outer bounds where even
    those do not meet them; the exact interval otherwise. `settled` marks the last two.
    """

    low: np.ndarray
    high: np.ndarray
    settled: np.ndarray
