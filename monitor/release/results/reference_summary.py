"""Which other survey a released set is held against, as its method tells it: by this and the own figures every number follows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReferenceFigure:
    """A figure of the whole country as it is displayed; None where it is not told, and of all of one that cannot be compared.

    `n` is its base, `deff` its design effect; `s2` the variance of one answer, `tau` the standard deviation of municipalities
    around it. `broken` says why the answers of both surveys do not mean the same, "" where they do.
    """

    item: str
    category: str
    measure: str
    estimate: float | None = None
    n: float | None = None
    deff: float | None = None
    s2: float | None = None
    tau: float | None = None
    broken: str = ""


@dataclass(frozen=True)
class Reference:
    """The survey that the own one is held against: its study, title and respondents, the wave with its name, the day on which
    it was published, and its figures in the order in which they are compared."""

    study: str
    title: str
    respondents: str
    wave: str
    label: str
    published: str
    figures: tuple[ReferenceFigure, ...] = ()
