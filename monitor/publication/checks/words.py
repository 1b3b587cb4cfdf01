"""The words of consistency.yaml, ready to search with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Literal

from monitor.publication.checks.prose import SIGN
from monitor.publication.language.wording import load_wording
from monitor.study.declarations import Declared, load
from monitor.study.study import Study

CONSISTENCY = Path(__file__).with_name("consistency.yaml")
Severity = Literal["error", "warning", "off"]


class Order(Declared):
    """Words that put figures in order."""

    more: tuple[str, ...]
    less: tuple[str, ...]
    largest: tuple[str, ...]
    smallest: tuple[str, ...]


class Notes(Declared):
    """Notes that make figures right which otherwise are not."""

    several: tuple[str, ...]
    rounding: tuple[str, ...]
    mean: tuple[str, ...]


class Forbidden(Declared):
    """Wordings that may not be used, and why."""

    words: tuple[str, ...]
    why: str
    instead: str = ""
    severity: Severity = "error"


class Scope(Declared):
    """What one report may not hold."""

    whole_sample: bool = False
    reliable: bool = False
    municipalities: bool = True
    most_figures: int | None = None


class ConsistencyWords(Declared):
    """Every word and limit of the check; see the comments in consistency.yaml."""

    severity: dict[str, Severity]
    near: int
    beside: int
    adds_up_to: int
    so_many: float
    amounts: dict[str, tuple[float, float]]
    bounds: dict[str, str]
    direction: dict[str, tuple[str, ...]]
    explained: tuple[str, ...]
    no_difference: tuple[str, ...]
    shown: str
    order: Order
    notes: Notes
    number_words: str
    numbers: dict[str, int]
    list_nouns: tuple[str, ...]
    references: tuple[str, ...]
    citations: tuple[str, ...]
    paper: str
    perspectives: tuple[str, ...]
    forbidden: tuple[Forbidden, ...]
    summaries: tuple[str, ...]
    shortest_repeated: int
    scope: dict[str, Scope]


@lru_cache(maxsize=2)
def load_words(path: Path = CONSISTENCY) -> ConsistencyWords:
    """Read consistency.yaml.

    **Raises** DeclarationError for a wrong file.
    """
    return load(path, ConsistencyWords)[0]


@lru_cache(maxsize=256)
def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for whole words, the longest first, capitals or not; … is two words at most, {wave} a wave."""
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_phrase, ordered))})(?!\w)", re.IGNORECASE)


def _phrase(words: str) -> str:
    return re.escape(words).replace("…\\ ", r"(?:\w+\s+){0,2}").replace(r"\{wave\}", rf"(?:{SIGN}|\d{{4}})")


def amounts_of(words: ConsistencyWords, studies: Iterable[Study]) -> dict[str, tuple[float, float]]:
    """Amounts in words with the interval a figure must lie in, those of the language tables included.

    `studies` are the survey of the report and those beside it: an amount may be of the respondents of each.
    """
    found = dict(_told_amounts(words.so_many))
    for survey in (study.questionnaire for study in studies):
        for phrase, interval in words.amounts.items():
            named = phrase.replace("{respondents}", survey.respondents)
            found[named.replace("{respondent}", survey.respondent)] = interval
    return found


def _told_amounts(so_many: float) -> Iterable[tuple[str, tuple[float, float]]]:
    """Amounts that the language tables print: "ruim een derde" in its own interval, "vier op de tien" about it."""
    low = 0.0
    for entry in load_wording().quantities.table:
        high = float(entry.below or 1)
        phrases = {phrase.partition(" {")[0] for phrase in (*entry.singular, *entry.plural)}
        for phrase in {entry.words} | {phrase for phrase in phrases if " op de " in phrase}:
            if " op de " in phrase:
                yield phrase, (low - so_many, high + so_many)
            elif phrase.startswith(("ruim ", "bijna ")):
                yield phrase, (low, high)
        low = high
