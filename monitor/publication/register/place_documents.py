"""The parts of the report of a municipality where the study is a register; the template is that of any municipality.

texts/municipality-know.qmd      what is counted, how it is rounded, how much is not shown
texts/municipality-council.qmd   what a council has to know, half a page
texts/municipality-own.qmd       each rate beside that of its groups and of all, in a figure and a table
texts/municipality-change.qmd    the first and the latest moment
texts/municipality-limits.qmd    what may not be concluded
texts/municipality-how.qmd       how it was computed
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from monitor.publication.drafts.part_documents import PartsOfAPlace, figure, joined, listed, table
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.register.figures import OWN
from monitor.publication.register.place import RegisterPlace, register_place
from monitor.publication.register.place_sentences import RegisterPlaceSentences
from monitor.publication.register.tables import NAME
from monitor.publication.register.tables import OWN as OWN_TABLE


class RegisterPlaceDocuments(PartsOfAPlace):
    """Makes each part when a template includes it."""

    @cached_property
    def place(self) -> RegisterPlace:
        return register_place(self.variables.released, self.voice)

    @cached_property
    def say(self) -> RegisterPlaceSentences:
        return RegisterPlaceSentences(self.place)

    def _own(self) -> Iterator[str]:
        for one in self.place.figures.register.indicators:
            yield f"## {escape_markdown(self.place.figures.label(one))}"
            yield joined(self.say.now(one))
            yield from figure(f"{OWN}{one.id}")
            yield table(f"{NAME}{OWN_TABLE}{one.id}")

    def _change(self) -> Iterator[str]:
        yield listed(self.say.changed())

    def _how(self) -> Iterator[str]:
        yield listed(self.say.say.method())
