"""Draws one municipality beside its peers and beside all: an estimate with its margin, two marks, and where most peers lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.publication.charts.bars import share_axis
from monitor.publication.charts.canvas import Style
from monitor.publication.charts.dots import SIZE, Look, add_points, point_row
from monitor.publication.charts.drawing import Drawing
from monitor.publication.charts.frame import CIRCLE, Frame
from monitor.publication.charts.rows import NumberColumn, new_sheet
from monitor.publication.charts.signs import BAND, POINT, UPRIGHT, Sign, signs_of
from monitor.publication.exhibits.content import Point, Row

STEP = 38
HALF_BAND, HALF_TICK = 8, 9  # pixels above and below the middle of a row
TICK = 2.5
PEERS, NATION = "peers", "nation"


@dataclass(frozen=True)
class StripRow:
    """One figure: its label, the theme it stands under, the own estimate, what it is held against, and the verdict in a word.

    `band` is where most of the peers lie; None where there are no peers, or no model.
    """

    label: str
    section: str
    own: Point
    peers: float | None
    nation: float | None
    band: tuple[float, float] | None
    value: str
    outcome: str
    proven: bool


@dataclass(frozen=True)
class StripWords:
    """What the legend and the columns of a strip are called."""

    own: str
    peers: str
    nation: str
    band: str


def draw_strip(rows: Sequence[StripRow], words: StripWords, style: Style) -> Drawing:
    """A row for each figure, in the order of the questionnaire and never by value."""
    ends = [end for row in rows for end in (row.own.high, row.own.value, row.peers, row.nation) if end]
    axis = share_axis(max(ends, default=0.0), style.canvas.narrow)
    columns = (
        NumberColumn("", tuple(row.value for row in rows)),
        NumberColumn("", tuple(row.outcome for row in rows), tuple(row.proven for row in rows), words=True),
    )
    signs = signs_of(_signs(rows, words, style), style.canvas.width)
    plain = [Row(row.label, (row.own,), row.section) for row in rows]
    sheet = new_sheet(plain, style, axis, STEP, legend=signs.height, columns=columns)
    frame = sheet.frame
    middles = [placed.middle for placed in sheet.rows]
    _add_bands(frame, rows, middles, style)
    _add_ticks(frame, rows, middles, style)
    points = [
        point_row(frame, row.own, middle) | {"row": row.label, "key": words.own}
        for row, middle in zip(rows, middles, strict=True)
        if row.own.value is not None
    ]
    if points:
        add_points(frame, points, {words.own: Look(style.colours.accent, CIRCLE)})
    signs.add_to(frame)
    return Drawing.of(frame)


def _signs(rows: Sequence[StripRow], words: StripWords, style: Style) -> list[Sign]:
    """What the legend explains; nothing of peers where there are none."""
    own = Sign(words.own, POINT, {"shape": CIRCLE, "size": SIZE, "color": style.colours.accent, "opacity": 1})
    peers = [
        Sign(words.peers, UPRIGHT, _tick(PEERS, style)),
        Sign(words.band, BAND, {"color": style.colours.line}),
    ]
    nation = Sign(words.nation, UPRIGHT, _tick(NATION, style))
    return [own, *(peers if any(row.peers is not None for row in rows) else []), nation]


def _tick(name: str, style: Style) -> dict[str, Any]:
    """The peers as a full line, all as a thin one with gaps."""
    full = name == PEERS
    return {
        "color": style.colours.ink,
        "strokeWidth": TICK if full else TICK - 1,
        "strokeDash": [1, 0] if full else [3, 2],
    }


def _add_bands(frame: Frame, rows: Sequence[StripRow], middles: Sequence[float], style: Style) -> None:
    bands = [
        {
            "row": row.label, "from": frame.within(row.band[0]), "to": frame.within(row.band[1]),
            "top": middle - HALF_BAND, "bottom": middle + HALF_BAND,
        }
        for row, middle in zip(rows, middles, strict=True)
        if row.band is not None
    ]  # fmt: skip
    if bands:
        import altair as alt

        layer = frame.chart("bands", bands).mark_rect(color=style.colours.line)
        frame.add(layer.encode(x=frame.x("from"), x2=alt.X2("to"), y=frame.y("top"), y2=alt.Y2("bottom")))


def _add_ticks(frame: Frame, rows: Sequence[StripRow], middles: Sequence[float], style: Style) -> None:
    """What the own figure is held against."""
    for name in (PEERS, NATION):
        ticks = [
            {"row": row.label, "value": frame.within(value), "top": middle - HALF_TICK, "bottom": middle + HALF_TICK}
            for row, middle in zip(rows, middles, strict=True)
            if (value := row.peers if name == PEERS else row.nation) is not None
        ]  # fmt: skip
        frame.add_rules(name, ticks, "value", **_tick(name, style))
