"""The codebook of the released set, from its one declaration: results/codebook.csv and docs/results.md."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from monitor.schema import TABLES, VERSION, Column, Table

HEADER = ("table", "column", "word", "type", "unit", "description")

PAGE = f"""\
# The results, column by column

<!-- Made from monitor/schema.py by `just golden-update`; do not edit. -->

`monitor run` leaves two tables in `results/`, as CSV and as Parquet, with `method.json` (how the figures came
about) and `codebook.csv` (this page as a table). This is version {VERSION} of them; `method.json` says so as
`schema`, and version 1 has no such key. The columns and words below will stay. The version allows more words, of
figures that no part of the program makes; each comes to stand here with what makes it.

- CSV files are UTF-8 with commas, a header and decimal points. A text that a spreadsheet could take for a
  formula has a `'` before it.
- An empty number is no number: there is none, or it may not be told. It is never zero.
- An empty `breakdown` and `group` stand for all respondents, an empty `category` for what is no share.
- A suppressed row keeps its key and has no numbers. Figures of groups in which people can be recognised are
  rounded as a report displays them, bases above 30 to fives; all other numbers of their rows follow from those.
- *Unit of the measure*: shares, and means of percentages and of parts of 100, lie between 0 and 1 (0.07 is 7
  percentage points); grades, scores and other numbers are as they were given.
"""


def write_codebook(folder: Path) -> Path:
    """Write codebook.csv."""
    path = folder / "codebook.csv"
    path.write_text(codebook_text(), encoding="utf-8", newline="")
    return path


def codebook_text() -> str:
    """The codebook as CSV: one row per column, and one below it for each word that the column allows.

    A row of a word has it in `word` and no type; the empty word has a row of its own with `(empty)`.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    for table in TABLES.values():
        writer.writerows(row for column in table.columns for row in _rows(table, column))
    return file.getvalue()


def _rows(table: Table, column: Column) -> Iterator[tuple[str, ...]]:
    kind = "text" if column.text else "number"
    yield table.name, column.name, "", kind, column.unit, column.description
    for word, meaning in _words(column):
        yield table.name, column.name, word, "", "", meaning


def _words(column: Column) -> list[tuple[str, str]]:
    """The words of a column that a run may write, each with its meaning."""
    if column.words is None:
        return []
    words = list(column.words.made.items())
    return words if column.words.empty is None else [*words, ("(empty)", column.words.empty)]


def results_page() -> str:
    """docs/results.md: both tables, their columns and what each word means."""
    told: dict[int, str] = {}
    return "\n".join([PAGE, *(part for table in TABLES.values() for part in _section(table, told))])


def _section(table: Table, told: dict[int, str]) -> Iterator[str]:
    """The columns of a table and their words; `told` says in which table a list of words stands already."""
    yield f"## {table.name}.csv\n"
    yield f"{table.description} The columns marked with * together name a row.\n"
    yield "| column | unit | what it holds |\n|---|---|---|"
    for column in table.columns:
        mark = "*" if column.key else ""
        yield f"| `{column.name}`{mark} | {column.unit or 'text'} | {_cell(column.description)} |"
    yield ""
    for column in table.columns:
        if column.words is None:
            continue
        first = told.setdefault(id(column.words), table.name)
        yield f"### Words in `{column.name}`\n"
        if first != table.name:
            yield f"{column.description} The words are those of `{column.name}` in {first}.csv.\n"
            continue
        others = " Other words may stand there too." if column.words.others else ""
        yield f"{column.description}{others}\n"
        yield from _word_list(column)


def _word_list(column: Column) -> Iterator[str]:
    yield "| word | meaning |\n|---|---|"
    for word, meaning in _words(column):
        yield f"| {word if word == '(empty)' else f'`{word}`'} | {_cell(meaning)} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
