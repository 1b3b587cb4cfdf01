"""Words of change, held against the outcome of the test."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.messages.catalogue import text
from monitor.publication.cells.outcomes import outcome_word
from monitor.publication.checks.findings import Context, Finding, in_sentence
from monitor.publication.checks.patterns import any_of
from monitor.publication.checks.prose import Sentence
from monitor.schema import Change

OF_GRADES = {"better": "increased", "worse": "decreased"}
MOVED = ("increased", "decreased", "changed")


def directions(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """ "gestegen" beside a change that was not shown, or without any change behind it."""
    changes = _changes(sentence, context)
    if any_of(context.words.explained).search(sentence.said):
        return
    for verdict, words in context.words.direction.items():
        match = any_of(words).search(sentence.said)
        if match is None:
            continue
        if not changes:
            yield in_sentence(
                "direction",
                sentence,
                text("checks.has_no_tested_change_behind_it", match=match[0]),
                text("checks.name_change_by_its_variable_such"),
            )
        elif not any(_fits(verdict, change, context) for _, change in changes):
            path, change = changes[0]
            what = text("checks.contradicts_test", match=match[0], outcome=_outcome(change, context))
            yield in_sentence("direction", sentence, what, text("checks.use_sentence", path=path))


def _fits(wanted: str, change: Change, context: Context) -> bool:
    """Whether the outcome of a test is the one that words need."""
    if wanted not in OF_GRADES:
        return change.verdict == wanted
    item = context.variables.study.questionnaire.items.get(change.item)
    if item is not None and item.traits.graded and change.measure == "mean":
        return change.verdict == OF_GRADES[wanted]
    return change.verdict in MOVED


def no_difference(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """ "geen verschil": not shown is not the same as not there."""
    words = context.words
    pattern = re.compile(
        rf"{any_of(words.no_difference).pattern}(?!\W+(?:\w+\W+){{0,2}}{re.escape(words.shown)})", re.I
    )
    match = pattern.search(sentence.said)
    if match:
        yield in_sentence(
            "direction",
            sentence,
            text("checks.says_more_than_test_can", match=match[0]),
            text("checks.write_geen_verschil", shown=words.shown),
        )


def _changes(sentence: Sentence, context: Context) -> list[tuple[str, Change]]:
    """Changes a sentence is about: named themselves, both waves of one figure, or else the change of a figure."""
    named = [(shown.path, shown.change) for _, shown in sentence.figures() if shown.change is not None]
    told = [*named, *_of_figures(sentence, context, waves=2)]
    return told or [*_of_figures(sentence, context, waves=1)]


def _of_figures(sentence: Sentence, context: Context, waves: int) -> Iterator[tuple[str, Change]]:
    """The change of each figure of which a sentence tells at least so many waves: between two that it tells, else the
    latest."""
    told: dict[str, set[str]] = {}
    for _, shown in sentence.figures():
        if shown.estimate is not None and shown.rank is None:
            stem = shown.path.rpartition(".")[0]
            told.setdefault(stem, set()).add(shown.estimate.wave)
    for stem, waves_told in told.items():
        alone = len(waves_told) == 1
        for name in ("change",) if alone else ("change", "change_first"):
            change = context.variables.change_of(f"{stem}.{name}") if len(waves_told) >= waves else None
            if change is not None and (alone or change.from_wave in waves_told):
                yield f"{stem}.{name}", change


def _outcome(change: Change, context: Context) -> str:
    return outcome_word(change, context.variables.sentences.words.verdicts)
