"""Words that say something else in some studies: where answers are no random sample, and where files stand for people."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from monitor.publication.language.words import Words
from monitor.study.declarations import Declared
from monitor.study.study import Study


def told_in(words: Words, study: Study) -> Words:
    """The words for a study: for its way of sampling, and where files are reviewed or municipalities counted and nobody answers."""
    told = told_as(words, study.design.sampling)
    if study.register is not None:
        return _with(told, told.register.instead)
    return _with(told, told.quality.instead) if study.checks_files else told


def told_as(words: Words, sampling: str | None) -> Words:
    """The words for a way of sampling, as sampling.yaml declares them; the same words for any other."""
    for instead in words.sampling.instead(sampling):
        words = _with(words, instead)
    return words


def _with(words: Words, instead: Mapping[str, str]) -> Words:
    """Every part in other words but those that say which."""
    return words.reworded(partial(_reworded, instead=instead))


def _reworded(value: Any, instead: Mapping[str, str]) -> Any:
    """A copy in which every text says something else instead; names of forms stay."""
    if isinstance(value, str):
        for wording, other in instead.items():
            value = value.replace(wording, other)
        return value
    if isinstance(value, Mapping):
        return {name: _reworded(entry, instead) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_reworded(entry, instead) for entry in value)
    if isinstance(value, Declared):
        return value.model_copy(update={name: _reworded(entry, instead) for name, entry in value})
    return value
