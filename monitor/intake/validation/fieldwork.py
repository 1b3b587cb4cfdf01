"""The day on which each respondent finished, against the fieldwork of the wave; no date leaves this room."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from monitor.intake.files.days import day_of
from monitor.intake.files.responses import Responses
from monitor.intake.rules import Result, result
from monitor.study.periods import Period, period_of
from monitor.study.study_file import Completion, Wave


def check_fieldwork(responses: Responses, completion: Completion, wave: Wave) -> list[Result]:
    """Whether each respondent finished within the declared fieldwork, its first and last day included.

    A file without the column, an empty cell, a text that is no date and a wave without a declared
    period leave it undecided; a text that is no date breaks a rule of its own.
    """
    name, rows = completion.column, len(responses)
    if name not in responses.split_off:
        return [_judged(completion, np.zeros(rows, bool), 0, rows)]
    column, period = responses.split_off.texts(name), period_of(wave.fieldwork)
    days = [day_of(text) for text in column.texts]
    known = np.array([day is not None for day in days] or [False])[column.index]
    outside = np.array([_outside(day, period) for day in days] or [False])[column.index]
    judged = int(known.sum()) if period else 0
    unreadable = column.filled & ~known
    return [
        result("unreadable_date", name, unreadable, int(column.filled.sum())),
        _judged(completion, outside, judged, rows - judged),
    ]


def _outside(day: date | None, period: Period | None) -> bool:
    return bool(day and period) and not period[0] <= day <= period[1]  # type: ignore[index, operator]


def _judged(completion: Completion, failed: np.ndarray, judged: int, undecided: int) -> Result:
    outcome = result("outside_fieldwork", completion.column, failed, judged, undecided)
    if completion.severity is None:
        return outcome
    return replace(outcome, rule=replace(outcome.rule, severity=completion.severity))
