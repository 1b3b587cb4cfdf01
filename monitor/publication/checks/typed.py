"""Numbers, amounts and references that somebody typed instead of naming a variable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from monitor.messages.catalogue import text
from monitor.publication.checks.findings import Context, Finding, in_sentence
from monitor.publication.checks.patterns import any_of
from monitor.publication.checks.prose import Block, Sentence
from monitor.publication.checks.shown import Shown
from monitor.publication.checks.waves import years_by_key
from monitor.publication.exhibits.names import items_of_made
from monitor.publication.sentences.variables import Variables
from monitor.study.study import Study

DIGITS = re.compile(r"(?<![\w#@/.-])\d[\d.,]*(?:\s*%|\s*procent)?(?![\w/-])")
LINK = re.compile(r"\]\([^()]*\)|https?://\S+")
MARKS = re.compile(r"\[\^[^\]]*\]|@(?:fig|tbl|sec)-[\w:-]+")
NUMBER_AFTER = r"\s+\d+(?:\.\d+)*"


def typed_numbers(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Digits that no variable wrote: they would stay as they are when the figures change."""
    if sentence.line in sentence.block.fixed:
        return
    plain = MARKS.sub(" ", LINK.sub(" ", sentence.text))
    for pattern in context.words.citations:
        plain = re.sub(pattern, " ", plain)
    if typed_references(sentence, context):
        return
    who = "|".join(map(re.escape, context.respondents))
    for match in re.finditer(rf"\b(?:{context.words.number_words})\s+(?:procent|{who})", sentence.said, re.I):
        yield in_sentence(
            "typed-number",
            sentence,
            text("checks.is_typed_by_hand", match=match[0]),
            text("checks.use_variable"),
        )
    known = {
        *context.label_numbers.get(sentence.block.document.name, ()),
        *years_by_key(sentence, context.variables),
    }
    for match in DIGITS.finditer(plain):
        if match[0].strip(" .,") in known:
            continue
        yield in_sentence(
            "typed-number",
            sentence,
            text("checks.number_is_typed_by_hand", number=match[0].strip(" .,")),
            text("checks.use_variable_number_that_never_changes"),
        )


def numbers_in_labels(blocks: Iterable[Block], variables: Variables) -> dict[str, set[str]]:
    """Per document the numbers in the questions and answers that it shows: "100 klanten of meer"."""
    study = variables.study
    numbers: dict[str, set[str]] = {}
    for block in blocks:
        words = [
            _words_of(item, shown.study)
            for shown in block.shown.values()
            if shown.study
            for item in _items_of(shown, shown.study)
        ]
        if block.kind == "made":
            words += [_words_of(item, study) for item in items_of_made(block.text, study)]
        numbers.setdefault(block.document.name, set()).update(re.findall(r"\d+", " ".join(words)))
    return numbers


def _items_of(shown: Shown, study: Study) -> Iterator[str]:
    row, items = shown.estimate or shown.change, study.questionnaire.items
    if row is not None and row.item in items:
        yield row.item
        breakdown = study.breakdown(row.breakdown)
        yield from ((item for item in breakdown.items if item in items) if breakdown else ())


def _words_of(name: str, study: Study) -> str:
    item = study.questionnaire.items[name]
    scale = item.scale
    labels = [*(each.label for each in scale.categories), *(net.label for net in scale.nets)] if scale else []
    return " ".join([item.text, item.short, study.questionnaire.group_of(item.id).stem, *labels])


def typed_references(sentence: Sentence, context: Context) -> list[Finding]:
    """ "Grafiek 3": a number of a figure that shifts as soon as another comes before it."""
    pattern = any_of(context.words.references).pattern + NUMBER_AFTER
    return [
        in_sentence(
            "reference",
            sentence,
            text("checks.has_number_typed_by_hand", match=match[0]),
            text("checks.refer_to_it_with_fig_tbl"),
        )
        for match in re.finditer(pattern, sentence.said, re.IGNORECASE)
    ]


def typed_counts(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """ "zeven van de negen uitkomsten": how many tests have an outcome, in a sentence that was copied or typed."""
    outcomes, counts = context.words.outcomes, "|".join(context.words.numbers)
    if not any_of(outcomes.said).search(sentence.said):
        return
    things = rf"(?:(?:andere|getoetste|van de|van deze)\s+)*(?:{'|'.join(outcomes.things)})"
    pattern = rf"\b(?:{counts})\s+(?:van\s+(?:de|deze)\s+(?:{counts})\s+)?{things}\b"
    for match in re.finditer(pattern, sentence.said, re.IGNORECASE):
        yield in_sentence(
            "typed-count",
            sentence,
            text("checks.count_is_typed_by_hand", match=match[0]),
            text("checks.use_method_tested"),
        )


def typed_amounts(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """ "de helft van de klantmanagers" in a sentence without a figure."""
    if any(shown.is_figure for _, shown in sentence.figures()):
        return
    who = "|".join(map(re.escape, context.respondents))
    for match in any_of(tuple(context.amounts)).finditer(sentence.said):
        low, high = context.amounts[match[0].lower()]
        about = re.search(rf"\b(?:{who})\b", match[0] + sentence.said[match.end() :][: context.words.near])
        if about and 0 < low + high < 2:
            yield in_sentence(
                "typed-amount",
                sentence,
                text("checks.has_no_figure_behind_it", match=match[0]),
                text("checks.use_variable_of_figure_phrase_prints"),
            )
