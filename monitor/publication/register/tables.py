"""Tables of a report on a register: spread at moments, growth at dates, movements between classes."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.errors import PublicationError, nearest
from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.language.filling import capital, filled
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.publication.register.growth_sentences import TOO_FEW, GrowthSentences
from monitor.publication.register.place import RegisterPlace
from monitor.publication.register.register_figures import HALF, CountAtEvent, RegisterFigures
from monitor.publication.register.sentences import RegisterSentences
from monitor.publication.tables.table_cells import HIDDEN, NOTHING, text_cell
from monitor.release.results.released_set import ReleasedSet
from monitor.schema_words import RATE
from monitor.study.register_file import RegisterIndicator
from monitor.study.register_reader import month_name

NAME = "register--"
SPREAD, MOVED, BREAKS = "spread-", "moved-", "breaks"
OWN = "own-"  # in the report of a municipality alone
CLASSES = ("low", "mid", "high")


def register_table(name: str, released: ReleasedSet, voice: Voice) -> Table:
    """A table `register--spread-<rate>`, `register--moved-<rate>`, `register--own-<rate>` or `register--breaks`.

    **Raises** PublicationError in a report on another study, for another name, and for a table of which nothing is told.
    """
    figures, said = RegisterFigures(released, voice), name.removeprefix(NAME)
    kinds = {SPREAD: _spread, MOVED: _moved, **({OWN: _own} if voice.place else {})}
    kind = next((one for one in kinds if said.startswith(one)), said)
    one = figures.indicator_named(said.removeprefix(kind))
    if kind == BREAKS:
        made: Table | None = _breaks(name, figures)
    elif one is None:
        known = [f"{NAME}{each}{rate.id}" for each in kinds for rate in figures.indicators]
        raise PublicationError(
            "publication.there_is_no_table", hint=nearest(name, [*known, f"{NAME}{BREAKS}"]), name=name
        )
    else:
        made = kinds[kind](name, one, figures)
    if made is None or not made.rows:
        raise PublicationError("publication.figure_has_nothing_to_show", text=name)
    return made


def _spread(name: str, one: RegisterIndicator, figures: RegisterFigures) -> Table:
    words = figures.voice.words.register.tables["spread"]
    rows = tuple(
        TableRow(month_name(month), tuple(_spread_cells(month, one, figures)))
        for month in figures.register.moments
    )
    area = {"Area": capital(figures.area)}
    columns = tuple(Column(filled(header, area)) for header in words.columns)
    caption = filled(words.caption, {"label": figures.label(one)})
    return Table(name, caption, words.stub, columns, rows, words.notes)


def _spread_cells(month: str, one: RegisterIndicator, figures: RegisterFigures) -> Iterator[Cell]:
    say, of = RegisterSentences(figures), {}
    measures = (RATE, "mean", "p10", "p25", "p50", "p75", "p90", "iqr")
    for measure in measures:
        of[measure] = figures.value(month, one.id, measure)
        yield _cell(None if of[measure] is None else say.rate(of[measure], one))
    ends = of["p10"], of["p90"]
    yield _cell(None if None in ends else say.rate((ends[1] or 0.0) - (ends[0] or 0.0), one))
    for measure in ("cv", "sd_beyond_chance"):
        value = figures.value(month, one.id, measure)
        yield _cell(None if value is None else number(value, 2))


def _cell(text: str | None) -> Cell:
    return HIDDEN if text is None else text_cell(text)


def _own(name: str, one: RegisterIndicator, figures: RegisterFigures) -> Table:
    """The municipality that the report is for, beside its groups and all, at each moment."""
    place, say = RegisterPlace(figures.voice.place, figures), RegisterSentences(figures)
    words = figures.voice.words.register
    told = words.tables["own"]
    moments = figures.register.moments
    groups = [
        (breakdown, group, label)
        for breakdown, group, label in place.groups
        if any(figures.value(month, one.id, RATE, breakdown, group) is not None for month in moments)
    ]
    of_all = [("", ""), *((breakdown, group) for breakdown, group, _ in groups)]
    rows = []
    for month in moments:
        mine = place.at(month, one)
        values = [figures.value(month, one.id, RATE, *of) for of in of_all]
        values += [figures.value(month, one.id, measure) for measure in HALF]
        values = [None if mine is None else mine.rate, *values]
        cells = [_cell(None if mine is None else number(mine.count))]
        cells += [_cell(None if value is None else say.rate(value, one)) for value in values]
        rows.append(TableRow(month_name(month), tuple(cells)))
    named = [filled(words.place["group"], {"group": label}) for *_, label in groups]
    count, own, area, *rest = told.columns
    slots = {
        "place": place.name,
        "Area": capital(figures.area),
        "count": figures.register.label(one.numerator),
    }
    columns = [Column(filled(header, slots)) for header in (count, own, area)]
    columns += [Column(header) for header in (*named, *rest)]
    caption = filled(told.caption, {"label": figures.label(one), "place": place.name})
    notes = tuple(filled(note, slots) for note in told.notes)
    return Table(name, caption, told.stub, tuple(columns), tuple(rows), notes)


def _moved(name: str, one: RegisterIndicator, figures: RegisterFigures) -> Table | None:
    found, words = figures.movements(one), figures.voice.words.register
    if found is None or not found.told:
        return None
    slots = {"label": figures.label(one), "first": found.first, "last": found.last}
    told = words.tables["moved"]
    rows = tuple(
        TableRow(
            capital(words.moved[first]),
            tuple(
                HIDDEN if (count := found.moved[f"{first}>{last}"]) is None else text_cell(number(count))
                for last in CLASSES
            ),
        )
        for first in CLASSES
    )
    columns = tuple(Column(filled(header, slots)) for header in told.columns)
    return Table(name, filled(told.caption, slots), filled(told.stub, slots), columns, rows)


def _breaks(name: str, figures: RegisterFigures) -> Table:
    words = figures.voice.words.register.tables[BREAKS]
    rows = tuple(
        TableRow(f"{capital(one.label)}, {month_name(one.event.month)}", tuple(_break_cells(one, figures)))
        for one in figures.counts_at_events
    )
    columns = tuple(
        Column(header, numeric=0 < place < len(words.columns) - 1)
        for place, header in enumerate(words.columns)
    )
    return Table(name, words.caption, words.stub, columns, rows, words.notes)


def _break_cells(one: CountAtEvent, figures: RegisterFigures) -> Iterator[Cell]:
    say, words, told = GrowthSentences(figures), figures.voice.words.register, one.told
    yield text_cell(words.scales[one.event.scale])
    at_date = next((each.t for each in one.tried.dates if each.month == one.event.month), None)
    if told.difference is None or told.low is None or told.high is None:
        yield from (NOTHING, NOTHING, NOTHING, NOTHING)
    else:
        yield text_cell(say.signed(told.difference, one.event.scale))
        ends = [say.signed(end, one.event.scale) for end in (told.low, told.high)]
        yield text_cell(figures.voice.phrases.spanned(ends))
        yield NOTHING if at_date is None else text_cell(number(at_date, 1))
        yield NOTHING if one.tried.largest is None else text_cell(number(one.tried.largest, 1))
    yield text_cell(words.outcomes[say.too_few(one) if told.verdict == TOO_FEW else told.verdict])
