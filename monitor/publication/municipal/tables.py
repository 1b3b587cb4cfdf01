"""The table of one theme: the figures of a municipality beside those of its peers and of all, in the order of the questionnaire."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from monitor.errors import PublicationError, nearest
from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.place import Beside, Place, number_of, place_of
from monitor.publication.tables.table_cells import HIDDEN, text_cell
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import Estimate
from monitor.study.labels import theme_label

NAME = "benchmark--"  # and a theme


def place_table(name: str, released: ReleasedSet, voice: Voice) -> Table:
    """The table `benchmark--<theme>` of the municipality that a report is for.

    **Raises** PublicationError in a report that is for none, and for a theme without figures.
    """
    place, theme = place_of(name, released, voice), name.removeprefix(NAME)
    if theme not in dict(place.of_themes()):
        known = [f"{NAME}{known}" for known, _ in place.of_themes()]
        raise PublicationError("publication.there_is_no_table", hint=nearest(name, known), name=name)
    return theme_table(theme, place, voice)


def theme_table(theme: str, place: Place, voice: Voice) -> Table:
    """A row for each figure of the theme, at its end what its respondents answered."""
    words = voice.words.municipality.table
    label = theme_label(theme, voice.study.questionnaire)
    figures = [one for of_theme, several in place.of_themes() if of_theme == theme for one in several]
    slots = {"theme": label, "place": place.name}
    rows = (row_with_answers(one, place, voice) for one in figures)
    table = table_of(f"{NAME}{theme}", filled(words.caption, slots), rows, place, voice)
    return replace(table, columns=(*table.columns, Column(words.answers)))


def table_of(name: str, caption: str, rows: Iterable[TableRow], place: Place, voice: Voice) -> Table:
    """A table of rows as `beside_row` makes them."""
    words = voice.words.municipality.table
    headers = words.columns if place.with_peers else words.columns_without_peers
    columns = tuple(Column(header, numeric=header != headers[-1]) for header in headers)
    return Table(name, caption, words.stub, columns, tuple(rows))


def beside_row(one: Beside, place: Place, voice: Voice) -> TableRow:
    """A figure: the estimate with its interval, the peers where there are any, the nation, the verdict in words."""
    words, outcomes = voice.words.municipality.table, voice.words.municipality.outcomes
    own = HIDDEN
    if one.is_shown:
        low, high = (one.value(end) for end in one.told)
        own = text_cell(
            filled(words.interval, {"value": one.value(number_of(one.shrunken)), "low": low, "high": high})
        )
    beside = [_cell(one, one.peers)] if place.with_peers else []
    return TableRow(one.label, (own, *beside, _cell(one, one.nation), text_cell(outcomes[one.verdict])))


def row_with_answers(one: Beside, place: Place, voice: Voice, section: str = "") -> TableRow:
    """The same with at its end what its respondents answered."""
    row = beside_row(one, place, voice)
    return replace(row, cells=(*row.cells, _answers(one, voice)), section=section)


def _answers(one: Beside, voice: Voice) -> Cell:
    """What its respondents answered, with their number."""
    raw = number_of(one.raw)
    if one.raw is None or raw is None:
        return HIDDEN
    form = voice.words.municipality.table.raw_value
    return text_cell(filled(form, {"value": one.value(raw), "n": number(one.raw.n or 0.0)}))


def _cell(one: Beside, cell: Estimate | None) -> Cell:
    value = number_of(cell)
    return HIDDEN if value is None else text_cell(one.value(value))
