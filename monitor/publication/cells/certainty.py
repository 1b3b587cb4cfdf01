"""How the figures of a run were tested: read from its method, since the study file may have changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.publication.language.numbers import exact

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet
    from monitor.study.study import Study


@dataclass(frozen=True)
class Certainty:
    """The risk of a false verdict (`alpha`), the chance to find a difference (`power`), and whether p was adjusted."""

    alpha: float
    power: float
    adjusted: bool

    @property
    def confidence(self) -> str:
        """The level of the intervals, 1 - alpha, as told: `95%`."""
        return f"{exact((1 - self.alpha) * 100)}%"


def certainty_of(released: ReleasedSet, study: Study) -> Certainty:
    """What the run tested with; what the study declares where the method keeps no tests."""
    held = released.method.tests or study.comparison
    return Certainty(held.alpha, held.power, held.adjust != "none")
