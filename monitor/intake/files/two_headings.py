"""Two heading rows, as SurveyMonkey writes them: the question above its first column, an option or row above each.

A column goes by its question where that has one column, else by both rows. An empty cell in the first row
continues the question to its left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from monitor.intake.files.columns import ColumnPlan
from monitor.intake.files.header_rows import names_as_known
from monitor.intake.files.spellings import folded
from monitor.intake.files.table import RawTable, column_of_array
from monitor.study.column_map import BETWEEN, named_by_both


def has_two(plan: ColumnPlan) -> bool:
    """Whether the file of a wave has two heading rows."""
    return plan.columns is not None and plan.columns.header_rows == 2


def first_names(known: Collection[str]) -> tuple[str, ...]:
    """Known names as they stand in the first row."""
    return tuple(dict.fromkeys(name.partition(BETWEEN)[0] for name in known))


def numbered(names: Sequence[str]) -> list[str]:
    """Names for the time being: the first row holds empty and equal ones."""
    return [f"{place} " for place in range(len(names))]


def both_names(raw: RawTable, first: Sequence[str], known: Sequence[str]) -> list[str]:
    """The names of a table with `numbered` columns, by its first row and the row that came as position 0."""
    second = [column[0].as_py() if len(column) else "" for column in raw.other.values()]
    return names_as_known(_names(first, second, known), known)


def under_names(raw: RawTable, names: Sequence[str], few: Collection[str]) -> RawTable:
    """The table under these names; `few` names columns that repeat few distinct texts."""
    columns = dict(zip(names, raw.other.values(), strict=True))
    closed = {name: column_of_array(column) for name, column in columns.items() if name in few}
    return RawTable(closed, {name: column for name, column in columns.items() if name not in few})


def _names(first: Sequence[str], second: Sequence[str], known: Collection[str]) -> list[str]:
    above: list[str] = []
    for name in first:
        above.append(name or (above[-1] if above else ""))
    times, mapped = Counter(above), {folded(name) for name in known}

    def name_of(question: str, below: str) -> str:
        both = named_by_both(question, below) if question and below else question or below
        return both if folded(both) in mapped or times[question] > 1 else question

    return [name_of(*pair) for pair in zip(above, second, strict=True)]
