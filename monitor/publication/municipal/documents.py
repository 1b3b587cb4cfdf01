"""The parts of the report of a municipality as documents that its template includes.

texts/municipality-know.qmd      what can be known with so many answers, and who the peers are
texts/municipality-council.qmd   what a council has to know, half a page
texts/municipality-own.qmd       each figure beside that of its peers and of all, by theme, with a figure of all of them
texts/municipality-change.qmd    what is known of its change since the wave before, with a figure
texts/municipality-limits.qmd    what may not be concluded
texts/municipality-how.qmd       how it was computed, with a figure of all municipalities
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from monitor.publication.cells.certainty import certainty_of
from monitor.publication.drafts.part_documents import PartsOfAPlace, figure, joined, listed, table
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.municipal.change_figure import CHANGE, changes_shown
from monitor.publication.municipal.figures import FUNNEL, STRIP, funnel_of
from monitor.publication.municipal.place import Place, places_of
from monitor.publication.municipal.sentences import PlaceSentences
from monitor.publication.municipal.tables import NAME
from monitor.publication.sentences.variables import Variables
from monitor.study.labels import theme_label


def municipality_variables(variables: Variables) -> dict[str, tuple[str, str]]:
    """Variables of the report of a municipality, path to (text, origin); none in other reports."""
    code, frame = variables.voice.place, variables.study.municipalities
    if not code or frame is None:
        return {}
    return {
        "municipality.name": (frame.rows[code]["name"], frame.files[0].name),
        "municipality.code": (code, frame.files[0].name),
    }


class MunicipalDocuments(PartsOfAPlace):
    """Makes each part when a template includes it."""

    @cached_property
    def place(self) -> Place:
        return places_of(self.variables.released, self.voice).place(self.voice.place)

    @cached_property
    def say(self) -> PlaceSentences:
        return PlaceSentences(self.place, self.voice)

    def _own(self) -> Iterator[str]:
        if any(one.is_shown and one.quantity.ends is None for one in self.place.figures):
            yield from figure(STRIP)
        yield escape_markdown(self.say.within(self.voice.words.municipality.table.note))
        for theme, figures in self.place.of_themes():
            yield f"## {escape_markdown(theme_label(theme, self.voice.study.questionnaire))}"
            yield table(f"{NAME}{theme}")
            yield listed(map(self.say.verdict, figures))

    def _change(self) -> Iterator[str]:
        yield joined(self.say.changed.about())
        lines = list(self.say.changed.lines())
        if lines:
            yield listed(lines)
        if changes_shown(self.place):
            yield from figure(CHANGE)

    def _how(self) -> Iterator[str]:
        places = places_of(self.variables.released, self.voice)
        alpha = certainty_of(self.variables.released, self.voice.study).alpha
        yield from (escape_markdown(told) for told in self.say.how(len(places.codes), alpha))
        if funnel_of(self.place, self.variables.released, self.voice) is not None:
            yield from figure(FUNNEL)
