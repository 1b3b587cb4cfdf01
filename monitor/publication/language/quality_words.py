"""The wording of the report on a check of files, read from quality.yaml."""

from __future__ import annotations

from monitor.publication.language.table_words import ReportTableWords
from monitor.study.declarations import Declared


class QualityWords(Declared):
    """Everything that the report on a check of files says of itself.

    `instead` has wordings of any report with what replaces them in this one; `of_a_verdict` are words that nobody writes where a
    verdict is open, `of_people` words that put people in an order.
    """

    instead: dict[str, str]
    plural: str
    files: str
    verdict: dict[str, str]
    score: dict[str, str]
    legal: dict[str, str]
    months: dict[str, str]
    second: dict[str, str]
    repair: dict[str, str]
    how: dict[str, str]
    limits: tuple[str, ...]
    limits_workers: dict[str, str]
    outcomes: dict[str, str]
    tables: dict[str, ReportTableWords]
    control: dict[str, str]
    periods: dict[str, str]
    month_names: tuple[str, ...]
    of_a_verdict: tuple[str, ...]
    of_people: tuple[str, ...]
