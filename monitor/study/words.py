"""Words of labels that no declaration gives."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from monitor.study.declarations import Declared, load


class LabelWords(Declared):
    """What words.yaml says."""

    municipality: str
    crossed: str
    net: str


@cache
def label_words() -> LabelWords:
    """The words, read once."""
    return load(Path(__file__).with_suffix(".yaml"), LabelWords)[0]
