"""The Dutch words of figures and tables, read from wording.yaml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from monitor.publication.language.phrases import filled
from monitor.study.declarations import Declared, load

WORDING = Path(__file__).with_name("words") / "figures.yaml"


class FigureWording(Declared):
    """Wordings by name; see the file for what each is for."""

    units: dict[str, str]
    bases: dict[str, str]
    notes: dict[str, str]
    marks: dict[str, str]
    findings: dict[str, str]
    tables: dict[str, str]


@lru_cache(maxsize=1)
def figure_wording() -> FigureWording:
    return load(WORDING, FigureWording)[0]


def say(section: str, name: str, **values: str) -> str:
    """One wording with its slots filled."""
    return filled(getattr(figure_wording(), section)[name], values)
