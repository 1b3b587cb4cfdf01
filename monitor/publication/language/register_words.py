"""The wording of the report on a register, read from register.yaml."""

from __future__ import annotations

from monitor.publication.language.table_words import ReportTableWords
from monitor.study.declarations import Declared


class RegisterWords(Declared):
    """Everything that the report on a register says of itself.

    `instead` has wordings of any report with what replaces them in this one; `of_a_cause` are words that nobody writes, since a
    register tells when something happened and never why; `caused_by` stands before what happened in such a sentence.
    """

    instead: dict[str, str]
    everybody: str
    average: str
    counted: dict[str, str]
    series: dict[str, str]
    spread: dict[str, str]
    classes: dict[str, str]
    breaks: dict[str, str]
    scales: dict[str, str]
    outcomes: dict[str, str]
    groups: dict[str, str]
    moved: dict[str, str]
    method: tuple[str, ...]
    limits: tuple[str, ...]
    place: dict[str, str]
    place_limits: tuple[str, ...]
    guide: tuple[str, ...]
    figures: dict[str, dict[str, str]]
    tables: dict[str, ReportTableWords]
    of_a_cause: tuple[str, ...]
    caused_by: str
