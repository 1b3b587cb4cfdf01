"""What became of each figure between two releases: moved as it is printed, no longer shown, new and so on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from monitor.publication.erratum.printed import Printer
from monitor.release.results.comparison import ComparedTable, Pair
from monitor.schema import Change, Estimate

Kind = Literal["moved", "behind", "new", "gone", "now_shown", "no_longer_shown"]
SEEN: tuple[Kind, ...] = ("moved", "no_longer_shown", "now_shown", "new", "gone")
"""What a reader can see; `behind` is a difference behind the printed digits."""


@dataclass(frozen=True)
class Part:
    """One part of a row as printed before and now.

    `new` is empty where nothing is printed any more, and `old` where nothing was, or where it was withdrawn.
    """

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Move:
    """One row that is not the same any more.

    `row` is that of the newer set, of the older one where the figure is gone. `parts` are those that print
    differently; of a figure that is no longer shown, or gone, none: its number may have been withdrawn.
    """

    table: str
    kind: Kind
    row: Estimate | Change
    parts: tuple[Part, ...] = ()

    @property
    def new_verdict(self) -> bool:
        """Whether the test says something else."""
        return any(part.name == "verdict" for part in self.parts)


def moves_of(compared: Iterable[ComparedTable], printer: Printer) -> tuple[Move, ...]:
    """Every row that differs and was told in one of both sets, in the order of the released set."""
    return tuple(
        move for one in compared for pair in one.pairs for move in _moves(one.table.name, pair, printer)
    )


def _moves(table: str, pair: Pair, printer: Printer) -> Iterator[Move]:
    old = pair.old if pair.old is not None and pair.old.told else None
    new = pair.new if pair.new is not None and pair.new.told else None
    row = pair.new or pair.old
    assert row is not None
    if old is not None and new is not None:
        parts = tuple(_differing(printer.parts(old), printer.parts(new)))
        yield Move(table, "moved" if parts else "behind", row, parts)
    elif old is not None:
        yield Move(table, "gone" if pair.new is None else "no_longer_shown", row)
    elif new is not None:
        parts = tuple(_differing({}, printer.parts(new)))
        yield Move(table, "new" if pair.old is None else "now_shown", row, parts)


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Part]:
    """Parts that print differently; what is not printed any more is withdrawn, and its number with it."""
    became_a_class = bool(set(old) - set(new))
    for name in dict.fromkeys((*old, *new)):
        before, now = old.get(name, ""), new.get(name, "")
        if before != now:
            yield Part(name, "" if became_a_class or not now else before, now)
