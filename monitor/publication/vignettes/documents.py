"""The parts of a report on vignettes as documents that its template includes.

texts/vignettes-intro.qmd        who judged how many cases, and how counts are told
texts/vignettes-chapters.qmd     a chapter for each vignette: case, recognised, standard approach, room, decision, colleagues,
                                 arguments
texts/vignettes-differences.qmd  how alike colleagues decide, and how alike others do
texts/vignettes-limits.qmd       what may not be concluded
texts/vignettes-chance.qmd       the test of pairs, with the least that it could show
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from monitor.publication.annex.coded_answers import QUOTES
from monitor.publication.drafts.part_documents import PartDocuments, joined, listed, table
from monitor.publication.language.filling import filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.numbers import number
from monitor.publication.vignettes.counted import CountedVignette, CountedVignettes
from monitor.publication.vignettes.figures import COUNTS
from monitor.publication.vignettes.sentences import VignetteSentences
from monitor.publication.vignettes.tables import CROSSED, NAME, has_table, is_crossed
from monitor.study.questionnaire import Item
from monitor.study.vignettes import EXPECTATION, RECOGNITION, ROOM


class VignetteDocuments(PartDocuments):
    """Makes each part when a template includes it."""

    part = "texts/vignettes-{}.qmd"

    @property
    def parts(self) -> dict[str, Callable[[], Iterator[str]]]:
        return {
            "intro": self._intro, "chapters": self._chapters, "differences": self._differences, "limits": self._limits,
            "chance": self._chance,
        }  # fmt: skip

    @cached_property
    def counted(self) -> CountedVignettes:
        return CountedVignettes(self.variables.released, self.voice)

    @cached_property
    def say(self) -> VignetteSentences:
        return VignetteSentences(self.counted)

    def _intro(self) -> Iterator[str]:
        yield joined(self.say.intro())

    def _chapters(self) -> Iterator[str]:
        for one in self.counted.vignettes:
            yield f"# {escape_markdown(one.said.title)} {{#sec-vignette-{one.id.replace('_', '-')}}}"
            yield from self.chapter(one)

    def chapter(self, one: CountedVignette) -> Iterator[str]:
        """The chapter of one vignette, below its title."""
        asked = self.counted
        yield from self._section("case", [one.said.text])
        if asked.item(one, RECOGNITION) is not None:
            yield from self._section("recognition", self.say.recognition(one))
        yield from self._section("standard", self.say.standard(one))
        if asked.item(one, ROOM) is not None:
            yield from self._section("room", self.say.room(one))
        yield from self._section("decision", self.say.decision(one))
        if asked.decisions(one):
            yield f"![](figures/{COUNTS}{one.id}){{#fig-{COUNTS.replace('--', '-')}{one.id.replace('_', '-')}}}"
            yield f"{{{{< include figures/{COUNTS}{one.id}.md >}}}}"
        if is_crossed(one):
            yield table(f"{CROSSED}{one.id}")
        if asked.item(one, EXPECTATION) is not None:
            yield from self._section("expectation", self.say.expectation(one))
        for question, codes in asked.codes(one).items():
            yield from self._arguments(question, list(codes.values()))
        for group, items in self._others(one).items():
            yield f"## {escape_markdown(self.study.questionnaire.groups[group].stem)}"
            yield from self._answers(items)

    def _section(self, name: str, sentences: Iterator[str] | list[str]) -> Iterator[str]:
        yield f"## {escape_markdown(self.voice.words.vignettes.headings[name])}"
        yield joined(iter(sentences))

    def _arguments(self, question: str, codes: list[Item]) -> Iterator[str]:
        """What was coded of an open question: how many gave each argument, and the quotes that may be printed."""
        yield f"## {escape_markdown(self.voice.words.vignettes.headings['arguments'])}"
        yield from self._listed_counts(codes)
        wave = self.study.current.id
        if any((one.wave, one.question) == (wave, question) for one in self.variables.released.method.quotes):
            yield table(f"{QUOTES}{question}")

    def _others(self, one: CountedVignette) -> dict[str, list[Item]]:
        """Questions without a role, by their question."""
        groups: dict[str, list[Item]] = {}
        for item in self.counted.others(one):
            if not item.coded_from:
                groups.setdefault(item.group, []).append(item)
        return groups

    def _answers(self, items: list[Item]) -> Iterator[str]:
        if items[0].traits.dichotomous:
            yield from self._listed_counts(items)
            return
        for item in items:
            yield escape_markdown(self.say.options(item))

    def _listed_counts(self, items: list[Item]) -> Iterator[str]:
        """Options that are chosen or not, from many to few, with how many chose them."""
        words = self.voice.words.vignettes.arguments
        found = {item.id: self.counted.counted(item, item.traits.positive) for item in items}
        answered = max((one.n for one in found.values()), default=0)
        if not answered:
            yield words["none"]
            return
        yield filled(words["lead"], {**self.voice.respondents.slots, "n": number(answered)})
        ordered = sorted(items, key=lambda item: -found[item.id].size)
        yield listed(self.say.argument(item) for item in ordered)

    def _differences(self) -> Iterator[str]:
        words = self.voice.words.vignettes
        yield words.pairs["lead"]
        for one in self.counted.vignettes:
            yield f"## {escape_markdown(one.said.title)} {{#sec-pairs-{one.id.replace('_', '-')}}}"
            yield joined(self.say.pairs(one))
        if has_table(f"{NAME}pairs", self.counted):
            yield f"## {escape_markdown(words.headings['together'])}"
            yield table(f"{NAME}pairs")

    def _chance(self) -> Iterator[str]:
        yield joined(self.say.chance())
        if has_table(f"{NAME}chance", self.counted):
            yield table(f"{NAME}chance")

    def _limits(self) -> Iterator[str]:
        yield listed(self.say.limits())
