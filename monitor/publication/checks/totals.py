"""Figures of one question in one paragraph: do they close?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.messages.catalogue import text
from monitor.publication.cells.selection import reads_as_difference
from monitor.publication.checks.findings import Context, Finding, in_block, in_sentence
from monitor.publication.checks.patterns import any_of
from monitor.publication.checks.prose import Block
from monitor.publication.checks.shown import Shown
from monitor.publication.exhibits.names import items_of_made
from monitor.publication.language.numbers import rounded
from monitor.publication.sentences.sentences import display_of
from monitor.schema import Change, Estimate


def counts(blocks: list[Block], context: Context) -> Iterator[Finding]:
    """Figures of one question on one base that add up to more than the base: 6, 2 and 2 of the 9."""
    for block in blocks:
        for sentence in block.sentences():
            for shown in _by_question([each for _, each in sentence.figures()]):
                total = _too_many(shown)
                if total and not _noted(block, blocks, shown[0], context.words.notes.several, context):
                    yield in_sentence(
                        "counts",
                        sentence,
                        text("checks.counts_behind_figures_add_up_to", total=total),
                        text("checks.say_near_them_why", several=context.words.notes.several[0]),
                    )


def _too_many(shown: list[Shown]) -> float:
    """The sum of counts that is larger than the base they share; 0 where it is not."""
    told = {
        (row.item, row.category): (each, row)
        for each in shown
        if each.is_share and (row := each.estimate) is not None
    }
    total = sum(row.count or 0 for _, row in told.values())
    bases = {row.n for _, row in told.values()}
    if len(told) < 2 or len(bases) != 1 or total <= (bases.pop() or 0):
        return 0
    if _overlap({key: each for key, (each, _) in told.items()}):
        return 0
    return total


def totals(blocks: list[Block], context: Context) -> Iterator[Finding]:
    """All answers of a question with percentages that add up to 99 or 101 as printed."""
    for block in blocks:
        for shown in _by_question(block.shown.values()):
            percentages = {
                row.category or row.item: each
                for each in shown
                if each.is_percentage and (row := each.estimate) is not None
            }
            for parts, whole, label in _sums(percentages, context):
                total = sum(_printed(percentages[part]) for part in parts)
                if total != whole and not _noted(
                    block, blocks, shown[0], context.words.notes.rounding, context
                ):
                    yield in_block(
                        "total",
                        block,
                        text("checks.percentages_of_add_up_to_not", label=label, total=total, whole=whole),
                        text("checks.say_near_them_that_comes_from"),
                    )


def differences(blocks: list[Block], context: Context) -> Iterator[Finding]:
    """A difference printed beside the figures of both waves that is not, as printed, what lies between them."""
    for block in blocks:
        printed = {
            (_key(row), row.wave): row
            for each in block.shown.values()
            if each.is_figure
            and each.field in ("pct", "value", "full")
            and (row := each.estimate) is not None
        }
        for shown in block.shown.values():
            change = shown.change
            if (
                shown.field != "difference"
                or change is None
                or change.difference is None
                or shown.item is None
            ):
                continue
            before, after = (printed.get((_key(change), wave)) for wave in (change.from_wave, change.to_wave))
            if (
                before is None
                or after is None
                or _noted(block, blocks, shown, context.words.notes.rounding, context)
            ):
                continue
            values = before.estimate or 0.0, after.estimate or 0.0
            if not reads_as_difference(*values, change.difference, display_of(change.measure, shown.item)):
                yield in_block(
                    "total",
                    block,
                    text("checks.difference_is_not_that_of_figures", value=shown.value),
                    text("checks.say_it_was_computed_before_rounding"),
                )


def _key(row: Estimate | Change) -> tuple[str, ...]:
    return row.item, row.category, row.breakdown, row.group, row.measure


def _by_question(figures: Iterable[Shown]) -> list[list[Shown]]:
    """Figures of the latest or another wave and one group, by the question they come from."""
    by_question: dict[tuple, list[Shown]] = {}
    for shown in figures:
        row = shown.estimate
        if row is None or shown.item is None or not shown.is_figure:
            continue
        together = shown.item.group if shown.item.traits.in_set else row.item
        survey = shown.study.id if shown.study else ""
        by_question.setdefault(
            (survey, together, row.wave, row.breakdown, row.group, row.measure), []
        ).append(shown)
    return list(by_question.values())


def _overlap(told: dict[tuple[str, str], Shown]) -> bool:
    """Whether one of the answers is part of a net that is told too."""
    named = {category for _, category in told}
    scales = (shown.item.scale for shown in told.values() if shown.item and shown.item.scale)
    return any(net.id in named and named & set(net.of) for scale in scales for net in scale.nets)


def _sums(percentages: dict[str, Shown], context: Context) -> Iterator[tuple[list[str], int, str]]:
    """Parts that are all printed, with the whole they should make: a net that is printed too, or 100."""
    first = next(iter(percentages.values()), None)
    item, study = (first.item, first.study) if first else (None, None)
    if item is None or study is None:
        return
    if item.traits.adds_up:
        group = study.questionnaire.group_of(item.id)
        parts = list(group.items)
        if set(parts) <= set(percentages):
            yield parts, context.words.adds_up_to, f'"{group.short or group.stem}"'
        return
    scale = item.scale
    if scale is None or item.traits.is_option:
        return
    if set(scale.codes) <= set(percentages):
        yield list(scale.codes), context.words.adds_up_to, f'"{item.short}"'
    for net in scale.nets:
        if {net.id, *net.of} <= set(percentages):
            yield list(net.of), _printed(percentages[net.id]), f'"{net.label}" of "{item.short}"'


def _printed(shown: Shown) -> int:
    share = shown.estimate.estimate if shown.estimate else None
    return int(rounded((share or 0.0) * 100))


def _noted(block: Block, blocks: list[Block], shown: Shown, notes: tuple[str, ...], context: Context) -> bool:
    """Whether the section says it, or holds a figure or table of this question, which carries its own notes."""
    same = [each for each in blocks if each.place.section == block.place.section]
    made = (items_of_made(each.text, context.variables.study) for each in same if each.kind == "made")
    item = shown.item.id if shown.item else ""
    return any(item in items for items in made) or any(any_of(notes).search(each.plain()) for each in same)
