"""The words of the table book, from tablebook.yaml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from monitor.study.declarations import Declared, load

WORDS = Path(__file__).with_name("words") / "tablebook.yaml"


class ColumnWords(Declared):
    header: str
    width: float


class BookWords(Declared):
    """Words of the table book; see tablebook.yaml."""

    title: str
    contents: str
    settings: str
    other_theme: str
    page: str
    comments: str
    contents_header: tuple[str, ...]
    settings_sheet: str
    facts_title: str
    facts: dict[str, str]
    back: str
    demonstration: str
    concept: str
    made_of: str
    row_note: str
    everybody: str
    mean: str
    median: str
    net: str
    table: str
    columns: dict[str, ColumnWords]
    change_marks: dict[str, str]
    legend_title: str
    legend: dict[str, str]
    notes_title: str
    notes: tuple[str, ...]
    identifiable: str
    weighted_same: str
    weighted_unknown: str


@lru_cache(maxsize=1)
def book_words() -> BookWords:
    return load(WORDS, BookWords)[0]
