"""Response: the chain from sampled to accepted, and rates by AAPOR names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from monitor.errors import StatisticsError, nearest
from monitor.statistics.quality.response_summary import Stage
from monitor.statistics.quality.sampled_respondents import RESPONDENT
from monitor.study.declared_table import DeclaredColumns, check_keys, declared_columns
from monitor.study.study import Study
from monitor.study.study_file import Wave

NOT_ELIGIBLE = "not_eligible"
DISPOSITIONS = ("complete", "partial", "refusal", "non_contact", "other", "unknown", NOT_ELIGIBLE)
STAGES = ("sampled", "invited", "reached", "started", "completed", "accepted")


def response_chain(wave: Wave, completed: int, accepted: int) -> tuple[Stage, ...]:
    """All stages of a wave in order, each as a share of the previous known stage and of those invited.

    The share of the accepted among the invited is not the response of the sampled: both are given.
    """
    counts = dict(
        zip(
            STAGES, (wave.sampled, wave.invited, wave.reached, wave.started, completed, accepted), strict=True
        )
    )
    stages: list[Stage] = []
    previous: int | None = None
    for name, count in counts.items():
        stages.append(Stage(name, count, _share(count, previous), _share(count, wave.invited)))
        previous = count if count is not None else previous
    return tuple(stages)


def _share(count: int | None, base: int | None) -> float | None:
    return count / base if count is not None and base else None


UNIT_COLUMNS = (RESPONDENT, "unit", "unit_id")  # by which a file of dispositions may call its units


def read_dispositions(path: Path) -> pd.DataFrame:
    """What became of every sampled unit. **Rows**: one per unit. **Columns**: `disposition` and frame variables. The
    index is the line of the file.

    **Raises** DeclarationError for a file that cannot be read, a row of another length, a missing column and a
    unit on two lines where the file names its units, StatisticsError for a file without rows and for an unknown
    disposition, with the line.
    """
    table = declared_columns(path, ("disposition",), known=UNIT_COLUMNS)
    if not table.lines:
        raise StatisticsError("statistics.no_dispositions", where=path.name)
    unit = next((name for name in UNIT_COLUMNS if name in table.cells), None)
    if unit is not None:
        check_keys(table, (unit,), path, about_people=True)
    _check_dispositions(table, path)
    return pd.DataFrame(table.cells, index=table.lines)


def _check_dispositions(table: DeclaredColumns, path: Path) -> None:
    """**Raises** StatisticsError at the first line that says none of the dispositions."""
    told = table.cells["disposition"]
    others = set(told) - set(DISPOSITIONS)
    if not others:
        return
    place = next(place for place, disposition in enumerate(told) if disposition in others)
    slip = nearest(told[place], DISPOSITIONS)  # anything else may be what somebody answered
    raise StatisticsError(
        "statistics.is_no_disposition" if slip else "statistics.row_has_no_disposition",
        where=path.name,
        line=table.lines[place],
        expected=", ".join(DISPOSITIONS),
        hint=slip,
        row=told[place],
    )


def eligible_units(units: pd.DataFrame) -> pd.DataFrame:
    """The sampled units that belonged to the population, as far as is known."""
    return units[units["disposition"] != NOT_ELIGIBLE]


def units_by_wave(study: Study) -> dict[str, pd.DataFrame]:
    """The eligible sampled units of every wave that declares dispositions, for nonresponse cells."""
    return {
        wave.id: eligible_units(read_dispositions(wave.dispositions))
        for wave in study.waves
        if wave.dispositions
    }


def response_rates(counts: Mapping[str, int]) -> dict[str, float]:
    """Response, cooperation, refusal and contact rates under their AAPOR names (AAPOR 2023).

    `counts` by disposition. RR1 and RR2 count unknown eligibility as eligible, RR3 and RR4 the share
    `e` of it that is eligible among units of known eligibility, RR5 and RR6 none; even numbers count
    partial answers as response. NaN where a denominator is 0.
    """
    complete, partial, refusal, non_contact, other, unknown, out = (
        counts.get(name, 0) for name in DISPOSITIONS
    )
    known = complete + partial + refusal + non_contact + other
    e = _ratio(known, known + out)
    both = complete + partial
    return {
        "e": e,
        "RR1": _ratio(complete, known + unknown),
        "RR2": _ratio(both, known + unknown),
        "RR3": _ratio(complete, known + e * unknown),
        "RR4": _ratio(both, known + e * unknown),
        "RR5": _ratio(complete, known),
        "RR6": _ratio(both, known),
        "COOP1": _ratio(complete, both + refusal + other),
        "REF1": _ratio(refusal, known + unknown),
        "CON1": _ratio(both + refusal + other, known + unknown),
    }


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")
