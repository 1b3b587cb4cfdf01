"""What a figure says, before anything is drawn: its keys, its rows and the values in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from monitor.publication.cells.margins import Reason, margin_of
from monitor.publication.cells.missing import Missing, missing_from
from monitor.publication.cells.selection import UNRELIABLE, Quantity, shown_value
from monitor.publication.exhibits.names import Name
from monitor.schema import Change, Estimate
from monitor.study.questionnaire import Item

LATEST = "previous"  # the comparison that a figure of two waves shows
OTHER_SCALE = "other_scale"  # what is told of a mean that another scale measured


@dataclass(frozen=True)
class Key:
    """What the legend explains: a category, a part, a wave or a group."""

    code: str
    label: str


@dataclass(frozen=True)
class Point:
    """One value of a figure; `value` is None where it is suppressed or was not measured.

    `missing` says who is not in its base, `told` why there is a word and no number: few or nearly_all, or another scale; `rest`
    whether a group is higher or lower than all others together.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: float | None = None
    unreliable: bool = False
    suppressed: bool = False
    told: str = ""
    missing: Missing = Missing()
    rest: str = ""


@dataclass(frozen=True)
class Row:
    """One row: its label, the header it stands under, one point per key.

    `joined` says of each pair of neighbouring waves whether their answers can be compared; `outcome` and `since` tell the
    `change` between the latest two in a word and in a few. `favourable` is the side of a statement that is good news, where
    somebody said, `net` what some answers are together, `everybody` the whole sample beside its groups. `outside` files are
    those that a norm did not apply to, None of whatever is no norm or is not told.
    """

    label: str
    points: tuple[Point, ...]
    section: str = ""
    n: float | None = None
    change: Change | None = None
    joined: tuple[bool, ...] = ()
    outcome: str = ""
    since: str = ""
    favourable: str = ""
    net: Point | None = None
    everybody: Point | None = None
    outside: float | None = None


@dataclass(frozen=True)
class Plot:
    """What is drawn: `keys` in the order of the scale, `rows` in the order of the figure."""

    keys: tuple[Key, ...]
    rows: tuple[Row, ...]

    @property
    def points(self) -> list[Point]:
        return [point for row in self.rows for point in row.points]


@dataclass(frozen=True)
class Content(Plot):
    """One figure of an indicator.

    `counted` where not everybody who took part counts in it, asked or not; `without` says why points have no margin.
    """

    kind: str
    name: Name
    items: tuple[Item, ...]
    quantities: tuple[Quantity, ...]
    display: str
    waves: tuple[str, ...]
    without_figures: tuple[str, ...] = ()  # groups of which nothing was released
    counted: bool = False
    without: frozenset[Reason] = frozenset()
    all_answers: int = 0  # where not all of them fit: how many answers there are for each item
    all_rows: int = 0  # the same of rows
    net_label: str = ""  # what the net of each row is called, where rows have one

    @property
    def bases(self) -> list[float]:
        """Different bases in this figure, rising."""
        return sorted({point.n for point in self.points if point.n is not None})

    @property
    def missing(self) -> Missing:
        """Who is not in the base of one point or another."""
        return reduce(Missing.__or__, (point.missing for point in self.points), Missing())

    @property
    def is_hidden(self) -> bool:
        """Whether nothing of it is shown, not by its rows and not beside them."""
        beside = [point for row in self.rows for point in (row.net, row.everybody) if point is not None]
        return not any(point.value is not None or point.told for point in [*self.points, *beside])

    def bases_at(self, place: int) -> list[float]:
        """Different bases of one key, rising."""
        return sorted({point.n for point in self._points_at(place) if point.n is not None})

    def _points_at(self, place: int) -> list[Point]:
        return [row.points[place] for row in self.rows]

    def shown(self, value: float) -> str:
        return shown_value(value, self.display)


def point_of(estimate: Estimate | None) -> Point:
    if estimate is None:
        return Point(None)
    if estimate.is_class:
        return Point(None, n=estimate.n, told=estimate.status)
    if not estimate.shown:
        return Point(None, suppressed=True)
    low, high = margin_of(estimate) or (None, None)
    return Point(
        estimate.estimate, low, high, estimate.n, estimate.status == UNRELIABLE,
        missing=missing_from(estimate),
    )  # fmt: skip
