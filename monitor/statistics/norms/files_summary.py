"""How files were drawn, reviewed, repaired and reviewed again, for method.json: counts, never a file or a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

MONTH, QUARTER = "month", "quarter"


@dataclass(frozen=True)
class FilesOfProcess:
    """The files of one process in a wave.

    `handled` and `drawn` are None where nobody knows them. `joined` are months that count together, as their first one,
    since too few files of them were reviewed. Of the `returned` files some were `repaired`, in `days` (the median); None
    where the reviews do not say so, and where that is `kept_back`. `fewest` files, all of them right, are the least that prove
    the norm on what is right the first time.
    """

    process: str
    reviewed: int
    handled: int | None = None
    drawn: int | None = None
    joined: tuple[str, ...] = ()
    returned: int | None = None
    repaired: int | None = None
    days: float | None = None
    fewest: int | None = None
    kept_back: bool = False

    def without_repair(self) -> FilesOfProcess:
        """The same without what became of its files."""
        known = self.kept_back or self.returned is not None
        return replace(self, returned=None, repaired=None, days=None, kept_back=known)


@dataclass(frozen=True)
class FilesOfMonth:
    """The files of one month or quarter: how many were right the first time, and whether that is out of line.

    `low` and `high` are the shares between which chance keeps a month of so many files. `out_of_line`: so few right files, or so many, hardly ever come at the share of all months. `in_a_row`: one of a row of
    months on one side of it.
    """

    period: str
    files: int
    right: int
    low: float = 0.0
    high: float = 1.0
    out_of_line: bool = False
    in_a_row: bool = False


@dataclass(frozen=True)
class MonthsOfProcess:
    """The months of a process beside each other; quarters where no outcome of a month could be a signal.

    `share` is that of all of them together, `trend` z of Cochran and Armitage with `p`, None where there is nothing to test.
    `left_out` months are not told: too few caseworkers are behind them.
    """

    process: str
    by: str
    share: float
    months: tuple[FilesOfMonth, ...]
    can_signal: bool
    trend: float | None = None
    p: float | None = None
    left_out: int = 0

    @property
    def quarterly(self) -> bool:
        """Whether they are quarters."""
        return self.by == QUARTER


@dataclass(frozen=True)
class SecondReview:
    """How much second reviewers agree with the first ones, on one norm; `norm` is empty of all norms together.

    See quality.second_reviewer.TwiceReviewed.
    """

    norm: str
    files: int
    judgements: int
    alike: int
    alpha: float | None
    se: float | None
    milder: int
    stricter: int
    p: float


@dataclass(frozen=True)
class DrawOfFiles:
    """One draw of a period: of `handled` files so many were `drawn`, with this seed, from files with this hash.

    `reason` says why the period was drawn again; `replaced` that a later draw of it counts.
    """

    period: str
    seed: str
    frame_sha256: str
    handled: int
    drawn: int
    second: int
    reason: str = ""
    replaced: bool = False


@dataclass(frozen=True)
class FilesOfWave:
    """From handled to accepted: how many files there were at each step; None where nobody knows.

    `workers_known` says whether it is known who handled which files.
    """

    handled: int | None
    drawn: int | None
    found: int
    reviewed: int
    accepted: int
    processes: tuple[FilesOfProcess, ...] = ()
    months: tuple[MonthsOfProcess, ...] = ()
    second: tuple[SecondReview, ...] = ()
    draws: tuple[DrawOfFiles, ...] = ()
    workers_known: bool = False


@dataclass(frozen=True)
class FilesSummary:
    """What a study of files says of them, by wave, and the norms of the organisation by figure."""

    waves: Mapping[str, FilesOfWave] = field(default_factory=dict)
    norms: Mapping[str, float] = field(default_factory=dict)

    def without_months(self, least: int) -> FilesSummary:
        """What everybody may know: no months, and nothing of fewer than so many files but how many there were."""
        return replace(self, waves={wave: _public(files, least) for wave, files in self.waves.items()})


def _public(files: FilesOfWave, least: int) -> FilesOfWave:
    processes = tuple(one if one.reviewed >= least else one.without_repair() for one in files.processes)
    return replace(
        files, processes=processes, months=(), second=tuple(one for one in files.second if one.files >= least)
    )
