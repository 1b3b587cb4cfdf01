"""Transitional: the words of the house for rooms that are not handed theirs yet."""

from monitor.publication.language.parts import Forms as Forms
from monitor.publication.language.parts import SummaryWords
from monitor.publication.language.words import house_words


def load_summary_wording() -> SummaryWords:
    return house_words().summaries
