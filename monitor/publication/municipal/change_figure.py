"""The figure of what changed in a municipality: two waves of each tested share, with those of its peers below them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from monitor.publication.charts.built_figure import built_figure
from monitor.publication.exhibits.table_model import Column, Table, TableRow
from monitor.publication.language.filling import filled
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.place import Beside, Place, number_of
from monitor.publication.tables.table_cells import text_cell
from monitor.study.labels import wave_label

if TYPE_CHECKING:
    from monitor.publication.charts.figure import BuiltFigure
    from monitor.publication.exhibits.content import Row
    from monitor.schema import Estimate

CHANGE = "benchmark-change"
Line = tuple[str, tuple["Estimate | None", "Estimate | None"]]


def changes_shown(place: Place) -> list[Beside]:
    """The shares of which the change is tested."""
    return [one for one in place.figures if one.quantity.ends is None and one.change_is_tested]


def change_figure(place: Place, voice: Voice) -> BuiltFigure:
    """Two points for each share, and two for the reference, whose change is not tested here."""
    from monitor.publication.charts.dots import draw_before_and_after
    from monitor.publication.exhibits.content import Key, Plot

    words, shown = voice.words.municipality.change_figure, changes_shown(place)
    slots = {"place": place.name, **voice.respondents.slots}
    waves = [wave_label(wave, voice.study) for wave in _waves(shown)]
    rows = tuple(row for one in shown for row in _rows(one, place, voice))
    plot = Plot((Key("from", waves[0]), Key("to", waves[1])), rows)
    title = filled(words["title" if place.with_peers else "title_nation"], slots)
    columns = (*(Column(wave) for wave in waves), Column(words["outcome"], numeric=False))
    told = tuple(row for one in shown for row in _table_rows(one, place, voice))
    table = Table(CHANGE, title, voice.words.municipality.table.stub, columns, told)
    alt = " ".join(_alt(one, place, voice) for one in shown)
    draw = partial(draw_before_and_after, plot)
    return built_figure(
        table, draw, filled(words["unit"], slots), alt, (filled(words["note"], slots),), voice
    )


def _waves(shown: list[Beside]) -> tuple[str, str]:
    since = shown[0].since
    assert since is not None
    return since.change.from_wave, since.change.to_wave


def _lines(one: Beside, place: Place, voice: Voice) -> Iterator[Line]:
    """The municipality, and below it its reference."""
    since, words = one.since, voice.words.municipality.beside
    assert since is not None
    yield place.name, (since.own, one.raw)
    yield words["peers" if one.peers is not None else "nation"], (since.reference, one.reference)


def _rows(one: Beside, place: Place, voice: Voice) -> Iterator[Row]:
    from monitor.publication.exhibits.content import Row, point_of

    since = one.since
    assert since is not None
    for line, (label, cells) in enumerate(_lines(one, place, voice)):
        points = tuple(point_of(cell) for cell in cells)
        own = {} if line else {"change": since.change, "outcome": _outcome(one, voice)}
        yield Row(label, points, section=one.label, joined=(True,), **own)  # type: ignore[arg-type]


def _table_rows(one: Beside, place: Place, voice: Voice) -> Iterator[TableRow]:
    for line, (label, cells) in enumerate(_lines(one, place, voice)):
        values = [one.value(number_of(cell)) if number_of(cell) is not None else "" for cell in cells]
        outcome = "" if line else _outcome(one, voice)
        yield TableRow(label, tuple(text_cell(text) for text in (*values, outcome)), section=one.label)


def _outcome(one: Beside, voice: Voice) -> str:
    return voice.words.municipality.change_outcomes[one.change_verdict]


def _alt(one: Beside, place: Place, voice: Voice) -> str:
    (_, own), (label, reference) = _lines(one, place, voice)
    words = voice.words.municipality.change_figure
    values = {
        "label": one.label, "place": place.name, "outcome": _outcome(one, voice), "reference": label,
        "earlier": one.value(number_of(own[0])), "now": one.value(number_of(own[1])),
    }  # fmt: skip
    if any(number_of(cell) is None for cell in reference):
        return filled(words["alternative_alone"], values)
    ends = {name: one.value(number_of(cell)) for name, cell in zip(("from", "to"), reference, strict=True)}
    return filled(words["alternative"], {**values, **ends})
