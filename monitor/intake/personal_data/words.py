"""What words.yaml says of personal data: masks by kind, titles, streets, months, numbers in words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from monitor.study.declarations import Declared, load

WORDS_FILE = Path(__file__).with_name("words.yaml")


class CellMasks(Declared):
    """What stands for a cell that may not be shown: of a confidential column, or its kind with its length `{n}`."""

    confidential: str
    sign: str
    signs: str
    digit: str
    digits: str


class PrivacyWords(Declared):
    """What words.yaml holds; its comments say what each list is for."""

    masks: dict[str, str]
    cells: CellMasks
    lookalikes: dict[str, str]
    ones: dict[str, int]
    numbers: dict[str, int]
    tens: dict[str, int]
    bsn_words: tuple[str, ...]
    account_words: tuple[str, ...]
    phone_words: tuple[str, ...]
    birth_words: tuple[str, ...]
    domains: tuple[str, ...]
    titles: tuple[str, ...]
    particles: tuple[str, ...]
    not_names: frozenset[str]
    first_names: frozenset[str]
    last_names: frozenset[str]
    streets: tuple[str, ...]
    street_starts: tuple[str, ...]
    not_streets: frozenset[str]
    units: tuple[str, ...]
    postcode_words: frozenset[str]
    year_abbreviations: frozenset[str]
    no_street_letters: frozenset[str]
    months: tuple[str, ...]
    ordinary_names: frozenset[str]


class Finding(NamedTuple):
    """Where something personal stands in a text. `certain` is False where a person should look."""

    start: int
    end: int
    kind: str
    certain: bool


@cache
def privacy_words() -> PrivacyWords:
    """The words in force. **Raises** DeclarationError when words.yaml is damaged."""
    return load(WORDS_FILE, PrivacyWords)[0]
