"""Draws shares as bars of 100%: scales and compositions, with the net of each row beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from monitor.publication.charts.canvas import SMALL, Style
from monitor.publication.charts.drawing import Drawing
from monitor.publication.charts.frame import Axis, Frame
from monitor.publication.charts.legend import Legend, legend_of
from monitor.publication.charts.palette import Shade, shades, text_on
from monitor.publication.charts.rows import NumberColumn, PlacedRow, Sheet, new_sheet
from monitor.publication.exhibits.content import Content, Row
from monitor.publication.exhibits.selecting import COMPOSITION
from monitor.publication.exhibits.table_model import SUPPRESSED_SIGN, UNRELIABLE_SIGN
from monitor.publication.language.numbers import number
from monitor.publication.theme.fonts import text_width

STEP, THICKNESS, PADDING = 30, 22, 5
MOST = "nearly_all"
WHOLE = Axis(0, 1, (0, 0.25, 0.5, 0.75, 1))
HALVES = Axis(0, 1, (0, 0.5, 1))


def draw_stacked(content: Content, style: Style) -> Drawing:
    """One bar of 100% per row, its parts in the order of the scale.

    Statements of which agreeing is good news and those of which it is not have a legend each: blue is the good side.
    """
    sides = tuple(dict.fromkeys(row.favourable for row in content.rows))
    legends, top = dict[str, Legend](), 0.0
    for side in sides:
        title = style.words.marks[f"legend_{side}"] if len(sides) > 1 and side else ""
        legends[side] = legend_of([key.label for key in content.keys], style.canvas, title, top)
        top += legends[side].height
    axis = HALVES if style.canvas.narrow else WHOLE
    columns = (*_net_columns(content), *base_columns(content))
    sheet = new_sheet(content.rows, style, axis, STEP, legend=top, columns=columns)
    for side in sides:
        fills = _shades(content, style, side)
        _add_parts(
            sheet,
            [row for row in sheet.rows if row.row.favourable == side],
            content,
            fills,
            legends[side],
            style,
        )
    _add_told(sheet, content, style)
    apart = {"resolve": {"scale": {"fill": "independent", "stroke": "independent"}}} if len(sides) > 1 else {}
    return Drawing.of(sheet.frame, **apart)


def _shades(content: Content, style: Style, side: str) -> list[Shade]:
    if content.kind == COMPOSITION:
        palette = style.colours.categorical
        fills = [palette[place % len(palette)] for place in range(len(content.keys))]
        return [Shade(fill, "#ffffff") for fill in fills]
    return shades(content.quantities, style.colours, style.words.nothing, side)


def _add_parts(
    sheet: Sheet,
    rows: Sequence[PlacedRow],
    content: Content,
    fills: Sequence[Shade],
    legend: Legend,
    style: Style,
) -> None:
    """The parts of the bars of some rows, and their percentages where a part is wide enough."""
    import altair as alt

    frame = sheet.frame
    parts = [part for row in rows for part in _parts(frame, row, content, fills, legend, style)]
    side = rows[0].row.favourable
    name = f"parts_{side}" if side else "parts"
    key = legend.channel(frame, symbolType="square")
    bars = frame.chart(name, parts).mark_rect(strokeWidth=1).encode(
        x=frame.x("from"), x2=alt.X2("to"), y=frame.y("top"), y2=alt.Y2("bottom"),
        fill=_by_answer(alt.Fill, legend.labels, [shade.fill for shade in fills], key),
        stroke=_by_answer(alt.Stroke, legend.labels, [shade.outline for shade in fills], key),
    )  # fmt: skip
    frame.add(bars)
    shown = alt.Chart(alt.NamedData(name)).transform_filter("datum.fits").mark_text(
        baseline="middle", fontSize=SMALL
    )  # fmt: skip
    ink = alt.Color("ink", type="nominal", scale=None)
    frame.add(
        shown.encode(
            x=frame.x("centre"), y=frame.y("middle"), text=alt.Text("shown", type="nominal"), color=ink
        )
    )


def _by_answer(channel: Any, labels: Sequence[str], colours: Sequence[str], legend: Any) -> Any:
    import altair as alt

    scale = alt.Scale(domain=list(labels), range=list(colours))
    return channel("answer", type="nominal", scale=scale, legend=legend)


def _parts(
    frame: Frame, row: PlacedRow, content: Content, fills: Sequence[Shade], legend: Legend, style: Style
) -> Iterator[dict[str, Any]]:
    """One row per part that has a width."""
    if _told(row.row, content, style):
        return
    start = 0.0
    for label, point, shade in zip(legend.labels, row.row.points, fills, strict=True):
        if not point.value:
            continue
        end, shown = min(1.0, start + point.value), content.shown(point.value)
        yield {
            "row": row.row.label, "answer": label, "value": point.value, "shown": shown, "from": start, "to": end,
            "centre": (start + end) / 2, "top": row.middle - THICKNESS / 2, "middle": row.middle,
            "bottom": row.middle + THICKNESS / 2, "ink": text_on(shade.fill, style.colours.ink),
            "fits": text_width(shown, SMALL) + PADDING <= frame.pixels(end) - frame.pixels(start),
        }  # fmt: skip
        start = end


def _told(row: Row, content: Content, style: Style) -> str:
    """What stands in place of a bar: that it is suppressed, or what (almost) everybody answered."""
    if any(point.suppressed for point in row.points):
        return SUPPRESSED_SIGN
    everybody = [key.label for key, point in zip(content.keys, row.points, strict=True) if point.told == MOST]
    return f"{style.words.marks[MOST]}: {everybody[0]}" if everybody else ""


def _add_told(sheet: Sheet, content: Content, style: Style) -> None:
    told = [
        {"text": text, "middle": row.middle} for row in sheet.rows if (text := _told(row.row, content, style))
    ]
    sheet.frame.add_texts("told", told, x=4.0, colour=style.colours.muted)


def _net_columns(content: Content) -> tuple[NumberColumn, ...]:
    """A column with the net that the rows share, such as (helemaal) eens."""
    nets = [row.net for row in content.rows]
    if not any(net is not None for net in nets):
        return ()
    cells = ("" if net is None or net.value is None else content.shown(net.value) for net in nets)
    return (NumberColumn(content.net_label, tuple(cells), (True,) * len(nets)),)


def base_columns(content: Content) -> tuple[NumberColumn, ...]:
    """A column with the base of each row, where bases differ."""
    bases = [row.n for row in content.rows]
    weak = [any(point.unreliable for point in row.points) for row in content.rows]
    if len(set(bases) - {None}) < 2 and not any(weak):
        return ()
    cells = (
        SUPPRESSED_SIGN if n is None else number(n) + (UNRELIABLE_SIGN if star else "")
        for n, star in zip(bases, weak, strict=True)
    )
    return (NumberColumn("n", tuple(cells)),)
