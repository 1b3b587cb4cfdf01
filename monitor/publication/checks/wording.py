"""Forbidden wordings, figures without a unit, and sentences that stand in two summaries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor.messages.catalogue import text
from monitor.publication.checks.findings import Context, Finding, in_sentence, words_for
from monitor.publication.checks.patterns import any_of
from monitor.publication.checks.prose import Block, Sentence, with_paths
from monitor.study.study import Study


def forbidden(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Wordings that consistency.yaml does not allow, each with its reason."""
    for entry in context.words.forbidden:
        said = _at_label(entry.words, sentence) if entry.before_label else _used(entry.words, sentence)
        if said:
            instead = (
                text("checks.write_for_example", instead=entry.instead)
                if entry.instead
                else text("checks.write_it_another_way")
            )
            yield in_sentence("wording", sentence, f'"{said}": {entry.why}', instead, entry.severity)


def _used(words: Sequence[str], sentence: Sentence) -> str:
    match = any_of(words).search(sentence.said)
    return match[0] if match else ""


def _at_label(words: Sequence[str], sentence: Sentence) -> str:
    """A percentage, one of these words and a label: `48% bij ‘Eén plan voor alle hulp’`."""
    label = re.compile(rf"\s+{any_of(words).pattern}\s+[‘']", re.IGNORECASE)
    shares = [place for place, shown in sentence.figures() if shown.is_share and shown.field == "pct"]
    found = [label.match(sentence.text, place + 1) for place in shares]
    return next((f"%{match[0]}…’" for match in found if match), "")


def means(blocks: list[Block], context: Context) -> Iterator[Finding]:
    """An average that does not say so: "40% van de klanten" for a mean of percentages."""
    for block in blocks:
        for sentence in block.sentences() if block.kind in ("heading", "paragraph", "item") else ():
            told = [
                shown for _, shown in sentence.figures() if shown.is_mean and shown.field in ("pct", "value")
            ]
            if told and not any_of(context.words.notes.mean).search(_around(sentence)):
                what = text("checks.is_an_average", value=told[0].value)
                yield in_sentence("mean", sentence, what, text("checks.write_gemiddeld_and_over_whom"))


def _around(sentence: Sentence) -> str:
    """The block up to and with a sentence: once "gemiddeld" stands in a paragraph, it holds for what follows."""
    text = sentence.block.text[: sentence.start + len(sentence.text)]
    return replace(sentence.block, text=text).plain()


def units(blocks: list[Block], context: Context) -> Iterator[Finding]:
    """A paragraph with percentages that never says of whom."""
    for block in blocks:
        told = [shown for shown in block.shown.values() if shown.is_share and shown.field == "pct"]
        unnamed = [shown for shown in told if shown.study and not _names(shown.study, block, blocks)]
        if unnamed and unnamed[0].study and block.kind in ("paragraph", "item"):
            yield in_sentence(
                "unit",
                block.sentences()[0],
                text("checks.does_not_say_of_whom_it", value=unnamed[0].value),
                text("checks.name_in_paragraph", respondents=unnamed[0].study.questionnaire.respondents),
            )


def _names(survey: Study, block: Block, blocks: list[Block]) -> bool:
    """Whether the block, or its box or list as a whole, names the respondents of a survey."""
    together = [block.plain()]
    if block.kind == "item" or block.place.box:
        same = (block.place.section, block.place.box)
        together = [each.plain() for each in blocks if (each.place.section, each.place.box) == same]
    return any(any_of(words_for(survey)).search(text) for text in together)


def repeated(blocks: list[Block], context: Context) -> Iterator[Finding]:
    """One sentence in two of the summaries, which differ in what they are for; a question alone says nothing."""
    seen: dict[str, str] = {}
    for block in blocks:
        summary = next(
            (name for name in context.words.summaries if name in (block.place.box, block.place.chapter)), ""
        )
        for sentence in block.sentences() if summary and block.kind != "heading" else ():
            said = with_paths(sentence)
            if len(said.split()) < context.words.shortest_repeated or said.endswith("?"):
                continue
            if seen.setdefault(said, summary) != summary:
                what = text("checks.also_stands_in", summary=seen[said])
                yield in_sentence(
                    "repeated", sentence, what, text("checks.each_summary_has_its_own_sentences")
                )
