"""A legend of signs that are not one channel: points, lines and bands beside each other, above the plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.publication.charts.canvas import FONT, LINE
from monitor.publication.charts.frame import Frame
from monitor.publication.theme.fonts import text_width

TEXT, GAP, BETWEEN = 26, 18, 5  # pixels from a sign to its text, between two entries, between two lines
FIRST, BELOW = 10, 12  # the middle of the first line, and the space below the last
POINT, ACROSS, UPRIGHT, BAND = "point", "across", "upright", "band"


@dataclass(frozen=True)
class Sign:
    """One entry: its text, the kind of mark, and how the mark looks (as Vega-Lite calls it)."""

    text: str
    kind: str
    look: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Signs:
    """Entries with their places, from the left and by line; `height` with the space below them."""

    entries: tuple[tuple[Sign, float, int], ...]

    @property
    def height(self) -> float:
        return (self.entries[-1][2] + 1) * (LINE + BETWEEN) + BELOW if self.entries else 0.0

    def add_to(self, frame: Frame) -> None:
        """Draw them above the plot of a frame whose `top` has room for them."""
        for place, (sign, x, line) in enumerate(self.entries):
            middle, left = FIRST + line * (LINE + BETWEEN) - frame.top, x - frame.left
            rows = [{"text": sign.text, "middle": middle, "top": middle - 7, "bottom": middle + 7}]
            _add(frame, f"sign_{place}", sign, rows, left)
            frame.add_texts(f"legend_{place}", rows, x=left + TEXT, colour=frame.colours.ink)


def signs_of(signs: Sequence[Sign], width: float) -> Signs:
    """As many beside each other as fit a sheet of some pixels."""
    entries: list[tuple[Sign, float, int]] = []
    x, line = 0.0, 0
    for sign in signs:
        room = TEXT + text_width(sign.text, FONT)
        if x and x + room > width:
            x, line = 0.0, line + 1
        entries.append((sign, x, line))
        x += room + GAP
    return Signs(tuple(entries))


def _add(frame: Frame, name: str, sign: Sign, rows: list[dict[str, Any]], left: float) -> None:
    import altair as alt

    chart = frame.chart(name, rows)
    middle, top, bottom = frame.y("middle"), frame.y("top"), alt.Y2("bottom")
    if sign.kind == POINT:
        frame.add(chart.mark_point(filled=True, **sign.look).encode(x=alt.XValue(left + 9), y=middle))
    elif sign.kind == UPRIGHT:
        frame.add(chart.mark_rule(**sign.look).encode(x=alt.XValue(left + 9), y=top, y2=bottom))
    elif sign.kind == BAND:
        ends = {"x": alt.XValue(left), "x2": alt.X2Value(left + 18)}
        frame.add(chart.mark_rect(**sign.look).encode(**ends, y=top, y2=bottom))
    else:
        ends = {"x": alt.XValue(left), "x2": alt.X2Value(left + 20)}
        frame.add(chart.mark_rule(**sign.look).encode(**ends, y=middle))
