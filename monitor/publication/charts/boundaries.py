"""Draws a date among all other dates: the t value of a step in growth at every month, with the date and the yardstick."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.publication.charts.canvas import Style
from monitor.publication.charts.drawing import Drawing
from monitor.publication.charts.series import EDGE, LEAD, Level, Line, Mark, Months, draw_months


@dataclass(frozen=True)
class Boundaries:
    """The months with their t values (None where nothing was tried), the place of the date and what it is called.

    `yardstick` is the largest |t| of the months far from the date, None where there are none.
    """

    months: tuple[str, ...]
    values: tuple[float | None, ...]
    date: int
    date_name: str
    yardstick: float | None
    yardstick_name: str


def draw_boundaries(shown: Boundaries, style: Style) -> Drawing:
    """A point for each month; that of the date stands out."""
    at_date = tuple(value if place == shown.date else None for place, value in enumerate(shown.values))
    others = tuple(None if place == shown.date else value for place, value in enumerate(shown.values))
    levels = []
    if shown.yardstick is not None:
        levels = [Level(shown.yardstick, shown.yardstick_name), Level(-shown.yardstick, "")]
    months = Months(
        shown.months,
        (Line("", others, EDGE), Line("", at_date, LEAD)),
        (Mark(shown.date, shown.date_name),),
        tuple(levels),
        points=True,
        from_zero=False,
    )
    return draw_months(months, style)
