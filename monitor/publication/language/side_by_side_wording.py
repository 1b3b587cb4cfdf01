"""Transitional: the words of the house for rooms that are not handed theirs yet."""

from monitor.publication.language.parts import SideBySideWords
from monitor.publication.language.words import house_words


def side_by_side_wording() -> SideBySideWords:
    return house_words().side_by_side
