"""What a response file may hold at most: limits.yaml, typed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import PositiveInt

from monitor.study.declarations import Declared, load

LIMITS_FILE = Path(__file__).with_name("limits.yaml")


class WrongFile(Declared):
    """When one column failing one rule stops the run instead of filling the quarantine."""

    share: float
    from_rows: PositiveInt
    from_failures: PositiveInt


class BlankSets(Declared):
    """When an empty multiple-choice question stops the run until its `blank` is declared."""

    share: float
    from_rows: PositiveInt


class ShownCodes(Declared):
    """Which texts that are no code an error repeats."""

    from_rows: PositiveInt
    characters: PositiveInt
    at_most: PositiveInt


class Limits(Declared):
    """Sizes in bytes, characters, rows and seconds; see limits.yaml."""

    file_bytes: PositiveInt
    text_bytes: PositiveInt
    columns: PositiveInt
    rows: PositiveInt
    cell_characters: PositiveInt
    record_bytes: PositiveInt
    workbook_bytes: PositiveInt
    workbook_cells: PositiveInt
    reader_seconds: PositiveInt
    reader_bytes: PositiveInt
    correction_rows: PositiveInt
    wrong_file: WrongFile
    blank_sets: BlankSets
    shown_codes: ShownCodes


@cache
def read_limits() -> Limits:
    """The limits in force. **Raises** DeclarationError when limits.yaml is damaged."""
    return load(LIMITS_FILE, Limits)[0]
