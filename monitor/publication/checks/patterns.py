"""The words that the rules look for, ready to search with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from monitor.publication.checks.prose import SIGN
from monitor.publication.language.parts import Amounts
from monitor.publication.language.whole_words import whole_words
from monitor.publication.language.words import Words
from monitor.study.study import Study


@lru_cache(maxsize=256)
def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for whole words, the longest first, capitals or not; … is two words at most, {wave} a wave."""
    ordered = sorted(words, key=len, reverse=True)
    return whole_words(map(_phrase, ordered))


def _phrase(words: str) -> str:
    return re.escape(words).replace("…\\ ", r"(?:\w+\s+){0,2}").replace(r"\{wave\}", rf"(?:{SIGN}|\d{{4}})")


def amounts_of(words: Words, studies: Iterable[Study]) -> dict[str, tuple[float, float]]:
    """Amounts in words with the interval a figure must lie in, those of the language tables included.

    `studies` are the survey of the report and those beside it: an amount may be of the respondents of each.
    """
    amounts = dict(_told_amounts(words.sentences.quantities, words.consistency.so_many))
    for survey in (study.questionnaire for study in studies):
        for phrase, interval in words.consistency.amounts.items():
            named = phrase.replace("{respondents}", survey.respondents)
            amounts[named.replace("{respondent}", survey.respondent)] = interval
    return amounts


def _told_amounts(quantities: Amounts, so_many: float) -> Iterable[tuple[str, tuple[float, float]]]:
    """Amounts that the language tables print: "ruim een derde" in its own interval, "vier op de tien" about it."""
    low = 0.0
    for entry in quantities.table:
        high = float(entry.below or 1)
        phrases = {phrase.partition(" {")[0] for phrase in (*entry.singular, *entry.plural)}
        for phrase in {entry.words} | {phrase for phrase in phrases if " op de " in phrase}:
            if " op de " in phrase:
                yield phrase, (low - so_many, high + so_many)
            elif phrase.startswith(("ruim ", "bijna ")):
                yield phrase, (low, high)
        low = high
