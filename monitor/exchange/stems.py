"""The text of a question that programs repeat before each of its rows or options, told apart from their own text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.exchange.source import Variable
from monitor.exchange.vocabulary import clean, vocabulary

_BOUNDARY = re.compile(r"(?<=[?.:!])\s+|\s+[-–|]\s+|\s*(?=\[)")
FEWEST_WORDS = 2


def with_stems(variables: Sequence[Variable]) -> tuple[Variable, ...]:
    """Variables of which neighbours begin with the same sentence carry it as their stem."""
    texts = [clean(variable.text) for variable in variables]
    shared = [common_stem(one, other) for one, other in zip(texts, texts[1:], strict=False)]
    made = []
    for place, variable in enumerate(variables):
        beside = [*shared[max(place - 1, 0) : place], *shared[place : place + 1]]
        stem = max(beside, key=len, default="") if not variable.stem else ""
        made.append(_split(variable, texts[place], stem) if stem else replace(variable, text=texts[place]))
    return tuple(made)


def common_stem(one: str, other: str) -> str:
    """The longest beginning of both texts that ends where a sentence or a stem ends; "" where there is none."""
    ends = [found.start() for found in _BOUNDARY.finditer(one) if found.start() > 0]
    for end in reversed(ends):
        stem = one[:end]
        if (
            other.startswith(stem)
            and other[len(stem) :].strip(" -–|[]")
            and one[len(stem) :].strip(" -–|[]")
            and one != other
            and len(vocabulary().content_words(stem)) >= FEWEST_WORDS - 1
        ):
            return stem
    return ""


def _split(variable: Variable, text: str, stem: str) -> Variable:
    own = text[len(stem) :].strip(" -–|")
    if own.startswith("[") and own.endswith("]"):
        own = own[1:-1]
    return replace(variable, stem=stem.strip().removesuffix(":"), text=own.strip())
