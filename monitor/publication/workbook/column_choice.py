"""Which columns the table of a question has: its waves, what was compared, and the groups that fit beside each other."""

from __future__ import annotations

from monitor.publication.language.filling import filled
from monitor.publication.workbook.columns import ChangeColumn, Column, Context, EstimateColumn, MarginColumn
from monitor.publication.workbook.tested_column import TestedColumn, letters_of
from monitor.study.questionnaire import Item
from monitor.study.study_file import Breakdown


def wave_columns(items: tuple[Item, ...], context: Context) -> list[Column]:
    """Everybody in each wave, the margin of the latest, and the differences with earlier waves."""
    words = context.words.block
    waves = context.figures.waves_of(items)
    heading = words["heading_waves"]
    totals = [
        EstimateColumn(context, filled(words["total"], {"wave": context.wave(wave)}), heading, wave)
        for wave in waves
    ]
    if not totals:
        return []
    latest = totals[-1]
    margins = [
        MarginColumn(latest, filled(words[name], {"wave": context.wave(latest.wave)}), end)
        for end, name in enumerate(("low", "high"))
    ]
    return [*totals, *margins, *_change_columns(items, context)]


def _change_columns(items: tuple[Item, ...], context: Context) -> list[Column]:
    columns: list[Column] = []
    told, previous = context.words.block_changes, context.figures.waves_compared(items, "previous")
    for comparison, heading in told["heading"].items():
        waves = context.figures.waves_compared(items, comparison)
        if not waves or (comparison != "previous" and waves <= previous):
            continue
        for outcome, one, mixed in (
            (False, told["difference"], told["difference_mixed"]),
            (True, told["outcome"], told["outcome_mixed"]),
        ):
            header = _header(waves, one[comparison], mixed[comparison], context)
            columns.append(ChangeColumn(context, header, heading, comparison, outcome))
    return columns


def _header(waves: set[tuple[str, str]], one: str, mixed: str, context: Context) -> str:
    if len(waves) > 1:
        return mixed
    ((before, after),) = waves
    return filled(one, {"from": context.wave(before), "to": context.wave(after)})


def group_columns(items: tuple[Item, ...], breakdown: Breakdown, context: Context) -> list[Column]:
    """The groups of a breakdown in the latest wave in which a figure of one is told, and which of them differ."""
    waves = context.figures.waves_of(items, breakdown.id)
    if not waves:
        return []
    words, wave = context.words.block, waves[-1]
    heading = filled(words["heading_group"], {"breakdown": breakdown.label, "wave": context.wave(wave)})
    letters = letters_of(breakdown) if breakdown.id in context.figures.compared else {}
    columns: list[Column] = []
    for group, label in breakdown.groups.items():
        form = words["group"] if letters else "{label}"
        header = filled(form, {"label": label.strip() or group, "letter": letters.get(group, "")})
        columns.append(EstimateColumn(context, header, heading, wave, breakdown.id, group))
    if letters:
        header = filled(words["tested"], {"breakdown": breakdown.label})
        columns.append(TestedColumn(context, header, heading, breakdown, wave))
    return columns


def in_banner(breakdown: Breakdown, context: Context) -> bool:
    """Whether the groups of a breakdown stand beside each other under every question."""
    return not breakdown.identifiable and len(breakdown.groups) <= context.words.most_groups


def question_columns(items: tuple[Item, ...], context: Context) -> list[Column]:
    """All columns of the table of a question."""
    groups = [each for each in context.voice.study.breakdowns if in_banner(each, context)]
    of_groups = (column for breakdown in groups for column in group_columns(items, breakdown, context))
    return [*wave_columns(items, context), *of_groups]
