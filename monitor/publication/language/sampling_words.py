"""The words of a study whose answers are no random sample: a difference is a hint there, a margin that of a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from monitor.publication.language.words import Words
from monitor.study.declarations import Declared


def told_as(words: Words, sampling: str | None) -> Words:
    """The words for a way of sampling, as sampling.yaml declares them; the same words for any other."""
    for instead in words.sampling.instead(sampling):
        said = {field.name: getattr(words, field.name) for field in fields(words) if field.name != "sampling"}
        words = replace(words, **{name: _reworded(entry, instead) for name, entry in said.items()})
    return words


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
