"""What a report may not hold at all: a municipality, a small cell, figure upon figure."""

from __future__ import annotations

from collections.abc import Iterator

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
                f"{shown.path} is a figure of a group",
                "This report is about everybody together",
            )
    if block.kind == "made" and BREAKDOWN in block.text:
        yield in_block(
            "scope", block, f"{block.text} shows groups", "This report is about everybody together"
        )


def _unreliable(block: Block) -> Iterator[Finding]:
    for shown in block.shown.values():
        behind = (shown.estimate, *shown.told)
        if any(estimate is not None and estimate.status != "released" for estimate in behind):
            yield in_block(
                "scope", block, f"{shown.path} rests on few answers", "Leave it to the report itself"
            )


def _municipalities(block: Block, context: Context) -> Iterator[Finding]:
    frame = context.variables.study.municipalities
    names = tuple(sorted({row["name"] for row in frame.rows.values()})) if frame else ()
    match = any_of(names).search(block.plain()) if names else None
    if match and match[0] in names:
        yield in_block(
            "scope",
            block,
            f'"{match[0]}" is the name of a municipality',
            "Say nothing about one municipality",
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
            f"this paragraph holds {len(told)} figures, at most {most} fit",
            "Choose the most telling ones",
        )
