"""Whether a figure or table prints numbers that do not add up, because each was rounded by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from monitor.publication.cells.margins import margin_of
from monitor.publication.cells.selection import PERCENT, Quantity, reads_as_difference
from monitor.publication.exhibits.content import Content
from monitor.publication.exhibits.selecting import COMPOSITION, DUMBBELL, STACKED
from monitor.publication.language.numbers import decimals_apart, reads_as_sum
from monitor.publication.language.voice import Voice
from monitor.schema import Change, Estimate
from monitor.study.questionnaire import Item
from monitor.study.scale import Scale

Shares = Mapping[str, float]  # by category, net or, of parts, item


def rounding_of_figure(content: Content, voice: Voice) -> Iterator[str]:
    """What a note under a figure says of rounding: of its totals, of sums of its parts, of its differences."""
    if content.kind in (STACKED, COMPOSITION):
        scale = content.items[0].scale if content.kind == STACKED else None
        yield from rounding_of_totals(content, voice)
        yield from _of_sums([_with_nets(shares, scale) for shares in _whole_bars(content)], scale, voice)
    if content.kind == DUMBBELL:
        pairs = (
            (row.points[0].value, row.points[-1].value, row.change)
            for row in content.rows
            if row.change is not None
        )
        yield from rounding_of_differences(pairs, content.display, voice)


def rounding_of_totals(content: Content, voice: Voice) -> Iterator[str]:
    """That the parts of a bar do not add up as they are printed, where one does not."""
    yield from _of_shares([(shares, tuple(shares)) for shares in _whole_bars(content)], voice)


def _whole_bars(content: Content) -> list[Shares]:
    """The shares of the bars of which every part is shown."""
    full = [row for row in content.rows if all(point.value is not None for point in row.points)]
    codes = [key.code for key in content.keys]
    return [dict(zip(codes, (point.value or 0.0 for point in row.points), strict=True)) for row in full]


def rounding_of_table(
    shown: Iterable[tuple[Item, Shares]], compositions: Iterable[Shares], voice: Voice
) -> Iterator[str]:
    """The same of a table, as far as figures are printed: shares of one item in one column, and parts of 100."""
    columns = [
        (item.scale, shares) for item, shares in shown if not item.traits.is_option and item.scale is not None
    ]
    whole = [(shares, scale.codes) for scale, shares in columns if set(scale.codes) <= set(shares)]
    yield from _of_shares([*whole, *((parts, tuple(parts)) for parts in compositions)], voice)
    yield from dict.fromkeys(note for scale, shares in columns for note in _of_sums([shares], scale, voice))


def rounding_of_differences(
    pairs: Iterable[tuple[float | None, float | None, Change | None]], display: str, voice: Voice
) -> Iterator[str]:
    """That differences were computed before rounding, where one is not that of the values printed beside it."""
    off = (
        not reads_as_difference(before, after, change.difference, display)
        for before, after, change in pairs
        if before is not None and after is not None and change is not None and change.difference is not None
    )
    if any(off):
        yield voice.say("notes", "rounding_differences")


def rounding_of_margins(shown: Iterable[tuple[Quantity, Estimate | None]], voice: Voice) -> Iterator[str]:
    """That figures are rounded further than their margins, where a narrow margin needs decimals to have two ends."""
    for quantity, cell in shown:
        margin = margin_of(cell) if cell is not None and cell.shown else None
        factor, fewest = (100, 0) if quantity.display == PERCENT else (1, 1)
        if margin is None:
            continue
        low, high = (end * factor for end in margin)
        if decimals_apart(low, high, fewest) != fewest:
            yield voice.say("notes", "rounding_margins")
            return


def _of_shares(whole: Iterable[tuple[Shares, tuple[str, ...]]], voice: Voice) -> Iterator[str]:
    if not all(reads_as_sum([shares[code] * 100 for code in codes], 100) for shares, codes in whole):
        yield voice.say("notes", "rounding")


def _of_sums(columns: Iterable[Shares], scale: Scale | None, voice: Voice) -> Iterator[str]:
    off = (
        not reads_as_sum([shares[code] * 100 for code in net.of], shares[net.id] * 100)
        for shares in columns
        for net in (scale.nets if scale is not None else ())
        if {net.id, *net.of} <= set(shares)
    )
    if any(off):
        yield voice.say("notes", "rounding_sums")


def _with_nets(shares: Shares, scale: Scale | None) -> dict[str, float]:
    """Shares with those of the nets that they make: text and alternative text tell these."""
    nets = scale.nets if scale is not None else ()
    told = {net.id: sum(shares[code] for code in net.of) for net in nets if set(net.of) <= set(shares)}
    return {**shares, **told}
