"""Transitional: the words of the house for rooms that are not handed theirs yet."""

from monitor.publication.language.parts import TableBookWords
from monitor.publication.language.words import house_words


def book_words() -> TableBookWords:
    return house_words().tablebook
