"""Transitional: the words of the house for rooms that are not handed theirs yet."""

from monitor.publication.language.filling import capital as capital
from monitor.publication.language.filling import filled as filled
from monitor.publication.language.parts import SentenceWords
from monitor.publication.language.words import house_words


def load_wording() -> SentenceWords:
    return house_words().sentences
