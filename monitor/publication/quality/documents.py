"""The parts of a report on files as documents that its template includes.

texts/quality-verdict.qmd    a line per process: counts, limits, verdict
texts/quality-process.qmd    per process: right the first time, score, its norms, what failed norms were about
texts/quality-months.qmd     months or quarters beside each other
texts/quality-grounds.qmd    what the law asks for, apart from the registration
texts/quality-second.qmd     what second reviewers made of the same files
texts/quality-repair.qmd     returned and repaired
texts/quality-how.qmd        how files were drawn
texts/quality-limits.qmd     what may not be concluded
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from monitor.publication.drafts.part_documents import PartDocuments, figure, joined, listed, table
from monitor.publication.language.filling import filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.numbers import number
from monitor.publication.quality.checked_files import CheckedFiles, CheckedProcess
from monitor.publication.quality.figures import CONTROL
from monitor.publication.quality.sentences import QualitySentences
from monitor.publication.quality.tables import NAME, has_table
from monitor.study.expression.evaluation import items_of
from monitor.study.house_policy import house_norms
from monitor.study.norms import NORMS, RIGHT_FIRST_TIME, Judgement
from monitor.study.study_file import INTERNAL, Indicator


class QualityDocuments(PartDocuments):
    """Makes each part when a template includes it."""

    part = "texts/quality-{}.qmd"

    @property
    def parts(self) -> dict[str, Callable[[], Iterator[str]]]:
        return {
            "verdict": self._verdict, "process": self._process, "months": self._months, "grounds": self._grounds,
            "second": self._second, "repair": self._repair, "how": self._how, "limits": self._limits,
        }  # fmt: skip

    @cached_property
    def files(self) -> CheckedFiles:
        return CheckedFiles(self.variables.released, self.voice)

    @cached_property
    def say(self) -> QualitySentences:
        return QualitySentences(self.files)

    def _verdict(self) -> Iterator[str]:
        for one in self.files.processes:
            yield joined(self.say.right(one))
        yield table(f"{NAME}verdict")

    def _process(self) -> Iterator[str]:
        for one in self.files.processes:
            yield f"## {escape_markdown(one.label)}"
            yield joined(self.say.found(one))
            yield from self._scored(one)
            yield from self._change(one)
            yield from self._norms(one)
        if len(self.files.processes) > 1:
            yield f"## {escape_markdown(self.voice.words.quality.score['together'])}"
        yield table(f"{NAME}score")

    def _scored(self, one: CheckedProcess) -> Iterator[str]:
        told = joined(self.say.score(one))
        if told:
            yield told

    def _change(self, one: CheckedProcess) -> Iterator[str]:
        """What changed since the wave before, by the sentence that tells of any change; nothing in the first wave."""
        item = self.study.questionnaire.items[Judgement(RIGHT_FIRST_TIME, one.id).item]
        path = f"{item.id}.{item.traits.positive}.all.change"
        if one.right.told is not None and self.variables.change_of(path) is not None:
            yield escape_markdown(self.variables.resolve(f"{path}.sentence"))

    def _norms(self, one: CheckedProcess) -> Iterator[str]:
        name = f"{NORMS}_{one.id}"
        if one.right.told is None:
            return
        yield from figure(name)
        for indicator in self._about(one):
            yield table(indicator.id)

    def _about(self, one: CheckedProcess) -> Iterator[Indicator]:
        """Questions about a failed norm of this process alone: what norms of several are about, is told of all of them."""
        questionnaire = self.study.questionnaire
        norms = {norm.id: norm.processes for norm in questionnaire.norms}
        for indicator in self.study.indicators:
            first = questionnaire.items[indicator.items[0]]
            read = (
                items_of(first.asked_if, questionnaire.shapes) if first.asked_if and not first.derived else ()
            )
            if any(norms.get(name) == (one.id,) for name in read):
                yield indicator

    def _months(self) -> Iterator[str]:
        words, beside = self.voice.words.quality.months, [one for one in self.files.processes if one.months]
        if not beside:
            yield words[self._why_no_months]
            return
        yield escape_markdown(words["lead"])
        if any(one.months and one.months.quarterly for one in beside):
            yield escape_markdown(words["lead_quarter"])
        for one in beside:
            assert one.months is not None
            yield joined(self.say.months(one, one.months))
            if one.months.months:
                yield from figure(f"{CONTROL}{one.id}")

    @property
    def _why_no_months(self) -> str:
        if self.files.wave.handled is None:
            return "no_frame"
        if self.study.audience != INTERNAL:
            return "none"
        hidden = any(one.right.told is None and one.files.reviewed for one in self.files.processes)
        return "kept_back" if hidden else "one_period"

    def _grounds(self) -> Iterator[str]:
        for one in self.files.processes:
            told = joined(self.say.legal(one))
            if told:
                yield told

    def _second(self) -> Iterator[str]:
        yield joined(self.say.second())
        if has_table(f"{NAME}second", self.files):
            yield table(f"{NAME}second")

    def _repair(self) -> Iterator[str]:
        yield listed(self.say.repair())

    def _how(self) -> Iterator[str]:
        yield listed(self.say.how())
        if has_table(f"{NAME}draw", self.files):
            yield table(f"{NAME}draw")

    def _limits(self) -> Iterator[str]:
        slots = {"least": number(house_norms().shares_from)}
        words = self.voice.words.quality
        whose = words.limits_workers["known" if self.files.wave.workers_known else "unknown"]
        yield listed(filled(told, slots) for told in (*words.limits, whose))
