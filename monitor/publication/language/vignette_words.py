"""The wording of the report on vignettes, read from vignette_report.yaml."""

from __future__ import annotations

from monitor.publication.language.table_words import ReportTableWords
from monitor.study.declarations import Declared


class VignetteWords(Declared):
    """Everything that the report on vignettes says of itself.

    Of a role, `count` tells a number, `few` and `nearly_all` a class, `hidden` that there is none. `of_everybody` are words about
    people who were not asked, `of_a_decision` words that tell what somebody would do.
    """

    headings: dict[str, str]
    intro: dict[str, str]
    recognition: dict[str, str]
    room: dict[str, str]
    rule: dict[str, str]
    standard: dict[str, str]
    crossed: dict[str, str]
    options: dict[str, str]
    expectation: dict[str, str]
    arguments: dict[str, str]
    pairs: dict[str, str]
    chance: dict[str, str]
    limits: tuple[str, ...]
    tables: dict[str, ReportTableWords]
    figure: dict[str, str]
    of_everybody: tuple[str, ...]
    of_a_decision: tuple[str, ...]
