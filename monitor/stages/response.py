"""What the responses of every wave say beside its dispositions, for `monitor check` as for `monitor run`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.errors import StatisticsError
from monitor.messages.catalogue import text
from monitor.stages.options import Tell
from monitor.stages.taking_in import Intake
from monitor.study.study import Study
from monitor.study.study_file import Wave

if TYPE_CHECKING:
    import pandas as pd

    from monitor.statistics.quality.response_summary import ResponseSummary


def responses_by_wave(study: Study, taken_in: Intake, tell: Tell) -> dict[str, ResponseSummary]:
    """What the method says of the response, by wave; units that nobody can hold against the responses are told of.

    **Raises** StatisticsError naming the file of dispositions that cannot be used.
    """
    from monitor.statistics.quality.response import read_dispositions
    from monitor.statistics.quality.response_report import describe_response

    made = {}
    for wave in study.waves:
        ledger, respondents = taken_in.ledgers[wave.id], _respondents(taken_in, wave)
        units = read_dispositions(wave.dispositions) if wave.dispositions else None
        made[wave.id] = describe_response(
            wave, units, ledger.n_read - ledger.n_left_out, respondents, study.representativeness
        )
        for line in _gap_lines(wave, units, respondents, ledger.n_quarantined) if units is not None else ():
            tell("warning", line)
    return made


def check_response(study: Study, taken_in: Intake, tell: Tell) -> None:
    """The same, for what it tells and refuses. **Raises** StatisticsError as a run does."""
    try:
        responses_by_wave(study, taken_in, tell)
    except StatisticsError as failure:
        raise failure.found_in(study.path.name) from None


def _respondents(taken_in: Intake, wave: Wave) -> list[str]:
    """The ids of the accepted responses of a wave."""
    answers = taken_in.answers
    return answers.respondent_id[answers.wave == answers.waves.index(wave.id)].tolist()


def _gap_lines(wave: Wave, units: pd.DataFrame, respondents: list[str], others: int) -> Iterator[str]:
    from monitor.statistics.quality.sampled_respondents import gaps_of

    gaps = gaps_of(units, respondents, others, wave)
    file = wave.dispositions.name if wave.dispositions else ""
    if gaps is not None and gaps.without_id:
        yield text(
            "run.units_without_id", file=file, count=gaps.without_id, units=gaps.units, answered=gaps.answered_without_id
        )  # fmt: skip
    if gaps is not None and gaps.is_large:
        yield text(
            "run.complete_without_response", file=file, count=gaps.unanswered, complete=gaps.complete, wave=wave.id
        )  # fmt: skip
