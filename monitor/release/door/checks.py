"""What one disclosure check says of a table, as it is told in `method.json`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.release.results.method import CheckRecord


@dataclass(frozen=True)
class Check:
    """`mask` says which blocks or rows a check concerns, `summary` tells it in Dutch.

    `status` is "passed" where nothing had to be done, else "applied".
    """

    name: str
    summary: str
    mask: np.ndarray

    @property
    def status(self) -> str:
        return "applied" if self.mask.any() else "passed"

    def record(self) -> CheckRecord:
        """What a public record may hold: how often, never which."""
        return CheckRecord(self.name, self.status, self.summary, int(self.mask.sum()))


def blocks_concerned(mask: np.ndarray) -> str:
    """How many blocks, as the beginning of a Dutch summary."""
    return f"{int(mask.sum())} van de {len(mask)} cijferblokken"
