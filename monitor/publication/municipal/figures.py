"""The figures of the report of a municipality: all headlines on one strip, one funnel, and what changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from monitor.errors import PublicationError
from monitor.publication.cells.certainty import certainty_of
from monitor.publication.charts.built_figure import built_figure
from monitor.publication.exhibits.table_model import Column, Table, TableRow
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.change_figure import CHANGE, change_figure, changes_shown
from monitor.publication.municipal.place import PROVEN, Beside, Place, number_of, place_of, places_of
from monitor.publication.municipal.tables import beside_row, table_of
from monitor.publication.tables.table_cells import text_cell

if TYPE_CHECKING:
    from monitor.publication.charts.figure import BuiltFigure
    from monitor.publication.charts.funnel import Funnel
    from monitor.publication.charts.strip import StripRow
    from monitor.release.results.released_set import ReleasedSet

STRIP, FUNNEL = "benchmark-strip", "benchmark-funnel"
NAMES = (STRIP, FUNNEL, CHANGE)


def check_place_figure(name: str, released: ReleasedSet, voice: Voice) -> None:
    """**Raises** PublicationError for a figure of which nothing is told of this municipality, and in a report that is for none."""
    place = place_of(name, released, voice)
    told = {STRIP: shares_of, CHANGE: changes_shown}.get(
        name, partial(funnel_of, released=released, voice=voice)
    )
    if not told(place):
        raise PublicationError("publication.figure_has_nothing_to_show", text=name)


def place_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    """Build one of `NAMES` for the municipality of the report."""
    place = place_of(name, released, voice)
    if name == CHANGE:
        return change_figure(place, voice)
    return strip(STRIP, place, voice) if name == STRIP else _funnel(place, released, voice)


def shares_of(place: Place) -> list[Beside]:
    """Grades have another axis, and stand in the tables."""
    return [one for one in place.figures if one.is_shown and one.quantity.ends is None]


# the strip


def strip(name: str, place: Place, voice: Voice) -> BuiltFigure:
    """All shares of a place on one strip, with its peers and the nation; built under a name."""
    from monitor.publication.charts.strip import StripWords, draw_strip

    words = voice.words.municipality.strip
    slots = {"place": place.name, **voice.respondents.slots}
    called = StripWords(*(filled(words[name], slots) for name in ("own", "peers", "nation", "band")))
    shares = shares_of(place)
    rows = tuple(_strip_row(one, voice) for one in shares)
    alt = " ".join(_strip_alt(one, slots, voice) for one in shares)
    title = filled(words["title" if place.with_peers else "title_nation"], slots)
    table = table_of(name, title, (beside_row(one, place, voice) for one in shares), place, voice)
    draw = partial(draw_strip, rows, called)
    note = words["note" if place.with_peers else "note_nation"]
    return built_figure(table, draw, filled(words["unit"], slots), alt, (note,), voice)


def _strip_row(one: Beside, voice: Voice) -> StripRow:
    from monitor.publication.charts.strip import StripRow
    from monitor.publication.exhibits.content import Point
    from monitor.study.labels import theme_label

    assert one.shrunken is not None
    low, high = one.told
    outcomes = voice.words.municipality.outcomes
    peers = number_of(one.peers)
    return StripRow(
        one.label,
        theme_label(one.theme, voice.study.questionnaire),
        Point(one.shrunken.estimate, low, high, one.shrunken.n),
        peers,
        number_of(one.nation),
        _band(one, peers, voice.words.municipality.thresholds.band),
        one.value(one.shrunken.estimate),
        outcomes[one.verdict],
        one.verdict in PROVEN,
    )


def _band(one: Beside, peers: float | None, reach: float) -> tuple[float, float] | None:
    """Where most of the peers lie: so many standard deviations of municipalities to either side."""
    spread = number_of(one.spread)
    if peers is None or spread is None:
        return None
    return max(peers - reach * spread, 0.0), min(peers + reach * spread, 1.0)


def _strip_alt(one: Beside, slots: dict[str, str], voice: Voice) -> str:
    words = voice.words.municipality
    low, high = one.told
    values = {
        "label": one.label, "low": one.value(low), "high": one.value(high),
        "value": one.value(number_of(one.shrunken)),
        "nation": one.value(number_of(one.nation)), "outcome": words.outcomes[one.verdict],
        "peers": "" if one.peers is None else one.value(number_of(one.peers)),
    }  # fmt: skip
    return filled(
        words.strip["alternative" if one.peers is not None else "alternative_nation"], {**slots, **values}
    )


# the funnel


def funnel_figure_of(place: Place) -> Beside | None:
    """The headline that a funnel shows: the first share of which the municipality has a limit."""
    return next((one for one in shares_of(place) if one.limit_low is not None and one.limit_low.shown), None)


def funnel_of(place: Place, released: ReleasedSet, voice: Voice) -> Funnel | None:
    """The released raw shares of all municipalities by their effective answers; None where there is nothing to draw."""
    from monitor.publication.charts.funnel import Funnel, FunnelLine, FunnelPoint

    one = funnel_figure_of(place)
    if one is None:
        return None
    places = places_of(released, voice)
    points, lines = [], []
    for code in places.codes:
        cell, (low, high) = places.raw(one.quantity, code), places.limits(one.quantity, code)
        share = number_of(cell)
        if cell is None or share is None or not cell.n_effective:
            continue
        points.append(FunnelPoint(cell.n_effective, share, code == place.code))
        if low is not None and high is not None:
            ends = (number_of(low), number_of(high), low.ci_low, high.ci_high)
            if not any(end is None for end in ends):
                lines.append(FunnelLine(low.n_effective or cell.n_effective, *(end or 0.0 for end in ends)))
    middle = number_of(one.nation)
    if len(points) < voice.words.municipality.thresholds.dots or middle is None:
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
    places = places_of(released, voice)
    outside = {code for code in places.codes if places.lies_outside(one.quantity, code)}
    values = {
        "count": number(len(funnel.points)), "outside": number(len(outside)),
        "expected": number(len(funnel.points) * certainty_of(released, voice.study).alpha),
        "where": words["outside" if place.code in outside else "inside"],
    }  # fmt: skip
    alt = filled(words["alternative"], {**slots, **values})
    rows = _funnel_rows(one, voice)
    table = Table(FUNNEL, title, voice.words.municipality.table.stub, (Column(place.name),), rows)
    return built_figure(
        table, partial(draw_funnel, funnel, called), words["unit"], alt, (words["note"],), voice
    )


def _funnel_rows(one: Beside, voice: Voice) -> tuple[TableRow, ...]:
    """The own share and the lines at its number of answers; of no other municipality."""
    words, low, high = voice.words.municipality.funnel, one.limit_low, one.limit_high
    told = [(one.label, one.value(number_of(one.raw)))]
    if low is not None and high is not None:
        lines = {"inner": (low.estimate, high.estimate), "outer": (low.ci_low, high.ci_high)}
        told += [
            (words[name], voice.phrases.spanned(one.value(end) for end in ends))
            for name, ends in lines.items()
            if None not in ends
        ]
    return tuple(TableRow(label, (text_cell(text),)) for label, text in told)
