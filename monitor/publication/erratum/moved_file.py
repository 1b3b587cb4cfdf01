"""moved.csv: every row that a reader sees otherwise, part by part, with its key."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from monitor.publication.erratum.moves import SEEN, Move
from monitor.release.results.table_files import neutralised
from monitor.schema import TABLES

KEYS = tuple(dict.fromkeys(name for table in TABLES.values() for name in table.key))
COLUMNS = ("table", "kind", *KEYS, "part", "old", "new")


def write_moved(moves: Sequence[Move], path: Path) -> None:
    """One line for each part of a row that prints differently; of a figure that is no longer shown, no number.

    **Columns**: table, kind (moved, no_longer_shown, now_shown, new, gone), the keys of both tables (empty where a
    table has none), part, old, new: both as they are printed.
    """
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for move in (one for one in moves if one.kind in SEEN):
            key = [neutralised(str(getattr(move.row, name, ""))) for name in KEYS]
            for name, old, new in [(part.name, part.old, part.new) for part in move.parts] or [("", "", "")]:
                writer.writerow([move.table, move.kind, *key, name, neutralised(old), neutralised(new)])
