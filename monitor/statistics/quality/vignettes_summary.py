"""What is counted of vignettes besides figures, for method.json: counts of people and pairs, never a municipality or a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FEW, NEARLY_ALL, TOO_FEW, KEPT_BACK = "few", "nearly_all", "too_few", "kept_back"
HIDDEN = "hidden"
"""How a count is told that is not told as a number, or not with all that follows from it."""
ALIKE, UNDECIDED = "alike", "undecided"
Range = tuple[int, int]
"""The least and the most that a count can be, by what is told; equal where its number is told."""


@dataclass(frozen=True)
class Crossed:
    """Two facts of the same `people`: how many have both, one of them, or neither; None where that is not told. Of `left_out` people
    only one of the two is known; inside only."""

    people: int
    both: Range | None
    first_only: Range | None
    second_only: Range | None
    neither: Range | None
    left_out: int | None = None


@dataclass(frozen=True)
class CrossedCount:
    """So many people saw room or not (a code of that question) and decided so (a code of that one)."""

    room: str
    decision: str
    count: int


@dataclass(frozen=True)
class Expected:
    """Of `asked` people who expect a colleague to decide the same and have one, `came_true` says of how many that one did; None where
    that is not told. `alone` people said what they expect, and no colleague of theirs decided or they did not; inside only."""

    asked: int | None
    came_true: int | None
    told: str = ""
    alone: int | None = None


@dataclass(frozen=True)
class PairsOfVignette:
    """How alike colleagues decide on a vignette.

    Colleagues of `municipalities` without a local rule make `pairs`; `with_rule` have one and are left out, of `single` ones one caseworker
    decided. `teams` says that not all teams are of two. `alike` pairs decided the same, by chance `expected` would. See
    quality.pairs for the rest; `verdict` says whether that is proven to be more than chance (alike) or not (undecided); `power` is by part of the caseworkers that do as their municipality does. `least_by_side` is
    the smallest number of people of one side (long or short in service) who gave an answer, or did not; `least_left_out` of those
    with a local rule or of the others, None where nobody is left out; `least_alone` the same of those without a colleague in these
    pairs; `answers` are by answer the people who decided and make pairs. These four are known inside only.
    """

    municipalities: int
    pairs: int
    with_rule: int = 0
    single: int = 0
    teams: bool = False
    told: str = ""
    alike: int | None = None
    expected: float | None = None
    between_alike: int | None = None
    between_pairs: int | None = None
    difference: float | None = None
    alpha: float | None = None
    verdict: str = ""
    test: str = ""
    p: float | None = None
    smallest: float | None = None
    power: Mapping[str, float] = field(default_factory=dict)
    least_by_side: int | None = None
    least_left_out: int | None = None
    least_alone: int | None = None
    answers: tuple[int, ...] = ()


@dataclass(frozen=True)
class VignetteSummary:
    """One vignette: room by departing from the standard, departing by expecting the same, room by decision, the expectation
    against colleagues, and pairs; None or empty where a question is not asked. `room_left_out` people answered one of room and
    decision; inside only."""

    vignette: str
    room_by_departing: Crossed | None = None
    departing_by_same: Crossed | None = None
    room_by_decision: tuple[CrossedCount, ...] = ()
    room_left_out: int | None = None
    expectation: Expected | None = None
    pairs: PairsOfVignette | None = None


@dataclass(frozen=True)
class VignettesOfWave:
    """Every vignette of a wave, with who judged them: `respondents` of `municipalities`."""

    respondents: int
    municipalities: int
    vignettes: tuple[VignetteSummary, ...] = ()


@dataclass(frozen=True)
class VignettesSummary:
    """What is counted of vignettes, by wave."""

    waves: Mapping[str, VignettesOfWave] = field(default_factory=dict)
