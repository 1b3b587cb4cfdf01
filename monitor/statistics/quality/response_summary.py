"""The response of a wave in a few numbers, for method.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """One stage of the response chain; counts and shares are None where nobody knows them."""

    name: str
    count: int | None
    of_previous: float | None
    of_invited: float | None


@dataclass(frozen=True)
class PartialR:
    """What a variable of the frame, or one category of it, does to representativeness.

    `units` sampled units, `share` of the population they stand for, `response` of them. `unconditional` is how far the
    response of a category lies from that of all, with its sign, times the root of its share; of a variable the root of
    the sum of squares. `conditional` is what is left within groups alike in all other variables. Numbers are None
    where they are not told.
    """

    variable: str
    category: str
    units: int
    share: float
    response: float
    unconditional: float
    conditional: float


@dataclass(frozen=True)
class RIndicator:
    """Representativeness R = 1 - 2 sd(propensity), 1 when everybody is as likely to respond.

    `adjusted` takes off the bias that estimating propensities from a sample adds to their variance; it is None where
    units count by design weights that differ (`weighted`).
    """

    variables: tuple[str, ...]
    n: int
    response: float
    r: float
    adjusted: float | None
    weighted: bool = False
    partial: tuple[PartialR, ...] = ()


@dataclass(frozen=True)
class ResponseSummary:
    """The chain of a wave stage by stage; with dispositions also its rates, by their AAPOR names.

    A rate without a denominator is None; so is `representativeness` where no frame variables are declared.
    """

    chain: tuple[Stage, ...] = ()
    rates: Mapping[str, float | None] | None = None
    representativeness: RIndicator | None = None
