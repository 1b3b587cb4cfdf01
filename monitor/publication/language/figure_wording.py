"""Transitional: the words of the house for rooms that are not handed theirs yet."""

from monitor.publication.language.words import house_words


def say(section: str, name: str, **values: str) -> str:
    return house_words().figures.say(section, name, **values)
