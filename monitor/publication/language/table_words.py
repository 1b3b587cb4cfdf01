"""The wording of a table of a report on one kind of study."""

from __future__ import annotations

from monitor.study.declarations import Declared


class ReportTableWords(Declared):
    """Caption, headers and notes of a table."""

    caption: str
    stub: str
    columns: tuple[str, ...]
    notes: tuple[str, ...] = ()
