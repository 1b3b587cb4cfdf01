"""Words of labels that no declaration gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from monitor.study.declarations import Declared, load


class LabelWords(Declared):
    """What words.yaml says."""

    municipality: str
    crossed: str
    pair: str
    net: str
    vignette: str
    low_end: tuple[str, ...]
    norms: Mapping[str, str]
    norms_told: Mapping[str, Mapping[str, str]]
    of_registers: Mapping[str, str]
    months: tuple[str, ...]

    def is_low(self, label: str) -> bool:
        """Whether a label has a word of the low end of an agreement scale."""
        return not set(re.findall(r"[^\W_]+", label.lower())).isdisjoint(self.low_end)

    def told(self, name: str, **slots: str) -> tuple[tuple[str, str], ...]:
        """How a sentence tells each answer to what follows from norms."""
        return tuple((code, said.format(**slots)) for code, said in self.norms_told[name].items())


@cache
def label_words() -> LabelWords:
    """The words, read once."""
    return load(Path(__file__).with_suffix(".yaml"), LabelWords)[0]
