"""Microsoft Forms: a workbook with the columns of the program first, then the texts of the questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from monitor.exchange.readers.plain import table_source
from monitor.exchange.source import Roles, Source
from monitor.exchange.tables import Sheet
from monitor.exchange.vocabulary import plain

IDS = ("id",)
COMPLETED = ("tijd van voltooien", "completion time", "voltooiingstijd")
OWN = (
    "begintijd", "start time", "starttijd", "e mail", "email", "naam", "name", "tijd van laatste wijziging",
    "last modified time", "totaal aantal punten", "total points", "quizfeedback", "quiz feedback", "taal", "language",
)  # fmt: skip
QUIZ = ("punten ", "points ", "feedback ")


def is_forms(sheets: Sequence[Sheet]) -> bool:
    """Whether a workbook begins as Forms makes it."""
    headings = [plain(heading) for heading in sheets[0].headings[:8]] if sheets else []
    return bool(headings) and headings[0] in IDS and any(one in COMPLETED for one in headings)


def read_forms(path: Path, sheets: Sequence[Sheet]) -> Source:
    """The answers of a form; its own columns tell respondent number and day of completion."""
    source = table_source(path, sheets[0], "msforms")
    own = [one.heading for one in source.variables if _is_own(one.heading)]
    completed = next((one.heading for one in source.variables if plain(one.heading) in COMPLETED), "")
    respondent = source.variables[0].heading
    asked = tuple(
        replace(one, code="") for one in source.variables if one.heading not in (*own, completed, respondent)
    )
    return replace(
        source, variables=asked, ignored=tuple(own), roles=Roles(respondent_id=respondent, completed=completed)
    )  # fmt: skip


def _is_own(heading: str) -> bool:
    said = plain(heading)
    return said in OWN or said.startswith(QUIZ)
