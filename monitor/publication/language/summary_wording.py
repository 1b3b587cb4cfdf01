"""The sentences of summaries.yaml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from monitor.study.declarations import Declared, load

SUMMARIES = Path(__file__).with_name("words") / "summaries.yaml"


class MostFigures(Declared):
    """How many figures each text holds at most."""

    main_message: int
    summary: int
    in_brief: int
    parliament: int
    parliament_in_all: int
    changes: int
    question: int


class Forms(Declared):
    """Sentences by kind of figure, for an indicator of one question and for one of several."""

    alone: dict[str, str]
    member: dict[str, str]


class SummaryWording(Declared):
    """One form per text and kind of figure, and the sentences around them."""

    limits: MostFigures
    main_message: Forms
    summary: Forms
    in_brief: Forms
    bases: dict[str, str]
    parliament: Forms
    quote: Forms
    context: dict[str, str]
    method: dict[str, str]
    tested: dict[str, str]
    tested_in_main_message: dict[str, str]
    unknown: str
    unit: str
    boundary: str
    box_base: str
    theme: str
    nothing: str
    nothing_by_theme: str
    uncertain: str
    results_base: str


@lru_cache(maxsize=2)
def load_summary_wording(path: Path = SUMMARIES) -> SummaryWording:
    """Read the sentences.

    **Raises** DeclarationError for a wrong file.
    """
    return load(path, SummaryWording)[0]
