"""The parts of a report on a register as documents that its template includes.

texts/register-counted.qmd    what is counted, of whom, and what is left out
texts/register-series.qmd     each rate by month, with dates and other ways of counting
texts/register-spread.qmd     how municipalities lie apart
texts/register-classes.qmd    fixed classes of municipalities by each breakdown
texts/register-breaks.qmd     growth at dates that were declared beforehand
texts/register-moved.qmd      movements between classes that move along
texts/register-method.qmd     how it was computed
texts/register-limits.qmd     what may not be concluded
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from monitor.publication.drafts.part_documents import PartDocuments, figure, joined, table
from monitor.publication.exhibits.names import table_by
from monitor.publication.language.filling import filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.register.figures import BOUNDARIES, SERIES, SPREAD
from monitor.publication.register.growth_sentences import GrowthSentences
from monitor.publication.register.register_figures import CountAtEvent, RegisterFigures
from monitor.publication.register.sentences import RegisterSentences
from monitor.publication.register.tables import BREAKS, MOVED, NAME
from monitor.publication.register.tables import SPREAD as SPREAD_TABLE
from monitor.schema_words import RATE
from monitor.study.register_reader import class_item, month_name


class RegisterDocuments(PartDocuments):
    """Makes each part when a template includes it."""

    part = "texts/register-{}.qmd"

    @property
    def parts(self) -> dict[str, Callable[[], Iterator[str]]]:
        return {
            "counted": self._counted, "series": self._series, "spread": self._spread, "classes": self._classes,
            "breaks": self._breaks, "moved": self._moved, "method": self._method, "limits": self._limits,
        }  # fmt: skip

    @cached_property
    def figures(self) -> RegisterFigures:
        return RegisterFigures(self.variables.released, self.voice)

    @cached_property
    def say(self) -> RegisterSentences:
        return RegisterSentences(self.figures)

    def _counted(self) -> Iterator[str]:
        yield _listed(self.say.counted())

    def _series(self) -> Iterator[str]:
        for one in self.figures.indicators:
            yield f"## {escape_markdown(self.figures.label(one))}"
            yield joined(self.say.series(one))
            if any(value is not None for value in self.figures.series(one.id, RATE)):
                yield from figure(f"{SERIES}{one.id}")

    def _spread(self) -> Iterator[str]:
        for one in self.figures.indicators:
            yield f"## {escape_markdown(self.figures.label(one))}"
            yield joined(self.say.spread(one))
            if self.figures.half_told(one.id):
                yield from figure(f"{SPREAD}{one.id}")
                yield table(f"{NAME}{SPREAD_TABLE}{one.id}")

    def _classes(self) -> Iterator[str]:
        words = self.voice.words.register.classes
        classes = [one for one in self.figures.indicators if one.cuts is not None]
        if not classes or not self.study.breakdowns:
            yield words["none"]
            return
        yield filled(words["lead"], {"month": month_name(self.study.current.id)})
        for one in classes:
            indicator = self.study.indicator_of(class_item(one.id))
            for breakdown in self.study.breakdowns:
                yield from figure(table_by(indicator, breakdown))

    def _breaks(self) -> Iterator[str]:
        words, told = self.voice.words.register.breaks, self.figures.counts_at_events
        if not told:
            yield words["none"]
            return
        days = sorted({one.event.declared_on.isoformat() for one in told})
        growth = GrowthSentences(self.figures)
        yield filled(
            words["lead"],
            {"declared": self.voice.phrases.listed([self.voice.phrases.date(day) for day in days])},
        )
        for one in told:
            yield escape_markdown(growth.growth(one))
            yield from self._dates(one)
        yield table(f"{NAME}{BREAKS}")
        for event, of, change in self.figures.groups_at_events:
            yield joined(growth.groups(event, of, change))

    def _dates(self, one: CountAtEvent) -> Iterator[str]:
        if one.tried.dates:
            yield from figure(f"{BOUNDARIES}{one.figure}")

    def _moved(self) -> Iterator[str]:
        yield self.voice.words.register.moved["lead"]
        for one in self.figures.indicators:
            found = self.figures.movements(one)
            yield escape_markdown(self.say.moved(one))
            if found is not None and found.told:
                yield table(f"{NAME}{MOVED}{one.id}")

    def _method(self) -> Iterator[str]:
        yield _listed(self.say.method())

    def _limits(self) -> Iterator[str]:
        area = {"area": escape_markdown(self.figures.area)}
        yield _listed(filled(limit, area) for limit in self.voice.words.register.limits)


def _listed(sentences: Iterator[str]) -> str:
    """Sentences as a list; these are wordings of the house, in which *words* may be set apart."""
    return "\n".join(f"- {told}" for told in sentences)
