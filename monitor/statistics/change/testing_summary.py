"""How changes were tested, in a few numbers, for method.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class FamilySummary:
    """A family of tests: `m` item tests, of which `selected` below alpha by `rule`, each judged at `level`.

    `comparison`, `from_wave` and `to_wave` are empty where the comparisons of the family differ in them.
    `tests` counts rows by the name of their test, `mdd_low` and `mdd_high` are the least and greatest minimal
    detectable difference of its shares.
    """

    family: str
    comparison: str
    from_wave: str
    to_wave: str
    breakdown: str
    rule: str
    alpha: float
    m: int
    selected: int
    level: float
    tests: Mapping[str, int]
    mdd_low: float | None = None
    mdd_high: float | None = None


@dataclass(frozen=True)
class ChangeTesting:
    """What was declared about tests of change, and the families that came of it."""

    alpha: float
    power: float
    adjust: str
    sparse_below: float
    margins: Mapping[str, float]
    headlines: tuple[str, ...]
    left_out: tuple[str, ...]
    fpc: bool
    stable_ids: bool | None
    families: tuple[FamilySummary, ...] = ()
