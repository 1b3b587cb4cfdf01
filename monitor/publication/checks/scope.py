"""What a report may not hold at all: a municipality, a small cell, figure upon figure."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.messages.catalogue import text
from monitor.publication.checks.findings import Context, Finding, in_block
from monitor.publication.checks.patterns import any_of
from monitor.publication.checks.prose import Block

BREAKDOWN = "--by-"


def scope(block: Block, context: Context) -> Iterator[Finding]:
    """Figures of groups or of few answers, names of municipalities, too many figures in one paragraph."""
    limits = context.scope
    if limits.whole_sample:
        yield from _groups(block)
    if limits.reliable:
        yield from _unreliable(block)
    if not limits.municipalities:
        yield from _municipalities(block, context)
    if limits.most_figures is not None:
        yield from _too_many(block, limits.most_figures)


def _groups(block: Block) -> Iterator[Finding]:
    for shown in block.shown.values():
        row = shown.estimate or shown.change
        if row is not None and row.breakdown:
            yield in_block(
                "scope",
                block,
                text("checks.is_figure_of_group", shown=shown.path),
                text("checks.report_is_about_everybody_together"),
            )
    if block.kind == "made" and BREAKDOWN in block.text:
        yield in_block(
            "scope",
            block,
            text("checks.shows_groups", name=block.text),
            text("checks.report_is_about_everybody_together"),
        )


def _unreliable(block: Block) -> Iterator[Finding]:
    for shown in block.shown.values():
        behind = (shown.estimate, *shown.told)
        if any(estimate is not None and estimate.status != "released" for estimate in behind):
            yield in_block(
                "scope",
                block,
                text("checks.rests_on_few_answers", shown=shown.path),
                text("checks.leave_it_to_report_itself"),
            )


def _municipalities(block: Block, context: Context) -> Iterator[Finding]:
    frame = context.variables.study.municipalities
    names = tuple(sorted({row["name"] for row in frame.rows.values()})) if frame else ()
    match = any_of(names).search(block.plain()) if names else None
    if match and match[0] in names:
        yield in_block(
            "scope",
            block,
            text("checks.is_name_of_municipality", match=match[0]),
            text("checks.say_nothing_about_one_municipality"),
        )


def _too_many(block: Block, most: int) -> Iterator[Finding]:
    if block.kind not in ("paragraph", "item"):
        return
    told = {
        shown.path for shown in block.shown.values() if shown.is_figure and shown.field not in ("n", "count")
    }
    if len(told) > most:
        yield in_block(
            "scope",
            block,
            text("checks.paragraph_holds_figures_at_most_fit", count=len(told), most=most),
            text("checks.choose_most_telling_ones"),
        )
