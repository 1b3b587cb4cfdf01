"""The respondents of a wave beside the units that were sampled for it: who answered was asked, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from monitor.errors import StatisticsError
from monitor.study.declarations import Declared, load
from monitor.study.study_file import Wave

RESPONDENT, DISPOSITION = "respondent_id", "disposition"
COMPLETE, ANSWERED = "complete", ("complete", "partial")
MOST_LINES = 5
LIMITS_FILE = Path(__file__).with_name("response.yaml")
_ZEROS = re.compile(r"^0+(?=\w)")


class ResponseLimits(Declared):
    """Shares; see response.yaml."""

    unanswered: float
    fits: float


@cache
def response_limits() -> ResponseLimits:
    """The limits in force. **Raises** DeclarationError when response.yaml is damaged."""
    return load(LIMITS_FILE, ResponseLimits)[0]


@dataclass(frozen=True)
class Gaps:
    """Units that nobody can hold against the responses, and units that should have one.

    `without_id` of `units` have no id, of which `answered_without_id` are said to have answered; of the `complete`
    ones, `unanswered` have no response.
    """

    units: int
    without_id: int
    answered_without_id: int
    complete: int
    unanswered: int

    @property
    def is_large(self) -> bool:
        """Whether so many responses are missing that a file may be of another wave, or incomplete."""
        return self.unanswered > response_limits().unanswered * self.complete


def are_called_alike(units: pd.DataFrame, wave: Wave) -> bool:
    """Whether units go by the ids of the responses: both have a column of them."""
    named = wave.columns is None or wave.columns.respondent_id is not None
    return named and RESPONDENT in units.columns


def gaps_of(units: pd.DataFrame, respondents: Sequence[str], others: int, wave: Wave) -> Gaps | None:
    """What the units of a wave say beside its accepted respondents and `others`, of whom a response came in too; None
    where they do not go by the same ids."""
    if not are_called_alike(units, wave):
        return None
    ids, told = units[RESPONDENT], units[DISPOSITION]
    complete = told == COMPLETE
    unanswered = int((complete & ~_are_of(ids, respondents)).sum())
    return Gaps(
        units=len(units),
        without_id=int((ids == "").sum()),
        answered_without_id=int(((ids == "") & told.isin(ANSWERED)).sum()),
        complete=int(complete.sum()),
        unanswered=max(unanswered - others, 0),
    )


def check_respondents(units: pd.DataFrame, respondents: Sequence[str], wave: Wave) -> None:
    """Where the units are called by the ids of the responses, all who answered were sampled, and are said to have answered.

    **Raises** StatisticsError with how many were not, or with the lines that say otherwise.
    """
    if not are_called_alike(units, wave):
        return
    told = units.loc[_are_of(units[RESPONDENT], respondents), DISPOSITION]
    where = wave.dispositions.name if wave.dispositions else ""
    absent = set(respondents) - set(units[RESPONDENT])
    if absent:
        fits = _fit(absent, units[RESPONDENT])
        raise StatisticsError(
            "statistics.respondents_are_not_sampled", where=where, count=len(absent), wave=wave.id,
            fits=fits if fits >= response_limits().fits * len(absent) else None,
        )  # fmt: skip
    otherwise = told[~told.isin(ANSWERED)]
    if len(otherwise):
        raise StatisticsError(
            "statistics.respondents_are_said_not_to_answer",
            where=where,
            count=len(otherwise),
            wave=wave.id,
            lines=", ".join(map(str, otherwise.index[:MOST_LINES])),
            expected=" / ".join(ANSWERED),
        )


def _are_of(ids: pd.Series, respondents: Sequence[str]) -> pd.Series:
    """Which ids are those of respondents; as objects, since looking up texts of Arrow takes each value by itself."""
    return ids.astype(object).isin(respondents)


def _fit(absent: set[str], units: pd.Series) -> int:
    """How many ids are there in other signs: without zeros in front, .0 behind or capitals."""
    known = set(map(_bare, units)) - {""}
    return sum(_bare(one) in known for one in absent)


def _bare(text: str) -> str:
    return _ZEROS.sub("", text.strip().casefold().removesuffix(".0"))
