"""The chapter of a survey that is held against the whole country: parts/reference.qmd, empty where it is held against none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from monitor.errors import PublicationError
from monitor.publication.drafts.part_documents import listed
from monitor.publication.exhibits.table_model import Column, Table
from monitor.publication.language.filling import filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.numbers import percent
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.figures import shares_of
from monitor.publication.municipal.own_survey import REFERENCE, broken_figures, own_place, reference_of
from monitor.publication.municipal.place import Place
from monitor.publication.municipal.sentences import PlaceSentences
from monitor.publication.municipal.tables import row_with_answers, table_of
from monitor.publication.sentences.breaks import break_clause
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet
from monitor.study.labels import theme_label

PART = "parts/reference.qmd"


class ReferenceDocuments:
    """Makes the chapter when a template includes it."""

    def __init__(self, variables: Variables) -> None:
        self.variables, self.voice = variables, variables.voice
        self.words = variables.voice.words.reference

    def names(self) -> list[str]:
        """The one part that can be included."""
        return [PART]

    def text(self, name: str) -> str | None:
        """The chapter by its file name, None for any other."""
        if name != PART:
            return None
        if self.variables.released.method.reference is None:
            return "\n"
        return "\n\n".join(self._chapter()) + "\n"

    @cached_property
    def place(self) -> Place:
        return own_place(self.variables.released, self.voice)

    @cached_property
    def say(self) -> PlaceSentences:
        return PlaceSentences(self.place, self.voice)

    def _chapter(self) -> Iterator[str]:
        words = self.words
        yield f"# {words.title} {{#sec-reference}}"
        yield " ".join(self._about())
        yield f"## {words.sections['council']}"
        yield listed(self.say.council() if self.place.shown else [self._told(words.hidden)])
        yield f"## {words.sections['figures']}"
        yield from self._figures()
        yield f"## {words.sections['limits']}"
        yield listed(map(self._told, words.limits))
        yield f"## {words.sections['how']}"
        yield from self._how()

    def _about(self) -> Iterator[str]:
        reference, usual = reference_of(self.variables.released), self.place.usual_mdd
        yield self._filled(
            self.words.about, title=reference.title, label=reference.label, respondents=reference.respondents
        )
        if usual is not None:
            never = self.say.shows_nothing(*usual)
            form = self.words.sees_nothing if never else self.words.sees
            yield self._filled(form, mdd=self.say.size(*usual))

    def _figures(self) -> Iterator[str]:
        if shares_of(self.place):
            yield f"![](figures/{REFERENCE}){{#fig-{REFERENCE}}}"
            yield f"{{{{< include figures/{REFERENCE}.md >}}}}"
        if self.place.figures:
            yield self.words.note
            yield f"{{{{< include tables/{REFERENCE}.md >}}}}"
            yield listed(self.say.verdict(one) for one in self.place.figures)
        yield from self._broken()

    def _broken(self) -> Iterator[str]:
        """Those that cannot be compared, by reason."""
        items, by_reason = self.voice.study.questionnaire.items, dict[str, list[str]]()
        for name, kind in broken_figures(self.variables.released).items():
            reason = break_clause(items[name], self.voice.words.sentences.break_reasons, kind)
            by_reason.setdefault(reason, []).append(f"‘{self.voice.label_of(items[name])}’")
        for reason, labels in by_reason.items():
            yield self._filled(self.words.broken, listed=self.voice.phrases.listed(labels), reason=reason)

    def _how(self) -> Iterator[str]:
        how = self.words.how
        drawn = any(one.tau is not None for one in reference_of(self.variables.released).figures)
        told = [how["drawn"], *self._weights()] if drawn else [how["as_answered"]]
        yield self._filled(" ".join([*told, self.voice.words.municipality.how["test"], how["released"]]))

    def _weights(self) -> Iterator[str]:
        weights = [percent(one.weight) for one in self.place.shown if one.weight is not None]
        if weights:
            ends = dict.fromkeys((min(weights, key=_size), max(weights, key=_size)))
            yield filled(self.words.how["weights"], {"weights": self.voice.phrases.spanned(ends)})

    def _filled(self, form: str, **values: str) -> str:
        return escape_markdown(self._told(form, **values))

    def _told(self, form: str, **values: str) -> str:
        return filled(form, {"place": self.place.name, **self.voice.respondents.slots, **values})


def _size(weight: str) -> float:
    return float(weight.rstrip("%"))


def check_reference(name: str, released: ReleasedSet, voice: Voice) -> None:
    """**Raises** PublicationError for the table or figure of a survey that is held against none, or of which nothing is told."""
    if not own_place(released, voice).figures:
        raise PublicationError("publication.figure_has_nothing_to_show", text=name)


def check_reference_figure(name: str, released: ReleasedSet, voice: Voice) -> None:
    """The same of the figure, which holds shares alone."""
    if not shares_of(own_place(released, voice)):
        raise PublicationError("publication.figure_has_nothing_to_show", text=name)


def reference_table(released: ReleasedSet, voice: Voice) -> Table:
    """A row for each figure, by theme, at its end what the respondents of this survey answered."""
    place, words = own_place(released, voice), voice.words
    rows = (
        row_with_answers(one, place, voice, theme_label(theme, voice.study.questionnaire))
        for theme, figures in place.of_themes()
        for one in figures
    )
    table = table_of(REFERENCE, filled(words.reference.caption, {"place": place.name}), rows, place, voice)
    columns = (*table.columns, Column(words.municipality.table.answers))
    return Table(table.name, table.caption, table.stub, columns, table.rows)
