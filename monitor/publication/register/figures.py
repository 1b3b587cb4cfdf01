"""The figures of a report on a register: series and spread of each rate by month, and each date among all other dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from monitor.errors import PublicationError
from monitor.publication.charts.built_figure import built_figure
from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.language.filling import capital, filled
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.publication.register.place import RegisterPlace
from monitor.publication.register.register_figures import HALF, QUANTILES, CountAtEvent, RegisterFigures
from monitor.publication.register.sentences import RegisterSentences
from monitor.publication.tables.table_cells import HIDDEN, NOTHING, text_cell
from monitor.schema_words import RATE
from monitor.study.house_policy import house_register
from monitor.study.register_file import RegisterIndicator
from monitor.study.register_reader import month_name
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.publication.charts.figure import BuiltFigure
    from monitor.publication.charts.series import Mark
    from monitor.release.results.released_set import ReleasedSet

SERIES, SPREAD, BOUNDARIES = "series--", "spread--", "boundaries--"
OWN = "own--"  # in the report of a municipality alone
EDGES = ("p10", "p90")


def names_of_register(study: Study) -> list[str]:
    """Figures of every rate and of every count of an event; none of another study."""
    if study.register is None:
        return []
    rates = [f"{kind}{one.id}" for kind in (SERIES, SPREAD) for one in study.register.indicators]
    dates = [f"{BOUNDARIES}{event.id}-{count}" for event in study.register.events for count in event.of]
    return [*rates, *dates]


def check_register_figure(name: str, released: ReleasedSet, voice: Voice) -> None:
    """**Raises** PublicationError for a figure that the study does not have, or of which nothing is told."""
    figures = RegisterFigures(released, voice)
    if name.startswith(BOUNDARIES):
        one = _at_event(name, figures)
        told = one is not None and bool(one.tried.dates)
    elif name.startswith(OWN):
        told = bool(voice.place) and figures.indicator_named(name.removeprefix(OWN)) is not None
    else:
        kind = SERIES if name.startswith(SERIES) else SPREAD
        rate = figures.indicator_named(name.removeprefix(kind))
        measure = RATE if kind == SERIES else "p50"
        told = rate is not None and any(value is not None for value in figures.series(rate.id, measure))
    if not told:
        raise PublicationError("publication.figure_has_nothing_to_show", text=name)


def register_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    """Build a figure `series--<rate>`, `spread--<rate>`, `own--<rate>` or `boundaries--<event>-<count>`."""
    figures = RegisterFigures(released, voice)
    if name.startswith(BOUNDARIES):
        at_event = _at_event(name, figures)
        assert at_event is not None
        return _boundaries(name, at_event, figures)
    drawn = {SERIES: _series, SPREAD: _spread, OWN: _own}
    kind = next(each for each in drawn if name.startswith(each))
    one = figures.indicator_named(name.removeprefix(kind))
    assert one is not None
    return drawn[kind](name, one, figures)


def _at_event(name: str, figures: RegisterFigures) -> CountAtEvent | None:
    return next((one for one in figures.counts_at_events if name == f"{BOUNDARIES}{one.figure}"), None)


def _series(name: str, one: RegisterIndicator, figures: RegisterFigures) -> BuiltFigure:
    """All of the country and the average municipality; months of the table are Januaries and the last one."""
    from monitor.publication.charts.series import LEAD, QUIET, Line, Months, draw_months

    words, say = figures.voice.words.register, RegisterSentences(figures)
    told = {RATE: figures.series(one.id, RATE), "mean": figures.series(one.id, "mean")}
    lines = (
        Line(capital(figures.area), told[RATE], LEAD),
        Line(capital(words.average), told["mean"], QUIET),
    )
    shown = Months(figures.months, lines, tuple(_marks(one, figures)))
    own = words.figures["series"]
    alt = [
        filled(
            own["alternative"],
            {
                "month": month_name(month), "area": figures.area,
                "rate": say.rate(told[RATE][at], one), "mean": say.rate(told["mean"][at], one),
            },
        )
        for at, month in _yearly(figures)
        if told[RATE][at] is not None
    ]  # fmt: skip
    columns = {capital(figures.area): told[RATE], capital(words.average): told["mean"]}
    title = filled(own["title"], {"label": figures.label(one)})
    table = _table(name, title, columns, one, figures)
    draw = partial(draw_months, shown)
    return built_figure(table, draw, _unit(one, say), " ".join(alt), (own["note"],), figures.voice)


def _spread(name: str, one: RegisterIndicator, figures: RegisterFigures) -> BuiltFigure:
    """Lines of P10 to P90 over the municipalities; P10 and P90 only where they are told."""
    from monitor.publication.charts.series import EDGE, LEAD, QUIET, Line, Months, draw_months

    words, say = figures.voice.words.register.figures["spread"], RegisterSentences(figures)
    told = {name: figures.series(one.id, name) for name in QUANTILES}
    told = {name: values for name, values in told.items() if any(value is not None for value in values)}
    kinds = {"p50": LEAD, **dict.fromkeys(EDGES, EDGE)}
    lines = [Line(words[name], values, kinds.get(name, QUIET)) for name, values in reversed(told.items())]
    shown = Months(figures.months, tuple(lines), tuple(_marks(one, figures)))
    alt = [
        filled(
            words["alternative"],
            {"month": month_name(month), **{name: say.rate(told[name][at], one) for name in HALF}},
        )
        for at, month in _told_half(one, figures)
    ]  # fmt: skip
    title = filled(words["title"], {"label": figures.label(one)})
    columns = {capital(words[name]): values for name, values in told.items()}
    table = _table(name, title, columns, one, figures)
    draw = partial(draw_months, shown)
    return built_figure(table, draw, _unit(one, say), " ".join(alt), (words["note"],), figures.voice)


def _own(name: str, one: RegisterIndicator, figures: RegisterFigures) -> BuiltFigure:
    """The municipality that the report is for, the middle half of municipalities and all together, at the moments."""
    from monitor.publication.charts.series import EDGE, LEAD, QUIET, Line, Months, draw_months

    words, say = figures.voice.words.register, RegisterSentences(figures)
    own, moments = words.figures["own"], figures.register.moments
    place = RegisterPlace(figures.voice.place, figures)
    mine = {month: place.at(month, one) for month in moments}
    rates = {month: told.rate for month, told in mine.items() if told is not None}
    lines = [
        Line(place.name, tuple(map(rates.get, figures.months)), LEAD, points=True),
        Line(capital(figures.area), figures.series(one.id, RATE), QUIET),
        *(Line(words.figures["spread"][name], figures.series(one.id, name), EDGE) for name in ("p25", "p75")),
    ]
    lines = [line for line in lines if any(value is not None for value in line.values)]
    shown = Months(figures.months, tuple(lines), tuple(_marks(one, figures)))
    slots = {"label": figures.label(one), "place": place.name, "area": figures.area}
    alt = [
        filled(own["alternative"], {**slots, "month": month_name(month), "rate": say.rate(rate, one), "of_all": say.rate(figures.rate_of_all(month, one), one)})
        for month, rate in rates.items()
    ] or [filled(own["nothing"], slots)]  # fmt: skip
    title = filled(own["title"], slots)
    table = _table(
        name, title, {line.name: line.values for line in lines}, one, figures,
        [(figures.months.index(month), month) for month in moments], HIDDEN,
    )  # fmt: skip
    draw = partial(draw_months, shown)
    note = own["note" if figures.half_told(one.id) else "note_alone"]
    return built_figure(table, draw, _unit(one, say), " ".join(alt), (note,), figures.voice)


def _told_half(one: RegisterIndicator, figures: RegisterFigures) -> list[tuple[int, str]]:
    """The months that the description tells: of every year one, else the first and last in which the middle half is told."""
    told = figures.half_told(one.id)
    return [each for each in _yearly(figures) if each[1] in told] or [
        (figures.months.index(month), month) for month in dict.fromkeys((told[0], told[-1]))
    ]


def _boundaries(name: str, one: CountAtEvent, figures: RegisterFigures) -> BuiltFigure:
    from monitor.publication.charts.boundaries import Boundaries, draw_boundaries

    words, event = figures.voice.words.register, one.event
    own, t_of = words.figures["boundaries"], {each.month: each.t for each in one.tried.dates}
    first, last = min(t_of), max(t_of)
    months = tuple(month for month in figures.months if first <= month <= last or month == event.month)
    event_name = filled(
        words.figures["series"]["event"], {"event": event.label, "month": month_name(event.month)}
    )
    shown = Boundaries(
        months,
        tuple(t_of.get(month) for month in months),
        months.index(event.month),
        event_name,
        one.tried.largest,
        own["yardstick"],
    )
    slots = {
        "count": one.label, "month": month_name(event.month), "scale": words.scales[event.scale],
        "far": number(house_register().far),
    }  # fmt: skip
    alt = [
        filled(own["alternative"], {"month": month_name(month), "t": number(t, 1)})
        for month, t in t_of.items()
    ]
    rows = tuple(TableRow(month_name(month), (text_cell(number(t, 2)),)) for month, t in t_of.items())
    table = Table(name, filled(own["title"], slots), own["stub"], (Column(own["column"]),), rows)
    note = filled(own["note" if one.tried.largest is not None else "no_yardstick"], slots)
    draw = partial(draw_boundaries, shown)
    return built_figure(table, draw, own["unit"], " ".join(alt), (note,), figures.voice)


def _marks(one: RegisterIndicator, figures: RegisterFigures) -> Iterator[Mark]:
    """Events of its numerator as lines, months since which is counted in another way as bands."""
    from monitor.publication.charts.series import Mark

    words, other = figures.voice.words.register.figures["series"], figures.other_ways_of(one)
    for event in figures.events_of(one):
        if event.month not in other:
            text = filled(words["event"], {"event": event.label, "month": month_name(event.month)})
            yield Mark(figures.months.index(event.month), text)
    for month in other:
        text = filled(words["other_way"], {"month": month_name(month)})
        yield Mark(figures.months.index(month), text, band=True)


def _yearly(figures: RegisterFigures) -> list[tuple[int, str]]:
    """Januaries and the last month, each with its place."""
    last = figures.months[-1]
    return [(at, month) for at, month in enumerate(figures.months) if month.endswith("-01") or month == last]


def _unit(one: RegisterIndicator, say: RegisterSentences) -> str:
    return capital(say.unit(one))


def _table(
    name: str,
    title: str,
    columns: dict[str, tuple[float | None, ...]],
    one: RegisterIndicator,
    figures: RegisterFigures,
    months: Iterable[tuple[int, str]] | None = None,
    untold: Cell = NOTHING,
) -> Table:
    """A rate in some months, of every year one unless they are given; `untold` stands where there is none."""
    say = RegisterSentences(figures)
    rows = tuple(
        TableRow(
            month_name(month),
            tuple(
                untold if values[at] is None else text_cell(say.rate(values[at], one))
                for values in columns.values()
            ),
        )
        for at, month in (_yearly(figures) if months is None else months)
    )
    stub = figures.voice.words.register.figures["boundaries"]["stub"]
    return Table(name, title, stub, tuple(map(Column, columns)), rows)
