"""How sheets of the book come out on paper: at a size that is read, and no table cut that could stand whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

ACROSS, DOWN = (
    715.0,
    490.0,
)  # points of an A4 on its side within the margins, less what programs differ in widths
LEAST = 60  # per cent of their size at which letters are still read
LATE = 0.6  # of a page: below it nothing begins that needs more pages anyhow


@dataclass(frozen=True)
class Part:
    """The rows of a table with what stands above it, from `top` to `last`; `joints` are its header row and those where it
    may be cut."""

    top: int
    last: int
    joints: tuple[int, ...] = ()


def print_scale(widths: Sequence[float]) -> int:
    """Per cent of its size at which a sheet of these columns is printed: on one page across while that is read."""
    return max(min(int(100 * ACROSS / across(widths)), 100), LEAST)


def across(widths: Sequence[float]) -> float:
    """Points that columns take, from their widths in digits of Calibri 11."""
    return sum(int(width * 7 + 5) * 0.75 for width in widths)


def row_breaks(
    parts: Sequence[Part], heights: Mapping[int, float], usual: float, scale: int, repeated: float = 0.0
) -> list[int]:
    """Rows that begin a page: of a table that fits on a page but not on the rest of this one, else a joint of it.

    `heights` in points, `usual` that of a row that has none, `repeated` that of a header on every page but the first.
    """
    whole = DOWN * 100 / scale

    def height(begin: int, end: int) -> float:
        return sum(heights.get(row, usual) for row in range(begin, end))

    found, begin = [0], 0
    for part in parts:
        room = whole - (repeated if len(found) > 1 else 0.0)
        used, own = height(found[-1], part.top), height(part.top, part.last + 1)
        if begin and used + own > room and (own <= room or used > LATE * room):
            found.append(part.top)
        for joint, after in pairwise((part.top, *part.joints[1:], part.last + 1)):
            room = whole - (repeated if len(found) > 1 else 0.0)
            if height(found[-1], after) > room and joint > found[-1]:
                found.append(joint)
        begin = part.last
    return found[1:]


def column_breaks(widths: Sequence[float], labels: int, groups: Sequence[int], scale: int) -> list[int]:
    """Columns that begin a page: the first of a group that does not fit beside those before it.

    The first `labels` columns are repeated on every page; `groups` are the first columns of the others.
    """
    room = ACROSS * 100 / scale - across(widths[:labels])
    found: list[int] = []
    start = labels
    for group, after in zip(groups, (*groups[1:], len(widths)), strict=True):
        if across(widths[start:after]) > room and group > start:
            found.append(group)
            start = group
    return found
