"""The table of one theme: the figures of a municipality beside those of its peers and of all, in the order of the questionnaire."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.errors import PublicationError, nearest
from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.place import Beside, Place, place_of
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
    """A row for each figure of the theme, and one below it for what its respondents answered."""
    words = voice.words.municipality.table
    label = theme_label(theme, voice.study.questionnaire)
    figures = [one for of_theme, several in place.of_themes() if of_theme == theme for one in several]
    headers = words.columns if place.with_peers else words.columns_without_peers
    slots = {"theme": label, "place": place.name}
    return Table(
        f"{NAME}{theme}",
        filled(words.caption, slots),
        words.stub,
        tuple(Column(header, numeric=header != headers[-1]) for header in headers),
        tuple(row for one in figures for row in _rows(one, place, voice)),
    )


def _rows(one: Beside, place: Place, voice: Voice) -> Iterator[TableRow]:
    words, outcomes = voice.words.municipality.table, voice.words.municipality.outcomes
    beside = [_cell(one, one.peers)] if place.with_peers else []
    own = HIDDEN
    if one.is_shown and one.shrunken is not None:
        low, high = (one.value(end) for end in one.told)
        own = text_cell(
            filled(words.interval, {"value": one.value(one.shrunken.estimate), "low": low, "high": high})
        )
    yield TableRow(one.label, (own, *beside, _cell(one, one.nation), text_cell(outcomes[one.verdict])))
    if one.raw is not None and _told(one.raw):
        told = filled(words.raw_value, {"value": one.value(one.raw.estimate), "n": number(one.raw.n or 0.0)})
        empty = [Cell("", status="empty") for _ in (*beside, "nation", "outcome")]
        yield TableRow(filled(words.raw, {"label": one.label}), (text_cell(told), *empty))


def _cell(one: Beside, cell: Estimate | None) -> Cell:
    return text_cell(one.value(cell.estimate)) if cell is not None and _told(cell) else HIDDEN


def _told(cell: Estimate | None) -> bool:
    return cell is not None and cell.shown and cell.estimate is not None
