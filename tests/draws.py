"""How often a simulation draws, and how far its bars stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ERRORS = 3  # simulation errors that a bar stands further when there are fewer draws


@dataclass(frozen=True)
class Draws:
    """All draws and the bars as stated, with `just simulate NAME`; else fewer, and bars three errors further.

    The simulation error of a rate is that of a share of so many draws; of a mean over draws it is worked
    out from the values of the draws themselves.
    """

    full: bool

    def of(self, stated: int, fewer: int) -> int:
        """How many draws: those that are stated, or fewer."""
        return stated if self.full else fewer

    def further(self, rate: float, draws: int) -> float:
        """How far the bar `rate` of a share of draws stands from what is stated."""
        return 0.0 if self.full else ERRORS * float(np.sqrt(rate * (1 - rate) / draws))

    def up(self, rate: float, draws: int) -> float:
        """The most that a rate over draws may be, stated as `rate`."""
        return rate + self.further(rate, draws)

    def down(self, rate: float, draws: int) -> float:
        """The least that a rate over draws may be, stated as `rate`."""
        return rate - self.further(rate, draws)

    def of_mean(self, by_draw: Sequence[float]) -> float:
        """How far the bar of a mean over draws stands from what is stated."""
        return 0.0 if self.full else ERRORS * float(np.std(by_draw, ddof=1) / np.sqrt(len(by_draw)))
