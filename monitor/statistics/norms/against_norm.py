"""A share or a score held against a norm: the verdict of its limits, and the one-sided p beside it."""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

from scipy.special import betainc

from monitor.statistics.norms.finite import Limits, at_least, at_most, files_for_norm

ABOVE, BELOW, UNDECIDED, TOO_FEW = "above_norm", "below_norm", "undecided", "too_few"


class OneSided(NamedTuple):
    """Chance of so many right files or more just below the norm, and of so many or fewer at it."""

    above: float
    below: float


def verdict_of(limits: Limits, norm: float, files: int, from_files: int) -> str:
    """`too_few` files for a verdict; the lower limit at the norm or above it, the upper one below it, or neither."""
    if files < from_files:
        return TOO_FEW
    if limits.low >= norm:
        return ABOVE
    return BELOW if limits.high < norm else UNDECIDED


def p_of_files(hits: int, drawn: int, handled: int | None, norm: float) -> OneSided:
    """One-sided p of a share in one stratum: hypergeometric, or binomial where nobody knows how many were handled.

    Of a known number of files the norm is met from a whole number of them on; one file less is below it.
    """
    if handled is None:
        return p_of_effective(hits / drawn, drawn, norm)
    wanted = files_for_norm(norm, handled)
    above = at_least(hits, drawn, max(wanted - 1, 0), handled)
    return OneSided(above, at_most(hits, drawn, wanted, handled))


def p_of_effective(estimate: float, files: float, norm: float) -> OneSided:
    """The same of limits at an effective number of files: tails of the binomial, which the incomplete beta continues."""
    if not isfinite(files):
        return OneSided(0.0, 1.0) if estimate >= norm else OneSided(1.0, 0.0)
    hits, misses = estimate * files, (1 - estimate) * files
    above = float(betainc(hits, misses + 1, norm)) if hits > 0 else 1.0
    below = 1 - float(betainc(hits + 1, misses, norm)) if misses > 0 else 1.0
    return OneSided(above, below)
