"""The figures of the report of a municipality: all headlines on one strip, one funnel, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from monitor.errors import PublicationError
from monitor.publication.cells.certainty import certainty_of
from monitor.publication.exhibits.table_model import Column, Table, TableRow
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.place import Beside, Place, Places, place_of
from monitor.publication.tables.table_cells import text_cell

if TYPE_CHECKING:
    from monitor.publication.charts.figure import BuiltFigure
    from monitor.publication.charts.funnel import Funnel
    from monitor.publication.charts.strip import StripRow
    from monitor.release.results.released_set import ReleasedSet

STRIP, FUNNEL, CHANGE = "benchmark-strip", "benchmark-funnel", "benchmark-change"
NAMES = (STRIP, FUNNEL, CHANGE)
MOST_SPREAD = 1.96  # standard deviations to either side that hold 95 of 100 municipalities
FEWEST_DOTS = 10


def check_place_figure(name: str, released: ReleasedSet, voice: Voice) -> None:
    """**Raises** PublicationError for a figure of which nothing is told of this municipality, and in a report that is for none."""
    place = place_of(name, released, voice)
    told = {
        STRIP: bool(_shares(place)),
        FUNNEL: funnel_of(place, released, voice) is not None,
        CHANGE: bool(changes_shown(place)),
    }
    if not told.get(name):
        raise PublicationError("publication.figure_has_nothing_to_show", text=name)


def place_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    """Build one of `NAMES` for the municipality of the report."""
    place = place_of(name, released, voice)
    return {STRIP: _strip, FUNNEL: _funnel, CHANGE: _change}[name](place, released, voice)


def changes_shown(place: Place) -> list[Beside]:
    """The shares of which both waves are told and tested."""
    return [
        one
        for one in _shares(place)
        if one.change is not None and one.raw_before is not None and one.raw_before.shown and one.raw is not None and one.raw.shown
    ]  # fmt: skip


def _shares(place: Place) -> list[Beside]:
    """Grades have another axis, and stand in the tables."""
    return [one for one in place.figures if one.is_shown and one.quantity.ends is None]


# the strip


def _strip(place: Place, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    from monitor.publication.charts.strip import StripWords, draw_strip

    words = voice.words.municipality.strip
    slots = {"place": place.name, **voice.respondents.slots}
    called = StripWords(*(filled(words[name], slots) for name in ("own", "peers", "nation", "band")))
    shares = _shares(place)
    rows = tuple(_strip_row(one, voice) for one in shares)
    alt = " ".join(_strip_alt(one, slots, voice) for one in shares)
    title = filled(words["title" if place.with_peers else "title_nation"], slots)
    return _built(
        STRIP, partial(draw_strip, rows, called), filled(words["unit"], slots), alt, title, (words["note"],),
        _strip_table(shares, title, place, voice), voice,
    )  # fmt: skip


def _strip_row(one: Beside, voice: Voice) -> StripRow:
    from monitor.publication.charts.strip import StripRow
    from monitor.publication.exhibits.content import Point
    from monitor.study.labels import theme_label

    assert one.shrunken is not None
    low, high = one.told
    outcomes = voice.words.municipality.outcomes
    peers = _value(one.peers)
    return StripRow(
        one.label,
        theme_label(one.theme, voice.study.questionnaire),
        Point(one.shrunken.estimate, low, high, one.shrunken.n),
        peers,
        _value(one.nation),
        _band(one, peers),
        one.value(one.shrunken.estimate),
        outcomes[one.verdict],
        one.verdict in ("higher", "lower"),
    )


def _band(one: Beside, peers: float | None) -> tuple[float, float] | None:
    spread = _value(one.spread)
    if peers is None or spread is None:
        return None
    return max(peers - MOST_SPREAD * spread, 0.0), min(peers + MOST_SPREAD * spread, 1.0)


def _strip_alt(one: Beside, slots: dict[str, str], voice: Voice) -> str:
    words = voice.words.municipality
    low, high = one.told
    values = {
        "label": one.label, "low": one.value(low), "high": one.value(high),
        "value": one.value(one.shrunken.estimate if one.shrunken else None),
        "nation": one.value(_value(one.nation)), "outcome": words.outcomes[one.verdict],
        "peers": "" if one.peers is None else one.value(_value(one.peers)),
    }  # fmt: skip
    return filled(
        words.strip["alternative" if one.peers is not None else "alternative_nation"], {**slots, **values}
    )


def _strip_table(shares: Sequence[Beside], title: str, place: Place, voice: Voice) -> Table:
    words = voice.words.municipality
    headers = words.table.columns if place.with_peers else words.table.columns_without_peers
    rows = []
    for one in shares:
        low, high = (one.value(end) for end in one.told)
        own = one.value(one.shrunken.estimate if one.shrunken else None)
        beside = [one.value(_value(one.peers))] if place.with_peers else []
        cells = (
            filled(words.table.interval, {"value": own, "low": low, "high": high}),
            *beside,
            one.value(_value(one.nation)),
            words.outcomes[one.verdict],
        )
        rows.append(TableRow(one.label, tuple(text_cell(cell) for cell in cells)))
    return Table(STRIP, title, words.table.stub, _columns(headers), tuple(rows))


# the funnel


def funnel_figure_of(place: Place) -> Beside | None:
    """The headline that a funnel shows: the first share of which the municipality has a limit."""
    return next((one for one in _shares(place) if one.limit_low is not None and one.limit_low.shown), None)


def funnel_of(place: Place, released: ReleasedSet, voice: Voice) -> Funnel | None:
    """The released raw shares of all municipalities by their effective answers; None where there is nothing to draw."""
    from monitor.publication.charts.funnel import Funnel, FunnelLine, FunnelPoint

    one = funnel_figure_of(place)
    if one is None:
        return None
    places = Places(released, voice)
    points, lines = [], []
    for code in places.codes:
        cell, limits = places.raw(one.quantity, code), places.limits(one.quantity, code)
        if cell is None or not cell.shown or cell.estimate is None or not cell.n_effective:
            continue
        points.append(FunnelPoint(cell.n_effective, cell.estimate, code == place.code))
        low, high = limits
        if low is not None and high is not None and low.shown and high.shown:
            ends = (low.estimate, high.estimate, low.ci_low, high.ci_high)
            if not any(end is None for end in ends):
                lines.append(FunnelLine(low.n_effective or cell.n_effective, *(end or 0.0 for end in ends)))
    middle = _value(one.nation)
    if len(points) < FEWEST_DOTS or middle is None:
        return None
    return Funnel(tuple(points), tuple(lines), middle)


def _funnel(place: Place, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    from monitor.publication.charts.funnel import FunnelWords, draw_funnel

    words, one = voice.words.municipality.funnel, funnel_figure_of(place)
    funnel = funnel_of(place, released, voice)
    assert one is not None
    assert funnel is not None
    slots = {"place": place.name, "label": one.label, **voice.respondents.slots}
    called = FunnelWords(*(filled(words[name], slots) for name in ("own", "others", "inner", "outer")))
    title = filled(words["title"], slots)
    places = Places(released, voice)
    outside = {code for code in places.codes if places.lies_outside(one.quantity, code)}
    values = {
        "count": number(len(funnel.points)), "outside": number(len(outside)),
        "expected": number(len(funnel.points) * certainty_of(released, voice.study).alpha),
        "where": words["outside" if place.code in outside else "inside"],
    }  # fmt: skip
    alt = filled(words["alternative"], {**slots, **values})
    table = Table(
        FUNNEL, title, voice.words.municipality.table.stub, (Column(place.name),), _funnel_rows(one, words)
    )
    return _built(
        FUNNEL,
        partial(draw_funnel, funnel, called),
        words["unit"],
        alt,
        title,
        (words["note"],),
        table,
        voice,
    )


def _funnel_rows(one: Beside, words: dict[str, str]) -> tuple[TableRow, ...]:
    """The own share and the lines at its number of answers; of no other municipality."""
    rows = [(one.label, one.raw.estimate if one.raw else None)]
    low, high = one.limit_low, one.limit_high
    told = [TableRow(label, (text_cell(percent(value or 0.0)),)) for label, value in rows]
    for label, ends in (
        ("inner", (low and low.estimate, high and high.estimate)),
        ("outer", (low and low.ci_low, high and high.ci_high)),
    ):
        if all(end is not None for end in ends):
            span = " – ".join(percent(end or 0.0) for end in ends)
            told.append(TableRow(words[label], (text_cell(span),)))
    return tuple(told)


# what changed


def _change(place: Place, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    from monitor.publication.charts.dots import draw_perspectives
    from monitor.publication.exhibits.content import Key, Plot, Point, Row, point_of
    from monitor.study.labels import wave_label

    words, outcomes = voice.words.municipality.change_figure, voice.words.municipality.outcomes
    shown = changes_shown(place)
    slots = {"place": place.name, **voice.respondents.slots}
    first = shown[0].change
    assert first is not None
    waves = [wave_label(wave, voice.study) for wave in (first.from_wave, first.to_wave)]
    rows, told, table = [], [], []
    for one in shown:
        verdict = one.change.verdict if one.change is not None else ""
        outcome = outcomes.get(verdict, outcomes["undecided"])
        values = []
        for label, cells in (
            (place.name, (one.raw_before, one.raw)),
            (words["nation"], (one.nation_before, one.nation)),
        ):
            points = tuple(point_of(cell) if cell is not None else Point(None) for cell in cells)
            rows.append(Row(label, points, section=one.label, joined=(True,)))
            values.append([one.value(_value(cell)) for cell in cells])
            table.append(TableRow(label, tuple(text_cell(text) for text in values[-1]), section=one.label))
        (earlier, now), (nation_earlier, nation_now) = values
        told.append(
            filled(
                words["alternative"],
                {
                    **slots, "label": one.label, "earlier": earlier, "now": now, "nation_earlier": nation_earlier,
                    "nation_now": nation_now, "outcome": outcome,
                },
            )
        )  # fmt: skip
    plot = Plot((Key("from", waves[0]), Key("to", waves[1])), tuple(rows))
    title = filled(words["title"], slots)
    shape = Table(CHANGE, title, voice.words.municipality.table.stub, _columns(tuple(waves)), tuple(table))
    return _built(
        CHANGE,
        partial(draw_perspectives, plot),
        filled(words["unit"], slots),
        " ".join(told),
        title,
        (),
        shape,
        voice,
    )


def _columns(headers: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(header) for header in headers)


def _value(cell: object) -> float | None:
    shown = getattr(cell, "shown", False)
    return getattr(cell, "estimate", None) if shown else None


def _built(name, draw, unit, alt, title, notes, table, voice) -> BuiltFigure:
    from monitor.publication.charts.canvas import Style
    from monitor.publication.charts.figure import BuiltFigure
    from monitor.publication.language.markdown import escape_markdown
    from monitor.publication.theme.theme import load_theme

    style = Style(load_theme(voice.study.theme).colours, unit, voice.words.figures)
    told = " ".join(escape_markdown(note) for note in notes)
    return BuiltFigure(draw, style, alt, name=name, title=title, notes=told, table=table)
